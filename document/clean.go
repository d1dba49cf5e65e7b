package document

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean makes a field's text fit to be shown: line ends become \n, signs that
// turn the reading order or cannot be seen are spelled out, control characters
// and broken UTF-8 become U+FFFD. Text that needs none of it is returned as it is.
func clean(s string) string {
	if plain(s) {
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

func plain(s string) bool {
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

// oneLine is [clean] for fields that have no lines.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(clean(s), "\n", " ")), " ")
}

// link returns the address if it is one that a document may link to.
func link(s string) string {
	for _, scheme := range []string{"https://", "http://", "mailto:", "tel:"} {
		if strings.HasPrefix(s, scheme) && strings.IndexFunc(s, notInLink) < 0 {
			return s
		}
	}
	return ""
}

func notInLink(r rune) bool {
	return r <= ' ' || r > '~' || strings.ContainsRune("<>\"`{}|\\^'", r)
}

// cleanRuns returns the runs with their texts cleaned and empty ones left out.
func cleanRuns(runs []Run) []Run {
	out := make([]Run, 0, len(runs))
	for _, r := range runs {
		if r.Text = clean(r.Text); r.Text != "" {
			r.Link = link(r.Link)
			out = append(out, r)
		}
	}
	return out
}

// PlainText returns the text of runs without their styles.
func PlainText(runs []Run) string {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(clean(r.Text))
	}
	return b.String()
}
