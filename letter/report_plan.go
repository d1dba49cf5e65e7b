package letter

import (
	"slices"
	"strconv"
	"strings"

	"recourse"
	"recourse/document"
	"recourse/locale"
	"recourse/playbook"
)

const maxFirst = 5 // steps of the next ten minutes

func quoted(p *locale.Printer, s string) string {
	if s == "" {
		return ""
	}
	return p.T("letter.quoted", "text", s)
}

// tenMinutes are the plan's first steps; a report without a plan has the ones
// that are right in every case.
func (r *report) tenMinutes() []document.Block {
	l := document.List{Form: document.Steps}
	for _, s := range r.d.Plan.Steps {
		if s.Phase != "now" || s.State != "todo" || len(l.Items) == maxFirst {
			continue
		}
		it := document.Item{Text: document.T(r.p.Say(s.Title))}
		if s.Why.Key != "" {
			it.Blocks = append(it.Blocks, par(r.p.Say(s.Why)))
		}
		it.Blocks = append(it.Blocks, r.words(s)...)
		l.Items = append(l.Items, it)
	}
	if len(l.Items) == 0 {
		if r.dispute() {
			return nil
		}
		for _, k := range []string{"stop", "keep", "tell"} {
			l.Items = append(l.Items, document.Item{Text: document.T(r.p.T("report.ten." + k)), Blocks: []document.Block{par(r.p.T("report.ten." + k + ".why"))}})
		}
	}
	return r.section("report.ten", l)
}

// words are sentences that the person may say.
func (r *report) words(s playbook.Step) []document.Block {
	if len(s.Say) == 0 {
		return nil
	}
	q := document.Quote{Who: r.p.T("report.words")}
	for i, ph := range s.Say {
		text := r.p.Say(ph)
		if i > 0 {
			text = "\n" + text
		}
		q.Pieces = append(q.Pieces, document.Piece{Text: text})
	}
	return []document.Block{q}
}

func (r *report) plan() []document.Block {
	steps := r.d.Plan.Steps
	if len(steps) == 0 {
		return r.section("report.plan", par(r.p.T("report.plan.none")))
	}
	blocks := []document.Block{muted(r.p.T("report.plan.note"))}
	first := true
	for _, phase := range []string{"now", "today", "week", "after"} {
		headed := false
		for _, s := range steps {
			if s.Phase != phase {
				continue
			}
			if !headed {
				blocks = append(blocks, document.Heading{Level: 3, Text: document.T(r.p.T("phase." + phase))})
				headed = true
			}
			blocks = append(blocks, r.card(s, first && s.State == "todo"))
			first = first && s.State != "todo"
		}
	}
	for _, k := range []struct {
		key  string
		kind document.Kind
		say  []recourse.Phrase
	}{{"report.never", document.Warn, r.d.Plan.Never}, {"report.holds", document.OK, r.d.Plan.Holds}} {
		if len(k.say) > 0 {
			blocks = append(blocks, document.Callout{Kind: k.kind, Title: r.p.T(k.key), Blocks: []document.Block{r.list(k.say)}})
		}
	}
	if odd := r.d.Plan.Problems; len(odd) > 0 {
		blocks = append(blocks, document.Callout{Kind: document.Warn, Title: r.p.T("report.not_counted"), Blocks: []document.Block{r.list(odd)}})
	}
	if found := r.confirm(); len(found) > 0 {
		blocks = append(blocks, document.Details{Summary: r.p.T("report.confirm"), Blocks: []document.Block{r.list(found)}})
	}
	if ask := r.d.Plan.Ask; len(ask) > 0 {
		var texts []recourse.Phrase
		for _, q := range ask {
			texts = append(texts, q.Text)
		}
		blocks = append(blocks, document.Details{Summary: r.p.T("report.questions"), Blocks: []document.Block{r.list(texts)}})
	}
	return r.section("report.plan", blocks...)
}

// confirm are the questions that confirm what files gave, each with what was
// found. Single payments stand in the table of payments with their places.
func (r *report) confirm() []recourse.Phrase {
	var list []recourse.Phrase
	for _, q := range r.d.Plan.Confirm {
		if q.Of != "" {
			continue
		}
		found := day(q.Found)
		for _, o := range q.Options {
			if o.Value == q.Found {
				found = o.Text
			}
		}
		if q.Found == "" {
			list = append(list, q.Text)
			continue
		}
		list = append(list, recourse.P("report.found", "question", q.Text, "found", found))
	}
	return list
}

