package web

import (
	"math"
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/internal/app"
	"recourse/locale"
	"recourse/scam"
)

// brief is a heading with a sentence, and words to say where there are any.
type brief struct{ Title, Text, Quote string }

// fact is one line of the summary beside a page.
type fact struct {
	Label, Value string
	Own          bool // the value is somebody's own word or name: it is not translated
}

type verdictView struct {
	Kind    string // scam suspicious unclear no-signs
	Heading string
	Say     string
	Match   string
	Uses    string // "It uses the name of …"
	Sure    string
	Counts  string
	Bars    []bar
	Ask     string
	Change  []string
	Cut     bool
	Trade   bool // there is an order: the other side is still to be written to
	HasPlan bool

	Steps       []brief
	Chat        chatView
	Reasons     []reasonView // those that are shown in the message
	Rest        []reasonView // lighter ones
	RestHeading string
	Counter     []reasonView
	Ladder      *ladderView
	Stage       *stageView
	Levers      []brief
	Words       []string
	Facts       []fact
	MessageLang string // of the judged text
}

// bar is one of the five bars that draw how sure we are.
type bar struct {
	X  int
	On bool
}

type reasonView struct {
	N          int
	Title, Why string
	Mark       string // id of the first mark in the message, "" where none is shown
	More       int    // other places that are not shown
	Source     string
}

type stageView struct {
	Where, Name, About string
	Next               []string
}

// maxReasons is how many reasons are quoted; a person reads the weightiest, not all.
const maxReasons = 7

// viewVerdict says a case's verdict in the printer's language.
func viewVerdict(p *locale.Printer, c app.View) verdictView {
	f := c.Findings
	v := verdictView{
		Kind: f.Verdict.Verdict, Heading: heading(p, f.Verdict), Say: firstWord(p, f),
		Trade: trade(f.Incident.Branch), HasPlan: len(f.Plan.Steps) > 0, Cut: f.Verdict.Cut, MessageLang: f.Verdict.Language,
		Change: sayAll(p, f.Verdict.WouldChange), Words: sayAll(p, f.Verdict.Say),
	}
	if f.Verdict.Pattern != nil && v.Kind != scam.NoSigns {
		v.Match = p.T("web.verdict.match", "pattern", f.Verdict.Pattern.Name)
		if f.Verdict.Pattern.Impersonates != "" {
			v.Uses = p.T("web.verdict.uses", "brand", brandName(f.Verdict.Pattern.Impersonates))
		}
	}
	if f.Verdict.Ask != nil {
		v.Ask = p.Say(*f.Verdict.Ask)
	}
	v.sure(p, f.Verdict)
	v.Steps = tenMinutes(p, f)
	main := f.Verdict.Reasons[:min(len(f.Verdict.Reasons), maxReasons)]
	v.Chat = viewChat(p, f.Thread, marksOf(f.Thread, main))
	all := viewReasons(p, f.Verdict.Reasons, v.Chat)
	v.Reasons, v.Rest = all[:len(main)], all[len(main):]
	if len(v.Rest) > 0 {
		v.RestHeading = p.T("web.verdict.rest", "n", len(v.Rest))
	}
	v.Counter = viewReasons(p, f.Verdict.Counter, chatView{})
	v.Ladder = viewLadder(p, f)
	v.Stage = viewStage(p, f.Verdict)
	if v.Kind == scam.Scam || v.Kind == scam.Suspicious {
		v.Levers = viewLevers(p, f.Verdict.Reasons)
	}
	v.Facts = verdictFacts(p, c)
	return v
}

func heading(p *locale.Printer, v scam.Verdict) string {
	if v.Heading.Key != "" {
		return p.Say(v.Heading)
	}
	return p.T("verdict." + v.Verdict)
}

// firstWord is the one sentence that stands above all else.
func firstWord(p *locale.Printer, f app.Findings) string {
	if trade(f.Incident.Branch) {
		return p.T("web.verdict.say.trade")
	}
	switch f.Verdict.Verdict {
	case scam.Scam, scam.Suspicious:
		if asked, ok := lastAsked(f); ok {
			return p.T("web.verdict.say."+f.Verdict.Verdict+".amount", "amount", asked)
		}
	}
	return p.T("web.verdict.say." + f.Verdict.Verdict)
}

// trade reports whether there is an order and a seller whom the person may still need to write to.
func trade(b incident.Branch) bool { return b == incident.Breach || b == incident.SellerFraud }

