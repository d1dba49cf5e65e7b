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

	mu     sync.Mutex
	states map[string]*state
	start  [4]*state // by what stands before: 1 some text, 2 a word's character
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
	match   bool // a match ended before the last character
	dead    bool
	next    []atomic.Pointer[state] // by class; the last is the text's end
}

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
	d := &dfa{prog: prog, longest: longest, states: make(map[string]*state)}
	d.work.seen = make([]uint32, len(prog.Inst))
	if !d.classes.of(prog) {
		return nil, false
	}
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

// state returns the state with these threads, made if need be. The lock is held.
func (d *dfa) state(threads []uint32, begin, word, match bool) *state {
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
	if s, ok := d.states[string(key)]; ok {
		return s
	}
	if len(d.states) >= maxStates {
		return nil
	}
	s := &state{
		threads: slices.Clone(threads), begin: begin, word: word, match: match, dead: len(threads) == 0,
		next: make([]atomic.Pointer[state], len(d.classes.cuts)+1),
	}
	d.states[string(key)] = s
	return s
}

// step makes what after returns.
func (d *dfa) step(s *state, class int) *state {
	d.mu.Lock()
	defer d.mu.Unlock()
	if t := s.next[class].Load(); t != nil {
		return t
	}
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
	if t != nil {
		s.next[class].Store(t)
	}
	return t
}

// after returns the state after s reads a character of a class, or the text's
// end; nil where there are too many states.
func (d *dfa) after(s *state, class int) *state {
	if t := s.next[class].Load(); t != nil {
		return t
	}
	return d.step(s, class)
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
	at := d.start[0]
	for i := 0; i < len(s); {
		c, n := int(s[i]), 1
		if c < utf8.RuneSelf {
			c = int(d.classes.ascii[c])
		} else {
			var r rune
			r, n = utf8.DecodeRuneInString(s[i:])
			c = d.classes.class(r)
		}
		if at = d.after(at, c); at == nil {
			return -1, false
		}
		if at.match {
			end = i
		}
		if at.dead {
			return end, true
		}
		i += n
	}
	return d.finish(at, len(s), end)
}

// backward reads s[:end] from its end and returns where the longest match
// begins, or -1.
func (d *dfa) backward(s string, end int) (start int, ok bool) {
	start = -1
	at := d.start[0]
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
			var r rune
			r, n = utf8.DecodeLastRuneInString(s[:i])
			c = d.classes.class(r)
		}
		if at = d.after(at, c); at == nil {
			return -1, false
		}
		if at.match {
			start = i
		}
		if at.dead {
			return start, true
		}
		i -= n
	}
	return d.finish(at, 0, start)
}

// finish reads the text's end.
func (d *dfa) finish(at *state, here, found int) (int, bool) {
	next := d.after(at, len(d.classes.cuts))
	if next == nil {
		return -1, false
	}
	if next.match {
		found = here
	}
	return found, true
}

// finder is an expression as two automata: forwards for where the leftmost match
// ends, backwards for where it begins.
type finder struct{ ahead, back *dfa }

// newFinder returns the automata of an expression, or nil where they cannot do it.
func newFinder(e string) *finder {
	re, err := syntax.Parse("(?s:.*?)(?:"+e+")", syntax.Perl)
	if err != nil {
		return nil
	}
	plain, err := syntax.Parse(e, syntax.Perl)
	if err != nil {
		return nil
	}
	ahead, ok := newDFA(re.Simplify(), false)
	if !ok {
		return nil
	}
	back, ok := newDFA(reversed(plain.Simplify()), true)
	if !ok {
		return nil
	}
	return &finder{ahead, back}
}

// find returns the leftmost match in s; ok is false where the automata gave up.
func (f *finder) find(s string) (start, end int, ok bool) {
	end, ok = f.ahead.forward(s)
	if !ok || end < 0 {
		return -1, -1, ok
	}
	start, ok = f.back.backward(s, end)
	return start, end, ok && start >= 0
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
