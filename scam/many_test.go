package scam_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"recourse/lookalike"
	"recourse/scam"
)

// manyPatterns are n pattern files of ten terms and four expressions each, in words
// that no text holds.
func manyPatterns(n int) fstest.MapFS {
	files := fstest.MapFS{"brands/acme.yaml": {Data: []byte("id: acme\nname: Acme\nlabels: [acme]\ndomains: [acme.com]\nsource: {title: t, seen: undated, confidence: high}\n")}}
	for i := range n {
		word := func(k int) string { // a word of its own for each file and place
			var b strings.Builder
			for v := (i*10 + k + 1) * 2654435761; b.Len() < 10; v /= 85 {
				b.WriteByte("bcdfghjklmnprstvz"[v%17])
				b.WriteByte("aeiou"[v/17%5])
			}
			return b.String()
		}
		var terms, expressions []string
		for k := range 10 {
			terms = append(terms, word(k)+"*")
		}
		for k := range 4 {
			expressions = append(expressions, fmt.Sprintf(`'\b%s\w*.{0,40}\b%s'`, word(k), word(k+4)))
		}
		text := word(0) + " and " + word(4)
		files[fmt.Sprintf("patterns/many/p%d.yaml", i)] = &fstest.MapFile{Data: fmt.Appendf(nil, `id: p%d
kind: pattern
branch: other
ask: [more]
stages: [{id: offer}]
sources: {s: {title: t, seen: undated, confidence: high}}
rules:
  - id: r%d
    weight: 5
    source: s
    terms: {en: [%s]}
    expressions: {en: [%s]}
match: [{text: %q}]
miss: [{text: nothing of the kind}]
`, i, i, strings.Join(terms, ", "), strings.Join(expressions, ", "), text)}
	}
	return files
}

// BenchmarkPatterns shows what one message costs beside 30 and beside 3000
// pattern files that have nothing to do with it.
func BenchmarkPatterns(b *testing.B) {
	for _, n := range []int{30, 300, 3000} {
		files := manyPatterns(n)
		brands, err := lookalike.Load(files)
		if err != nil {
			b.Fatal(err)
		}
		c, err := scam.LoadProven(files, brands)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.Check(scam.Document{Text: quiet})
			}
		})
	}
}

func TestManyPatternsProveThemselves(t *testing.T) {
	files := manyPatterns(30)
	brands, err := lookalike.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := scam.Load(files, brands); err != nil {
		t.Error(err)
	}
}
