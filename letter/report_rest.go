package letter

import (
	"fmt"

	"recourse/document"
)

func (r *report) papers() []document.Block {
	papers := r.d.Papers
	if len(papers) == 0 {
		papers = r.papersOf()
	}
	if len(papers) == 0 {
		return nil
	}
	t := document.Table{Columns: []document.Column{
		{Title: r.p.T("report.papers.paper"), Weight: 2.4}, {Title: r.p.T("report.papers.file"), Weight: 2.2}, {Title: r.p.T("report.papers.gaps"), Weight: 2},
	}}
	for _, paper := range papers {
		name := document.B(r.p.T("paper." + paper.ID + ".title"))
		if key := "paper." + paper.ID + ".for"; r.p.Has(key) {
			name = append(name, document.Run{Text: "\n" + r.p.T(key), Style: document.Muted})
		}
		var files, gaps []document.Run
		for i, f := range paper.Files {
			files = append(files, document.Run{Text: sepLine(i)}, document.Run{Text: f, Style: document.Code})
		}
		if paper.Copy != "" {
			files = append(files, document.Run{Text: "\n"}, document.Run{Text: paper.Copy, Style: document.Code},
				document.Run{Text: "\n" + r.p.T("report.papers.copy"), Style: document.Muted})
		}
		for i, m := range paper.Missing {
			gaps = append(gaps, document.Run{Text: sepLine(i) + r.p.Say(m.Question)})
		}
		if len(gaps) == 0 && len(paper.Files) > 0 {
			gaps = document.T(r.p.T("report.papers.complete"))
		}
		t.Rows = append(t.Rows, []document.Cell{{Text: name}, {Text: files}, {Text: gaps}})
	}
	return r.section("report.papers", muted(r.p.T("report.papers.note")), t)
}

func sepLine(i int) string {
	if i == 0 {
		return ""
	}
	return "\n"
}

func (r *report) evidence() []document.Block {
	if len(r.d.Exhibits) == 0 {
		return nil
	}
	t := document.Table{Columns: []document.Column{
		r.page.column("number", 0.35, document.Left), {Title: r.p.T("report.evidence.file"), Weight: 2}, {Title: "SHA-256", Weight: 2.7}, {Title: r.p.T("report.evidence.size"), Weight: 0.8, Align: document.Right},
	}}
	for _, e := range r.d.Exhibits {
		name := append(document.T(e.Name), document.Run{Text: "\n" + r.p.Say(e.Title), Style: document.Muted})
		t.Rows = append(t.Rows, []document.Cell{
			{Text: document.T(fmt.Sprintf("%d.", e.Number))}, {Text: name}, {Text: []document.Run{{Text: e.SHA256, Style: document.Code}}}, {Text: document.T(r.size(e.Size))},
		})
	}
	blocks := []document.Block{muted(r.p.T("report.evidence.note")), t}
	blocks = append(blocks, r.leftOut()...)
	return r.section("report.evidence", append(blocks, r.mails()...)...)
}

// leftOut lists what the papers do not enclose, and why, so that the person can enclose
// it herself.
func (r *report) leftOut() []document.Block {
	_, left := Enclose(r.d.Incident, r.d.Exhibits)
	if len(left) == 0 || len(r.d.Papers) == 0 {
		return nil
	}
	l := document.List{}
	for _, x := range left {
		l.Items = append(l.Items, document.Item{Text: append(document.T(fmt.Sprintf("%d. ", x.Number)), document.Run{Text: x.Name, Style: document.Code}, document.Run{Text: ": " + r.p.Say(x.Why)})})
	}
	return []document.Block{document.Details{Summary: r.p.T("report.enclosures.left"), Blocks: []document.Block{muted(r.p.T("report.enclosures.note")), l}}}
}

// mails says what each mail shows of its sender, folded away: it is for whoever
// asks where a mail came from.
func (r *report) mails() []document.Block {
	if len(r.d.Mails) == 0 {
		return nil
	}
	blocks := []document.Block{muted(r.p.T("mail.note"))}
	for _, m := range r.d.Mails {
		blocks = append(blocks, document.Paragraph{Text: document.B(m.Name)}, r.list(m.Lines))
	}
	for _, note := range r.d.MailNotes {
		blocks = append(blocks, par(r.p.Say(note)))
	}
	return []document.Block{document.Details{Summary: r.p.T("mail.title"), Blocks: blocks}}
}

func (r *report) size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1000_000:
		return fmt.Sprintf("%d kB", (n+500)/1000)
	default:
		return fmt.Sprintf("%d MB", (n+500_000)/1000_000)
	}
}

func (r *report) problems() []document.Block {
	if len(r.d.Problems) == 0 {
		return nil
	}
	l := document.List{Form: document.Bullets}
	for _, p := range r.d.Problems {
		l.Items = append(l.Items, document.Item{Text: document.T(r.p.Say(p.Phrase()))})
	}
	return r.section("report.problems", l)
}

func (r *report) limits() []document.Block {
	l := document.List{Form: document.Bullets}
	for _, k := range []string{"law", "safe", "money", "accounts", "files", "facts"} {
		l.Items = append(l.Items, document.Item{Text: document.T(r.p.T("report.limits." + k))})
	}
	return r.section("report.limits.title", l)
}
