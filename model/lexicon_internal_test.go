package model

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestLexiconFindsWhatASearchDoes holds the trie to a search for each term, with
// terms of few letters, so that one begins inside or behind another.
func TestLexiconFindsWhatASearchDoes(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	word := func(n int) string {
		var b strings.Builder
		for range 1 + r.IntN(n) {
			b.WriteByte("abc c\xc4\x8d\xd0\xb6."[r.IntN(9)])
		}
		return b.String()
	}
	for round := range 200 {
		terms := make(map[string][]string)
		for c := range 1 + r.IntN(20) {
			for range 1 + r.IntN(8) {
				term := strings.ToValidUTF8("a"+word(6)+"b", "a")
				if r.IntN(3) == 0 {
					term += "*"
				}
				name := fmt.Sprint(c)
				terms[name] = append(terms[name], term)
			}
		}
		l, err := NewLexicon(terms)
		if err != nil {
			t.Fatal(err)
		}
		for range 50 {
			s := word(30) + "\x00"
			for i := range len(s) {
				var want []uint16
				for _, e := range l.entries {
					end := i + len(e.term)
					if strings.HasPrefix(s[i:], e.term) && (e.open || end == len(s) || !wordByte(s[end])) {
						want = append(want, e.concept)
					}
				}
				got := l.find(nil, s, i)
				slices.Sort(got)
				slices.Sort(want)
				if !slices.Equal(got, want) {
					t.Fatalf("round %d: find(%q, %d) = %v, want %v", round, s, i, got, want)
				}
			}
		}
	}
}

func BenchmarkLexicon(b *testing.B) {
	terms := make(map[string][]string)
	for c := range 100 {
		for k := range 100 {
			terms[fmt.Sprint(c)] = append(terms[fmt.Sprint(c)], fmt.Sprintf("%x%c", (c*100+k+1)*2654435761, 'a'+k%26))
		}
	}
	for b.Loop() {
		if _, err := NewLexicon(terms); err != nil {
			b.Fatal(err)
		}
	}
}
