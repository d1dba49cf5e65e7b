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
	cells []cell
	ends  [][]int32 // lists of terms, longest first
	sizes []int     // of the terms, in bytes
}

// cell is one state and at the same time one transition: state s goes to
// t = base(s)+class where cells[t].check is s. Where it does not, the fall of s
// is tried.
type cell struct {
	base, check, fall int32
	ends              int32 // index into automaton.ends, or -1
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

func newAutomaton(terms []string) *automaton {
	a := &automaton{sizes: make([]int, len(terms))}
	for i, t := range terms {
		a.sizes[i] = len(t)
	}
	a.classes(terms)
	order := make([]int32, len(terms))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(x, y int32) int { return cmp.Compare(terms[x], terms[y]) })
	a.cells = []cell{{check: -1, ends: -1}, {check: -1, ends: -1}}
	l := layout{automaton: a, terms: terms, order: order, free: root + 1}
	queue := []branch{{root, 0, len(terms), 0}}
	for len(queue) > 0 {
		b := queue[0]
		queue = append(queue[1:], l.children(b)...)
	}
	return a
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
}

// layout places the states of the trie, breadth first.
type layout struct {
	*automaton
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
			own = append(own, l.ends[fall]...)
		}
		l.cells[s].ends = int32(len(l.ends))
		l.ends = append(l.ends, own)
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
func (a *automaton) step(s int32, c uint8) int32 {
	for {
		t := a.cells[s].base + int32(c)
		if int(t) < len(a.cells) && a.cells[t].check == s {
			return t
		}
		if s == root {
			return root
		}
		s = a.cells[s].fall
	}
}

// scan calls hit for each term in text with the offset behind it.
func (a *automaton) scan(text string, hit func(term int32, end int)) {
	s := int32(root)
	for i := range len(text) {
		c := a.class[text[i]]
		if c == 0 {
			s = root
			continue
		}
		s = a.step(s, c)
		if e := a.cells[s].ends; e >= 0 {
			for _, t := range a.ends[e] {
				hit(t, i+1)
			}
		}
	}
}
