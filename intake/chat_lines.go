package intake

import (
	"strings"

	"recourse"
)

// family is a form in which the lines of a chat are headed, and when what is
// found of it is one.
type family struct {
	header chatHeader
	is     func(*entries, string) bool
}

// families are the forms that exports have.
func (r *reader) families() []family {
	c := r.words
	exported := func(e *entries, _ string) bool { return e.is() }
	begun := func(e *entries, _ string) bool { return e.begins && e.is() }
	return []family{
		{c.header, exported},
		{c.viberLine, func(e *entries, _ string) bool { return e.begins && e.is() }},
		{c.telegramLine, begun}, // nothing else looks so, and one may write alone
	}
}

// pastes are the forms in which people copy a chat, or tools write it, that
// other texts may have too.
func (r *reader) pastes() []family {
	c := r.words
	talk := func(e *entries, text string) bool { return e.talk(text) }
	return []family{
		{c.dateName, talk},
		{c.nameDate, talk},
		{c.clocked(), func(e *entries, text string) bool { return e.days > 0 && e.talk(text) || e.turns() }},
	}
}

// chatPaste reads f.Text as a chat that somebody copied or a tool wrote, and
// reports whether it is one.
func (r *reader) chatPaste(f *File) bool {
	for _, fam := range r.pastes() {
		if e := r.scanChat(f.Text, fam.header); e != nil && e.sent > 0 && fam.is(e, f.Text) && !r.labelled(e.names()) {
			r.entries(f, e)
			return true
		}
	}
	if e := r.blocks(f.Text); e != nil {
		r.entries(f, e)
		return true
	}
	return false
}

// talk reports whether two or more wrote, one of them several times, and most of
// them words: a log has no texts, a list of payments figures.
func (e *entries) talk(text string) bool {
	if e == nil || e.sent < 2 {
		return false
	}
	silent, names := 0, make(map[string]int)
	e.each(func(l line) {
		if !wordy(l.body.Of(text)) {
			silent++
		}
		names[l.from]++
	})
	return silent*2 <= e.n && len(names) > 1 && len(names)*2 <= max(e.n+1, 4)
}

// wordy reports whether a text is more than a figure with its currency.
func wordy(s string) bool {
	s = strings.Trim(trimMarks(s), "0123456789.,+-− ")
	return (s != "" && findCurrency(s) == "") || strings.ContainsAny(s, " \n")
}

// turns reports whether two write several times each, as the lines of a slip or
// a programme do not.
func (e *entries) turns() bool {
	names := e.names()
	regular := 0
	for _, n := range names {
		if n >= undatedTurns {
			regular++
		}
	}
	return regular >= undatedSenders && len(names) <= maxSenders
}

// names are those who wrote, and how often.
func (e *entries) names() map[string]int {
	names := make(map[string]int)
	e.each(func(l line) { names[l.from]++ })
	return names
}

// viberLine reads a line of the history that Viber sends by mail:
// "18/11/2026,18:05:12,Name,+381640000000,text", the text with commas as it is.
func (c *Chats) viberLine(s string, start int) (line, bool) {
	p := scanner{s: s, words: c}
	p.marks()
	date, ok := p.date()
	if !ok {
		return line{}, false
	}
	sep := p.anyByte(",;")
	p.spaces()
	clock, ok := p.anyClock()
	if sep == 0 || !ok || p.anyByte(string(sep)) == 0 {
		return line{}, false
	}
	name, ok := p.cell(sep)
	if !ok {
		return line{}, false
	}
	phone, ok := p.cell(sep)
	if !ok || strings.Trim(phone, "+0123456789 ()-") != "" {
		return line{}, false
	}
	if name = oneLine(name); name == "" {
		name = phone
	}
	l := line{date: date, clock: clock, from: name, body: recourse.Span{Start: start + p.i, End: start + len(s)}, system: name == ""}
	switch rest := p.rest(); {
	case len(rest) > 1 && rest[0] == '"' && strings.HasSuffix(rest, `"`):
		l.body.Start, l.body.End = l.body.Start+1, l.body.End-1
	case strings.HasPrefix(rest, `"`):
		l.quoted = true
	}
	return l, true
}

