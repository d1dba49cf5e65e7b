package letter

import (
	"slices"
	"strings"

	"recourse"
	"recourse/document"
	"recourse/legal"
	"recourse/rule"
)

// law says where the person stands in law: claims and what must be shown for
// each, what the papers say, promise against reality, where it can be decided,
// whether it is time for a lawyer; and first that it is no advice.
func (r *report) law() []document.Block {
	v := r.d.Law
	if v == nil || len(v.Claims)+len(v.Apart)+len(v.Clauses)+len(v.Compared)+len(v.Forums) == 0 {
		return nil
	}
	blocks := []document.Block{muted(r.p.T("law.lede"))}
	for _, part := range [][]document.Block{
		r.claims(v), r.compared(v), r.clauses(v), r.forums(v), r.lawyer(v),
		r.sub("law.h.ask", r.questions(v)...), r.sub("law.h.problems", r.listed(v.Problems)...), r.sub("law.h.limits", r.listed(v.Limits)...),
	} {
		blocks = append(blocks, part...)
	}
	return r.section("law.title", blocks...)
}

// sub is a smaller heading with what stands below it.
func (r *report) sub(key string, blocks ...document.Block) []document.Block {
	if len(blocks) == 0 {
		return nil
	}
	return append([]document.Block{document.Heading{Level: 3, Text: document.T(r.p.T(key))}}, blocks...)
}

func (r *report) listed(list []recourse.Phrase) []document.Block {
	if len(list) == 0 {
		return nil
	}
	return []document.Block{r.list(list)}
}

func (r *report) questions(v *legal.View) []document.Block {
	var list []recourse.Phrase
	for _, q := range v.Ask {
		list = append(list, q.Text)
	}
	return r.listed(list)
}

func (r *report) claims(v *legal.View) []document.Block {
	var blocks []document.Block
	for _, c := range v.Claims {
		blocks = append(blocks, document.Card{Title: document.T(r.p.Say(c.Name)), Blocks: r.claim(c)})
	}
	if len(blocks) == 0 {
		blocks = append(blocks, par(r.p.T("law.no-claims")))
	}
	if len(v.Apart) > 0 {
		l := document.List{Form: document.Bullets}
		for _, a := range v.Apart {
			l.Items = append(l.Items, document.Item{Text: append(document.B(r.p.Say(a.Name)+": "), document.T(r.p.Say(a.Because))...)})
		}
		blocks = append(blocks, document.Details{Summary: r.p.T("law.h.apart"), Blocks: []document.Block{l}})
	}
	return r.sub("law.h.claims", blocks...)
}

func (r *report) claim(c legal.Claim) []document.Block {
	blocks := []document.Block{par(r.p.Say(c.Text))}
	t := document.Table{Columns: []document.Column{{Title: r.p.T("law.col.element"), Weight: 2}, {Title: r.p.T("law.shown-by"), Weight: 3}}}
	sources := c.Sources
	for _, e := range c.Elements {
		what := append(document.T(r.p.Say(e.Text)+"\n"), document.B(r.p.T("law.state."+e.State))...)
		t.Rows = append(t.Rows, []document.Cell{{Text: what}, {Text: r.shown(e)}})
		sources = addSources(sources, e.Sources)
	}
	blocks = append(blocks, t)
	for _, k := range c.Clocks {
		blocks = append(blocks, par(r.p.Say(k.Limit())+" "+r.p.Say(k.Text)))
		why := []document.Block{par(r.p.Say(k.Rule))}
		for _, d := range k.Derivation {
			why = append(why, par(r.p.Say(d)))
		}
		blocks = append(blocks, document.Details{Summary: r.p.T("report.why_date"), Blocks: why})
		sources = addSources(sources, []rule.Source{k.Source})
	}
	return append(blocks, r.source(sources))
}

func addSources(list, more []rule.Source) []rule.Source {
	out := append([]rule.Source{}, list...)
	for _, s := range more {
		same := false
		for _, o := range out {
			same = same || o.URL == s.URL && o.Title == s.Title
		}
		if !same {
			out = append(out, s)
		}
	}
	return out
}

// maxShown is how many exhibits of an element the report names; the answer of
// recourse legal has them all.
const maxShown = 4

