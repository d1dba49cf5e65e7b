package letter

import (
	"cmp"
	"slices"
	"strings"

	"recourse"
	"recourse/document"
	"recourse/incident"
	"recourse/legal"
	"recourse/locale"
	"recourse/money"
	"recourse/rule"
	"recourse/scam"
)

// ReportData is what the report on a case is written from.
type ReportData struct {
	Data
	Verdict scam.Verdict
	// Text is what was judged: the verdict's spans lie in it, and those of Messages.
	Text     string
	Messages []incident.Message
	Parts    []Part // which file each part of Text is from; may be empty
	Papers   []Paper
	Problems []recourse.Problem
	// Mails are what mails show of their senders; MailNotes what that means.
	Mails     []Mail
	MailNotes []recourse.Phrase
	// Law is where the person stands in law; nil leaves the section out.
	// Searched is how many papers clauses were looked for in.
	Law      *legal.View
	Searched int
}

// Mail is what one mail shows of its sender.
type Mail struct {
	Name  string // of its file
	Lines []recourse.Phrase
}

// Part says from which file a part of the judged text is.
type Part struct {
	Name string
	Span recourse.Span
	Mail bool // times in it stand in the zone of the sender's clock
}

// Paper is a letter that was written for the case.
type Paper struct {
	ID      string
	Files   []string // such as papers/rs-bank-recall.pdf
	Copy    string   // the file in which the person reads it in their own language, or ""
	Missing []Missing
}

// Report writes the report on a case: what was found and by which rule, where
// it stands, what to do and by when, the papers, the evidence, and what the
// report is not.
func Report(p *locale.Printer, data ReportData) document.Document {
	r := &report{p: p, d: data, page: newPage(p, data.Data)}
	title := p.T("report.title")
	doc := document.Document{Title: title, Lang: p.Lang(), Date: data.Today, Footer: p.T("report.footer")}
	for _, part := range [][]document.Block{
		r.top(), r.tenMinutes(), r.answer(), r.said(), r.ladder(), r.stage(), r.money(), r.happened(), r.plan(), r.ways(), r.law(), r.papers(), r.evidence(), r.problems(), r.limits(),
	} {
		doc.Blocks = append(doc.Blocks, part...)
	}
	return doc
}

type report struct {
	p    *locale.Printer
	d    ReportData
	page *page
}

// section is a heading with what stands below it; with nothing below there is
// no section.
func (r *report) section(key string, blocks ...document.Block) []document.Block {
	if len(blocks) == 0 {
		return nil
	}
	return append([]document.Block{document.Heading{Level: 2, Text: document.T(r.p.T(key))}}, blocks...)
}

func par(s string) document.Block { return document.Paragraph{Text: document.T(s)} }

func muted(s string) document.Block {
	return document.Paragraph{Text: []document.Run{{Text: s, Style: document.Muted}}}
}

// dispute reports whether the trouble is a real order that went wrong.
func (r *report) dispute() bool {
	return r.page.dispute() && len(r.d.Incident.Orders) > 0
}

func (r *report) top() []document.Block {
	date := r.p.LongDate(r.d.Today)
	line := r.p.T("report.of", "date", date)
	if name := r.d.Incident.Person.Name; name != "" {
		line = r.p.T("report.for", "name", r.page.own(name), "date", date)
	}
	if r.d.Today.IsZero() {
		return []document.Block{r.banner()}
	}
	return []document.Block{document.Small{Text: document.T(line)}, r.banner()}
}

// DisputeKey is the locale key under which it stands what to do in a dispute with a
// seller (.say) and which ways there are (.note).
func DisputeKey(in incident.Incident) string {
	if in.Direct() {
		return "report.banner.breach.direct"
	}
	return "report.banner.breach"
}

func (r *report) banner() document.Block {
	v := r.d.Verdict
	b := document.Banner{Kind: document.Info, Title: r.p.T("verdict." + verdictWord(v)), Say: r.p.T("report.say." + verdictWord(v))}
	if v.Heading.Key != "" {
		b.Title = r.p.Say(v.Heading)
	}
	switch v.Verdict {
	case scam.Scam:
		b.Kind = document.Danger
	case scam.Suspicious:
		b.Kind = document.Warn
	}
	if r.dispute() && v.Verdict != scam.Scam {
		key := DisputeKey(r.d.Incident)
		b.Kind, b.Title, b.Say = document.Warn, r.p.T("report.banner.breach"), r.p.T(key+".say")
		b.Blocks = append(b.Blocks, par(r.p.T(key+".note")))
	}
	if asked := r.page.lastAsked().Amount; v.Verdict == scam.Scam && !asked.IsZero() {
		b.Say = r.p.T("report.say.asked", "amount", asked)
	}
	if r.nothingRead() {
		b.Title, b.Say = r.p.T("report.nothing_read"), r.p.T("report.nothing_read.say")
		if len(r.d.Problems) > 0 {
			b.Say = r.p.T("report.nothing_read.why", "why", r.p.Say(r.d.Problems[0].Phrase()))
		}
	}
	b.Blocks = append(b.Blocks, r.match()...)
	if len(v.Reasons) > 0 && (v.Verdict == scam.Scam || v.Verdict == scam.Suspicious && !r.dispute()) {
		b.Level, b.Sure = r.sure()
	}
	if v.Ask != nil {
		b.Blocks = append(b.Blocks, par(r.p.T("report.ask")+" "+r.p.Say(*v.Ask)))
	}
	if len(v.WouldChange) > 0 {
		b.Blocks = append(b.Blocks, document.Details{Summary: r.p.T("report.change"), Blocks: []document.Block{r.list(v.WouldChange)}})
	}
	return b
}

