package playbook

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"recourse"
	"recourse/incident"
	"recourse/rule"
)

// Plan is what to do, in order.
type Plan struct {
	// Today is the day that the plan is for, where the person is.
	Today          recourse.Date `json:"today"`
	Steps          []Step        `json:"steps"`
	Recoverability []Recovery    `json:"recoverability"`
	// Holds say what to keep, Never what not to do.
	Holds []recourse.Phrase `json:"holds"`
	Never []recourse.Phrase `json:"never"`
	// Ask lists the questions whose answers would change the plan, Confirm what
	// was read from files, decides the plan, and was not confirmed yet.
	Ask     []Question `json:"ask,omitempty"`
	Confirm []Question `json:"confirm,omitempty"`
	// Contacts are those who were turned to and whose answer changes the plan.
	Contacts []Contact `json:"contacts,omitempty"`
	// Problems say what could not be counted, and why.
	Problems []recourse.Phrase `json:"problems,omitempty"`
}

// Step is one thing to do.
type Step struct {
	ID    string            `json:"id"`
	Phase string            `json:"phase"` // now today week after
	Title recourse.Phrase   `json:"title"`
	Why   recourse.Phrase   `json:"why"`
	Say   []recourse.Phrase `json:"say,omitempty"` // words to say, one sentence each
	// Because says which facts of the incident bring the step about.
	Because []recourse.Phrase `json:"because,omitempty"`
	Who     recourse.Phrase   `json:"who"` // empty key where the person does it alone
	// Can says what the way can do; its Limits say what it cannot.
	Can     *recourse.Phrase `json:"can,omitempty"`
	Channel []Channel        `json:"channel"`
	// Clock is the date that leads; nil where nothing can be counted. Also are
	// the other dates that count for the step.
	Clock *Clock  `json:"clock"`
	Also  []Clock `json:"also,omitempty"`
	// NotRunning names the limits that start only with something that has not
	// been done yet, where no date can be given.
	NotRunning []recourse.Phrase `json:"not_running,omitempty"`
	State      string            `json:"state"` // todo waiting done closed
	// Mark is the event that says that the step was taken, Body whose answer it
	// brings or waits for, where there is one that the plan goes by.
	Mark    Mark              `json:"mark"`
	Body    string            `json:"body,omitempty"`
	Needs   []Need            `json:"needs"`
	Paper   string            `json:"paper,omitempty"` // a letter's id
	Cost    *recourse.Phrase  `json:"cost,omitempty"`
	Limits  []recourse.Phrase `json:"limits,omitempty"` // what the way cannot do
	Sources []rule.Source     `json:"sources"`

	rank int
}

// Channel is one way to reach somebody. Value may be empty where only Note can
// say where the number or place is found.
type Channel struct {
	Kind  string           `json:"kind"` // phone email form post in-app in-person web
	Value string           `json:"value,omitempty"`
	Note  *recourse.Phrase `json:"note,omitempty"`
}

// Clock is one date of a step and whose limit it is.
type Clock struct {
	Due  recourse.Moment `json:"due"`
	Kind string          `json:"kind"` // LegalLimit, ClosingTime or OurSuggestion
	From recourse.Moment `json:"from"`
	// NotBefore is the first day on which the step can be taken, where there is one.
	NotBefore recourse.Date   `json:"not_before,omitzero"`
	Rule      recourse.Phrase `json:"rule"`
	// Derivation says in order why this date.
	Derivation []recourse.Phrase `json:"derivation"`
	// Disagrees says where sources differ, as they were noted.
	Disagrees []string `json:"disagrees,omitempty"`
	// Sure is false where the rule is weakly sourced: ask the body concerned.
	Sure bool `json:"sure"`
	// Stale is true where the rule's source is old: ask whether it still holds.
	Stale bool `json:"stale,omitempty"`
	// Doubtful is true where it counts from a day that contradicts another. Such
	// a clock ends nothing, and one that would be past is not shown.
	Doubtful bool `json:"doubtful,omitempty"`

	source rule.Source
}

// Need is something that a step needs, and whether it is at hand.
type Need struct {
	What recourse.Phrase `json:"what"`
	Have bool            `json:"have"`
}

// Recovery is the ways back for one payment, by its place in the incident.
type Recovery struct {
	Payment int        `json:"payment"`
	Routes  []WayState `json:"routes"`
}

