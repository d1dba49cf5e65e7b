package playbook

import (
	"cmp"
	"fmt"
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
	Kind  string `json:"kind"` // phone email form post in-app in-person web
	Value string `json:"value,omitempty"`
	// Path says a Value that is a way through menus, in the person's language.
	Path *recourse.Phrase `json:"path,omitempty"`
	Note *recourse.Phrase `json:"note,omitempty"`
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

// urgentDays is how near a limit must be for its step to move up to today.
const urgentDays = 3

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
