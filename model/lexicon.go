package model

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"recourse"
	"recourse/fold"
)

const (
	// MaxConcepts is how many concepts a lexicon may have.
	MaxConcepts = 512
	// maxTerms is how many terms it may have in all.
	maxTerms = 100_000
	// maxTogether is how many concepts of one sentence are paired.
	maxTogether = 24
)

// Lexicon names ideas, and the words by which people say them in any language:
// what is learnt of one wording holds for the others. It is immutable.
type Lexicon struct {
	terms map[string][]string // concept -> folded terms
	names []string
	trie  []node
}

// node is one byte of a term. Children stand next to each other in the trie, the
// smallest byte first.
type node struct {
	first   int32
	n       uint8
	c       byte
	whole   []uint16 // concepts of terms that end here, at a word's end
	openEnd []uint16 // concepts of terms that end here, anywhere in a word
}

// NewLexicon makes a lexicon of terms by concept. Terms are folded; one that
// ends in "*" may end inside a word. A term shorter than two letters and too many
// of either are errors of kind [recourse.Invalid].
func NewLexicon(terms map[string][]string) (*Lexicon, error) {
	l := &Lexicon{terms: make(map[string][]string, len(terms)), names: slices.Sorted(maps.Keys(terms))}
	if len(terms) > MaxConcepts {
		return nil, fmt.Errorf("%d concepts are more than %d: %w", len(terms), MaxConcepts, recourse.Invalid)
	}
	type entry struct {
		term    string
		open    bool
		concept uint16
	}
	var all []entry
	for id, name := range l.names {
		for _, t := range terms[name] {
			bare, open := strings.CutSuffix(t, "*")
			key := strings.TrimSpace(fold.Key(bare))
			if len(key) < 2 || len(all) >= maxTerms {
				return nil, fmt.Errorf("concept %q: term %q is shorter than two letters, or there are more than %d: %w", name, t, maxTerms, recourse.Invalid)
			}
			all = append(all, entry{key, open, uint16(id)}) //nolint:gosec // below MaxConcepts
			if open {
				key += "*"
			}
			l.terms[name] = append(l.terms[name], key)
		}
	}
	slices.SortFunc(all, func(a, b entry) int { return cmp.Compare(a.term, b.term) })
	l.trie = []node{{}}
	// Breadth first, so that children stand next to each other.
	type group struct {
		node     int32
		from, to int
		depth    int
	}
	queue := []group{{0, 0, len(all), 0}}
	for len(queue) > 0 {
		g := queue[0]
		queue = queue[1:]
		i := g.from
		for ; i < g.to && len(all[i].term) == g.depth; i++ {
			n := &l.trie[g.node]
			if all[i].open {
				n.openEnd = append(n.openEnd, all[i].concept)
			} else {
				n.whole = append(n.whole, all[i].concept)
			}
		}
		l.trie[g.node].first = int32(len(l.trie)) //nolint:gosec // bounded by maxTerms
		for i < g.to {
			c := all[i].term[g.depth]
			k := i
			for k < g.to && all[k].term[g.depth] == c {
				k++
			}
			l.trie[g.node].n++
			queue = append(queue, group{int32(len(l.trie)), i, k, g.depth + 1}) //nolint:gosec // bounded by maxTerms
			l.trie = append(l.trie, node{c: c})
			i = k
		}
	}
	return l, nil
}

// Terms returns the folded terms by concept. The caller does not change them.
func (l *Lexicon) Terms() map[string][]string { return l.terms }

// find calls each with the concepts whose terms begin at i, where a word begins.
func (l *Lexicon) find(s string, i int, each func(concept uint16)) {
	at := &l.trie[0]
	for k := i; ; k++ {
		for _, c := range at.openEnd {
			each(c)
		}
		if len(at.whole) > 0 && (k == len(s) || !wordByte(s[k])) {
			for _, c := range at.whole {
				each(c)
			}
		}
		if k == len(s) {
			return
		}
		next := l.child(at, s[k])
		if next == nil {
			return
		}
		at = next
	}
}

func (l *Lexicon) child(at *node, c byte) *node {
	for i := at.first; i < at.first+int32(at.n); i++ {
		if l.trie[i].c == c {
			return &l.trie[i]
		}
	}
	return nil
}

func wordByte(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 0x80 }
