package intake

import (
	"strings"

	"recourse"
	"recourse/incident"
)

// line is one entry of a chat: its header, and where its text stands.
type line struct {
	date   figures
	clock  int32 // in seconds; -1 where there is none, or wrongClock
	skip   int32 // bytes of the sender's name and what follows it, before the text
	from   string
	body   recourse.Span // of the whole entry, grown as lines follow
	system bool
	none   bool // no entry, and no text of one: the line of a day
	quoted bool // a quotation mark stands before the text, to be closed in a line that follows
	marked bool // an invisible mark stands before the text, as before what an app writes itself
	head   head // how the header is written; zero where that may vary
}

// header reads the header of a chat line in the forms of WhatsApp's exports and
// of what its web page copies: "12/11/2026, 18:05 - Name: text",
// "[12.11.26, 18:05:33] Name: text" and "[18:05, 12/11/2026] Name: text", and of
// Viber's desktop: "[ Thursday, 12 November 2026 18:05 ] Name: text". start is
// where s stands in the text.
func (c *Chats) header(s string, start int) (line, bool) {
	p := scanner{s: s, words: c}
	p.marks()
	bracket := p.lit("[")
	if bracket {
		p.spaces()
	}
	if p.i >= len(s) || !bracket && (s[p.i] < '0' || s[p.i] > '9') {
		return line{}, false
	}
	date, clock, ok := p.dateAndClock(bracket)
	if !ok || !p.closeHeader(bracket) {
		return line{}, false
	}
	l := line{date: date, clock: clock, head: headOf(s[:p.i])}
	p.marks()
	return said(s, p.i, start, l)
}

// dateAndClock skips a date and a clock, in brackets also the other way round.
func (p *scanner) dateAndClock(bracket bool) (figures, int32, bool) {
	at := p.i
	date, ok := p.headDate(bracket)
	if ok && p.between() {
		if clock, ok := p.anyClock(); ok {
			p.afterClock()
			return date, clock, true
		}
	}
	if !bracket {
		return figures{}, 0, false
	}
	p.i = at
	clock, ok := p.anyClock()
	if !ok || !p.between() {
		return figures{}, 0, false
	}
	date, ok = p.anyDate()
	return date, clock, ok
}

// headDate skips a header's date: in figures or with the name of a month, with its
// year, or in brackets in any form.
func (p *scanner) headDate(bracket bool) (figures, bool) {
	if bracket {
		return p.anyDate()
	}
	if f, ok := p.date(); ok {
		return f, true
	}
	at := p.i
	for _, read := range []func() (figures, bool){p.hanDate, p.namedDate} {
		if f, ok := read(); ok && !f.noYear {
			return f, true
		}
		p.i = at
	}
	return figures{}, false
}

// afterClock skips a word such as "Uhr".
func (p *scanner) afterClock() {
	at := p.i
	if p.words != nil && p.spaces() && p.i < len(p.s) && p.s[p.i] != '-' && p.skipWord() {
		return
	}
	p.i = at
}

// said reads who said what in the rest of s from i on into l.
func said(s string, i, start int, l line) (line, bool) {
	l.body = recourse.Span{Start: start + i, End: start + len(s)}
	from, skip, ok := sender(s[i:])
	if !ok {
		l.system = true
		return l, true
	}
	p := scanner{s: s, i: i + skip}
	p.marks()
	l.from, l.marked, l.skip = from, p.i > i+skip, int32(p.i-i)
	l.body.Start = start + p.i
	return l, true
}

// closeHeader skips what ends a header: "] " or " - ".
func (p *scanner) closeHeader(bracket bool) bool {
	if bracket {
		p.spaces()
		if !p.lit("]") {
			return false
		}
		p.spaces()
		return true
	}
	dash := p.spaces() && (p.lit("-") || p.lit("–") || p.lit("—"))
	return dash && (p.spaces() || p.i == len(p.s))
}

// maxName is the longest name of a sender, in bytes.
const maxName = 120

