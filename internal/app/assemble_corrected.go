package app

import (
	"slices"

	"recourse"
	"recourse/incident"
	"recourse/scam"
)

// originsOf are the places that show a sum: where it is told, and where it was
// corrected.
func (a *assembly) originsOf(d scam.Demand) incident.Origins {
	origins := incident.Origins{a.thread.Origin(d.Span)}
	if d.Corrected.Len() > 0 {
		origins = append(origins, a.thread.Origin(d.Corrected))
	}
	return origins
}

// showsInstead reports whether a file shows a payment of the sum that was corrected,
// and none of the right one: what the bank booked counts, and the words are one more
// place that speaks of it.
func (a *assembly) showsInstead(tellings []scam.Telling, p incident.Payment) bool {
	i := slices.IndexFunc(tellings, func(t scam.Telling) bool { return t.Amount == p.Amount && !t.Instead.IsZero() })
	if i < 0 || a.paid(p.Amount) > 0 || slices.ContainsFunc(a.verdict.Tellings, func(t scam.Telling) bool { return t.Amount == tellings[i].Instead }) {
		return false
	}
	p.Amount = tellings[i].Instead
	return len(a.in.JoinPayments([]incident.Payment{p})) == 0
}

// sayCorrected adds a problem for each payment of which two sums are told, where
// nothing but the words shows the one that counts.
func (a *assembly) sayCorrected() {
	var said []scam.Telling
	for _, t := range a.verdict.Tellings {
		if t.Instead.IsZero() || slices.ContainsFunc(said, func(o scam.Telling) bool { return o.Amount == t.Amount && o.Instead == t.Instead }) {
			continue
		}
		said = append(said, t)
		origin := a.thread.Origin(t.Span)
		if slices.ContainsFunc(a.in.Payments, func(p incident.Payment) bool {
			return incident.SameAmount(p.Amount, t.Amount) && slices.ContainsFunc(p.Origins, func(o incident.Origin) bool { return o.Item != origin.Item })
		}) {
			continue
		}
		piece, _ := a.thread.Piece(t.Span)
		a.problems = append(a.problems, recourse.Problem{
			Path: piece.Name, Code: "payment-corrected", Detail: t.Amount.String(), Args: recourse.Args{"amount": t.Amount, "instead": t.Instead},
		})
	}
}
