package legal

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"recourse"
	"recourse/fold"
	"recourse/rule"
)

const (
	unitLine    = "line"
	kindAccount = "payment-account"
)

// clauseFile is knowledge/law/clauses/<language>.yaml: how contracts, invoices
// and terms in a language say what matters. Terms and expressions are over
// folded text: lower case, no marks, Serbian Cyrillic in Latin letters.
type clauseFile struct {
	id, path string `yaml:"-"`

	Language string `yaml:"language"`
	// Abbreviations end in a full stop that ends no sentence; in lower case.
	Abbreviations []string            `yaml:"abbreviations"`
	Lists         map[string][]listed `yaml:"lists"`
	Sources       []rule.Source       `yaml:"sources"`
	Clauses       []clauseRule        `yaml:"clauses"`
}

// listed is a value and the words for it; a "*" in a word stands for any letters.
type listed struct {
	Is    string   `yaml:"is"`
	Words []string `yaml:"words"`

	words []*regexp.Regexp // over folded text
}

// compileWord makes the expression of a word. Chinese has no spaces between
// words, and so no edges.
func compileWord(w string) *regexp.Regexp {
	edge := `\b`
	if strings.ContainsFunc(w, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		edge = ""
	}
	quoted := regexp.QuoteMeta(fold.Key(w))
	return regexp.MustCompile(edge + strings.ReplaceAll(quoted, `\*`, `[a-z0-9]*`) + edge)
}

// clauseRule finds one way to say one kind of clause.
type clauseRule struct {
	ID   string `yaml:"id"`
	Kind string `yaml:"kind"`
	Unit string `yaml:"unit"` // sentence (default) or line
	// Terms: one of them must be there. Expressions: one must match the sentence.
	// Named groups are values. Except: none may match.
	Terms       []string `yaml:"terms"`
	Expressions []string `yaml:"expressions"`
	Except      []string `yaml:"except"`
	Find        []string `yaml:"find"` // lists to look a value up in

	Match []clauseProof `yaml:"match"`
	Miss  []string      `yaml:"miss"`

	terms               []string
	expressions, except []*regexp.Regexp
}

// clauseProof is a text in which the rule must find its clause.
type clauseProof struct {
	Text string `yaml:"text"`
	// Clause is the place that must be shown; "" is the whole text.
	Clause string            `yaml:"clause"`
	Values map[string]string `yaml:"values"`
}

// kinds are the clauses that are told apart: "law.kind.<kind>".
var kinds = []string{
	"arbitration", "governing-law", "cisg-exclusion", "forum", "mediation", "inspection", "limitation", "retention-of-title",
	"liability-cap", "incoterms", kindAccount,
}

// promiseKinds are the promises that are told apart in what the other side wrote.
var promiseKinds = []string{"delivery", "quality", "refund", "earnings", "withdrawal", "no-risk"}

const (
	maxRules    = 200
	leastOfTerm = 2 // letters
)

func (f *clauseFile) named(id, path string) { f.id, f.path = id, path }

func (f *clauseFile) check() error { return f.checkKinds(kinds) }

// checkPromises checks a file of knowledge/law/promises, which has the form of
// one of clauses.
func (f *clauseFile) checkPromises() error { return f.checkKinds(promiseKinds) }

func (f *clauseFile) checkKinds(of []string) error {
	if f.Language == "" || len(f.Clauses) == 0 || len(f.Clauses) > maxRules {
		return fmt.Errorf("want a language and 1 to %d clauses: %w", maxRules, recourse.Invalid)
	}
	if err := checkSources(f.Sources); err != nil {
		return err
	}
	for _, list := range f.Lists {
		for i := range list {
			for _, w := range list[i].Words {
				list[i].words = append(list[i].words, compileWord(w))
			}
		}
	}
	var ids []string
	for i := range f.Clauses {
		r := &f.Clauses[i]
		if r.ID == "" || slices.Contains(ids, r.ID) {
			return fmt.Errorf("clause %q has no id of its own: %w", r.ID, recourse.Invalid)
		}
		ids = append(ids, r.ID)
		if err := f.compile(r, of); err != nil {
			return fmt.Errorf("clause %s: %w", r.ID, err)
		}
	}
	return nil
}

func (f *clauseFile) compile(r *clauseRule, of []string) error {
	switch {
	case !slices.Contains(of, r.Kind):
		return fmt.Errorf("kind %q: want one of %v: %w", r.Kind, of, recourse.Invalid)
	case r.Unit != "" && r.Unit != unitLine && r.Unit != "sentence":
		return fmt.Errorf("unit %q: want sentence or line: %w", r.Unit, recourse.Invalid)
	case len(r.Terms) == 0 || len(r.Expressions) == 0:
		return fmt.Errorf("want terms and expressions: %w", recourse.Invalid)
	case len(r.Match) == 0 || len(r.Miss) == 0:
		return fmt.Errorf("want a text that must match and one that must miss: %w", recourse.Invalid)
	}
	for _, t := range r.Terms {
		key := fold.Key(t)
		if len([]rune(key)) < leastOfTerm {
			return fmt.Errorf("term %q is too short: %w", t, recourse.Invalid)
		}
		r.terms = append(r.terms, key)
	}
	for _, name := range r.Find {
		if len(f.Lists[name]) == 0 {
			return fmt.Errorf("list %q does not exist: %w", name, recourse.Invalid)
		}
	}
	var err error
	if r.expressions, err = compileAll(r.Expressions); err != nil {
		return err
	}
	r.except, err = compileAll(r.Except)
	return err
}

func compileAll(list []string) ([]*regexp.Regexp, error) {
	var out []*regexp.Regexp
	for _, e := range list {
		re, err := regexp.Compile(e)
		if err != nil {
			return nil, fmt.Errorf("expression %q: %v: %w", e, err, recourse.Invalid)
		}
		out = append(out, re)
	}
	return out, nil
}

// prove runs each rule on its own texts.
func (f *clauseFile) prove() error {
	for i := range f.Clauses {
		r := &f.Clauses[i]
		for _, m := range r.Match {
			found := r.all(f, m.Text)
			if len(found) == 0 {
				return fmt.Errorf("clause %s does not find %q: %w", r.ID, m.Text, recourse.Invalid)
			}
			want := m.Clause
			if want == "" {
				want = m.Text
			}
			if !slices.ContainsFunc(found, func(c Clause) bool { return c.Text == want && maps.Equal(c.Values, orEmpty(m.Values)) }) {
				return fmt.Errorf("clause %s finds %q %v in %q, want %q %v: %w", r.ID, found[0].Text, found[0].Values, m.Text, want, m.Values, recourse.Invalid)
			}
		}
		for _, text := range r.Miss {
			if found := r.all(f, text); len(found) > 0 {
				return fmt.Errorf("clause %s finds %q, which it must miss: %w", r.ID, found[0].Text, recourse.Invalid)
			}
		}
	}
	return nil
}

func orEmpty(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return m
}

// all lists what the rule alone finds.
func (r *clauseRule) all(f *clauseFile, text string) []Clause {
	var found []Clause
	r.find(f, text, fold.New(text), func(c Clause) { found = append(found, c) })
	return found
}