// sender reads "Name: " and returns the name and how many bytes to skip.
func sender(s string) (name string, skip int, ok bool) {
	colon, width := strings.Index(s, ": "), len(": ")
	if colon < 0 || colon > maxName {
		if wide := strings.Index(s, "："); wide > 0 {
			colon, width = wide, len("：")
		}
	}
	if colon < 0 && strings.HasSuffix(strings.TrimRight(s, "\r"), ":") {
		colon = len(strings.TrimRight(s, "\r")) - 1
	}
	if colon <= 0 || colon > maxName {
		return "", 0, false
	}
	name = strings.TrimFunc(s[:colon], func(r rune) bool { return isMark(r) || r == ' ' || r == 0xA0 || r == 0x202F })
	name = strings.TrimPrefix(name, "~\u00a0")
	name = strings.TrimPrefix(name, "~\u202f")
	if name == "" || openQuote(name) {
		return "", 0, false
	}
	return name, min(colon+width, len(s)), true
}

// openQuote reports whether s breaks off inside a quotation, as a system line
// does that quotes a text with a colon in it.
func openQuote(s string) bool {
	if strings.Count(s, `"`)%2 == 1 || strings.LastIndex(s, "«") > strings.LastIndex(s, "»") {
		return true
	}
	if low := strings.LastIndex(s, "„"); low >= 0 {
		return low > strings.LastIndexAny(s, "“”")
	}
	return strings.LastIndex(s, "“") > strings.LastIndex(s, "”")
}

// chatHeader reads the header of a line of one family of chats.
type chatHeader func(s string, start int) (line, bool)

// chat reads f.Text as a chat and reports whether it is one: its first line is
// a header, or several are.
func (r *reader) chat(f *File) bool {
	for _, fam := range r.families() {
		if e := r.scanChat(f.Text, fam.header); e != nil && fam.is(e, f.Text) {
			r.entries(f, e)
			return true
		}
	}
	return false
}

// entries makes messages of what was found in f.Text.
func (r *reader) entries(f *File, e *entries) {
	e.settle()
	o := e.votes.decide(true)
	if chosen := r.chosenOrder(f); chosen != orderUnknown && e.votes.form == orderUnknown {
		o = chosen
	}
	f.dated = &dated{votes: e.votes, zone: r.opt.Zone, order: o, form: e.heads.form(), words: r.words}
	ambiguous := e.votes.ambiguous(o)
	if ambiguous {
		f.dated.entries = e
		f.problem("dates-ambiguous", "")
	}
	f.Kind, f.MediaType = KindChat, "text/plain"
	if e.cut {
		f.problem("chat-cut", "", "n", e.n)
	}
	f.Title = r.words.title(f.Name)
	if f.Title == "" {
		f.Title = r.title
	}
	f.Messages = make([]incident.Message, 0, e.n)
	names := newNamer(r.words)
	var group groupName
	bad, yearless, undated := 0, 0, 0
	e.each(func(l line) {
		m := names.message(f.Text, l, o, r.opt.Zone)
		m.Doubtful = e.heads.strange(l.head) || l.clock == wrongClock
		if !m.Doubtful && (ambiguous || m.Time.IsZero()) && e.votes.strays(l.date, o) {
			m.Doubtful = true
			f.dated.doubted = append(f.dated.doubted, len(f.Messages))
		}
		switch {
		case !m.Time.IsZero():
		case l.date.none():
			undated++
		case l.date.noYear:
			yearless++
		case !ambiguous && !m.Doubtful:
			bad++
		}
		group.note(l, &m)
		f.Messages = append(f.Messages, m)
	})
	group.settle(f.Messages)
	f.doubtHours(f.Messages, r.opt.Zone)
	if bad > 0 {
		f.problem("dates-impossible", "", "n", bad)
	}
	if yearless > 0 {
		f.problem("dates-without-year", "", "n", yearless)
	}
	switch {
	case undated == e.n:
		f.problem("chat-without-dates", "")
	case undated > 0:
		f.problem("chat-fields-missing", "", "n", undated)
	}
	doubtTimes(f.Messages)
	doubtStrangers(f.Messages)
	f.Other = r.otherSide(f)
	r.doubtNames(f)
	f.sayDoubts()
}
