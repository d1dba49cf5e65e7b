package scam

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"recourse/fold"
	"recourse/knowledge"
	"recourse/lookalike"
)

// expressions of the kinds that pattern files use.
var trying = []string{
	`\bcat\b`, `(?:uplat|plat)\w*.{0,30}(?:odmah|danas)`, `\b(no|any) (risk|invest\w+)`, `a.*?b`, `^ab`, `ab$`, `x*y+`, `(a|ab)(c|bcd)`,
	`\bpay\b.*?\bfee\b`, `\d[\d.,]* ?(eur|rsd)?`, `(foo|foobar)baz?`, `\Bat`, `[^a-c ]{2,4}e`, `č|ć|ž`, `(?:a|b|)c`,
}

func sameAsRegexp(t *testing.T, e, text string) {
	t.Helper()
	f := newFinder(e)
	if f == nil {
		t.Fatalf("newFinder(%q) = nil", e)
	}
	want := regexp.MustCompile(e).FindStringIndex(text)
	start, end, ok := f.find(text)
	if !ok {
		t.Fatalf("find(%q in %q) gave up", e, text)
	}
	if want == nil && end >= 0 || want != nil && (start != want[0] || end != want[1]) {
		t.Errorf("%q in %q: [%d %d], want %v", e, text, start, end, want)
	}
}

func TestFinderAgreesWithRegexp(t *testing.T) {
	texts := []string{
		"", "cat", "a cat sat", "concat", "molim uplatite odmah", "platite danas, hvala", "no risk at all", "any investments?", "aab ab", "ab", "xab", "abcd", "abbcd",
		"pay the fee", "payfee pay a fee fee", "150.638,00 rsd", "foobarbaz foobaz", "čekaj ćao", "c", "xxyy", "bat at", "zžž e dde",
	}
	for _, e := range trying {
		for _, text := range texts {
			sameAsRegexp(t, e, text)
		}
	}
}

func FuzzFinder(f *testing.F) {
	f.Add(uint8(0), "a cat sat")
	f.Add(uint8(3), "aab\xffb č")
	f.Fuzz(func(t *testing.T, n uint8, text string) {
		sameAsRegexp(t, trying[int(n)%len(trying)], text)
	})
}

// TestShippedExpressionsAgreeWithRegexp holds the automata of all that ships to
// package regexp, on the examples of all pattern files.
func TestShippedExpressionsAgreeWithRegexp(t *testing.T) {
	brands, err := lookalike.Load(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	c, err := Load(knowledge.Files(), brands)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, m := range c.matchers {
		for _, e := range append(append([]expr(nil), m.exprs...), m.except...) {
			if e.finder() == nil {
				t.Errorf("%s has no automaton", e.source)
				continue
			}
			for _, text := range c.Examples() {
				key := fold.Key(text)
				want := e.regexp().FindStringIndex(key)
				start, end, ok := e.finder().find(key)
				if !ok || want == nil && end >= 0 || want != nil && (start != want[0] || end != want[1]) {
					t.Errorf("%s in %q: [%d %d] %v, want %v", e.source, key, start, end, ok, want)
				}
				if want != nil && !holdsAll(e.need, key) {
					t.Errorf("%s matches %q without its literals %q", e.source, key, e.need)
				}
				n++
			}
		}
	}
	if n == 0 {
		t.Error("nothing was compared")
	}
}

func holdsAll(need [][]string, text string) bool {
	for _, clause := range need {
		if !slices.ContainsFunc(clause, func(s string) bool { return strings.Contains(text, s) }) {
			return false
		}
	}
	return true
}
