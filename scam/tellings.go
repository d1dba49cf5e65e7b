package scam

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse"
	"recourse/money"
)

// How a payment is told.
const (
	cueAgain = "again" // one more of the same
	cueFresh = "fresh" // an act of that moment
	cueRecap = "recap" // what was told before is summed up
	cueTimes = "times" // so many payments of the same
	// cuePart is that only one of so many equal parts of the amount behind it is meant.
	cuePart = "part"
	// cueReturned is that the payment before it came back.
	cueReturned = "returned"
	// cueDaily is what a household pays for: petrol, the kindergarten.
	cueDaily = "daily"
)

// manner is how a payment is told.
type manner struct {
	again, fresh, recap, returned bool
	times                         cue // where it was told of so many at once
	daily                         recourse.Span
}

// sortOut takes the cues that say how a payment is told from those that say what
// an amount is, and drops the cues that a denial around them takes back.
func sortOut(cues []cue) (what, how []cue) {
	kept := make([]cue, 0, len(cues))
	overlaps := func(s recourse.Span, means string) bool {
		return slices.ContainsFunc(cues, func(c cue) bool { return c.means == means && c.span.Overlaps(s) })
	}
	for _, c := range cues {
		switch c.means {
		case cueAgain, cueFresh, cueRecap, cueReturned, cueDaily, cueTimes, cuePart, cueDay, cueNotDay, cueToday, cueCorrected, cueCorrects, cueMeant, cueSlip, cueTotal, cueSoFar, cueOfIt, cueOutOf, cueMoved:
			how = append(how, c)
			continue
		case cuePaid, cueAllPaid, cueConfirmed, cueLost:
			if overlaps(c.span, cueKin) || overlaps(c.span, cueRefused) || overlaps(c.span, cueUnpaid) {
				continue
			}
		case cueAsked:
			if overlaps(c.span, cueRefused) || overlaps(c.span, cueConfirmed) && !overlaps(c.span, cueUnpaid) {
				continue
			}
		case cueOther, cueGave:
			if overlaps(c.span, cueTimes) || overlaps(c.span, cueConfirmed) || overlaps(c.span, cueLost) || overlaps(c.span, cueOfIt) {
				continue
			}
		case cueUnpaid:
			if overlaps(c.span, cueRefused) || overlaps(c.span, cueAsked) {
				continue
			}
		}
		kept = append(kept, c)
	}
	return kept, how
}

// takePart makes of an amount that was paid the part of it that the words right
// before it name: "half of the 800".
func (m *mention) takePart(marks []cue) {
	for _, c := range marks {
		if c.means == cuePart && c.span.Start < m.Span.Start && c.span.Overlaps(recourse.Span{Start: m.Span.Start - 1, End: m.Span.End}) && m.Amount.Minor >= int64(c.times) {
			m.Amount.Minor /= int64(c.times)
			m.taken, m.Guess = true, true
			return
		}
	}
}

// denied returns the last cue within the span that says that nothing was paid.
func denied(cues []cue, within recourse.Span) (last cue, ok bool) {
	for _, c := range cues {
		if (c.means == cueRefused || c.means == cueUnpaid) && c.span.Start >= within.Start && c.span.End <= within.End {
			last, ok = c, true
		}
	}
	return last, ok
}

// asksBehind reports whether a question ends right behind a place: "I paid 23,000?"
func (j *judge) asksBehind(at int) bool {
	behind := strings.TrimLeft(j.doc.Text[at:min(len(j.doc.Text), at+8)], " ")
	return strings.HasPrefix(behind, "?") || strings.HasPrefix(behind, "？")
}

// comma reports whether a comma, not one of a number, lies between two places.
func (j *judge) comma(from, to int) bool {
	return strings.Contains(recourse.Span{Start: from, End: to}.Of(j.doc.Text), ", ")
}

// tell notes how the payments of a unit are told. A message that lists several
// amounts which were all told before sums up.
func (j *judge) tell(n int, list []mention, marks []cue) {
	recap := j.units[n].quoted || slices.ContainsFunc(marks, func(c cue) bool { return c.means == cueRecap })
	from := j.units[n].start
	for i := range list {
		m := &list[i]
		m.recap = recap
		next := len(j.doc.Text)
		if i+1 < len(list) {
			next = list[i+1].Span.Start
		}
		m.returned = slices.ContainsFunc(marks, func(c cue) bool { return c.means == cueReturned && j.tookBack(c.span, m, next) })
		m.daily = j.dailyOf(n, m, marks, from, next)
		for _, c := range marks {
			if c.means != cueAgain && c.means != cueFresh && c.means != cueTimes || !j.standsWith(c.span, m, from, c.means == cueTimes) {
				continue
			}
			m.again = m.again || c.means == cueAgain
			m.fresh = m.fresh || c.means == cueFresh
			if c.means == cueTimes {
				m.times = c
			}
		}
		from = m.Span.End
	}
}

