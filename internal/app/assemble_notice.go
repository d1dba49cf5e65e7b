package app

import (
	"slices"

	"recourse/incident"
	"recourse/intake"
	"recourse/scam"
)

// isNotice reports whether a payment is what a bank's message tells of.
func isNotice(p *incident.Payment) bool { return p.Source.Kind == incident.FromNotice }

// fromSuspect reports whether who is suspected sent a mail: no bank's message then.
func (a *assembly) fromSuspect(f *intake.File) bool {
	if f.Kind != intake.KindMail {
		return false
	}
	return slices.ContainsFunc(f.Messages, func(m incident.Message) bool {
		name := a.thread.doubles.named(m.From)
		return a.side.suspects[name]
	})
}

// offerNotices asks the person of notices that nothing else shows and that fit a demand,
// or went to an account that the other side named. They count nowhere until then.
func (a *assembly) offerNotices(list []incident.Payment) {
	for _, p := range list {
		if !isNotice(&p) || p.Direction == "in" || len(a.in.Possible) >= maxPossible {
			continue
		}
		if a.partyOf(p.To.Account) != "" || slices.ContainsFunc(a.verdict.Demands, func(d scam.Demand) bool { return a.mayAnswer(p, d) }) {
			a.in.Possible = append(a.in.Possible, a.withParty(p))
		}
	}
}

// mayAnswer reports whether a notice can be of the payment of a demand: of its sum, not
// before it, soon behind it, and to no other account than was named for it.
func (a *assembly) mayAnswer(p incident.Payment, d scam.Demand) bool {
	at := a.timeOf(d.Span)
	return incident.SameAmount(p.Amount, d.Amount) && near(p.At, at) && at.Date().DaysUntil(p.At.Date()) >= 0 && holds(a.accountsFor(d.Amount, d.Span), p.To.Account)
}
