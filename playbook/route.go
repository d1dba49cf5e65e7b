package playbook

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/deadline"
	"recourse/knowledge"
	"recourse/rule"
)

// The kinds of clocks: whose limit it is.
const (
	LegalLimit    = "legal-limit"    // a law's
	ClosingTime   = "closing-time"   // a platform's, bank's or card scheme's own rule
	OurSuggestion = "our-suggestion" // nobody's: sooner is better
)

// route is one way to get money back or to make somebody act, as a dated fact.
// Texts are the locale keys "route.<id>.who", "route.<id>.open" (what it can
// do and why it is open), and "route.<id>.<deadline>" (why this date).
type route struct {
	ID        string      `yaml:"-"`
	path      string      `yaml:"-"`
	lines     lines       `yaml:"-"`
	When      rule.Cond   `yaml:"when"`
	Per       string      `yaml:"per"`      // payment or incident
	Recovers  bool        `yaml:"recovers"` // whether money can come back this way
	Rank      int         `yaml:"rank"`     // lower is tried first
	Channels  []channel   `yaml:"channels"`
	Deadlines []timeLimit `yaml:"deadlines"`
	Evidence  []string    `yaml:"evidence"` // things of facts have.*
	Cost      string      `yaml:"cost"`     // locale key "cost.<value>"
	Limits    []string    `yaml:"limits"`   // locale keys "limit.<value>"
	Further   []further   `yaml:"further"`
	// Apart says why the way is not open where one would look for it: locale key
	// "route.<id>.not.<reason>".
	Apart []apartRule `yaml:"apart"`
	// Valid says for which incidents the way exists: those of these days, by
	// the payment or, where the route is for the whole incident, by today.
	Valid   validity      `yaml:"valid"`
	Sources []rule.Source `yaml:"sources"`
}

// further is what a route needs and says beside the rest where its condition
// holds for a payment that the route is for, such as the rules of one country.
type further struct {
	When     rule.Cond     `yaml:"when"`
	Evidence []string      `yaml:"evidence"`
	Limits   []string      `yaml:"limits"`
	Sources  []rule.Source `yaml:"sources"`
}

// apartRule is one reason why a way is not for a payment.
type apartRule struct {
	ID   string    `yaml:"id"`
	When rule.Cond `yaml:"when"`
}

// validity is the days between which a rule holds, both included; no day is
// no bound.
type validity struct {
	From recourse.Date `yaml:"from"`
	To   recourse.Date `yaml:"to"`
}

func (v validity) on(day recourse.Date) bool {
	return (v.From.IsZero() || !day.Before(v.From)) && (v.To.IsZero() || !day.After(v.To))
}

// applies answers the route's condition on the days on which it exists.
func (r *route) applies(s rule.Situation) rule.Truth {
	if !r.on(s) {
		return rule.No
	}
	return r.When.Holds(s)
}

// on reports whether the way exists on the day of the situation.
func (r *route) on(s rule.Situation) bool {
	day := s.Today
	if at := s.Values["payment.at"].Date(); r.Per == "payment" && !at.IsZero() {
		day = at
	}
	return r.Valid.on(day)
}

// apart is the first reason why the way is not for a payment, "" for none.
func (r *route) apart(s rule.Situation) string {
	for _, a := range r.Apart {
		if a.When.Holds(s) == rule.Yes {
			return a.ID
		}
	}
	return ""
}

// channel is one door of a venue. Note is the locale key "channel.<note>", Path the key
// "channel.path.<path>" that says a value which is a way through menus.
type channel struct {
	Kind  string `yaml:"kind"` // phone email form post in-app in-person web
	Value string `yaml:"value"`
	Path  string `yaml:"path"`
	Note  string `yaml:"note"`
}

var channelKinds = []string{"phone", "email", "form", "post", "in-app", "in-person", "web"}

