package scam

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/rule"
)

// Kinds of pattern files.
const (
	kindPattern = "pattern" // a known scam
	kindDispute = "dispute" // a quarrel between two who trade: no sign of a scam by itself
	kindSignals = "signals" // rules that count for every pattern
	kindFacts   = "facts"   // only facts and amounts to extract
	// kindQuestion is what people ask of what they have; its rules add nothing to the score.
	kindQuestion = "question"
)

// Who may say what a rule looks for.
const (
	byAnyone = ""
	byOther  = "other"
	bySelf   = "self"
)

// levers are the psychological devices that a rule may name.
var levers = []string{"authority", "foot-in-the-door", "illusion-of-progress", "sunk-cost", "social-proof", "urgency", "secrecy", "reciprocity", "trusted-part"}

// detectSign looks for what was found elsewhere than in the words.
const detectSign = "sign"

// detectors are what a rule may look for instead of words.
var detectors = []string{"lookalike", "misleading-address", "official-domain", "shortener", "form-host", "redirector", "disguised-address", "hidden-words", "sign", "rising-ladder", "several-payees", detectUnanswered}

// file is knowledge/patterns/<kind>/<id>.yaml.
type file struct {
	ID   string `yaml:"id"`
	Kind string `yaml:"kind"`
	// Branch is what an incident of this pattern is.
	Branch incident.Branch `yaml:"branch"`
	// Impersonates lists the brands whose name it uses, by id.
	Impersonates []string    `yaml:"impersonates"`
	Stages       []fileStage `yaml:"stages"` // in order
	// Shown names, by what usually comes next, the rules that show it: what the
	// text shows already is not said to come.
	Shown map[string][]string `yaml:"shown"`
	// Turn names the rules with which the scam enters a genuine trade: amounts in
	// the messages before are no part of it.
	Turn []string `yaml:"turn"`
	// BuildsOn lets another pattern's rules count for this one, once its own reach a weight.
	BuildsOn *buildsOn `yaml:"builds_on"`
	// Unless lists the patterns under which the facts of this file are not looked for.
	Unless []string `yaml:"unless"`
	Ask    []string `yaml:"ask"` // keys ask.<id>
	Say    []string `yaml:"say"` // keys say.<id>
	// SayNamed are those of Say that name the brand; without one the key has ".unnamed".
	SayNamed []string `yaml:"say_named"`
	// Shorthand names parts of expressions that come again and again: an expression in
	// which {name} stands has that part in its place. One may stand in another.
	Shorthand map[string]string `yaml:"shorthand"`
	// Sources are where the rules come from, by a name that rules give.
	Sources map[string]rule.Source `yaml:"sources"`
	Rules   []fileRule             `yaml:"rules"`
	// Counter are rules that speak against this pattern; in a file of signals, against any.
	Counter []fileRule `yaml:"counter"`
	Extract []fileFact `yaml:"extract"`
	Amounts []fileCue  `yaml:"amounts"`
	// Languages says, by tag, what shows a text's language.
	Languages map[string]fileTongue `yaml:"languages"`
	// Question is set in a file of kind question.
	Question question    `yaml:",inline"`
	Match    []fileProof `yaml:"match"`
	Miss     []fileProof `yaml:"miss"`
}

type fileStage struct {
	ID   string   `yaml:"id"`
	Next []string `yaml:"next"` // keys pattern.<pattern>.next.<id>
}

type buildsOn struct {
	Pattern string  `yaml:"pattern"`
	From    float64 `yaml:"from"`
}

// words are what a rule looks for: terms by language, and expressions that run
// around them. A term ends at a word's end unless it ends in "*". Expressions
// are RE2 over folded text: lower case, no marks, Latin letters.
type words struct {
	Terms       map[string][]string `yaml:"terms"`
	Expressions map[string][]string `yaml:"expressions"`
	// Except are expressions of the same form; a find that touches one of their
	// matches does not count ("no payment outside the platform").
	Except map[string][]string `yaml:"except"`
}

