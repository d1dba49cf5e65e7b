package playbook

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"recourse"
	"recourse/deadline"
	"recourse/firm"
	"recourse/knowledge"
	"recourse/rule"
)

// Book is every route and playbook that is known. It is safe for concurrent use.
type Book struct {
	cals   *deadline.Calendars
	facts  *rule.Vocabulary
	names  *firm.Names // what sellers' names say of their country
	routes map[string]*route
	ranked []*route // those that recover money, in the order of their rank
	plays  []*play
}

// play is a file of knowledge/playbooks. All plays that apply to an incident
// give one plan together.
type play struct {
	path  string      `yaml:"-"`
	lines lines       `yaml:"-"`
	When  rule.Cond   `yaml:"when"`
	Steps []stepRule  `yaml:"steps"`
	Holds []reminder  `yaml:"holds"`
	Never []reminder  `yaml:"never"`
	Cases []proofCase `yaml:"cases"`
}

// reminder is something to keep or never to do: locale key "hold.<id>" or "never.<id>".
type reminder struct {
	ID      string        `yaml:"id"`
	When    rule.Cond     `yaml:"when"`
	Sources []rule.Source `yaml:"sources"`
}

// stepRule is a step and when it applies. Texts are the locale keys
// "step.<id>.title", "step.<id>.why" and "step.<id>.say.<n>".
type stepRule struct {
	ID    string    `yaml:"id"`
	Phase string    `yaml:"phase"`
	Rank  int       `yaml:"rank"` // lower comes first within the phase
	When  rule.Cond `yaml:"when"`
	// Payment says for which of the payments that left the step is: without one
	// there is no step, and its clocks count from these alone.
	Payment rule.Cond `yaml:"payment"`
	Routed  bool      `yaml:"routed"` // as payment, for those that the step's route is for
	Say     int       `yaml:"say"`    // how many sentences to say there are
	// Words are other words for the step, under step.<id>.<as>: the first whose
	// condition holds stand in place of its own.
	Words    []wording     `yaml:"words"`
	Route    string        `yaml:"route"`
	Channels []channel     `yaml:"channels"`
	Clocks   []clockRule   `yaml:"clocks"` // the first that can be counted leads
	Papers   []paper       `yaml:"papers"` // the first that applies
	Needs    []string      `yaml:"needs"`  // beside the route's evidence
	Cost     string        `yaml:"cost"`   // in place of the route's
	State    states        `yaml:"state"`
	Sources  []rule.Source `yaml:"sources"`
}

// wording is how a step is said where a condition holds.
type wording struct {
	As   string    `yaml:"as"`
	When rule.Cond `yaml:"when"`
}

// clockRule is a deadline of the step's route, or a term from today that we suggest.
type clockRule struct {
	Deadline string        `yaml:"deadline"`
	Ends     bool          `yaml:"ends"` // the step is closed when all of these have passed
	Suggest  deadline.Term `yaml:"suggest"`
	When     rule.Cond     `yaml:"when"`
}

// paper is a letter that the step needs, where its condition holds.
type paper struct {
	Letter string    `yaml:"letter"`
	When   rule.Cond `yaml:"when"`
}

// states say from what is known how far a step is; the first that holds counts.
type states struct {
	Done    *rule.Cond `yaml:"done"`
	Waiting *rule.Cond `yaml:"waiting"`
	Closed  *rule.Cond `yaml:"closed"`
}

// The phases of a plan, in their order.
var phases = []string{"now", "today", "week", "after"}

// Bounds of what is loaded.
const (
	maxPlays = 500
	maxSteps = 2000
)

// Load reads facts.yaml, routes and playbooks from fsys, checks them and runs
// every playbook's cases. What is wrong is an error of kind Invalid that names
// the file, and the case where one failed.
func Load(fsys fs.FS, cals *deadline.Calendars) (*Book, error) {
	b, err := load(fsys, cals, true)
	if err != nil {
		return nil, err
	}
	return b, b.prove()
}

// LoadProven is [Load] for files whose cases were run already, as a test does
// with those that ship.
func LoadProven(fsys fs.FS, cals *deadline.Calendars) (*Book, error) { return load(fsys, cals, false) }

func load(fsys fs.FS, cals *deadline.Calendars, cases bool) (*Book, error) {
	v, err := rule.LoadVocabulary(fsys)
	if err != nil {
		return nil, err
	}
	b := &Book{cals: cals, facts: v}
	if b.names, err = firm.Load(fsys); err != nil {
		return nil, err
	}
	if b.routes, err = loadRoutes(fsys, v, cals); err != nil {
		return nil, err
	}
	for _, r := range b.routes {
		if r.Recovers {
			b.ranked = append(b.ranked, r)
		}
	}
	slices.SortFunc(b.ranked, func(x, y *route) int { return compare(x.Rank, y.Rank, x.ID, y.ID) })
	return b, b.loadPlays(fsys, cases)
}

// Facts returns the vocabulary that the plan's questions come from.
func (b *Book) Facts() *rule.Vocabulary { return b.facts }

