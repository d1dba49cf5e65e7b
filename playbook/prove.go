package playbook

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/incident"
)

// proofCase is an incident and the plan that it must give. Cases run at load.
type proofCase struct {
	Name     string `yaml:"name"`
	Today    string `yaml:"today"`
	Incident any    `yaml:"incident"` // the form of incident.json
	Want     wanted `yaml:"want"`
}

type wanted struct {
	First string                `yaml:"first"` // the id of the first step
	Steps map[string]wantedStep `yaml:"steps"` // these, with what is given of each
	Not   []string              `yaml:"not"`   // none of these
	Open  map[int][]string      `yaml:"open"`  // for each payment the routes that are open, in order
	// Apart lists for payments the routes that are not for them, each with the reason.
	Apart map[int]map[string]string `yaml:"apart"`
	Never []string                  `yaml:"never"` // at least these
	// NotNever are reminders that must not be there.
	NotNever []string `yaml:"not_never"`
	Holds    []string `yaml:"holds"`
	Ask      []string `yaml:"ask"`       // at least these facts
	AskFirst string   `yaml:"ask_first"` // this before all else
	NotAsk   []string `yaml:"not_ask"`   // none of these
	Confirm  []string `yaml:"confirm"`   // at least these facts
	// NotConfirm are facts that are not asked to be confirmed.
	NotConfirm []string `yaml:"not_confirm"`
	Problems   []string `yaml:"problems"`
	// NotProblems are problems that must not be there.
	NotProblems []string `yaml:"not_problems"`
}

type wantedStep struct {
	Due       string `yaml:"due"` // "none" where there is no clock
	Kind      string `yaml:"kind"`
	State     string `yaml:"state"`
	Phase     string `yaml:"phase"`
	Title     string `yaml:"title"`      // its key
	Paper     string `yaml:"paper"`      // "none" where there is none
	Also      string `yaml:"also"`       // one of the other dates
	NotBefore string `yaml:"not_before"` // of one of its dates
	// Says are keys that the derivations of its dates must hold.
	Says []string `yaml:"says"`
	// NotRunning is how many limits wait for something still to be done.
	NotRunning *int `yaml:"not_running"`
}

// maxFailures is how many cases that fail are named.
const maxFailures = 20

// prove runs every case and names those that fail, with their file and line.
func (b *Book) prove() error {
	var failed []error
	for _, p := range b.plays {
		for i := range p.Cases {
			c := &p.Cases[i]
			err := b.proveCase(c)
			if err == nil {
				continue
			}
			failed = append(failed, fmt.Errorf("%s: case %q: %w", p.at(c.Name), c.Name, err))
			if len(failed) == maxFailures {
				return errors.Join(failed...)
			}
		}
	}
	return errors.Join(failed...)
}

func (b *Book) proveCase(c *proofCase) error {
	inc, now, err := c.read(b)
	if err != nil {
		return err
	}
	plan, err := b.Plan(inc, now)
	if err != nil {
		return err
	}
	if wrong := c.Want.compare(plan); len(wrong) > 0 {
		return fmt.Errorf("%s: %w", strings.Join(wrong, "; "), recourse.Invalid)
	}
	return nil
}

// read decodes the case's incident strictly and puts its day at noon where the
// person is.
func (c *proofCase) read(b *Book) (incident.Incident, time.Time, error) {
	inc, err := incident.Strict(c.Incident)
	if err != nil {
		return inc, time.Time{}, err
	}
	day, err := recourse.ParseDate(c.Today)
	if err != nil {
		return inc, time.Time{}, err
	}
	return inc, b.cals.Noon(day, inc.Person.Country), nil
}

// compare says what differs, in one sentence each.
func (w wanted) compare(plan Plan) []string {
	var wrong []string
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if len(plan.Steps) == 0 {
		return []string{"the plan has no step"}
	}
	if w.First != "" && plan.Steps[0].ID != w.First {
		say("first step is %s, want %s", plan.Steps[0].ID, w.First)
	}
	byID := make(map[string]*Step, len(plan.Steps))
	for i := range plan.Steps {
		byID[plan.Steps[i].ID] = &plan.Steps[i]
	}
	for id, want := range w.Steps {
		s, ok := byID[id]
		if !ok {
			say("step %s is missing", id)
			continue
		}
		wrong = append(wrong, want.compare(s)...)
	}
	for _, id := range w.Not {
		if byID[id] != nil {
			say("step %s must not be there", id)
		}
	}
	for i, want := range w.Open {
		if got := plan.open(i); !slices.Equal(got, want) {
			say("payment %d: open routes %v, want %v", i, got, want)
		}
	}
	for i, routes := range w.Apart {
		for id, want := range routes {
			if got := plan.reason(i, id); got != "route."+id+".not."+want {
				say("payment %d: route %s is not for it because of %q, want %s", i, id, got, want)
			}
		}
	}
	wrong = append(wrong, missing("never", "never.", w.Never, plan.Never)...)
	wrong = append(wrong, missing("holds", "hold.", w.Holds, plan.Holds)...)
	for _, id := range w.NotNever {
		if slices.ContainsFunc(plan.Never, func(ph recourse.Phrase) bool { return ph.Key == "never."+id }) {
			say("never: %s must not be there", id)
		}
	}
	wrong = append(wrong, w.compareQuestions(plan)...)
	wrong = append(wrong, missing("problems", "plan.problem.", w.Problems, plan.Problems)...)
	for _, id := range w.NotProblems {
		if slices.ContainsFunc(plan.Problems, func(ph recourse.Phrase) bool { return ph.Key == "plan.problem."+id }) {
			say("problems: %s must not be there", id)
		}
	}
	slices.Sort(wrong)
	return wrong
}