type fileRule struct {
	ID       string   `yaml:"id"`
	Lever    string   `yaml:"lever"`
	Weight   float64  `yaml:"weight"`
	Stage    string   `yaml:"stage"`
	By       string   `yaml:"by"`
	Detect   string   `yaml:"detect"`
	Signs    []string `yaml:"signs"` // of detect: sign, the kinds that meet the rule
	Words    words    `yaml:",inline"`
	Requires []string `yaml:"requires"` // counts only beside one of these rules
	Excludes []string `yaml:"excludes"` // does not count beside any of these
	Told     bool     `yaml:"told"`     // shows that a victim is telling
	// Firm is what no words speak against: its weight counts whatever the model
	// makes of the text.
	Firm bool `yaml:"firm"`
	// Here is set of a counter rule that speaks of the message in which it stands:
	// where others than that announce the turn, it says nothing of them.
	Here bool `yaml:"here"`
	// Source is the name of one of the file's sources.
	Source string `yaml:"source"`
}

type fileFact struct {
	Fact  string `yaml:"fact"`
	Form  string `yaml:"form"`  // text (default), name, digits, date, amount
	Value string `yaml:"value"` // a fixed value; else group 1 of the expression
	By    string `yaml:"by"`
	// Rule is the id of a rule that shows the value where it is met, in place of words.
	Rule  string `yaml:"rule"`
	Words words  `yaml:",inline"`
}

// fileCue marks what an amount near it is.
type fileCue struct {
	Means string `yaml:"means"` // one of meanings
	By    string `yaml:"by"`
	// Ago is how many days before the message the day of a cue lies that names
	// one; 0 where that is not said.
	Ago int `yaml:"ago"`
	// Times is how many payments a cue tells of at once, where its words do not say it
	// themselves, or into how many parts it divides a sum.
	Times int   `yaml:"times"`
	Words words `yaml:",inline"`
}

// fileProof is a text that must, or must not, be recognised.
type fileProof struct {
	Text  string `yaml:"text"`
	Stage string `yaml:"stage"`
	Rule  string `yaml:"rule"`
	Fact  string `yaml:"fact"`
	Value string `yaml:"value"`
	Paid  string `yaml:"paid"` // in match, a sum that the text tells as paid; in miss, one that it does not
}

// allWords returns what each rule, fact and cue of the file looks for.
func (f *file) allWords() []words {
	var all []words
	for _, r := range slices.Concat(f.Rules, f.Counter) {
		all = append(all, r.Words)
	}
	for _, e := range f.Extract {
		all = append(all, e.Words)
	}
	for _, q := range f.Amounts {
		all = append(all, q.Words)
	}
	return all
}

var idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func invalid(format string, args ...any) error {
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), recourse.Invalid)
}

// check reports what is wrong with the file in itself.
func (f *file) check(name string) error {
	switch {
	case f.ID != name || !idForm.MatchString(f.ID):
		return invalid("id %q is not the file's name", f.ID)
	case !slices.Contains([]string{kindPattern, kindDispute, kindSignals, kindFacts, kindQuestion}, f.Kind):
		return invalid("kind %q is none of pattern, dispute, signals, facts, question", f.Kind)
	case f.scored() && (f.Branch == "" || len(f.Stages) == 0 || len(f.Rules) == 0):
		return invalid("a pattern needs branch, stages and rules")
	case len(f.Match) == 0 || len(f.Miss) == 0:
		return invalid("a pattern needs texts in match and in miss")
	case f.scored() && len(f.Ask) == 0:
		return invalid("a pattern needs a question in ask")
	}
	if err := f.checkQuestion(); err != nil {
		return err
	}
	for next := range f.Shown {
		if !slices.ContainsFunc(f.Stages, func(s fileStage) bool { return slices.Contains(s.Next, next) }) {
			return invalid("shown: %q comes next at no stage", next)
		}
	}
	for name, src := range f.Sources {
		if err := src.Check(); err != nil {
			return fmt.Errorf("sources: %s: %w", name, err)
		}
	}
	for _, r := range f.Rules {
		if err := f.checkRule(r); err != nil {
			return fmt.Errorf("rule %q: %w", r.ID, err)
		}
	}
	for _, r := range f.Counter {
		if err := f.checkRule(r); err != nil {
			return fmt.Errorf("counter rule %q: %w", r.ID, err)
		}
	}
	for _, e := range f.Extract {
		if err := f.checkFact(e); err != nil {
			return fmt.Errorf("extract %q: %w", e.Fact, err)
		}
	}
	for tag, t := range f.Languages {
		if err := t.check(); err != nil {
			return fmt.Errorf("languages: %s: %w", tag, err)
		}
	}
	for _, c := range f.Amounts {
		if !slices.Contains(meanings, c.Means) {
			return invalid("amounts: means %q is none of %s", c.Means, strings.Join(meanings, ", "))
		}
		if c.Times == 1 || c.Times < 0 || c.Times > maxTimes || c.Times > 0 && c.Means != cueTimes && c.Means != cuePart || c.Means == cuePart && c.Times == 0 {
			return invalid("amounts: times is a number from 2 to %d, and stands beside means: times and part alone", maxTimes)
		}
		if c.Ago < 0 || c.Ago > 0 && c.Means != cueDay {
			return invalid("amounts: ago is a number of days from 1 on, and stands beside means: day alone")
		}
	}
	return nil
}

