package scam

import (
	"slices"

	"recourse"
)

const (
	// cueOutOf is that the sum before is a part of the one behind: "300 of the 800".
	cueOutOf = "out-of"
	// cueMoved is a word about money that moves, whatever the sentence says of it.
	cueMoved = "moved"
	// cueUnread is that it is open what the sum inside the words is: "I want my 300 back".
	cueUnread = "unread"
)

// maxUnread is how many sums of one document are named that were not understood.
const maxUnread = 20

// noteUnread keeps the sums of a unit that the person wrote beside a word about paying,
// and of which nothing says what they are: they are seen, and the person is asked.
func (j *judge) noteUnread(n int, list []mention, cues, marks []cue) {
	u := &j.units[n]
	if u.who != self || u.quoted || u.third || u.doubtful || u.message < 0 || len(j.unread) >= maxUnread {
		return
	}
	for _, m := range list {
		if m.means != "" && m.means != cueUnread || m.Range || j.asksBehind(m.Span.End) {
			continue
		}
		if _, no := denied(cues, recourse.Span{Start: m.Span.End, End: len(j.doc.Text)}); m.means == cueUnread && no {
			continue // they asked for it, and it was not paid
		}
		if m.means == cueUnread || slices.ContainsFunc(marks, func(c cue) bool {
			before := c.span.End <= m.Span.Start && j.gap(c.span.End, m.Span.Start, reachBack) >= 0 && j.oneSentence(c.span.End, m.Span.Start)
			behind := c.span.Start >= m.Span.End && j.gap(m.Span.End, c.span.Start, reachBack) >= 0 && j.oneSentence(m.Span.End, c.span.Start)
			return c.means == cueMoved && (before || behind)
		}) {
			j.unread = addDemand(j.unread, j.demand(m))
		}
	}
}