// dropTimes drops the number of payments where as many are named one by one: "two
// payments of 60 and 90".
func (j *judge) dropTimes(list []mention) {
	for i := range list {
		if list[i].times.times > 0 && j.namesEach(list[i:]) {
			list[i].times = cue{}
		}
	}
}

// namesEach reports whether as many payments are named one by one as the first of them
// tells of.
func (j *judge) namesEach(list []mention) bool {
	n := 0
	for i, m := range list {
		if m.means != cuePaid || m.total || i > 0 && (m.again || m.times.times > 0 || !j.oneSentence(list[i-1].Span.End, m.Span.Start)) {
			break
		}
		n++
	}
	return n == list[0].times.times
}

// listed notes the payments of a unit that are equal to one before and yet another: they
// stand in one list ("200, 200 and 100"), or another day is named for each.
func (j *judge) listed(list []mention) {
	for i := range list {
		m := &list[i]
		if m.means != cuePaid || m.total {
			continue
		}
		row := true // all between is a list
		for k := i - 1; k >= 0 && !m.again; k-- {
			row = row && !list[k].total && j.joins(list[k].Span.End, list[k+1].Span.Start)
			if o := list[k]; o.means == cuePaid && !o.total && o.Amount == m.Amount {
				m.again = row || m.when.date != (recourse.Date{}) && o.when.date != (recourse.Date{}) && m.when != o.when
			}
		}
	}
}

// joins reports whether only what joins the members of a list stands between two places.
func (j *judge) joins(from, to int) bool {
	switch strings.Trim(strings.ToLower(recourse.Span{Start: from, End: to}.Of(j.doc.Text)), " \u00a0") {
	case ",", "+", "&", "i", "и", "and", ", i", ", и", ", and":
		return true
	}
	return false
}

// untold takes the day from what was paid several times where none is named: it was
// hardly all on the day of the telling.
func untold(list []mention, marks []cue) {
	if slices.ContainsFunc(marks, func(c cue) bool { return c.means == cueFresh }) {
		return
	}
	for i := range list {
		if m := &list[i]; m.times.times > 0 && m.when == (When{}) {
			m.when.open = true
		}
	}
}

// countIn returns the number from 2 to [maxTimes] that folded words name, or 0.
func countIn(folded string) int {
	for w := range strings.FieldsFuncSeq(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if n, ok := money.Count(strings.TrimSuffix(w, "x")); ok && n >= 2 && n <= maxTimes {
			return n
		}
	}
	return 0
}

// tookBack reports whether words that a payment came back belong to an amount: they
// follow it in the sentence, ask nothing, and name no other sum.
func (j *judge) tookBack(words recourse.Span, m *mention, next int) bool {
	switch {
	case words.Start < m.Span.End || words.End > next || j.asksBehind(words.End):
		return false
	case j.gap(m.Span.End, words.Start, reach) < 0 || !j.oneSentence(m.Span.End, words.Start):
		return false
	}
	return next == len(j.doc.Text) || j.gap(words.End, next, reach) < 0 || !j.oneSentence(words.End, next)
}

// standsWith reports whether a word belongs to a payment: it stands between the
// verb and the amount, right before the verb, or right behind the amount where
// the clause ends: in "I paid 6,000 and again I cannot withdraw" it does not.
func (j *judge) standsWith(word recourse.Span, m *mention, from int, isTimes bool) bool {
	if word.Start < from {
		return false
	}
	text := j.doc.Text
	if word.Start >= m.Span.End {
		if isTimes && strings.TrimSpace(text[m.Span.End:word.Start]) == "" {
			return true
		}
		behind, _ := utf8.DecodeRuneInString(strings.TrimLeft(text[word.End:], " "))
		ends := word.End == len(text) || behind == '\n' || unicode.IsPunct(behind)
		return ends && strings.TrimSpace(text[m.Span.End:word.Start]) == ""
	}
	first := min(m.cue.Start, m.Span.Start)
	return word.End > first || strings.TrimSpace(text[word.End:first]) == ""
}
