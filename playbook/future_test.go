package playbook

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"recourse"
	"recourse/incident"
	"recourse/money"
)

// allIncidents are the incidents of the cases and of examples/stories, each
// with its day.
func allIncidents(t *testing.T, b *Book) []readCase {
	t.Helper()
	all := readCases(t, b)
	names, err := filepath.Glob("../examples/stories/*.json")
	if err != nil || len(names) < 9 {
		t.Fatalf("%d stories: %v", len(names), err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		c := readCase{now: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)}
		if err := json.Unmarshal(raw, &c.inc); err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	return all
}

// lost lists the steps, limits of law and open ways of a plan that another
// lacks, and the steps that it has as ended and the plan has not.
func lost(before, after Plan) []string {
	var list []string
	for _, s := range before.Steps {
		i := slices.IndexFunc(after.Steps, func(o Step) bool { return o.ID == s.ID })
		if i < 0 {
			list = append(list, "step "+s.ID)
			continue
		}
		now := after.Steps[i]
		if now.State != s.State && (now.State == "done" || now.State == "closed" || now.State == "waiting") {
			list = append(list, s.ID+" became "+now.State)
		}
		for _, c := range clocksOf(s) {
			has := func(o Clock) bool { return o.Kind == LegalLimit && o.Due == c.Due }
			if c.Kind == LegalLimit && !slices.ContainsFunc(clocksOf(now), has) {
				list = append(list, s.ID+" lost the limit of "+c.Due.String())
			}
		}
	}
	for _, r := range before.Recoverability {
		if was, is := before.open(r.Payment), after.open(r.Payment); !slices.Equal(was, is) {
			list = append(list, "open ways changed")
		}
	}
	return list
}

func clocksOf(s Step) []Clock {
	if s.Clock == nil {
		return s.Also
	}
	return append([]Clock{*s.Clock}, s.Also...)
}

// TestWhatIsStillToComeEndsNothing adds each kind of event and of payment with a
// day in the future to every case and story.
func TestWhatIsStillToComeEndsNothing(t *testing.T) {
	b := shipped(t)
	var events []incident.Event
	for _, kind := range []string{"told-bank", "police-report", "frozen", "statement-sent", "recall-requested", "dispute-opened", "escalated", "complaint-filed", "answered", "closed", "return-agreed", "returned", "cancelled", "preserved"} {
		for _, to := range []string{"bank", "nbs", "police", "alibaba", "paypal", "seller", "ombudsman", "court"} {
			events = append(events, incident.Event{Kind: kind, To: to})
		}
	}
	for _, to := range []string{"bank", "nbs", "police", "alibaba", "paypal", "seller"} {
		for _, reply := range []string{"refused", "asks", "offers", "accepted"} {
			events = append(events, incident.Event{Kind: "reply", To: to, Reply: reply})
		}
	}
	var payments []incident.Payment
	yes := true
	for _, rail := range []string{"", "bank-transfer", "instant", "card", "sepa", "direct-debit", "swift", "paypal", "e-money", "money-transfer", "crypto", "cash", "other"} {
		for _, authorised := range []*bool{nil, &yes} {
			payments = append(payments, incident.Payment{Amount: money.Of(77, "EUR"), Rail: rail, Authorised: authorised})
		}
	}
	all := allIncidents(t, b)
	for n, c := range all {
		if _, said := c.inc.Answered("payment.at", ""); said {
			continue // the answer gives the day of the one payment that there is
		}
		before, err := b.Plan(c.inc, c.now)
		if err != nil {
			t.Fatal(err)
		}
		day := recourse.OnDay(recourse.DateOf(c.now).AddDays(2 + n%90))
		check := func(inc incident.Incident, what string) {
			t.Helper()
			after, err := b.Plan(inc, c.now)
			if err != nil {
				t.Fatal(err)
			}
			if gone := lost(before, after); len(gone) > 0 {
				t.Errorf("incident %d: with %s on %s: %v", n, what, day, gone)
			}
			if len(after.Problems) == len(before.Problems) || len(after.Ask) == 0 {
				t.Errorf("incident %d: %s on %s is not asked back", n, what, day)
			}
		}
		for i := range 4 { // four of each are enough, others for the next incident
			e := events[(n*4+i)%len(events)]
			e.At = day
			inc := c.inc
			inc.Events = append(slices.Clone(inc.Events), e)
			check(inc, e.Kind+" "+e.To)
			pay := payments[(n*4+i)%len(payments)]
			pay.At = day
			inc = c.inc
			inc.Payments = append(slices.Clone(inc.Payments), pay)
			check(inc, "a payment by "+pay.Rail)
		}
	}
	t.Logf("%d incidents", len(all))
}
