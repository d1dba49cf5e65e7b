package intake

import (
	"strings"

	"recourse"
	"recourse/fold"
)

// The fields of a mail's head that a copy of it shows.
const (
	fieldFrom    = "From"
	fieldSent    = "Sent"
	fieldTo      = "To"
	fieldCopy    = "Cc"
	fieldSubject = "Subject"
)

// addHeads takes a language's labels of the head of a mail that is copied.
func (c *Chats) addHeads(file chatsFile) {
	for field, words := range map[string][]string{
		fieldFrom: file.Mail.From, fieldSent: file.Mail.Sent, fieldTo: file.Mail.To, fieldCopy: file.Mail.Copy, fieldSubject: file.Mail.Subject,
	} {
		for _, w := range words {
			put(&c.heads, fold.Key(w), field)
		}
	}
}

// copiedMail returns the mail in a text that was copied out of a program for mails, with
// its head as that shows it ("Von:", "Gesendet:", "An:", "Betreff:"), in the form in which
// mails are sent. It begins with who sent it, and names the day, and either an address or
// both who it is to and the subject: else it is no mail.
func (c *Chats) copiedMail(text string) (mail string, ok bool) {
	const most = 8 // lines of the head
	if c == nil {
		return "", false
	}
	text = strings.TrimLeft(text, "\ufeff\r\n")
	var b strings.Builder
	seen := make(map[string]bool)
	address, dated := false, false
	at := 0
	for n := 0; n < most && at < len(text); n++ {
		end := lineEnd(text, at)
		field, value := c.headField(text[at:end])
		if field == "" || seen[field] || n == 0 && field != fieldFrom {
			break
		}
		seen[field] = true
		address = address || strings.Contains(value, "@")
		if field == fieldSent {
			_, _, dated = c.dayIn(value)
		}
		b.WriteString(field + ": " + value + "\n")
		at = end
	}
	if !dated || !address && !(seen[fieldTo] && seen[fieldSubject]) {
		return "", false
	}
	return b.String() + "\n" + strings.TrimLeft(text[at:], "\r\n"), true
}

// headField reads a line of such a head: its field, or "", and its value.
func (c *Chats) headField(line string) (field, value string) {
	const longest = 30 // bytes of a label
	label, value, ok := strings.Cut(strings.ReplaceAll(line, "*", ""), ":")
	if !ok || len(label) > longest || len(line) > longestHead {
		return "", ""
	}
	return c.heads[strings.TrimSpace(fold.Key(label))], strings.TrimSpace(value)
}

// sent is when a mail says that it was written: in its date, or, where it was copied and
// has none, as the program wrote it that showed it.
func (r *reader) sent(h mailHead) recourse.Moment {
	value := h.text(fieldSent)
	if r.words == nil || value == "" || h.get("Date") != "" {
		return h.date()
	}
	day, end, ok := r.words.dayIn(value)
	if !ok || day.IsZero() {
		return recourse.Moment{}
	}
	p := scanner{s: value, i: end, words: r.words}
	if p.between() {
		if clock, ok := p.clock(); ok {
			return moment(day.Date(), clock, nil)
		}
	}
	return day
}
