package letter

import (
	"recourse"
	"recourse/document"
	"recourse/scam"
)

// answer answers the question that the words ask: what is known of the brand,
// what speaks against it, what to ask, how to tell, and what to do.
func (r *report) answer() []document.Block {
	a := r.d.Verdict.Answer
	if a == nil {
		return nil
	}
	title := document.T(r.p.T("question." + a.Question + ".name"))
	blocks := []document.Block{document.Paragraph{Text: document.B(r.p.Say(a.Heading))}}
	if len(a.About) > 0 {
		blocks = append(blocks, r.statements("report.answer.about", a.About)...)
	}
	blocks = append(blocks, r.found(a.Points)...)
	var ask []recourse.Phrase
	for _, p := range a.Points {
		if p.Ask != nil && p.State != scam.PointShown {
			ask = append(ask, *p.Ask)
		}
	}
	if len(ask) > 0 {
		blocks = append(blocks, r.below("report.answer.ask"), r.list(ask))
	}
	if len(a.Tell) > 0 {
		blocks = append(blocks, r.statements("report.answer.tell", a.Tell)...)
	}
	blocks = append(blocks, r.below("report.answer.steps"), r.list(a.Steps))
	return append([]document.Block{document.Heading{Level: 2, Text: title}}, blocks...)
}

// below is a heading within a section.
func (r *report) below(key string) document.Block {
	return document.Heading{Level: 3, Text: document.T(r.p.T(key))}
}

// statements lists sentences, each with its source.
func (r *report) statements(key string, list []scam.Statement) []document.Block {
	l := document.List{Form: document.Bullets}
	for _, s := range list {
		text := document.T(r.p.Say(s.Text) + " (")
		l.Items = append(l.Items, document.Item{Text: append(append(text, r.sourceNames(s.Source)...), document.T(")")...)})
	}
	return []document.Block{r.below(key), l}
}

// found lists the points that something speaks against, with their reasons.
func (r *report) found(points []scam.Point) []document.Block {
	l := document.List{Form: document.Bullets}
	for _, p := range points {
		if p.State != scam.PointFound {
			continue
		}
		text := document.B(r.p.Say(p.Text) + ". ")
		for i, reason := range p.Reasons {
			if i > 0 {
				text = append(text, document.T(" ")...)
			}
			text = append(text, document.T(r.p.Say(reason.Text)+". "+r.p.Say(reason.Why))...)
		}
		l.Items = append(l.Items, document.Item{Text: text})
	}
	if len(l.Items) == 0 {
		return nil
	}
	return []document.Block{r.below("report.answer.found"), l}
}
