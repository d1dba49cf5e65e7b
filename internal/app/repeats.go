package app

import (
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/fold"
	"recourse/incident"
	"recourse/intake"
)

// repeat says which messages of a chat stand in another export of the same
// conversation too, and which that is. An earlier export, or one from another device,
// tells nothing again.
type repeat struct {
	of    *intake.File
	again []bool // by message
}

// whole reports whether a chat says nothing but what the other one says.
func (r repeat) whole() bool { return r.of != nil && !slices.Contains(r.again, false) }

func (r repeat) has(i int) bool { return i < len(r.again) && r.again[i] }

// messageKey is what makes a message the same in two exports: who sent it, in which
// minute, what it says, and the how many-eth of its kind it is there.
type messageKey struct {
	from, text string
	minute     time.Time
	n          int
}

// exported is a chat as it is compared with others.
type exported struct {
	file        *intake.File
	keys        []messageKey // by message; the zero key for one without a clock
	first, last time.Time
	has         map[messageKey]bool
}

// repeats finds the chats that are exports of one conversation: of what both cover,
// at least half of what the shorter one says stands in the longer one.
func repeats(all []*intake.File) map[*intake.File]repeat {
	var chats []*intake.File
	for _, f := range all {
		if f.Kind == intake.KindChat && len(f.Messages) > 0 && f.Messages[0].Side == "" {
			chats = append(chats, f)
		}
	}
	if len(chats) < 2 {
		return nil
	}
	slices.SortStableFunc(chats, func(a, b *intake.File) int { return len(b.Messages) - len(a.Messages) })
	same := make(map[*intake.File]repeat)
	var longer []exported
	with := make(map[messageKey][]int) // the longer chats in which a message stands
	for _, f := range chats {
		e := exportOf(f)
		var r repeat
		for _, i := range e.meet(with) {
			of := &longer[i]
			if !e.repeats(of) {
				continue
			}
			if r.of == nil {
				r = repeat{of.file, make([]bool, len(f.Messages))}
				if root := same[of.file]; root.of != nil {
					r.of = root.of
				}
			}
			for k, key := range e.keys {
				r.again[k] = r.again[k] || of.has[key]
			}
		}
		if r.of != nil {
			same[f] = r
		}
		for key := range e.has {
			with[key] = append(with[key], len(longer))
		}
		longer = append(longer, e)
	}
	return same
}

// meet returns the chats that have a message in common with another, in their order.
func (e *exported) meet(with map[messageKey][]int) []int {
	var list []int
	for key := range e.has {
		list = append(list, with[key]...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func exportOf(f *intake.File) exported {
	e := exported{file: f, keys: make([]messageKey, len(f.Messages)), has: make(map[messageKey]bool)}
	for i, m := range f.Messages {
		if m.Time.Precision < recourse.WallClock || m.Doubtful {
			continue
		}
		t := m.Time.Time
		minute := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, time.UTC)
		if e.first.IsZero() || minute.Before(e.first) {
			e.first = minute
		}
		if minute.After(e.last) {
			e.last = minute
		}
		from, _ := person(m.From)
		key := messageKey{from: fold.Key(from), text: said(m), minute: minute}
		for e.has[key] {
			key.n++
		}
		e.keys[i], e.has[key] = key, true
	}
	return e
}

// said is what a message says, however it is set.
func said(m incident.Message) string { return strings.Join(strings.Fields(fold.Key(m.Text)), " ") }

// repeats reports whether a chat is another export of the conversation of a longer one.
func (e *exported) repeats(of *exported) bool {
	both, common := 0, 0
	for _, k := range e.keys {
		if k.minute.IsZero() || k.minute.Before(of.first) || k.minute.After(of.last) {
			continue
		}
		both++
		if of.has[k] {
			common++
		}
	}
	return common*2 >= both && (common > 1 || common == len(e.keys) && common > 0)
}

// blank returns a text with blanks in place of the messages that are repeated.
func (r repeat) blank(f *intake.File) string {
	b := []byte(f.Text)
	for i, m := range f.Messages {
		if !r.has(i) {
			continue
		}
		for at := m.Span.Start; at < m.Span.End && at < len(b); at++ {
			if b[at] != '\n' {
				b[at] = ' '
			}
		}
	}
	return string(b)
}
