package intake

import (
	"strings"
	"time"
	"unicode/utf8"

	"recourse"
	"recourse/incident"
)

// metaMessage reads a message of the downloads of Facebook, Messenger and
// Instagram (message_1.json). Their texts are UTF-8 whose bytes were taken for
// letters of Latin-1.
func (x *jsonChats) metaMessage(c *jsonChat) (m incident.Message, system bool) {
	f := &c.fields
	m = incident.Message{From: oneLine(repairLatin(f.text("sender_name"))), Text: repairLatin(f.text("content"))}
	m.Time = x.milliseconds(f.get("timestamp_ms"))
	m.Deleted = f.text("is_unsent") == "true"
	for _, name := range []string{"photos", "videos", "audio_files", "gifs", "files"} {
		f.get(name).each(func(v jsonValue) { m.Attachments = addURI(m.Attachments, v, &c.inner) })
	}
	m.Attachments = addURI(m.Attachments, f.get("sticker"), &c.inner)
	if c.inner.read(f.get("share")) {
		for _, name := range []string{"share_text", "link"} {
			if s := repairLatin(c.inner.text(name)); s != "" && !strings.Contains(m.Text, s) {
				m.Text = strings.TrimLeft(m.Text+"\n"+s, "\n")
			}
		}
	}
	kind := f.text("type")
	return m, kind == "Subscribe" || kind == "Unsubscribe" // nobody said that somebody came or left
}

// metaSecure reads a message of Messenger's download of encrypted chats, whose
// texts are as they should be.
func (x *jsonChats) metaSecure(c *jsonChat) incident.Message {
	f := &c.fields
	m := incident.Message{From: oneLine(f.text("senderName")), Text: f.text("text"), Time: x.milliseconds(f.get("timestamp"))}
	m.Deleted = f.text("isUnsent") == "true"
	f.get("media").each(func(v jsonValue) { m.Attachments = addURI(m.Attachments, v, &c.inner) })
	return m
}

// milliseconds reads an instant in milliseconds of UTC.
func (x *jsonChats) milliseconds(v jsonValue) recourse.Moment {
	ms, ok := v.number()
	at := time.UnixMilli(ms).UTC()
	if !ok || !plausible(at) {
		return recourse.Moment{}
	}
	if x.r.opt.Zone != nil {
		at = at.In(x.r.opt.Zone)
	}
	return recourse.At(at)
}

// addURI adds the file that an object points to.
func addURI(list []string, v jsonValue, in *jsonFields) []string {
	if !in.read(v) {
		return list
	}
	uri := repairLatin(in.text("uri"))
	if uri == "" {
		return list
	}
	return append(list, strings.TrimPrefix(uri, "./"))
}

// repairLatin returns the text whose UTF-8 was taken for letters of Latin-1;
// a text that was not is returned as it is.
func repairLatin(s string) string {
	wide := false
	for _, r := range s {
		if r > 0xFF {
			return s
		}
		wide = wide || r >= utf8.RuneSelf
	}
	if !wide {
		return s
	}
	b := make([]byte, 0, len(s))
	for _, r := range s {
		b = append(b, byte(r))
	}
	if !utf8.Valid(b) {
		return s
	}
	return string(b)
}
