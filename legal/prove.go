package legal

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/incident"
)

// proofCase is an incident, with the papers that belong to it, and what the view
// must say of it. Cases run at load.
type proofCase struct {
	Name     string   `yaml:"name"`
	Today    string   `yaml:"today"`
	Incident any      `yaml:"incident"` // the form of incident.json
	Papers   []string `yaml:"papers"`   // texts in which clauses are looked for
	Want     wanted   `yaml:"want"`
}

type wanted struct {
	// Claims lists by claim the states of elements, by id.
	Claims map[string]map[string]string `yaml:"claims"`
	Not    []string                     `yaml:"not"`   // claims that must not be there
	Apart  map[string]string            `yaml:"apart"` // claims that do not fit, and the reason's id
	// Fill and Against are sentences by "claim.element".
	Fill    map[string][]string          `yaml:"fill"`
	Against map[string][]string          `yaml:"against"`
	Due     map[string]map[string]string `yaml:"due"` // by claim and clock; "none" where there is none
	// Forums lists by id how they fit; "none" where a forum must not be there.
	Forums  map[string]string   `yaml:"forums"`
	Say     map[string][]string `yaml:"say"`     // by forum, sentences that must be said
	Answer  string              `yaml:"answer"`  // of the lawyer
	Because []string            `yaml:"because"` // at least these reasons for it
	Ask     []string            `yaml:"ask"`     // at least these facts
}

// prove runs every text and case and refuses the first file with one that fails.
func (b *Book) prove() error {
	run := func(path string, cases []proofCase) error {
		for i := range cases {
			if err := b.proveCase(&cases[i]); err != nil {
				return fmt.Errorf("%s: case %q: %w", path, cases[i].Name, err)
			}
		}
		return nil
	}
	for _, f := range slices.Concat(b.finders, b.promise) {
		if err := f.prove(); err != nil {
			return fmt.Errorf("%s: %w", f.path, err)
		}
	}
	for _, c := range b.claims {
		if err := run(c.path, c.Cases); err != nil {
			return err
		}
	}
	for _, f := range b.forums {
		if err := run(f.path, f.Cases); err != nil {
			return err
		}
	}
	return run(counselName, b.counsel.Cases)
}

func (b *Book) proveCase(c *proofCase) error {
	inc, now, err := c.read(b)
	if err != nil {
		return err
	}
	var clauses []Clause
	for i, text := range c.Papers {
		found, _ := b.Clauses(Paper{Item: fmt.Sprint(i), Text: text})
		clauses = append(clauses, found...)
	}
	view, err := b.View(inc, clauses, now)
	if err != nil {
		return err
	}
	if wrong := c.Want.compare(view); len(wrong) > 0 {
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
func (w wanted) compare(view View) []string {
	var wrong []string
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	elements, claims := make(map[string]*Element), make(map[string]*Claim)
	for i := range view.Claims {
		c := &view.Claims[i]
		claims[c.ID] = c
		for j := range c.Elements {
			elements[c.ID+"."+c.Elements[j].ID] = &c.Elements[j]
		}
	}
	for id, states := range w.Claims {
		if claims[id] == nil {
			say("claim %s is missing", id)
		}
		for element, state := range states {
			if e := elements[id+"."+element]; e == nil || e.State != state {
				say("%s.%s is %s, want %s", id, element, stateOf(e), state)
			}
		}
	}
	for _, id := range w.Not {
		if claims[id] != nil {
			say("claim %s must not be there", id)
		}
	}
	for id, why := range w.Apart {
		key := "law.claim." + id + ".not." + why
		if !slices.ContainsFunc(view.Apart, func(a Apart) bool { return a.Because.Key == key }) {
			say("%s is not set apart because of %s", id, why)
		}
	}
	for id, want := range w.Fill {
		wrong = append(wrong, lacks(id+": fill", "law.fill.", want, elements[id].fill())...)
	}
	for id, want := range w.Against {
		wrong = append(wrong, lacks(id+": against", "law.against.", want, elements[id].against())...)
	}
	for id, clocks := range w.Due {
		for clock, due := range clocks {
			if got := claims[id].due(clock); got != due {
				say("%s: %s is due %s, want %s", id, clock, got, due)
			}
		}
	}
	wrong = append(wrong, w.compareForums(view.Forums)...)
	if w.Answer != "" && view.Lawyer.Answer != w.Answer {
		say("lawyer: %s, want %s", view.Lawyer.Answer, w.Answer)
	}
	wrong = append(wrong, lacks("lawyer", "law.lawyer.", w.Because, view.Lawyer.Because)...)
	for _, fact := range w.Ask {
		if !slices.ContainsFunc(view.Ask, func(q Question) bool { return q.Fact == fact }) {
			say("does not ask for %s", fact)
		}
	}
	slices.Sort(wrong)
	return wrong
}

func (w wanted) compareForums(forums []Forum) []string {
	var wrong []string
	byID := make(map[string]Forum, len(forums))
	for _, f := range forums {
		byID[f.ID] = f
	}
	for _, id := range slices.Sorted(maps.Keys(w.Forums)) {
		got := byID[id].Fit
		if got == "" {
			got = "none"
		}
		if got != w.Forums[id] {
			wrong = append(wrong, fmt.Sprintf("forum %s is %s, want %s", id, got, w.Forums[id]))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(w.Say)) {
		f := byID[id]
		for _, want := range w.Say[id] {
			has := slices.ContainsFunc(slices.Concat(f.Because, f.Against, []recourse.Phrase{f.Enforce}), func(ph recourse.Phrase) bool { return strings.HasSuffix(ph.Key, "."+want) })
			if !has {
				wrong = append(wrong, fmt.Sprintf("forum %s does not say %s", id, want))
			}
		}
	}
	return wrong
}

func stateOf(e *Element) string {
	if e == nil {
		return "absent"
	}
	return e.State
}

func (e *Element) fill() []recourse.Phrase {
	if e == nil {
		return nil
	}
	return e.Fill
}

func (e *Element) against() []recourse.Phrase {
	if e == nil {
		return nil
	}
	return e.Against
}

// due is the day of a clock, or none.
func (c *Claim) due(id string) string {
	if c != nil {
		for _, k := range c.Clocks {
			if k.ID == id {
				return k.Due.String()
			}
		}
	}
	return "none"
}

func lacks(what, prefix string, want []string, got []recourse.Phrase) []string {
	var wrong []string
	for _, id := range want {
		if !slices.ContainsFunc(got, func(ph recourse.Phrase) bool { return ph.Key == prefix+id }) {
			wrong = append(wrong, fmt.Sprintf("%s: %s is missing", what, id))
		}
	}
	return wrong
}
