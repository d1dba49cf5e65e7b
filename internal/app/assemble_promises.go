package app

import (
	"slices"
	"strings"

	"recourse"
	"recourse/fold"
	"recourse/incident"
	"recourse/legal"
)

// The bounds of what the other side's messages give as promises.
const (
	maxPromises = 12
	maxPromised = 1 << 20 // bytes of messages that are looked through
)

// addPromises adds what the other side promised, each once, where it stands.
// What came of it the person says.
func (a *assembly) addPromises(book *legal.Book) {
	if book == nil {
		return
	}
	seen, left := make(map[string]bool), maxPromised
	for _, m := range a.thread.Messages {
		if !a.side.suspects[m.From] || m.Doubtful || a.onLabelledPage(m.Span) {
			continue
		}
		if left -= len(m.Text); left < 0 || len(a.in.Promises) >= maxPromises {
			return
		}
		for _, c := range book.Promises(m.Text) {
			key := fold.Key(c.Text)
			if seen[key] || len(a.in.Promises) >= maxPromises {
				continue
			}
			seen[key] = true
			p := incident.Promise{At: m.Time, Quote: c.Text, Fact: incident.Fact{Origins: incident.Origins{a.thread.Origin(a.within(m, c.Text))}}}
			if i := slices.IndexFunc(a.in.Parties, func(p incident.Party) bool { return p.Name == m.From }); i >= 0 {
				p.By = a.in.Parties[i].ID
			}
			a.in.Promises = append(a.in.Promises, p)
		}
	}
}

// within is the place of a part of a message, or the message where it is written otherwise there.
func (a *assembly) within(m incident.Message, part string) recourse.Span {
	if i := strings.Index(m.Span.Of(a.thread.Text), part); i >= 0 {
		return recourse.Span{Start: m.Span.Start + i, End: m.Span.Start + i + len(part)}
	}
	return m.Span
}
