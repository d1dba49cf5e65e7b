package legal

import (
	"cmp"
	"fmt"
	"slices"

	"recourse"
	"recourse/rule"
)

// How a forum fits: whether it can be used as things stand.
const (
	FitOpen      = "open"      // it can be used now
	FitLater     = "later"     // something comes first
	FitAgreement = "agreement" // only where both sides agree to it
	FitClosed    = "closed"    // not for this matter
)

var fits = []string{FitOpen, FitLater, FitAgreement, FitClosed}

// The classes by which forums are compared, weakest, cheapest and quickest first.
var (
	bindings = []string{"none", "settlement", "platform", "finding", "award", "judgment", "verdict"}
	costs    = []string{"free", "low", "middle", "high"}
	times    = []string{"days", "weeks", "months", "year", "years"}
)

// forumFile is knowledge/law/forums/<id>.yaml: one body that can decide or
// mediate. Texts are the locale keys "law.forum.<id>.name", "law.enforce.<value>",
// "law.because.<value>" and "law.against.<value>".
type forumFile struct {
	id, path string `yaml:"-"`

	Rank    int       `yaml:"rank"` // lower comes first among those that fit alike
	When    rule.Cond `yaml:"when"` // where it is compared at all
	Binding string    `yaml:"binding"`
	Cost    string    `yaml:"cost"`
	Time    string    `yaml:"time"`
	Enforce []guarded `yaml:"enforce"` // the first that holds
	Fit     []fitRule `yaml:"fit"`     // the first that holds; the last has no condition
	Because []guarded `yaml:"because"`
	Against []guarded `yaml:"against"`

	Sources []rule.Source `yaml:"sources"`
	Cases   []proofCase   `yaml:"cases"`
}

type fitRule struct {
	Is   string    `yaml:"is"`
	When rule.Cond `yaml:"when"`
}

func (f *forumFile) named(id, path string) { f.id, f.path = id, path }

func (b *Book) checkForum(f *forumFile) error {
	for _, c := range []struct {
		what, is string
		of       []string
	}{{"binding", f.Binding, bindings}, {"cost", f.Cost, costs}, {"time", f.Time, times}} {
		if !slices.Contains(c.of, c.is) {
			return fmt.Errorf("%s %q: want one of %v: %w", c.what, c.is, c.of, recourse.Invalid)
		}
	}
	if err := b.checkConds(&f.When); err != nil {
		return err
	}
	if n := len(f.Fit); n == 0 || !f.Fit[n-1].When.IsZero() {
		return fmt.Errorf("fit: the last entry has no condition, so that one always holds: %w", recourse.Invalid)
	}
	for i := range f.Fit {
		if !slices.Contains(fits, f.Fit[i].Is) {
			return fmt.Errorf("fit %q: want one of %v: %w", f.Fit[i].Is, fits, recourse.Invalid)
		}
		if err := b.checkConds(&f.Fit[i].When); err != nil {
			return fmt.Errorf("fit %s: %w", f.Fit[i].Is, err)
		}
	}
	for what, list := range map[string][]guarded{"enforce": f.Enforce, "because": f.Because, "against": f.Against} {
		if !slices.ContainsFunc(list, func(g guarded) bool { return g.When.IsZero() }) {
			return fmt.Errorf("%s: nothing is said in every case: %w", what, recourse.Invalid)
		}
		for i := range list {
			if err := b.checkConds(&list[i].When); err != nil {
				return fmt.Errorf("%s %s: %w", what, list[i].ID, err)
			}
		}
	}
	return checkSources(f.Sources)
}

// forums compares the forums that the situation admits: what is open first.
func (v *viewer) forums() []Forum {
	list := []Forum{}
	for _, f := range v.book.forums {
		if !v.applies(f.When) {
			continue
		}
		one := Forum{
			ID: f.id, Name: recourse.P("law.forum." + f.id + ".name"), Binding: f.Binding, Cost: f.Cost, Time: f.Time,
			Because: v.said("law.because.", f.Because), Against: v.said("law.against.", f.Against), Sources: f.Sources, rank: f.Rank,
		}
		if list := v.said("law.enforce.", f.Enforce); len(list) > 0 {
			one.Enforce = list[0]
		}
		for _, fit := range f.Fit {
			if fit.When.Holds(v.situation) == rule.Yes {
				one.Fit = fit.Is
				break
			}
			v.applies(fit.When) // notes what leaves it undecided
		}
		list = append(list, one)
	}
	slices.SortStableFunc(list, func(a, b Forum) int {
		return cmp.Or(cmp.Compare(slices.Index(fits, a.Fit), slices.Index(fits, b.Fit)), cmp.Compare(a.rank, b.rank), cmp.Compare(a.ID, b.ID))
	})
	return list
}

// said lists the sentences whose conditions hold.
func (v *viewer) said(prefix string, list []guarded) []recourse.Phrase {
	out := []recourse.Phrase{}
	for _, g := range list {
		if g.When.Holds(v.situation) == rule.Yes {
			out = append(out, recourse.P(prefix+g.ID, v.args...))
		}
	}
	return out
}
