package scam

import (
	"slices"
	"time"

	"recourse"
)

// detectUnanswered looks for what the person asked and got no answer to, among the
// finds of the rules that the rule requires.
const detectUnanswered = "unanswered"

// How long somebody is silent until that is a sign: at the end of a conversation,
// from their last word to the person's, and inside it, until they write again.
const (
	silentAtEnd = 3 * 24 * time.Hour
	silentSince = 7 * 24 * time.Hour
)

// unanswered appends the places of the rules that a rule requires at which the person
// asked the other side and it kept silent. Of a conversation without times, or in
// which the other side never speaks, nothing is known.
func (j *judge) unanswered(spans []recourse.Span, rule int) []recourse.Span {
	var asked []recourse.Span
	for _, i := range j.rules[rule].requires {
		for _, s := range j.hits[i] {
			if u := j.unitAt(s.Start); u != nil && u.who == self && !u.quoted && !u.doubtful {
				asked = append(asked, s)
			}
		}
	}
	if len(asked) == 0 {
		return spans
	}
	words := j.exchange()
	for _, s := range asked {
		at := j.timeOf(j.unitAt(s.Start))
		if at.IsZero() || !silent(words, at.Time) || slices.Contains(spans, s) {
			continue
		}
		spans = append(spans, s)
	}
	slices.SortFunc(spans, func(a, b recourse.Span) int { return a.Start - b.Start })
	return spans
}

// word is when somebody wrote, and whether it was the other side.
type word struct {
	at    time.Time
	other bool
}

// exchange lists when the two sides wrote, oldest first.
func (j *judge) exchange() []word {
	var list []word
	for i := range j.units {
		u := &j.units[i]
		if u.quoted || u.doubtful || u.message < 0 || u.who == unknown {
			continue
		}
		if at := j.doc.Messages[u.message].Time; !at.IsZero() {
			list = append(list, word{at.Time, u.who == other})
		}
	}
	slices.SortStableFunc(list, func(a, b word) int { return a.at.Compare(b.at) })
	return list
}

// silent reports whether the other side, who had spoken before, left unanswered what
// the person wrote at that time: they wrote nothing any more though the person still
// wrote days after their last word, or a week later only.
func silent(words []word, at time.Time) bool {
	var before, after time.Time
	for _, w := range words {
		switch {
		case !w.other:
		case !w.at.After(at):
			before = w.at
		case after.IsZero():
			after = w.at
		}
	}
	if before.IsZero() {
		return false
	}
	if after.IsZero() {
		return words[len(words)-1].at.Sub(before) >= silentAtEnd
	}
	return after.Sub(at) >= silentSince
}
