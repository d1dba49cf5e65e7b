package intake

import (
	"strings"
	"time"

	"recourse"
	"recourse/incident"
)

// transcript is a chat whose file is no text that a person would read. Its text
// is formed: one message after the other, "[2026-11-18 18:05] Name: text".
type transcript struct {
	messages []incident.Message // their texts, before spans are known
	size     int64              // of the texts and names, in bytes
	limits   chatLimits
	cut      bool
	seen     int // entries that were met, read or not

	missing, twice, unread int // messages that lack a field, give one twice, are none
}

// chatLimits are the [Limits] of what is left to one chat; a phone has a hundred
// thousand of them.
type chatLimits struct {
	Messages int
	Text     int64
}

func (l Limits) ofChat() chatLimits { return chatLimits{l.Messages, l.Text} }

// add takes a message, and reports false once there are too many.
func (t *transcript) add(m incident.Message) bool {
	const around = 32 // the date and what stands around the name
	m.From = oneLine(m.From)
	m.Text = withAttachments(m.Text, m.Attachments)
	size := t.size + int64(len(m.Text)+len(m.From)+around)
	if len(t.messages) == t.limits.Messages || size > t.limits.Text {
		t.cut = true
		return false
	}
	t.size = size
	t.messages = append(t.messages, m)
	return true
}

// goOn adds a line to the message that was taken last.
func (t *transcript) goOn(line string) {
	size := t.size + int64(len(line)+1)
	if size > t.limits.Text {
		t.cut = true
		return
	}
	t.size = size
	m := &t.messages[len(t.messages)-1]
	m.Text += "\n" + line
}

// oneLine puts a name on one line, without invisible marks at its ends.
func oneLine(s string) string {
	s = trimMarks(s)
	if strings.ContainsAny(s, "\r\n\t\u2028\u2029") {
		s = strings.Join(strings.Fields(s), " ")
	}
	return s[:runeStart(s, maxName)]
}

// manyFiles is how many files of one message are compared with each other and
// with its text; what has more was not sent by hand.
const manyFiles = 200

// withAttachments adds to a text a line for each file that it does not name.
func withAttachments(text string, names []string) string {
	if len(names) == 0 {
		return text
	}
	var b strings.Builder
	b.WriteString(text)
	for _, n := range names {
		if len(names) <= manyFiles && strings.Contains(text, n) {
			continue
		}
		if b.Len() > 0 {
			_ = b.WriteByte('\n')
		}
		b.WriteString("<" + n + ">")
	}
	return b.String()
}

// reverse puts a chat whose newest message comes first in the order of time.
func (t *transcript) reverse() {
	first, last := firstTimed(t.messages), lastTimed(t.messages)
	if first.IsZero() || !last.Time.Before(first.Time) {
		return
	}
	for i, j := 0, len(t.messages)-1; i < j; i, j = i+1, j-1 {
		t.messages[i], t.messages[j] = t.messages[j], t.messages[i]
	}
}

func firstTimed(list []incident.Message) recourse.Moment {
	for _, m := range list {
		if !m.Time.IsZero() {
			return m.Time
		}
	}
	return recourse.Moment{}
}

func lastTimed(list []incident.Message) recourse.Moment {
	for i := len(list) - 1; i >= 0; i-- {
		if !list[i].Time.IsZero() {
			return list[i].Time
		}
	}
	return recourse.Moment{}
}

// into makes f the chat: its text, the messages with their places in it, and
// what is to be said of it.
func (t *transcript) into(f *File) {
	var b strings.Builder
	b.Grow(int(t.size) + len(t.messages))
	for i := range t.messages {
		m := &t.messages[i]
		if !m.Time.IsZero() {
			_ = b.WriteByte('[')
			b.Write(m.Time.Time.AppendFormat(make([]byte, 0, len(time.DateTime)), "2006-01-02 15:04"))
			b.WriteString("] ")
		}
		if m.From != "" {
			b.WriteString(m.From)
			b.WriteString(": ")
		}
		m.Span = recourse.Span{Start: b.Len(), End: b.Len() + len(m.Text)}
		b.WriteString(m.Text)
		_ = b.WriteByte('\n')
	}
	f.Kind, f.Text, f.Messages = KindChat, b.String(), t.messages
	for i := range f.Messages {
		f.Messages[i].Text = f.Messages[i].Span.Of(f.Text)
	}
	t.problems(f)
}

func (t *transcript) problems(f *File) {
	if t.cut {
		f.problem("chat-cut", "", "n", len(t.messages))
	}
	for _, p := range []struct {
		code string
		n    int
	}{{"chat-fields-missing", t.missing}, {"chat-fields-twice", t.twice}, {"chat-entries-not-read", t.unread}} {
		if p.n > 0 {
			f.problem(p.code, "", "n", p.n)
		}
	}
}
