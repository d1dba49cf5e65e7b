package playbook_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"recourse"
	"recourse/deadline"
	"recourse/incident"
	"recourse/indicator"
	"recourse/knowledge"
	"recourse/money"
	"recourse/playbook"

	"github.com/google/go-cmp/cmp"
)

func load(t testing.TB) *playbook.Book {
	t.Helper()
	cals, err := deadline.LoadCalendars(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	b, err := playbook.LoadProven(knowledge.Files(), cals)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWhatShipsProvesItself(t *testing.T) {
	cals, err := deadline.LoadCalendars(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := playbook.Load(knowledge.Files(), cals); err != nil {
		t.Error(err)
	}
}

func yes() *bool { v := true; return &v }

func day(t testing.TB, s string) recourse.Moment {
	t.Helper()
	m, err := recourse.ParseMoment(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// taskJob is a person in Novi Sad after three dinar transfers to private accounts.
func taskJob(t testing.TB) incident.Incident {
	pay := func(at string, dinars int64) incident.Payment {
		return incident.Payment{
			At: day(t, at), Amount: money.Of(dinars, "RSD"), Rail: "bank-transfer", Authorised: yes(),
			To: incident.Account{Account: "265000000000123429"},
		}
	}
	return incident.Incident{
		Recourse: 1, Branch: incident.Impersonation, Pattern: "task-job", Brand: "alibaba",
		Person: incident.Person{Name: "Danijel Marković", Kind: "consumer", Country: "RS", Language: "sr-Latn"},
		Parties: []incident.Party{{ID: "p1", Role: "mentor", Name: "Lena", Indicators: []incident.Pointer{
			{Kind: indicator.Handle, Value: "whatsapp:+381600000000"},
			{Kind: indicator.Domain, Value: "alibaba-task-vip.example"},
		}}},
		Payments: []incident.Payment{pay("2026-11-12", 6_000), pay("2026-11-14", 23_000), pay("2026-11-18T18:05:00+01:00", 61_328)},
		Asked:    []incident.Asked{{At: day(t, "2026-11-22"), Amount: money.Of(150_638, "RSD"), For: "final commission"}},
	}
}

// supplier is an importer in Niš whose lamps came with the wrong plugs.
func supplier(t testing.TB) incident.Incident {
	d := func(s string) recourse.Date { return day(t, s).Date() }
	return incident.Incident{
		Recourse: 1, Branch: incident.Breach, Brand: "alibaba",
		Person:  incident.Person{Name: "Jovanović Dekor d.o.o.", Kind: "business", Country: "RS"},
		Parties: []incident.Party{{ID: "p1", Role: "seller", Name: "Foshan Brightwell Lighting Co., Ltd.", Country: "CN"}},
		Payments: []incident.Payment{{
			At: day(t, "2026-09-03"), Amount: money.Of(4_860, "USD"), Rail: "card", CardNetwork: "visa", Authorised: yes(),
		}},
		Orders: []incident.Order{{
			Platform: "alibaba", Protected: yes(), Number: "2718281828459045", Seller: "p1", ContractedOn: d("2026-09-03"),
			PromisedBy: d("2026-10-20"), ReceivedOn: d("2026-11-01"), Problem: "not-as-agreed", Value: money.Of(4_860, "USD"),
		}},
		Evidence: []incident.Evidence{{Item: "00", Name: "proforma-invoice.pdf", Size: 1, Kind: "page"}, {Item: "01", Name: "lamp.png", Size: 1, Kind: "image"}},
	}
}

var now = time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)

func plan(t testing.TB, b *playbook.Book, inc incident.Incident) playbook.Plan {
	t.Helper()
	p, err := b.Plan(inc, now)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// outline writes a plan's steps as "phase id due kind paper".
func outline(p playbook.Plan) []string {
	var lines []string
	for _, s := range p.Steps {
		due, kind := "-", "-"
		if s.Clock != nil {
			due, kind = s.Clock.Due.String(), s.Clock.Kind
		}
		lines = append(lines, strings.TrimSpace(strings.Join([]string{s.Phase, s.ID, due, kind, s.Paper}, " ")))
	}
	return lines
}

func TestPlanOfTheTaskJob(t *testing.T) {
	got := plan(t, load(t), taskJob(t))
	want := []string{
		"now stop-paying - -",
		"now bank-call 2026-11-23 our-suggestion",
		"today bank-recall-letter 2026-11-23 our-suggestion rs-bank-recall",
		"today rs-payee-bank 2026-11-23 our-suggestion",
		"today hold-evidence 2026-11-23 our-suggestion",
		"today rs-police 2026-11-24 our-suggestion rs-criminal-complaint",
		"today export-chat 2026-11-23 our-suggestion",
		"today tell-one-person - -",
		"week rs-freeze - -",
		"week rs-bank-complaint 2026-11-30 our-suggestion rs-bank-complaint",
		"week report-whatsapp - - account-report",
		"week report-brand - - platform-impersonation-report",
		"week report-registrar - -",
		"week report-host - -",
		"week report-site - -",
		"week second-scam - -",
		"after rs-nbs - -",
		"after rs-damages 2029-11-12 legal-limit",
		"after econsumer - -",
	}
	if diff := cmp.Diff(want, outline(got)); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
	if len(got.Recoverability) != 3 {
		t.Errorf("recoverability of %d payments, want 3", len(got.Recoverability))
	}
	for _, r := range got.Recoverability {
		if len(r.Routes) == 0 || r.Routes[0].Route != "own-bank-recall" || !r.Routes[0].Open || !r.Routes[0].Until.IsZero() {
			t.Errorf("payment %d: routes %+v, want own-bank-recall open first and without an end", r.Payment, r.Routes)
		}
	}
}

func TestPlanOfTheSupplier(t *testing.T) {
	got := plan(t, load(t), supplier(t))
	want := []string{
		"now keep-position - -",
		"today document-goods 2026-11-23 our-suggestion",
		"today hold-evidence 2026-11-23 our-suggestion",
		"today seller-notice 2026-11-23 our-suggestion seller-notice",
		"today ta-open 2026-12-01 closing-time ta-dispute",
		"today card-dispute 2026-11-23 our-suggestion rs-card-dispute",
		"week ta-inspection - -",
		"after cn-regulator - -",
		"after cn-arbitration - -",
		"after cn-limitation 2029-11-01 legal-limit",
	}
	if diff := cmp.Diff(want, outline(got)); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
	if open := got.Recoverability[0].Routes; len(open) != 4 || open[0].Until.String() != "2026-12-01" || open[1].Until.String() != "2027-03-01" {
		t.Errorf("ways back %+v, want Trade Assurance until 2026-12-01 and the card until 2027-03-01", open)
	}
}

func TestNeedsSayWhatIsAtHand(t *testing.T) {
	got := plan(t, load(t), supplier(t))
	i := slices.IndexFunc(got.Steps, func(s playbook.Step) bool { return s.ID == "ta-open" })
	have := map[string]bool{}
	for _, n := range got.Steps[i].Needs {
		have[n.What.Key] = n.Have
	}
	want := map[string]bool{"need.order-number": true, "need.contract": true, "need.photos": true, "need.chat": false, "need.receipt-date": true}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("needs (-want +got):\n%s", diff)
	}
}

func TestNeedsAreKnownByTheirFilesNames(t *testing.T) {
	b := load(t)
	have := func(inc incident.Incident, step, need string) bool {
		for _, s := range plan(t, b, inc).Steps {
			for _, n := range s.Needs {
				if s.ID == step && n.What.Key == "need."+need {
					return n.Have
				}
			}
		}
		t.Fatalf("step %s does not need %s", step, need)
		return false
	}
	for _, tt := range []struct {
		evidence incident.Evidence
		want     bool
	}{
		{incident.Evidence{Name: "PI-BW-2026-0817.pdf", Kind: "page"}, true},
		{incident.Evidence{Name: "Predračun 12.pdf", Kind: "page"}, true},
		{incident.Evidence{Name: "01.eml", Title: "Payment confirmed for your Trade Assurance order 2718", Kind: "mail"}, true},
		{incident.Evidence{Name: "potvrda porudžbine.pdf", Kind: "page"}, true},
		{incident.Evidence{Name: "Sales Invoice.pdf", Kind: "page"}, true},
		{incident.Evidence{Name: "recorder.pdf", Kind: "page"}, false},
		{incident.Evidence{Name: "api-keys.pdf", Kind: "page"}, false},
	} {
		inc := supplier(t)
		inc.Evidence = []incident.Evidence{tt.evidence}
		if got := have(inc, "ta-open", "contract"); got != tt.want {
			t.Errorf("with %q %q the contract is at hand: %v, want %v", tt.evidence.Name, tt.evidence.Title, got, tt.want)
		}
	}
	inc := supplier(t)
	inc.Evidence = []incident.Evidence{{Name: "03.eml", Kind: "mail"}}
	if !have(inc, "ta-open", "chat") {
		t.Error("they wrote by mail only, and the mails do not count as what was written")
	}
	job := taskJob(t)
	job.Evidence = []incident.Evidence{{Name: "03.eml", Kind: "mail"}}
	if have(job, "report-whatsapp", "chat") {
		t.Error("a mail counts as the WhatsApp chat")
	}
}

func TestTheDayIsThePersonsOwn(t *testing.T) {
	b := load(t)
	late := time.Date(2026, 11, 23, 23, 30, 0, 0, time.UTC) // half past midnight in Belgrade
	p, err := b.Plan(taskJob(t), late)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := p.Today.String(), "2026-11-24"; got != want {
		t.Errorf("today = %s, want %s", got, want)
	}
}

func TestAFuturePaymentIsAProblemAndStartsNoClock(t *testing.T) {
	inc := supplier(t)
	inc.Payments[0].At = day(t, "2027-01-05")
	inc.Orders[0].ReceivedOn = day(t, "2027-02-01").Date()
	got := plan(t, load(t), inc)
	var keys []string
	for _, p := range got.Problems {
		keys = append(keys, p.Key)
	}
	if diff := cmp.Diff([]string{"plan.problem.future-payment", "plan.problem.future-receipt"}, keys); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	for _, s := range got.Steps {
		if s.Clock != nil && s.Clock.Kind != playbook.OurSuggestion && s.Clock.From.Date().After(got.Today) {
			t.Errorf("step %s counts from %s, which is to come", s.ID, s.Clock.From)
		}
	}
}

func TestPlanRefusesNoTime(t *testing.T) {
	if _, err := load(t).Plan(incident.Incident{}, time.Time{}); !errors.Is(err, recourse.Invalid) {
		t.Errorf("Plan without a time = %v, want an error that is invalid", err)
	}
}

func TestEveryKeyIsInBothLanguages(t *testing.T) {
	keys := load(t).Keys()
	for _, lang := range []string{"en", "sr-Latn"} {
		raw, err := knowledge.ReadFile(knowledge.Files(), "locales/"+lang+".plan.json")
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]any
		if err := json.Unmarshal(raw, &texts); err != nil {
			t.Fatal(err)
		}
		known := make(map[string]bool, len(keys))
		for _, k := range keys {
			known[k] = true
			if texts[k] == nil {
				t.Errorf("%s lacks %s", lang, k)
			}
		}
		for k := range texts {
			if !known[k] {
				t.Errorf("%s has %s, which nothing uses", lang, k)
			}
		}
	}
}

func TestNoTextPromisesOdds(t *testing.T) {
	for _, lang := range []string{"en", "sr-Latn"} {
		raw, err := knowledge.ReadFile(knowledge.Files(), "locales/"+lang+".plan.json")
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ToLower(string(raw))
		for _, name := range []string{"guaranteed delivery", "guaranteed-delivery", "garantovana isporuka"} { // a programme's own name
			text = strings.ReplaceAll(text, name, "")
		}
		for _, word := range []string{"%", "percent", "procenat", "procenata", "odsto", "guarantee", "garant", "success rate", "ec.europa.eu/odr"} {
			if strings.Contains(text, word) {
				t.Errorf("%s says %q", lang, word)
			}
		}
	}
}

// with lays files over the knowledge that ships.
func with(files map[string]string) fstest.MapFS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

func TestLoadRefusesAndNames(t *testing.T) {
	cals, err := deadline.LoadCalendars(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	const source = "sources: [{title: a, seen: undated, confidence: high}]\n"
	tests := []struct {
		name, path, text, want string
	}{
		{"a case that does not hold", "playbooks/x/own.yaml", "steps: [{id: own, phase: after, when: {branch: {is: breach}}}]\ncases: [{name: mine, today: 2026-11-23, incident: {recourse: 1, branch: other}, want: {steps: {own: {}}}}]", `playbooks/x/own.yaml:2: case "mine": step own is missing`},
		{"a case with an unknown field", "playbooks/x/own.yaml", "cases: [{name: mine, today: 2026-11-23, incident: {colour: red}}]", `case "mine": incident`},
		{"a case without a day", "playbooks/x/own.yaml", "cases: [{name: mine, today: soon, incident: {recourse: 1}}]", `case "mine"`},
		{"a step that is there twice", "playbooks/x/own.yaml", "steps: [{id: stop-paying, phase: now}]", "playbooks/common/first.yaml"},
		{"an unknown phase", "playbooks/x/own.yaml", "steps: [{id: own, phase: soon}]", "phase"},
		{"an unknown route", "playbooks/x/own.yaml", "steps: [{id: own, phase: now, route: none}]", "route \"none\""},
		{"an unknown deadline", "playbooks/x/own.yaml", "steps: [{id: own, phase: now, route: rs-nbs, clocks: [{deadline: none}]}]", "no deadline none"},
		{"a clock that is nothing", "playbooks/x/own.yaml", "steps: [{id: own, phase: now, clocks: [{}]}]", "clock 1"},
		{"an unknown fact", "playbooks/x/own.yaml", "when: {colour: {is: red}}", "colour"},
		{"an unknown field", "playbooks/x/own.yaml", "colour: red", "playbooks/x/own.yaml"},
		{"a need without a fact", "playbooks/x/own.yaml", "steps: [{id: own, phase: now, needs: [moon]}]", "have.moon"},
		{"a route without a source", "routes/x/own.yaml", "per: incident", "needs a source"},
		{"a route that is there twice", "routes/x/rs-nbs.yaml", source, "also in"},
		{"a deadline without an event", "routes/x/own.yaml", source + "deadlines: [{id: a, kind: legal-limit, term: 3 years, from: [{event: moon}]}]", "event \"moon\""},
		{"a deadline of an unknown kind", "routes/x/own.yaml", source + "deadlines: [{id: a, kind: soon, term: 3 years, from: [{event: today}]}]", "kind \"soon\""},
		{"a deadline without a source", "routes/x/own.yaml", source + "deadlines: [{id: a, kind: legal-limit, term: 3 years, from: [{event: today}]}]", "neither url nor title"},
		{"a term that is none", "routes/x/own.yaml", source + "deadlines: [{id: a, kind: legal-limit, term: 3 moons, from: [{event: today}]}]", "moons"},
		{"a channel of an unknown kind", "routes/x/own.yaml", source + "channels: [{kind: pigeon, value: a}]", "pigeon"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := knowledge.Overlay(knowledge.Files(), with(map[string]string{tt.path: tt.text}))
			_, err := playbook.Load(fsys, cals)
			if !errors.Is(err, recourse.Invalid) || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), tt.path) {
				t.Errorf("Load = %v, want an error that is invalid and names %s and %q", err, tt.path, tt.want)
			}
		})
	}
}

func BenchmarkPlan(b *testing.B) {
	book := load(b)
	inc := taskJob(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := book.Plan(inc, now); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		load(b)
	}
}

func TestNoWaysBackWhereNothingWasTaken(t *testing.T) {
	inc := incident.Incident{
		Person: incident.Person{Country: "RS"}, Branch: incident.NotAScam,
		Payments: []incident.Payment{{At: recourse.OnDay(recourse.Date{Year: 2026, Month: 11, Day: 12}), Amount: money.Of(6000, "RSD"), Rail: "bank-transfer"}},
	}
	plan, err := load(t).Plan(inc, time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	if plan.Recoverability == nil || len(plan.Recoverability) > 0 {
		t.Errorf("ways back %v, want an empty list", plan.Recoverability)
	}
}
