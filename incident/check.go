package incident

import (
	"cmp"
	"fmt"
	"strings"

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
	in.checkTwins(say)
	in.checkEvents(say)
	for i, o := range in.Orders {
		place := fmt.Sprintf("/orders/%d", i)
		if !o.ReceivedOn.IsZero() && o.Problem == "not-received" {
			say(place, "received-and-not", "%s", o.ReceivedOn)
		}
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

// checkTwins finds records that are one payment by their mark and tell
// different days or amounts of it, and accounts that lie in another country
// than is said.
func (in Incident) checkTwins(say func(place, code, detail string, args ...any)) {
	first := make(map[string]int)
	for i, p := range in.Payments {
		place := fmt.Sprintf("/payments/%d", i)
		if of := ibanCountry(p.To.Account); of != "" && p.To.Country != "" && of != p.To.Country {
			say(place, "country-differs", "%s, %s", p.To.Country, of)
		}
		mark := cmp.Or(p.EndToEnd, p.Reference)
		if mark == "" || p.Reversal || p.Direction == "in" || p.Status != "" || p.To.Account == "" || p.At.IsZero() {
			continue
		}
		key := mark + "\x00" + p.To.Account + "\x00" + p.Amount.String()
		j, twice := first[key]
		if !twice {
			first[key] = i
			continue
		}
		if a, b := in.Payments[j].At.Date(), p.At.Date(); a != b {
			say(place, "payment-two-dates", "%s, %s", a, b)
		}
	}
}

// ibanCountry returns the country with which an IBAN begins, and nothing for
// what is none.
func ibanCountry(account string) string {
	account = strings.ReplaceAll(account, " ", "")
	if len(account) < 15 || len(account) > 34 {
		return ""
	}
	for i := range 4 {
		if c := account[i]; (i < 2) != ('A' <= c && c <= 'Z') || (i >= 2) != ('0' <= c && c <= '9') {
			return ""
		}
	}
	return account[:2]
}

// checkEvents finds steps on a platform that are older than the contract.
func (in Incident) checkEvents(say func(place, code, detail string, args ...any)) {
	var made recourse.Date
	for _, o := range in.Orders {
		if made.IsZero() || !o.ContractedOn.IsZero() && o.ContractedOn.Before(made) {
			made = o.ContractedOn
		}
	}
	for i, e := range in.Events {
		switch e.Kind {
		case "dispute-opened", "escalated", "closed", "returned", "return-agreed", "cancelled":
			if !made.IsZero() && !e.At.IsZero() && e.At.Date().Before(made) {
				say(fmt.Sprintf("/events/%d", i), "event-before-contract", "%s < %s", e.At.Date(), made)
			}
		}
	}
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
