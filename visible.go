package recourse

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible makes a text fit to be shown, whoever wrote it: line ends become \n, signs that
// turn the reading order or cannot be seen are spelled out, control characters
// and broken UTF-8 become U+FFFD. Text that needs none of it is returned as it is.
func Visible(s string) string {
	if isPlain(s) {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	var b strings.Builder
	for i, r := range s {
		_, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\n':
			b.WriteRune(r)
		case r == '\r' || r == '\u2028' || r == '\u2029':
			b.WriteByte('\n')
		case r == '\t':
			b.WriteByte(' ')
		case r == utf8.RuneError && size == 1:
			b.WriteRune(utf8.RuneError)
		case turnsText(r):
			fmt.Fprintf(&b, "[U+%04X]", r)
		case unicode.Is(unicode.Cc, r) || r == 0xFFFE || r == 0xFFFF:
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 && s[i] != '\n' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// turnsText reports whether r is one of the signs that make text appear in
// another order than it has.
func turnsText(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200E || r == 0x200F || r == 0x061C
}
