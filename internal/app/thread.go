package app

import (
	"slices"
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/intake"
	"recourse/scam"
)

// maxThread is how much text is judged as one thread, in bytes.
const maxThread = 8 << 20

// conversational are the kinds of files that hold what the two sides wrote. A
// statement is not judged: its entries are facts, not words.
var conversational = []string{"chat", "mail", "text", "page", "image"}

// thread joins what was written in the files of which one matter is: it leaves out
// the conversations of an account that are about something else.
func (e *Engines) thread(files []intake.File) Thread {
	all, left := e.joined(files)
	all, apart, problems := e.part(all)
	left = append(left, problems...)
	t := thread(all)
	if speaking, quiet := e.speakAlone(all, t); len(quiet) > 0 {
		left = append(left, recourse.Problem{Path: quiet[0].Path, Code: "files-not-judged", Args: recourse.Args{"n": len(quiet)}})
		t = thread(speaking)
	}
	t.Left, t.apart = append(left, t.Left...), apart
	return t
}

// thread joins the readable ones of a flat list: chats first, then mails by time,
// then the rest.
func thread(all []*intake.File) Thread {
	slices.SortStableFunc(all, func(a, b *intake.File) int {
		if x, y := slices.Index(conversational, a.Kind), slices.Index(conversational, b.Kind); x != y {
			return x - y
		}
		return firstTime(a).Time.Compare(firstTime(b).Time)
	})
	t := Thread{Addresses: make(map[string]string), doubles: doublesOf(all)}
	foreign := foreignItems(all, othersOf(all))
	known, own := make(map[string]bool), make(map[string]bool)
	self := selves{names: []string{}, seen: make(map[string]bool)}
	came := make(map[string]recourse.Moment)
	for _, f := range all {
		came[f.Path] = firstTime(f)
	}
	same := repeats(all)
	var cut []string
	var text strings.Builder
	for _, f := range all {
		if !slices.Contains(conversational, f.Kind) || f.Text == "" {
			continue
		}
		again := same[f]
		if again.of != nil {
			t.joinExports(f, again.of)
			if again.whole() {
				t.nameSides(f, f.Other, &self, known)
				continue
			}
		}
		if text.Len()+len(f.Text) > maxThread {
			cut = append(cut, f.Path)
			continue
		}
		start := text.Len()
		if again.of == nil {
			text.WriteString(f.Text)
		} else {
			text.WriteString(again.blank(f))
		}
		t.Pieces = append(t.Pieces, Piece{Item: f.SHA256, Name: f.Name, Span: recourse.Span{Start: start, End: text.Len()}, Mail: f.Kind == intake.KindMail})
		t.Signs = append(t.Signs, signsOf(f, start)...)
		if i := strings.LastIndexByte(f.Path, '!'); i > 0 && firstTime(f).IsZero() && !came[f.Path[:i]].IsZero() {
			t.Came = append(t.Came, scam.Arrival{Span: recourse.Span{Start: start, End: text.Len()}, Time: came[f.Path[:i]]})
		}
		if !foreign[f.SHA256] {
			for _, sum := range f.Printed {
				t.Printed = append(t.Printed, sum.Shift(start))
			}
		}
		names := t.doubles.with(f.Other, f)
		others := setOf(names)
		for i, m := range shifted(f, start) {
			if again.has(i) {
				continue
			}
			if address := t.address(m, others); address != "" && !own[address] {
				own[address] = true
				t.Own = append(t.Own, address)
			}
			m.From, m.To = t.doubles.named(m.From), t.doubles.named(m.To)
			if f.Other != nil && !m.Doubtful {
				self.add(m.From, others)
				if f.Kind == intake.KindMail && others[m.From] {
					self.add(m.To, others)
				}
			}
			t.Messages = append(t.Messages, m)
		}
		for _, q := range f.Quotes {
			q.Span = q.Span.Shift(start)
			q.From = t.doubles.named(q.From)
			if f.Other != nil && !q.Third {
				self.add(q.From, others)
			}
			t.Quotes = append(t.Quotes, q)
		}
		t.nameSides(f, names, &self, known)
		text.WriteString("\n\n")
	}
	t.Text, t.Self = text.String(), self.names
	if len(cut) > 0 {
		t.Left = append(t.Left, tooLong(cut[0], len(cut)))
	}
	return t
}

// nameSides notes who is on the other side in a file, and by which names the person
// speaks there in a chat.
func (t *Thread) nameSides(f *intake.File, other []string, self *selves, known map[string]bool) {
	others := setOf(other)
	for _, m := range f.Messages {
		if name, _ := person(m.From); f.Other != nil && f.Kind == intake.KindChat && !m.Doubtful {
			self.add(name, others)
		}
	}
	for _, name := range other {
		if !known[name] {
			known[name] = true
			t.Other = append(t.Other, name)
		}
	}
}

// joinExports notes that a file is one more export of the conversation of another.
func (t *Thread) joinExports(f, of *intake.File) {
	if t.exports == nil {
		t.exports = make(map[string]string)
	}
	t.exports[f.SHA256] = of.SHA256
}