// cell skips a cell of a table and the sign after it, and returns it.
func (p *scanner) cell(sep byte) (string, bool) {
	rest := p.rest()
	if strings.HasPrefix(rest, `"`) {
		i := strings.Index(rest[1:], `"`+string(sep))
		if i < 0 || i > maxName {
			return "", false
		}
		p.i += i + 3
		return rest[1 : i+1], true
	}
	i := strings.IndexByte(rest, sep)
	if i < 0 || i > maxName {
		return "", false
	}
	p.i += i + 1
	return strings.TrimSpace(rest[:i]), true
}

// telegramLine reads the line above a message as Telegram copies it:
// "Name, [18.11.2026. 18:05]". The text follows.
func (c *Chats) telegramLine(s string, start int) (line, bool) {
	t := strings.TrimSuffix(strings.TrimRight(s, " "), ":")
	open := strings.LastIndexByte(t, '[')
	if open < 3 || open > maxName || !strings.HasSuffix(t, "]") {
		return line{}, false
	}
	name, ok := strings.CutSuffix(t[:open], ", ")
	if !ok {
		return line{}, false
	}
	p := scanner{s: t[:len(t)-1], i: open + 1, words: c}
	date, clock, ok := p.dateAndClock(true)
	if !ok || p.i < len(p.s) {
		return line{}, false
	}
	return headed(name, date, clock, s, start)
}

// headed is an entry whose text follows in further lines.
func headed(name string, date figures, clock int32, s string, start int) (line, bool) {
	const longest = 80
	name = oneLine(name)
	if name == "" || len(name) > longest {
		return line{}, false
	}
	return line{date: date, clock: clock, from: name, body: recourse.Span{Start: start + len(s), End: start + len(s)}}, true
}

// dateName reads "2026-11-18 18:05:12 Name" above a text, as tools write
// WeChat's chats, and "[18.11.2026. 18:05] Name", as Teams copies.
func (c *Chats) dateName(s string, start int) (line, bool) {
	p := scanner{s: s, words: c}
	bracket := p.lit("[")
	if p.i >= len(s) || s[p.i] < '0' || s[p.i] > '9' {
		return line{}, false
	}
	date, ok := p.headDate(false)
	if !ok || !p.between() {
		return line{}, false
	}
	clock, ok := p.anyClock()
	if !ok || bracket && !p.lit("]") || !p.spaces() || strings.Contains(p.rest(), ": ") {
		return line{}, false
	}
	return headed(strings.Trim(p.rest(), "'\""), date, clock, s, start)
}

// nameDate reads "Name 2026-11-18 18:05" above a text, and "Name(2026-11-18
// 18:05:12): text".
func (c *Chats) nameDate(s string, start int) (line, bool) {
	const longest = 120
	for i := 1; i < len(s) && i < longest; i++ {
		if s[i] < '0' || s[i] > '9' || s[i-1] != ' ' && s[i-1] != '(' && s[i-1] != '\t' {
			continue
		}
		p := scanner{s: s, i: i, words: c}
		date, ok := p.headDate(false)
		if !ok || !p.between() {
			continue
		}
		clock, ok := p.anyClock()
		if !ok {
			continue
		}
		l, ok := headed(strings.TrimRight(s[:i], " (\t—–-"), date, clock, s, start)
		closed := s[i-1] == '(' && p.lit(")")
		if ok && closed && p.lit(":") {
			p.spaces()
			l.body.Start = start + p.i
			return l, true
		}
		return l, ok && strings.TrimSpace(p.rest()) == "" && closed == (s[i-1] == '(')
	}
	return line{}, false
}