func (v *verdictView) sure(p *locale.Printer, verdict scam.Verdict) {
	level := 0
	switch s := verdict.Score; {
	case verdict.Verdict == scam.Unclear || verdict.Verdict == scam.NoSigns:
	case s >= 0.95:
		level = 5
	case s >= 0.85:
		level = 4
	case s >= 0.65:
		level = 3
	default:
		level = 2
	}
	if level > 0 {
		v.Sure = p.T("web.verdict.sure." + itoa(level))
		for i := range 5 {
			v.Bars = append(v.Bars, bar{X: 21 * i, On: i < level})
		}
	}
	signs, against := len(verdict.Reasons), len(verdict.Counter)
	if signs > 0 {
		v.Counts = p.T("web.verdict.signs", "n", signs)
		if against == 0 {
			v.Counts += p.T("web.verdict.against.none")
		} else {
			v.Counts += p.T("web.verdict.against", "n", against)
		}
	}
}

// tenMinutes are the plan's steps for right now, or the four that always hold.
func tenMinutes(p *locale.Printer, f app.Findings) []brief {
	var steps []brief
	for _, s := range f.Plan.Steps {
		if s.Phase != "now" || len(steps) == 5 {
			continue
		}
		b := brief{Title: p.Say(s.Title), Text: p.Say(s.Why)}
		if len(s.Say) > 0 {
			b.Quote = p.Say(s.Say[0])
		}
		steps = append(steps, b)
	}
	if len(steps) > 0 || f.Verdict.Verdict == scam.NoSigns {
		return steps
	}
	for _, n := range []string{"1", "2", "3", "4"} {
		steps = append(steps, brief{Title: p.T("web.ten." + n), Text: p.T("web.ten." + n + ".text")})
	}
	return steps
}

func viewReasons(p *locale.Printer, reasons []scam.Reason, chat chatView) []reasonView {
	list := make([]reasonView, 0, len(reasons))
	for i, r := range reasons {
		v := reasonView{N: i + 1, Title: p.Say(r.Text), Why: p.Say(r.Why), Source: sourceName(r.Source.URL, r.Source.Title)}
		v.Mark = chat.anchors[i+1]
		if more := max(r.Times, len(r.Spans)) - chat.marked[i+1]; more > 0 && v.Mark != "" {
			v.More = more
		}
		list = append(list, v)
	}
	return list
}

func viewStage(p *locale.Printer, v scam.Verdict) *stageView {
	if v.Stage == nil || v.Verdict == scam.NoSigns {
		return nil
	}
	return &stageView{
		Where: p.T("web.stage.step", "step", v.Stage.Step, "of", v.Stage.Of),
		Name:  p.Say(v.Stage.Name), About: p.Say(v.Stage.About), Next: sayAll(p, v.Stage.Next),
	}
}

// maxLevers bounds how many devices are explained: more would be a lecture.
const maxLevers = 4

func viewLevers(p *locale.Printer, reasons []scam.Reason) []brief {
	var list []brief
	seen := make(map[string]bool)
	for _, r := range reasons {
		key := "web.lever." + r.Lever
		if r.Lever == "" || seen[r.Lever] || !p.Has(key) || len(list) == maxLevers {
			continue
		}
		seen[r.Lever] = true
		list = append(list, brief{Title: p.T(key), Text: p.T(key + ".text"), Quote: p.T(key + ".say")})
	}
	return list
}

func verdictFacts(p *locale.Printer, c app.View) []fact {
	var facts []fact
	add := func(key, value string, own bool) {
		if value != "" {
			facts = append(facts, fact{p.T(key), value, own})
		}
	}
	v := c.Findings.Verdict
	if v.Pattern != nil && v.Verdict != scam.NoSigns {
		add("web.fact.kind", p.Say(v.Pattern.Name), false)
		add("web.fact.brand", brandName(v.Pattern.Impersonates), true)
	}
	add("web.fact.sent", amounts(p, sent(c.Findings.Incident)), false)
	add("web.fact.checked", p.Moment(recourse.At(c.Created)), false)
	return facts
}

// brandName writes a brand's id as its name begins: alibaba, Alibaba.
func brandName(id string) string {
	if id == "" {
		return ""
	}
	return strings.ToUpper(id[:1]) + id[1:]
}

func sourceName(url, title string) string {
	if title != "" {
		return title
	}
	first, _, _ := strings.Cut(url, " ; ")
	return first
}

func sayAll(p *locale.Printer, phrases []recourse.Phrase) []string {
	var list []string
	for _, ph := range phrases {
		list = append(list, p.Say(ph))
	}
	return list
}

// round returns the nearest whole number, at least 1.
func round(x float64) int { return max(1, int(math.Round(x))) }
