package scam

import (
	"encoding/binary"
	"regexp/syntax"
	"slices"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// dfa finds the matches of one expression in one pass, without groups: a
// deterministic automaton whose states are made when a text first needs them
// (Thompson 1968; Cox 2010, "Regular Expression Matching in the Wild"). It is
// safe for concurrent use: states are made under a lock and read without.
type dfa struct {
	prog    *syntax.Prog
	longest bool // a match goes on as far as it can; else the first alternative wins
	classes classes
	start   [4]step // by what stands before: 1 some text, 2 a word's character

	// table has the steps that were made, by row of the state and class. A larger
	// one takes its place when it is full; rows stay where they are.
	table atomic.Pointer[[]step]

	mu     sync.Mutex
	states []state // by row
	rows   map[string]step
	work   closure
}

// maxStates is how many states one automaton may have; a text that needs more
// is left to package regexp.
const maxStates = 4000

// state is a set of threads in the order of their priority.
type state struct {
	threads []uint32
	begin   bool // nothing was read yet
	word    bool // the character before is part of a word
}

// step is where a state goes on: the place of the next one's row in the table, and
// what is known of that. 0 is a step that was not made.
type step uint32

// What is known of a state that a step leads to.
const (
	matched   step = 1 << iota // a match ended before the last character
	dead                       // nothing can follow
	stepFlags = iota
)

func (s step) row() int { return int(s >> stepFlags) }

// classes puts characters that an expression does not tell apart together.
type classes struct {
	ascii [utf8.RuneSelf]uint8
	cuts  []rune // where each class begins, ascending
	word  []bool
	runes []rune // one of each class
}

// newDFA compiles re. It returns false for what it cannot do: assertions about
// lines, and more classes than a byte counts.
func newDFA(re *syntax.Regexp, longest bool) (*dfa, bool) {
	prog, err := syntax.Compile(re)
	if err != nil {
		return nil, false
	}
	d := &dfa{prog: prog, longest: longest, rows: make(map[string]step)}
	d.work.seen = make([]uint32, len(prog.Inst))
	if !d.classes.of(prog) {
		return nil, false
	}
	d.states = []state{{}} // no step leads to the first row
	table := make([]step, firstStates*d.width())
	d.table.Store(&table)
	for i := range d.start {
		d.work.begin()
		d.work.follow(prog, uint32(prog.Start), 0)
		d.start[i] = d.state(d.work.list, i&1 == 0, i&2 != 0, false)
	}
	return d, true
}

func (c *classes) of(prog *syntax.Prog) bool {
	cuts := []rune{0, '\n', '\n' + 1, '0', '9' + 1, 'A', 'Z' + 1, '_', '_' + 1, 'a', 'z' + 1, utf8.RuneSelf}
	for _, in := range prog.Inst {
		switch in.Op {
		case syntax.InstEmptyWidth:
			if syntax.EmptyOp(in.Arg)&(syntax.EmptyBeginLine|syntax.EmptyEndLine) != 0 {
				return false
			}
		case syntax.InstRune, syntax.InstRune1:
			if len(in.Rune) == 1 {
				cuts = append(cuts, in.Rune[0], in.Rune[0]+1)
			}
			for i := 0; i+1 < len(in.Rune); i += 2 {
				cuts = append(cuts, in.Rune[i], in.Rune[i+1]+1)
			}
			if syntax.Flags(in.Arg)&syntax.FoldCase != 0 {
				return false
			}
		}
	}
	slices.Sort(cuts)
	c.cuts = slices.Compact(cuts)
	if len(c.cuts) > 250 {
		return false
	}
	for i, r := range c.cuts {
		c.runes = append(c.runes, r)
		c.word = append(c.word, syntax.IsWordChar(r))
		end := rune(utf8.RuneSelf)
		if i+1 < len(c.cuts) {
			end = min(end, c.cuts[i+1])
		}
		for ; r < end; r++ {
			c.ascii[r] = uint8(i)
		}
	}
	return true
}

func (c *classes) class(r rune) int {
	if r < utf8.RuneSelf {
		return int(c.ascii[r])
	}
	i, found := slices.BinarySearch(c.cuts, r)
	if !found {
		i--
	}
	return i
}

// closure collects threads in order, each once.
type closure struct {
	list  []uint32
	seen  []uint32
	round uint32
}

func (w *closure) begin() {
	w.list = w.list[:0]
	w.round++
}

// follow adds what is reached from pc without reading, where the assertions in
// holds are true. Threads that wait for others stay at them.
func (w *closure) follow(prog *syntax.Prog, pc uint32, holds syntax.EmptyOp) {
	if w.seen[pc] == w.round {
		return
	}
	w.seen[pc] = w.round
	in := &prog.Inst[pc]
	switch in.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		w.follow(prog, in.Out, holds)
		w.follow(prog, in.Arg, holds)
	case syntax.InstCapture, syntax.InstNop:
		w.follow(prog, in.Out, holds)
	case syntax.InstEmptyWidth:
		if syntax.EmptyOp(in.Arg)&^holds == 0 {
			w.follow(prog, in.Out, holds)
			return
		}
		w.list = append(w.list, pc)
	case syntax.InstFail:
	default:
		w.list = append(w.list, pc)
	}
}

