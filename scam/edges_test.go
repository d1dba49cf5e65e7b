package scam_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"recourse/scam"
)

// TestReasonsQuoteWholeWordsAndNumbers holds that no place of a reason begins or ends
// inside a word or a number.
func TestReasonsQuoteWholeWordsAndNumbers(t *testing.T) {
	c := learnt(t)
	texts := []string{
		"Congratulations! You have won £5000 in our draw. To claim call now.",
		"Congratulations, you have won £2,000.50 today, claim your prize within 24hrs",
		"Da biste podigli zaradu, potrebno je da uplatite konačnu proviziju od 150.638,00 RSD u roku od 30 minuta.",
		"Uplatite proviziju 150 638 dinara da biste podigli zaradu",
		"Banke nikada ne traže PIN. The bank never asks for a PIN, scammers do. Beware of warnings about scams.",
	}
	for _, e := range corpus(t, byRules) {
		texts = append(texts, e.Text)
	}
	n := 0
	for _, text := range texts {
		v := c.Check(scam.Document{Text: text})
		for _, r := range append(v.Reasons, v.Counter...) {
			for _, s := range r.Spans {
				n++
				if cutsWord(text, s.Start) || cutsWord(text, s.End) {
					t.Errorf("%s: %q is cut out of %q", r.Rule, s.Of(text), text)
				}
			}
		}
	}
	if n < 100 {
		t.Errorf("only %d places were looked at", n)
	}
}

// cutsWord reports whether a letter or digit stands to both sides of a place, or a
// number's own sign and its digits.
func cutsWord(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	behind, m := utf8.DecodeRuneInString(text[at:])
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	if word(before) && word(behind) {
		return true
	}
	rest := strings.TrimLeftFunc(text[at+m:], unicode.IsDigit)
	return unicode.IsDigit(before) && strings.ContainsRune(".,", behind) && len(rest) < len(text[at+m:])
}
