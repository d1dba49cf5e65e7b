package scam

import (
	"cmp"
	"slices"

	"recourse/internal/trie"
)

// vocabulary finds words in a text: those that are terms or names of brands, or the
// literals of expressions.
type vocabulary struct {
	words   *trie.Trie
	numbers []int32 // by word of the trie, the number by which it is told
	inside  bool    // some may begin inside a word of the text
}

// newVocabulary makes the vocabulary of words, each with its number. No two words
// are the same; one with a zero byte is an error of kind [recourse.Invalid].
func newVocabulary(words []string, numbers []int32) (*vocabulary, error) {
	order := make([]int32, len(words))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(x, y int32) int { return cmp.Compare(words[x], words[y]) })
	v := &vocabulary{numbers: make([]int32, len(words))}
	sorted := make([]string, len(words))
	for k, i := range order {
		sorted[k], v.numbers[k] = words[i], numbers[i]
	}
	var err error
	v.words, err = trie.New(sorted)
	return v, err //nolint:wrapcheck // it names the word
}

// mark notes in seen, by number, which words the text holds.
func (v *vocabulary) mark(text string, seen []uint32, as uint32) {
	v.words.Each(text, func(word int32, _, _ int) { seen[v.numbers[word]] = as })
}

// place is a word in a text.
type place struct {
	number     int32
	start, end int
}

// isHan reports whether a character of Chinese may begin with b: its words are written
// without spaces between them.
func isHan(b byte) bool { return b >= 0xE3 && b <= 0xE9 }

// each calls found for the words that the text holds, in the order in which they
// end, and of those that end at one place the longest first. Only where a word of the
// text begins are they looked for, unless some may stand inside one. The trie tells
// them in the order in which they begin: waiting has those that are not told, until
// none can end before them. It is returned empty, to be used again.
func (v *vocabulary) each(text string, waiting []place, found func(place)) []place {
	waiting = waiting[:0]
	tell := func(to int) {
		n := 0
		for ; n < len(waiting) && waiting[n].end <= to; n++ {
			found(waiting[n])
		}
		waiting = slices.Delete(waiting, 0, n)
	}
	wait := func(word int32, start, end int) {
		tell(start)
		k := len(waiting)
		for k > 0 && waiting[k-1].end > end {
			k--
		}
		waiting = slices.Insert(waiting, k, place{v.numbers[word], start, end})
	}
	within := false
	for i := range len(text) {
		before := within
		within = inWord(text[i])
		if text[i] != ' ' && (v.inside || !within || !before || isHan(text[i])) { // no word begins with a space
			v.words.At(text, i, wait)
		}
	}
	tell(len(text))
	return waiting
}
