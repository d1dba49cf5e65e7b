package model

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"recourse"
	"recourse/fold"
	"recourse/internal/trie"
)

const (
	// MaxConcepts is how many concepts a lexicon may have.
	MaxConcepts = 512
	// maxTerms is how many terms it may have in all, and maxTerm how long one is.
	maxTerms = 100_000
	maxTerm  = 200
	// maxTogether is how many concepts of one sentence are paired.
	maxTogether = 24
)

// Lexicon names ideas, and the words by which people say them in any language:
// what is learnt of one wording holds for the others. It is immutable.
type Lexicon struct {
	names   []string // of the concepts, in order
	entries []entry  // by term
	trie    *trie.Trie
	lists   []endings // by term of the trie
}

// entry is one term of one concept, folded.
type entry struct {
	term    string
	open    bool // it may end inside a word
	concept uint16
}

// endings are the concepts of one term.
type endings struct {
	whole, open []uint16 // at a word's end, anywhere
}

// NewLexicon makes a lexicon of terms by concept. Terms are folded; one that
// ends in "*" may end inside a word. A term shorter than two letters and too many
// of either are errors of kind [recourse.Invalid].
func NewLexicon(terms map[string][]string) (*Lexicon, error) {
	l := &Lexicon{names: slices.Sorted(maps.Keys(terms))}
	for id, name := range l.names {
		for _, t := range terms[name] {
			bare, open := strings.CutSuffix(t, "*")
			l.entries = append(l.entries, entry{strings.TrimSpace(fold.Key(bare)), open, uint16(id)})
		}
	}
	slices.SortFunc(l.entries, entry.compare)
	l.entries = slices.Compact(l.entries)
	if err := l.check(); err != nil {
		return nil, fmt.Errorf("%w: %w", err, recourse.Invalid)
	}
	if err := l.grow(); err != nil {
		return nil, err
	}
	return l, nil
}

func (e entry) compare(o entry) int {
	return cmp.Or(cmp.Compare(e.term, o.term), cmp.Compare(e.concept, o.concept), cmp.Compare(len(e.tail()), len(o.tail())))
}

func (e entry) tail() string {
	if e.open {
		return "*"
	}
	return ""
}

// check reports what no lexicon has.
func (l *Lexicon) check() error {
	if len(l.names) > MaxConcepts || len(l.entries) > maxTerms {
		return fmt.Errorf("%d concepts with %d terms are more than %d with %d", len(l.names), len(l.entries), MaxConcepts, maxTerms)
	}
	for _, e := range l.entries {
		if len(e.term) < 2 || len(e.term) > maxTerm || strings.ContainsAny(e.term, "\t\n\x00") || int(e.concept) >= len(l.names) {
			return fmt.Errorf("term %.60q is shorter than two letters when folded, too long, or of no concept", e.term)
		}
	}
	if !slices.IsSortedFunc(l.entries, entry.compare) {
		return errors.New("its terms are not in order")
	}
	return nil
}

// text is the form of a lexicon in a weights file: a line with the names, and a
// line for each term with the number of its concept.
func (l *Lexicon) text() []byte {
	var b bytes.Buffer
	b.WriteString(strings.Join(l.names, "\t") + "\n")
	for _, e := range l.entries {
		b.WriteString(e.term + e.tail() + "\t" + strconv.Itoa(int(e.concept)) + "\n")
	}
	return b.Bytes()
}

// parseLexicon reads that form.
func parseLexicon(text string) (*Lexicon, error) {
	head, rest, ok := strings.Cut(text, "\n")
	if !ok {
		return nil, errors.New("its lexicon has no names")
	}
	l := &Lexicon{names: strings.Split(head, "\t"), entries: make([]entry, 0, strings.Count(rest, "\n"))}
	for line := range strings.Lines(rest) {
		term, number, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		n, err := strconv.ParseUint(number, 10, 16)
		if !ok || err != nil {
			return nil, fmt.Errorf("line %.60q of its lexicon is not sound", line)
		}
		bare, open := strings.CutSuffix(term, "*")
		l.entries = append(l.entries, entry{bare, open, uint16(n)})
	}
	if err := l.check(); err != nil {
		return nil, err
	}
	if err := l.grow(); err != nil {
		return nil, err
	}
	return l, nil
}

// grow makes the trie of the terms.
func (l *Lexicon) grow() (err error) {
	var terms []string
	for _, e := range l.entries {
		if n := len(terms); n == 0 || terms[n-1] != e.term {
			terms = append(terms, e.term)
			l.lists = append(l.lists, endings{})
		}
		last := &l.lists[len(l.lists)-1]
		if e.open {
			last.open = append(last.open, e.concept)
		} else {
			last.whole = append(last.whole, e.concept)
		}
	}
	l.trie, err = trie.New(terms)
	return err //nolint:wrapcheck // it names the term
}

// find appends the concepts whose terms begin at i, where a word begins.
func (l *Lexicon) find(found []uint16, s string, i int) []uint16 {
	l.trie.At(s, i, func(term int32, _, end int) {
		e := &l.lists[term]
		found = append(found, e.open...)
		if len(e.whole) > 0 && (end == len(s) || !wordByte(s[end])) {
			found = append(found, e.whole...)
		}
	})
	return found
}

func wordByte(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 0x80 }
