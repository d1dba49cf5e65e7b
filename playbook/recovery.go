package playbook

import (
	"maps"
	"slices"

	"recourse"
	"recourse/incident"
	"recourse/rule"
)

// recoverability lists for each payment that left the ways back, those that
// are open first. Where nothing was taken there is nothing to get back.
func (p *planner) recoverability() []Recovery {
	list := []Recovery{}
	if p.inc.Branch == incident.NotAScam {
		return list
	}
	for n, i := range p.out {
		if i >= p.known {
			continue
		}
		s := p.perPayment[n]
		rec := Recovery{Payment: i, Routes: []WayState{}}
		for _, r := range p.book.ranked {
			if r.applies(s) == rule.Yes {
				rec.Routes = append(rec.Routes, p.way(r, s))
			} else if why := r.apart(s); why != "" {
				rec.Routes = append(rec.Routes, WayState{
					Route: r.ID, Who: recourse.P("route." + r.ID + ".who"), Because: recourse.P("route." + r.ID + ".not." + why),
				})
			}
		}
		slices.SortStableFunc(rec.Routes, func(a, b WayState) int {
			if a.Open == b.Open {
				return 0
			}
			if a.Open {
				return -1
			}
			return 1
		})
		list = append(list, rec)
	}
	return list
}

// way says whether a route is open: until its last limit that is no mere
// suggestion, and without end where it has none.
func (p *planner) way(r *route, s rule.Situation) WayState {
	way := WayState{Route: r.ID, Who: recourse.P("route." + r.ID + ".who"), Open: true, Because: recourse.P("route." + r.ID + ".open")}
	for i := range r.Deadlines {
		d := &r.Deadlines[i]
		if d.Kind == OurSuggestion || d.When.Holds(s) != rule.Yes {
			continue
		}
		c, ok := p.count(r, d, s)
		if !ok {
			continue
		}
		if p.past(c) && c.Doubtful {
			way.Because = recourse.P("route.doubtful")
			break
		}
		way.Until, way.Kind = c.Due, c.Kind
		if p.past(c) {
			way.Open = false
			way.Because = recourse.P("route.closed", "date", c.Due)
		}
		break
	}
	return way
}

// forPayment is the situation with the facts of one payment.
func (p *planner) forPayment(i int) rule.Situation {
	s := p.situation
	s.Values = maps.Clone(s.Values)
	paymentFacts(s.Values, &p.inc.Payments[i], p.inc.Person.Country)
	return s
}
