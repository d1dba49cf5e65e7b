package playbook

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/incident"
	"recourse/rule"
)

// A day that is still to come, or that contradicts another, cannot be right.
// What is dated in the future is asked back: an event is left out, a payment is
// planned for without its day. Where two days contradict each other, both are
// doubted: they may open a step and start a clock, and never end one.

// easternmost is the zone whose clocks are ahead of all others: where it is not
// known where a person is, it may be that day already.
var easternmost = time.FixedZone("", 14*60*60)

// future reports whether a day is still to come where the person is. Times of
// one day are not told apart: people give them roughly.
func (p *planner) future(m recourse.Moment) bool {
	return !m.IsZero() && recourse.DateOf(m.In(p.zone)).After(p.lastToday)
}

// putFutureAside takes what is dated in the future out of the incident, and
// notes it as a problem and as a question. The caller's incident stays as it is.
func (p *planner) putFutureAside() {
	inc := p.inc
	inc.Payments = slices.Clone(inc.Payments)
	for i := range inc.Payments {
		pay := &inc.Payments[i]
		if !p.future(pay.At) {
			continue
		}
		p.problems = append(p.problems, recourse.P("plan.problem.future-payment", "date", pay.At.Date(), "amount", pay.Amount))
		p.check("payment.at", recourse.P("ask.day-payment", "amount", pay.Amount))
		pay.At = recourse.Moment{}
		p.aside[i] = true
	}
	inc.Events = slices.Clone(inc.Events)
	inc.Events = slices.DeleteFunc(inc.Events, func(e incident.Event) bool {
		if !p.future(e.At) {
			return false
		}
		p.problems = append(p.problems, recourse.P("plan.problem.future-event", "event", p.nameOf(eventFact(e)), "date", e.At.Date()))
		p.check(eventFact(e), recourse.P("ask.day", "event", p.nameOf(eventFact(e))))
		return true
	})
	inc.Orders = slices.Clone(inc.Orders)
	for i := range inc.Orders {
		p.futureOrder(&inc.Orders[i])
	}
}

func (p *planner) futureOrder(o *incident.Order) {
	if o.ReceivedOn.After(p.lastToday) {
		p.problems = append(p.problems, recourse.P("plan.problem.future-receipt", "date", o.ReceivedOn))
		p.check("order.received", recourse.P("ask.order.received"))
		o.ReceivedOn = recourse.Date{}
	}
	if o.ContractedOn.After(p.lastToday) {
		p.problems = append(p.problems, recourse.P("plan.problem.future-order", "date", o.ContractedOn))
		p.check("order.contracted", recourse.P("ask.day", "event", p.nameOf("order.contracted")))
		o.ContractedOn = recourse.Date{}
	}
}

// check asks for a day again.
func (p *planner) check(fact string, text recourse.Phrase) {
	if !slices.ContainsFunc(p.checks, func(q Question) bool { return q.Fact == fact && q.Text.Key == text.Key && fact != "payment.at" }) {
		f, _ := p.book.facts.Fact(fact)
		p.checks = append(p.checks, Question{Fact: fact, Kind: cmp.Or(f.Type, rule.DateType), Text: text, Options: p.book.options(f)})
	}
}

// nameOf is the phrase by which derivations name an event; one that has none of
// its own is "a step that you noted".
func (p *planner) nameOf(fact string) recourse.Phrase {
	if f, ok := p.book.facts.Fact(fact); ok && f.Type == rule.DateType {
		return recourse.P("event." + fact)
	}
	return recourse.P("event.other")
}

// eventFact is the fact that an event makes known.
func eventFact(e incident.Event) string {
	to := strings.ToLower(e.To)
	switch e.Kind {
	case "reply":
		return "reply." + to + ".at"
	case "told-bank", "police-report", "frozen", "statement-sent":
		return "event." + e.Kind
	default:
		return "event." + e.Kind + "." + to
	}
}

// contradictions doubts days that come before one that they follow from, as the
// vocabulary says of each fact, and goods that came and did not.
func (p *planner) contradictions() {
	for _, f := range p.book.facts.Facts() {
		for _, earlier := range f.After {
			if p.before(f.Name, earlier) {
				p.doubt(f.Name, earlier)
			}
		}
	}
	if o := p.trouble(); o != nil && o.Problem == "not-received" && p.situation.Values["order.received"].Known() {
		p.doubted["order.received"] = true
		p.problems = append(p.problems, recourse.P("plan.problem.received-and-not", "date", o.ReceivedOn))
		p.check("order.problem", recourse.P("ask.order.problem"))
	}
	p.sure = p.situation
	if len(p.doubted) == 0 {
		return
	}
	p.sure.Values = maps.Clone(p.situation.Values)
	for fact := range p.doubted {
		delete(p.sure.Values, fact)
		delete(p.sure.Values, strings.TrimSuffix(fact, ".at"))
	}
}

// before reports whether a day is told that lies before another that is told.
func (p *planner) before(fact, earlier string) bool {
	day := p.situation.Values[fact].Date()
	return !day.IsZero() && !p.assumed[fact] && p.precedes(day, earlier)
}

// precedes reports whether a day lies before an event whose day was told.
func (p *planner) precedes(day recourse.Date, event string) bool {
	other := p.situation.Values[event].Date()
	return !other.IsZero() && !p.assumed[event] && day.Before(other)
}

// doubt doubts a day that precedes what it follows from. The other day may be
// the wrong one: the clocks that hang on it say so.
func (p *planner) doubt(fact, earlier string) {
	p.doubted[fact], p.unsure[earlier] = true, true
	if earlier == "paid.first" {
		p.unsure["payment.at"] = true
	}
	a, b := p.situation.Values[fact].Date(), p.situation.Values[earlier].Date()
	p.problems = append(p.problems, recourse.P("plan.problem.order-of-days", "event", p.nameOf(fact), "date", a, "earlier", p.nameOf(earlier), "other", b))
	p.check(fact, recourse.P("ask.day", "event", p.nameOf(fact)))
}

// hangsOn reports whether a deadline counts from one of some days.
func hangsOn(d *timeLimit, days map[string]bool) bool {
	if d.Cap != nil && days[d.Cap.From] {
		return true
	}
	return slices.ContainsFunc(d.From, func(s start) bool { return days[s.Event] })
}