func (r *report) card(s playbook.Step, first bool) document.Card {
	c := document.Card{Title: document.T(r.p.Say(s.Title)), First: first}
	if s.Clock != nil {
		c.Tags = append(c.Tags, r.due(*s.Clock))
	}
	if s.Clock == nil && len(s.NotRunning) > 0 {
		c.Tags = append(c.Tags, document.Tag{Kind: document.Info, Text: r.p.T("report.not_running")})
	}
	if s.State != "todo" && s.State != "" {
		c.Tags = append(c.Tags, document.Tag{Kind: document.OK, Text: r.p.T("state." + s.State)})
	}
	if s.Why.Key != "" {
		c.Blocks = append(c.Blocks, par(r.p.Say(s.Why)))
	}
	if len(s.Because) > 0 {
		c.Blocks = append(c.Blocks, muted(r.p.T("report.because", "text", r.oneLine(s.Because))))
	}
	if s.Phase != "now" {
		c.Blocks = append(c.Blocks, r.words(s)...)
	}
	c.Blocks = append(c.Blocks, r.reach(s)...)
	c.Blocks = append(c.Blocks, r.needs(s)...)
	if s.Paper != "" {
		c.Blocks = append(c.Blocks, par(r.p.T("report.paper", "title", recourse.P("paper."+s.Paper+".title"))))
	}
	if s.Cost != nil {
		c.Blocks = append(c.Blocks, muted(r.p.T("report.cost", "cost", *s.Cost)))
	}
	if len(s.Limits) > 0 {
		c.Blocks = append(c.Blocks, muted(r.p.T("report.limits")), r.list(s.Limits))
	}
	for _, ph := range s.NotRunning {
		c.Blocks = append(c.Blocks, muted(r.p.Say(ph)))
	}
	c.Blocks = append(c.Blocks, r.whyDate(s)...)
	if len(s.Sources) > 0 {
		c.Blocks = append(c.Blocks, r.source(s.Sources))
	}
	return c
}

// oneLine says phrases in one line.
func (r *report) oneLine(phrases []recourse.Phrase) string {
	words := make([]string, len(phrases))
	for i, ph := range phrases {
		words[i] = strings.TrimRight(r.p.Say(ph), ".")
	}
	return strings.Join(words, "; ") + "."
}

// due is a clock as a tag: whose limit it is, and the day.
func (r *report) due(c playbook.Clock) document.Tag {
	day := c.Due.Date()
	date := r.p.Date(day)
	if c.Due.Precision > recourse.DayOnly && day == r.d.Today {
		date = r.p.Moment(c.Due)
	}
	kind := document.Info
	switch left := r.d.Today.DaysUntil(day); {
	case r.d.Today.IsZero():
	case left < 0:
		return document.Tag{Kind: document.Danger, Text: r.p.T("report.passed", "kind", recourse.P("clock."+c.Kind), "date", date)}
	case left <= 3:
		kind = document.Danger
	case left <= 14:
		kind = document.Warn
	}
	return document.Tag{Kind: kind, Text: r.p.T("report.due", "kind", recourse.P("clock."+c.Kind), "date", date)}
}

// reach says who is to be reached, and how.
func (r *report) reach(s playbook.Step) []document.Block {
	var blocks []document.Block
	if s.Who.Key != "" {
		blocks = append(blocks, par(r.p.T("report.who", "who", s.Who)))
	}
	l := document.List{Form: document.Bullets}
	for _, ch := range s.Channel {
		var runs []document.Run
		if key := "channel.kind." + ch.Kind; r.p.Has(key) {
			runs = append(runs, document.Run{Text: r.p.T(key)})
		}
		value := document.Run{Text: ch.Value, Style: document.Code}
		if ch.Path != nil {
			value = document.Run{Text: r.p.Say(*ch.Path)}
		}
		if value.Text != "" {
			runs = append(runs, document.Run{Text: joined("", map[bool]string{true: ": "}[len(runs) > 0])}, value)
		}
		if ch.Note != nil {
			runs = append(runs, document.Run{Text: map[bool]string{true: ". "}[len(runs) > 0] + r.p.Say(*ch.Note)})
		}
		if len(runs) > 0 {
			l.Items = append(l.Items, document.Item{Text: runs})
		}
	}
	if len(l.Items) > 0 {
		blocks = append(blocks, l)
	}
	return blocks
}

