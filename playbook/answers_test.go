package playbook

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"recourse"
	"recourse/incident"
	"recourse/money"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestCheckAnswer(t *testing.T) {
	b := shipped(t)
	for _, tc := range []struct {
		fact, of, value string
		ok              bool
	}{
		{"paid.any", "", "yes", true},
		{"paid.any", "", "", true},
		{"paid.any", "", "perhaps", false},
		{"paid.any", "a1", "yes", false},
		{"branch", "", "impersonation", true},
		{"branch", "", "murder", false},
		{"given", "", "card, password", true},
		{"given", "", "none", true},
		{"given", "", "card,house", false},
		{"order.received", "", "2026-11-01", true},
		{"order.received", "", "2026-13-01", false},
		{"order.number", "", "27182", true},
		{"seller.country", "", "cn", true},
		{"seller.country", "", "China", false},
		{"payment.part", "a1", "apart", true},
		{"payment.part", "", "apart", false},
		{"paid.transfer", "", "yes", false},
		{"have.chat", "", "yes", false},
		{"nothing", "", "yes", false},
		{"event.told-bank", "", "2026-11-20", true},
		{"reply.bank.at", "", "", true},
		{"event.told-bank", "", "soon", false},
	} {
		err := b.CheckAnswer(incident.Answer{Fact: tc.fact, Of: tc.of, Value: tc.value})
		if (err == nil) != tc.ok || err != nil && !errors.Is(err, recourse.Invalid) {
			t.Errorf("CheckAnswer(%q of %q is %q) = %v, want it taken: %v", tc.fact, tc.of, tc.value, err, tc.ok)
		}
	}
}

func TestWithAnswersPutsThemWhereFactsStand(t *testing.T) {
	b := shipped(t)
	yes, no := true, false
	in := incident.Incident{
		Recourse: 1,
		Payments: []incident.Payment{
			{Amount: money.Of(6000, "RSD"), At: recourse.OnDay(recourse.Date{Year: 2026, Month: 11, Day: 12}), Rail: "card"},
			{Amount: money.Of(7000, "RSD")},
		},
		Answers: []incident.Answer{
			{Fact: "payment.network", Value: "visa"},
			{Fact: "payment.rail", Value: "card"},
			{Fact: "payment.at", Value: "2026-11-14"},
			{Fact: "payment.authorised", Value: "yes"},
			{Fact: "watched", Value: "no"},
			{Fact: "threats", Value: "yes"},
			{Fact: "given", Value: "card, phone"},
			{Fact: "branch", Value: "breach"},
			{Fact: "person.kind", Value: "business"},
			{Fact: "person.country", Value: "rs"},
			{Fact: "seller.country", Value: "cn"},
			{Fact: "order.protected", Value: "yes"},
			{Fact: "order.alibaba", Value: "yes"},
			{Fact: "order.problem", Value: "damaged"},
			{Fact: "order.received", Value: "2026-11-01"},
		},
	}
	got := b.WithAnswers(in)
	for what, ok := range map[string]bool{
		"how the second was paid":      got.Payments[1].Rail == "card",
		"by which card":                got.Payments[0].CardNetwork == "visa" && got.Payments[1].CardNetwork == "visa",
		"when the undated was paid":    got.Payments[1].At.Date().String() == "2026-11-14" && got.Payments[0].At.Date().String() == "2026-11-12",
		"that both were approved":      *got.Payments[0].Authorised && *got.Payments[1].Authorised,
		"that nobody watches":          cmp.Equal(got.Watched, &no) && cmp.Equal(got.Threats, &yes),
		"what was given":               cmp.Equal(got.Given, []string{"card", "phone"}),
		"what it is about":             got.Branch == incident.Breach,
		"who paid":                     got.Person.Kind == "business" && got.Person.Country == "RS",
		"where the seller is":          len(got.Parties) == 1 && got.Parties[0].Country == "CN" && got.Parties[0].Role == "seller",
		"what is wrong with the order": len(got.Orders) == 1 && got.Orders[0].Problem == "damaged" && got.Orders[0].Platform == "alibaba" && *got.Orders[0].Protected,
		"when it came":                 got.Orders[0].ReceivedOn.String() == "2026-11-01",
	} {
		if !ok {
			t.Errorf("with the answers the incident does not say %s: %+v", what, got)
		}
	}
	if in.Payments[1].Rail != "" || len(in.Orders) > 0 {
		t.Error("the incident that was given was changed")
	}
	if again := b.WithAnswers(got); !cmp.Equal(again, got) {
		t.Errorf("doing it again changes it:\n%s", cmp.Diff(got, again))
	}
}

