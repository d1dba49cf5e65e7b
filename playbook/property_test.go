package playbook_test

import (
	"slices"
	"testing"
	"time"

	"recourse"
	"recourse/incident"
	"recourse/indicator"
	"recourse/money"
	"recourse/playbook"

	"pgregory.net/rapid"
)

var (
	branches = []incident.Branch{"", incident.Impersonation, incident.SellerFraud, incident.Breach, incident.ChangedBankDetails, incident.AccountTakeover, incident.RecoveryScam, incident.OtherBranch, incident.NotAScam}
	rails    = []string{"", "bank-transfer", "instant", "card", "sepa", "direct-debit", "swift", "paypal", "e-money", "money-transfer", "crypto", "cash", "other"}
)

// drawIncident draws trouble of any kind, dates in any order.
func drawIncident(t *rapid.T) incident.Incident {
	date := func(name string) recourse.Date {
		n := rapid.IntRange(-600, 60).Draw(t, name)
		return recourse.DateOf(now).AddDays(n)
	}
	inc := incident.Incident{
		Recourse: 1, Branch: rapid.SampledFrom(branches).Draw(t, "branch"),
		Person: incident.Person{Country: rapid.SampledFrom([]string{"", "RS", "DE", "GB", "US", "HR", "XX"}).Draw(t, "country"), Kind: rapid.SampledFrom([]string{"", "consumer", "business"}).Draw(t, "kind")},
	}
	for range rapid.IntRange(0, 3).Draw(t, "payments") {
		inc.Payments = append(inc.Payments, incident.Payment{
			At: recourse.OnDay(date("paid")), Amount: money.Of(100, rapid.SampledFrom([]money.Currency{"RSD", "EUR"}).Draw(t, "currency")),
			Rail: rapid.SampledFrom(rails).Draw(t, "rail"), CardNetwork: rapid.SampledFrom([]string{"", "visa", "mastercard"}).Draw(t, "network"),
		})
	}
	if rapid.Bool().Draw(t, "asked") {
		inc.Asked = []incident.Asked{{Amount: money.Of(500, "EUR")}}
	}
	if rapid.Bool().Draw(t, "order") {
		inc.Orders = []incident.Order{{
			Platform: rapid.SampledFrom([]string{"", "alibaba"}).Draw(t, "platform"), Protected: yes(),
			ReceivedOn: date("received"), PromisedBy: date("promised"), Problem: rapid.SampledFrom([]string{"", "not-received", "damaged"}).Draw(t, "problem"),
		}}
	}
	kinds := []string{"told-bank", "police-report", "dispute-opened", "escalated", "complaint-filed", "reply", "closed", "frozen", "returned", "cancelled"}
	for range rapid.IntRange(0, 4).Draw(t, "events") {
		inc.Events = append(inc.Events, incident.Event{
			At: recourse.OnDay(date("event")), Kind: rapid.SampledFrom(kinds).Draw(t, "event kind"),
			To: rapid.SampledFrom([]string{"bank", "nbs", "alibaba", "seller", "police", "paypal", "ombudsman"}).Draw(t, "to"), Reply: rapid.SampledFrom([]string{"", "refused", "offers"}).Draw(t, "reply"),
		})
	}
	return inc
}

func TestEveryPlanHasAFirstStepAndNoClockBeforeItsEvent(t *testing.T) {
	b := load(t)
	rapid.Check(t, func(t *rapid.T) {
		inc := drawIncident(t)
		p, err := b.Plan(inc, now)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Steps) == 0 || p.Steps[0].Phase != "now" || p.Steps[0].State != "todo" {
			t.Fatalf("plan %v has no first step to do now", outline(p))
		}
		if len(inc.Asked) > 0 && inc.Branch != "" && inc.Branch != incident.Breach && inc.Branch != incident.NotAScam && p.Steps[0].ID != "stop-paying" {
			t.Fatalf("money is asked for and the first step is %s", p.Steps[0].ID)
		}
		if inc.Branch == "" && p.Steps[0].ID != "be-careful" {
			t.Fatalf("it is not known what this is and the first step is %s", p.Steps[0].ID)
		}
		for _, s := range p.Steps {
			clocks := s.Also
			if s.Clock != nil {
				clocks = append(slices.Clone(clocks), *s.Clock)
			}
			for _, c := range clocks {
				if c.Due.Date().Before(c.From.Date()) {
					t.Fatalf("step %s: due %s before its event on %s", s.ID, c.Due, c.From)
				}
				if c.Kind == playbook.OurSuggestion && c.Due.Date().Before(p.Today) {
					t.Fatalf("step %s: we suggest %s, which is past", s.ID, c.Due)
				}
				if len(c.Derivation) == 0 || c.Rule.Key == "" {
					t.Fatalf("step %s: a clock without derivation or rule", s.ID)
				}
			}
		}
	})
}

