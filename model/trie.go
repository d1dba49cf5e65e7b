package model

import (
	"encoding/binary"
	"errors"
)

// trie has the terms of a lexicon byte by byte, as a double array (Aoe 1989): the
// node behind byte c of a node with base b is at b+c, if the label there is c. No
// two nodes have one base, so that the label alone tells whose child it is. Where
// one term is left, the rest of it stands among the tails, so that what is
// searched stays small enough to be at hand.
type trie struct {
	nodes []uint32 // base<<nodeBase, isTail, isEnd, label
	ends  []int32  // by node, index into lists of the concepts whose terms end there
	// tails are what is left of a term behind a node, whose base says where: the
	// length, the index into lists in four bytes, and the rest.
	tails []byte
	lists []endings
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
	tailHead = 5 // bytes before the rest of a term
)

var errManyNodes = errors.New("its lexicon is too large")

// group is a node while the trie grows: that of the entries [from, to), which
// share their first depth bytes.
type group struct {
	node            int32
	from, to, depth int
}

// grow makes the trie of the entries, breadth first.
func (l *Lexicon) grow() error {
	g := grower{Lexicon: l, free: 1}
	g.reserve(1)
	g.nodes[0] = 0 // the root, with base 0: no label is 0
	g.based[0] = true
	queue := []group{{0, 0, len(l.entries), 0}}
	for len(queue) > 0 {
		of := queue[0]
		queue = g.children(queue[1:], of)
		if max(len(g.nodes), len(g.tails)) > maxNodes {
			return errManyNodes
		}
	}
	l.trie = g.trie
	return nil
}

// grower places the nodes.
type grower struct {
	*Lexicon
	trie
	taken, based []bool // places with a node, and bases in use
	free         int    // below it no place is free
}

// children places what follows a node and adds it to the queue.
func (g *grower) children(queue []group, of group) []group {
	entries := g.entries
	i := of.from
	for i < of.to && len(entries[i].term) == of.depth {
		i++
	}
	if i > of.from {
		g.nodes[of.node] |= nodeEnd
		g.ends[of.node] = g.list(of.from, i)
	}
	if i == of.from && of.node != 0 && entries[i].term == entries[of.to-1].term {
		rest := entries[i].term[of.depth:]
		g.nodes[of.node] |= nodeTail | uint32(len(g.tails))<<nodeBase
		g.tails = append(g.tails, byte(len(rest)))
		g.tails = binary.LittleEndian.AppendUint32(g.tails, uint32(g.list(i, of.to)))
		g.tails = append(g.tails, rest...)
		return queue
	}
	first := len(queue)
	var labels [256]byte
	n := 0
	for i < of.to {
		c := entries[i].term[of.depth]
		k := i
		for k < of.to && entries[k].term[of.depth] == c {
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

// list makes a list of the concepts of the entries [from, to).
func (g *grower) list(from, to int) int32 {
	var e endings
	for _, entry := range g.entries[from:to] {
		if entry.open {
			e.open = append(e.open, entry.concept)
		} else {
			e.whole = append(e.whole, entry.concept)
		}
	}
	g.lists = append(g.lists, e)
	return int32(len(g.lists) - 1)
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

// find appends the concepts whose terms begin at i, where a word begins.
func (l *Lexicon) find(found []uint16, s string, i int) []uint16 {
	t := &l.trie
	at := uint32(0)
	for k := i; k < len(s); k++ {
		c := uint32(s[k])
		at = t.nodes[at]>>nodeBase + c
		if int(at) >= len(t.nodes) || t.nodes[at]&nodeLabel != c || c == 0 {
			return found
		}
		switch n := t.nodes[at]; {
		case n&nodeEnd != 0:
			found = t.lists[t.ends[at]].appendTo(found, s, k+1)
		case n&nodeTail != 0:
			tail := t.tails[n>>nodeBase:]
			rest := tail[tailHead : tailHead+int(tail[0])]
			if end := k + 1 + len(rest); end <= len(s) && s[k+1:end] == string(rest) {
				return t.lists[binary.LittleEndian.Uint32(tail[1:])].appendTo(found, s, end)
			}
			return found
		}
	}
	return found
}

// appendTo appends the concepts of terms that end before the place end.
func (e *endings) appendTo(found []uint16, s string, end int) []uint16 {
	found = append(found, e.open...)
	if len(e.whole) > 0 && (end == len(s) || !wordByte(s[end])) {
		found = append(found, e.whole...)
	}
	return found
}
