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
	trie    []node
}

// entry is one term of one concept, folded.
type entry struct {
	term    string
	open    bool // it may end inside a word
	concept uint16
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
	l.grow()
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
		if len(e.term) < 2 || len(e.term) > maxTerm || strings.ContainsAny(e.term, "\t\n") || int(e.concept) >= len(l.names) {
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
	l.grow()
	return l, nil
}

// group is a node while the trie grows: that of the entries [from, to), which
// share their first depth bytes.
type group struct {
	node, from, to, depth int
}

// grow makes the trie of the entries, breadth first, so that children stand next
// to each other.
func (l *Lexicon) grow() {
	l.trie = []node{{}}
	queue := []group{{0, 0, len(l.entries), 0}}
	for len(queue) > 0 {
		g := queue[0]
		queue = queue[1:]
		i := g.from
		for ; i < g.to && len(l.entries[i].term) == g.depth; i++ {
			n, e := &l.trie[g.node], l.entries[i]
			if e.open {
				n.openEnd = append(n.openEnd, e.concept)
			} else {
				n.whole = append(n.whole, e.concept)
			}
		}
		l.trie[g.node].first = int32(len(l.trie))
		for i < g.to {
			c := l.entries[i].term[g.depth]
			k := i
			for k < g.to && l.entries[k].term[g.depth] == c {
				k++
			}
			l.trie[g.node].n++
			queue = append(queue, group{len(l.trie), i, k, g.depth + 1})
			l.trie = append(l.trie, node{c: c})
			i = k
		}
	}
}

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
