package web

import (
	"math"
	"slices"
	"strings"
	"time"
	"unicode"

	"recourse"
	"recourse/incident"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/letter"
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
	Kind    string // scam suspicious unclear no-signs dispute
	Heading string
	Say     string
	Note    string
	Match   string
	Sure    string
	Bars    []bar
	Top     []reasonView // the strongest reasons, by their titles
	Ask     string
	Change  []string
	Cut     bool
	Trade   bool // a dispute: the other side is still to be written to
	HasPlan bool
	Dates   []dateView  // in a dispute: the limits that are still ahead, the nearest first
	Answer  *answerView // to a question that the words ask, or that a borrowed name raises
	Quiet   *quietView  // set where no scam and no dispute was found

	Holds       []string // what to keep meanwhile
	Steps       []brief
	Chat        chatView
	Reasons     []reasonView // those that are shown in the message
	Rest        []reasonView // lighter ones
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
	Own        bool   // only the person's own words show it
}

// pastStage is a stage that lies behind, and its day.
type pastStage struct{ Name, Day string }

type stageView struct {
	Past               []pastStage
	Where, Name, About string
	Next               []string
}

const (
	maxReasons = 7 // quoted: a person reads the weightiest, not all
	maxTop     = 3 // named beside the verdict
)

// viewVerdict says a case's verdict in the printer's language, in the words of
// the report (the keys report.…), so that page and paper never differ.
func viewVerdict(p *locale.Printer, c app.View, now time.Time) verdictView {
	f := c.Findings
	v := verdictView{
		Kind: word(f), Trade: f.Dispute(), HasPlan: len(f.Plan.Steps) > 0, Cut: f.Verdict.Cut,
		MessageLang: f.Verdict.Language, Quiet: viewQuiet(p, f), Answer: viewAnswer(p, f.Verdict.Answer, f.Thread.Text),
	}
	v.Heading, v.Say, v.Note = banner(p, f)
	v.Match = match(p, f)
	v.Change = change(p, f.Verdict)
	if f.Verdict.Ask != nil && readable(f) {
		v.Ask = p.Say(*f.Verdict.Ask)
	}
	v.Facts = verdictFacts(p, c)
	if v.Quiet == nil {
		v.Holds = sayAll(p, f.Plan.Holds)
	}
	if v.Quiet != nil && (f.Verdict.Verdict == scam.NoSigns || !readable(f)) {
		return v
	}
	v.reasons(p, f)
	if v.Quiet != nil {
		return v
	}
	v.sure(p, f)
	v.Steps = tenMinutes(p, f)
	v.Ladder = viewLadder(p, f)
	v.Stage = viewStage(p, f.Verdict)
	if v.Trade {
		v.Dates = viewDates(p, f, now)
	} else {
		v.Levers, v.Words = viewLevers(p, f.Verdict.Reasons), wordsFor(p, f)
	}
	return v
}

// reasons fills in the reasons: first those that the other side's words or a
// document show, then those that only the person's own words do.
func (v *verdictView) reasons(p *locale.Printer, f app.Findings) {
	sorted := slices.Clone(f.Verdict.Reasons)
	slices.SortStableFunc(sorted, func(a, b scam.Reason) int {
		return rank(!ownOnly(f.Thread, a)) - rank(!ownOnly(f.Thread, b))
	})
	main := sorted[:min(len(sorted), maxReasons)]
	v.Chat = viewChat(p, f.Thread, marksOf(f.Thread, main))
	all := viewReasons(p, f.Thread, sorted, v.Chat)
	v.Reasons, v.Rest = all[:len(main)], all[len(main):]
	v.Top = v.Reasons[:min(len(v.Reasons), maxTop)]
	v.Counter = viewReasons(p, f.Thread, f.Verdict.Counter, chatView{})
}

// leastRead is how many letters the pictures must have given, where nothing else
// gave a text: what a reader of pictures makes of a photograph is no message.
const leastRead = 20

