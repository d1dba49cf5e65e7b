package web

import (
	"net/url"
	"slices"
	"time"

	"recourse"
	"recourse/internal/app"
	"recourse/locale"
	"recourse/playbook"
	"recourse/rule"
)

type planView struct {
	Lede     string
	Groups   []group
	Ways     []way
	Problems []string
	Never    []string
	Holds    []string
	Papers   []paperView // that no step names
	Facts    []fact
}

// way is one way back and the payments that it is for.
type way struct {
	Who, Because, Until, For string
	Open                     bool
}

type group struct {
	ID, Name string
	Tasks    []task
}

type task struct {
	ID, Title, Why string
	First, Done    bool
	State          string // said only where it is not simply open
	Who            string
	Say            []string
	Because        []string
	Channels       []channel
	Clock          *clock
	Also           []*clock
	Limits         []string // what it costs and cannot do
	Needs          []need
	Paper          *paperView
	Mark           *markView
	Body           string // whose answer it waits for
	Sources        []source
}

type channel struct{ Kind, Value, Note string }

type need struct {
	What string
	Have bool
}

type clock struct {
	Kind, Class, Left, Due string
	ISO                    string
	NotBefore              string
	Sure                   bool
	Derivation, Disagrees  []string
}

type paperView struct {
	Title, Lang, Missing string
	Files                []paperFile
}

type paperFile struct{ Format, Path string }

type source struct {
	Name, Href, Seen, Sure string
	Own                    bool // advice of ours: no place, date or confidence is shown
}

var phases = []string{"now", "today", "week", "after"}

