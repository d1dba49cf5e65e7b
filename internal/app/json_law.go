package app

import (
	"encoding/json"
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/legal"
	"recourse/locale"
	"recourse/rule"
)

type lawClaimJSON struct {
	ID      string         `json:"id"`
	Name    string         `json:"name"`
	Text    string         `json:"text"`
	Because []string       `json:"because"`
	Clocks  []lawClockJSON `json:"clocks"`
	Sources []rule.Source  `json:"sources"`
}

type lawClockJSON struct {
	ID         string          `json:"id"`
	Text       string          `json:"text"`
	Due        recourse.Moment `json:"due"`
	From       recourse.Moment `json:"from"`
	Kind       string          `json:"kind"`
	Rule       string          `json:"rule"`
	Derivation []string        `json:"derivation"`
	Disagrees  []string        `json:"disagrees"`
	Past       bool            `json:"past"`
	Sure       bool            `json:"sure"`
	Source     rule.Source     `json:"source"`
}

type lawElementJSON struct {
	Claim    string        `json:"claim"`
	Element  string        `json:"element"`
	Text     string        `json:"text"`
	State    string        `json:"state"`
	Because  []string      `json:"because,omitempty"`
	Against  []string      `json:"against,omitempty"`
	Fill     []string      `json:"fill,omitempty"`
	Exhibits []exhibitJSON `json:"exhibits"`
	More     int           `json:"exhibits_more,omitempty"`
	Sources  []rule.Source `json:"sources,omitempty"`
}

// exhibitJSON is "told", or where a fact stands with the name of the file.
type exhibitJSON struct {
	origin incident.Origin
	name   string
}

// MarshalJSON writes the form of an incident's origin, and the file's name.
func (x exhibitJSON) MarshalJSON() ([]byte, error) {
	if x.origin.Told {
		return json.Marshal("told")
	}
	out := struct {
		Item  string         `json:"item"`
		Name  string         `json:"name,omitempty"`
		Span  *recourse.Span `json:"span,omitempty"`
		Place string         `json:"place,omitempty"`
	}{Item: x.origin.Item, Name: x.name, Place: x.origin.Place}
	if x.origin.Span != (recourse.Span{}) {
		out.Span = &x.origin.Span
	}
	return json.Marshal(out)
}

type lawApartJSON struct {
	Claim   string `json:"claim"`
	Name    string `json:"name"`
	Because string `json:"because"`
}

type clauseJSON struct {
	Kind     string            `json:"kind"`
	Name     string            `json:"name"`
	Text     string            `json:"text"`
	Span     recourse.Span     `json:"span"`
	Item     string            `json:"item"`
	File     string            `json:"file,omitempty"`
	Language string            `json:"language"`
	Values   map[string]string `json:"values,omitempty"`
}

type comparedJSON struct {
	At       recourse.Moment `json:"at,omitzero"`
	By       string          `json:"by,omitempty"`
	Said     string          `json:"said"`
	Quoted   bool            `json:"quoted"`
	Came     string          `json:"came"`
	State    string          `json:"state"`
	Exhibits []exhibitJSON   `json:"exhibits"`
}

type forumJSON struct {
	ID          string        `json:"id"`
	Name        string        `json:"name"`
	Fit         string        `json:"fit"`
	Binding     string        `json:"binding"`
	Cost        string        `json:"cost"`
	Time        string        `json:"time"`
	Enforceable string        `json:"enforceable"`
	Because     string        `json:"because"`
	Against     string        `json:"against"`
	Sources     []rule.Source `json:"sources"`
}

type lawyerJSON struct {
	Answer  string        `json:"answer"`
	Because []string      `json:"because"`
	Hire    []string      `json:"hire"`
	Sources []rule.Source `json:"sources"`
}