// readable reports whether there are words to judge.
func readable(f app.Findings) bool {
	if strings.TrimSpace(f.Thread.Text) == "" {
		return false
	}
	if f.Verdict.Verdict == scam.Scam || f.Verdict.Verdict == scam.Suspicious {
		return true // few letters can be a site that is known
	}
	letters := 0
	for _, r := range f.Thread.Text {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters >= leastRead || !onlyPictures(f.Files)
}

// onlyPictures reports whether all text of the files was read from pictures.
func onlyPictures(files []intake.File) bool {
	for _, f := range files {
		if f.Kind != "image" && strings.TrimSpace(f.Text) != "" || !onlyPictures(f.Files) {
			return false
		}
	}
	return true
}

// word is how the page looks: the verdict, or dispute.
func word(f app.Findings) string {
	switch {
	case f.Dispute():
		return "dispute"
	case f.Verdict.Verdict == "" || !readable(f):
		return scam.Unclear
	default:
		return f.Verdict.Verdict
	}
}

// banner is what stands above all else: the verdict, what to do, and a note.
func banner(p *locale.Printer, f app.Findings) (heading, say, note string) {
	kind := word(f)
	switch {
	case kind == "dispute":
		key := letter.DisputeKey(f.Incident)
		return p.T("report.banner.breach"), p.T(key + ".say"), p.T(key + ".note")
	case !readable(f):
		return p.T("web.quiet.unread"), p.T("web.quiet.unread.say"), ""
	}
	heading = p.T("verdict." + kind)
	if f.Verdict.Heading.Key != "" {
		heading = p.Say(f.Verdict.Heading)
	}
	if asked, ok := lastAsked(f); ok && kind == scam.Scam {
		return heading, p.T("report.say.asked", "amount", asked), ""
	}
	return heading, p.T("report.say." + kind), ""
}

// match names the known scam that this is like; nothing where we are not sure.
func match(p *locale.Printer, f app.Findings) string {
	pattern := f.Verdict.Pattern
	if pattern == nil || !named(f) {
		return ""
	}
	if pattern.Impersonates != "" {
		return p.T("report.match.brand", "name", pattern.Name, "brand", brandName(pattern.Impersonates))
	}
	return p.T("report.match", "name", pattern.Name)
}

// named reports whether the page may say which scam this is like.
func named(f app.Findings) bool {
	return (f.Verdict.Verdict == scam.Scam || f.Verdict.Verdict == scam.Suspicious) && f.Incident.Branch != incident.Breach && readable(f)
}

// change says what would change the verdict, each sentence once.
func change(p *locale.Printer, verdict scam.Verdict) []string {
	var list []string
	for _, said := range append(sayAll(p, verdict.WouldChange), p.T("change.only-this")) {
		if !slices.Contains(list, said) {
			list = append(list, said)
		}
	}
	return list
}

// wordsFor are the words for the bank. What says that nothing was paid is left
// out where payments are known.
func wordsFor(p *locale.Printer, f app.Findings) []string {
	var list []string
	for _, ph := range f.Verdict.Say {
		if !strings.HasSuffix(ph.Key, ".unpaid") || len(outgoing(f.Incident)) == 0 {
			list = append(list, p.Say(ph))
		}
	}
	return list
}

// sure says in words how sure the verdict is, at the same steps as the report.
func (v *verdictView) sure(p *locale.Printer, f app.Findings) {
	if v.Trade {
		return
	}
	level := f.Verdict.Sureness()
	v.Sure = p.T("web.verdict.sure." + itoa(level))
	for i := range 5 {
		v.Bars = append(v.Bars, bar{X: 21 * i, On: i < level})
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
	if len(steps) > 0 || f.Dispute() {
		return steps
	}
	for _, n := range []string{"1", "2", "3", "4"} {
		steps = append(steps, brief{Title: p.T("web.ten." + n), Text: p.T("web.ten." + n + ".text")})
	}
	return steps
}

func viewReasons(p *locale.Printer, t app.Thread, reasons []scam.Reason, chat chatView) []reasonView {
	list := make([]reasonView, 0, len(reasons))
	for i, r := range reasons {
		list = append(list, reasonView{
			N: i + 1, Title: p.Say(r.Text), Why: p.Say(r.Why), Mark: chat.anchors[i+1], Own: ownOnly(t, r),
		})
	}
	return list
}

func viewStage(p *locale.Printer, v scam.Verdict) *stageView {
	if v.Stage == nil {
		return nil
	}
	var past []pastStage
	if v.Course != nil {
		for _, t := range v.Course.Turns {
			if t.Step < v.Stage.Step {
				past = append(past, pastStage{p.Say(t.Name), p.Date(t.At.Date())})
			}
		}
	}
	return &stageView{
		Past:  past,
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
		key := "lever." + r.Lever
		if r.Lever == "" || seen[r.Lever] || !p.Has(key+".name") || len(list) == maxLevers {
			continue
		}
		seen[r.Lever] = true
		list = append(list, brief{Title: p.T(key + ".name"), Text: p.T(key + ".what"), Quote: p.T(key + ".against")})
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
	if pattern := c.Findings.Verdict.Pattern; pattern != nil && named(c.Findings) && !c.Findings.Dispute() {
		add("web.fact.kind", p.Say(pattern.Name), false)
		add("web.fact.brand", brandName(pattern.Impersonates), true)
	}
	for _, o := range c.Findings.Incident.Orders {
		add("web.fact.order", o.Number, true)
	}
	facts = append(facts, moneyFacts(p, c.Findings.Incident)...)
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