// clocked reads lines that have a clock and no day, and the days above them:
// "—————  2026-11-18  —————" and "Name  18:05" as WeChat sends a chat by mail,
// "[18:05] Name: text", "18:05 - Name: text", "Name (18:05): text", and LINE's export.
func (c *Chats) clocked() chatHeader {
	var day figures
	due := false // a header was read whose text is still to come
	return func(s string, start int) (line, bool) {
		if start == 0 {
			day, due = figures{}, false
		}
		if strings.TrimSpace(s) == "" {
			return line{}, false
		}
		if due {
			due = false
			return line{}, false
		}
		if d, ok := c.dayLine(s); ok {
			day = d
			return line{none: true}, true
		}
		l, ok := c.clockLine(s, start)
		if l.date.none() {
			l.date = day
		}
		due = ok && l.body.Start == l.body.End
		return l, ok
	}
}

// dayLine reads a line that is a day and nothing else, with a year.
func (c *Chats) dayLine(s string) (figures, bool) {
	const longest = 80
	t := strings.Trim(trimMarks(s), " —–-─=*·\t")
	if t == "" || len(t) > longest {
		return figures{}, false
	}
	p := scanner{s: t, words: c}
	d, ok := p.anyDate()
	return d, ok && !d.noYear && strings.Trim(p.rest(), " .") == ""
}

// clockLine reads a header with a clock and a name.
func (c *Chats) clockLine(s string, start int) (line, bool) {
	p := scanner{s: s, words: c}
	p.marks()
	bracket := p.anyByte("[(") != 0
	if clock, ok := p.anyClock(); ok {
		if bracket && p.anyByte("])") == 0 {
			return line{}, false
		}
		if name, text, ok := strings.Cut(strings.TrimPrefix(p.rest(), "\t"), "\t"); ok && !bracket && strings.HasPrefix(p.rest(), "\t") {
			l, ok := headed(name, figures{}, clock, s, start) // as LINE writes its chats
			l.body.Start = l.body.End - len(text)
			return l, ok
		}
		if !p.spaces() {
			return line{}, false
		}
		if p.anyByte("-–") != 0 {
			p.spaces()
		}
		l, ok := said(s, p.i, start, line{clock: clock})
		return l, ok && !l.system
	}
	if l, ok := c.nameStamp(s, start); ok {
		return l, true
	}
	return c.nameClock(s, start)
}

// nameStamp reads "Name — Today at 18:05" above a text, as Discord copies it, and
// "Name, Nov 18, 18:05": a time without a year.
func (c *Chats) nameStamp(s string, start int) (line, bool) {
	const longest = 100
	for _, sep := range []string{" — ", ", "} {
		name, rest, ok := strings.Cut(s, sep)
		if !ok || len(s) > longest || strings.ContainsAny(name, "0123456789:") {
			continue
		}
		if date, clock, ok := c.stampLine(rest); ok {
			return headed(name, date, clock, s, start)
		}
	}
	return line{}, false
}

// nameClock reads "Name  18:05", "Name, 18:05" above a text, and "Name (18:05):
// text" or "Name [18:05]: text".
func (c *Chats) nameClock(s string, start int) (line, bool) {
	const longest = 100
	for i := 2; i < len(s) && i < longest; i++ {
		if s[i] < '0' || s[i] > '9' || strings.IndexByte(" ([\t", s[i-1]) < 0 {
			continue
		}
		p := scanner{s: s, i: i, words: c}
		clock, ok := p.anyClock()
		if !ok {
			continue
		}
		name := s[:i-1]
		switch open := s[i-1]; {
		case open == ' ' || open == '\t':
			parted := open == '\t' || strings.HasSuffix(name, " ") || strings.HasSuffix(name, ",")
			l, ok := headed(strings.TrimRight(name, " ,\t"), figures{}, clock, s, start)
			return l, ok && parted && strings.TrimSpace(p.rest()) == "" && !strings.ContainsAny(name, ":/")
		case p.anyByte(")]") != 0 && p.lit(":"):
			p.spaces()
			l, ok := headed(name, figures{}, clock, s, start)
			l.body.Start = start + p.i
			return l, ok
		}
		return line{}, false
	}
	return line{}, false
}
