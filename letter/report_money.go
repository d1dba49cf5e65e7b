package letter

import (
	"slices"
	"strings"

	"recourse"
	"recourse/document"
	"recourse/incident"
	"recourse/ladder"
	"recourse/money"
	"recourse/scam"
)

// ladder draws the payments and the demand as a chart that is a table.
func (r *report) ladder() []document.Block {
	paid := r.page.paid("")
	if r.dispute() || len(paid) == 0 || len(paid)+len(r.d.Incident.Asked) < 2 {
		return nil
	}
	currency := paid[0].Amount.Currency
	bars := document.Bars{
		Title: r.p.T("report.ladder.other"), Columns: [3]string{r.p.T("report.ladder.when"), "", r.p.T("report.ladder.amount")},
		PaidKey: r.p.T("report.ladder.paid"), AskedKey: r.p.T("report.ladder.asked"),
	}
	var sent []money.Amount
	for _, pay := range paid {
		if pay.Amount.Currency != currency {
			continue
		}
		sent = append(sent, pay.Amount)
		bars.Items = append(bars.Items, r.bar(pay.At, pay.To.Name, pay.Amount, false))
	}
	asked := money.Amount{Currency: currency}
	for _, a := range r.d.Incident.Asked {
		if a.Amount.Currency == currency {
			asked = a.Amount
			bars.Items = append(bars.Items, r.bar(a.At, quoted(r.p, a.For), a.Amount, true))
		}
	}
	bars.Total = &document.Bar{Label: r.p.T("report.ladder.sum"), Amount: r.sum(sent)}
	text := r.p.T("report.ladder.total", "total", r.sum(sent), "n", len(sent))
	l, err := ladder.Build(sent, asked)
	if err == nil && l.Shape == ladder.Rising && !r.d.Incident.InParts(len(bars.Items)) {
		bars.Title = r.p.T("report.ladder")
		if l.Next.High > 0 {
			text += " " + r.p.T("report.ladder.next", "low", roughly(l.Next.Low, currency), "high", roughly(l.Next.High, currency))
		}
		text += " " + r.p.T("report.ladder.last")
	}
	blocks := []document.Block{bars, par(text)}
	if back := r.payouts(); len(back) > 0 {
		blocks = append(blocks, muted(r.p.T("report.ladder.back", "amount", r.sum(back))))
	}
	return blocks
}

// payouts are the sums that came before the last payment left, as a bait does; none
// where a payment itself came back.
func (r *report) payouts() []money.Amount {
	if len(r.d.Incident.CameBack()) > 0 {
		return nil
	}
	paid := r.page.paid("")
	var list []money.Amount
	for _, came := range r.page.received() {
		if came.At.IsZero() || slices.ContainsFunc(paid, func(left incident.Payment) bool { return !left.At.IsZero() && came.At.Date().Before(left.At.Date()) }) {
			list = append(list, came.Amount)
		}
	}
	return list
}

// net says what came back and what is lost, by currency, where something came back.
func (r *report) net() []document.Block {
	var blocks []document.Block
	for _, b := range r.page.balances() {
		switch {
		case b.Back.IsZero() || b.Sent.IsZero():
		case b.Lost.IsZero():
			blocks = append(blocks, par(r.p.T("money.all")))
		default:
			blocks = append(blocks, par(r.p.T("money.net", "back", nbsp(r.p.Amount(b.Back)), "lost", nbsp(r.p.Amount(b.Lost)))))
		}
	}
	return blocks
}

func (r *report) bar(at recourse.Moment, note string, a money.Amount, asked bool) document.Bar {
	label := "–"
	if !at.IsZero() {
		label = r.p.Date(at.Date())
	}
	return document.Bar{Label: label, Note: note, Value: float64(a.Minor), Amount: r.p.Amount(a), Asked: asked}
}

