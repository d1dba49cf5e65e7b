package money

import (
	"strings"
	"unicode/utf8"

	"recourse"
)

// foreignLead is the first byte with which digits of other scripts, and signs that
// part them, begin in UTF-8.
const foreignLead = 0xCA

// plain returns the ASCII form of a digit of another script or of a sign that parts
// digits; 0 for other characters.
func plain(r rune) byte {
	switch {
	case r >= 0x0660 && r <= 0x0669: // Arabic-Indic
		return '0' + byte(r-0x0660)
	case r >= 0x06F0 && r <= 0x06F9: // as in Persian and Urdu
		return '0' + byte(r-0x06F0)
	case r >= 0xFF10 && r <= 0xFF19: // full width
		return '0' + byte(r-0xFF10)
	case r == 0x066B, r == 0xFF0E: // Arabic decimal point, full-width point
		return '.'
	case r == 0x066C, r == 0xFF0C: // Arabic thousands, full-width comma
		return ','
	case r == 0x02BC, r == 0x2018, r == 0x2032, r == 0xFF07: // apostrophes
		return '\''
	}
	return 0
}

// isForeign reports whether s begins with a digit of another script, or behind a
// digit with an apostrophe that only careful typesetting knows.
func isForeign(s string, behind bool) bool {
	r, _ := utf8.DecodeRuneInString(s)
	c := plain(r)
	return digit(c) || behind && c == '\''
}

// HasDigit reports whether a text has a digit of any script that is read: one that
// has none holds no amount.
func HasDigit(text string) bool {
	for i := range len(text) {
		if digit(text[i]) || text[i] >= foreignLead && isForeign(text[i:], false) {
			return true
		}
	}
	return false
}

// Plain returns s with digits of other scripts, and the signs between digits, in
// ASCII: "٦٬٠٠٠" and "６，０００" are 6,000. Other text stays as it is.
func Plain(s string) string {
	for i := range len(s) {
		if s[i] >= foreignLead {
			p, _ := toPlain(s)
			return p
		}
	}
	return s
}

// toPlain returns the plain form of s, and for each of its bytes, and its end,
// where that stands in s.
func toPlain(s string) (string, []int) {
	var b strings.Builder
	b.Grow(len(s))
	at := make([]int, 0, len(s)+1)
	last := byte(0) // the plain form of the character before
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		c := plain(r)
		if c != 0 && !digit(c) && (!digit(last) || !digitAhead(s[i+n:])) {
			c = 0 // punctuation
		}
		switch {
		case c != 0:
			_ = b.WriteByte(c)
			at = append(at, i)
			last = c
		default:
			b.WriteString(s[i : i+n])
			for k := range n {
				at = append(at, i+k)
			}
			last = s[i]
		}
		i += n
	}
	return b.String(), append(at, len(s))
}

func digitAhead(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r >= '0' && r <= '9' || digit(plain(r))
}

// appendForeign is [Append] for a text with digits of other scripts.
func appendForeign(dst []Found, text string, def Currency) []Found {
	p, at := toPlain(text)
	if p == text {
		return appendPlain(dst, text, def)
	}
	base := len(dst)
	dst = appendPlain(dst, p, def)
	for i := base; i < len(dst); i++ {
		dst[i].Span = recourse.Span{Start: at[dst[i].Span.Start], End: at[dst[i].Span.End]}
	}
	return dst
}
