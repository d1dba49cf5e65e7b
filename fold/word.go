package fold

import (
	"unicode"
	"unicode/utf8"
)

// flush decides which script the word is in, and writes it.
func (f *folder) flush() {
	if len(f.word) == 0 {
		return
	}
	mode := script(f.word)
	var b [16]byte
	for _, it := range f.word {
		f.append(string(foldLetter(b[:0], it.r, mode)), it.start, it.end)
	}
	f.word = f.word[:0]
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
		case it.r < 0x2B0 || it.r >= 0x1D00 && it.r < 0x1DC0 || it.r >= 0x1E00 && it.r < 0x1F00:
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
