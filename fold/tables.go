package fold

import "unicode"

// letters are the letters, in lower case, that Unicode does not decompose to
// what people type instead. Cyrillic follows Serbian Latin without diacritics;
// letters that Serbian does not have follow the usual Russian and Ukrainian
// transliteration.
var letters = map[rune]string{
	'đ': "dj", 'ð': "dj", 'ɖ': "dj", 'ł': "l", 'ø': "o", 'æ': "ae", 'œ': "oe", 'ß': "ss", 'ẞ': "ss",
	'þ': "th", 'ħ': "h", 'ŧ': "t", 'ı': "i", 'ȷ': "j", 'ŋ': "n", 'ĸ': "k", 'ƒ': "f", 'ɓ': "b", 'ƀ': "b",
	'ɑ': "a", 'ɐ': "a", 'ʙ': "b", 'ɕ': "c", 'ɗ': "d", 'ɛ': "e", 'ə': "e", 'ɡ': "g", 'ɢ': "g", 'ɣ': "y",
	'ʜ': "h", 'ɦ': "h", 'ɥ': "h", 'ɩ': "i", 'ɪ': "i", 'ɨ': "i", 'ʝ': "j", 'ʟ': "l", 'ɫ': "l", 'ɭ': "l",
	'ɱ': "m", 'ɲ': "n", 'ɴ': "n", 'ɵ': "o", 'ɔ': "o", 'ƥ': "p", 'ʀ': "r", 'ɾ': "r", 'ʂ': "s", 'ꜱ': "s",
	'ʈ': "t", 'ƭ': "t", 'ʋ': "v", 'ʉ': "u", 'ʏ': "y", 'ƴ': "y", 'ʐ': "z", 'ƶ': "z", 'ᴢ': "z",
	'ᴀ': "a", 'ᴄ': "c", 'ᴅ': "d", 'ᴇ': "e", 'ᴊ': "j", 'ᴋ': "k", 'ᴍ': "m", 'ᴏ': "o", 'ᴘ': "p",
	'ᴛ': "t", 'ᴜ': "u", 'ᴠ': "v", 'ᴡ': "w", 'ƙ': "k", 'ⱪ': "k", 'ȼ': "c", 'ɇ': "e", 'ɍ': "r", 'ɏ': "y",
	'ς': "σ",

	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'ђ': "dj", 'е': "e", 'ж': "z", 'з': "z", 'и': "i",
	'ј': "j", 'к': "k", 'л': "l", 'љ': "lj", 'м': "m", 'н': "n", 'њ': "nj", 'о': "o", 'п': "p", 'р': "r",
	'с': "s", 'т': "t", 'ћ': "c", 'у': "u", 'ф': "f", 'х': "h", 'ц': "c", 'ч': "c", 'џ': "dz", 'ш': "s",
	'й': "j", 'щ': "sc", 'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "ju", 'я': "ja", 'і': "i", 'є': "je",
	'ґ': "g", 'ѕ': "dz", 'ѐ': "e", 'ѝ': "i", 'ё': "e", 'ї': "i", 'ѓ': "g", 'ќ': "k", 'ў': "u",
	'ԁ': "d", 'ԛ': "q", 'ԝ': "w", 'һ': "h", 'ү': "u", 'ө': "o", 'ә': "a", 'ң': "n", 'қ': "k", 'ғ': "g",
	'ұ': "u", 'ӏ': "l",
}

// latinTwins are letters of other scripts that are taken for a Latin letter;
// capitals stand here where they look different from their small letter.
var latinTwins = map[rune]byte{
	'а': 'a', 'в': 'b', 'с': 'c', 'ԁ': 'd', 'е': 'e', 'ё': 'e', 'ѐ': 'e', 'ғ': 'f', 'н': 'h', 'һ': 'h', 'і': 'i',
	'ї': 'i', 'ј': 'j', 'к': 'k', 'қ': 'k', 'ӏ': 'l', 'м': 'm', 'о': 'o', 'ө': 'o', 'р': 'p', 'ԛ': 'q', 'г': 'r',
	'ѕ': 's', 'т': 't', 'у': 'y', 'ү': 'y', 'ѵ': 'v', 'ԝ': 'w', 'ѡ': 'w', 'х': 'x', 'ь': 'b', 'ә': 'e',

	'α': 'a', 'β': 'b', 'γ': 'y', 'ε': 'e', 'Η': 'h', 'η': 'n', 'ι': 'i', 'κ': 'k', 'Μ': 'm', 'μ': 'u',
	'Ν': 'n', 'ν': 'v', 'ο': 'o', 'ρ': 'p', 'ς': 's', 'σ': 'o', 'τ': 't', 'Υ': 'y', 'υ': 'u', 'χ': 'x',
	'Ζ': 'z', 'ζ': 'z', 'ω': 'w', 'Δ': 'a', 'δ': 'd', 'ϲ': 'c', 'ϳ': 'j', 'ϱ': 'p',

	'օ': 'o', 'ս': 'u', 'հ': 'h', 'ո': 'n', 'ց': 'g', 'զ': 'q', 'ա': 'w', 'յ': 'j', 'լ': 'l', 'ք': 'p', 'ռ': 'n',
	'Ꭺ': 'a', 'Ᏼ': 'b', 'Ꮯ': 'c', 'Ꭰ': 'd', 'Ꭼ': 'e', 'Ꮐ': 'g', 'Ꮋ': 'h', 'Ꮖ': 'i', 'Ꭻ': 'j', 'Ꮶ': 'k',
	'Ꮮ': 'l', 'Ꮇ': 'm', 'Ꮲ': 'p', 'Ꮢ': 'r', 'Ꮪ': 's', 'Ꭲ': 't', 'Ꮩ': 'v', 'Ꮃ': 'w', 'Ꮓ': 'z',
	'ꓐ': 'b', 'ꓑ': 'p', 'ꓓ': 'd', 'ꓔ': 't', 'ꓖ': 'g', 'ꓗ': 'k', 'ꓙ': 'j', 'ꓚ': 'c', 'ꓜ': 'z', 'ꓝ': 'f', 'ꓟ': 'm',
	'ꓠ': 'n', 'ꓡ': 'l', 'ꓢ': 's', 'ꓣ': 'r', 'ꓦ': 'v', 'ꓧ': 'h', 'ꓪ': 'w', 'ꓫ': 'x', 'ꓬ': 'y', 'ꓮ': 'a', 'ꓰ': 'e',
	'ꓲ': 'i', 'ꓳ': 'o', 'ꓴ': 'u',
}

