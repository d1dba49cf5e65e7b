package intake

import (
	"time"

	"recourse"
	"recourse/incident"
)

// discordMessage reads a message as DiscordChatExporter writes it.
func (x *jsonChats) discordMessage(c *jsonChat) (m incident.Message, system bool) {
	f := &c.fields
	m = incident.Message{ID: f.text("id"), Text: f.text("content"), Edited: f.get("timestampEdited") != nil}
	if c.inner.read(f.get("author")) {
		m.From = oneLine(first(c.inner.text("nickname"), c.inner.text("name")))
	}
	if at, err := time.Parse(time.RFC3339Nano, f.text("timestamp")); err == nil && plausible(at) {
		m.Time = recourse.At(at)
	}
	if c.inner.read(f.get("reference")) {
		m.ReplyTo = c.inner.text("messageId")
	}
	f.get("attachments").each(func(v jsonValue) {
		if c.inner.read(v) {
			if name := first(c.inner.text("fileName"), c.inner.text("url")); name != "" {
				m.Attachments = append(m.Attachments, name)
			}
		}
	})
	kind := f.text("type")
	return m, kind != "" && kind != "Default" && kind != "Reply" // what the app notes: a call, who came
}
