package money

import (
	"strings"
	"unicode"
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

// maxZeros is how many letters in a row can stand for zeros.
const maxZeros = 9

// zeros returns how many bytes of s are letters that people write for zeros, in either
// alphabet, where digits stand before them: "6.ooo", "3oo". One letter alone is none.
func zeros(s string) int {
	at, n := 0, 0
	for at < len(s) {
		r, size := utf8.DecodeRuneInString(s[at:])
		if r != 'o' && r != 'O' && r != 'о' && r != 'О' {
			if unicode.IsLetter(r) || digit(s[at]) {
				return 0
			}
			break
		}
		at += size
		if n++; n > maxZeros {
			return 0
		}
	}
	if n < 2 {
		return 0
	}
	return at
}

// zerosAt reports whether letters for zeros begin at i.
func zerosAt(text string, i int) bool {
	if c := text[i]; c|0x20 != 'o' && c != 0xD0 || i == 0 {
		return false
	}
	before := text[i-1]
	return (digit(before) || i > 1 && (before == '.' || before == ',') && digit(text[i-2])) && zeros(text[i:]) > 0
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
		if s[i] >= foreignLead || zerosAt(s, i) {
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
	last, beforeLast := byte(0), byte(0) // the plain forms of the characters before
	for i := 0; i < len(s); {
		end := 0
		if digit(last) || (last == '.' || last == ',') && digit(beforeLast) {
			end = zeros(s[i:])
		}
		if end > 0 {
			for k := i; k < i+end; {
				_, n := utf8.DecodeRuneInString(s[k:])
				_ = b.WriteByte('0')
				at = append(at, k)
				k += n
			}
			i, last = i+end, '0'
			continue
		}
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		c := plain(r)
		if c != 0 && !digit(c) && (!digit(last) || !digitAhead(s[i+n:])) {
			c = 0 // punctuation
		}
		beforeLast = last
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

// appendForeign is [Append] for a text with digits of other scripts, or letters for zeros.
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