// compareQuestions says what differs in what is asked.
func (w wanted) compareQuestions(plan Plan) []string {
	var wrong []string
	look := func(facts []string, list []Question, want bool, text string) {
		for _, fact := range facts {
			if slices.ContainsFunc(list, func(q Question) bool { return q.Fact == fact }) != want {
				wrong = append(wrong, text+" "+fact)
			}
		}
	}
	look(w.Ask, plan.Ask, true, "does not ask for")
	look(w.NotAsk, plan.Ask, false, "asks for")
	look(w.Confirm, plan.Confirm, true, "does not ask to confirm")
	look(w.NotConfirm, plan.Confirm, false, "asks to confirm")
	if w.AskFirst != "" && (len(plan.Ask) == 0 || plan.Ask[0].Fact != w.AskFirst) {
		wrong = append(wrong, fmt.Sprintf("does not ask for %s before all else", w.AskFirst))
	}
	return wrong
}

func (w wantedStep) compare(s *Step) []string {
	var wrong []string
	check := func(what, got, want string) {
		if want != "" && got != want {
			wrong = append(wrong, fmt.Sprintf("step %s: %s %s, want %s", s.ID, what, got, want))
		}
	}
	due, kind := "none", ""
	if s.Clock != nil {
		due, kind = s.Clock.Due.String(), s.Clock.Kind
	}
	check("title", s.Title.Key, w.Title)
	check("due", due, w.Due)
	check("kind", kind, w.Kind)
	check("state", s.State, w.State)
	check("phase", s.Phase, w.Phase)
	check("paper", cmp.Or(s.Paper, "none"), w.Paper)
	if w.Also != "" && !slices.ContainsFunc(s.Also, func(c Clock) bool { return c.Due.String() == w.Also }) {
		wrong = append(wrong, fmt.Sprintf("step %s: no other date %s", s.ID, w.Also))
	}
	clocks := s.Also
	if s.Clock != nil {
		clocks = append([]Clock{*s.Clock}, clocks...)
	}
	if w.NotBefore != "" && !slices.ContainsFunc(clocks, func(c Clock) bool { return c.NotBefore.String() == w.NotBefore }) {
		wrong = append(wrong, fmt.Sprintf("step %s: no date that is not before %s", s.ID, w.NotBefore))
	}
	for _, key := range w.Says {
		says := func(ph recourse.Phrase) bool { return ph.Key == key }
		if !slices.ContainsFunc(clocks, func(c Clock) bool { return slices.ContainsFunc(c.Derivation, says) }) && !slices.ContainsFunc(s.Limits, says) {
			wrong = append(wrong, fmt.Sprintf("step %s does not say %s", s.ID, key))
		}
	}
	if n := len(s.NotRunning); w.NotRunning != nil && n != *w.NotRunning {
		wrong = append(wrong, fmt.Sprintf("step %s: %d limits are not running yet, want %d", s.ID, n, *w.NotRunning))
	}
	return wrong
}

// open lists the routes that are open for a payment.
func (p Plan) open(payment int) []string {
	var ids []string
	for _, r := range p.Recoverability {
		if r.Payment != payment {
			continue
		}
		for _, w := range r.Routes {
			if w.Open {
				ids = append(ids, w.Route)
			}
		}
	}
	return ids
}

// reason is the key of what is said of a route for a payment.
func (p Plan) reason(payment int, route string) string {
	for _, r := range p.Recoverability {
		for _, w := range r.Routes {
			if r.Payment == payment && w.Route == route {
				return w.Because.Key
			}
		}
	}
	return ""
}

func missing(what, prefix string, want []string, got []recourse.Phrase) []string {
	var wrong []string
	for _, id := range want {
		if !slices.ContainsFunc(got, func(ph recourse.Phrase) bool { return ph.Key == prefix+id }) {
			wrong = append(wrong, fmt.Sprintf("%s: %s is missing", what, id))
		}
	}
	return wrong
}
