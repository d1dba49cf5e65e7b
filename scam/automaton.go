package scam

import "slices"

// automaton finds all terms in one pass (Aho and Corasick 1975). It is built
// once and never changed.
type automaton struct {
	class [256]uint16 // byte -> column; 0 for bytes that no term has
	width int
	next  []int32   // state*width + column -> state
	ends  [][]int32 // state -> terms that end there, longest first
}

func newAutomaton(terms []string) *automaton {
	a := &automaton{width: 1}
	for _, t := range terms {
		for i := range len(t) {
			if a.class[t[i]] == 0 {
				a.class[t[i]] = uint16(a.width)
				a.width++
			}
		}
	}
	size := 1
	for _, t := range terms {
		size += len(t)
	}
	a.next = make([]int32, 0, size*a.width)
	a.ends = make([][]int32, 0, size)
	a.grow()
	for id, t := range terms {
		s := int32(0)
		for i := range len(t) {
			at := int(s)*a.width + int(a.class[t[i]])
			if a.next[at] == 0 {
				a.next[at] = a.grow()
			}
			s = a.next[at]
		}
		a.ends[s] = append(a.ends[s], int32(id))
	}
	a.next, a.ends = slices.Clip(a.next), slices.Clip(a.ends)
	a.link()
	return a
}

func (a *automaton) grow() int32 {
	a.next = a.next[:len(a.next)+a.width] // there is room for all
	a.ends = append(a.ends, nil)
	return int32(len(a.ends) - 1)
}

// link adds the transitions for a failed match, breadth first.
func (a *automaton) link() {
	fail := make([]int32, len(a.ends))
	var queue []int32
	for c := range a.width {
		if s := a.next[c]; s != 0 {
			queue = append(queue, s)
		}
	}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		a.ends[s] = append(a.ends[s], a.ends[fail[s]]...)
		for c := range a.width {
			at := int(s)*a.width + c
			f := a.next[int(fail[s])*a.width+c]
			if a.next[at] == 0 {
				a.next[at] = f
				continue
			}
			fail[a.next[at]] = f
			queue = append(queue, a.next[at])
		}
	}
}

// scan calls hit for each term in text with the offset behind it.
func (a *automaton) scan(text string, hit func(term int32, end int)) {
	s := int32(0)
	for i := range len(text) {
		s = a.next[int(s)*a.width+int(a.class[text[i]])]
		for _, t := range a.ends[s] {
			hit(t, i+1)
		}
	}
}