// cyrillicTwins are Latin letters that are taken for a Cyrillic one.
var cyrillicTwins = map[rune]rune{
	'a': 'а', 'A': 'а', 'B': 'в', 'c': 'с', 'C': 'с', 'e': 'е', 'E': 'е', 'H': 'н', 'i': 'і', 'I': 'і',
	'j': 'ј', 'J': 'ј', 'k': 'к', 'K': 'к', 'M': 'м', 'm': 'м', 'o': 'о', 'O': 'о', 'p': 'р', 'P': 'р',
	's': 'ѕ', 'S': 'ѕ', 'T': 'т', 'y': 'у', 'Y': 'у', 'x': 'х', 'X': 'х',
}

// strictTwins are the Cyrillic letters that nobody tells from a Latin one, small
// or capital: whole words can be written with them.
var strictTwins = func() map[rune]bool {
	m := map[rune]bool{}
	for _, r := range "асеіјорѕухкԁԛԝһӏАВЕКМНОРСТУХІЈЅ" {
		m[r] = true
	}
	return m
}()

// middleDot is what bullets fold to.
const middleDot = "·"

// symbols are signs that people use for a plain one.
var symbols = map[rune]string{
	'‘': "'", '’': "'", '‚': "'", '‛': "'", '′': "'", 'ʼ': "'", 'ʹ': "'", '´': "'",
	'“': `"`, '”': `"`, '„': `"`, '‟': `"`, '«': `"`, '»': `"`, '″': `"`, '‹': "'", '›': "'",
	'‐': "-", '‑': "-", '‒': "-", '–': "-", '—': "-", '―': "-", '−': "-", '⁃': "-",
	'⁄': "/", '∕': "/", '…': "...", '·': middleDot, '•': middleDot, '∙': middleDot, '・': middleDot, '。': ".", '、': ",",
}

// ignorable reports characters that nobody sees and that only separate what
// belongs together: zero-width, joiners, bidi controls, variation selectors,
// soft hyphens, tags.
func ignorable(r rune) bool {
	switch {
	case r < 0x20:
		return r < '\t' || r > '\r'
	case r < 0xAD:
		return r == 0x7F || r >= 0x80 && r < 0xA0 && r != 0x85
	case r == 0xAD, r == 0x34F, r == 0x61C, r == 0x115F, r == 0x1160, r == 0x17B4, r == 0x17B5:
		return true
	case r >= 0x180B && r <= 0x180F, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E:
		return true
	case r >= 0x2060 && r <= 0x206F, r == 0x3164, r >= 0xFE00 && r <= 0xFE0F, r == 0xFEFF, r == 0xFFA0:
		return true
	case r >= 0xFFF0 && r <= 0xFFFB, r >= 0x1BCA0 && r <= 0x1BCA3, r >= 0x1D173 && r <= 0x1D17A, r >= 0xE0000 && r <= 0xE0FFF:
		return true
	}
	return false
}

// mark reports diacritics that are dropped. Vowel signs of scripts that cannot
// be read without them stay.
func mark(r rune) bool {
	switch {
	case r < 0x300:
		return false
	case r <= 0x36F, r >= 0x483 && r <= 0x489, r >= 0x591 && r <= 0x5C7 && unicode.Is(unicode.Mn, r):
		return true
	case r >= 0x610 && r <= 0x61A, r >= 0x64B && r <= 0x65F, r == 0x670:
		return true
	case r >= 0x1AB0 && r <= 0x1AFF, r >= 0x1DC0 && r <= 0x1DFF, r >= 0x20D0 && r <= 0x20FF, r >= 0xFE20 && r <= 0xFE2F:
		return true
	}
	return false
}

// atomic reports characters that are not decomposed: Han and Hangul, where
// nothing is gained.
func atomic(r rune) bool { return r >= 0x3400 && r <= 0x9FFF || r >= 0xAC00 && r <= 0xD7A3 }

// emoji reports pictures.
func emoji(r rune) bool {
	return r >= 0x1F000 && r <= 0x1FAFF || r >= 0x2600 && r <= 0x2793 || r >= 0x2B00 && r <= 0x2BFF
}

// squared returns the letter in a dark circle or square, which Unicode does not
// decompose, or in brackets, which it writes out.
func squared(r rune) (rune, bool) {
	switch {
	case r == '℮':
		return 'e', true
	case r >= 0x249C && r <= 0x24B5:
		return 'a' + r - 0x249C, true
	case r >= 0x1F110 && r <= 0x1F129:
		return 'a' + r - 0x1F110, true
	case r >= 0x1F150 && r <= 0x1F169:
		return 'a' + r - 0x1F150, true
	case r >= 0x1F170 && r <= 0x1F189:
		return 'a' + r - 0x1F170, true
	}
	return 0, false
}
