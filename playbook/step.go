package playbook

import (
	"cmp"
	"fmt"
	"slices"

	"recourse"
	"recourse/incident"
	"recourse/rule"
)

// exists reports whether the step's route exists on the days of this incident.
// A route for single payments exists where it does for one of them.
func (p *planner) exists(s *stepRule) bool {
	r := p.book.routes[s.Route]
	if r == nil {
		return true
	}
	return slices.ContainsFunc(p.situations(r), func(one rule.Situation) bool {
		day := p.today
		if at := one.Values["payment.at"].Date(); r.Per == "payment" && !at.IsZero() {
			day = at
		}
		return r.Valid.on(day)
	})
}

// concerns reports whether the step is for one of the payments that left.
func (p *planner) concerns(s *stepRule) bool {
	if !s.Routed && s.Payment.IsZero() {
		return true
	}
	found := false
	for _, one := range p.perPayment {
		found = p.isFor(s, one) || found
	}
	return found
}

// argsOf are the arguments of a step's sentences; what was paid is what was paid
// by the payments that the step is for.
func (p *planner) argsOf(s *stepRule) []any {
	if !s.Routed && s.Payment.IsZero() {
		return p.args()
	}
	var paid []*incident.Payment
	for n, one := range p.perPayment {
		if cond := p.condOf(s); cond.Holds(one) == rule.Yes {
			paid = append(paid, &p.inc.Payments[p.out[n]])
		}
	}
	return []any{"asked", p.asked, "paid", sumOf(paid)}
}

// condOf is what must hold for a payment that a step is for.
func (p *planner) condOf(s *stepRule) rule.Cond {
	if s.Routed {
		return p.book.routes[s.Route].When
	}
	return s.Payment
}

// isFor reports whether a step is for a payment, and notes what leaves that undecided.
func (p *planner) isFor(s *stepRule, one rule.Situation) bool {
	if s.Routed && !p.book.routes[s.Route].on(one) {
		return false
	}
	return p.holds(p.condOf(s), one)
}

// step makes the step of a rule that applies.
func (p *planner) step(s *stepRule, when rule.Cond) Step {
	args, words := p.argsOf(s), p.wordsOf(s)
	step := Step{
		ID: s.ID, Phase: s.Phase, rank: s.Rank,
		Title:   recourse.P(words+".title", args...),
		Why:     recourse.P(words+".why", args...),
		Because: dedupe(append(s.When.Because(p.situation), when.Because(p.situation)...)),
		Mark:    markOf(s), Body: p.bodyOf(s),
		Sources: s.Sources,
		Channel: []Channel{}, Needs: []Need{},
	}
	for n := 1; n <= s.Say; n++ {
		step.Say = append(step.Say, recourse.P(fmt.Sprintf("%s.say.%d", words, n), args...))
	}
	p.addRoute(&step, s)
	p.addPaper(&step, s)
	p.addClocks(&step, s)
	step.State = p.state(&step, s)
	step.Phase = p.urgent(step)
	step.Sources = dedupeSources(step.Sources)
	return step
}

// wordsOf is the key under which a step's words stand.
func (p *planner) wordsOf(s *stepRule) string {
	for _, w := range s.Words {
		if w.When.Holds(p.situation) == rule.Yes {
			return "step." + s.ID + "." + w.As
		}
	}
	return "step." + s.ID
}

