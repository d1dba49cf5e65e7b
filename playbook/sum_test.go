package playbook_test

import (
	"slices"
	"strings"
	"testing"

	"recourse"
	"recourse/incident"
	"recourse/knowledge"
	"recourse/locale"
	"recourse/money"
	"recourse/playbook"
)

// stepOf returns the step of an id.
func stepOf(t *testing.T, p playbook.Plan, id string) playbook.Step {
	t.Helper()
	i := slices.IndexFunc(p.Steps, func(s playbook.Step) bool { return s.ID == id })
	if i < 0 {
		t.Fatalf("no step %s in %v", id, outline(p))
	}
	return p.Steps[i]
}

// TestWhatWasApprovedAndWhatWasNotAreAddedUpApart holds that the words for the
// bank name each sum on its own, by currency.
func TestWhatWasApprovedAndWhatWasNotAreAddedUpApart(t *testing.T) {
	no := false
	pay := func(n int64, c money.Currency, rail string, authorised *bool) incident.Payment {
		return incident.Payment{At: day(t, "2026-11-18"), Amount: money.Of(n, c), Rail: rail, Authorised: authorised}
	}
	inc := incident.Incident{
		Recourse: 1, Branch: incident.Impersonation, Person: incident.Person{Country: "RS", Kind: "consumer"},
		Payments: []incident.Payment{
			pay(6000, "RSD", "bank-transfer", yes()), pay(23000, "RSD", "instant", yes()), pay(450, "EUR", "swift", nil),
			pay(1000, "RSD", "card", &no), pay(70, "USD", "card", &no), pay(5, "EUR", "cash", yes()),
		},
	}
	cats, err := locale.Load(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	printer, err := cats.Printer("en")
	if err != nil {
		t.Fatal(err)
	}
	p := plan(t, load(t), inc)
	said := func(id string) string {
		var all []string
		for _, ph := range stepOf(t, p, id).Say {
			all = append(all, strings.ReplaceAll(printer.Say(ph), "\u00a0", " "))
		}
		return strings.Join(all, " ")
	}
	for id, want := range map[string]string{"bank-call": "In all: 29,000 RSD and 450 EUR.", "unauthorised-claim": "In all, without my approval: 1,000 RSD and 70 USD."} {
		if got := said(id); !strings.Contains(got, want) {
			t.Errorf("%s says %q, want %q in it", id, got, want)
		}
	}
}

// TestAnOldSuggestionIsForNow holds that no day which is over is shown for what
// we suggest: in the date, in its rule or in how it came about.
func TestAnOldSuggestionIsForNow(t *testing.T) {
	b := load(t)
	n := 0
	for _, inc := range []incident.Incident{
		{Recourse: 1, Branch: incident.ChangedBankDetails, Person: incident.Person{Country: "RS"}, Payments: []incident.Payment{{At: day(t, "2026-09-01"), Amount: money.Of(9, "USD"), Rail: "swift", Authorised: yes()}}},
		{Recourse: 1, Branch: incident.Impersonation, Person: incident.Person{Country: "RS"}, Payments: []incident.Payment{{At: day(t, "2026-09-01T10:00:00+02:00"), Amount: money.Of(9, "RSD"), Rail: "bank-transfer", Authorised: yes()}}},
	} {
		p := plan(t, b, inc)
		for _, s := range p.Steps {
			clocks := s.Also
			if s.Clock != nil {
				clocks = append(slices.Clone(clocks), *s.Clock)
			}
			for _, c := range clocks {
				if c.Kind != playbook.OurSuggestion || !c.From.Date().Before(p.Today) {
					continue
				}
				n++
				if c.Due.Date() != p.Today || c.Rule.Key != "clock.rule-at-once" {
					t.Errorf("%s: we suggest %s, %s", s.ID, c.Due, c.Rule.Key)
				}
				for _, ph := range c.Derivation {
					for name, v := range ph.Args {
						switch v.(type) {
						case recourse.Date, recourse.Moment:
							t.Errorf("%s: %s shows %s %v, which is over", s.ID, ph.Key, name, v)
						}
					}
				}
			}
		}
	}
	if n == 0 {
		t.Error("no suggestion counts from a payment")
	}
}
