package scam

import (
	"strings"

	"recourse"
	"recourse/fold"
)

const (
	// besideDaily is how many characters may lie between a sum and what a household
	// paid it for.
	besideDaily = 12
	// dailyStem is how many letters of such a word stay the same in all its forms.
	dailyStem = 5
)

// dailyOf returns the words that say that the person paid a sum for a household's
// needs: right before it ("paid my council tax £160") or right behind ("£45 for
// petrol"). from is where the sum before ends, and next where the one behind begins.
func (j *judge) dailyOf(n int, m *mention, marks []cue, from, next int) recourse.Span {
	u := &j.units[n]
	if m.means != cuePaid || u.who != self || u.message < 0 {
		return recourse.Span{}
	}
	for _, c := range marks {
		if c.means != cueDaily || c.span.Start < from || c.span.End > next {
			continue
		}
		before := c.span.End <= m.Span.Start && j.gap(c.span.End, m.Span.Start, besideDaily) >= 0 && j.oneSentence(c.span.End, m.Span.Start)
		behind := c.span.Start >= m.Span.End && j.gap(m.Span.End, c.span.Start, besideDaily) >= 0 && j.oneSentence(m.Span.End, c.span.Start) &&
			!strings.Contains(recourse.Span{Start: m.Span.End, End: c.span.Start}.Of(j.doc.Text), ",")
		if before || behind {
			return c.span
		}
	}
	return recourse.Span{}
}

// spokenOf reports whether anybody but the person speaks of what a sum was paid for:
// then it may well be the matter, such as the rent for a flat that there is not.
func (j *judge) spokenOf(m mention) bool {
	words := strings.Fields(fold.Key(m.daily.Of(j.doc.Text)))
	if len(words) == 0 {
		return false
	}
	stem := words[len(words)-1]
	stem = stem[:min(len(stem), dailyStem)]
	for i := range j.units {
		if u := &j.units[i]; u.who != self && strings.Contains(u.text.String(), stem) {
			return true
		}
	}
	return false
}
