package scam

import (
	"slices"
	"strings"
	"unicode"

	"recourse"
	"recourse/money"
)

const (
	// answersWithin is how many messages may lie between a demand and the words that
	// say no more than that it was paid.
	answersWithin = 3
	// answersDays is how many days may.
	answersDays = 3
)

// answered adds what was paid of what was asked for just before, in the same
// conversation: "Sent." right behind the demand, or "Sent. 25000.", where the number
// is that of the demand. list is in the order of the text, and stays so.
func (j *judge) answered(list []mention) []mention {
	if len(list) == 0 {
		return list // nothing was asked for
	}
	done := j.saidOf(cueDone)
	if len(done) == 0 {
		return list
	}
	numbers := j.numbersOf(cueDone)
	for n := range j.units {
		u := &j.units[n]
		if len(done[n]) == 0 || u.who == other || u.quoted || u.third || u.doubtful || u.message < 0 || j.turned != nil && j.isBefore(u) {
			continue
		}
		if slices.ContainsFunc(list, func(m mention) bool { return m.unit == n && m.means != "" }) {
			continue // the message says itself what was paid
		}
		span := done[n][0]
		number, numbered := numbers[n]
		switch {
		case numbered:
			span = number
		case !j.isWhole(u, done[n]):
			continue // "I sent you a mail"
		}
		asked, ok := j.askedBefore(list, n, number)
		if !ok && numbered && j.isWhole(u, done[n]) {
			asked, ok = j.otherSum(list, n, number)
		}
		if !ok {
			continue
		}
		m := mention{Found: money.Found{Amount: asked.Amount, Span: span, Guess: true}, unit: n, means: cuePaid, cue: done[n][0], taken: true}
		named := j.find(n, "")
		if i := slices.IndexFunc(named, func(f money.Found) bool { return f.Span.Overlaps(span) && f.Amount == m.Amount && !f.Guess }); numbered && i >= 0 {
			m.Found, m.taken = named[i], false // the words name its currency
		}
		list = slices.DeleteFunc(list, func(o mention) bool { return o.unit == n && o.Span.Overlaps(span) })
		at, _ := slices.BinarySearchFunc(list, n, func(o mention, n int) int {
			if o.unit <= n {
				return -1
			}
			return 1
		})
		list = slices.Insert(list, at, m)
	}
	return list
}

// isWhole reports whether one of the places holds all that a unit says.
func (j *judge) isWhole(u *unit, spans []recourse.Span) bool {
	end := u.span(len(u.text.String()), len(u.text.String())).End
	says := func(from, to int) bool {
		part := recourse.Span{Start: from, End: to}.Of(j.doc.Text)
		return strings.ContainsFunc(part, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '?' })
	}
	return slices.ContainsFunc(spans, func(s recourse.Span) bool { return !says(u.start, s.Start) && !says(s.End, end) })
}

// askedBefore returns the demand that a unit answers: the only sum that was asked
// for in the messages just before, or the one with that number.
func (j *judge) askedBefore(list []mention, n int, number recourse.Span) (asked mention, ok bool) {
	u := &j.units[n]
	for i := len(list) - 1; i >= 0; i-- {
		m := list[i]
		v := &j.units[m.unit]
		if m.unit >= n {
			continue
		}
		if !j.follows(v, u) {
			break
		}
		switch {
		case m.means == cuePaid && number.Len() == 0:
			return asked, ok // what was asked for before that is paid
		case m.means != cueAsked || v.who == self || v.sender == u.sender:
		case number.Len() > 0 && !isNumber(m.Amount, number.Of(j.doc.Text)):
		case ok && asked.Amount != m.Amount:
			return mention{}, false
		default:
			asked, ok = m, true
		}
	}
	return asked, ok
}

const (
	// leastNumber is how many digits a number has at least that is taken for a sum.
	leastNumber = 3
	// farOff is how many times larger or smaller than the demand such a sum may be.
	farOff = 10
)

// otherSum returns the demand that a unit answers with another number: "Sent. 26000."
// where 25,000 was asked for. Its sum is that number.
func (j *judge) otherSum(list []mention, n int, number recourse.Span) (asked mention, ok bool) {
	if asked, ok = j.askedBefore(list, n, recourse.Span{}); !ok || number.Len() < leastNumber {
		return asked, false
	}
	a, err := money.Parse(number.Of(j.doc.Text), asked.Amount.Currency)
	if err != nil || a.Minor < asked.Amount.Minor/farOff || a.Minor/farOff > asked.Amount.Minor {
		return asked, false
	}
	asked.Amount = a
	return asked, true
}

// follows reports whether a message comes right after another one, in the same
// conversation.
func (j *judge) follows(before, u *unit) bool {
	return j.within(before, u, answersWithin, answersDays)
}

// within reports whether a message comes after another one of the same conversation,
// with no more than so many messages and days from one to the other.
func (j *judge) within(before, u *unit, messages, most int) bool {
	if before.message < 0 || u.message-before.message > messages {
		return false
	}
	if slices.ContainsFunc(j.doc.Breaks, func(at int) bool { return before.start < at && at <= u.start }) {
		return false
	}
	x, y := j.timeOf(before), j.timeOf(u)
	if x.IsZero() || y.IsZero() {
		return true
	}
	days := x.Date().DaysUntil(y.Date())
	return days >= 0 && days <= most
}

// isNumber reports whether digits alone are the number of an amount.
func isNumber(a money.Amount, digits string) bool {
	b, err := money.Parse(digits, a.Currency)
	return err == nil && a.Minor == b.Minor
}

// numbersOf returns by unit the number that a cue of that meaning holds.
func (j *judge) numbersOf(means string) map[int]recourse.Span {
	found := make(map[int]recourse.Span)
	first := len(j.rules) + len(j.Checker.facts)
	for _, m := range j.finds.met {
		if m < first || j.cues[m-first].Means != means {
			continue
		}
		for _, at := range j.finds.of[m] {
			if len(at.groups) >= 4 && at.groups[2] >= 0 {
				found[at.unit] = j.units[at.unit].span(at.groups[2], at.groups[3])
			}
		}
	}
	return found
}

// addSpelled adds the sums of a unit that are written in words.
func (j *judge) addSpelled(found []money.Found, u *unit, def money.Currency) []money.Found {
	end := u.span(len(u.text.String()), len(u.text.String())).End
	for _, f := range money.Spelled(recourse.Span{Start: u.start, End: end}.Of(j.doc.Text), def) {
		f.Span = f.Span.Shift(u.start)
		if !slices.ContainsFunc(found, func(o money.Found) bool { return o.Span.Overlaps(f.Span) }) {
			found = append(found, f)
		}
	}
	return found
}
