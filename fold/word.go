package fold

import (
	"unicode"
	"unicode/utf8"
)

// minForeign is how many letters a word has at least that is taken for a Latin
// one though all its letters are Cyrillic.
const minForeign = 3

// flush decides which script the word is in, and writes it.
func (f *folder) flush() {
	if len(f.word) == 0 {
		return
	}
	mode := script(f.word)
	first, last := f.word[0], f.word[len(f.word)-1]
	switch {
	case mode != asWritten:
		f.mixed(mode, first.start, last.end)
		f.cyrillic = f.cyrillic || mode == asCyrillic
	case !transliterated(first.r):
	case !alike(f.word):
		f.cyrillic = true
	case len(f.word) >= minForeign && f.foreign:
		mode = asLatin
		f.trick(LookAlike, first.start, last.end)
	case len(f.word) >= minForeign:
		f.foreignWords++
	}
	fancy := false
	var b [16]byte
	for _, it := range f.word {
		fancy = fancy || styled(f.src, it.start)
		f.append(string(foldLetter(b[:0], it.r, mode)), it.start, it.end)
	}
	if fancy {
		f.trick(Styled, first.start, last.end)
	}
	f.word = f.word[:0]
}

// alike reports whether all letters of a Cyrillic word look Latin.
func alike(word []item) bool {
	for _, it := range word {
		if !strictTwins[it.r] {
			return false
		}
	}
	return true
}

// mostlyLatin reports whether a text has more letters of ASCII than others, and
// no letter that only Cyrillic has.
func (f *folder) mostlyLatin() bool {
	if f.cyrillic {
		return false
	}
	ascii, wide := 0, 0
	for i := range len(f.src) {
		switch class[f.src[i]] {
		case letter:
			ascii++
		case multibyte:
			wide++
		}
	}
	return ascii > wide/2
}

// mixed records that the word mixes scripts, unless that is how people write: a
// Latin abbreviation with a Cyrillic ending, a unit with a Greek letter.
func (f *folder) mixed(m mode, start, end int) {
	var before alphabet
	first, switches, back, capitals, units := otherAlphabet, 0, 0, 0, false
	for _, it := range f.word {
		a := alphabetOf(it.r)
		if a == otherAlphabet {
			continue
		}
		if before == otherAlphabet {
			first = a
		} else if a != before {
			switches++
		}
		before = a
		units = units || a == greek
		if m == asCyrillic && a == latin && looksCyrillic(it.r) != 0 || m == asLatin && a != latin && looksLatin(it.r) != 0 {
			back++
		}
		if a == latin && unicode.IsUpper(it.r) {
			capitals++
		}
	}
	ending := switches == 1 && first == latin && before == cyrillic
	switch {
	case switches == 0, ending && capitals >= 2, len(f.word) <= 3 && units:
	case ending || back == 0:
		f.trick(MixedScript, start, end)
	default:
		f.trick(LookAlike, start, end)
	}
}

// alphabet is a script whose letters can be taken for those of another.
type alphabet uint8

const (
	otherAlphabet alphabet = iota
	latin
	cyrillic
	greek
	rareAlphabet // Armenian, Cherokee, Lisu
)

func alphabetOf(r rune) alphabet {
	switch {
	case isLatin(r):
		return latin
	case r >= 0x400 && r < 0x530:
		return cyrillic
	case r >= 0x370 && r < 0x400, r >= 0x1F00 && r < 0x2000:
		return greek
	case r >= 0x530 && r < 0x590, r >= 0x13A0 && r < 0x1400, r >= 0xA4D0 && r < 0xA500, r >= 0xAB70 && r < 0xABC0:
		return rareAlphabet
	}
	return otherAlphabet
}

// isLatin reports letters of the Latin script.
func isLatin(r rune) bool {
	return r < 0x2B0 || r >= 0x1D00 && r < 0x1DC0 || r >= 0x1E00 && r < 0x1F00 ||
		r >= 0x2C60 && r < 0x2C80 || r >= 0xA720 && r < 0xA800 || r >= 0xAB30 && r < 0xAB70
}

// mode is how the letters of a word are read.
type mode uint8

const (
	asWritten  mode = iota // each letter in its own script
	asLatin                // letters that look Latin are Latin
	asCyrillic             // letters that look Cyrillic are Cyrillic
)

// script decides how a word is read. A word in one script is read as written.
// Where scripts are mixed, the one wins that has letters which the other could
// not imitate; else the one with more letters.
func script(word []item) mode {
	var latin, cyrillic, other, latinOnly, cyrillicOnly int
	for _, it := range word {
		switch {
		case isLatin(it.r):
			latin++
			if looksCyrillic(it.r) == 0 {
				latinOnly++
			}
		case transliterated(it.r):
			cyrillic++
			if looksLatin(it.r) == 0 {
				cyrillicOnly++
			}
		default:
			other++
		}
	}
	switch {
	case latin+cyrillic == 0, latin+other == 0, cyrillic+other == 0:
		return asWritten
	case latin == 0:
		return asCyrillic
	case cyrillicOnly > 0 && latinOnly == 0:
		return asCyrillic
	case latinOnly > 0 && cyrillicOnly == 0, latin >= cyrillic:
		return asLatin
	}
	return asCyrillic
}

// transliterated reports Cyrillic letters that become Latin.
func transliterated(r rune) bool {
	if r < 0x400 || r >= 0x530 {
		return false
	}
	_, ok := letters[unicode.ToLower(r)]
	return ok
}

// foldLetter appends the folded letter r of a word that is read as m.
func foldLetter(b []byte, r rune, m mode) []byte {
	switch m {
	case asLatin:
		if l := looksLatin(r); l != 0 {
			return append(b, l)
		}
	case asCyrillic:
		if c := looksCyrillic(r); c != 0 {
			r = c
		} else if l := looksLatin(r); l != 0 && !transliterated(r) {
			return append(b, l)
		}
	}
	r = unicode.ToLower(r)
	if r < utf8.RuneSelf {
		return append(b, byte(r))
	}
	if s, ok := letters[r]; ok {
		return append(b, s...)
	}
	return utf8.AppendRune(b, r)
}

// looksLatin returns the lower-case Latin letter that r is taken for, or 0.
func looksLatin(r rune) byte {
	if c, ok := latinTwins[r]; ok {
		return c
	}
	return latinTwins[unicode.ToLower(r)]
}

// looksCyrillic returns the Cyrillic letter that the Latin letter r is taken for, or 0.
func looksCyrillic(r rune) rune { return cyrillicTwins[r] }
