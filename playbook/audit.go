package playbook

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/rule"
)

// The codes of findings. All but Stale are errors of the knowledge.
const (
	MissingSource = "missing-source" // a step or reminder that names no source
	Unreachable   = "unreachable"    // a step that no case reaches
	DeadEnd       = "dead-end"       // a state after which nothing comes
	Contradiction = "contradiction"  // rules that say different things of one fact
	Stale         = "stale"          // a source whose date is more than three years back
)

// Finding is something about the knowledge that its keeper should look at.
type Finding struct {
	Code   string `json:"code"`
	Path   string `json:"path"` // with the line where it is known
	Detail string `json:"detail"`
}

// String writes the finding in one line.
func (f Finding) String() string { return fmt.Sprintf("%s: %s: %s", f.Path, f.Code, f.Detail) }

// Audit looks through a book that was loaded with its cases, on the day today.
func (b *Book) Audit(today recourse.Date) ([]Finding, error) {
	a := audit{book: b, reached: make(map[string]bool)}
	if err := a.runCases(); err != nil {
		return nil, err
	}
	a.sources(today)
	a.unreached()
	a.replies()
	a.waits()
	a.contradictions()
	slices.SortFunc(a.found, func(x, y Finding) int { return strings.Compare(x.String(), y.String()) })
	return slices.Compact(a.found), nil
}

type audit struct {
	book    *Book
	found   []Finding
	reached map[string]bool // steps that some case's plan has
}

func (a *audit) add(code, path, format string, args ...any) {
	a.found = append(a.found, Finding{code, path, fmt.Sprintf(format, args...)})
}

// runCases notes which steps the cases' plans have, and which plan leaves
// nothing to do although something is wrong.
func (a *audit) runCases() error {
	for _, p := range a.book.plays {
		for i := range p.Cases {
			c := &p.Cases[i]
			inc, now, err := c.read(a.book)
			if err != nil {
				return fmt.Errorf("%s: case %q: %w", p.at(c.Name), c.Name, err)
			}
			plan, err := a.book.Plan(inc, now)
			if err != nil {
				return fmt.Errorf("%s: case %q: %w", p.at(c.Name), c.Name, err)
			}
			open := false
			for _, s := range plan.Steps {
				a.reached[s.ID] = true
				open = open || s.State == "todo" || s.State == "waiting"
			}
			if !open && inc.Branch != incident.NotAScam {
				a.add(DeadEnd, p.at(c.Name), "case %q leaves no step to do", c.Name)
			}
		}
	}
	return nil
}

// sources looks for rules without a source and for old ones.
func (a *audit) sources(today recourse.Date) {
	look := func(at string, list []rule.Source) {
		for _, s := range list {
			if s.Stale(today) {
				a.add(Stale, at, "the source of %s is of %s; look whether it still holds", s.Name(), s.Seen)
			}
		}
	}
	for _, r := range a.book.routes {
		look(r.at(""), r.allSources())
		for _, d := range r.Deadlines {
			look(r.at(d.ID), []rule.Source{d.Source})
		}
	}
	for _, p := range a.book.plays {
		for i := range p.Steps {
			s := &p.Steps[i]
			look(p.at(s.ID), s.Sources)
			if s.Route == "" && len(s.Sources) == 0 {
				a.add(MissingSource, p.at(s.ID), "step %s has neither a route nor a source", s.ID)
			}
		}
		for _, r := range append(slices.Clone(p.Holds), p.Never...) {
			look(p.at(r.ID), r.Sources)
			if len(r.Sources) == 0 {
				a.add(MissingSource, p.at(r.ID), "reminder %s has no source", r.ID)
			}
		}
	}
}

func (a *audit) unreached() {
	for _, p := range a.book.plays {
		for i := range p.Steps {
			if id := p.Steps[i].ID; !a.reached[id] {
				a.add(Unreachable, p.at(id), "no case reaches step %s", id)
			}
		}
	}
}

// tests lists what the steps' conditions ask, those of their playbooks included.
func (a *audit) tests() []rule.Test {
	var all []rule.Test
	for _, p := range a.book.plays {
		all = append(all, p.When.Tests()...)
		for i := range p.Steps {
			all = append(all, p.Steps[i].When.Tests()...)
		}
	}
	return all
}

// replies looks for answers that no step takes up. What was agreed to may end there.
func (a *audit) replies() {
	tests := a.tests()
	for _, f := range a.book.facts.Facts() {
		if !strings.HasPrefix(f.Name, "reply.") || f.Type != rule.ChoiceType {
			continue
		}
		for _, v := range f.Of {
			taken := slices.ContainsFunc(tests, func(t rule.Test) bool {
				return t.Fact == f.Name && !t.Negated && slices.Contains(t.Values, v)
			})
			if !taken && v != "accepted" {
				a.add(DeadEnd, "facts.yaml", "no step takes up %s: %s", f.Name, v)
			}
		}
	}
}

// waits looks for steps that wait for an answer without anything that ends it:
// a date that counts from what was done, or a step that comes when it is old.
func (a *audit) waits() {
	ends := make(map[string]bool)
	for _, t := range a.tests() {
		ends[t.Fact] = ends[t.Fact] || t.Word == "before"
	}
	for _, r := range a.book.routes {
		for _, d := range r.Deadlines {
			for _, s := range d.From {
				ends[s.Event] = true
			}
		}
	}
	for _, p := range a.book.plays {
		for i := range p.Steps {
			s := &p.Steps[i]
			if s.State.Waiting == nil {
				continue
			}
			events := slices.DeleteFunc(s.State.Waiting.Names(), func(n string) bool { return !strings.HasPrefix(n, "event.") })
			if !slices.ContainsFunc(events, func(e string) bool { return ends[e] }) {
				a.add(DeadEnd, p.at(s.ID), "step %s waits, and nothing ends the wait", s.ID)
			}
		}
	}
}

// contradictions compares what routes say of one fact.
func (a *audit) contradictions() {
	type said struct{ what, at string }
	lengths, confidence := make(map[string]said), make(map[string]said)
	differs := func(m map[string]said, key, what, at string) (said, bool) {
		old, ok := m[key]
		if !ok {
			m[key] = said{what, at}
			return said{}, false
		}
		return old, old.what != what
	}
	for _, id := range slices.Sorted(maps.Keys(a.book.routes)) {
		r := a.book.routes[id]
		for _, s := range r.allSources() {
			if s.Fact == "" {
				continue
			}
			if old, bad := differs(confidence, s.Fact, s.Confidence, r.at("")); bad {
				a.add(Contradiction, r.at(""), "%s is %s here and %s in %s", s.Fact, s.Confidence, old.what, old.at)
			}
		}
		for _, d := range r.Deadlines {
			if d.Source.Fact == "" || d.Extends != "" || d.Kind == OurSuggestion {
				continue
			}
			key := d.Source.Fact + " after " + d.From[0].Event
			what := d.Term.String() + ", " + d.Kind
			if old, bad := differs(lengths, key, what, r.at(d.ID)); bad {
				a.add(Contradiction, r.at(d.ID), "%s is %s here and %s in %s", key, what, old.what, old.at)
			}
		}
	}
}
