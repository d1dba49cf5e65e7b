package app

import (
	"slices"

	"recourse"
	"recourse/incident"
	"recourse/money"
	"recourse/scam"
)

// claims makes payments of what one text tells. A text that repeats itself ("I
// paid 6,000, and 6,000 is gone") or sums up does not make a second payment;
// "again" does, and so does an act told as fresh on another day.
func (a *assembly) claims(tellings []scam.Telling, doubts map[money.Amount]doubt) []incident.Payment {
	var made []incident.Payment
	again := make(map[money.Amount][]recourse.Date) // the days on which one more was told
	open := make(map[money.Amount]int)
	for len(tellings) > 0 {
		n := 1
		for n < len(tellings) && tellings[n].Message == tellings[0].Message {
			n++
		}
		message := tellings[:n]
		tellings = tellings[n:]
		sumsUp := sumsUp(message, made)
		for _, t := range message {
			if i := slices.IndexFunc(message, func(o scam.Telling) bool { return o.Amount == t.Amount }); message[i].Span != t.Span {
				continue
			}
			p := a.payment(t)
			here := []incident.Payment{p} // told in this message
			for _, o := range message {
				if o.Amount == t.Amount && o.Again && o.Span != t.Span {
					one := p
					if o.When != t.When {
						one = a.payment(o)
					}
					here = append(here, one)
				}
			}
			told := len(here)
			days := daysOf(made, t.Amount)
			day := p.At.Date()
			add := 0
			switch {
			case len(days) == 0:
				add = told
			case sumsUp || t.Recap:
				add = max(0, told-len(days))
			case t.Again && !slices.Contains(again[t.Amount], day):
				add = told
			case t.Fresh && !day.IsZero() && !slices.Contains(days, day) && !slices.Contains(days, recourse.Date{}):
				add = told
			default:
				add = max(0, told-len(days))
				open[t.Amount]++
				doubts[t.Amount] = doubt{max(doubts[t.Amount].times, len(days)+add+open[t.Amount]), t.Span}
			}
			if add > 0 && (t.Again || told > 1) {
				again[t.Amount] = append(again[t.Amount], day)
			}
			made = append(made, here[len(here)-add:]...)
		}
	}
	return made
}

// sumsUp reports whether a message lists several sums that were all told before.
func sumsUp(message []scam.Telling, made []incident.Payment) bool {
	var known []money.Amount
	for _, t := range message {
		if t.Again {
			return false
		}
		if len(daysOf(made, t.Amount)) == 0 {
			continue
		}
		if !slices.Contains(known, t.Amount) {
			known = append(known, t.Amount)
		}
	}
	return len(known) > 1
}

// daysOf returns the days of the payments of an amount.
func daysOf(list []incident.Payment, amount money.Amount) []recourse.Date {
	var days []recourse.Date
	for _, p := range list {
		if p.Amount == amount {
			days = append(days, p.At.Date())
		}
	}
	return days
}

// payment is what the words at a place tell of. It was paid on the day that they
// name, else on that of the telling, hardly in that minute. Of what a mail repeats
// the words above it say when that was; where they do not, the day is not known.
func (a *assembly) payment(told scam.Telling) incident.Payment {
	p := incident.Payment{Amount: told.Amount, Direction: "out", Fact: incident.Fact{Origins: a.originsOf(told.Demand)}}
	var day recourse.Date
	if at := a.toldAt(told); !at.IsZero() {
		day = at.Date()
	}
	if day = told.When.On(day); !day.IsZero() {
		p.At = recourse.OnDay(day)
	} else {
		p.Days = a.toldDays(told)
	}
	return p
}

// toldDays are the two days that the words can mean where the message's date can be read
// two ways, or the date that they name; nil where that is not so.
func (a *assembly) toldDays(told scam.Telling) []recourse.Date {
	if days := told.When.Days(a.toldAt(told).Date()); days != nil {
		return days
	}
	m, ok := a.messageAt(told.Span)
	if _, quoted := a.thread.quote(told.Span); !ok || quoted || told.Quoted || len(m.Days) != 2 {
		return nil
	}
	days := []recourse.Date{told.When.On(m.Days[0]), told.When.On(m.Days[1])}
	if days[0].IsZero() || days[1].IsZero() || days[0] == days[1] {
		return nil
	}
	return days
}

// toldAt is when something was told.
func (a *assembly) toldAt(told scam.Telling) recourse.Moment {
	if q, ok := a.thread.quote(told.Span); ok {
		return q.Time
	}
	m, ok := a.messageAt(told.Span)
	if !ok || told.Quoted {
		return recourse.Moment{}
	}
	return m.Time
}
