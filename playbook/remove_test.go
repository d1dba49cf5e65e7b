package playbook

import (
	"slices"
	"testing"

	"recourse/deadline"
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

// misses reports whether some case fails, those of p first.
func (b *Book) misses(p *play) bool {
	for i := range p.Cases {
		if b.proveCase(&p.Cases[i]) != nil {
			return true
		}
	}
	return b.prove() != nil
}

func TestEveryRuleHasACaseThatMissesIt(t *testing.T) {
	b := shipped(t)
	for _, p := range b.plays {
		for i, s := range p.Steps {
			all := p.Steps
			p.Steps = slices.Delete(slices.Clone(all), i, i+1)
			if !b.misses(p) {
				t.Errorf("%s: no case fails without step %s", p.path, s.ID)
			}
			p.Steps = all
		}
		for _, list := range []*[]reminder{&p.Holds, &p.Never} {
			for i, r := range *list {
				all := *list
				*list = slices.Delete(slices.Clone(all), i, i+1)
				if !b.misses(p) {
					t.Errorf("%s: no case fails without reminder %s", p.path, r.ID)
				}
				*list = all
			}
		}
	}
	for _, r := range b.routes {
		for i, d := range r.Deadlines {
			r.Deadlines[i].From = nil
			if b.prove() == nil {
				t.Errorf("%s: no case fails without deadline %s", r.path, d.ID)
			}
			r.Deadlines[i] = d
		}
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
