package intake

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// What can be read of an export in JSON that breaks off or is damaged: of the
// message at which that happens the fields before it, and the messages behind it.

// maxSalvage is how many bytes are looked through behind a damaged place, those
// that are looked through again counted again.
const maxSalvage = 128 << 20

// telegramKinds are how Telegram Desktop names the kinds of its chats.
var telegramKinds = [...]string{
	"personal_chat", "bot_chat", "saved_messages", "private_group", "private_supergroup", "public_supergroup", "private_channel", "public_channel",
}

// telegramKind returns the kind of a Telegram chat that stands near the beginning
// of a text, as its export writes it, or "".
func telegramKind(text string) string {
	const head = 1 << 10
	text = text[:min(len(text), head)]
	for _, kind := range telegramKinds {
		if strings.Contains(text, `"`+kind+`"`) {
			return kind
		}
	}
	return ""
}

// salvage reads on behind the place at which the export is damaged. Of an export
// that is not held whole only the chat that breaks off is kept.
func (x *jsonChats) salvage() {
	c := x.broken
	if c == nil {
		c = &jsonChat{from: x.w.dec.InputOffset()}
		c.limits = x.left.ofChat()
	}
	defer func() { x.close(c) }()
	if x.text == "" || c.cut {
		return
	}
	from := int(min(x.at, int64(len(x.text))))
	if !c.entered {
		from = int(min(c.from+1, int64(len(x.text))))
	}
	budget, pos, torn := maxSalvage, from, c.inside
	for budget > 0 && x.r.ctx.Err() == nil {
		i := strings.IndexByte(x.text[pos:], '{')
		if i < 0 {
			break
		}
		pos += i
		value, used := wholeValue(x.text[pos:])
		budget -= used
		chat := c.fields.read(value) && c.fields.get("messages") != nil
		if !chat && (value == nil || !isMessage(&c.fields)) {
			pos++ // what is looked for may stand inside
			continue
		}
		if torn {
			x.torn(c, x.text[from:pos])
		}
		torn = false
		pos += len(value)
		if chat {
			x.close(c)
			c = x.another(pos - len(value))
			continue
		}
		c.after++
		c.to = int64(pos)
		if _ = x.take(c, value); c.cut {
			return
		}
	}
	if torn {
		x.torn(c, x.text[from:])
	}
}

// isMessage reports whether fields are those of a message and of nothing else that
// exports hold.
func isMessage(f *jsonFields) bool {
	switch formOf(f) {
	case formUnknown:
		return false
	case formTelegram:
		return f.text("type") == "message" || f.text("type") == "service"
	}
	return true
}

// another reads a chat that stands whole behind a damaged place.
func (x *jsonChats) another(pos int) *jsonChat {
	x.w = newJSONWalk(strings.NewReader(x.text[pos:]))
	c := &jsonChat{from: int64(pos)}
	c.limits = x.left.ofChat()
	if _, err := x.w.token(); err == nil {
		_ = x.w.object(func(key string) error { return x.field(c, key) })
	}
	c.to = int64(pos) + x.w.dec.InputOffset()
	c.after = len(c.messages)
	return c
}

// torn takes a message of which the beginning alone can be read: its fields up to
// the damaged place, and only where what was said is one of them.
func (x *jsonChats) torn(c *jsonChat, raw string) {
	i := strings.IndexByte(raw, '{')
	if i < 0 {
		return
	}
	list := wholeFields(raw[i:min(len(raw), i+maxJSONValue)])
	if list == nil {
		return
	}
	var f jsonFields
	if !f.read(list) || !isMessage(&f) {
		return
	}
	if len(f.get("text")) == 0 && len(f.get("content")) == 0 {
		return
	}
	_ = x.take(c, list)
}

// wholeValue returns the JSON value at the beginning of a text, nil where it does
// not end or is none, and how many bytes were looked at.
func wholeValue(text string) (value []byte, used int) {
	text = text[:min(len(text), maxJSONValue)]
	in := strings.NewReader(text)
	d := json.NewDecoder(in)
	var raw json.RawMessage
	if err := d.Decode(&raw); err != nil {
		return nil, len(text) - in.Len()
	}
	return raw, len(raw)
}

// wholeFields returns the object that is made of the fields at the beginning of a
// broken one, each of which ends; nil where there is none.
func wholeFields(raw string) []byte {
	s := jsonScan{b: []byte(raw)}
	if !s.byte('{') {
		return nil
	}
	end := 0
	for s.i < len(s.b) {
		name := s.value()
		if len(name) == 0 || name[0] != '"' || !json.Valid(name) || s.i >= len(s.b) || !s.byte(':') {
			break
		}
		v := s.value()
		if s.spaces(); len(v) == 0 || s.i >= len(s.b) || s.b[s.i] != ',' && s.b[s.i] != '}' || !json.Valid(v) {
			break
		}
		end = s.i
		if s.b[s.i] == '}' {
			break
		}
		s.i++
	}
	if end == 0 {
		return nil
	}
	return append(bytes.Clone(s.b[:end]), '}')
}

// tellDamaged says of an export that breaks off or is damaged how much of it was read.
func (x *jsonChats) tellDamaged(f *File, err error) {
	n, after := 0, 0
	for _, c := range x.chats {
		n, after = n+len(c.messages), after+c.after
	}
	code := "chat-damaged"
	if after > 0 {
		code = "chat-damaged-within"
	}
	f.problem(code, err.Error(), "n", n)
}

// tellBroken says of an export that it is one of which nothing can be read.
func (x *jsonChats) tellBroken(f *File, err error) {
	c := x.broken
	if err == nil || c == nil || x.r.ctx.Err() != nil {
		return
	}
	program := ""
	switch {
	case slices.Contains(telegramKinds[:], c.kind), x.owner.id != "":
		program = "Telegram"
	case len(c.people) > 0:
		program = "Messenger / Instagram"
	default:
		return // any JSON may have messages
	}
	f.problem("chat-broken", err.Error(), "program", program)
}
