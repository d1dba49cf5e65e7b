package scam

import (
	"slices"
	"strings"
	"unicode/utf8"

	"recourse"
	"recourse/fold"
	"recourse/incident"
)

// who speaks.
type who uint8

const (
	unknown who = iota
	other
	self
)

// unit is a piece of the document that is judged by itself: a message, or a
// text without messages. Nothing is matched across two units.
type unit struct {
	text    fold.Text
	start   int // of its text in the document
	message int // index, or -1
	sender  int // index into the senders, or -1
	quoted  bool
	named   bool          // who wrote what is quoted is known: it is the unit's sender
	third   bool          // likewise, and it is neither side of the message
	day     recourse.Date // of what is quoted, where it is named
	met     bool          // a rule that the other side can meet stands in it
	// doubtful: who wrote it cannot be told; it shows no payment and no fact.
	doubtful bool
	who      who // whose words they are: of quoted ones not the sender's
}

// span maps folded offsets to the document.
func (u *unit) span(start, end int) recourse.Span {
	return u.text.Original(start, end).Shift(u.start)
}

// split cuts the document into units, oldest first, and reports whether some of
// it was left out.
func (j *judge) split() (isCut bool) {
	doc := &j.doc
	if len(doc.Messages) == 0 {
		for i, s := range kept(doc.Text) {
			if i > 0 && s.Len() == 0 {
				break
			}
			u := unit{start: s.Start, message: -1, sender: -1}
			if i == 0 {
				u.text = j.buffer.New(s.Of(doc.Text))
			} else {
				u.text = fold.New(s.Of(doc.Text))
			}
			j.units = append(j.units, u)
		}
		return len(doc.Text) > MaxText
	}
	skip := leftOut(doc.Messages)
	j.units = slices.Grow(j.units, len(doc.Messages))
	for i, m := range doc.Messages {
		if skip.Start <= i && i < skip.End {
			continue
		}
		sender := -1
		if m.From != "" && !m.Doubtful {
			sender = j.senderOf(m.From)
		}
		third := false
		if sender >= 0 && m.Forwarded != "" && nameKey(m.Forwarded) != nameKey(m.From) {
			sender, third = j.senderOf(m.Forwarded), true
		}
		whole := within(doc.Text, m)
		parts := []piece{{Span: whole}}
		if sender >= 0 {
			parts = nil
			quotes := inside(doc.Quotes, whole)
			for _, q := range quotes {
				if q.Span.Start > whole.Start {
					parts = append(parts, pieces(doc.Text, recourse.Span{Start: whole.Start, End: q.Span.Start})...)
				}
				parts = append(parts, piece{Span: q.Span, quoted: true, by: &q})
				whole.Start = q.Span.End
			}
			if whole.Len() > 0 || len(quotes) == 0 {
				parts = append(parts, pieces(doc.Text, whole)...)
			}
		}
		for _, p := range parts {
			u := unit{text: fold.New(p.Of(doc.Text)), start: p.Start, message: i, sender: sender, quoted: p.quoted, third: third, doubtful: m.Doubtful}
			if p.by != nil && p.by.From != "" {
				u.sender, u.named, u.third = j.senderOf(p.by.From), true, third || p.by.Third
				if !p.by.Time.IsZero() {
					u.day = p.by.Time.Date()
				}
			}
			j.units = append(j.units, u)
		}
	}
	assign(j.units, j.senders, doc)
	for i := range j.units {
		if u := &j.units[i]; u.sender < 0 && doc.Messages[u.message].Side == "left" {
			u.who = other // a member of a group, on a screen
		}
	}
	return skip.Len() > 0
}

// inside returns the quotations that lie in a span.
func inside(quotes []Quote, whole recourse.Span) []Quote {
	from, _ := slices.BinarySearchFunc(quotes, whole.Start, func(q Quote, at int) int { return q.Span.Start - at })
	to := from
	for to < len(quotes) && quotes[to].Span.End <= whole.End {
		to++
	}
	return quotes[from:to]
}

// maxSenders is how many senders of a conversation are told apart.
const maxSenders = 1000

// senderOf returns the index of a sender, or -1 for one beyond the limit.
func (j *judge) senderOf(name string) int {
	if i, known := j.numbers[name]; known {
		return i
	}
	if len(j.senders) == maxSenders {
		return -1
	}
	if j.numbers == nil {
		j.numbers = make(map[string]int)
	}
	j.numbers[name] = len(j.senders)
	j.senders = append(j.senders, name)
	return len(j.senders) - 1
}

