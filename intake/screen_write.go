package intake

import (
	"fmt"
	"strings"
	"unicode"

	"recourse"
	"recourse/incident"
)

// screenWriter makes messages of the bubbles of a screenshot.
type screenWriter struct {
	r         *reader
	f         *File
	t         *pictureText
	name, own string

	votes    votes
	order    order
	day      screenDay // the last line between messages that names a day
	dayText  string
	label    screenDay // a clock between messages, of the next one
	hasLabel bool

	noDay, noYear, doubtful, unnamed int
}

// ownName is how the owner is called in their own messages.
func (r *reader) ownName() string {
	for _, p := range r.opt.Person {
		if !strings.ContainsAny(p, "@0123456789") && strings.TrimSpace(p) != "" {
			return p
		}
	}
	return incident.Self
}

// messages writes the bubbles' lines and returns the messages.
func (w *screenWriter) messages(items []bubble) []incident.Message {
	for _, b := range items {
		if b.side == sideCentre {
			if d := w.r.words.screenDay(b.content()); d.ok && !d.date.none() {
				w.votes.add(d.date)
			}
		}
	}
	w.votes.escaped = true
	w.order = w.votes.decide(true)
	if w.votes.ambiguous(w.order) {
		w.f.problem("dates-ambiguous", "")
	}
	var list []incident.Message
	for _, b := range items {
		if m, ok := w.message(b); ok {
			list = append(list, m)
		}
	}
	w.f.doubtHours(list, w.r.opt.Zone)
	return list
}

// message writes one bubble. A line that names a day is no message.
func (w *screenWriter) message(b bubble) (incident.Message, bool) {
	at := w.t.text.Len()
	m := incident.Message{Span: recourse.Span{Start: at, End: at}}
	body := -1
	for i, l := range b.lines {
		start := w.t.text.Len()
		if start > 0 {
			start++ // the line's end before it
		}
		span := w.t.line(l)
		if i == 0 {
			m.Span.Start = start
		}
		m.Span.End = span.End
		if i == len(b.lines)-1 && b.hasClock {
			body = w.t.words[len(w.t.words)-(len(l.words)-b.clockAt)].Span.Start
		}
	}
	if b.side == sideCentre || b.side == sideOpen {
		if d := w.r.words.screenDay(b.content()); d.ok {
			w.between(d, b.content())
			return m, false
		}
	}
	text := w.t.text.String()
	if body < 0 {
		body = m.Span.End
	}
	m.Text = strings.TrimSpace(text[m.Span.Start:max(body, m.Span.Start)])
	switch b.side {
	case sideLeft:
		m.From, m.Side = w.name, "left"
		if w.name == "" {
			w.unnamed++
		}
	case sideRight:
		m.From, m.Side = w.own, "right"
	default:
		return m, m.Text != ""
	}
	w.when(&m, b)
	return m, true
}

// between takes what a line between messages says of time.
func (w *screenWriter) between(d screenDay, text string) {
	if d.relative || !d.date.none() {
		w.day, w.dayText = d, text
	}
	w.label, w.hasLabel = d, d.hasClock
}

// when gives a message its time, as far as the picture tells it.
func (w *screenWriter) when(m *incident.Message, b bubble) {
	clock, hasClock := b.clock, b.hasClock && !b.doubtful
	if b.doubtful {
		w.doubtful++
	}
	if w.hasLabel && !b.hasClock {
		clock, hasClock = w.label.clock, true
	}
	w.hasLabel = false
	if hasClock {
		m.Clock = fmt.Sprintf("%02d:%02d", clock/3600, clock/60%60)
	}
	day, ok := w.day.date.in(w.order)
	switch {
	case ok && hasClock:
		m.Time = moment(day, clock, w.r.opt.Zone)
		return
	case ok:
		m.Time = recourse.OnDay(day)
		return
	case !w.day.date.none() && w.day.date.noYear:
		w.noYear++
	case hasClock || w.dayText != "":
		w.noDay++
	}
	m.Day = w.dayText
}

// say reports what the picture does not tell.
func (w *screenWriter) say(group bool) {
	if w.noYear > 0 {
		w.f.problem("dates-without-year", "", "n", w.noYear)
	}
	if w.noDay > 0 {
		w.f.problem("screen-days-unknown", "", "n", w.noDay)
	}
	if w.doubtful > 0 {
		w.f.problem("screen-clocks-doubtful", "", "n", w.doubtful)
	}
	switch {
	case group:
		w.f.problem("screen-group", "")
	case w.unnamed > 0:
		w.f.problem("screen-name-unclear", "")
	}
}

func isLetterRune(r rune) bool { return unicode.IsLetter(r) }