func (r *report) needs(s playbook.Step) []document.Block {
	if len(s.Needs) == 0 {
		return nil
	}
	l := document.List{Form: document.Boxes}
	var have []recourse.Phrase
	for _, n := range s.Needs {
		if n.Have {
			have = append(have, n.What)
			continue
		}
		l.Items = append(l.Items, document.Item{Text: document.T(r.p.Say(n.What))})
	}
	var blocks []document.Block
	if len(have) > 0 {
		blocks = append(blocks, muted(r.p.T("report.have", "what", r.oneLine(have))))
	}
	if len(l.Items) > 0 {
		blocks = append(blocks, par(r.p.T("report.need")), l)
	}
	return blocks
}

// whyDate tells how each of the step's dates comes about.
func (r *report) whyDate(s playbook.Step) []document.Block {
	var blocks []document.Block
	if s.Clock != nil {
		blocks = append(blocks, r.derivation(*s.Clock)...)
	}
	for _, c := range s.Also {
		tag := r.due(c)
		blocks = append(blocks, document.Paragraph{Text: document.B(tag.Text)})
		blocks = append(blocks, r.derivation(c)...)
	}
	if len(blocks) == 0 {
		return nil
	}
	return []document.Block{document.Details{Summary: r.p.T("report.why_date"), Blocks: blocks}}
}

func (r *report) derivation(c playbook.Clock) []document.Block {
	var blocks []document.Block
	if len(c.Derivation) > 0 {
		blocks = append(blocks, r.list(c.Derivation))
	} else if c.Rule.Key != "" {
		blocks = append(blocks, par(r.p.Say(c.Rule)))
	}
	for _, d := range c.Disagrees {
		blocks = append(blocks, par(r.p.T("report.disagree", "text", r.inOwnLanguage(d, "report.disagree.ask"))))
	}
	if !c.Sure {
		blocks = append(blocks, par(r.p.T("report.unsure")))
	}
	return blocks
}

// way is a way back for the payments that share it.
type way struct {
	playbook.WayState
	payments []string
	differ   bool // the payments have different last days; Until is the earliest
}

// ways lists the ways back with the payments that each is open for.
func (r *report) ways() []document.Block {
	t := document.Table{Columns: []document.Column{
		{Title: r.p.T("report.ways.way"), Weight: 1.7},
		{Title: r.p.T("report.ways.payment"), Weight: 1.1},
		{Title: r.p.T("report.ways.state"), Weight: 1.2},
		{Title: r.p.T("report.ways.because"), Weight: 2.8},
	}}
	for _, w := range r.waysByRoute() {
		t.Rows = append(t.Rows, []document.Cell{
			{Text: document.T(r.p.Say(w.Who))},
			{Text: document.T(strings.Join(w.payments, "\n"))},
			{Text: r.wayState(w)},
			{Text: document.T(r.p.Say(w.Because))},
		})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return r.section("report.ways", muted(r.p.T("report.ways.note")), t)
}

func (r *report) waysByRoute() []*way {
	var out []*way
	byKey := make(map[string]*way)
	payments := r.d.Incident.Payments
	for _, rec := range r.d.Plan.Recoverability {
		if rec.Payment < 0 || rec.Payment >= len(payments) {
			continue
		}
		label := nbsp(r.p.Amount(payments[rec.Payment].Amount))
		for _, state := range rec.Routes {
			key := strings.Join([]string{state.Route, strconv.FormatBool(state.Open), r.p.Say(state.Who), r.p.Say(state.Because)}, "\x00")
			w := byKey[key]
			if w == nil {
				w = &way{WayState: state}
				byKey[key] = w
				out = append(out, w)
			}
			if w.Until != state.Until {
				w.differ = true
				if state.Until.Time.Before(w.Until.Time) {
					w.Until = state.Until
				}
			}
			w.payments = append(w.payments, label)
		}
	}
	return out
}

func (r *report) wayState(w *way) []document.Run {
	switch {
	case !w.Open:
		return document.T(r.p.T("report.ways.closed"))
	case w.Until.IsZero():
		return document.B(r.p.T("report.ways.open"))
	case w.differ:
		return document.B(r.p.T("report.ways.earliest", "date", w.Until.Date()))
	default:
		return document.B(r.p.T("report.ways.until", "date", w.Until.Date()))
	}
}

// papersOf lists the letters of the plan, for a report without written papers.
func (r *report) papersOf() []Paper {
	var out []Paper
	for _, s := range r.d.Plan.Steps {
		if s.Paper != "" && !slices.ContainsFunc(out, func(p Paper) bool { return p.ID == s.Paper }) {
			out = append(out, Paper{ID: s.Paper})
		}
	}
	return out
}
