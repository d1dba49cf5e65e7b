package scam

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// told lists the words that a text holds, as word@end, in the order in which they
// end, the longest first, by looking for each at each place.
func told(words []string, text string) []string {
	longest := slices.SortedFunc(slices.Values(words), func(a, b string) int { return len(b) - len(a) })
	var all []string
	for end := range len(text) + 1 {
		for _, w := range longest {
			if strings.HasSuffix(text[:end], w) {
				all = append(all, fmt.Sprintf("%s@%d", w, end))
			}
		}
	}
	return all
}

func TestVocabularyTellsWordsAsTheyEnd(t *testing.T) {
	words := []string{"she", "he", "his", "hers", "e", "uplat", "uplati", "plat", "рат", "a b", "zzzz", "zz", "zzz", "b  a"}
	numbers := make([]int32, len(words))
	for i := range numbers {
		numbers[i] = int32(i)
	}
	v, err := newVocabulary(words, numbers)
	if err != nil {
		t.Fatal(err)
	}
	v.inside = true
	for _, text := range []string{"", "ushers", "uplatite i platite", "братска рата", "a b a  b  a", "zzzzz", "xyz\x00\xffhe"} {
		var got []string
		v.each(text, nil, func(p place) {
			if text[p.start:p.end] != words[p.number] {
				t.Errorf("each(%q) tells %q at %v", text, words[p.number], p)
			}
			got = append(got, fmt.Sprintf("%s@%d", words[p.number], p.end))
		})
		if want := told(words, text); !slices.Equal(got, want) {
			t.Errorf("each(%q) = %v, want %v", text, got, want)
		}
	}
}
