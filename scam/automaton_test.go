package scam

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// found lists the terms that a text holds, as term@end, by looking for each.
func found(terms []string, text string) []string {
	var all []string
	for _, t := range terms {
		for end := len(t); end <= len(text); end++ {
			if strings.HasSuffix(text[:end], t) {
				all = append(all, fmt.Sprintf("%s@%d", t, end))
			}
		}
	}
	slices.Sort(all)
	return all
}

func scanned(terms []string, text string) []string {
	var all []string
	numbers := make([]int32, len(terms))
	for i := range numbers {
		numbers[i] = int32(i)
	}
	newAutomaton(terms, numbers).scan(text, func(list []int32, end int) {
		for _, term := range list {
			all = append(all, fmt.Sprintf("%s@%d", terms[term], end))
		}
	})
	slices.Sort(all)
	return all
}

func TestAutomatonFindsEveryTerm(t *testing.T) {
	terms := []string{"he", "she", "his", "hers", "e", "uplat", "uplati", "plat", "рат", "a b", "zzzz", "zz"}
	for _, text := range []string{"", "ushers", "uplatite i platite", "братска рата", "a b a  b", "zzzzz", "xyz\x00\xffhe"} {
		if got, want := scanned(terms, text), found(terms, text); !slices.Equal(got, want) {
			t.Errorf("scan(%q) = %v, want %v", text, got, want)
		}
	}
}

func FuzzAutomaton(f *testing.F) {
	f.Add("he she his hers", "ushers")
	f.Add("a aa aaa ab", "aaab")
	f.Fuzz(func(t *testing.T, list, text string) {
		terms := strings.Fields(list)
		slices.Sort(terms)
		terms = slices.Compact(terms)
		terms = slices.DeleteFunc(terms, func(s string) bool { return strings.Contains(s, "\x00") })
		if len(terms) == 0 || len(text) > 1000 {
			return
		}
		if got, want := scanned(terms, text), found(terms, text); !slices.Equal(got, want) {
			t.Errorf("scan of %q in %q = %v, want %v", terms, text, got, want)
		}
	})
}
