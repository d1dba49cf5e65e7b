package legal

import (
	"fmt"
	"slices"

	"recourse"
	"recourse/deadline"
	"recourse/rule"
)

// The states of an element.
const (
	Met      = "met"      // the facts at hand show it
	Disputed = "disputed" // the facts show it, and something speaks against it
	Missing  = "missing"  // it is still to be shown
)

var states = []string{Met, Disputed, Missing}

// claimFile is knowledge/law/claims/<area>/<id>.yaml: one claim, what must be
// shown for it, and until when. Texts are the locale keys "law.claim.<id>.name",
// ".text" (what it asks for) and ".not.<id>" (why it does not fit).
type claimFile struct {
	id, path string `yaml:"-"`

	Rank int       `yaml:"rank"` // lower comes first
	When rule.Cond `yaml:"when"` // where the claim fits
	// Apart are the conditions under which it is looked at and does not fit.
	Apart    []apart       `yaml:"apart"`
	Elements []elementRule `yaml:"elements"`
	Clocks   []clockRule   `yaml:"clocks"`
	Sources  []rule.Source `yaml:"sources"`
	// ValidFrom and ValidTo bound the day of the first payment or contract.
	ValidFrom recourse.Date `yaml:"valid_from"`
	ValidTo   recourse.Date `yaml:"valid_to"`
	Cases     []proofCase   `yaml:"cases"`
}

type apart struct {
	ID   string    `yaml:"id"`
	When rule.Cond `yaml:"when"`
}

// elementRule is one thing that must be shown: "law.element.<claim>.<id>".
type elementRule struct {
	ID       string     `yaml:"id"`
	Met      rule.Cond  `yaml:"met"`
	Disputed *rule.Cond `yaml:"disputed"`
	// Against are the locale keys "law.against.<value>": what speaks against it
	// where it is disputed, or why it can no longer be shown.
	Against []guarded `yaml:"against"`
	// Fill are the locale keys "law.fill.<value>": what would show it.
	Fill []guarded `yaml:"fill"`
	// Shows are further facts whose exhibits belong to it.
	Shows   []string      `yaml:"shows"`
	Sources []rule.Source `yaml:"sources"`
}

// guarded is a sentence that is said where its condition holds.
type guarded struct {
	ID   string    `yaml:"id"`
	When rule.Cond `yaml:"when"`
}

// clockRule is a limit of the claim: "law.clock.<id>" says what it is.
type clockRule struct {
	ID     string        `yaml:"id"`
	Kind   string        `yaml:"kind"` // legal-limit or our-suggestion
	When   rule.Cond     `yaml:"when"`
	Term   deadline.Term `yaml:"term"`
	From   []string      `yaml:"from"` // facts of type date; the first that is known
	Source rule.Source   `yaml:"source"`
}

// The kinds of clocks, as in a plan.
const (
	legalLimit    = "legal-limit"
	ourSuggestion = "our-suggestion"
)

func (c *claimFile) named(id, path string) { c.id, c.path = id, path }

func (b *Book) checkClaim(c *claimFile) error {
	if len(c.Elements) == 0 || len(c.Elements) > maxElements {
		return fmt.Errorf("a claim has 1 to %d elements, not %d: %w", maxElements, len(c.Elements), recourse.Invalid)
	}
	if err := checkSources(c.Sources); err != nil {
		return err
	}
	if err := b.checkConds(&c.When); err != nil {
		return err
	}
	for i := range c.Apart {
		if err := b.checkConds(&c.Apart[i].When); err != nil {
			return fmt.Errorf("apart %s: %w", c.Apart[i].ID, err)
		}
	}
	var ids []string
	for i := range c.Elements {
		e := &c.Elements[i]
		if e.ID == "" || slices.Contains(ids, e.ID) {
			return fmt.Errorf("element %q has no id of its own: %w", e.ID, recourse.Invalid)
		}
		ids = append(ids, e.ID)
		if err := b.checkElement(e); err != nil {
			return fmt.Errorf("element %s: %w", e.ID, err)
		}
	}
	for i := range c.Clocks {
		if err := b.checkClock(&c.Clocks[i]); err != nil {
			return fmt.Errorf("clock %s: %w", c.Clocks[i].ID, err)
		}
	}
	return nil
}

func (b *Book) checkElement(e *elementRule) error {
	if e.Met.IsZero() {
		return fmt.Errorf("nothing says when it is met: %w", recourse.Invalid)
	}
	if !slices.ContainsFunc(e.Fill, func(g guarded) bool { return g.When.IsZero() }) {
		return fmt.Errorf("nothing says in every case what would fill it: %w", recourse.Invalid)
	}
	if err := b.checkConds(&e.Met, e.Disputed); err != nil {
		return err
	}
	for _, list := range [][]guarded{e.Against, e.Fill} {
		for i := range list {
			if err := b.checkConds(&list[i].When); err != nil {
				return fmt.Errorf("%s: %w", list[i].ID, err)
			}
		}
	}
	for _, name := range e.Shows {
		if _, ok := b.facts.Fact(name); !ok {
			return fmt.Errorf("shows %q, which is no fact of %s: %w", name, factsName, recourse.Invalid)
		}
	}
	for _, s := range e.Sources {
		if err := s.Check(); err != nil {
			return err
		}
	}
	return nil
}

func (b *Book) checkClock(c *clockRule) error {
	switch {
	case c.ID == "" || c.Term.Unit == "" || len(c.From) == 0:
		return fmt.Errorf("want id, term and from: %w", recourse.Invalid)
	case c.Kind != legalLimit && c.Kind != ourSuggestion:
		return fmt.Errorf("kind %q: want %s or %s: %w", c.Kind, legalLimit, ourSuggestion, recourse.Invalid)
	case c.Term.NeedsCalendar():
		return fmt.Errorf("a term of law is counted in calendar days, months or years: %w", recourse.Invalid)
	}
	for _, name := range c.From {
		if f, ok := b.facts.Fact(name); !ok || f.Type != rule.DateType {
			return fmt.Errorf("event %q is no date of %s: %w", name, factsName, recourse.Invalid)
		}
	}
	if err := b.checkConds(&c.When); err != nil {
		return err
	}
	return c.Source.Check()
}
