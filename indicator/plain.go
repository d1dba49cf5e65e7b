package indicator

import (
	"sort"
	"strings"
	"unicode/utf8"

	"recourse"

	"golang.org/x/text/unicode/norm"
)

// plainText is a text without the characters that nobody sees and with
// full-width letters and digits as ASCII, which both hide what it says. It
// knows the way back.
type plainText struct {
	text string
	// at are places in text from which on the source lies off bytes further.
	at []shift
}

// shift says how far; wide is how many bytes the plain byte before it was, or 0.
type shift struct{ at, off, wide int }

// hiddenLeads are the first bytes of what plain knows.
const hiddenLeads = "\xc2\xcd\xd8\xe1\xe2\xe3\xef\xf0\xf3"

// hidden reports whether a text has anything to make plain.
func hidden(text string) bool {
	for i := 0; i < len(text); i++ {
		if bytesOf[text[i]]&needsPlain == 0 {
			continue
		}
		if _, size := plain(text[i:]); size > 0 {
			return true
		}
	}
	return false
}

// plain returns what to write for the character that s begins with (0 for
// nothing) and its size; size is 0 for a character that stays.
func plain(s string) (c byte, size int) {
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case invisible(r):
		return 0, n
	case r == 0xFF0B || r == 0xFF0D || r == 0xFF0E || r == 0xFF0F || r == 0xFF1A || r == 0xFF20 || r == 0xFF3F,
		r >= 0xFF10 && r <= 0xFF19, r >= 0xFF21 && r <= 0xFF3A, r >= 0xFF41 && r <= 0xFF5A:
		return byte(r - 0xFF01 + '!'), n
	case r >= 0x24B6 && r < 0x24EA, r >= 0x1D400 && r < 0x1D800, r >= 0x1F130 && r < 0x1F14A:
		if d := norm.NFKD.PropertiesString(s[:n]).Decomposition(); len(d) == 1 && isAlnum(d[0]) {
			return d[0], n
		}
	}
	return 0, 0
}

// invisible reports characters that nobody sees: zero-width, controls of
// direction, variation selectors, fillers, tags, and the frame of a keycap.
func invisible(r rune) bool {
	switch {
	case r < 0xAD:
		return false
	case r == 0xAD, r == 0x34F, r == 0x61C, r == 0x115F, r == 0x1160, r >= 0x180B && r <= 0x180F:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F, r == 0x20E3, r == 0x3164:
		return true
	case r >= 0xFE00 && r <= 0xFE0F, r == 0xFEFF, r == 0xFFA0, r >= 0xE0000 && r <= 0xE0FFF:
		return true
	}
	return false
}

// makePlain rewrites a text.
func makePlain(text string) plainText {
	var b strings.Builder
	b.Grow(len(text))
	p := plainText{}
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			b.WriteByte(text[i])
			i++
			continue
		}
		c, size := plain(text[i:])
		if size == 0 {
			_, size = utf8.DecodeRuneInString(text[i:])
			b.WriteString(text[i : i+size])
			i += size
			continue
		}
		if c != 0 {
			b.WriteByte(c)
		}
		i += size
		wide := 0
		if c != 0 {
			wide = size
		}
		p.at = append(p.at, shift{b.Len(), i - b.Len(), wide})
	}
	p.text = b.String()
	return p
}

// source returns the bytes of the source that a span of the plain text came from.
func (p plainText) source(s recourse.Span) recourse.Span {
	return recourse.Span{Start: p.sourceOf(s.Start), End: p.sourceOf(s.End-1) + p.width(s.End-1)}
}

// sourceOf returns where the plain byte i came from.
func (p plainText) sourceOf(i int) int {
	n := sort.Search(len(p.at), func(k int) bool { return p.at[k].at > i })
	off := 0
	if n > 0 {
		off = p.at[n-1].off
	}
	return i + off
}

// width returns how many source bytes the plain byte i stands for.
func (p plainText) width(i int) int {
	n := sort.Search(len(p.at), func(k int) bool { return p.at[k].at > i })
	if n < len(p.at) && p.at[n].at == i+1 && p.at[n].wide > 0 {
		return p.at[n].wide
	}
	return 1
}
