package legal

import (
	"fmt"
	"io/fs"
	"slices"

	"recourse"
	"recourse/knowledge"
	"recourse/money"
	"recourse/rule"
)

// The answers to "do I need a lawyer?", the strongest first.
const (
	LawyerYes      = "yes"
	LawyerConsider = "consider"
	LawyerNotYet   = "not-yet"
)

var answers = []string{LawyerYes, LawyerConsider, LawyerNotYet}

const counselName = "law/lawyer.yaml"

// counselFile is knowledge/law/lawyer.yaml: when it is time for a lawyer, how a
// false one is known, and the limits of what is said here.
type counselFile struct {
	Rules []counselRule `yaml:"rules"`
	// Hire are the red flags when hiring: "law.hire.<id>".
	Hire []flag `yaml:"hire"`
	// Limits are "law.limit.<id>", said with every view.
	Limits []string    `yaml:"limits"`
	Cases  []proofCase `yaml:"cases"`
}

// counselRule is one reason: "law.lawyer.<id>".
type counselRule struct {
	ID      string        `yaml:"id"`
	Answer  string        `yaml:"answer"`
	When    rule.Cond     `yaml:"when"`
	Sources []rule.Source `yaml:"sources"`
}

type flag struct {
	ID      string        `yaml:"id"`
	Sources []rule.Source `yaml:"sources"`
}

func (b *Book) loadCounsel(fsys fs.FS) error {
	c := &b.counsel
	if err := knowledge.Decode(fsys, counselName, c); err != nil {
		return err
	}
	if err := b.checkCounsel(c); err != nil {
		return fmt.Errorf("%s: %w", counselName, err)
	}
	return nil
}

func (b *Book) checkCounsel(c *counselFile) error {
	if len(c.Limits) == 0 || len(c.Hire) == 0 {
		return fmt.Errorf("want limits and hire: %w", recourse.Invalid)
	}
	always := false
	for i := range c.Rules {
		r := &c.Rules[i]
		if r.ID == "" || !slices.Contains(answers, r.Answer) {
			return fmt.Errorf("rule %q: want an id and an answer of %v: %w", r.ID, answers, recourse.Invalid)
		}
		always = always || r.Answer == LawyerNotYet && r.When.IsZero()
		if err := b.checkConds(&r.When); err != nil {
			return fmt.Errorf("rule %s: %w", r.ID, err)
		}
		if err := checkSources(r.Sources); err != nil {
			return fmt.Errorf("rule %s: %w", r.ID, err)
		}
	}
	if !always {
		return fmt.Errorf("no rule answers %s in every case: %w", LawyerNotYet, recourse.Invalid)
	}
	for _, f := range c.Hire {
		if err := checkSources(f.Sources); err != nil {
			return fmt.Errorf("hire %s: %w", f.ID, err)
		}
	}
	return nil
}

// lawyer answers whether it is time for a lawyer: the strongest answer that a
// rule gives, with all reasons that speak for one. Losses in several currencies
// are each held against the rules; they are never added up.
func (v *viewer) lawyer() Lawyer {
	found := map[string][]*counselRule{}
	for _, total := range v.losses() {
		s := v.situation
		s.Values = cloneValues(s.Values)
		if !total.IsZero() {
			s.Values["loss"] = rule.Sum(total)
		}
		for i := range v.book.counsel.Rules {
			r := &v.book.counsel.Rules[i]
			if r.When.Holds(s) == rule.Yes && !slices.Contains(found[r.Answer], r) {
				found[r.Answer] = append(found[r.Answer], r)
			}
		}
	}
	l := Lawyer{Hire: []recourse.Phrase{}, Because: []recourse.Phrase{}}
	for _, a := range answers {
		if len(found[a]) == 0 || l.Answer == LawyerConsider || l.Answer != "" && a == LawyerNotYet {
			continue
		}
		if l.Answer == "" {
			l.Answer = a
		}
		for _, r := range found[a] {
			l.Because = append(l.Because, recourse.P("law.lawyer."+r.ID, v.args...))
			l.Sources = appendSources(l.Sources, r.Sources)
		}
	}
	for _, f := range v.book.counsel.Hire {
		l.Hire = append(l.Hire, recourse.P("law.hire."+f.ID))
		l.HireSources = appendSources(l.HireSources, f.Sources)
	}
	return l
}

// losses are what was lost, by currency; one of nothing where nothing is known.
func (v *viewer) losses() []money.Amount {
	if len(v.totals) == 0 {
		return []money.Amount{{}}
	}
	return v.totals
}