// viewPlan says a plan as it stands at now.
func viewPlan(form *tellForm, f app.Findings, now time.Time) planView {
	p := form.language.printer
	v := planView{
		Never: sayAll(p, f.Plan.Never), Holds: sayAll(p, f.Plan.Holds), Problems: sayAll(p, f.Plan.Problems),
		Facts: planFacts(p, f), Ways: viewWays(p, f),
	}
	used := make(map[string]bool)
	first := true
	for _, phase := range phases {
		g := group{ID: phase, Name: p.T("phase." + phase)}
		for _, s := range f.Plan.Steps {
			if s.Phase != phase {
				continue
			}
			t := viewTask(p, s, now)
			t.Mark = viewMark(form, f, s, t.Title)
			if s.Paper != "" {
				t.Paper = viewPaper(p, f.Papers, s.Paper)
				used[s.Paper] = true
				if t.Mark != nil {
					t.Mark.Letter = form.CaseID != ""
				}
			}
			t.First = first && !t.Done
			first = first && !t.First
			g.Tasks = append(g.Tasks, t)
		}
		if len(g.Tasks) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	for _, paper := range f.Papers {
		if !used[paper.ID] {
			v.Papers = append(v.Papers, *viewPaper(p, f.Papers, paper.ID))
		}
	}
	v.Lede = p.T("web.plan.lede", "n", len(f.Plan.Steps))
	return v
}

func viewTask(p *locale.Printer, s playbook.Step, now time.Time) task {
	state := s.State
	t := task{
		ID: s.ID, Title: p.Say(s.Title), Why: p.Say(s.Why), Say: sayAll(p, s.Say), Because: sayAll(p, s.Because),
		Done: state == "done" || state == "closed",
	}
	if state == "waiting" || state == "done" {
		t.Body = s.Body
	}
	if state != "" && state != "todo" {
		t.State = p.T("state." + state)
	}
	if s.Who.Key != "" {
		t.Who = p.Say(s.Who)
	}
	for _, ch := range s.Channel {
		t.Channels = append(t.Channels, viewChannel(p, ch))
	}
	for _, n := range s.Needs {
		t.Needs = append(t.Needs, need{p.Say(n.What), n.Have})
	}
	if s.Clock != nil && !t.Done {
		t.Clock = viewClock(p, *s.Clock, now)
	}
	for _, also := range s.Also {
		t.Also = append(t.Also, viewClock(p, also, now))
	}
	if s.Cost != nil {
		t.Limits = append(t.Limits, p.Say(*s.Cost))
	}
	t.Limits = append(t.Limits, sayAll(p, s.Limits)...)
	for _, src := range s.Sources {
		t.Sources = append(t.Sources, viewSource(p, src))
	}
	return t
}

func viewChannel(p *locale.Printer, ch playbook.Channel) channel {
	c := channel{Kind: p.T("channel.kind." + ch.Kind), Value: ch.Value}
	if ch.Path != nil {
		c.Value = p.Say(*ch.Path)
	}
	if ch.Note != nil {
		c.Note = p.Say(*ch.Note)
	}
	return c
}

// viewWays says which ways back are open; payments that share a way and its
// reason share a row.
func viewWays(p *locale.Printer, f app.Findings) []way {
	var ways []way
	for _, r := range f.Plan.Recoverability {
		if r.Payment < 0 || r.Payment >= len(f.Incident.Payments) {
			continue
		}
		amount := p.Amount(f.Incident.Payments[r.Payment].Amount)
		for _, s := range r.Routes {
			w := way{Who: p.Say(s.Who), Because: p.Say(s.Because), Open: s.Open, For: amount}
			if !s.Until.IsZero() {
				w.Until = p.T("web.plan.until", "date", s.Until.Date())
			}
			same := slices.IndexFunc(ways, func(o way) bool {
				return o.Who == w.Who && o.Because == w.Because && o.Until == w.Until && o.Open == w.Open
			})
			if same < 0 {
				ways = append(ways, w)
				continue
			}
			ways[same].For += ", " + amount
		}
	}
	slices.SortStableFunc(ways, func(a, b way) int { return rank(a.Open) - rank(b.Open) })
	return ways
}

func rank(open bool) int {
	if open {
		return 0
	}
	return 1
}

// manyDays is from when on the time that is left is said in months.
const manyDays = 120

// viewClock says when a clock runs out: whose limit it is, how long is left, and why.
func viewClock(p *locale.Printer, c playbook.Clock, now time.Time) *clock {
	day, today := c.Due.Date(), recourse.DateOf(now)
	if c.Due.Precision == recourse.Instant {
		today = recourse.DateOf(now.In(c.Due.Time.Location()))
	}
	days := today.DaysUntil(day)
	kind := c.Kind
	v := &clock{
		Kind: p.T("clock." + kind), Class: "tag-info", ISO: c.Due.String(),
		Due: p.T("web.clock.due", "weekday", p.Weekday(day), "date", p.LongDate(day)), Derivation: sayAll(p, c.Derivation), Disagrees: c.Disagrees,
	}
	if c.Due.Precision > recourse.DayOnly {
		v.Due = p.T("web.clock.due_time", "date", v.Due, "time", c.Due.Time.Format("15:04"))
	}
	v.Sure = c.Sure
	if !c.NotBefore.IsZero() {
		v.NotBefore = p.T("web.clock.not_before", "date", c.NotBefore)
	}
	switch {
	case days < 0:
		v.Left, v.Class = p.T("web.clock.passed"), "tag"
	case days == 0:
		v.Left = p.T("web.clock.today")
	case days == 1:
		v.Left = p.T("web.clock.tomorrow")
	case days > manyDays:
		v.Left = p.T("web.clock.months", "n", days*12/365)
	default:
		v.Left = p.T("web.clock.left", "n", days)
	}
	if kind != "our-suggestion" && days >= 0 && days <= 14 {
		v.Class = "tag-warn"
	}
	if kind != "our-suggestion" && days >= 0 && days <= 2 {
		v.Class = "tag-danger"
	}
	return v
}

func viewPaper(p *locale.Printer, papers []app.Paper, id string) *paperView {
	i := slices.IndexFunc(papers, func(x app.Paper) bool { return x.ID == id })
	if i < 0 {
		return nil
	}
	paper := papers[i]
	v := &paperView{Title: paper.Title, Lang: paper.Lang}
	if len(paper.Missing) > 0 {
		v.Missing = p.T("web.paper.missing", "n", len(paper.Missing))
	}
	for _, format := range paper.Formats {
		v.Files = append(v.Files, paperFile{formatNames[format], "papers/" + paper.ID + "." + format})
	}
	if paper.Read != "" {
		v.Files = append(v.Files, paperFile{p.T("web.paper.copy"), paper.Copy()})
	}
	return v
}

var formatNames = map[string]string{"pdf": "PDF", "docx": "DOCX", "html": "HTML", "txt": "TXT"}

func viewSource(p *locale.Printer, s rule.Source) source {
	if s.Own() {
		return source{Name: p.T("report.source.own"), Own: true}
	}
	v := source{Name: sourceName(s.URL, s.Title), Sure: p.T("web.source.sure." + s.Confidence)}
	v.Seen = p.T("web.source.undated")
	if s.Seen != "undated" {
		v.Seen = p.T("web.source.seen", "date", s.Seen)
		if d, err := recourse.ParseDate(s.Seen); err == nil {
			v.Seen = p.T("web.source.seen", "date", d)
		}
	}
	if u, err := url.Parse(sourceName(s.URL, "")); err == nil && u.Scheme == "https" && u.Host != "" {
		v.Href = u.String()
		if s.Title == "" {
			v.Name = u.Host
		}
	}
	return v
}

func planFacts(p *locale.Printer, f app.Findings) []fact {
	facts := moneyFacts(p, f.Incident)
	if n := len(outgoing(f.Incident)); n > 0 {
		facts = append(facts, fact{p.T("web.fact.payments"), p.Number(int64(n)), false})
	}
	for _, o := range f.Incident.Orders {
		if o.Number != "" {
			facts = append(facts, fact{p.T("web.fact.order"), o.Number, true})
		}
		if !o.ReceivedOn.IsZero() {
			facts = append(facts, fact{p.T("web.fact.received"), p.Date(o.ReceivedOn), false})
		}
	}
	return append(facts, fact{p.T("web.fact.files"), p.Number(int64(len(f.Files) + f.Quiet)), false})
}
