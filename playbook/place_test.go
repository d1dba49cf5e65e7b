package playbook_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"recourse"
	"recourse/deadline"
	"recourse/incident"
	"recourse/knowledge"
	"recourse/playbook"
)

// laid loads what ships with one route and its step laid over it.
func laid(t *testing.T, limit string) (*playbook.Book, error) {
	t.Helper()
	cals, err := deadline.LoadCalendars(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	source := "{title: a, seen: undated, confidence: high}"
	return playbook.LoadProven(knowledge.Overlay(knowledge.Files(), with(map[string]string{
		"routes/x/own.yaml":    "sources: [" + source + "]\ndeadlines: [{id: a, kind: closing-time, from: [{event: paid.first}], source: " + source + ", " + limit + "}]\n",
		"playbooks/x/own.yaml": "steps: [{id: own, phase: after, route: own, clocks: [{deadline: a}]}]\n",
	})), cals)
}

// TestALastDayEndsWhereItsVenueIs holds that a closing hour and a zone to the
// east are told by the person's clock, that the date itself stays, and that
// nothing is said where the person's own midnight comes first.
func TestALastDayEndsWhereItsVenueIs(t *testing.T) {
	tests := []struct{ name, country, limit, paid, due, closes string }{
		{"in China the day ends at five in the afternoon", "RS", "term: 3 calendar_days, zone: CN", "2026-11-20", "2026-11-23", "2026-11-23T17:00:00+01:00"},
		{"and at six in summer", "RS", "term: 3 calendar_days, zone: CN", "2026-07-20", "2026-07-23", "2026-07-23T18:00:00+02:00"},
		{"a closing hour at home", "RS", "term: 3 calendar_days, closes: '16:30'", "2026-11-20", "2026-11-23", "2026-11-23T16:30:00+01:00"},
		{"a closing hour on the day on which clocks change", "RS", "term: 3 calendar_days, closes: '16:30'", "2026-10-22", "2026-10-25", "2026-10-25T16:30:00+01:00"},
		{"a closing hour in China", "RS", "term: 3 calendar_days, zone: CN, closes: '18:00'", "2026-11-20", "2026-11-23", "2026-11-23T11:00:00+01:00"},
		{"America’s midnight is later, so it is not told", "RS", "term: 3 calendar_days, zone: US", "2026-11-20", "2026-11-23", ""},
		{"at home nothing is told", "RS", "term: 3 calendar_days, zone: RS", "2026-11-20", "2026-11-23", ""},
		{"hours end at their instant", "RS", "term: 72 hours, zone: CN", "2026-11-20", "2026-11-23T00:00:00+01:00", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, err := laid(t, tt.limit)
			if err != nil {
				t.Fatal(err)
			}
			paid := day(t, tt.paid)
			inc := incident.Incident{Person: incident.Person{Country: tt.country}, Branch: incident.OtherBranch, Payments: []incident.Payment{{At: paid, Rail: "cash"}}}
			p, err := b.Plan(inc, paid.Date().In(time.UTC).Add(12*time.Hour))
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range p.Steps {
				if s.ID != "own" {
					continue
				}
				closes := ""
				for _, d := range s.Clock.Derivation {
					if d.Key == "clock.closes" {
						closes = d.Args["time"].(recourse.Moment).String()
					}
				}
				if s.Clock.Due.String() != tt.due || closes != tt.closes {
					t.Errorf("due %s, ends at %q, want %s and %q", s.Clock.Due, closes, tt.due, tt.closes)
				}
				return
			}
			t.Error("no step own")
		})
	}
}

func TestPlacesAndHoursThatAreNoneAreRefused(t *testing.T) {
	for limit, want := range map[string]string{
		"term: 3 calendar_days, closes: 'late'": "18:00",
		"term: 3 calendar_days, zone: XX":       "XX",
		"term: 3 calendar_days, extends: b":     "no deadline of this route",
	} {
		_, err := laid(t, limit)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "routes/x/own.yaml:2") {
			t.Errorf("%s: %v, want an error that names the line and %q", limit, err, want)
		}
	}
}

// TestARouteHoldsOnItsDays holds that a way exists by the payment's day.
func TestARouteHoldsOnItsDays(t *testing.T) {
	cals, err := deadline.LoadCalendars(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	b, err := playbook.LoadProven(knowledge.Overlay(knowledge.Files(), with(map[string]string{
		"routes/x/old.yaml": "per: payment\nrecovers: true\nrank: 1\nvalid: {from: 2025-01-01, to: 2025-12-31}\nsources: [{title: a, seen: undated, confidence: high}]\n",
	})), cals)
	if err != nil {
		t.Fatal(err)
	}
	for paid, want := range map[string]bool{"2024-12-31": false, "2025-01-01": true, "2025-12-31": true, "2026-01-01": false} {
		inc := incident.Incident{Branch: incident.OtherBranch, Payments: []incident.Payment{{At: day(t, paid), Rail: "cash"}}}
		has := false
		for _, w := range plan(t, b, inc).Recoverability[0].Routes {
			has = has || w.Route == "old"
		}
		if has != want {
			t.Errorf("paid on %s the way exists: %v, want %v", paid, has, want)
		}
	}
}

// storyIncidents reads the incidents of examples/stories.
func storyIncidents(t testing.TB) []incident.Incident {
	t.Helper()
	names, err := filepath.Glob("../examples/stories/*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	var list []incident.Incident
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var inc incident.Incident
		if err := json.Unmarshal(raw, &inc); err != nil {
			t.Fatal(err)
		}
		list = append(list, inc)
	}
	return list
}

// BenchmarkPlanStories plans the nine stories in turn: one operation is one plan.
func BenchmarkPlanStories(b *testing.B) {
	book, list := load(b), storyIncidents(b)
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		if _, err := book.Plan(list[i%len(list)], now); err != nil {
			b.Fatal(err)
		}
		i++
	}
}
