package scam

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sync"

	"recourse"
	"recourse/knowledge"
	"recourse/lookalike"
)

// brandSource is what is needed of the brands.
type brandSource interface {
	Check(domain string) lookalike.Result
	Get(id string) (lookalike.Brand, bool)
	List() []lookalike.Brand
}

var _ brandSource = (*lookalike.Brands)(nil)

// Load reads knowledge/patterns of fsys, at any depth, and dates.yaml, and proves every file on
// its own match and miss texts. A file that is wrong or fails is an error of
// kind [recourse.Invalid] that names the file and quotes the text.
func Load(fsys fs.FS, brands *lookalike.Brands) (*Checker, error) {
	c, err := LoadProven(fsys, brands)
	if err != nil {
		return nil, err
	}
	return c, c.prove()
}

// LoadProven is [Load] for files that were proved already, as a test does with
// those that ship: it starts in a fraction of the time.
func LoadProven(fsys fs.FS, brands *lookalike.Brands) (*Checker, error) {
	names, err := knowledge.Glob(fsys, "patterns/**")
	if err != nil {
		return nil, fmt.Errorf("list patterns: %w", err)
	}
	files, err := knowledge.ReadAll(names, func(name string) (parsed, error) { return parse(fsys, name) })
	if err != nil {
		return nil, err //nolint:wrapcheck // it names the file
	}
	days, err := loadCalendar(fsys)
	if err != nil {
		return nil, err
	}
	c := compiler{
		Checker: &Checker{brands: brands, judges: new(sync.Pool), calendar: days},
		words:   make(map[string]int), byID: make(map[string]int), bits: make(langBits), ready: make(map[string]expr),
	}
	seen := make(map[string]string)
	for i, f := range files {
		name := names[i]
		maps.Copy(c.ready, f.exprs)
		if other, twice := seen[f.ID]; twice {
			return nil, fmt.Errorf("%s has the id of %s: %w", name, other, recourse.Invalid)
		}
		seen[f.ID] = name
		if err := c.addFile(f.file, name); err != nil {
			return nil, err
		}
	}
	if err := c.link(); err != nil {
		return nil, err
	}
	return c.Checker, nil
}

// parsed is a file and its expressions, compiled; those that are wrong are left out.
type parsed struct {
	file
	exprs map[string]expr
}

func parse(fsys fs.FS, name string) (parsed, error) {
	p := parsed{exprs: make(map[string]expr)}
	if err := knowledge.Decode(fsys, name, &p.file); err != nil {
		return p, err
	}
	if err := p.check(knowledge.ID(name)); err != nil {
		return p, fmt.Errorf("%s: %w", name, err)
	}
	if err := p.expand(); err != nil {
		return p, fmt.Errorf("%s: %w", name, err)
	}
	for _, w := range p.allWords() {
		for _, byLang := range []map[string][]string{w.Expressions, w.Except} {
			for _, list := range byLang {
				for _, e := range list {
					if compiled, err := expression(e); err == nil { // else it is told where it stands
						p.exprs[e] = compiled
					}
				}
			}
		}
	}
	return p, nil
}

func (c *compiler) addFile(f file, name string) error {
	for _, id := range f.Impersonates {
		if _, ok := c.brands.Get(id); !ok {
			return fmt.Errorf("%s: %w", name, invalid("impersonates %q, which is no brand", id))
		}
	}
	if err := c.add(f, name); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// prove runs the match and miss texts of every file and returns all that fail.
func (c *Checker) prove() error {
	var failed []error
	for i := range c.sets {
		s := &c.sets[i]
		for _, p := range s.Match {
			if err := c.proveMatch(s, p); err != nil {
				failed = append(failed, fmt.Errorf("%s: match %q: %w", s.path, p.Text, err))
			}
		}
		for _, p := range s.Miss {
			if err := c.proveMiss(s, p); err != nil {
				failed = append(failed, fmt.Errorf("%s: miss %q: %w", s.path, p.Text, err))
			}
		}
	}
	return errors.Join(failed...)
}

func (c *Checker) proveMatch(s *ruleSet, p fileProof) error {
	v := c.Check(Document{Text: p.Text})
	if s.Kind == kindQuestion {
		return v.proveQuestion(s, p, true)
	}
	switch {
	case s.scored() && (v.Pattern == nil || v.Pattern.ID != s.ID):
		return invalid("it is not recognised as %s (%s)", s.ID, v.Brief())
	case s.Kind == kindPattern && v.Score < cut:
		return invalid("its score is %.2f, below %.2f (%s)", v.Score, cut, v.Brief())
	case p.Stage != "" && (v.Stage == nil || v.Stage.ID != p.Stage):
		return invalid("it is not at stage %s (%s)", p.Stage, v.Brief())
	case p.Rule != "" && !v.has(p.Rule):
		return invalid("rule %s is not met (%s)", p.Rule, v.Brief())
	case p.Fact != "" && !v.found(p.Fact, p.Value):
		return invalid("fact %s %q is not found (%v)", p.Fact, p.Value, v.Found)
	case p.Paid != "" && !v.tells(p.Paid):
		return invalid("%s is not told as paid (%v)", p.Paid, v.Tellings)
	}
	return nil
}

func (c *Checker) proveMiss(s *ruleSet, p fileProof) error {
	v := c.Check(Document{Text: p.Text})
	if s.Kind == kindQuestion {
		return v.proveQuestion(s, p, false)
	}
	switch {
	case p.Rule != "" && v.has(p.Rule):
		return invalid("rule %s is met (%s)", p.Rule, v.Brief())
	case p.Fact != "" && v.found(p.Fact, p.Value):
		return invalid("fact %s is found (%v)", p.Fact, v.Found)
	case p.Paid != "" && v.tells(p.Paid):
		return invalid("%s is told as paid", p.Paid)
	case p.Rule == "" && p.Fact == "" && s.scored() && v.Pattern != nil && v.Pattern.ID == s.ID:
		return invalid("it is recognised as %s (%s)", s.ID, v.Brief())
	case p.Rule == "" && p.Fact == "" && !s.scored() && v.Score >= cut:
		return invalid("its score is %.2f (%s)", v.Score, v.Brief())
	}
	return nil
}

// tells reports whether a sum is told as paid.
func (v Verdict) tells(sum string) bool {
	return slices.ContainsFunc(v.Tellings, func(t Telling) bool { return t.Amount.String() == sum })
}

// Brief says what was found, for the author of a pattern.
func (v Verdict) Brief() string {
	s := fmt.Sprintf("%s %.2f", v.Verdict, v.Score)
	if v.Pattern != nil {
		s += " " + v.Pattern.ID
	}
	if v.Stage != nil {
		s += "/" + v.Stage.ID
	}
	for _, r := range v.Reasons {
		s += fmt.Sprintf(" +%s %.1f", r.Rule, r.Weight)
	}
	for _, r := range v.Counter {
		s += fmt.Sprintf(" -%s %.1f", r.Rule, -r.Weight)
	}
	return s
}

func (v Verdict) has(rule string) bool {
	for _, list := range [][]Reason{v.Reasons, v.Counter} {
		for _, r := range list {
			if r.Rule == rule {
				return true
			}
		}
	}
	return false
}

func (v Verdict) found(name, value string) bool {
	for _, f := range v.Found {
		if f.Name == name && (value == "" || f.Value == value) {
			return true
		}
	}
	return false
}
