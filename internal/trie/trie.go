// Package trie finds which of many terms stand in a text. Call [New] once, then
// [Trie.Each] for a whole text, or [Trie.At] for one place. Nothing is allocated.
package trie

import (
	"encoding/binary"
	"errors"
	"fmt"

	"recourse"
)

// Trie has terms byte by byte, as a double array (Aoe 1989): the node behind byte c
// of a node with base b is at b+c, if the label there is c. No two nodes have one
// base, so that the label alone tells whose child it is. Where one term is left,
// the rest of it stands among the tails, so that what is searched stays small
// enough to be at hand. It is immutable.
type Trie struct {
	begins begins
	nodes  []uint32 // base<<nodeBase, isTail, isEnd, label
	ends   []int32  // by node, the term that ends there
	// tails are what is left of a term behind a node, whose base says where: the
	// length, the term in four bytes, and the rest.
	tails []byte
}

// A node in one number.
const (
	nodeBase  = 10
	nodeTail  = 1 << 9 // one term is left, and goes on
	nodeEnd   = 1 << 8 // a term ends there
	nodeLabel = 0xFF
	// leafBase is the base of a node without children: it leads behind all nodes.
	leafBase = 1<<(32-nodeBase) - 1
	// maxNodes is how many a trie may have, with the gaps between them, and how
	// long its tails may be.
	maxNodes = leafBase - 1
	tailHead = 5   // bytes before the rest of a term
	maxTail  = 255 // bytes of the rest
)

var errSize = errors.New("the terms are too many or too long")

// New makes a trie of terms, which are told by their indexes. They are sorted, no two
// are the same, and none is empty or holds a zero byte; else, and where they are too
// many, it is an error of kind [recourse.Invalid].
func New(terms []string) (*Trie, error) {
	if err := check(terms); err != nil {
		return nil, fmt.Errorf("%w: %w", err, recourse.Invalid)
	}
	g := grower{terms: terms, free: 1}
	g.reserve(1)
	g.nodes[0] = 0 // the root, with base 0: no label is 0
	g.based[0] = true
	queue := []group{{0, 0, len(terms), 0}}
	for len(queue) > 0 {
		of := queue[0]
		queue = g.children(queue[1:], of)
		if max(len(g.nodes), len(g.tails)) > maxNodes {
			return nil, fmt.Errorf("%w: %w", errSize, recourse.Invalid)
		}
	}
	g.begins = newBegins(terms)
	return &g.Trie, nil
}

func check(terms []string) error {
	for i, t := range terms {
		switch {
		case t == "":
			return errors.New("a term is empty")
		case i > 0 && terms[i-1] >= t:
			return fmt.Errorf("term %.60q is not behind the one before it", t)
		}
		for k := range len(t) {
			if t[k] == 0 {
				return fmt.Errorf("term %.60q holds a zero byte", t)
			}
		}
	}
	return nil
}

// Each calls found for each term that stands in the text, in the order in which
// they begin, and of those that begin at one place the shortest first.
func (t *Trie) Each(text string, found func(term int32, start, end int)) {
	i := 0
	for ; i+window <= len(text); i++ {
		if t.begins.may(load(text, i)) {
			t.walk(text, i, found)
		}
	}
	for ; i < len(text); i++ {
		if t.begins.may(loadLast(text, i)) {
			t.walk(text, i, found)
		}
	}
}

// At calls found for each term that begins at a place of the text, the shortest
// first.
func (t *Trie) At(text string, i int, found func(term int32, start, end int)) {
	w := uint64(0)
	if i+window <= len(text) {
		w = load(text, i)
	} else {
		w = loadLast(text, i)
	}
	if t.begins.may(w) {
		t.walk(text, i, found)
	}
}