// within returns where the message's own words stand: its span without the
// line's date and sender.
func within(text string, m incident.Message) recourse.Span {
	whole := m.Span
	if m.Text == "" || whole.Of(text) == "" {
		return whole
	}
	if i := strings.Index(whole.Of(text), m.Text); i >= 0 {
		return recourse.Span{Start: whole.Start + i, End: whole.Start + i + len(m.Text)}
	}
	return whole
}

// kept returns the pieces of a long text that are judged, on character boundaries.
func kept(text string) [2]recourse.Span {
	if len(text) <= MaxText {
		return [2]recourse.Span{{Start: 0, End: len(text)}}
	}
	head, tail := MaxText/2, len(text)-MaxText/2
	for head > 0 && !utf8.RuneStart(text[head]) {
		head--
	}
	for tail < len(text) && !utf8.RuneStart(text[tail]) {
		tail++
	}
	return [2]recourse.Span{{Start: 0, End: head}, {Start: tail, End: len(text)}}
}

// leftOut returns which messages in the middle are beyond the limit.
func leftOut(messages []incident.Message) recourse.Span {
	size := 0
	for _, m := range messages {
		size += max(0, m.Span.Len())
	}
	if size <= MaxText {
		return recourse.Span{}
	}
	head, tail := 0, len(messages)
	for used := 0; head < tail; head++ {
		if used += messages[head].Span.Len(); used > MaxText/2 {
			break
		}
	}
	for used := 0; tail > head; tail-- {
		if used += messages[tail-1].Span.Len(); used > MaxText/2 {
			break
		}
	}
	return recourse.Span{Start: head, End: tail}
}

// assign says who speaks, where the other side is named.
func assign(units []unit, senders []string, doc *Document) {
	if len(doc.Other) == 0 {
		for i := range units {
			if n := units[i].sender; n >= 0 && senders[n] == incident.Self {
				units[i].speaks(self)
			}
		}
		return
	}
	side := sidesOf(senders, doc)
	if !slices.Contains(side, other) && (doc.Self == nil || !slices.Contains(side, self)) {
		return
	}
	for i := range units {
		if n := units[i].sender; n >= 0 {
			units[i].speaks(side[n])
		}
	}
}

// sidesOf says who each sender is. A name as it is given comes before one that is
// more or less of it: "Mina" is not the other side because "Mina Office" is.
func sidesOf(senders []string, doc *Document) []who {
	names := newNames(doc.Other)
	own := newNames(doc.Self)
	side := make([]who, len(senders))
	for i, s := range senders {
		key := nameKey(s)
		switch {
		case names.exact[key]:
			side[i] = other
		case s == incident.Self && !names.self, own.exact[key]:
			side[i] = self
		case names.has(s):
			side[i] = other
		case doc.Self == nil:
			side[i] = self
		}
	}
	return side
}

// speaks sets whose words the unit holds, where its message is from w: what a
// person quotes was said by the other side, and the other way round.
func (u *unit) speaks(w who) {
	switch {
	case u.third && w == self:
		w = unknown
	case u.named:
	case u.quoted && w == other:
		w = self
	case u.quoted && w == self:
		w = other
	}
	u.who = w
}

// names are how the other side is called, to be looked up as people write names:
// in any case, and more or less of it. Looking up costs nothing that grows with
// how many there are, but for one search of their text.
type names struct {
	exact   map[string]bool
	lengths []int  // of the keys in exact, each once
	all     string // the keys, each between zero bytes
	self    bool   // the word for oneself is among them
}

func newNames(list []string) names {
	n := names{exact: make(map[string]bool, len(list))}
	var all strings.Builder
	for _, s := range list {
		if s == incident.Self {
			n.self = true
			continue
		}
		key := nameKey(s)
		if key == "" || n.exact[key] {
			continue
		}
		n.exact[key] = true
		all.WriteString("\x00" + key)
	}
	n.all = all.String()
	for key := range n.exact {
		n.lengths = append(n.lengths, len(key))
	}
	slices.Sort(n.lengths)
	n.lengths = slices.Compact(n.lengths)
	return n
}

func nameKey(s string) string { return strings.TrimSpace(fold.Key(s)) }

// has reports whether one of the names is in s, or s is in one of them.
func (n *names) has(s string) bool {
	if s == incident.Self { // a word that many names hold
		return n.self
	}
	const longest = 500
	key := nameKey(s[:min(len(s), longest)])
	if key == "" || n.exact[key] {
		return key != ""
	}
	for _, length := range n.lengths {
		for i := 0; i+length <= len(key); i++ {
			if n.exact[key[i:i+length]] {
				return true
			}
		}
	}
	return strings.Contains(n.all, key)
}
