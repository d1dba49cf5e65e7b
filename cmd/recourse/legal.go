package main

import (
	"slices"
	"strings"

	"recourse"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/legal"
	"recourse/locale"
	"recourse/rule"
)

type legalCmd struct {
	Incident string   `arg:"" help:"The incident file; - is standard input."`
	Files    []string `arg:"" optional:"" name:"file" help:"Contracts, invoices and terms in which clauses are looked for."`
}

// Help is the long help.
func (legalCmd) Help() string {
	return "Example: recourse legal result/incident.json --lang en\n\n" +
		"Contracts and terms are read with it: recourse legal result/incident.json contract.pdf"
}

// Run says where the person stands in law.
func (c legalCmd) Run(env *environment) error {
	now, err := env.now()
	if err != nil {
		return err
	}
	parts := app.Words | app.Law
	if len(c.Files) > 0 {
		parts |= app.Statements | app.Brands
	}
	engines, err := env.engines(parts)
	if err != nil {
		return err
	}
	in, problems, err := env.readIncident(c.Incident)
	if err != nil {
		return err
	}
	p, err := env.printer(engines.Catalogues, in.Person.Language)
	if err != nil {
		return err
	}
	problems = append(problems, in.CheckAgainst(recourse.DateOf(now))...)
	var files []intake.File
	if len(c.Files) > 0 {
		sources, more, err := env.sources(c.Files)
		if err != nil {
			return err
		}
		if files, err = app.ReadAll(env, sources, env.readers(engines, in.Person.Country), env.filesRead(p, len(sources))); err != nil {
			return err
		}
		problems = append(append(problems, more...), intake.Problems(files)...)
	}
	papers := engines.SearchPapers(in, files)
	view, err := engines.LegalView(in, papers, now)
	if err != nil {
		return err
	}
	if env.common.JSON {
		return env.printJSON(app.LegalJSON(p, in, view, problems))
	}
	w := legalWriter{env, p}
	w.claims(view)
	w.clauses(view, papers.Count)
	w.compared(view)
	w.forums(view)
	w.lawyer(view)
	w.list("law.h.ask", questions(view))
	w.list("law.h.problems", view.Problems)
	w.list("law.h.limits", view.Limits)
	env.printf("\n")
	printProblems(env, p, problems)
	return nil
}

// legalWriter writes a legal view for people.
type legalWriter struct {
	env *environment
	p   *locale.Printer
}

func (w legalWriter) head(key string) { w.env.printf("\n%s\n", strings.ToUpper(w.p.T(key))) }

func (w legalWriter) list(key string, list []recourse.Phrase) {
	if len(list) == 0 {
		return
	}
	w.head(key)
	for _, ph := range list {
		w.env.printf("· %s\n", w.p.Say(ph))
	}
}

func questions(v legal.View) []recourse.Phrase {
	var list []recourse.Phrase
	for _, q := range v.Ask {
		list = append(list, q.Text)
	}
	return list
}

func (w legalWriter) claims(v legal.View) {
	w.env.printf("%s\n", w.p.T("law.lede"))
	w.head("law.h.claims")
	if len(v.Claims) == 0 {
		w.env.printf("%s\n", w.p.T("law.no-claims"))
	}
	for _, c := range v.Claims {
		w.env.printf("\n%s\n  %s\n", w.p.Say(c.Name), w.p.Say(c.Text))
		w.sources(c.Sources)
		for _, e := range c.Elements {
			e.Sources = without(e.Sources, c.Sources)
			w.element(e)
		}
		for _, k := range c.Clocks {
			w.clock(k)
		}
	}
	if len(v.Apart) > 0 {
		w.head("law.h.apart")
		for _, a := range v.Apart {
			w.env.printf("· %s: %s\n", w.p.Say(a.Name), w.p.Say(a.Because))
		}
	}
}

// without are the sources that the claim does not name already.
func without(list, named []rule.Source) []rule.Source {
	return slices.DeleteFunc(slices.Clone(list), func(s rule.Source) bool {
		return slices.ContainsFunc(named, func(o rule.Source) bool { return o.URL == s.URL && o.Title == s.Title })
	})
}

// marks stand before an element by its state.
var marks = map[string]string{legal.Met: "[x]", legal.Disputed: "[?]", legal.Missing: "[ ]"}

