package trie

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"recourse"
)

// sought lists the terms that stand in a text, as term@start, by looking for each.
func sought(terms []string, text string) []string {
	var all []string
	for start := range len(text) + 1 {
		for _, t := range terms { // of those that begin at one place, the sorted order is that of length
			if strings.HasPrefix(text[start:], t) {
				all = append(all, fmt.Sprintf("%s@%d", t, start))
			}
		}
	}
	return all
}

func found(t *testing.T, terms []string, text string) []string {
	t.Helper()
	tr, err := New(terms)
	if err != nil {
		t.Fatal(err)
	}
	var all, one []string
	tell := func(list *[]string) func(term int32, start, end int) {
		return func(term int32, start, end int) {
			if text[start:end] != terms[term] {
				t.Errorf("%q in %q is told as %q", text[start:end], text, terms[term])
			}
			*list = append(*list, fmt.Sprintf("%s@%d", terms[term], start))
		}
	}
	tr.Each(text, tell(&all))
	for i := range len(text) {
		tr.At(text, i, tell(&one))
	}
	if !slices.Equal(all, one) {
		t.Errorf("of %q in %q, Each finds %v and At %v", terms, text, all, one)
	}
	return all
}

func FuzzTrie(f *testing.F) {
	f.Add("he she his hers e", "ushers")
	f.Add("a aa aaa ab aaaaaaaa aaaaaaaaa aaaaaaaaaaaaaaaaab", "aaabaaaaaaaaaaaaaaaaaaabaa")
	f.Add("uplat uplati plat рат zz zzzz", "uplatite i platite, братска рата zzzzz")
	f.Add("he", "xyz\x00\xffhe")
	f.Add("", "no terms")
	f.Add(strings.Repeat("long", 80)+"x "+strings.Repeat("long", 80)+"y", strings.Repeat("long", 81)+"x")
	f.Fuzz(func(t *testing.T, list, text string) {
		terms := strings.Fields(list)
		slices.Sort(terms)
		terms = slices.DeleteFunc(slices.Compact(terms), func(s string) bool { return strings.Contains(s, "\x00") })
		if len(terms) > 200 || len(text) > 1000 {
			return
		}
		if got, want := found(t, terms, text), sought(terms, text); !slices.Equal(got, want) {
			t.Errorf("of %q in %q are found %v, want %v", terms, text, got, want)
		}
	})
}

func TestNewRefuses(t *testing.T) {
	for _, terms := range [][]string{{""}, {"b", "a"}, {"a", "a"}, {"a\x00"}} {
		if _, err := New(terms); !errors.Is(err, recourse.Invalid) {
			t.Errorf("New(%q) = %v, want an error of kind Invalid", terms, err)
		}
	}
}
