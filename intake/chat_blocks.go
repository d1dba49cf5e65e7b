package intake

import (
	"strings"

	"recourse"
)

// pasted is one line of a chat that was copied from a page.
type pasted struct {
	recourse.Span
	stamp bool // the line is a time and nothing else
	date  figures
	clock int32
}

// blockShape is where the name and the text of a message stand beside the line
// of its time. It returns the index of the name's line and the first and the
// last of the text, given the indexes of the time's line, of that before and of
// that after.
type blockShape func(before, at, after int) (name, first, last int)

// blocks reads a chat as a web page copies it: the sender's name, the time and
// the text on lines of their own. Where the name stands is told by its coming
// back; nil where no place has names that do.
func (r *reader) blocks(text string) *entries {
	lines, stamps := r.pastedLines(text)
	if len(stamps) < undatedSenders*undatedTurns {
		return nil
	}
	for _, shape := range []blockShape{
		func(_, at, after int) (int, int, int) { return at - 1, at + 1, after - 2 },       // name, time, text
		func(before, at, _ int) (int, int, int) { return before + 1, before + 2, at - 1 }, // name, text, time
		func(_, at, after int) (int, int, int) { return at + 1, at + 2, after - 1 },       // time, name, text
	} {
		if e := block(text, lines, stamps, shape); e != nil && e.turns() && e.talk(text) {
			return e
		}
	}
	return nil
}

// pastedLines returns the lines of a text that are not empty, and which of them
// are times.
func (r *reader) pastedLines(text string) (lines []pasted, stamps []int) {
	for start, end := 0, 0; start < len(text) && len(lines) <= undatedMost; start = end {
		end = lineEnd(text, start)
		s := strings.TrimRight(text[start:end], "\r\n")
		if strings.TrimSpace(s) == "" {
			continue
		}
		l := pasted{Span: recourse.Span{Start: start, End: start + len(s)}}
		if l.date, l.clock, l.stamp = r.words.stampLine(s); l.stamp {
			stamps = append(stamps, len(lines))
		}
		lines = append(lines, l)
	}
	if len(lines) > undatedMost {
		return nil, nil
	}
	return lines, stamps
}

// stampLine reads a line that is a time and nothing else, with or without a day:
// "18:05", "Wed 6:05 PM", "danas u 18:05", "Nov 18, 2026, 6:05 PM".
func (c *Chats) stampLine(s string) (date figures, clock int32, ok bool) {
	const longest = 60
	s = trimMarks(s)
	if len(s) > longest || !strings.ContainsAny(s, "0123456789") {
		return date, 0, false
	}
	p := scanner{s: s, words: c}
	if clock, ok = p.clock(); ok && p.i == len(s) {
		return date, clock, true
	}
	p.i = 0
	if date, ok = p.anyDate(); !ok {
		p.i = 0
		if w := p.dateWord(); !c.weekdays[w] && !c.relative[w] {
			return date, 0, false
		}
	}
	p.between()
	clock, ok = p.clock()
	return date, clock, ok && p.i == len(s)
}

// block makes entries of lines in one shape; nil where the names of that shape
// are none.
func block(text string, lines []pasted, stamps []int, shape blockShape) *entries {
	e := &entries{begins: true}
	names := make(map[string]bool)
	for i, at := range stamps {
		before, after := -1, len(lines)
		if i > 0 {
			before = stamps[i-1]
		}
		if i < len(stamps)-1 {
			after = stamps[i+1]
		} else if n, _, _ := shape(before, at, after); n == at-1 {
			after++ // no name of a next message stands below
		}
		n, from, to := shape(before, at, after)
		if n < 0 || n >= len(lines) || lines[n].stamp {
			return nil
		}
		name := oneLine(lines[n].Of(text))
		if !nameLike(name) || from > to {
			return nil
		}
		if names[name] = true; len(names) > maxSenders {
			return nil
		}
		l := line{date: lines[at].date, clock: lines[at].clock, from: name}
		l.body = recourse.Span{Start: lines[from].Start, End: lines[to].End}
		e.sent++
		if !l.date.none() {
			e.votes.add(l.date)
		}
		e.add(l)
	}
	return e
}

// nameLike reports whether a line may be a sender's name.
func nameLike(s string) bool {
	const longest = 60
	return s != "" && len(s) <= longest && !strings.ContainsAny(s, ":;/\\<>=?!") && len(strings.Fields(s)) <= 5
}
