package intake

import (
	"maps"
	"slices"
	"strings"

	"recourse"
	"recourse/fold"
	"recourse/incident"
)

// What makes a text a chat where no line has a date: two who write several
// times each, few in all, and most lines theirs. A slip or a mail's headers name
// each thing once.
const (
	undatedSenders = 2
	undatedTurns   = 2
	maxSenders     = 12
	undatedMost    = 100_000 // lines that are looked at
)

// undatedChat reads f.Text as a chat whose lines are "Name: text" without a
// date, as when somebody copies it by hand, and reports whether it is one. That
// the dates are missing is said: deadlines count from them.
func (r *reader) undatedChat(f *File) bool {
	turns := make(map[string]int)
	var messages []incident.Message
	lines, at := 0, 0
	for l := range strings.Lines(f.Text) {
		start := at
		at += len(l)
		text := strings.TrimRight(l, "\r\n")
		if strings.TrimSpace(text) == "" {
			continue
		}
		if lines++; lines > undatedMost {
			return false
		}
		name, skip, ok := sender(text)
		if !ok || strings.ContainsAny(name, "/\\<>@=;") || len(strings.Fields(name)) > 4 {
			grow := len(messages) - 1
			if grow >= 0 {
				messages[grow].Span.End = start + len(text)
			}
			continue
		}
		if turns[name]++; len(turns) > maxSenders {
			return false
		}
		messages = append(messages, incident.Message{From: name, Span: recourse.Span{Start: start + skip, End: start + len(text)}})
	}
	regular := 0
	for _, n := range turns {
		if n >= undatedTurns {
			regular++
		}
	}
	if regular < undatedSenders || len(messages)*2 < lines || r.labelled(turns) {
		return false
	}
	for i := range messages {
		m := &messages[i]
		m.Text = m.Span.Of(f.Text)
		if rest := strings.TrimLeft(m.Text, "\r\n"); rest != "" { // a name that stood alone
			m.Span.Start += len(m.Text) - len(rest)
			m.Text = rest
		}
	}
	r.undated(f, messages, turns)
	return true
}

// undated makes a chat of f whose messages have no times; turns are how many each wrote.
func (r *reader) undated(f *File, messages []incident.Message, turns map[string]int) {
	f.Kind, f.MediaType, f.Messages, f.Title = KindChat, "text/plain", messages, r.words.title(f.Name)
	f.Other = r.otherSide(f)
	if f.Other == nil {
		f.Other = r.notSelf(turns)
	}
	f.problem("chat-without-dates", "")
}

// labelled reports whether half of the names or more are what slips, statements and pages
// call their fields, or what people call the parts of a text: two sets of payment details
// are no talk between "Account" and "Amount", and questions with answers none of two.
func (r *reader) labelled(turns map[string]int) bool {
	labels := 0
	for name := range turns {
		if r.words.isHeading(name) || r.opt.Statements != nil && r.opt.Statements.isLabel(fold.Key(name)) {
			labels++
		}
	}
	return labels*2 >= len(turns)
}

// notSelf returns the others where somebody wrote "me" for themselves.
func (r *reader) notSelf(turns map[string]int) []string {
	var others []string
	for _, name := range slices.Sorted(maps.Keys(turns)) {
		if !r.words.IsSelf(name) {
			others = append(others, name)
		}
	}
	if len(others) == len(turns) {
		return nil
	}
	return others
}