// addRoute adds what the step's route gives: who, channels, needs, cost, limits
// and sources, beside the step's own.
func (p *planner) addRoute(step *Step, s *stepRule) {
	needs := s.Needs
	channels := s.Channels
	if r := p.book.routes[s.Route]; r != nil {
		step.Who = recourse.P("route." + r.ID + ".who")
		can := recourse.P("route." + r.ID + ".open")
		step.Can = &can
		needs = append(slices.Clone(r.Evidence), needs...)
		channels = append(slices.Clone(channels), r.Channels...)
		step.Sources = append(slices.Clone(r.Sources), step.Sources...)
		if c := cmp.Or(s.Cost, r.Cost); c != "" {
			cost := recourse.P("cost." + c)
			step.Cost = &cost
		}
		limits := slices.Clone(r.Limits)
		for _, f := range p.further(r) {
			needs = append(needs, f.Evidence...)
			limits = append(limits, f.Limits...)
			step.Sources = append(step.Sources, f.Sources...)
		}
		for _, l := range limits {
			step.Limits = append(step.Limits, recourse.P("limit."+l))
		}
		step.Limits = append(step.Limits, p.doubts(r)...)
	}
	for _, n := range needs {
		if p.cannotHave(n) {
			continue
		}
		v := p.situation.Values["have."+n]
		step.Needs = append(step.Needs, Need{What: recourse.P("need." + n), Have: v.IsYes()})
	}
	for _, c := range channels {
		step.Channel = append(step.Channel, p.channel(c))
	}
}

// further lists what a route has beside the rest for one of the payments that
// it is for.
func (p *planner) further(r *route) []further {
	var list []further
	for _, f := range r.Further {
		if slices.ContainsFunc(p.situations(r), func(s rule.Situation) bool {
			return r.applies(s) == rule.Yes && f.When.Holds(s) == rule.Yes
		}) {
			list = append(list, f)
		}
	}
	return list
}

// cannotHave tells things that nobody has of goods that did not come.
func (p *planner) cannotHave(need string) bool {
	o := p.trouble()
	return o != nil && o.Problem == "not-received" && (need == "photos" || need == "receipt-date")
}

// seenOn is the day on which a source was seen, or the year or month as it stands.
func seenOn(seen string) any {
	if d, err := recourse.ParseDate(seen); err == nil {
		return d
	}
	return seen
}

// doubts say that a route's first source is weak or old, as a question to ask.
func (p *planner) doubts(r *route) []recourse.Phrase {
	src := r.Sources[0]
	switch {
	case !src.Sure():
		return []recourse.Phrase{recourse.P("limit.unsure")}
	case src.Stale(p.today):
		return []recourse.Phrase{recourse.P("limit.stale", "seen", seenOn(src.Seen))}
	}
	return nil
}

func (p *planner) channel(c channel) Channel {
	out := Channel{Kind: c.Kind, Value: c.Value}
	if c.Path != "" {
		path := recourse.P("channel.path." + c.Path)
		out.Path = &path
	}
	if c.Note != "" {
		note := recourse.P("channel."+c.Note, p.args()...)
		out.Note = &note
	}
	return out
}

func (p *planner) addPaper(step *Step, s *stepRule) {
	for _, paper := range s.Papers {
		if paper.When.Holds(p.situation) == rule.Yes {
			step.Paper = paper.Letter
			return
		}
	}
}

// state says how far a step is: from what is known, else from its clock.
func (p *planner) state(step *Step, s *stepRule) string {
	holds := func(c *rule.Cond) bool {
		return c != nil && c.Holds(p.situation) == rule.Yes && (len(p.doubted) == 0 || c.Holds(p.sure) == rule.Yes)
	}
	switch {
	case p.did[s.ID], holds(s.State.Done):
		return "done"
	case holds(s.State.Waiting):
		return "waiting"
	case holds(s.State.Closed):
		return "closed"
	case step.Clock != nil && step.Clock.Kind != OurSuggestion && p.past(*step.Clock):
		return "closed"
	default:
		return "todo"
	}
}

// urgent moves a step that a limit presses, or that we suggest for tomorrow at
// the latest, to today.
func (p *planner) urgent(step Step) string {
	if step.State != "todo" || (step.Phase != "week" && step.Phase != "after") {
		return step.Phase
	}
	clocks := step.Also
	if step.Clock != nil {
		if p.today.DaysUntil(step.Clock.Due.Date()) <= 1 && step.Clock.Kind == OurSuggestion {
			return "today"
		}
		clocks = append([]Clock{*step.Clock}, clocks...)
	}
	for _, c := range clocks {
		if left := p.today.DaysUntil(c.Due.Date()); c.Kind != OurSuggestion && left >= 0 && left <= urgentDays {
			return "today"
		}
	}
	return step.Phase
}