// LegalJSON is the contract's legal view.
func LegalJSON(p *locale.Printer, in incident.Incident, v legal.View, problems []recourse.Problem) any {
	out := struct {
		Branch   incident.Branch  `json:"branch"`
		Today    recourse.Date    `json:"today"`
		Claims   []lawClaimJSON   `json:"claims"`
		Elements []lawElementJSON `json:"elements"`
		Apart    []lawApartJSON   `json:"apart"`
		Clauses  []clauseJSON     `json:"clauses"`
		Compared []comparedJSON   `json:"promises"`
		Forums   []forumJSON      `json:"forums"`
		Lawyer   lawyerJSON       `json:"lawyer"`
		Ask      []questionJSON   `json:"ask"`
		Limits   []string         `json:"limits"`
		Problems []ProblemJSON    `json:"problems"`
		Doubts   []string         `json:"doubts,omitempty"`
	}{
		Branch: v.Branch, Today: v.Today, Limits: sayAll(p, v.Limits), Problems: ProblemsJSON(p, problems), Doubts: sayAll(p, v.Problems),
		Claims: []lawClaimJSON{}, Elements: []lawElementJSON{}, Apart: []lawApartJSON{}, Clauses: []clauseJSON{}, Compared: []comparedJSON{},
		Forums: []forumJSON{}, Ask: []questionJSON{},
		Lawyer: lawyerJSON{v.Lawyer.Answer, sayAll(p, v.Lawyer.Because), sayAll(p, v.Lawyer.Hire), append(append([]rule.Source{}, v.Lawyer.Sources...), v.Lawyer.HireSources...)},
	}
	for _, c := range v.Claims {
		out.Claims = append(out.Claims, claimOf(p, c))
		for _, e := range c.Elements {
			out.Elements = append(out.Elements, elementOf(p, c.ID, e))
		}
	}
	for _, a := range v.Apart {
		out.Apart = append(out.Apart, lawApartJSON{a.ID, p.Say(a.Name), p.Say(a.Because)})
	}
	for _, c := range v.Clauses {
		out.Clauses = append(out.Clauses, clauseJSON{c.Kind, p.T("law.kind." + c.Kind), c.Text, c.Span, c.Item, c.Name, c.Language, c.Values})
	}
	names := make(map[string]string)
	for _, e := range in.Evidence {
		names[e.Item] = e.Name
	}
	for _, r := range v.Compared {
		one := comparedJSON{At: r.At, By: r.By, Said: SaidOf(p, r), Quoted: r.Quote != "", Came: CameOf(p, r), State: r.State, Exhibits: []exhibitJSON{}}
		for _, o := range r.Origins {
			one.Exhibits = append(one.Exhibits, exhibitJSON{o, names[o.Item]})
		}
		out.Compared = append(out.Compared, one)
	}
	for _, f := range v.Forums {
		out.Forums = append(out.Forums, forumJSON{
			f.ID, p.Say(f.Name), f.Fit, f.Binding, f.Cost, f.Time, p.Say(f.Enforce),
			strings.Join(sayAll(p, f.Because), " "), strings.Join(sayAll(p, f.Against), " "), f.Sources,
		})
	}
	for _, q := range v.Ask {
		out.Ask = append(out.Ask, questionJSON{Fact: q.Fact, Text: p.Say(q.Text)})
	}
	return out
}

func claimOf(p *locale.Printer, c legal.Claim) lawClaimJSON {
	out := lawClaimJSON{c.ID, p.Say(c.Name), p.Say(c.Text), sayAll(p, c.Because), []lawClockJSON{}, c.Sources}
	for _, k := range c.Clocks {
		out.Clocks = append(out.Clocks, lawClockJSON{
			k.ID, p.Say(k.Text), k.Due, k.From, k.Kind, p.Say(k.Rule), sayAll(p, k.Derivation), append([]string{}, k.Disagrees...), k.Past, k.Sure, k.Source,
		})
	}
	return out
}

func elementOf(p *locale.Printer, claim string, e legal.Element) lawElementJSON {
	out := lawElementJSON{
		claim, e.ID, p.Say(e.Text), e.State, sayAll(p, e.Because), sayAll(p, e.Against), sayAll(p, e.Fill), []exhibitJSON{}, e.More, e.Sources,
	}
	for _, x := range e.Exhibits {
		out.Exhibits = append(out.Exhibits, exhibitJSON{x.Origin, x.Name})
	}
	return out
}

// SaidOf is what was promised, quoted, or what was ordered.
func SaidOf(p *locale.Printer, r legal.Row) string {
	if r.Quote != "" {
		return p.T("letter.quoted", "text", r.Quote)
	}
	return p.Say(r.Said)
}

// CameOf is what came of a promise.
func CameOf(p *locale.Printer, r legal.Row) string {
	if r.Reality != "" {
		return r.Reality
	}
	return p.Say(r.Came)
}