// firstStates is for how many states the first table has place.
const firstStates = 8

// width is the length of a row: a step for each class, and for the text's end.
func (d *dfa) width() int { return len(d.classes.cuts) + 1 }

// state returns a step to the state with these threads, made if need be; 0 where
// there are too many. The lock is held.
func (d *dfa) state(threads []uint32, begin, word, match bool) step {
	key := make([]byte, 0, 4*len(threads)+3)
	for _, t := range threads {
		key = binary.LittleEndian.AppendUint32(key, t)
	}
	for _, flag := range []bool{begin, word, match} {
		b := byte(0)
		if flag {
			b = 1
		}
		key = append(key, b)
	}
	if s, ok := d.rows[string(key)]; ok {
		return s
	}
	if len(d.states) >= maxStates {
		return 0
	}
	row := len(d.states) * d.width()
	if old := *d.table.Load(); row == len(old) {
		table := make([]step, 2*len(old))
		copy(table, old)
		d.table.Store(&table)
	}
	d.states = append(d.states, state{slices.Clone(threads), begin, word})
	s := step(row) << stepFlags
	if match {
		s |= matched
	}
	if len(threads) == 0 {
		s |= dead
	}
	d.rows[string(key)] = s
	return s
}

// step makes the step of a class from a row; 0 where there are too many states.
func (d *dfa) step(row, class int) step {
	d.mu.Lock()
	defer d.mu.Unlock()
	if t := (*d.table.Load())[row+class]; t != 0 {
		return t
	}
	s := d.states[row/d.width()]
	end := class == len(d.classes.cuts)
	word := !end && d.classes.word[class]
	w := &d.work
	w.begin()
	for _, pc := range s.threads {
		w.follow(d.prog, pc, holding(s.begin, end, s.word != word))
	}
	ready := slices.Clone(w.list)
	w.begin()
	match := false
	for _, pc := range ready {
		in := &d.prog.Inst[pc]
		if in.Op == syntax.InstMatch {
			match = true
			if !d.longest {
				break // what follows has lower priority
			}
			continue
		}
		if !end && in.Op != syntax.InstEmptyWidth && in.MatchRune(d.classes.runes[class]) {
			w.follow(d.prog, in.Out, 0)
		}
	}
	t := d.state(w.list, false, word, match)
	if t != 0 {
		atomic.StoreUint32((*uint32)(&(*d.table.Load())[row+class]), uint32(t))
	}
	return t
}

// reader goes from state to state. It keeps the table that it began with until a
// step is not there.
type reader struct {
	*dfa
	steps []step
}

func (d *dfa) reader() reader { return reader{d, *d.table.Load()} }

// known returns the step of a class, or the text's end, from a state; 0 where it
// was not made.
func (r *reader) known(s step, class int) step {
	return step(atomic.LoadUint32((*uint32)(&r.steps[s.row()+class])))
}

// made makes that step; it returns 0 where there are too many states.
func (r *reader) made(s step, class int) step {
	t := r.step(s.row(), class)
	r.steps = *r.table.Load()
	return t
}

// holding returns the assertions that are true between two characters.
func holding(begin, end, boundary bool) syntax.EmptyOp {
	holds := syntax.EmptyNoWordBoundary
	if boundary {
		holds = syntax.EmptyWordBoundary
	}
	if begin {
		holds |= syntax.EmptyBeginText
	}
	if end {
		holds |= syntax.EmptyEndText
	}
	return holds
}