func (t *Trie) walk(text string, i int, found func(term int32, start, end int)) {
	nodes := t.nodes
	n := nodes[0]
	for k := i; k < len(text); k++ {
		c := uint32(text[k])
		at := n>>nodeBase + c
		if int(at) >= len(nodes) {
			return
		}
		if n = nodes[at]; n&nodeLabel != c || c == 0 {
			return
		}
		switch n & (nodeEnd | nodeTail) {
		case 0:
		case nodeEnd:
			found(t.ends[at], i, k+1)
		default:
			tail := t.tails[n>>nodeBase:]
			rest := tail[tailHead : tailHead+int(tail[0])]
			if end := k + 1 + len(rest); end <= len(text) && text[k+1:end] == string(rest) {
				found(int32(binary.LittleEndian.Uint32(tail[1:])), i, end)
			}
			return
		}
	}
}

// group is a node while the trie grows: that of the terms [from, to), which share
// their first depth bytes.
type group struct {
	node            int32
	from, to, depth int
}

// grower places the nodes, breadth first.
type grower struct {
	Trie
	terms        []string
	taken, based []bool // places with a node, and bases in use
	free         int    // below it no place is free
}

// children places what follows a node and adds it to the queue.
func (g *grower) children(queue []group, of group) []group {
	i := of.from
	if i < of.to && len(g.terms[i]) == of.depth {
		g.nodes[of.node] |= nodeEnd
		g.ends[of.node] = int32(i)
		i++
	} else if of.to-i == 1 && of.node != 0 && len(g.terms[i])-of.depth <= maxTail {
		g.tail(of.node, i, of.depth)
		return queue
	}
	first := len(queue)
	var labels [256]byte
	n := 0
	for i < of.to {
		c := g.terms[i][of.depth]
		k := i
		for k < of.to && g.terms[k][of.depth] == c {
			k++
		}
		labels[n] = c
		n++
		queue = append(queue, group{0, i, k, of.depth + 1})
		i = k
	}
	if n == 0 {
		g.nodes[of.node] |= leafBase << nodeBase
		return queue
	}
	base := 0
	if of.node != 0 {
		base = g.place(labels[:n])
	}
	g.reserve(base + 0x100)
	g.nodes[of.node] |= uint32(base) << nodeBase
	g.based[base] = true
	for k, c := range labels[:n] {
		at := base + int(c)
		g.nodes[at], g.taken[at] = uint32(c), true
		queue[first+k].node = int32(at)
	}
	return queue
}

// tail notes the rest of the only term that is left behind a node.
func (g *grower) tail(node int32, term, depth int) {
	rest := g.terms[term][depth:]
	g.nodes[node] |= nodeTail | uint32(len(g.tails))<<nodeBase
	g.tails = append(g.tails, byte(len(rest)))
	g.tails = binary.LittleEndian.AppendUint32(g.tails, uint32(term))
	g.tails = append(g.tails, rest...)
}

// maxTries is how many bases are tried before the places among them are given up.
const maxTries = 16

// place finds a base that no node has and under which all labels lead to free
// places.
func (g *grower) place(labels []byte) int {
	least := int(labels[0])
	for g.free < len(g.taken) && g.taken[g.free] {
		g.free++
	}
	for base, tries := max(1, g.free-least), 0; ; base, tries = base+1, tries+1 {
		if tries == maxTries { // what is left between the nodes is not worth more
			g.free, tries = base+least, 0
		}
		g.reserve(base + 0x100)
		if !g.based[base] && !g.anyTaken(base, labels) {
			return base
		}
	}
}

func (g *grower) anyTaken(base int, labels []byte) bool {
	for _, c := range labels {
		if g.taken[base+int(c)] {
			return true
		}
	}
	return false
}

// reserve makes n places, and some more.
func (g *grower) reserve(n int) {
	if n <= len(g.nodes) {
		return
	}
	n += len(g.nodes) / 4
	g.nodes = append(g.nodes, make([]uint32, n-len(g.nodes))...)
	g.ends = append(g.ends, make([]int32, n-len(g.ends))...)
	g.taken = append(g.taken, make([]bool, n-len(g.taken))...)
	g.based = append(g.based, make([]bool, n-len(g.based))...)
}
