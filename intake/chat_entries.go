package intake

import (
	"strings"
	"time"

	"recourse/incident"
)

// entries are the entries of a chat as they were found, before the order of its
// dates is known.
type entries struct {
	blocks [][]line // all but the last are full
	n      int
	votes  votes
	heads  heads
	sent   int  // by somebody
	days   int  // lines that are a day
	begins bool // the chat begins the file
	cut    bool // there are more than were taken
}

// blockLines is how many entries are held together, so that a long chat is
// never copied to make room.
const blockLines = 4096

func (e *entries) add(l line) {
	if e.n%blockLines == 0 {
		size := blockLines
		if e.n == 0 {
			size = 64 // most texts are none or short; this block grows
		}
		e.blocks = append(e.blocks, make([]line, 0, size))
	}
	last := len(e.blocks) - 1
	e.blocks[last] = append(e.blocks[last], l)
	e.n++
}

func (e *entries) last() *line {
	block := e.blocks[len(e.blocks)-1]
	return &block[len(block)-1]
}

func (e *entries) each(use func(line)) {
	for _, block := range e.blocks {
		for _, l := range block {
			use(l)
		}
	}
}

// is reports whether what was found is a chat.
func (e *entries) is() bool {
	const fewest = 3 // where something else begins the file
	return e != nil && e.sent > 0 && (e.begins || e.sent >= fewest)
}

// maxPreamble is how many bytes may stand before a chat's first header.
const maxPreamble = 4096

// scanChat finds the entries of a chat and what they say about the order of
// dates. It gives up where text is no chat.
func (r *reader) scanChat(text string, header chatHeader) *entries {
	e := &entries{}
	first := -1 // where something else than an entry begins
	for start, end := 0, 0; start < len(text); start = end {
		end = lineEnd(text, start)
		s := strings.TrimRight(text[start:end], "\r\n")
		l, ok := header(s, start)
		switch {
		case ok && l.none:
			e.days++
		case ok && e.n == r.lim.Messages:
			e.cut = true
			return e
		case ok:
			e.begins = e.begins || e.n == 0 && first < 0
			e.take(l, text, r.words)
			if e.n%blockLines == 0 && r.ctx.Err() != nil {
				return e
			}
		case e.n > 0:
			grow(e.last(), text, start, end)
		case strings.TrimSpace(s) == "":
		case first < 0:
			first = start
		case start-first > maxPreamble:
			return nil
		}
	}
	return e
}

// take counts an entry and what its date, or that of a file it names, says.
func (e *entries) take(l line, text string, words *Chats) {
	if l.clock == wrongClock {
		e.add(l) // says nothing of the others
		return
	}
	if !l.system {
		e.sent++
	}
	votes := &e.votes
	if l.head.form != 0 {
		votes = e.heads.add(l.head)
	}
	if votes != nil && !l.date.none() {
		votes.add(l.date)
		if l.date.fixed() == orderUnknown {
			if day, proven, ok := words.attachmentDay(l.body.Of(text), l.clock); ok {
				votes.favour(l.date, day, proven)
			}
		}
	}
	e.add(l)
}

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
	if l.body.Start == l.body.End {
		l.body.Start = start
	}
	l.body.End = start + len(strings.TrimRight(text[start:end], "\r\n"))
}

// namer makes messages of a chat's entries. It remembers which names are none.
type namer struct {
	words *Chats
	none  map[string]bool
}

func newNamer(words *Chats) *namer { return &namer{words, make(map[string]bool)} }

// message makes a message of an entry of text whose dates stand in order o.
func (n *namer) message(text string, l line, o order, zone *time.Location) incident.Message {
	m := incident.Message{From: l.from, Span: l.body}
	if d, ok := l.date.in(o); ok && l.clock >= 0 {
		m.Time = moment(d, l.clock, zone)
	} else if two, open := readingsOf(l.date); open && o == orderUnknown && l.clock >= 0 {
		m.Days = two.days()
	}
	if !l.system && n.isNone(l, text) {
		m.From, l.system = "", true
		m.Span.Start -= int(l.skip)
	}
	if whole := m.Span.Of(text); l.quoted && len(whole) > 1 && strings.HasSuffix(whole, `"`) {
		m.Span.Start, m.Span.End = m.Span.Start+1, m.Span.End-1
	}
	m.Text = m.Span.Of(text)
	m.Attachments = n.words.attachments(m.Text)
	if l.system {
		return m
	}
	if m.Text, m.Edited = n.words.cutEdited(m.Text); m.Edited {
		m.Span.End = m.Span.Start + len(m.Text)
	}
	m.Deleted = len(m.Attachments) == 0 && n.words.isDeleted(m.Text)
	if l.marked && !m.Deleted && len(m.Attachments) == 0 && n.words.isSystem(m.Text) {
		m.From = ""
	}
	return m
}

// isNone reports whether a name is no sender's but the beginning of what an app
// wrote itself, which has a colon further on.
func (n *namer) isNone(l line, text string) bool {
	const longer = 24 // than the names that people have
	if len(l.from) < longer || l.marked {
		return false
	}
	if is, known := n.none[l.from]; known {
		return is
	}
	is := n.words.startsSystem(text[l.body.Start-int(l.skip) : l.body.End])
	if len(n.none) < blockLines {
		n.none[l.from] = is
	}
	return is
}
