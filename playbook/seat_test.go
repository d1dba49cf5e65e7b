package playbook_test

import (
	"slices"
	"testing"

	"recourse/incident"
	"recourse/money"
	"recourse/playbook"
)

// TestACountryThatANameSuggestsIsAskedAndCountsForNothing holds that the seller's
// country is proposed with the name's place, and that no limit or route comes by
// it before it is confirmed.
func TestACountryThatANameSuggestsIsAskedAndCountsForNothing(t *testing.T) {
	b := load(t)
	origin := incident.Origins{{Item: "00", Place: "row 1"}}
	inc := incident.Incident{
		Recourse: 1, Branch: incident.Breach, Person: incident.Person{Country: "RS", Kind: "business"},
		Parties:  []incident.Party{{ID: "p1", Role: "seller", Name: "Foshan Brightwell Lighting Co., Ltd.", Fact: incident.Fact{Origins: origin}}},
		Payments: []incident.Payment{{At: day(t, "2026-09-03"), Amount: money.Of(4860, "USD"), Rail: "swift", Authorised: yes()}},
		Orders:   []incident.Order{{Platform: "alibaba", Protected: yes(), ReceivedOn: day(t, "2026-11-01").Date(), Problem: "damaged"}},
	}
	question := func(p playbook.Plan) (playbook.Question, bool) {
		i := slices.IndexFunc(p.Confirm, func(q playbook.Question) bool { return q.Fact == "seller.country" })
		if i < 0 {
			return playbook.Question{}, false
		}
		return p.Confirm[i], true
	}
	asks := func(p playbook.Plan) bool {
		return slices.ContainsFunc(p.Ask, func(q playbook.Question) bool { return q.Fact == "seller.country" })
	}
	p := plan(t, b, inc)
	q, ok := question(p)
	if !ok || q.Found != "CN" || len(q.Origins) != 1 || q.Origins[0] != origin[0] || q.Options[0].Value != "CN" || asks(p) {
		t.Errorf("confirm %+v, want China, with the place of the name, and nothing asked beside it", q)
	}
	has := func(p playbook.Plan, id string) bool {
		return slices.ContainsFunc(p.Steps, func(s playbook.Step) bool { return s.ID == id })
	}
	if has(p, "cn-limitation") {
		t.Error("a Chinese limit counts by a name")
	}
	inc.Answers = []incident.Answer{{Fact: "seller.country", Value: "cn"}}
	p = plan(t, b, inc)
	if _, ok := question(p); ok || !has(p, "cn-limitation") {
		t.Errorf("confirmed, the limit of China counts and nothing is asked: %v", outline(p))
	}
	inc.Answers = []incident.Answer{{Fact: "seller.country", Value: ""}}
	if _, ok := question(plan(t, b, inc)); ok {
		t.Error("who is not sure is asked again")
	}
	inc.Answers, inc.Parties[0].Name = nil, "Primer promet d.o.o."
	q, ok = question(plan(t, b, inc))
	if !ok || q.Found != "" || q.Text.Key != "ask.seller.country-among" {
		t.Errorf("confirm %+v, want several countries and none of them found", q)
	}
	inc.Parties[0].Name = "Lena"
	p = plan(t, b, inc)
	if _, ok := question(p); ok || !asks(p) {
		t.Error("a name that says nothing is confirmed, or the country is not asked for")
	}
}