// timeLimit is one deadline of a route and the event that it counts from.
type timeLimit struct {
	ID        string        `yaml:"id"`
	Kind      string        `yaml:"kind"`
	When      rule.Cond     `yaml:"when"`
	Term      deadline.Term `yaml:"term"`
	From      []start       `yaml:"from"`
	Pick      string        `yaml:"pick"`     // first (default), earlier or later of the events that are known
	Calendar  string        `yaml:"calendar"` // a country's code; "country" is the person's
	Cap       *hardCap      `yaml:"cap"`      // never later than this
	NotBefore *hardCap      `yaml:"not_before"`
	Closes    string        `yaml:"closes"`  // the hour at which the last day ends, such as 18:00
	Zone      string        `yaml:"zone"`    // the country whose clocks end the day
	Valid     validity      `yaml:"valid"`   // by the day of the event
	Extends   string        `yaml:"extends"` // the deadline that this one prolongs
	Source    rule.Source   `yaml:"source"`

	closes time.Duration // of Closes, since midnight
}

// start is an event, and optionally what must pass after it first.
type start struct {
	Event string        `yaml:"event"` // a fact of type date, or today
	Then  deadline.Term `yaml:"then"`
}

type hardCap struct {
	Term deadline.Term `yaml:"term"`
	From string        `yaml:"from"`
}

const (
	maxRoutes = 500
	today     = "today"
)

func loadRoutes(fsys fs.FS, v *rule.Vocabulary, cals *deadline.Calendars) (map[string]*route, error) {
	names, err := knowledge.Glob(fsys, "routes/**")
	if err != nil {
		return nil, fmt.Errorf("list routes: %w", err)
	}
	if len(names) > maxRoutes {
		return nil, fmt.Errorf("%d routes, at most %d are read: %w", len(names), maxRoutes, recourse.Invalid)
	}
	routes := make(map[string]*route, len(names))
	for _, name := range names {
		if path.Ext(name) != ".yaml" {
			continue
		}
		r := &route{ID: knowledge.ID(name), path: name}
		if r.lines, err = decode(fsys, name, r); err != nil {
			return nil, err
		}
		if other, twice := routes[r.ID]; twice {
			return nil, fmt.Errorf("%s: route %s is also in %s: %w", name, r.ID, other.path, recourse.Invalid)
		}
		if at, err := r.check(v, cals); err != nil {
			return nil, fmt.Errorf("%s: %w", r.at(at), err)
		}
		routes[r.ID] = r
	}
	return routes, nil
}

// check checks a route and returns the id of the deadline that is wrong beside the error.
func (r *route) check(v *rule.Vocabulary, cals *deadline.Calendars) (string, error) {
	if err := r.checkHead(v); err != nil {
		return "", err
	}
	for i := range r.Deadlines {
		d := &r.Deadlines[i]
		err := d.check(v)
		if err == nil {
			err = d.checkPlace(r, cals)
		}
		if err != nil {
			return d.ID, fmt.Errorf("deadline %s: %w", d.ID, err)
		}
	}
	return "", nil
}

func (r *route) checkHead(v *rule.Vocabulary) error {
	if r.Per == "" {
		r.Per = "incident"
	}
	if r.Per != "payment" && r.Per != "incident" {
		return fmt.Errorf("per: want payment or incident, not %q: %w", r.Per, recourse.Invalid)
	}
	if err := v.Check(&r.When); err != nil {
		return err
	}
	if len(r.Sources) == 0 {
		return fmt.Errorf("a route needs a source: %w", recourse.Invalid)
	}
	for _, s := range r.Sources {
		if err := s.Check(); err != nil {
			return err
		}
	}
	for _, c := range r.Channels {
		if !slices.Contains(channelKinds, c.Kind) || (c.Value == "" && c.Note == "") {
			return fmt.Errorf("channel %q: want one of %s, and a value or a note: %w", c.Kind, strings.Join(channelKinds, ", "), recourse.Invalid)
		}
		if strings.Contains(c.Value, " > ") != (c.Path != "") {
			return fmt.Errorf("channel %q: a way through menus has a path, whose sentence says it in each language: %w", c.Value, recourse.Invalid)
		}
	}
	for i := range r.Further {
		if err := r.Further[i].check(v); err != nil {
			return fmt.Errorf("further %d: %w", i+1, err)
		}
	}
	for i := range r.Apart {
		a := &r.Apart[i]
		if a.ID == "" || a.When.IsZero() {
			return fmt.Errorf("apart %d: want an id and a condition: %w", i+1, recourse.Invalid)
		}
		if err := v.Check(&a.When); err != nil {
			return fmt.Errorf("apart %s: %w", a.ID, err)
		}
	}
	return checkNeeds(v, r.Evidence)
}

