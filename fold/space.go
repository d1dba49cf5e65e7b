package fold

import (
	"unicode"
	"unicode/utf8"
)

// blank reports white space, and the Braille pattern without dots.
func blank(r rune) bool { return unicode.IsSpace(r) || r == 0x2800 }

// white folds the white space that reaches from start over i to one space, or
// to nothing where a word was broken at a hyphen.
func (f *folder) white(start, i int) int {
	line := false
	for i < len(f.src) {
		r, n := utf8.DecodeRuneInString(f.src[i:])
		if !blank(r) {
			if !ignorable(r) {
				break
			}
			i = f.invisible(i)
			continue
		}
		line = line || r == '\n'
		i += n
	}
	if line && f.broken(start, i) {
		return i
	}
	if n := len(f.out); n > 0 && f.out[n-1] == ' ' {
		return i // a removed character stood between two runs
	}
	f.out = append(f.out, ' ')
	f.unit(len(f.out)-1, start, i)
	return i
}

// noteSpaced remembers, before a separator is written behind out, that two
// letters stand alone with the same separator between them.
func (f *folder) noteSpaced(out []byte, sep byte) {
	k := aloneBefore(out, len(out))
	if k > 0 && out[k-1] == sep && aloneBefore(out, k-1) >= 0 {
		f.sawSpaced = true
	}
}

// aloneBefore returns where the single letter begins that ends at end, or -1.
func aloneBefore(out []byte, end int) int {
	k := end - 1
	if k < 0 || !isLetter(out[k]) {
		return -1
	}
	if k > 0 && digraph(out[k-1], out[k]) {
		k--
	}
	if k > 0 && wordByte(out[k-1]) {
		return -1
	}
	return k
}
