package playbook

import (
	"slices"
	"testing"
	"time"

	"recourse/deadline"
	"recourse/incident"
	"recourse/knowledge"
)

func shipped(t *testing.T) *Book {
	t.Helper()
	cals, err := deadline.LoadCalendars(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	b, err := Load(knowledge.Files(), cals)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// readCase is a case whose incident was decoded once.
type readCase struct {
	inc  incident.Incident
	now  time.Time
	want wanted
}

// readCases decodes all cases.
func readCases(t *testing.T, b *Book) []readCase {
	t.Helper()
	var all []readCase
	for _, p := range b.plays {
		for i := range p.Cases {
			inc, now, err := p.Cases[i].read(b)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, readCase{inc, now, p.Cases[i].Want})
		}
	}
	return all
}

// misses reports whether some of the cases fails. Those that name what was
// removed are tried first, and most often alone.
func (b *Book) misses(t *testing.T, cases []readCase, names func(wanted) bool) bool {
	t.Helper()
	for _, named := range []bool{true, false} {
		for _, c := range cases {
			if names(c.want) != named {
				continue
			}
			plan, err := b.Plan(c.inc, c.now)
			if err != nil {
				t.Fatal(err)
			}
			if len(c.want.compare(plan)) > 0 {
				return true
			}
		}
	}
	return false
}

// without runs f with one element of a list taken out, and puts it back.
func without[T any](list *[]T, i int, f func()) {
	all := *list
	*list = slices.Delete(slices.Clone(all), i, i+1)
	f()
	*list = all
}

func TestEveryRuleHasACaseThatMissesIt(t *testing.T) {
	b := shipped(t)
	cases := readCases(t, b)
	if len(cases) < 300 {
		t.Errorf("%d cases, want at least 300", len(cases))
	}
	for _, p := range b.plays {
		for i := range p.Steps {
			id := p.Steps[i].ID
			names := func(w wanted) bool { _, ok := w.Steps[id]; return ok || w.First == id }
			without(&p.Steps, i, func() {
				if !b.misses(t, cases, names) {
					t.Errorf("%s: no case fails without step %s", p.path, id)
				}
			})
			b.missesParts(t, cases, p, &p.Steps[i], names)
		}
		for _, list := range []*[]reminder{&p.Holds, &p.Never} {
			for i := range *list {
				id := (*list)[i].ID
				names := func(w wanted) bool { return slices.Contains(w.Holds, id) || slices.Contains(w.Never, id) }
				without(list, i, func() {
					if !b.misses(t, cases, names) {
						t.Errorf("%s: no case fails without reminder %s", p.path, id)
					}
				})
			}
		}
	}
	for _, r := range b.routes {
		names := b.namesRoute(r.ID)
		for i := range r.Deadlines {
			b.missesLimit(t, cases, r, &r.Deadlines[i], names)
		}
		for i, a := range r.Apart {
			without(&r.Apart, i, func() {
				if !b.misses(t, cases, func(w wanted) bool { return len(w.Apart) > 0 }) {
					t.Errorf("%s: no case fails without reason %s", r.path, a.ID)
				}
			})
		}
	}
}

// missesParts takes out a step's clocks, papers and states one by one.
func (b *Book) missesParts(t *testing.T, cases []readCase, p *play, s *stepRule, names func(wanted) bool) {
	t.Helper()
	for i, c := range s.Clocks {
		without(&s.Clocks, i, func() {
			if !b.misses(t, cases, names) {
				t.Errorf("%s: no case fails without clock %s%s of step %s", p.path, c.Deadline, c.Suggest, s.ID)
			}
		})
	}
	for i, w := range s.Words {
		without(&s.Words, i, func() {
			if !b.misses(t, cases, names) {
				t.Errorf("%s: no case fails without words %s of step %s", p.path, w.As, s.ID)
			}
		})
	}
	for i, c := range s.Papers {
		without(&s.Papers, i, func() {
			if !b.misses(t, cases, names) {
				t.Errorf("%s: no case fails without paper %s of step %s", p.path, c.Letter, s.ID)
			}
		})
	}
	all := s.State
	for name, st := range map[string]states{
		"done":    {Waiting: all.Waiting, Closed: all.Closed},
		"waiting": {Done: all.Done, Closed: all.Closed},
		"closed":  {Done: all.Done, Waiting: all.Waiting},
	} {
		if st == all {
			continue
		}
		s.State = st
		if !b.misses(t, cases, names) {
			t.Errorf("%s: no case fails where step %s is never %s", p.path, s.ID, name)
		}
		s.State = all
	}
}

// missesLimit takes out a deadline, then its cap and its first day.
func (b *Book) missesLimit(t *testing.T, cases []readCase, r *route, d *timeLimit, names func(wanted) bool) {
	t.Helper()
	all := *d
	for what, change := range map[string]func(){
		"":              func() { d.From = nil },
		"cap of ":       func() { d.Cap = nil },
		"first day of ": func() { d.NotBefore = nil },
	} {
		if (what == "cap of " && d.Cap == nil) || (what == "first day of " && d.NotBefore == nil) {
			continue
		}
		change()
		if !b.misses(t, cases, names) {
			t.Errorf("%s: no case fails without %sdeadline %s", r.path, what, d.ID)
		}
		*d = all
	}
}

// namesRoute tells the cases that want a step of the route.
func (b *Book) namesRoute(id string) func(wanted) bool {
	steps := make(map[string]bool)
	for _, p := range b.plays {
		for i := range p.Steps {
			if p.Steps[i].Route == id {
				steps[p.Steps[i].ID] = true
			}
		}
	}
	return func(w wanted) bool {
		for step := range w.Steps {
			if steps[step] {
				return true
			}
		}
		return false
	}
}

func TestEveryRouteIsReached(t *testing.T) {
	b := shipped(t)
	reached := make(map[string]bool)
	for _, p := range b.plays {
		for _, s := range p.Steps {
			reached[s.Route] = true
		}
	}
	for id, r := range b.routes {
		if !reached[id] && !r.Recovers {
			t.Errorf("%s: no step leads to this route", r.path)
		}
	}
}