// forward reads s from its beginning and returns where the match ends, or -1.
// Of an automaton that is not anchored it is the leftmost match. ok is false
// where there are too many states.
func (d *dfa) forward(s string) (end int, ok bool) {
	end = -1
	r, at := d.reader(), d.start[0]
	for i := 0; i < len(s); {
		c, n := int(s[i]), 1
		if c < utf8.RuneSelf {
			c = int(d.classes.ascii[c])
		} else {
			var char rune
			char, n = utf8.DecodeRuneInString(s[i:])
			c = d.classes.class(char)
		}
		next := r.known(at, c)
		if next == 0 {
			if next = r.made(at, c); next == 0 {
				return -1, false
			}
		}
		at = next
		if at&matched != 0 {
			end = i
		}
		if at&dead != 0 {
			return end, true
		}
		i += n
	}
	return r.finish(at, len(s), end)
}

// backward reads s[:end] from its end and returns where the longest match
// begins, or -1.
func (d *dfa) backward(s string, end int) (start int, ok bool) {
	start = -1
	r, at := d.reader(), d.start[0]
	switch {
	case end < len(s) && syntax.IsWordChar(rune(s[end])):
		at = d.start[3]
	case end < len(s):
		at = d.start[1]
	}
	for i := end; i > 0; {
		c, n := int(s[i-1]), 1
		if c < utf8.RuneSelf {
			c = int(d.classes.ascii[c])
		} else {
			var char rune
			char, n = utf8.DecodeLastRuneInString(s[:i])
			c = d.classes.class(char)
		}
		next := r.known(at, c)
		if next == 0 {
			if next = r.made(at, c); next == 0 {
				return -1, false
			}
		}
		at = next
		if at&matched != 0 {
			start = i
		}
		if at&dead != 0 {
			return start, true
		}
		i -= n
	}
	return r.finish(at, 0, start)
}

// finish reads the text's end.
func (r *reader) finish(at step, here, found int) (int, bool) {
	next := r.known(at, len(r.classes.cuts))
	if next == 0 {
		next = r.made(at, len(r.classes.cuts))
	}
	if next == 0 {
		return -1, false
	}
	if next&matched != 0 {
		found = here
	}
	return found, true
}

// finder is an expression as two automata: forwards for where the leftmost match
// ends, backwards for where it begins. The second is made when there is a match.
type finder struct {
	source string
	ahead  *dfa
	once   sync.Once
	back   *dfa // nil where it cannot be made
}

// newFinder returns the automata of an expression, or nil where they cannot do it.
func newFinder(e string) *finder {
	re, err := syntax.Parse("(?s:.*?)(?:"+e+")", syntax.Perl)
	if err != nil {
		return nil
	}
	ahead, ok := newDFA(re.Simplify(), false)
	if !ok {
		return nil
	}
	return &finder{source: e, ahead: ahead}
}

// find returns the leftmost match in s; ok is false where the automata gave up.
func (f *finder) find(s string) (start, end int, ok bool) {
	end, ok = f.ahead.forward(s)
	if !ok || end < 0 {
		return -1, -1, ok
	}
	f.once.Do(f.turn)
	if f.back == nil {
		return -1, -1, false
	}
	start, ok = f.back.backward(s, end)
	return start, end, ok && start >= 0
}

// turn makes the automaton that reads backwards.
func (f *finder) turn() {
	if re, err := syntax.Parse(f.source, syntax.Perl); err == nil {
		f.back, _ = newDFA(reversed(re.Simplify()), true)
	}
}

// reversed returns the expression that matches what re matches, read backwards.
func reversed(re *syntax.Regexp) *syntax.Regexp {
	r := *re
	switch re.Op {
	case syntax.OpBeginText:
		r.Op = syntax.OpEndText
	case syntax.OpEndText:
		r.Op = syntax.OpBeginText
	case syntax.OpLiteral:
		r.Rune = slices.Clone(re.Rune)
		slices.Reverse(r.Rune)
	}
	if len(re.Sub) > 0 {
		r.Sub = make([]*syntax.Regexp, len(re.Sub))
		for i, sub := range re.Sub {
			r.Sub[i] = reversed(sub)
		}
		if re.Op == syntax.OpConcat {
			slices.Reverse(r.Sub)
		}
	}
	return &r
}
