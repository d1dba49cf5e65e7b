package scam

import (
	"cmp"
	"slices"

	"recourse"
	"recourse/money"
)

const (
	// around is how many folded bytes to each side of a term its expressions see.
	around = 160
	// maxHits is how many finds of one rule in one document are kept.
	maxHits = 4096
)

// find is one place where a matcher was met.
type find struct {
	unit       int
	start, end int // folded offsets in the unit
	groups     []int
}

// window is a piece of a unit in which a matcher's expressions run: those of
// the languages whose terms stand in it.
type window struct {
	recourse.Span
	langs langs
}

// finds are all places, by matcher.
type finds struct {
	sought  int // matchers before this one are looked for in the unit at hand
	of      [][]find
	met     []int // matchers with finds
	touched []int // matchers with windows in the unit at hand
	windows [][]window
	// seen has, by literal of the expressions, the last unit that holds it, and
	// how many units came before.
	seen    []uint32
	unit    uint32
	waiting []place
	// langs are those whose cues are looked for in the unit at hand, once they are known.
	langs langs
	judge *judge
	at    int // the unit at hand
	known bool
	// named counts how often each brand is named; brands are those that are.
	named  []int
	brands []int
}

func newFinds(c *Checker) *finds {
	return &finds{of: make([][]find, len(c.matchers)), windows: make([][]window, len(c.matchers)), seen: make([]uint32, c.nAtoms), named: make([]int, len(c.brands.List()))}
}

// reset forgets the last document.
func (f *finds) reset() {
	for _, m := range f.met {
		f.of[m] = f.of[m][:0]
	}
	for _, b := range f.brands {
		f.named[b] = 0
	}
	f.met, f.brands = f.met[:0], f.brands[:0]
}

// openName is the length from which a brand's name may have an ending, as
// names have in Serbian.
const openName = 5

// name notes that a text names a brand, where a word begins and ends.
func (f *finds) name(brand int, text string, start, end int) {
	if start > 0 && inWord(text[start-1]) && inWord(text[start]) || end-start < openName && end < len(text) && inWord(text[end-1]) && inWord(text[end]) {
		return
	}
	if f.named[brand] == 0 {
		f.brands = append(f.brands, brand)
	}
	f.named[brand]++
}

// holds reports whether the unit at hand has a literal of each clause.
func (f *finds) holds(clauses [][]int32) bool {
	for _, c := range clauses {
		if !f.any(c) {
			return false
		}
	}
	return true
}

func (f *finds) any(atoms []int32) bool {
	for _, a := range atoms {
		if f.seen[a] == f.unit {
			return true
		}
	}
	return false
}

// sought returns how many matchers are looked for in a unit: cues say what an
// amount is, and hardly an amount is without a digit; those that tell who speaks are
// wanted where nobody said, and those that tell that it was paid of whoever pays.
func (j *judge) sought(u *unit) int {
	switch {
	case money.HasDigit(j.raw(u)), money.HasSpelled(u.text.String()):
		return len(j.matchers)
	case u.sender >= 0 && u.who != other:
		return len(j.rules) + len(j.Checker.facts) + j.sideCues
	}
	return len(j.rules) + len(j.Checker.facts)
}

// search looks for terms in the folded text of the unit n, and runs the expressions
// around them: those of the matchers before sought whose literals it holds.
func (c *Checker) search(f *finds, n int, text string, sought int) {
	f.sought, f.at, f.known = sought, n, false
	if f.unit++; f.unit == 0 {
		clear(f.seen)
		f.unit = 1
	}
	f.waiting = c.spoken.each(text, f.waiting, func(p place) {
		f.word(c, p.number, find{unit: n, start: p.start, end: p.end}, text)
	})
	if len(f.touched) == 0 {
		return
	}
	c.literals.mark(text, f.seen, f.unit)
	for _, m := range f.touched {
		for _, w := range f.windows[m] {
			c.express(f, m, n, w, text)
		}
		f.windows[m] = f.windows[m][:0]
	}
	f.touched = f.touched[:0]
}

// word notes a brand's name and the terms of the word that stands at a place.
func (f *finds) word(c *Checker, word int32, at find, text string) {
	if b := c.called[word]; b >= 0 {
		f.name(int(b), text, at.start, at.end)
	}
	for _, t := range c.terms[word] {
		if t.matcher >= f.sought {
			continue
		}
		if !t.open && at.start > 0 && inWord(text[at.start-1]) && inWord(text[at.start]) {
			continue
		}
		if !t.tail && at.end < len(text) && inWord(text[at.end-1]) && inWord(text[at.end]) {
			continue
		}
		if t.lang&c.tongues.alone != 0 && t.matcher >= len(c.rules)+len(c.facts) && !f.hears(t.lang) {
			continue
		}
		f.hit(c, t, at, text)
	}
}

