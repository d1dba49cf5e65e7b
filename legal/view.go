package legal

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"recourse"
	"recourse/incident"
	"recourse/money"
	"recourse/rule"
)

// View is where a person stands in law, as far as the facts show it.
type View struct {
	Today  recourse.Date
	Branch incident.Branch
	Claims []Claim
	// Apart are claims that were looked at and do not fit, with the reason.
	Apart   []Apart
	Clauses []Clause
	// Compared sets what was promised or ordered beside what came.
	Compared []Row
	Forums   []Forum
	Lawyer   Lawyer
	// Ask lists the questions whose answers would change the view.
	Ask []Question
	// Limits say what this is not; there is always one.
	Limits []recourse.Phrase
	// Problems say what contradicts itself or could not be counted.
	Problems []recourse.Phrase
}

// Claim is a claim that fits, and what must be shown for it.
type Claim struct {
	ID         string
	Name, Text recourse.Phrase
	Because    []recourse.Phrase // why it fits
	Elements   []Element
	Clocks     []Clock
	Sources    []rule.Source

	rank int
}

// Element is one thing that must be shown.
type Element struct {
	ID       string
	Text     recourse.Phrase
	State    string // Met, Disputed or Missing
	Because  []recourse.Phrase
	Against  []recourse.Phrase // what speaks against it
	Fill     []recourse.Phrase // what would show it; empty where it is met
	Exhibits []Exhibit
	More     int // exhibits that are not listed
	Sources  []rule.Source
}

// Exhibit is where a fact stands: an item and the place in it, or told.
type Exhibit struct {
	incident.Origin
	Name string // of the item's file, where it is known
}

// Apart is a claim that does not fit.
type Apart struct {
	ID      string
	Name    recourse.Phrase
	Because recourse.Phrase
}

// Clock is a limit of a claim.
type Clock struct {
	ID         string
	Text       recourse.Phrase
	Due, From  recourse.Moment
	Kind       string // legal-limit or our-suggestion
	Rule       recourse.Phrase
	Derivation []recourse.Phrase
	Disagrees  []string
	Past, Sure bool
	Source     rule.Source
}

// Limit says the last day, and whether it has passed.
func (k Clock) Limit() recourse.Phrase {
	if k.Past {
		return recourse.P("law.limit-passed", "date", k.Due)
	}
	return recourse.P("law.limit", "date", k.Due)
}

// Forum is a body that can decide or mediate.
type Forum struct {
	ID                  string
	Name                recourse.Phrase
	Fit                 string // FitOpen, FitLater, FitAgreement or FitClosed
	Binding, Cost, Time string // classes: "law.binding.<value>" and so on
	Enforce             recourse.Phrase
	Because, Against    []recourse.Phrase
	Sources             []rule.Source

	rank int
}

// Lawyer answers "do I need a lawyer?".
type Lawyer struct {
	Answer      string // LawyerYes, LawyerConsider or LawyerNotYet
	Because     []recourse.Phrase
	Sources     []rule.Source
	Hire        []recourse.Phrase // how a false helper is known
	HireSources []rule.Source
}

// Question is a fact that is not known and would change the view.
type Question struct {
	Fact string
	Text recourse.Phrase
}

// viewer is one view in the making.
type viewer struct {
	book  *Book
	inc   *incident.Incident
	found []Clause
	today recourse.Date

	situation rule.Situation
	shown     map[string][]Exhibit // by fact
	names     map[string]string    // of items
	totals    []money.Amount       // what was paid and did not come back, by currency
	args      []any                // of the sentences

	undecided map[string]bool
	doubted   map[string]bool // days that precede what they follow from
	problems  []recourse.Phrase
}

// View says where the person of an incident stands at the instant now. clauses
// are what [Book.Clauses] found in the papers. The error is of kind Invalid
// where now is no instant.
func (b *Book) View(inc incident.Incident, clauses []Clause, now time.Time) (View, error) {
	if now.IsZero() {
		return View{}, fmt.Errorf("a legal view needs the present time: %w", recourse.Invalid)
	}
	v := b.newViewer(inc, clauses, now)
	view := View{
		Today: v.today, Branch: inc.Branch, Claims: []Claim{}, Apart: []Apart{}, Clauses: slices.Clone(clauses),
		Compared: Compare(inc, v.today), Ask: []Question{}, Limits: []recourse.Phrase{},
	}
	for _, c := range b.claims {
		if !v.valid(c) {
			continue
		}
		v.addClaim(&view, c)
	}
	slices.SortStableFunc(view.Claims, func(x, y Claim) int { return cmp.Or(cmp.Compare(x.rank, y.rank), cmp.Compare(x.ID, y.ID)) })
	v.limitFacts(view.Claims)
	view.Forums = v.forums()
	view.Lawyer = v.lawyer()
	for _, f := range b.facts.Facts() {
		asked := slices.ContainsFunc(view.Ask, func(q Question) bool { return q.Text.Key == f.Question })
		if v.undecided[f.Name] && f.Question != "" && !asked && !v.situation.Values[f.Unless].IsYes() {
			view.Ask = append(view.Ask, Question{f.Name, v.question(f)})
		}
	}
	for _, l := range b.counsel.Limits {
		view.Limits = append(view.Limits, recourse.P("law.limit."+l))
	}
	view.Problems = v.problems
	return view, nil
}