// shown says by what an element is shown, what speaks against it, and what would
// show it.
func (r *report) shown(e legal.Element) []document.Run {
	var names []string
	for _, x := range e.Exhibits {
		name := r.p.T("law.told")
		if !x.Told {
			name = joined(", ", r.fileName(x.Item), r.place(x.Place))
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	more := e.More + max(0, len(names)-maxShown)
	names = names[:min(len(names), maxShown)]
	if more > 0 {
		names = append(names, r.p.T("law.more", "n", more))
	}
	var lines [][]document.Run
	if len(names) > 0 {
		lines = append(lines, document.T(strings.Join(names, "; ")))
	}
	for _, ph := range e.Against {
		lines = append(lines, document.T(r.p.T("law.but")+": "+r.p.Say(ph)))
	}
	for _, ph := range e.Fill {
		lines = append(lines, []document.Run{{Text: r.p.T("law.fill") + ": " + r.p.Say(ph), Style: document.Muted}})
	}
	var runs []document.Run
	for i, l := range lines {
		if i > 0 {
			runs = append(runs, document.Run{Text: "\n"})
		}
		runs = append(runs, l...)
	}
	return runs
}

func (r *report) compared(v *legal.View) []document.Block {
	if len(v.Compared) == 0 {
		return nil
	}
	return r.sub("law.h.compared", r.page.comparison(v.Compared, false))
}

func (r *report) clauses(v *legal.View) []document.Block {
	if r.d.Searched == 0 && len(v.Clauses) == 0 {
		return nil
	}
	if len(v.Clauses) == 0 {
		return r.sub("law.h.clauses", muted(r.p.T("law.no-clauses")))
	}
	l := document.List{Form: document.Bullets}
	for _, c := range v.Clauses {
		l.Items = append(l.Items, document.Item{
			Text:   document.B(r.p.T("law.kind." + c.Kind)),
			Blocks: []document.Block{document.Quote{Who: c.Name, Pieces: []document.Piece{{Text: c.Text}}}},
		})
	}
	return r.sub("law.h.clauses", l)
}

func (r *report) forums(v *legal.View) []document.Block {
	var open, rest []document.Block
	for _, f := range v.Forums {
		kind := document.Info
		if f.Fit == legal.FitOpen {
			kind = document.OK
		}
		card := document.Card{Title: document.T(r.p.Say(f.Name)), Tags: []document.Tag{{Kind: kind, Text: r.p.T("law.fit." + f.Fit)}}}
		card.Blocks = []document.Block{
			document.KeyValues{Pairs: []document.Pair{
				{Key: r.p.T("law.forum.binding"), Value: document.T(r.p.T("law.binding." + f.Binding))},
				{Key: r.p.T("law.forum.cost"), Value: document.T(r.p.T("law.cost." + f.Cost))},
				{Key: r.p.T("law.forum.time"), Value: document.T(r.p.T("law.time." + f.Time))},
				{Key: r.p.T("law.forum.enforce"), Value: document.T(r.p.Say(f.Enforce))},
				{Key: r.p.T("law.forum.for"), Value: document.T(r.sentences(f.Because))},
				{Key: r.p.T("law.forum.against"), Value: document.T(r.sentences(f.Against))},
			}},
			r.source(f.Sources),
		}
		if f.Fit == legal.FitOpen || f.Fit == legal.FitLater {
			open = append(open, card)
		} else {
			rest = append(rest, card)
		}
	}
	if len(rest) > 0 {
		open = append(open, document.Details{Summary: r.p.T("law.h.rest"), Blocks: rest})
	}
	return r.sub("law.h.forums", open...)
}

func (r *report) sentences(list []recourse.Phrase) string {
	words := make([]string, len(list))
	for i, ph := range list {
		words[i] = r.p.Say(ph)
	}
	return strings.Join(words, " ")
}

func (r *report) lawyer(v *legal.View) []document.Block {
	kind := document.Info
	if v.Lawyer.Answer == legal.LawyerYes {
		kind = document.Warn
	}
	return r.sub("law.h.lawyer",
		document.Callout{Kind: kind, Title: r.p.T("law.answer." + v.Lawyer.Answer), Blocks: []document.Block{r.list(v.Lawyer.Because)}},
		document.Callout{Kind: document.Warn, Title: r.p.T("law.h.hire"), Blocks: []document.Block{r.list(v.Lawyer.Hire)}},
	)
}
