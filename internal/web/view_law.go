package web

import (
	"net/http"
	"strings"

	"recourse/internal/app"
	"recourse/legal"
	"recourse/locale"
)

type lawView struct {
	Claims   []claimView
	Apart    []apartView
	Compared []comparedView
	Searched bool // papers were there to search
	Clauses  []clauseView
	Open     []forumView
	Rest     []forumView
	Answer   string
	Because  []string
	Hire     []string
	Ask      []string
	Problems []string
	Limits   []string
}

type claimView struct {
	ID, Name, Text string
	Elements       []elementView
	Clocks         []lawClock
	Sources        []source
}

type elementView struct {
	Text, State, Class string
	Because            string
	Files              []string // names, as they were handed in
	Told               bool
	More               string
	Against, Fill      []string
}

type lawClock struct {
	Due, Text, Rule string
	Past            bool
	Derivation      []string
	Disagrees       []string
}

type apartView struct{ Name, Because string }

type comparedView struct {
	Date, By             string
	Quote, Said          string // one of the two
	Reality, Came, State string // Reality or Came
	Class                string
}

type clauseView struct{ Kind, Text, File string }

type forumView struct {
	ID, Name, Fit, Class string
	Facts                []fact
	Sources              []source
}

// stateClasses are the colours of states; the words say them too.
var stateClasses = map[string]string{
	legal.Met: "tag-ok", legal.Disputed: "tag-warn", legal.Missing: "tag-info",
	legal.Kept: "tag-ok", legal.Broken: "tag-warn", legal.Open: "tag-info",
}

// maxNamed is how many files an element names before it says how many more.
const maxNamed = 4

// viewLaw says where the person of a case stands in law.
func viewLaw(p *locale.Printer, c app.View) lawView {
	law := c.Findings.Law
	v := lawView{
		Searched: c.Findings.Searched.Count > 0, Because: sayAll(p, law.Lawyer.Because), Hire: sayAll(p, law.Lawyer.Hire),
		Limits: sayAll(p, law.Limits), Problems: sayAll(p, law.Problems),
	}
	if law.Lawyer.Answer != "" {
		v.Answer = p.T("law.answer." + law.Lawyer.Answer)
	}
	for _, one := range law.Claims {
		v.Claims = append(v.Claims, viewClaim(p, one))
	}
	for _, a := range law.Apart {
		v.Apart = append(v.Apart, apartView{p.Say(a.Name), p.Say(a.Because)})
	}
	for _, r := range law.Compared {
		v.Compared = append(v.Compared, viewCompared(p, r))
	}
	for _, one := range law.Clauses {
		v.Clauses = append(v.Clauses, clauseView{p.T("law.kind." + one.Kind), one.Text, one.Name})
	}
	for _, f := range law.Forums {
		if f.Fit == legal.FitOpen || f.Fit == legal.FitLater {
			v.Open = append(v.Open, viewForum(p, f))
		} else {
			v.Rest = append(v.Rest, viewForum(p, f))
		}
	}
	for _, q := range law.Ask {
		v.Ask = append(v.Ask, p.Say(q.Text))
	}
	return v
}

func viewClaim(p *locale.Printer, c legal.Claim) claimView {
	v := claimView{ID: c.ID, Name: p.Say(c.Name), Text: p.Say(c.Text)}
	sources := c.Sources
	for _, e := range c.Elements {
		v.Elements = append(v.Elements, viewElement(p, e))
		sources = append(sources[:len(sources):len(sources)], e.Sources...)
	}
	for _, k := range c.Clocks {
		sources = append(sources[:len(sources):len(sources)], k.Source)
		v.Clocks = append(v.Clocks, lawClock{p.LongDate(k.Due.Date()), p.Say(k.Text), p.Say(k.Rule), k.Past, sayAll(p, k.Derivation), k.Disagrees})
	}
	seen := make(map[source]bool)
	for _, s := range sources {
		if one := viewSource(p, s); !seen[one] {
			seen[one] = true
			v.Sources = append(v.Sources, one)
		}
	}
	return v
}

func viewElement(p *locale.Printer, e legal.Element) elementView {
	v := elementView{
		Text: p.Say(e.Text), State: p.T("law.state." + e.State), Class: stateClasses[e.State],
		Because: strings.Join(sayAll(p, e.Because), "; "), Against: sayAll(p, e.Against), Fill: sayAll(p, e.Fill),
	}
	seen, more := make(map[string]bool), e.More
	for _, x := range e.Exhibits {
		switch {
		case x.Told:
			v.Told = true
		case seen[x.Name] || x.Name == "":
		case len(v.Files) == maxNamed:
			seen[x.Name] = true
			more++
		default:
			seen[x.Name] = true
			v.Files = append(v.Files, x.Name)
		}
	}
	if more > 0 {
		v.More = p.T("law.more", "n", more)
	}
	return v
}

func viewCompared(p *locale.Printer, r legal.Row) comparedView {
	v := comparedView{By: r.By, Quote: r.Quote, Reality: r.Reality, State: p.T("law.row." + r.State), Class: stateClasses[r.State]}
	if !r.At.IsZero() {
		v.Date = p.Date(r.At.Date())
	}
	if r.Quote == "" {
		v.Said = p.Say(r.Said)
	}
	if r.Reality == "" {
		v.Came = p.Say(r.Came)
	}
	return v
}

func viewForum(p *locale.Printer, f legal.Forum) forumView {
	v := forumView{
		ID: f.ID, Name: p.Say(f.Name), Fit: p.T("law.fit." + f.Fit), Class: "tag",
		Facts: []fact{
			{p.T("law.forum.for"), strings.Join(sayAll(p, f.Because), " "), false},
			{p.T("law.forum.against"), strings.Join(sayAll(p, f.Against), " "), false},
			{p.T("law.forum.binding"), p.T("law.binding." + f.Binding), false},
			{p.T("law.forum.cost"), p.T("law.cost." + f.Cost), false},
			{p.T("law.forum.time"), p.T("law.time." + f.Time), false},
			{p.T("law.forum.enforce"), p.Say(f.Enforce), false},
		},
	}
	if f.Fit == legal.FitOpen {
		v.Class = "tag-ok"
	}
	for _, s := range f.Sources {
		v.Sources = append(v.Sources, viewSource(p, s))
	}
	return v
}

type lawPage struct {
	Base
	lawView
}

func (s *Server) law(w http.ResponseWriter, v visit) error {
	c, err := s.load(v)
	if err != nil {
		return err
	}
	page := lawPage{s.caseBase(v, c.ID, "law", "/law"), viewLaw(v.printer, c)}
	return s.show(w, http.StatusOK, "law", page)
}
