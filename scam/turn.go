package scam

import (
	"slices"
	"time"

	"recourse"
	"recourse/indicator"
	"recourse/money"
)

// turn returns where the words stand with which a pattern takes over a
// conversation that was genuine until then, or -1: the first of them to be written.
func (j *judge) turn(winner int) int {
	at := -1
	if winner < 0 {
		return at
	}
	for _, i := range j.sets[winner].turn {
		for _, s := range j.hits[i] {
			if at < 0 || j.precedes(j.unitAt(s.Start), s.Start, j.unitAt(at), at) {
				at = s.Start
			}
		}
	}
	return at
}

// takeOver notes the unit with which the pattern took over, and reports whether
// something was written before it.
func (j *judge) takeOver(winner int) bool {
	j.turned, j.turnedBy = j.unitAt(j.turn(winner)), winner
	if j.turned == nil {
		return false
	}
	for i := range j.units {
		if j.isBefore(&j.units[i]) {
			return true
		}
	}
	j.turned = nil
	return false
}

// isBefore reports whether a unit was written before the scam took over, where it
// did. An answer stands above what it repeats, and what is repeated tells its day
// or may be old.
func (j *judge) isBefore(u *unit) bool {
	turn := j.turned
	switch {
	case turn == nil, u == turn:
		return false
	case u.quoted:
		day := turn.day
		if !turn.quoted && turn.message >= 0 {
			day = j.doc.Messages[turn.message].Time.Date()
		}
		return !u.named || u.day.IsZero() || u.day.Before(day)
	case turn.quoted && turn.message == u.message:
		return false
	}
	return j.precedes(u, u.start, turn, turn.start)
}

// precedes reports whether one place was written before another: as their times
// say, where both have one, else as they stand in the text. Files of one matter
// are joined by their kind, and a chat stands before the mails that led to it.
func (j *judge) precedes(u *unit, at int, v *unit, of int) bool {
	if u == nil || v == nil || u == v {
		return at < of
	}
	x, y := j.timeOf(u), j.timeOf(v)
	switch {
	case x.IsZero() || y.IsZero():
		return at < of
	case x.Date() != y.Date():
		return x.Date().Before(y.Date())
	case x.Precision == recourse.DayOnly || y.Precision == recourse.DayOnly:
		return at < of
	case x.Precision == y.Precision && !x.Time.Equal(y.Time):
		return x.Time.Before(y.Time)
	case x.Precision != y.Precision && clock(x) != clock(y):
		return clock(x) < clock(y)
	}
	return at < of
}

// clock is what a clock showed, as time since midnight.
func clock(m recourse.Moment) time.Duration {
	t := m.Time
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second
}

// timeOf is when the words of a unit were written.
func (j *judge) timeOf(u *unit) recourse.Moment {
	switch {
	case u.quoted && u.day.IsZero():
		return recourse.Moment{}
	case u.quoted:
		return recourse.OnDay(u.day)
	case u.message >= 0 && !j.doc.Messages[u.message].Time.IsZero():
		return j.doc.Messages[u.message].Time
	}
	i, _ := slices.BinarySearchFunc(j.doc.Came, u.start, func(a Arrival, at int) int { return a.Span.End - 1 - at })
	if i < len(j.doc.Came) && j.doc.Came[i].Span.Start <= u.start {
		return j.doc.Came[i].Time
	}
	return recourse.Moment{}
}

// genuine reports whether a unit was written before the scam took over, and is not
// repeated: what stands there is no sign of it.
func (j *judge) genuine(u *unit) bool { return j.turned != nil && !u.quoted && j.isBefore(u) }

// parted takes out what was paid before the scam took over, and what was asked for
// or said then: it was genuine. early is what was paid; what may be old, because
// it is repeated without its day, is none of it where it is told elsewhere.
func (j *judge) parted(list []mention) (rest []mention, early []Telling) {
	if j.turned == nil {
		return list, nil
	}
	add := func(m mention) {
		if !toldOf(early, m.Amount) {
			early = append(early, Telling{Demand: j.demand(m), When: m.when, Quoted: j.units[m.unit].quoted})
		}
	}
	var perhaps []mention
	rest = list[:0]
	for _, m := range list {
		u := &j.units[m.unit]
		before := j.isBefore(u)
		switch paid := m.means == cuePaid && !m.returned && !u.third && !u.doubtful; {
		case paid && before && u.quoted && u.day.IsZero():
			perhaps = append(perhaps, m)
		case paid && (before || j.paidBefore(m, u)):
			add(m)
		case !before:
			rest = append(rest, m)
		}
	}
	told := slices.Clone(rest)
	rest = slices.DeleteFunc(rest, func(m mention) bool {
		return m.means == cuePaid && toldOf(early, m.Amount) && j.sumsUp(m, told)
	})
	for _, m := range perhaps {
		if !slices.ContainsFunc(rest, func(o mention) bool { return o.means == cuePaid && o.Amount == m.Amount }) {
			add(m)
		}
	}
	return rest, early
}

// paidBefore reports whether words name a day before the scam took over as that
// of the payment.
func (j *judge) paidBefore(m mention, u *unit) bool {
	day := m.when.On(j.timeOf(u).Date())
	turn := j.timeOf(j.turned)
	return m.means == cuePaid && !day.IsZero() && !turn.IsZero() && day.Before(turn.Date())
}

// sumsUp reports whether a payment is told in a message that sums up, or among
// others.
func (j *judge) sumsUp(m mention, list []mention) bool {
	return !m.again && !m.fresh && (m.recap || slices.ContainsFunc(list, func(o mention) bool {
		return o.unit == m.unit && o.means == cuePaid && o.Amount != m.Amount
	}))
}

// toldOf reports whether an amount is among what is told.
func toldOf(list []Telling, a money.Amount) bool {
	return slices.ContainsFunc(list, func(t Telling) bool { return t.Amount == a })
}

// amountsOf are the sums of what is told.
func amountsOf(list []Telling) []money.Amount {
	all := make([]money.Amount, 0, len(list))
	for _, t := range list {
		all = append(all, t.Amount)
	}
	return all
}

// changedAccounts returns the accounts that stand behind the words with which a
// pattern takes over a conversation, as the fact "account.changed". Those that
// were named before are the genuine ones: the fact "account.known".
func (j *judge) changedAccounts(winner int) []Found {
	at := j.turn(winner)
	if at < 0 {
		return nil
	}
	var known, all []Found
	seen := make(map[string]bool)
	for _, later := range []bool{false, true} {
		for _, in := range j.indicators {
			if in.Kind != indicator.AccountRS && in.Kind != indicator.IBAN || seen[in.Value] {
				continue
			}
			u := j.unitAt(in.Span.Start)
			if u == nil || later && u.who == self || j.precedes(u, in.Span.Start, j.unitAt(at), at) == later {
				continue
			}
			seen[in.Value] = true
			if later {
				all = append(all, Found{Name: "account.changed", Value: in.Value, Span: in.Span, Message: u.message})
			} else {
				known = append(known, Found{Name: "account.known", Value: in.Value, Span: in.Span, Message: u.message})
			}
		}
	}
	return append(known, all...)
}