func TestNotEveryPaymentApproved(t *testing.T) {
	b := shipped(t)
	one := incident.Payment{Amount: money.Of(6000, "RSD"), Rail: "card"}
	in := incident.Incident{Recourse: 1, Branch: incident.AccountTakeover, Payments: []incident.Payment{one}, Answers: []incident.Answer{{Fact: "payment.authorised", Value: "no"}}}
	if got := b.WithAnswers(in); got.Payments[0].Authorised == nil || *got.Payments[0].Authorised {
		t.Error("the one payment there is was not approved, and does not say so")
	}
	in.Payments = append(in.Payments, one)
	if got := b.WithAnswers(in); got.Payments[0].Authorised != nil {
		t.Error("of two payments one is said not to be approved, although nobody said which")
	}
	plan, err := b.Plan(in, noon)
	if err != nil {
		t.Fatal(err)
	}
	if !hasStep(plan, "unauthorised-claim") {
		t.Error("a payment was not approved, and the bank is not told")
	}
}

func hasStep(plan Plan, id string) bool {
	for _, s := range plan.Steps {
		if s.ID == id {
			return true
		}
	}
	return false
}

func TestAPaymentOfUnknownSizeIsNoPaymentOfTheIncident(t *testing.T) {
	plan, err := shipped(t).Plan(incident.Incident{
		Recourse: 1, Branch: incident.Impersonation, Person: incident.Person{Country: "RS"},
		Answers: []incident.Answer{{Fact: "paid.any", Value: "yes"}, {Fact: "payment.rail", Value: "card"}},
	}, noon)
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Recoverability) > 0 {
		t.Errorf("ways back for payment %d, which the incident does not have", plan.Recoverability[0].Payment)
	}
	if !hasStep(plan, "card-dispute") {
		t.Error("it was paid by card, and the plan has no dispute of a card payment")
	}
}

func TestMarksAndContacts(t *testing.T) {
	b := shipped(t)
	in := incident.Incident{
		Recourse: 1, Branch: incident.Impersonation, Person: incident.Person{Country: "RS", Kind: "consumer"},
		Payments: []incident.Payment{{Amount: money.Of(6000, "RSD"), At: recourse.OnDay(recourse.Date{Year: 2026, Month: 11, Day: 12}), Rail: "bank-transfer"}},
	}
	plan, err := b.Plan(in, noon)
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Contacts) > 0 {
		t.Errorf("contacts %+v, although nobody was turned to", plan.Contacts)
	}
	for _, s := range plan.Steps {
		if s.State == "done" || s.State == "closed" {
			continue
		}
		marked := in
		marked.Events = []incident.Event{{Kind: s.Mark.Kind, To: s.Mark.To, At: recourse.OnDay(recourse.DateOf(noon))}}
		after, err := b.Plan(marked, noon)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range after.Steps {
			if a.ID == s.ID && a.State != "done" {
				t.Errorf("step %s is %s after its mark %+v, want done", s.ID, a.State, s.Mark)
			}
		}
		if s.ID != "rs-bank-complaint" {
			continue
		}
		if len(after.Contacts) != 1 || after.Contacts[0].To != "bank" || after.Contacts[0].On.String() != "2026-11-23" || len(after.Contacts[0].Options) != 4 {
			t.Errorf("contacts %+v, want the bank of today with four answers", after.Contacts)
		}
		if s.Body != "bank" {
			t.Errorf("body %q, want the bank", s.Body)
		}
	}
}

func TestAReplySaysWhatItOpens(t *testing.T) {
	day := func(d int) recourse.Moment { return recourse.OnDay(recourse.Date{Year: 2026, Month: 11, Day: d}) }
	in := incident.Incident{
		Recourse: 1, Branch: incident.Impersonation, Person: incident.Person{Country: "RS", Kind: "consumer"},
		Payments: []incident.Payment{{Amount: money.Of(6000, "RSD"), At: day(12), Rail: "bank-transfer"}},
		Events:   []incident.Event{{Kind: "complaint-filed", To: "bank", At: day(19)}},
	}
	b := shipped(t)
	for reply, want := range map[string]string{"": "", "refused": "rs-nbs", "asks": "rs-bank-asks", "offers": "rs-bank-offers"} {
		heard := in
		if reply != "" {
			heard.Events = append(slices.Clone(in.Events), incident.Event{Kind: "reply", To: "bank", Reply: reply, At: day(22)})
		}
		plan, err := b.Plan(heard, noon)
		if err != nil {
			t.Fatal(err)
		}
		opens := plan.Contacts[0].Opens
		if want == "" && len(opens) > 0 || want != "" && !slices.Contains(opens, want) {
			t.Errorf("the reply %q opens %q, want %q", reply, opens, want)
		}
		if slices.Contains(opens, "stop-paying") || slices.Contains(opens, "rs-police") {
			t.Errorf("the reply %q opens %q, which were open before", reply, opens)
		}
	}
}
