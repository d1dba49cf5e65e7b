package scam

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// unknownLanguage marks a text in a language that the patterns do not know.
const unknownLanguage = "und"

// sample is how many bytes of a text its language is told from.
const sample = 8 << 10

// longestCommon is the length of the longest word of common.
const longestCommon = 6

// common marks words of a language, folded. Words of both are left out.
var common = func() map[string]string {
	words := make(map[string]string)
	for lang, list := range map[string]string{
		"en": "the and to you is of your for in we have it my with please this are not be at on what just can if was " +
			"it will up now when how but that got get ok im ur from me as all your no call go has our by",
		"sr": "je se da na za sam ste su vas kao ili koji nije sto smo od iz molim kako vam ne li mi ali ako sve bi samo " +
			"sa po ce cu nego jer kad ima nema hvala dobar jos bez preko pa vec te ga mu joj",
	} {
		for w := range strings.FieldsSeq(list) {
			words[w] = lang
		}
	}
	for _, both := range []string{"no", "me", "on", "to", "be", "in", "at"} {
		delete(words, both)
	}
	return words
}()

// language returns the tag of the text's language: en, sr-Latn, sr-Cyrl, ru or
// zh; und for one that is not known; and "" for a text too short to tell.
func language(text string, units []unit) string {
	latin, cyrillic, ours, russian, han, rest := letters(text)
	switch {
	case cyrillic > latin && (russian > ours):
		return "ru"
	case cyrillic > latin:
		return "sr-Cyrl"
	case han > latin:
		return "zh"
	case rest > latin:
		return unknownLanguage
	}
	words, english, serbian := 0, 0, 0
	left := sample
	for i := range units {
		t := units[i].text.String()
		t = t[:min(len(t), left)]
		left -= len(t)
		for at := 0; at < len(t); {
			end := at + letterRun(t[at:])
			if end == at {
				_, n := utf8.DecodeRuneInString(t[at:])
				at += n
				continue
			}
			words++
			if end-at <= longestCommon {
				switch common[t[at:end]] {
				case "en":
					english++
				case "sr":
					serbian++
				}
			}
			at = end
		}
		if left <= 0 {
			break
		}
	}
	switch {
	case serbian > english && (serbian*12 >= words || ours > 0):
		return "sr-Latn"
	case english > 0 && english*12 >= words:
		return "en"
	case words >= 12:
		return unknownLanguage
	default:
		return ""
	}
}

// letterRun returns how many bytes of letters s begins with.
func letterRun(s string) int {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c < 'a' || c > 'z' {
				return i
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsLetter(r) {
			return i
		}
		i += n
	}
	return len(s)
}

// letters counts letters by script, in the beginning of the text. Of two
// Cyrillic texts the letters that only one language has tell which it is;
// serbian are those, and the marked ones of its Latin script.
func letters(text string) (latin, cyrillic, serbian, russian, han, rest int) {
	for i := 0; i < min(len(text), sample); {
		if c := text[i]; c < utf8.RuneSelf {
			if c|0x20 >= 'a' && c|0x20 <= 'z' {
				latin++
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		switch r {
		case 'č', 'ć', 'đ', 'š', 'ž', 'Č', 'Ć', 'Đ', 'Š', 'Ž':
			latin++
			serbian++
			continue
		case 'ђ', 'ј', 'љ', 'њ', 'ћ', 'џ', 'Ђ', 'Ј', 'Љ', 'Њ', 'Ћ', 'Џ':
			cyrillic++
			serbian++
			continue
		case 'ы', 'э', 'щ', 'ъ', 'ё', 'й', 'ь', 'ю', 'я', 'Ы', 'Э', 'Щ', 'Ъ', 'Ё', 'Й', 'Ь', 'Ю', 'Я':
			cyrillic++
			russian++
			continue
		}
		switch {
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic++
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.Is(unicode.Han, r):
			han += 2
		case unicode.IsLetter(r):
			rest++
		}
	}
	return latin, cyrillic, serbian, russian, han, rest
}