// question asks for a fact. The seller's country is asked for by what its name
// says, where it says something; nothing follows from that by itself.
func (v *viewer) question(f rule.Fact) recourse.Phrase {
	if s, ok := v.seller(); ok && f.Name == "seller.country" {
		if guess, ok := v.book.names.Guess(s.Name); ok {
			return guess.Question(s.Name)
		}
	}
	return recourse.P(f.Question)
}

// valid reports whether the claim's law held on the day that it is about.
func (v *viewer) valid(c *claimFile) bool {
	day := cmp.Or(v.situation.Values["order.contracted"].Date(), v.situation.Values["paid.first"].Date(), v.today)
	return (c.ValidFrom.IsZero() || !day.Before(c.ValidFrom)) && (c.ValidTo.IsZero() || !day.After(c.ValidTo))
}

// applies answers a condition and notes what leaves it undecided.
func (v *viewer) applies(c rule.Cond) bool {
	switch c.Holds(v.situation) {
	case rule.Yes:
		return true
	case rule.Unknown:
		for _, name := range c.Undecided(v.situation) {
			v.undecided[name] = true
		}
	}
	return false
}

func (v *viewer) addClaim(view *View, c *claimFile) {
	name := recourse.P("law.claim." + c.id + ".name")
	for _, a := range c.Apart {
		if a.When.Holds(v.situation) == rule.Yes {
			view.Apart = append(view.Apart, Apart{c.id, name, recourse.P("law.claim." + c.id + ".not." + a.ID)})
			return
		}
	}
	if !v.applies(c.When) {
		return
	}
	claim := Claim{
		ID: c.id, rank: c.Rank, Name: name, Text: recourse.P("law.claim."+c.id+".text", v.args...),
		Because: c.When.Because(v.situation), Sources: c.Sources,
	}
	for i := range c.Elements {
		claim.Elements = append(claim.Elements, v.element(c.id, &c.Elements[i]))
	}
	for i := range c.Clocks {
		if k, ok := v.clock(&c.Clocks[i]); ok {
			claim.Clocks = append(claim.Clocks, k)
		}
	}
	view.Claims = append(view.Claims, claim)
}

// maxExhibits is how many exhibits one element lists.
const maxExhibits = 40

// element says how far one thing is shown. What is disputed and what is missing
// says what would fill it.
func (v *viewer) element(claim string, e *elementRule) Element {
	out := Element{ID: e.ID, Text: recourse.P("law.element."+claim+"."+e.ID, v.args...), State: Missing, Sources: e.Sources, Exhibits: []Exhibit{}}
	var grounds []string
	if e.Met.Holds(v.situation) == rule.Yes {
		out.State, out.Because = Met, e.Met.Because(v.situation)
		grounds = append(e.Met.Grounds(v.situation), e.Shows...)
	}
	if e.Disputed != nil && e.Disputed.Holds(v.situation) == rule.Yes {
		out.State = Disputed
		out.Because = e.Met.Because(v.situation)
		grounds = append(grounds, e.Disputed.Grounds(v.situation)...)
	}
	for _, name := range grounds {
		for _, x := range v.shown[name] {
			switch {
			case slices.Contains(out.Exhibits, x):
			case len(out.Exhibits) == maxExhibits:
				out.More++
			default:
				out.Exhibits = append(out.Exhibits, x)
			}
		}
	}
	if out.State == Met {
		return out
	}
	out.Against = v.said("law.against.", e.Against)
	out.Fill = v.said("law.fill.", e.Fill)
	return out
}

// clock counts one limit from the first of its events that is known.
func (v *viewer) clock(c *clockRule) (Clock, bool) {
	if c.When.Holds(v.situation) != rule.Yes {
		return Clock{}, false
	}
	for _, event := range c.From {
		from := v.situation.Values[event].Moment()
		if from.IsZero() {
			continue
		}
		k, err := v.book.cals.Add(from, c.Term, "")
		if err != nil {
			v.problems = append(v.problems, recourse.P("law.problem.count", "event", recourse.P("event."+event)))
			return Clock{}, false
		}
		out := Clock{
			ID: c.ID, Text: recourse.P("law.clock." + c.ID), Due: k.Due, From: k.From, Kind: c.Kind, Derivation: k.Derivation,
			Rule:      recourse.P("clock.rule", "term", c.Term.Phrase(), "event", recourse.P("event."+event)),
			Disagrees: c.Source.Disagrees, Past: k.Due.Date().Before(v.today), Sure: c.Source.Sure(), Source: c.Source,
		}
		if out.Past && v.doubted[event] {
			return Clock{}, false // not called past: the problems say which days contradict each other
		}
		if len(out.Disagrees) > 0 {
			out.Derivation = append(out.Derivation, recourse.P("clock.disagree"))
		}
		if !out.Sure {
			out.Derivation = append(out.Derivation, recourse.P("clock.unsure"))
		}
		return out, true
	}
	return Clock{}, false
}

func cloneValues(values map[string]rule.Value) map[string]rule.Value { return maps.Clone(values) }

// appendSources adds the sources that are not there yet.
func appendSources(list, more []rule.Source) []rule.Source {
	for _, s := range more {
		if !slices.ContainsFunc(list, func(o rule.Source) bool { return o.URL == s.URL && o.Title == s.Title && o.Fact == s.Fact }) {
			list = append(list, s)
		}
	}
	return list
}
