package scam

import (
	"slices"
	"strings"
	"unicode"

	"recourse"
	"recourse/money"
)

// How a sum is corrected.
const (
	cueCorrected = "corrected" // group 1 is the wrong number, group 2 the right one
	cueCorrects  = "corrects"  // group 1 is the right number, group 2 the wrong one
	cueMeant     = "meant"     // group 1 is the right number; the wrong one is what was told just before
	cueSlip      = "slip"      // likewise, where nobody else wrote something in between
)

// correction is one place that puts a number in the place of another.
type correction struct {
	unit         int
	wrong, right recourse.Span // wrong is empty where the words do not repeat it
	words        recourse.Span
	slip         bool
}

// noteCorrections keeps what the cues of a unit correct. What names both numbers
// says more than what names only the right one.
func (j *judge) noteCorrections(n int, marks []cue) {
	var list []correction
	for _, c := range marks {
		switch c.means {
		case cueCorrected:
			list = append(list, correction{unit: n, wrong: c.bare, right: c.second, words: c.span})
		case cueCorrects:
			list = append(list, correction{unit: n, wrong: c.second, right: c.bare, words: c.span})
		}
	}
	if len(list) == 0 {
		for _, c := range marks {
			if c.means == cueMeant || c.means == cueSlip {
				list = append(list, correction{unit: n, right: c.bare, words: c.span, slip: c.means == cueSlip})
			}
		}
	}
	for _, c := range list {
		if c.right.Len() > 0 && !slices.ContainsFunc(j.corrections, func(o correction) bool { return o.words.Overlaps(c.words) }) {
			j.corrections = append(j.corrections, c)
		}
	}
}

// maxStarred is how long a message is at most that is a starred correction.
const maxStarred = 24

// starred notes the messages that are a number with a star, as people correct what they
// wrote just before: "*60".
func (j *judge) starred() {
	for n := range j.units {
		u := &j.units[n]
		text := strings.TrimSpace(u.text.String())
		if u.message < 0 || len(text) > maxStarred || !strings.HasPrefix(text, "*") && !strings.HasSuffix(text, "*") {
			continue
		}
		end := u.span(len(u.text.String()), len(u.text.String())).End
		whole := recourse.Span{Start: u.start, End: end}
		from := strings.IndexFunc(whole.Of(j.doc.Text), unicode.IsDigit)
		to := strings.LastIndexFunc(whole.Of(j.doc.Text), unicode.IsDigit)
		if from < 0 {
			continue
		}
		number := recourse.Span{Start: from, End: to + 1}.Shift(u.start)
		if _, err := money.Parse(strings.Trim(whole.Of(j.doc.Text), "* \n"), "RSD"); err == nil {
			j.corrections = append(j.corrections, correction{unit: n, right: number, words: whole, slip: true})
		}
	}
}

// corrected puts what somebody corrected in the place of what they had said: "sorry,
// not 600, I paid 60". Only what the same person told or asked for before in the
// conversation is corrected; else the words deny it ("I paid 60, not 600"), as
// others do.
func (j *judge) corrected(list []mention) []mention {
	if len(list) > 0 {
		j.starred()
	}
	for _, c := range j.corrections {
		at := j.toCorrect(c, list)
		if at < 0 {
			continue
		}
		old := list[at]
		right, ok := j.rightSum(c, list, old.Amount.Currency)
		if !ok || right.Amount == old.Amount || old.means == cuePaid && right.owed(c) {
			continue
		}
		// Told more than once, it is one sum as long as nothing says "again".
		for i := range list {
			if i < at && !old.again && j.corrects(c, list[i]) && list[i].Amount == old.Amount && list[i].means == old.means && !j.parts(list[i].Span, old.Span) {
				list[i].means = cueOther
			}
		}
		for i := range list {
			if m := &list[i]; m.unit == c.unit && m.Span.Start >= c.words.Start && (m.Span.Overlaps(c.wrong) || m.Span.Overlaps(c.right)) {
				m.means = cueOther
			}
		}
		first, second := &list[at], right.Span
		if right.when != (When{}) {
			first.when = right.when
			first.Span, second = right.Span, old.Span
			first.unit = c.unit
		}
		first.Amount, first.Guess, first.taken = right.Amount, right.Guess, false
		first.corrected, first.instead = second, old.Amount
		if first.unit == c.unit {
			slices.SortStableFunc(list, func(a, b mention) int { return a.Span.Start - b.Span.Start })
		}
	}
	return list
}

// toCorrect returns the place in the list of what is corrected, or -1: the last sum
// told before, or the last of the day that the correction names.
func (j *judge) toCorrect(c correction, list []mention) int {
	var day recourse.Date
	if i := slices.IndexFunc(list, func(m mention) bool { return m.unit == c.unit && m.Span.Overlaps(c.right) }); i >= 0 && list[i].when != (When{}) {
		day = j.dayOf(list[i])
	}
	last, ofDay := -1, -1
	for i, m := range list {
		if m.Span.Start < c.words.Start && j.corrects(c, m) {
			last = i
			if !day.IsZero() && j.dayOf(m) == day {
				ofDay = i
			}
		}
	}
	if ofDay >= 0 {
		return ofDay
	}
	return last
}

// dayOf is the day on which what is told happened, as far as it is known.
func (j *judge) dayOf(m mention) recourse.Date {
	return m.when.On(j.timeOf(&j.units[m.unit]).Date())
}

// corrects reports whether a correction can be of an amount.
func (j *judge) corrects(c correction, m mention) bool {
	u, by := &j.units[m.unit], &j.units[c.unit]
	switch {
	case m.means != cuePaid && m.means != cueAsked, u.doubtful || by.doubtful || u.quoted || by.quoted || u.third || by.third:
		return false
	case u.sender != by.sender || j.parts(m.Span, c.words):
		return false
	case c.wrong.Len() > 0:
		return isNumber(m.Amount, c.wrong.Of(j.doc.Text))
	}
	return m.unit == c.unit || j.follows(u, by) && !(c.slip && j.interrupted(m.unit, c.unit))
}

// interrupted reports whether somebody else wrote between two units of one sender.
func (j *judge) interrupted(from, to int) bool {
	for n := from + 1; n < to; n++ {
		if j.units[n].sender != j.units[to].sender {
			return true
		}
	}
	return false
}

// owed reports whether words before a correction say that its sum is only asked for:
// "they said I must pay 900, not 600".
func (m mention) owed(c correction) bool {
	return (m.means == cueAsked || m.means == cueUnpaid) && m.cue.Len() > 0 && m.cue.End <= m.Span.Start && !m.cue.Overlaps(c.words)
}

// parts reports whether another conversation begins between two places.
func (j *judge) parts(a, b recourse.Span) bool {
	return slices.ContainsFunc(j.doc.Breaks, func(at int) bool { return min(a.Start, b.Start) < at && at <= max(a.Start, b.Start) })
}

// rightSum is the sum that is put in the place of another, with the day of which it
// is told. Where only its number stands, it is in the currency of the other one.
func (j *judge) rightSum(c correction, list []mention, cur money.Currency) (mention, bool) {
	for _, m := range list {
		if m.unit == c.unit && m.Span.Overlaps(c.right) {
			if m.taken || m.Amount.Currency == "XXX" {
				m.Amount.Currency = cur
			}
			return m, m.Amount.Minor > 0
		}
	}
	a, err := money.Parse(c.right.Of(j.doc.Text), cur)
	return mention{Found: money.Found{Amount: a, Span: c.right, Guess: true}, unit: c.unit}, err == nil && a.Minor > 0
}
