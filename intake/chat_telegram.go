package intake

import (
	"strings"
	"time"

	"recourse"
	"recourse/incident"
)

// telegramOwner is whose account an export is of.
type telegramOwner struct{ id string }

// telegramMessage reads a message of Telegram Desktop's export
// (core.telegram.org, "Telegram Data Export", machine-readable JSON).
func (x *jsonChats) telegramMessage(c *jsonChat) (m incident.Message, system bool) {
	f := &c.fields
	m = incident.Message{
		ID: f.text("id"), ReplyTo: f.text("reply_to_message_id"), Time: x.telegramTime(f, "date"),
		Forwarded: oneLine(first(f.text("forwarded_from"), f.text("saved_from"))),
		Edited:    f.get("edited") != nil || f.get("edited_unixtime") != nil,
	}
	if f.text("type") == "service" {
		m.Text = telegramService(f)
		return m, true
	}
	m.From = c.telegramSender(f.text("from"), f.text("from_id"))
	m.Text = telegramText(f.get("text"), &c.inner)
	if m.Text == "" {
		m.Text = telegramText(f.get("text_entities"), &c.inner)
	}
	m.Attachments = telegramFiles(f)
	for _, extra := range []string{telegramContact(f, &c.inner), telegramPlace(f, &c.inner), telegramPoll(f, &c.inner)} {
		if extra != "" {
			m.Text = strings.TrimLeft(m.Text+"\n"+extra, "\n")
		}
	}
	if m.Text == "" {
		m.Text = f.text("sticker_emoji")
	}
	return m, false
}

// telegramTime reads an instant and the zone in which the export shows it: the
// first is given in seconds of UTC, the other as the clock on the wall. Older
// exports have the clock alone.
func (x *jsonChats) telegramTime(f *jsonFields, name string) recourse.Moment {
	wall, err := time.Parse("2006-01-02T15:04:05", f.text(name))
	known := err == nil && plausible(wall)
	unix, ok := f.get(name + "_unixtime").number()
	if at := time.Unix(unix, 0).UTC(); ok && plausible(at) {
		if offset := wall.Sub(at); known && offset%(15*time.Minute) == 0 && offset.Abs() <= 15*time.Hour {
			return recourse.At(at.In(time.FixedZone("", int(offset/time.Second))))
		}
		return recourse.At(at)
	}
	if !known {
		return recourse.Moment{}
	}
	return moment(recourse.DateOf(wall), int32(wall.Hour()*3600+wall.Minute()*60+wall.Second()), x.r.opt.Zone)
}

// plausible reports whether a time is one at which people chatted.
func plausible(t time.Time) bool { return t.Year() >= 1990 && t.Year() < 2200 }

// telegramSender names a sender. Two accounts of one name are told apart: one
// may pose as the other.
func (c *jsonChat) telegramSender(name, id string) string {
	if name = oneLine(name); name == "" {
		name = id // of an account that was deleted
	}
	if id == "" {
		return name
	}
	if known := c.names[id]; known != "" {
		return known
	}
	if was := c.senders[name]; was != "" && was != id {
		name += " (" + id + ")"
	}
	put(&c.senders, name, id)
	put(&c.names, id, name)
	return name
}

// telegramText reads a text: a string, or a list of strings and of pieces with a
// form, such as links.
func telegramText(v jsonValue, piece *jsonFields) string {
	if len(v) == 0 || v[0] != '[' {
		return v.text()
	}
	var b strings.Builder
	v.each(func(item jsonValue) {
		if !piece.read(item) {
			b.WriteString(item.text())
			return
		}
		text, link := piece.text("text"), piece.text("href")
		b.WriteString(text)
		if link != "" && link != text {
			b.WriteString(" (" + link + ")") // where a link leads that shows something else
		}
	})
	return b.String()
}

// telegramFiles returns the files of a message, or what was left out.
func telegramFiles(f *jsonFields) []string {
	var all []string
	for _, name := range []string{"photo", "file"} {
		value := f.text(name)
		switch {
		case value == "":
		case strings.HasPrefix(value, "("): // "(File not included. …)"
			all = append(all, telegramMedia(f, name))
		default:
			all = append(all, value)
		}
	}
	return all
}

// telegramMedia says what was left out as other exports do, or its name.
func telegramMedia(f *jsonFields, name string) string {
	switch f.text("media_type") {
	case "voice_message", "audio_file":
		return "audio" + omittedMark
	case "video_message", "video_file":
		return "video" + omittedMark
	case "sticker":
		return "sticker" + omittedMark
	case "animation":
		return "gif" + omittedMark
	}
	switch media := f.text("mime_type"); {
	case name == "photo" || strings.HasPrefix(media, "image/"):
		return "image" + omittedMark
	case strings.HasPrefix(media, "video/"):
		return "video" + omittedMark
	case strings.HasPrefix(media, "audio/"):
		return "audio" + omittedMark
	}
	return first(f.text("file_name"), "document"+omittedMark)
}

func telegramContact(f, in *jsonFields) string {
	if !in.read(f.get("contact_information")) {
		return ""
	}
	return strings.Join(strings.Fields(in.text("first_name")+" "+in.text("last_name")+" "+in.text("phone_number")), " ")
}

func telegramPlace(f, in *jsonFields) string {
	if !in.read(f.get("location_information")) {
		return ""
	}
	return in.text("latitude") + ", " + in.text("longitude")
}

func telegramPoll(f, in *jsonFields) string {
	if !in.read(f.get("poll")) {
		return ""
	}
	text := telegramText(in.get("question"), &jsonFields{})
	var answer jsonFields
	in.get("answers").each(func(v jsonValue) {
		if answer.read(v) {
			text += "\n- " + telegramText(answer.get("text"), &jsonFields{})
		}
	})
	return text
}

// telegramService says what an app notes of a chat: who, what, and to whom.
func telegramService(f *jsonFields) string {
	words := []string{first(f.text("actor"), f.text("from")), strings.ReplaceAll(f.text("action"), "_", " ")}
	f.get("members").each(func(v jsonValue) { words = append(words, v.text()) })
	for _, name := range []string{"title", "new_title", "inviter", "amount", "currency", "discard_reason", "duration_seconds"} {
		words = append(words, f.text(name))
	}
	words = append(words, telegramText(f.get("text"), &jsonFields{}))
	text := strings.Join(strings.Fields(strings.Join(words, " ")), " ")
	return text
}