func (w legalWriter) element(e legal.Element) {
	w.env.printf("  %s %s (%s)\n", marks[e.State], w.p.Say(e.Text), w.p.T("law.state."+e.State))
	if len(e.Because) > 0 {
		w.env.printf("      %s: %s\n", w.p.T("law.because"), w.joined(e.Because, "; "))
	}
	var shown []string
	for _, x := range e.Exhibits {
		shown = append(shown, w.exhibit(x))
	}
	if e.More > 0 {
		shown = append(shown, w.p.T("law.more", "n", e.More))
	}
	if len(shown) > 0 {
		w.env.printf("      %s: %s\n", w.p.T("law.shown-by"), strings.Join(shown, "; "))
	}
	for _, ph := range e.Against {
		w.env.printf("      %s: %s\n", w.p.T("law.but"), w.p.Say(ph))
	}
	for _, ph := range e.Fill {
		w.env.printf("      %s: %s\n", w.p.T("law.fill"), w.p.Say(ph))
	}
	w.sources(e.Sources)
}

func (w legalWriter) exhibit(x legal.Exhibit) string {
	switch {
	case x.Told:
		return w.p.T("law.told")
	case x.Place != "":
		return x.Name + " (" + x.Place + ")"
	case x.Span != (recourse.Span{}):
		b, _ := x.Span.MarshalJSON()
		return x.Name + " " + string(b)
	default:
		return x.Name
	}
}

func (w legalWriter) clock(k legal.Clock) {
	w.env.printf("  %s %s\n", w.p.Say(k.Limit()), w.p.Say(k.Text))
	w.env.printf("      %s\n", w.p.Say(k.Rule))
	for _, d := range k.Derivation {
		w.env.printf("      %s\n", w.p.Say(d))
	}
	w.sources([]rule.Source{k.Source})
}

func (w legalWriter) sources(list []rule.Source) {
	for _, s := range list {
		if s.Own() {
			w.env.printf("      < %s\n", w.p.T("report.source.own"))
			continue
		}
		name := strings.TrimPrefix(strings.Join([]string{s.Title, s.URL}, ", "), ", ")
		w.env.printf("      < %s (%s)\n", strings.TrimSuffix(name, ", "), w.p.T("report.source.seen", "seen", w.seen(s.Seen), "confidence", recourse.P("report.confidence."+s.Confidence)))
		for _, d := range s.Disagrees {
			w.env.printf("        %s\n", d)
		}
	}
}

func (w legalWriter) seen(day string) string {
	if day == "undated" {
		return w.p.T("report.undated")
	}
	return day
}

func (w legalWriter) clauses(v legal.View, searched int) {
	w.head("law.h.clauses")
	switch {
	case searched == 0:
		w.env.printf("%s\n", w.p.T("law.no-papers"))
	case len(v.Clauses) == 0:
		w.env.printf("%s\n", w.p.T("law.no-clauses"))
	}
	for _, c := range v.Clauses {
		b, _ := c.Span.MarshalJSON()
		w.env.printf("· %s: %s\n  %s %s\n", w.p.T("law.kind."+c.Kind), w.p.T("letter.quoted", "text", c.Text), c.Name, string(b))
	}
}

func (w legalWriter) compared(v legal.View) {
	if len(v.Compared) == 0 {
		return
	}
	w.head("law.h.compared")
	for _, r := range v.Compared {
		date := ""
		if !r.At.IsZero() {
			date = w.p.Moment(r.At) + ": "
		}
		w.env.printf("· %s%s\n  %s (%s)\n", date, app.SaidOf(w.p, r), app.CameOf(w.p, r), w.p.T("law.row."+r.State))
	}
}

func (w legalWriter) forums(v legal.View) {
	if len(v.Forums) == 0 {
		return
	}
	w.head("law.h.forums")
	for _, f := range v.Forums {
		w.env.printf("\n%s: %s\n", w.p.Say(f.Name), w.p.T("law.fit."+f.Fit))
		w.env.printf("  %s; %s; %s\n", w.p.T("law.binding."+f.Binding), w.p.T("law.cost."+f.Cost), w.p.T("law.time."+f.Time))
		w.env.printf("  %s\n", w.p.Say(f.Enforce))
		w.env.printf("  + %s\n  - %s\n", w.joined(f.Because, " "), w.joined(f.Against, " "))
		w.sources(f.Sources)
	}
}

func (w legalWriter) lawyer(v legal.View) {
	w.head("law.h.lawyer")
	w.env.printf("%s\n", w.p.T("law.answer."+v.Lawyer.Answer))
	for _, ph := range v.Lawyer.Because {
		w.env.printf("· %s\n", w.p.Say(ph))
	}
	w.sources(v.Lawyer.Sources)
	w.list("law.h.hire", v.Lawyer.Hire)
	w.sources(v.Lawyer.HireSources)
}

func (w legalWriter) joined(list []recourse.Phrase, with string) string {
	words := make([]string, len(list))
	for i, ph := range list {
		words[i] = w.p.Say(ph)
	}
	return strings.Join(words, with)
}