// WayState says whether a way back is open for a payment, until when, and why.
type WayState struct {
	Route   string          `json:"route"`
	Who     recourse.Phrase `json:"who"`
	Open    bool            `json:"open"`
	Until   recourse.Moment `json:"until,omitzero"`
	Kind    string          `json:"kind,omitempty"` // of the limit, where there is one
	Because recourse.Phrase `json:"because"`
}

// Plan plans for the incident at the instant now. An incident with nothing in
// it has a plan too. The error is of kind Invalid where now is no instant.
func (b *Book) Plan(inc incident.Incident, now time.Time) (Plan, error) {
	if now.IsZero() {
		return Plan{}, fmt.Errorf("a plan needs the present time: %w", recourse.Invalid)
	}
	plan, p := b.plan(inc, now)
	plan.Contacts = p.contacts(plan)
	return plan, nil
}

// plan plans without looking at who was turned to.
func (b *Book) plan(inc incident.Incident, now time.Time) (Plan, *planner) {
	p := b.newPlanner(inc, now)
	plan := Plan{Today: p.today, Holds: []recourse.Phrase{}, Never: []recourse.Phrase{}}
	for _, play := range b.plays {
		if !p.applies(play.When) {
			continue
		}
		for i := range play.Steps {
			s := &play.Steps[i]
			if p.exists(s) && p.applies(s.When) && p.concerns(s) {
				plan.Steps = append(plan.Steps, p.step(s, play.When))
			}
		}
		plan.Holds = p.remind(plan.Holds, "hold.", play.Holds)
		plan.Never = p.remind(plan.Never, "never.", play.Never)
	}
	slices.SortStableFunc(plan.Steps, inOrder)
	plan.Recoverability = p.recoverability()
	plan.Ask = p.questions()
	plan.Confirm = p.confirmations()
	plan.Problems = p.problems
	return plan, p
}

// inOrder puts what is open first, by phase, rank and date; then what is done,
// then what is closed.
func inOrder(a, b Step) int {
	return cmp.Or(
		cmp.Compare(stateRank(a.State), stateRank(b.State)),
		cmp.Compare(slices.Index(phases, a.Phase), slices.Index(phases, b.Phase)),
		cmp.Compare(a.rank, b.rank),
		cmp.Compare(a.ID, b.ID),
	)
}

func stateRank(state string) int {
	switch state {
	case "done":
		return 1
	case "closed":
		return 2
	default:
		return 0
	}
}

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

func (p *planner) remind(list []recourse.Phrase, prefix string, all []reminder) []recourse.Phrase {
	for _, r := range all {
		key := prefix + r.ID
		has := slices.ContainsFunc(list, func(ph recourse.Phrase) bool { return ph.Key == key })
		if !has && p.applies(r.When) {
			list = append(list, recourse.P(key))
		}
	}
	return list
}

// step makes the step of a rule that applies.
func (p *planner) step(s *stepRule, when rule.Cond) Step {
	args := p.argsOf(s)
	step := Step{
		ID: s.ID, Phase: s.Phase, rank: s.Rank,
		Title:   recourse.P("step."+s.ID+".title", args...),
		Why:     recourse.P("step."+s.ID+".why", args...),
		Because: dedupe(append(s.When.Because(p.situation), when.Because(p.situation)...)),
		Mark:    markOf(s), Body: p.bodyOf(s),
		Sources: s.Sources,
		Channel: []Channel{}, Needs: []Need{},
	}
	for n := 1; n <= s.Say; n++ {
		step.Say = append(step.Say, recourse.P(fmt.Sprintf("step.%s.say.%d", s.ID, n), args...))
	}
	p.addRoute(&step, s)
	p.addPaper(&step, s)
	p.addClocks(&step, s)
	step.State = p.state(&step, s)
	step.Phase = p.urgent(step)
	step.Sources = dedupeSources(step.Sources)
	return step
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

// urgentDays is how near a limit must be for its step to move up to today.
const urgentDays = 3

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

func dedupe(list []recourse.Phrase) []recourse.Phrase {
	seen := make(map[string]bool, len(list))
	return slices.DeleteFunc(list, func(ph recourse.Phrase) bool {
		twice := seen[ph.Key]
		seen[ph.Key] = true
		return twice
	})
}

func dedupeSources(list []rule.Source) []rule.Source {
	seen := make(map[string]bool, len(list))
	out := make([]rule.Source, 0, len(list))
	for _, s := range list {
		id := s.Fact + "\x00" + s.URL + "\x00" + s.Title
		if !seen[id] {
			seen[id] = true
			out = append(out, s)
		}
	}
	return out
}

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