// sort puts the finds of each matcher in the order of the text and keeps one of
// those that overlap, the longest.
func (f *finds) sort() {
	for _, m := range f.met {
		list := f.of[m]
		if len(list) < 2 {
			continue
		}
		slices.SortFunc(list, func(a, b find) int {
			return cmp.Or(a.unit-b.unit, a.start-b.start, b.end-a.end)
		})
		kept := list[:1]
		for _, at := range list[1:] {
			if last := kept[len(kept)-1]; at.unit != last.unit || at.start >= last.end {
				kept = append(kept, at)
			}
		}
		f.of[m] = kept
	}
}

// hit notes a term: as a find where no expression is needed, else as a window.
func (f *finds) hit(c *Checker, t term, at find, text string) {
	m := t.matcher
	if len(c.matchers[m].exprs) == 0 {
		f.keep(m, at)
		return
	}
	w := recourse.Span{Start: max(0, at.start-around), End: min(len(text), at.end+around)}
	list := f.windows[m]
	if len(list) == 0 {
		f.touched = append(f.touched, m)
	}
	if k := len(list); k > 0 && w.Start <= list[k-1].End {
		list[k-1].End = max(list[k-1].End, w.End)
		list[k-1].langs |= t.lang
		return
	}
	f.windows[m] = append(list, window{w, t.lang})
}

func (f *finds) keep(m int, at find) {
	if len(f.of[m]) == 0 {
		f.met = append(f.met, m)
	}
	if len(f.of[m]) < maxHits {
		f.of[m] = append(f.of[m], at)
	}
}

// express runs a matcher's expressions over one window.
func (c *Checker) express(f *finds, m, n int, w window, text string) {
	for w.Start > 0 && inWord(text[w.Start-1]) && inWord(text[w.Start]) {
		w.Start--
	}
	for w.End < len(text) && inWord(text[w.End-1]) && inWord(text[w.End]) {
		w.End++
	}
	part := text[w.Start:w.End]
	wanted := func(e *expr) bool { return e.lang&w.langs != 0 && f.holds(e.atoms) }
	var spared []recourse.Span
	for i := range c.matchers[m].except {
		e := &c.matchers[m].except[i]
		if !wanted(e) {
			continue
		}
		e.each(part, func(g []int) { spared = append(spared, recourse.Span{Start: g[0], End: g[1]}) })
	}
	for i := range c.matchers[m].exprs {
		e := &c.matchers[m].exprs[i]
		if !wanted(e) {
			continue
		}
		e.each(part, func(g []int) {
			at := recourse.Span{Start: g[0], End: g[1]}
			if slices.ContainsFunc(spared, at.Overlaps) {
				return
			}
			for i := range g {
				if g[i] >= 0 {
					g[i] += w.Start
				}
			}
			f.keep(m, find{unit: n, start: g[0], end: g[1], groups: g})
		})
	}
}

// maxTries is how often one expression is tried in one window.
const maxTries = 64

// each calls found with the places of the matches in part that are not too
// long. It goes on at the beginning of a word, so that \b means what it says.
func (e *expr) each(part string, found func(groups []int)) {
	at := 0
	for range maxTries {
		g := e.next(part[at:])
		if g == nil {
			return
		}
		for i := range g {
			if g[i] >= 0 {
				g[i] += at
			}
		}
		at = g[1]
		if g[1]-g[0] > e.most {
			at = g[0] + 1
		} else {
			found(g)
		}
		for at < len(part) && at > 0 && inWord(part[at-1]) && inWord(part[at]) {
			at++
		}
	}
}

// next returns the first match in s and its groups, where they are wanted; nil
// where there is none.
func (e *expr) next(s string) []int {
	if f := e.finder(); f != nil {
		start, end, ok := f.find(s)
		switch {
		case ok && end < 0:
			return nil
		case ok && !e.groups:
			return []int{start, end}
		}
	}
	return e.regexp().FindStringSubmatchIndex(s)
}

// inWord reports whether b is part of a word: letters, digits, and all that is
// not ASCII, which has no word boundary that a term could need.
func inWord(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b >= 0x80
}