func compare(a, b int, x, y string) int {
	switch {
	case a != b:
		return a - b
	case x < y:
		return -1
	case x > y:
		return 1
	default:
		return 0
	}
}

// casesEnd is how the names of files end that hold cases alone.
const casesEnd = ".cases.yaml"

func (b *Book) loadPlays(fsys fs.FS, cases bool) error {
	names, err := knowledge.Glob(fsys, "playbooks/**")
	if err != nil {
		return fmt.Errorf("list playbooks: %w", err)
	}
	seen := make(map[string]string)
	for _, name := range names {
		if path.Ext(name) != ".yaml" || (!cases && strings.HasSuffix(name, casesEnd)) {
			continue
		}
		p := &play{path: name}
		if p.lines, err = decode(fsys, name, p); err != nil {
			return err
		}
		if at, err := b.checkPlay(p, seen); err != nil {
			return fmt.Errorf("%s: %w", p.at(at), err)
		}
		b.plays = append(b.plays, p)
	}
	if len(b.plays) > maxPlays || len(seen) > maxSteps {
		return fmt.Errorf("%d playbooks with %d steps, at most %d with %d are read: %w", len(b.plays), len(seen), maxPlays, maxSteps, recourse.Invalid)
	}
	return nil
}

// at names the file and the line on which something of that id or name is defined.
func (p *play) at(id string) string { return p.lines.at(p.path, id) }

// checkPlay checks one file; seen holds the steps of all files and where they
// are. It returns the id of what is wrong beside the error.
func (b *Book) checkPlay(p *play, seen map[string]string) (string, error) {
	if strings.HasSuffix(p.path, casesEnd) && len(p.Steps)+len(p.Holds)+len(p.Never) > 0 {
		return "", fmt.Errorf("a file of cases holds nothing else: %w", recourse.Invalid)
	}
	if err := b.facts.Check(&p.When); err != nil {
		return "", err
	}
	for i := range p.Steps {
		s := &p.Steps[i]
		if other, twice := seen[s.ID]; twice || s.ID == "" {
			return s.ID, fmt.Errorf("step %q has no id of its own (%s): %w", s.ID, other, recourse.Invalid)
		}
		seen[s.ID] = p.path
		if err := b.checkStep(s); err != nil {
			return s.ID, fmt.Errorf("step %s: %w", s.ID, err)
		}
	}
	for _, list := range [][]reminder{p.Holds, p.Never} {
		for i := range list {
			if err := b.checkReminder(&list[i]); err != nil {
				return list[i].ID, fmt.Errorf("%s: %w", list[i].ID, err)
			}
		}
	}
	return "", nil
}

func (b *Book) checkReminder(r *reminder) error {
	for _, src := range r.Sources {
		if err := src.Check(); err != nil {
			return err
		}
	}
	return b.facts.Check(&r.When)
}

func (b *Book) checkStep(s *stepRule) error {
	if !slices.Contains(phases, s.Phase) {
		return fmt.Errorf("phase %q: want one of %v: %w", s.Phase, phases, recourse.Invalid)
	}
	r := b.routes[s.Route]
	switch {
	case s.Route != "" && r == nil:
		return fmt.Errorf("route %q does not exist: %w", s.Route, recourse.Invalid)
	case s.Routed && (r == nil || r.Per != "payment" || !s.Payment.IsZero()):
		return fmt.Errorf("routed: want a route for single payments, and no payment beside it: %w", recourse.Invalid)
	}
	for i := range s.Clocks {
		c := &s.Clocks[i]
		if (c.Deadline == "") == (c.Suggest.Unit == "") {
			return fmt.Errorf("clock %d: want a deadline of the route or a suggestion: %w", i+1, recourse.Invalid)
		}
		if c.Deadline != "" {
			if r == nil {
				return fmt.Errorf("deadline %s needs a route: %w", c.Deadline, recourse.Invalid)
			}
			if _, ok := r.limit(c.Deadline); !ok {
				return fmt.Errorf("route %s has no deadline %s: %w", r.ID, c.Deadline, recourse.Invalid)
			}
		}
		if err := b.facts.Check(&c.When); err != nil {
			return err
		}
	}
	for _, src := range s.Sources {
		if err := src.Check(); err != nil {
			return err
		}
	}
	if err := checkNeeds(b.facts, s.Needs); err != nil {
		return err
	}
	return b.checkConds(s)
}

func (b *Book) checkConds(s *stepRule) error {
	conds := []*rule.Cond{&s.When, &s.Payment, s.State.Done, s.State.Waiting, s.State.Closed}
	for i := range s.Words {
		if s.Words[i].As == "" || s.Words[i].When.IsZero() {
			return fmt.Errorf("step %s: words need as and when: %w", s.ID, recourse.Invalid)
		}
		conds = append(conds, &s.Words[i].When)
	}
	for i := range s.Papers {
		if s.Papers[i].Letter == "" {
			return fmt.Errorf("paper %d names no letter: %w", i+1, recourse.Invalid)
		}
		conds = append(conds, &s.Papers[i].When)
	}
	for _, c := range conds {
		if c == nil {
			continue
		}
		if err := b.facts.Check(c); err != nil {
			return err
		}
	}
	return nil
}