// money lists the payments with the places where they were read, and the order.
func (r *report) money() []document.Block {
	var blocks []document.Block
	if len(r.d.Incident.Orders) > 0 {
		blocks = append(blocks, r.section("report.order", r.page.orderBlock())...)
	}
	paid := r.page.paid("")
	if len(paid) == 0 {
		return blocks
	}
	t := document.Table{Columns: []document.Column{
		r.page.column("date", 1, document.Left),
		{Title: r.p.T("report.payments.to"), Weight: 2.2},
		{Title: r.p.T("report.payments.where"), Weight: 2.2},
		r.page.column("amount", 1.1, document.Right),
	}}
	for _, pay := range paid {
		to := document.T(pay.To.Name)
		if acc := formatAccount(pay.To.Account); acc != "" {
			to = append(to, document.Run{Text: lineEnd(pay.To.Name)}, document.Run{Text: acc, Style: document.Code})
		}
		t.Rows = append(t.Rows, []document.Cell{
			r.page.cell(r.page.whenPaid(pay.At, pay.Days)), {Text: to}, {Text: r.origins(pay.Origins)}, {Text: document.T(nbsp(r.p.Amount(pay.Amount)))},
		})
	}
	t.Total = []document.Cell{{Text: document.T(r.p.T("letter.column.total"))}, {}, {}, {Text: document.T(r.sum(amounts(paid)))}}
	section := append([]document.Block{muted(r.p.T("report.payments.note")), t}, r.net()...)
	return append(blocks, r.section("report.payments", section...)...)
}

// shortest is how many lines a timeline has at least: fewer say nothing that the
// payments do not.
const shortest = 3

// happened tells what happened, day by day, as far as the facts have a date.
func (r *report) happened() []document.Block {
	t := document.Table{Columns: []document.Column{r.page.column("date", 1, document.Left), r.page.column("event", 5, document.Left)}}
	for _, h := range r.page.events() {
		t.Rows = append(t.Rows, []document.Cell{r.page.cell(r.page.whenOr(h)), {Text: h.runs}})
	}
	if len(t.Rows) < shortest {
		return nil
	}
	return []document.Block{document.Details{Summary: r.p.T("report.timeline"), Blocks: []document.Block{muted(r.p.T("report.timeline.note")), t}}}
}

// roughly keeps two digits: a range that is no forecast must not look exact.
func roughly(minor int64, c money.Currency) money.Amount {
	step := int64(1)
	for minor/step >= 100 {
		step *= 10
	}
	return money.Amount{Minor: (minor + step/2) / step * step, Currency: c}
}

func lineEnd(before string) string {
	if before == "" {
		return ""
	}
	return "\n"
}

// origins names the files in which a fact was read, by their names, each place once.
func (r *report) origins(origins incident.Origins) []document.Run {
	var runs []document.Run
	var named []string
	for _, o := range origins {
		name := r.p.T("report.told")
		if !o.Told {
			name = joined(", ", r.fileName(o.Item), r.place(o.Place))
		}
		if slices.Contains(named, name) {
			continue
		}
		if named = append(named, name); len(named) > 1 {
			runs = append(runs, document.Run{Text: "\n"})
		}
		runs = append(runs, document.Run{Text: name})
	}
	if len(runs) == 0 {
		return document.T("–")
	}
	return runs
}

// place says a place such as "row 7" in the report's language.
func (r *report) place(s string) string {
	kind, n, ok := strings.Cut(s, " ")
	if key := "report.place." + kind; ok && r.p.Has(key) {
		return r.p.T(key, "n", n)
	}
	return s
}

func (r *report) fileName(item string) string {
	for _, e := range r.d.Exhibits {
		if e.SHA256 == item {
			return e.Name
		}
	}
	for _, e := range r.d.Incident.Evidence {
		if e.Item == item {
			return e.Name
		}
	}
	return item[:min(12, len(item))]
}

// past lists the stages that lie behind, with their days where a conversation
// shows them; else it says how many they are.
func (r *report) past(st *scam.Stage) []document.Stage {
	if st.Step < 2 {
		return nil
	}
	var list []document.Stage
	if c := r.d.Verdict.Course; c != nil {
		for _, t := range c.Turns {
			if t.Step < st.Step {
				list = append(list, document.Stage{Title: r.p.Say(t.Name), State: document.Done, Tag: r.p.Date(t.At.Date())})
			}
		}
	}
	if list == nil {
		list = []document.Stage{{Title: r.p.T("report.stage.before", "n", st.Step-1), State: document.Done}}
	}
	return list
}

// stage says how far it has gone and what comes next.
func (r *report) stage() []document.Block {
	st := r.d.Verdict.Stage
	if st == nil || r.dispute() {
		return nil
	}
	var s document.Stages
	s.Items = r.past(st)
	here := document.Stage{Title: r.p.Say(st.Name), State: document.Here, Tag: r.p.T("report.stage.here")}
	if st.About.Key != "" {
		here.Note = r.p.Say(st.About)
	}
	s.Items = append(s.Items, here)
	for _, next := range st.Next {
		s.Items = append(s.Items, document.Stage{Title: r.p.Say(next), State: document.Next, Tag: r.p.T("report.stage.next")})
	}
	return r.section("report.stage", s, muted(r.p.T("report.stage.silence")))
}
