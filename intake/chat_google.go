package intake

import (
	"strings"
	"time"

	"recourse"
	"recourse/incident"
)

// googleMessage reads a message of Google Chat as Google's download has it (Takeout,
// Groups/…/messages.json). Its times are words, in English those of [googleTime]; in
// another language the message has none.
func (x *jsonChats) googleMessage(c *jsonChat) incident.Message {
	f := &c.fields
	m := incident.Message{ID: f.text("message_id"), Text: f.text("text"), Deleted: f.text("message_state") == "DELETED"}
	if c.inner.read(f.get("creator")) {
		m.From = oneLine(first(c.inner.text("name"), c.inner.text("email")))
	}
	if at, ok := googleTime(f.text("created_date")); ok {
		m.Time = recourse.At(at)
	}
	f.get("attached_files").each(func(v jsonValue) {
		if c.inner.read(v) {
			if name := first(c.inner.text("export_name"), c.inner.text("original_name")); name != "" {
				m.Attachments = append(m.Attachments, name)
			}
		}
	})
	return m
}

// googleTime reads "Wednesday, November 18, 2026 at 5:05:12 PM UTC", with the spaces of
// any width.
func googleTime(s string) (time.Time, bool) {
	s = strings.Join(strings.Fields(strings.ReplaceAll(s, "\u202f", " ")), " ")
	at, err := time.Parse("Monday, January 2, 2006 at 3:04:05 PM UTC", s)
	return at, err == nil && plausible(at)
}
