package app

import (
	"strings"
	"testing"
	"time"

	"recourse/incident"
	"recourse/knowledge"

	ics "github.com/arran4/golang-ical"
)

// What is to be kept stands in the calendar too, once a month, as the plan says it.
func TestHoldsAreInTheCalendar(t *testing.T) {
	e, err := LoadEngines(knowledge.Files(), All|Proven)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		in   incident.Incident
		want []string
	}{
		{incident.Incident{Recourse: 1, Branch: incident.Impersonation}, []string{"izvezite prepisku", "fabrička podešavanja"}},
		{incident.Incident{Recourse: 1, Branch: incident.Breach, Orders: []incident.Order{{Platform: "alibaba", Problem: "damaged"}}}, []string{"robu kakva jeste", "ambalažu"}},
		{incident.Incident{Recourse: 1, Branch: incident.NotAScam}, nil},
	} {
		plan, err := e.Book.Plan(tt.in, now)
		if err != nil {
			t.Fatal(err)
		}
		p, err := e.Catalogues.Printer("sr-Latn")
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := writeCalendar(&b, p, plan, "case", now); err != nil {
			t.Fatal(err)
		}
		cal, err := ics.ParseCalendar(strings.NewReader(b.String()))
		if err != nil {
			t.Fatal(err)
		}
		said, rule := "", ""
		for _, ev := range cal.Events() {
			if strings.HasPrefix(ev.Id(), "case-holds@") {
				said, rule = ev.GetProperty(ics.ComponentPropertyDescription).Value, ev.GetProperty(ics.ComponentPropertyRrule).Value
			}
		}
		if (said == "") != (tt.want == nil) || said != "" && rule != "FREQ=MONTHLY;COUNT=6" {
			t.Errorf("%s: the calendar says %q, %s", tt.in.Branch, said, rule)
		}
		for _, want := range tt.want {
			if !strings.Contains(said, want) {
				t.Errorf("%s: the calendar does not say %q: %q", tt.in.Branch, want, said)
			}
		}
	}
}