// limits lists the legal limits of a plan by step: those that have a date, and
// those of which it says that the days given contradict each other.
func limits(p playbook.Plan) map[string]bool {
	found := map[string]bool{}
	for _, s := range p.Steps {
		clocks := s.Also
		if s.Clock != nil {
			clocks = append(slices.Clone(clocks), *s.Clock)
		}
		for _, c := range clocks {
			if c.Kind == playbook.LegalLimit {
				found[s.ID] = true
			}
		}
		if slices.ContainsFunc(s.Limits, func(ph recourse.Phrase) bool { return ph.Key == "limit.not-known" }) {
			found[s.ID] = true
		}
	}
	return found
}

// learn adds one fact that was not known before. What answers a limit (a reply,
// a complaint, a refund) is left out: it ends the limit because it was met.
func learn(t *rapid.T, inc *incident.Incident) string {
	past := func() recourse.Date { return recourse.DateOf(now).AddDays(-rapid.IntRange(0, 400).Draw(t, "days ago")) }
	what := rapid.SampledFrom([]string{"payment", "country", "kind", "threats", "watched", "given", "site", "evidence", "promise", "told bank", "police", "order", "seller", "network", "frozen"}).Draw(t, "learned")
	switch what {
	case "payment":
		inc.Payments = append(inc.Payments, incident.Payment{At: recourse.OnDay(past()), Amount: money.Of(9, "RSD"), Rail: rapid.SampledFrom(rails).Draw(t, "another rail"), Authorised: yes()})
	case "country":
		if inc.Person.Country == "" {
			inc.Person.Country = rapid.SampledFrom([]string{"RS", "GB", "DE", "US", "XX"}).Draw(t, "new country")
		}
	case "kind":
		if inc.Person.Kind == "" {
			inc.Person.Kind = rapid.SampledFrom([]string{"consumer", "business"}).Draw(t, "new kind")
		}
	case "threats":
		inc.Threats = yes()
	case "watched":
		inc.Watched = yes()
	case "given":
		inc.Given = append(inc.Given, rapid.SampledFrom([]string{"password", "card", "remote-access"}).Draw(t, "given"))
	case "site":
		inc.Parties = append(inc.Parties, incident.Party{ID: "p9", Indicators: []incident.Pointer{{Kind: indicator.Domain, Value: "a.example"}}})
	case "evidence":
		inc.Evidence = append(inc.Evidence, incident.Evidence{Item: "00", Name: "inspection report.pdf", Kind: "page"})
	case "promise":
		inc.Promises = append(inc.Promises, incident.Promise{Quote: "soon"})
	case "told bank":
		inc.Events = append(inc.Events, incident.Event{At: recourse.OnDay(past()), Kind: "told-bank", To: "bank"})
	case "police":
		inc.Events = append(inc.Events, incident.Event{At: recourse.OnDay(past()), Kind: "police-report", To: "police"})
	case "frozen":
		inc.Events = append(inc.Events, incident.Event{At: recourse.At(past().In(time.UTC)), Kind: "frozen", To: "bank"})
	case "order":
		if len(inc.Orders) > 0 && inc.Orders[0].Number == "" {
			inc.Orders[0].Number = "42"
		}
	case "seller":
		if len(inc.Parties) == 0 {
			inc.Parties = append(inc.Parties, incident.Party{ID: "p1", Role: "seller", Country: rapid.SampledFrom([]string{"CN", "RS", "IT"}).Draw(t, "seller")})
		}
	case "network":
		for i := range inc.Payments {
			if inc.Payments[i].CardNetwork == "" {
				inc.Payments[i].CardNetwork = "visa"
			}
		}
	}
	return what
}

func TestANewFactDropsNoLegalLimit(t *testing.T) {
	b := load(t)
	rapid.Check(t, func(t *rapid.T) {
		inc := drawIncident(t)
		before, err := b.Plan(inc, now)
		if err != nil {
			t.Fatal(err)
		}
		what := learn(t, &inc)
		after, err := b.Plan(inc, now)
		if err != nil {
			t.Fatal(err)
		}
		has := limits(after)
		for id := range limits(before) {
			if !has[id] {
				t.Fatalf("step %s lost its legal limit when this was learned: %s", id, what)
			}
		}
	})
}