func (f *further) check(v *rule.Vocabulary) error {
	if err := v.Check(&f.When); err != nil {
		return err
	}
	for _, s := range f.Sources {
		if err := s.Check(); err != nil {
			return err
		}
	}
	return checkNeeds(v, f.Evidence)
}

func checkNeeds(v *rule.Vocabulary, needs []string) error {
	for _, n := range needs {
		if f, ok := v.Fact("have." + n); !ok || f.Type != rule.YesNoType {
			return fmt.Errorf("need %q has no yes-no fact have.%s: %w", n, n, recourse.Invalid)
		}
	}
	return nil
}

func (d *timeLimit) check(v *rule.Vocabulary) error {
	switch {
	case d.ID == "" || d.Term.Unit == "" || len(d.From) == 0:
		return fmt.Errorf("want id, term and from: %w", recourse.Invalid)
	case !slices.Contains([]string{LegalLimit, ClosingTime, OurSuggestion}, d.Kind):
		return fmt.Errorf("kind %q: want %s, %s or %s: %w", d.Kind, LegalLimit, ClosingTime, OurSuggestion, recourse.Invalid)
	case !slices.Contains([]string{"", "first", "earlier", "later"}, d.Pick):
		return fmt.Errorf("pick %q: want first, earlier or later: %w", d.Pick, recourse.Invalid)
	}
	events := make([]string, 0, len(d.From)+2)
	for _, s := range d.From {
		events = append(events, s.Event)
	}
	for _, c := range []*hardCap{d.Cap, d.NotBefore} {
		if c != nil {
			events = append(events, c.From)
		}
	}
	for _, e := range events {
		if f, ok := v.Fact(e); e != today && (!ok || f.Type != rule.DateType) {
			return fmt.Errorf("event %q is no date of facts.yaml: %w", e, recourse.Invalid)
		}
	}
	if err := v.Check(&d.When); err != nil {
		return err
	}
	return d.Source.Check()
}

// checkPlace checks where a deadline's days are counted and end, and what it extends.
func (d *timeLimit) checkPlace(r *route, cals *deadline.Calendars) error {
	for _, c := range []string{d.Calendar, d.Zone} {
		if c == "" || c == "country" {
			continue
		}
		if _, err := cals.Get(c); err != nil {
			return fmt.Errorf("%v: %w", err, recourse.Invalid)
		}
	}
	if d.Closes != "" {
		at, err := time.Parse("15:04", d.Closes)
		if err != nil {
			return fmt.Errorf("closes %q has not the form 18:00: %w", d.Closes, recourse.Invalid)
		}
		d.closes = time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	}
	if _, ok := r.limit(d.Extends); d.Extends != "" && !ok {
		return fmt.Errorf("extends %q, which is no deadline of this route: %w", d.Extends, recourse.Invalid)
	}
	return nil
}

// at names the file, and the line on which a deadline of that id stands.
func (r *route) at(id string) string { return r.lines.at(r.path, id) }

// allSources lists the sources of a route, those of single conditions included.
func (r *route) allSources() []rule.Source {
	all := slices.Clone(r.Sources)
	for _, f := range r.Further {
		all = append(all, f.Sources...)
	}
	return all
}

// limit returns the deadline of an id.
func (r *route) limit(id string) (*timeLimit, bool) {
	for i := range r.Deadlines {
		if r.Deadlines[i].ID == id {
			return &r.Deadlines[i], true
		}
	}
	return nil, false
}
