package legal_test

import (
	"slices"
	"testing"

	"recourse/incident"
	"recourse/legal"

	"pgregory.net/rapid"
)

// TestDaysThatContradictEachOtherEndNoLimit holds that goods which came before
// they were ordered are told, that their day is asked for, and that no limit
// which counts from it is called past.
func TestDaysThatContradictEachOtherEndNoLimit(t *testing.T) {
	b := load(t)
	in := incident.Incident{
		Recourse: 1, Branch: incident.Breach, Person: incident.Person{Country: "RS", Kind: "business"},
		Parties: []incident.Party{{ID: "p1", Role: "seller", Name: "S", Country: "CN"}},
		Orders:  []incident.Order{{Seller: "p1", Problem: "damaged", ContractedOn: date("2026-09-03"), ReceivedOn: date("2020-11-01")}},
	}
	v := view(t, b, in)
	keys := make([]string, 0, len(v.Problems))
	for _, p := range v.Problems {
		keys = append(keys, p.Key)
	}
	if !slices.Contains(keys, "law.problem.order-of-days") {
		t.Errorf("problems %v, want law.problem.order-of-days", keys)
	}
	if !slices.ContainsFunc(v.Ask, func(q legal.Question) bool { return q.Fact == "order.received" }) {
		t.Errorf("ask %+v, want order.received", v.Ask)
	}
	for _, c := range v.Claims {
		for _, k := range c.Clocks {
			if k.Past {
				t.Errorf("%s.%s is called past on %s", c.ID, k.ID, k.Due)
			}
		}
	}
}

// TestWhatIsDatedInTheFutureDropsNoClaim holds it for a payment and an event
// beside any trouble.
func TestWhatIsDatedInTheFutureDropsNoClaim(t *testing.T) {
	b := load(t)
	rapid.Check(t, func(t *rapid.T) {
		inc := drawIncident(t)
		inc.Branch = incident.Impersonation
		before, err := b.View(inc, nil, now)
		if err != nil {
			t.Fatal(err)
		}
		yes := true
		inc.Payments = append(inc.Payments, incident.Payment{At: day("2027-03-01"), Amount: amount(9, "EUR"), Rail: "card", Authorised: &yes})
		inc.Events = append(inc.Events, incident.Event{At: day("2027-03-01"), Kind: "told-bank", To: "bank"})
		after, err := b.View(inc, nil, now)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range before.Claims {
			i := slices.IndexFunc(after.Claims, func(o legal.Claim) bool { return o.ID == c.ID })
			if i < 0 || len(after.Claims[i].Clocks) < len(c.Clocks) {
				t.Fatalf("claim %s or a limit of it is gone", c.ID)
			}
		}
	})
}

// TestAPaymentDatedInTheFutureIsStillAPayment holds that its day alone is left out.
func TestAPaymentDatedInTheFutureIsStillAPayment(t *testing.T) {
	no := false
	v := view(t, load(t), incident.Incident{
		Recourse: 1, Branch: incident.AccountTakeover, Person: incident.Person{Country: "RS", Kind: "consumer"},
		Payments: []incident.Payment{{At: day("2027-03-01"), Amount: amount(9, "RSD"), Rail: "card", Authorised: &no}},
	})
	if !slices.ContainsFunc(v.Claims, func(c legal.Claim) bool { return c.ID == "unauthorised-payment" }) {
		t.Errorf("claims %+v, want unauthorised-payment", v.Claims)
	}
}

// TestASellersNameIsAskedAboutAndCountsForNothing holds that a country which only
// a name suggests opens no claim and no limit, and that the question says it.
func TestASellersNameIsAskedAboutAndCountsForNothing(t *testing.T) {
	b := load(t)
	in := incident.Incident{
		Recourse: 1, Branch: incident.Breach, Person: incident.Person{Country: "RS", Kind: "business"},
		Parties: []incident.Party{{ID: "p1", Role: "seller", Name: "Foshan Brightwell Lighting Co., Ltd."}},
		Orders:  []incident.Order{{Seller: "p1", Problem: "damaged", ContractedOn: date("2026-09-03"), ReceivedOn: date("2026-11-01")}},
	}
	v := view(t, b, in)
	i := slices.IndexFunc(v.Ask, func(q legal.Question) bool { return q.Fact == "seller.country" })
	if i < 0 || v.Ask[i].Text.Key != "ask.seller.country-found" {
		t.Errorf("ask %+v, want the seller's country by its name", v.Ask)
	}
	for _, c := range v.Claims {
		for _, k := range c.Clocks {
			if k.ID == "cn-limitation" {
				t.Errorf("%s counts the limit of China by a name", c.ID)
			}
		}
	}
}
