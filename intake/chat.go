package intake

import (
	"strings"
	"time"

	"recourse"
	"recourse/incident"
)

// line is one dated entry of a chat: its header, and where its text stands.
type line struct {
	date   figures
	clock  time.Duration
	from   string
	body   recourse.Span // of the whole entry, grown as lines follow
	system bool
	marked bool // an invisible mark stands before the text, as before what an app writes itself
}

// header reads the header of a chat line in the forms of WhatsApp's exports:
// "12/11/2026, 18:05 - Name: text" and "[12.11.26, 18:05:33] Name: text".
// start is where s stands in the text.
func header(s string, start int) (line, bool) {
	p := scanner{s: s}
	p.marks()
	bracket := p.lit("[")
	if p.i >= len(s) || s[p.i] < '0' || s[p.i] > '9' {
		return line{}, false
	}
	date, ok := p.date()
	if !ok {
		return line{}, false
	}
	p.lit(",")
	if !p.spaces() {
		return line{}, false
	}
	clock, ok := p.clock()
	if !ok || !p.closeHeader(bracket) {
		return line{}, false
	}
	p.marks()
	l := line{date: date, clock: clock, body: recourse.Span{Start: start + p.i, End: start + len(s)}}
	from, skip, ok := sender(p.rest())
	if !ok {
		l.system = true
		return l, true
	}
	p.i += skip
	before := p.i
	p.marks()
	l.from, l.marked = from, p.i > before
	l.body.Start = start + p.i
	return l, true
}

// closeHeader skips what ends a header: "] " or " - ".
func (p *scanner) closeHeader(bracket bool) bool {
	if bracket {
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
	colon := strings.Index(s, ": ")
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
	return name, min(colon+2, len(s)), true
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

// chat reads f.Text as a chat and reports whether it is one: its first line is
// a header, or several are.
func (r *reader) chat(f *File) bool {
	lines, v, cut := scanChat(f.Text, r.lim.Messages, r.words)
	if lines == nil {
		return false
	}
	o := v.decide(true)
	if v.ambiguous(o) {
		f.problem("dates-ambiguous", "")
	}
	f.Kind, f.MediaType = KindChat, "text/plain"
	if cut {
		f.problem("chat-cut", "", "n", len(lines))
	}
	messages := make([]incident.Message, 0, len(lines))
	bad := 0
	for _, l := range lines {
		m := r.message(f.Text, l, o)
		if m.Time.IsZero() && !v.ambiguous(o) {
			bad++
		}
		messages = append(messages, m)
	}
	if bad > 0 {
		f.problem("dates-impossible", "", "n", bad)
	}
	f.Messages = messages
	f.Title = chatTitle(f.Name)
	if f.Title == "" {
		f.Title = r.title
	}
	f.Other = r.otherSide(f)
	return true
}

func (r *reader) message(text string, l line, o order) incident.Message {
	m := incident.Message{From: l.from, Span: l.body, Text: l.body.Of(text)}
	if d, ok := l.date.in(o); ok {
		m.Time = moment(d, l.clock, r.opt.Zone)
	}
	m.Attachments = r.words.attachments(m.Text)
	if l.marked && len(m.Attachments) == 0 && r.words.isSystem(m.Text) {
		m.From = ""
	}
	return m
}

// scanChat finds the entries of a chat, at most limit of them, and what they
// say about the order of dates. It returns none where text is no chat.
func scanChat(text string, limit int, words *chatWords) (lines []line, v votes, cut bool) {
	first, sent := -1, 0
	end := 0
	for start := 0; start < len(text); start = end {
		end = lineEnd(text, start)
		s := strings.TrimRight(text[start:end], "\r\n")
		l, ok := header(s, start)
		if !ok {
			if first < 0 && strings.TrimSpace(s) != "" {
				first = start
			}
			if first >= 0 && len(lines) == 0 && start-first > maxPreamble {
				return nil, v, false
			}
			if len(lines) > 0 {
				grow(&lines[len(lines)-1], text, start, end)
			}
			continue
		}
		if len(lines) == limit {
			return lines, v, true
		}
		if len(lines) == 0 && first < 0 {
			first = -2 // the chat starts the file
		}
		if !l.system {
			sent++
		}
		v.add(l.date)
		if day, ok := words.attachmentDay(text[l.body.Start:l.body.End]); ok {
			v.favour(l.date, day)
		}
		lines = append(lines, l)
	}
	if sent == 0 || (first != -2 && sent < 3) {
		return nil, v, false
	}
	return lines, v, false
}

// maxPreamble is how many bytes may stand before a chat's first header.
const maxPreamble = 4096

func lineEnd(text string, start int) int {
	if i := strings.IndexByte(text[start:], '\n'); i >= 0 {
		return start + i + 1
	}
	return len(text)
}

// grow takes a line that follows into the entry, but no empty lines at its end.
func grow(l *line, text string, start, end int) {
	if strings.TrimSpace(text[start:end]) == "" {
		return
	}
	l.body.End = start + len(strings.TrimRight(text[start:end], "\r\n"))
}