// nothingRead reports whether no word and no payment was there to judge.
func (r *report) nothingRead() bool {
	inc := r.d.Incident
	return strings.TrimSpace(r.d.Text) == "" && len(r.d.Verdict.Reasons) == 0 && inc.Branch == "" && len(inc.Payments) == 0 && len(inc.Asked) == 0
}

// verdictWord is the verdict; nothing judged counts as nothing known.
func verdictWord(v scam.Verdict) string {
	if v.Verdict == "" {
		return scam.Unclear
	}
	return v.Verdict
}

func (r *report) match() []document.Block {
	v := r.d.Verdict
	asked := v.Answer != nil && v.Answer.Asked && v.Verdict == scam.Unclear // nobody is accused yet
	if v.Pattern == nil || v.Verdict == scam.NoSigns || asked || r.dispute() && r.d.Incident.Branch == incident.Breach {
		return nil
	}
	text := r.p.T("report.match", "name", v.Pattern.Name)
	if brand := v.Pattern.Impersonates; brand != "" && brand == r.d.Incident.Brand {
		text = r.p.T("report.match.brand", "name", v.Pattern.Name, "brand", brandName(brand))
	}
	if r.dispute() {
		return []document.Block{par(r.p.T("report.match.dispute", "name", v.Pattern.Name))}
	}
	return []document.Block{par(text)}
}

// strongestNamed is how many signs the banner names. How many there are is not
// said: the number frightens and tells nothing.
const strongestNamed = 3

// sure says in words how sure the verdict is, never a bare percentage, and
// names the signs that weigh most.
func (r *report) sure() (int, string) {
	v := r.d.Verdict
	level := v.Sureness()
	words := r.p.T("report.sure." + itoa(level))
	strongest := slices.Clone(v.Reasons)
	slices.SortStableFunc(strongest, func(a, b scam.Reason) int { return cmp.Compare(b.Weight, a.Weight) })
	for i, reason := range strongest[:min(strongestNamed, len(strongest))] {
		words += map[bool]string{true: ": ", false: "; "}[i == 0] + strings.TrimRight(r.p.Say(reason.Text), ".")
	}
	return level, words
}

func (r *report) list(phrases []recourse.Phrase) document.Block {
	l := document.List{Form: document.Bullets}
	for _, ph := range phrases {
		l.Items = append(l.Items, document.Item{Text: document.T(r.p.Say(ph))})
	}
	return l
}

// day is a text as it is said: a day in the reader's form, anything else as it stands.
func day(s string) any {
	if d, err := recourse.ParseDate(s); err == nil {
		return d
	}
	return s
}

// source names where a rule is from: the host as a link, its date, how sure.
func (r *report) source(sources []rule.Source) document.Block {
	var runs []document.Run
	for _, s := range sources {
		if len(runs) > 0 {
			runs = append(runs, document.Run{Text: "; "})
		}
		runs = append(runs, r.sourceNames(s)...)
		if s.Own() {
			continue
		}
		seen := day(s.Seen)
		if s.Seen == "" || s.Seen == "undated" {
			seen = r.p.T("report.undated")
		}
		runs = append(runs, document.Run{Text: " (" + r.p.T("report.source.seen", "seen", seen, "confidence", recourse.P("report.confidence."+s.Confidence)) + ")"})
	}
	return document.Small{Text: append(document.T(r.p.T("report.source")+" "), runs...)}
}

// sourceNames are the hosts of a source. One without an address goes by its
// title, which is shown in its own language only.
func (r *report) sourceNames(s rule.Source) []document.Run {
	if s.Own() {
		return document.T(r.p.T("report.source.own"))
	}
	var runs []document.Run
	for _, u := range strings.Split(s.URL, " ; ") {
		if u = strings.TrimSpace(u); u == "" {
			continue
		}
		if len(runs) > 0 {
			runs = append(runs, document.Run{Text: ", "})
		}
		runs = append(runs, document.Run{Text: host(u), Link: u})
	}
	if len(runs) == 0 {
		runs = document.T(r.inOwnLanguage(s.Title, "report.source.unnamed"))
	}
	return runs
}

// inOwnLanguage returns a note of a knowledge file, or the key's words where
// the note is in English and the report is not.
func (r *report) inOwnLanguage(note, key string) string {
	if r.p.Lang() == "en" || strings.ContainsAny(note, "čćžšđČĆŽŠĐ") {
		return note
	}
	return r.p.T(key)
}

// host is the part of an address that says whose it is.
func host(u string) string {
	_, rest, ok := strings.Cut(u, "://")
	if !ok {
		return u
	}
	name, _, _ := strings.Cut(rest, "/")
	return strings.TrimPrefix(name, "www.")
}

func (r *report) sum(amounts []money.Amount) string {
	runs, ok := r.page.sum(amounts)
	if !ok {
		return ""
	}
	return document.PlainText(runs)
}
