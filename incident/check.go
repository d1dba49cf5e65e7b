package incident

import (
	"fmt"

	"recourse"
)

// Check reports facts that cannot be true together: a payment of nothing, an
// order received before it was contracted, a party that nobody introduced, two
// records of one payment that contradict each other. It changes nothing.
func (in Incident) Check() []recourse.Problem {
	var problems []recourse.Problem
	say := func(place, code, detail string, args ...any) {
		problems = append(problems, recourse.Problem{Path: place, Code: code, Detail: fmt.Sprintf(detail, args...)})
	}
	parties := make(map[string]bool, len(in.Parties))
	for i, p := range in.Parties {
		if parties[p.ID] {
			say(fmt.Sprintf("/parties/%d", i), "party-twice", "%s", p.ID)
		}
		parties[p.ID] = true
	}
	for i, p := range in.Payments {
		place := fmt.Sprintf("/payments/%d", i)
		switch {
		case p.Amount.Minor == 0:
			say(place, "amount-missing", "%s", p.Amount)
		case p.Amount.Minor < 0:
			say(place, "amount-negative", "%s", p.Amount)
		case p.Amount.Currency == "":
			say(place, "currency-missing", "%d", p.Amount.Minor)
		}
		if p.To.Party != "" && !parties[p.To.Party] {
			say(place, "party-unknown", "%s", p.To.Party)
		}
	}
	for i, o := range in.Orders {
		place := fmt.Sprintf("/orders/%d", i)
		if o.ContractedOn.IsZero() {
			continue
		}
		if !o.ReceivedOn.IsZero() && o.ReceivedOn.Before(o.ContractedOn) {
			say(place, "received-before-contract", "%s < %s", o.ReceivedOn, o.ContractedOn)
		}
		if !o.PromisedBy.IsZero() && o.PromisedBy.Before(o.ContractedOn) {
			say(place, "promised-before-contract", "%s < %s", o.PromisedBy, o.ContractedOn)
		}
	}
	return problems
}

// CheckAgainst reports what has not happened yet on the day today: a payment
// or an event in the future is asked back, never reckoned with.
func (in Incident) CheckAgainst(today recourse.Date) []recourse.Problem {
	var problems []recourse.Problem
	for i, p := range in.Payments {
		if !p.At.IsZero() && p.At.Date().After(today) {
			problems = append(problems, recourse.Problem{Path: fmt.Sprintf("/payments/%d", i), Code: "payment-in-future", Detail: p.At.String()})
		}
	}
	for i, e := range in.Events {
		if !e.At.IsZero() && e.At.Date().After(today) {
			problems = append(problems, recourse.Problem{Path: fmt.Sprintf("/events/%d", i), Code: "event-in-future", Detail: e.At.String()})
		}
	}
	for i, o := range in.Orders {
		if !o.ReceivedOn.IsZero() && o.ReceivedOn.After(today) {
			problems = append(problems, recourse.Problem{Path: fmt.Sprintf("/orders/%d", i), Code: "received-in-future", Detail: o.ReceivedOn.String()})
		}
	}
	return problems
}