// scored reports whether the file is a pattern that a text can follow.
func (f *file) scored() bool { return f.Kind == kindPattern || f.Kind == kindDispute }

func (f *file) checkRule(r fileRule) error {
	switch {
	case !idForm.MatchString(r.ID):
		return invalid("an id is lower-case words joined by hyphens")
	case r.Weight <= 0 || r.Weight > 6:
		return invalid("weight %v is not above 0 and up to 6", r.Weight)
	case r.Lever != "" && !slices.Contains(levers, r.Lever):
		return invalid("lever %q is none of %s", r.Lever, strings.Join(levers, ", "))
	case r.Stage != "" && f.stage(r.Stage) < 0:
		return invalid("stage %q is not among the file's stages", r.Stage)
	case !slices.Contains([]string{byAnyone, byOther, bySelf}, r.By):
		return invalid("by %q is neither other nor self", r.By)
	case r.Detect != "" && !slices.Contains(detectors, r.Detect):
		return invalid("detect %q is none of %s", r.Detect, strings.Join(detectors, ", "))
	case r.Here && (len(f.Turn) == 0 || !slices.ContainsFunc(f.Counter, func(c fileRule) bool { return c.ID == r.ID })):
		return invalid("here is for a counter rule of a pattern that has a turn")
	case (r.Detect == detectSign) != (len(r.Signs) > 0):
		return invalid("detect: sign and signs go together")
	case r.Detect == detectUnanswered && len(r.Requires) == 0:
		return invalid("detect: unanswered needs the rules whose finds are what is asked, in requires")
	case (r.Detect == "") == (len(r.Words.Terms) == 0):
		return invalid("a rule has either terms or detect")
	}
	if _, ok := f.Sources[r.Source]; !ok {
		return invalid("source %q is not among the file's sources", r.Source)
	}
	return nil
}

func (f *file) checkFact(e fileFact) error {
	switch {
	case e.Fact == "":
		return invalid("a fact needs a name")
	case e.Rule != "" && (e.Value == "" || len(e.Words.Terms) > 0):
		return invalid("a fact of a rule needs a value, and no terms")
	case e.Rule == "" && len(e.Words.Terms) == 0:
		return invalid("a fact needs terms, or a rule")
	case e.Value == "" && len(e.Words.Expressions) == 0:
		return invalid("a fact needs a value or expressions")
	case !slices.Contains([]string{"", formText, formName, formDigits, formDate, formAmount, formPerson}, e.Form):
		return invalid("form %q is none of text, name, digits, date, amount, person", e.Form)
	case !slices.Contains([]string{byAnyone, byOther, bySelf}, e.By):
		return invalid("by %q is neither other nor self", e.By)
	}
	return nil
}

func (f *file) stage(id string) int {
	return slices.IndexFunc(f.Stages, func(s fileStage) bool { return s.ID == id })
}