// conversation returns the file that stands for the conversation of which a file is an
// export: the longest one, of several.
func (t *Thread) conversation(item string) string {
	if of, ok := t.exports[item]; ok {
		return of
	}
	return item
}

// signsOf returns what does not fit together in a mail, for the verdict. What
// stands in the head alone has an empty place at the mail's beginning.
func signsOf(f *intake.File, start int) []scam.Sign {
	var list []scam.Sign
	for _, s := range f.Signs {
		sign := scam.Sign{Kind: "mail-" + s.Kind, Span: recourse.Span{Start: start, End: start}}
		if len(s.Spans) > 0 {
			sign.Span = s.Spans[0].Shift(start)
		}
		list = append(list, sign)
	}
	return list
}

// othersOf returns the names on the other side of any of the files.
func othersOf(files []*intake.File) map[string]bool {
	set := make(map[string]bool)
	for i := range files {
		for _, name := range files[i].Other {
			set[name] = true
		}
	}
	return set
}

// document is the thread as it is judged.
func (t Thread) document() scam.Document {
	doc := scam.Document{Text: t.Text, Messages: t.Messages, Other: t.Other, Self: t.Self, Signs: t.Signs, Printed: t.Printed, Came: t.Came}
	for _, p := range t.Pieces {
		doc.Breaks = append(doc.Breaks, p.Span.Start)
	}
	for _, q := range t.Quotes {
		doc.Quotes = append(doc.Quotes, scam.Quote{Span: q.Span, From: q.From, Time: q.Time, Third: q.Third})
	}
	return doc
}

// quote returns the quotation in which a span of the thread's text lies.
func (t Thread) quote(s recourse.Span) (intake.Quote, bool) {
	i, found := slices.BinarySearchFunc(t.Quotes, s.Start, func(q intake.Quote, at int) int {
		switch {
		case q.Span.End <= at:
			return -1
		case q.Span.Start > at:
			return 1
		}
		return 0
	})
	if !found {
		return intake.Quote{}, false
	}
	return t.Quotes[i], true
}

func setOf(list []string) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, s := range list {
		set[s] = true
	}
	return set
}

// address notes the other side's mail address that a message shows, or returns the
// person's own.
func (t *Thread) address(m incident.Message, other map[string]bool) (own string) {
	name := t.doubles.named(m.From)
	_, from := person(m.From)
	_, own = person(m.To)
	if from == "" {
		return ""
	}
	if !other[name] {
		return from
	}
	t.Addresses[name] = from
	return own
}

// person tells the name from the address in "Name <address>". What has no
// address is a name, and an address alone is both.
func person(s string) (name, address string) {
	if i := strings.LastIndexByte(s, '<'); i > 0 && strings.HasSuffix(s, ">") {
		return strings.Trim(s[:i], " \""), s[i+1 : len(s)-1]
	}
	if strings.Contains(s, "@") {
		return s, s
	}
	return s, ""
}

// shifted returns the file's messages as they lie in the thread; a file without
// messages is one message by nobody that is known.
func shifted(f *intake.File, by int) []incident.Message {
	if len(f.Messages) == 0 {
		return []incident.Message{{Text: f.Text, Span: recourse.Span{Start: by, End: by + len(f.Text)}}}
	}
	list := slices.Clone(f.Messages)
	for i := range list {
		list[i].Span = list[i].Span.Shift(by)
	}
	return list
}

func firstTime(f *intake.File) recourse.Moment {
	if len(f.Messages) == 0 {
		return recourse.Moment{}
	}
	return f.Messages[0].Time
}

// flatten lists the files and what lies nested in them, outer ones first.
func flatten(files []intake.File) []*intake.File {
	all := make([]*intake.File, 0, count(files))
	var add func(files []intake.File)
	add = func(files []intake.File) {
		for i := range files {
			all = append(all, &files[i])
			add(files[i].Files)
		}
	}
	add(files)
	return all
}

// count is how many files there are, with those in them.
func count(files []intake.File) int {
	n := len(files)
	for i := range files {
		n += count(files[i].Files)
	}
	return n
}

// distinct is flatten with the same bytes once: a file that was handed in twice
// shows nothing twice.
func distinct(files []intake.File) []*intake.File { return once(flatten(files)) }

// once drops from a flat list what was there before, byte for byte.
func once(all []*intake.File) []*intake.File {
	seen := make(map[string]bool)
	return slices.DeleteFunc(all, func(f *intake.File) bool {
		if f.SHA256 == "" {
			return false
		}
		again := seen[f.SHA256]
		seen[f.SHA256] = true
		return again
	})
}

// selves gathers the names by which the person speaks: those in a file of which
// the sides are known that are not on the other one. In another chat others may
// speak with each other.
type selves struct {
	names []string
	seen  map[string]bool
}

func (s *selves) add(name string, others map[string]bool) {
	if name != "" && !others[name] && !s.seen[name] {
		s.seen[name] = true
		s.names = append(s.names, name)
	}
}
