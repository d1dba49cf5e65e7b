package fold

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// short is what one letter of two bytes folds to; n is 0 for what needs more
// than a look at itself.
type short struct {
	b [2]byte
	n uint8
	// silent says that the letter is left out (ь, ъ).
	silent bool
	// alike says that the letter is Cyrillic and cannot be told from a Latin one.
	alike bool
}

// Where the scripts lie that direct covers.
const (
	directLatin    = 0xC0
	directCyrillic = 0x400
	directEnd      = 0x480
)

// direct has the Latin letters with diacritics and the Cyrillic letters of
// European languages, for words in which nothing is hidden.
var direct = func() (t [directEnd]short) {
	for r := rune(directLatin); r < directEnd; r++ {
		if r >= 0x180 && r < directCyrillic || !unicode.IsLetter(r) {
			continue
		}
		if s, ok := letters[unicode.ToLower(r)]; ok {
			t[r].silent = s == ""
			if len(s) > 0 {
				t[r].n = uint8(copy(t[r].b[:], s))
				t[r].alike = strictTwins[r]
			}
			continue
		}
		if r >= directCyrillic {
			continue
		}
		d := norm.NFKD.PropertiesString(string(r)).Decomposition()
		if len(d) > 1 && d[0] < utf8.RuneSelf {
			if m, _ := utf8.DecodeRune(d[1:]); mark(m) {
				t[r].b[0], t[r].n = byte(unicode.ToLower(rune(d[0]))), 1
			}
		}
	}
	return t
}()

// twoBytes decodes a character of two bytes that direct may have.
func twoBytes(s string, i int) (r rune, ok bool) {
	if s[i] < 0xC3 || s[i] > 0xD1 || i+1 >= len(s) || s[i+1]&0xC0 != 0x80 {
		return 0, false
	}
	r = rune(s[i]&0x1F)<<6 | rune(s[i+1]&0x3F)
	return r, r < directEnd && direct[r].n > 0
}

// directWord folds the word, or the rest of it, at i where it is in one script
// and ends in plain ASCII. It returns i where it is not.
func (f *folder) directWord(i int) int {
	r, ok := twoBytes(f.src, i)
	if !ok {
		return i
	}
	if r < directCyrillic {
		return f.directLatinWord(i)
	}
	if i > 0 && (isLetter(f.src[i-1]) || class[f.src[i-1]] == control) {
		return i
	}
	out, runs := len(f.out), len(f.runs)
	end, alike := f.directCyrillic(i)
	foreign := alike && end-i >= 2*minForeign
	if end < len(f.src) && (class[f.src[end]] == letter || class[f.src[end]] >= control) || foreign && f.foreign {
		f.out, f.runs = f.out[:out], f.runs[:runs]
		return i
	}
	if foreign {
		f.foreignWords++
	}
	f.cyrillic = f.cyrillic || !alike
	return end
}

// directCyrillic writes the Cyrillic letters that follow at i. It returns where
// they end, and whether all of them look Latin.
func (f *folder) directCyrillic(i int) (end int, alike bool) {
	src, out := f.src, f.out
	at, from, wide := len(out), i, 1
	alike = true
	for i+1 < len(src) {
		c, d := src[i], src[i+1]
		if c&0xFE != 0xD0 || d&0xC0 != 0x80 {
			break
		}
		s := &direct[directCyrillic+int(c&1)<<6+int(d&0x3F)]
		if s.n == 0 {
			if !s.silent {
				break
			}
			f.out = out
			f.extend(at, from, 2, wide)
			i += 2
			at, from, alike = len(out), i, false
			continue
		}
		if wide != int(s.n) {
			f.out = out
			f.extend(at, from, 2, wide)
			at, from, wide = len(out), i, int(s.n)
		}
		out = append(out, s.b[0])
		if s.n == 2 {
			out = append(out, s.b[1])
		}
		alike = alike && s.alike
		i += 2
	}
	f.out = out
	f.extend(at, from, 2, wide)
	return i, alike
}

// directLatinWord is directWord for Latin letters.
func (f *folder) directLatinWord(i int) int {
	end := i
	for end < len(f.src) {
		c := f.src[end]
		if c < utf8.RuneSelf {
			if class[c] == control {
				return i
			}
			if class[c] != letter {
				break
			}
			end++
			continue
		}
		r, ok := twoBytes(f.src, end)
		if !ok || r >= directCyrillic {
			return i
		}
		end += 2
	}
	f.directRun(i, end)
	return end
}

// directRun writes the Latin letters of the source bytes [i, end).
func (f *folder) directRun(i, end int) {
	from, orig, wide := i, 1, 1
	at := len(f.out)
	for i < end {
		if c := f.src[i]; c < utf8.RuneSelf {
			if orig != 1 {
				f.extend(at, from, orig, wide)
				at, from, orig, wide = len(f.out), i, 1, 1
			}
			f.out = append(f.out, c|0x20)
			i++
			continue
		}
		r, _ := twoBytes(f.src, i)
		s := direct[r]
		if orig != 2 || wide != int(s.n) {
			f.extend(at, from, orig, wide)
			at, from, orig, wide = len(f.out), i, 2, int(s.n)
		}
		f.out = append(f.out, s.b[:s.n]...)
		i += 2
	}
	f.extend(at, from, orig, wide)
}

// extend records that the source bytes from from on gave the folded bytes from
// at on, in units of orig and wide bytes.
func (f *folder) extend(at, from, orig, wide int) {
	if at == len(f.out) {
		return
	}
	if n := len(f.runs); n > 0 {
		r := f.runs[n-1]
		if r.orig == orig && r.wide == wide && r.start+(at-r.fold)/wide*orig == from {
			return
		}
	}
	f.runs = append(f.runs, run{at, from, orig, wide})
}
