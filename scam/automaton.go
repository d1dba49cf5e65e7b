package scam

import (
	"cmp"
	"slices"
)

// automaton finds all terms in one pass (Aho and Corasick 1975), kept as a
// double array (Aoe 1989): its size grows with the letters of the terms and not with
// the alphabet, so that thousands of patterns stay small. It is built once and
// never changed.
type automaton struct {
	class [256]uint8 // byte -> number from 1; 0 for bytes that no term has
	nodes []node
	falls []int32 // by state: the one that goes on where it does not; 0 where two does
	ends  []int32 // by state where terms end: where told has them
	// two has the state after two classes of which the first is all that was read,
	// by first*width + second; 0 is no class.
	two   []int32
	width int32
	told  []int32 // lists of terms, by their numbers: how many, then the longest first
}

// node is one state and at the same time one transition: state s goes to
// t = base(s)+class where nodes[t].check is s.
type node struct {
	base  int32 // twice the base, and 1 more where a term ends
	check int32
}

// cell is a state while the automaton is built.
type cell struct {
	base, check, fall int32
	ends              int32 // index into layout.lists, or -1
}

// root is the first state; cell 0 is nobody's.
const root = 1

// branch is a state while the trie of the terms is laid out: those of the sorted
// terms [from, to) that share their first depth bytes.
type branch struct {
	state    int32
	from, to int
	depth    int
}

// newAutomaton makes the automaton of terms, each with the number by which it is
// told. No two terms are the same.
func newAutomaton(terms []string, numbers []int32) *automaton {
	a := new(automaton)
	a.classes(terms)
	order := make([]int32, len(terms))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(x, y int32) int { return cmp.Compare(terms[x], terms[y]) })
	l := layout{automaton: a, terms: terms, order: order, free: root + 1}
	l.cells = []cell{{check: -1, ends: -1}, {check: -1, ends: -1}}
	queue := []branch{{root, 0, len(terms), 0}}
	for len(queue) > 0 {
		b := queue[0]
		queue = append(queue[1:], l.children(b)...)
	}
	l.pack(numbers)
	return a
}

// pack makes what a scan reads of the cells, as small as it can be.
func (l *layout) pack(numbers []int32) {
	at := make([]int32, len(l.lists))
	for i, list := range l.lists {
		at[i] = int32(len(l.told))
		l.told = append(l.told, int32(len(list)))
		for _, t := range list {
			l.told = append(l.told, numbers[t])
		}
	}
	for range l.width { // so that every class of every state has a place
		l.cells = append(l.cells, cell{ends: -1})
	}
	l.nodes, l.falls, l.ends = make([]node, len(l.cells)), make([]int32, len(l.cells)), make([]int32, len(l.cells))
	for s, c := range l.cells {
		l.nodes[s] = node{c.base * 2, c.check}
		if c.ends >= 0 {
			l.nodes[s].base++
			l.ends[s] = at[c.ends]
		}
		if c.fall > root && l.cells[c.fall].check != root {
			l.falls[s] = c.fall
		}
	}
	l.two = make([]int32, l.width*l.width)
	for first := range l.width {
		for second := range l.width {
			s := int32(root)
			if first > 0 {
				s = l.step(s, uint8(first))
			}
			if second > 0 {
				l.two[first*l.width+second] = l.step(s, uint8(second))
			}
		}
	}
}

// classes numbers the bytes that terms have, the most frequent first.
func (a *automaton) classes(terms []string) {
	var count [256]int
	for _, t := range terms {
		for i := range len(t) {
			count[t[i]]++
		}
	}
	var used []int
	for b, n := range count {
		if n > 0 {
			used = append(used, b)
		}
	}
	slices.SortStableFunc(used, func(x, y int) int { return count[y] - count[x] })
	for i, b := range used {
		a.class[b] = uint8(i + 1)
	}
	a.width = int32(len(used) + 1)
}

// layout places the states of the trie, breadth first.
type layout struct {
	*automaton
	cells []cell
	lists [][]int32 // of terms that end in one state
	terms []string
	order []int32
	free  int32 // below it no cell is free
}

// children places the states that follow b, and links them.
func (l *layout) children(b branch) []branch {
	i := b.from
	var own []int32
	for ; i < b.to && len(l.terms[l.order[i]]) == b.depth; i++ {
		own = append(own, l.order[i])
	}
	l.end(b.state, own)
	var list []branch
	var classes []uint8
	for i < b.to {
		c := l.terms[l.order[i]][b.depth]
		k := i
		for k < b.to && l.terms[l.order[k]][b.depth] == c {
			k++
		}
		classes = append(classes, l.class[c])
		list = append(list, branch{from: i, to: k, depth: b.depth + 1})
		i = k
	}
	if len(list) == 0 {
		return nil
	}
	base := l.place(classes)
	l.cells[b.state].base = base
	for n, c := range classes {
		t := base + int32(c)
		list[n].state = t
		l.cells[t] = cell{check: b.state, fall: root, ends: -1}
		if b.state != root {
			l.cells[t].fall = l.step(l.cells[b.state].fall, c)
		}
	}
	return list
}

// end gives a state the terms that end there: its own, and those of its fall.
func (l *layout) end(s int32, own []int32) {
	if s == root {
		return
	}
	fall := l.cells[l.cells[s].fall].ends
	switch {
	case len(own) > 0:
		if fall >= 0 {
			own = append(own, l.lists[fall]...)
		}
		l.cells[s].ends = int32(len(l.lists))
		l.lists = append(l.lists, own)
	case fall >= 0:
		l.cells[s].ends = fall
	}
}

// place finds a base under which all classes lead to free cells.
func (l *layout) place(classes []uint8) int32 {
	least := slices.Min(classes)
	for l.taken(l.free) {
		l.free++
	}
	for at := l.free; ; at++ {
		base := at - int32(least)
		if base < 0 || l.taken(at) || slices.ContainsFunc(classes, func(c uint8) bool { return l.taken(base + int32(c)) }) {
			continue
		}
		return base
	}
}

func (l *layout) taken(at int32) bool {
	for int(at) >= len(l.cells) {
		l.cells = append(l.cells, cell{check: 0, ends: -1})
	}
	return l.cells[at].check != 0
}

// step returns the state after s reads a byte of a class.
func (l *layout) step(s int32, c uint8) int32 {
	for {
		t := l.cells[s].base + int32(c)
		if int(t) < len(l.cells) && l.cells[t].check == s {
			return t
		}
		if s == root {
			return root
		}
		s = l.cells[s].fall
	}
}

// scan calls hit where terms end, with their numbers and the offset behind them.
func (a *automaton) scan(text string, hit func(terms []int32, end int)) {
	nodes := a.nodes
	s, before := int32(root), int32(0)
	for i := range len(text) {
		c := int32(a.class[text[i]])
		if c == 0 {
			s, before = root, 0
			continue
		}
		t := nodes[s].base>>1 + c
		for nodes[t].check != s {
			if s = a.falls[s]; s == 0 {
				t = a.two[before*a.width+c]
				break
			}
			t = nodes[s].base>>1 + c
		}
		s, before = t, c
		if nodes[s].base&1 != 0 {
			list := a.told[a.ends[s]:]
			hit(list[1:1+list[0]], i+1)
		}
	}
}
