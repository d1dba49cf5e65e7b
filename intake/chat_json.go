package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"recourse"
	"recourse/fold"
	"recourse/incident"
	"recourse/indicator"
)

// jsonChats reads the chats of an export in JSON: Telegram Desktop (one chat or
// a whole account), the downloads of Facebook, Messenger, Instagram and Google Chat, and
// DiscordChatExporter. They differ in their messages, and are told apart by them.
type jsonChats struct {
	r     *reader
	w     *jsonWalk
	text  string // of the file where it is held whole
	chats []*jsonChat
	owner telegramOwner
	left  Limits // of all chats together

	broken *jsonChat // the chat in which the export breaks off or is damaged
	at     int64     // where the message begins that was read last
}

// jsonChat is one chat of an export.
type jsonChat struct {
	transcript
	title    string
	id, kind string            // Telegram's
	people   []string          // who takes part
	names    map[string]string // Telegram's id of a sender -> name
	senders  map[string]string // name -> id
	form     jsonForm          // of the messages so far
	from, to int64             // where it stands in the file
	fields   jsonFields        // of the message at hand
	inner    jsonFields
	entered  bool // its messages were reached
	inside   bool // they did not end yet
	after    int  // messages that were read behind a damaged place
}

// chatJSON reads a file as an export in JSON and reports whether it is one.
func (r *reader) chatJSON(f *File, src Source, h held) bool {
	const look = 64
	begin := strings.TrimLeft(strings.TrimPrefix(h.text[:min(look, len(h.text))], "\ufeff"), " \t\r\n")
	if !strings.HasPrefix(begin, "{") || h.whole && !strings.Contains(h.text, `"messages"`) && telegramKind(h.text) == "" {
		return false
	}
	in, ok := r.again(src, h)
	if !ok {
		return false
	}
	defer func() { _ = in.Close() }()
	x := &jsonChats{r: r, w: newJSONWalk(in), left: r.lim}
	if h.whole {
		x.text = strings.TrimPrefix(h.text, "\ufeff")
	}
	err := x.search()
	if err != nil && r.ctx.Err() == nil {
		x.salvage()
	}
	if len(x.chats) == 0 {
		x.tellBroken(f, err)
		return false
	}
	x.into(f)
	if err != nil && r.ctx.Err() == nil {
		x.tellDamaged(f, err)
	}
	return true
}

// again gives a text file's bytes once more: those that are held, or where they
// are not all of them the source's.
func (r *reader) again(src Source, h held) (io.ReadCloser, bool) {
	if h.whole {
		return io.NopCloser(strings.NewReader(strings.TrimPrefix(h.text, "\ufeff"))), true
	}
	rc, err := src.Open()
	if err != nil {
		return nil, false
	}
	return struct {
		io.Reader
		io.Closer
	}{recourse.UntilDone(r.ctx, io.LimitReader(rc, r.lim.File)), rc}, true
}

// search looks for chats in the next value.
func (x *jsonChats) search() error {
	t, err := x.w.token()
	switch {
	case err != nil:
		return err
	case t == json.Delim('{'):
		return x.chat()
	case t == json.Delim('['):
		return x.w.array(x.search)
	}
	return nil
}

// chat reads an object that may be a chat, or hold some.
func (x *jsonChats) chat() error {
	c := &jsonChat{from: x.w.dec.InputOffset() - 1}
	c.limits = x.left.ofChat()
	err := x.w.object(func(key string) error { return x.field(c, key) })
	c.to = x.w.dec.InputOffset()
	if err != nil && x.broken == nil && (c.entered || c.kind != "") {
		x.broken = c
		return err
	}
	x.close(c)
	return err
}

// close keeps a chat that has messages.
func (x *jsonChats) close(c *jsonChat) {
	if len(c.messages) > 0 {
		x.chats = append(x.chats, c)
		x.left.Messages -= len(c.messages)
		x.left.Text -= c.size
	}
}

// field reads one field of what may be a chat.
func (x *jsonChats) field(c *jsonChat, key string) error {
	switch key {
	case "messages":
		t, err := x.w.token()
		switch {
		case err != nil:
			return err
		case t == json.Delim('['):
			c.entered, c.inside, x.at = true, true, x.w.dec.InputOffset()
			err := x.w.array(func() error { return x.message(c) })
			if err == nil {
				c.inside, x.at = false, x.w.dec.InputOffset()
			}
			return err
		case t == json.Delim('{'):
			return x.chat()
		}
		return nil
	case "name", "title", "threadName", "id", "type", "participants", "channel", "personal_information":
		raw, err := x.w.value()
		if err == nil {
			x.describe(c, key, raw)
		}
		return err
	}
	return x.search()
}

// describe takes what an export says of a chat as a whole.
func (x *jsonChats) describe(c *jsonChat, key string, raw jsonValue) {
	switch key {
	case "name", "title", "threadName":
		if c.title == "" {
			c.title = oneLine(repairLatin(raw.text()))
		}
	case "id":
		c.id = raw.text()
	case "type":
		c.kind = raw.text()
	case "participants":
		raw.each(func(v jsonValue) {
			name := v.text()
			if c.inner.read(v) {
				name = c.inner.text("name")
			}
			if name = oneLine(repairLatin(name)); name != "" && len(c.people) < 1000 {
				c.people = append(c.people, name)
			}
		})
	case "channel":
		if c.inner.read(raw) && c.title == "" {
			c.title = oneLine(c.inner.text("name"))
		}
	case "personal_information":
		if c.inner.read(raw) {
			x.owner = telegramOwner{id: "user" + c.inner.text("user_id")}
		}
	}
}

// message reads one entry of a chat's messages.
func (x *jsonChats) message(c *jsonChat) error {
	x.at = x.w.dec.InputOffset()
	raw, err := x.w.value()
	if err != nil {
		return err
	}
	return x.take(c, raw)
}

// take takes an entry of a chat's messages as it stands in the file.
func (x *jsonChats) take(c *jsonChat, raw jsonValue) error {
	if c.seen++; c.seen%1024 == 0 && x.r.ctx.Err() != nil {
		return x.r.ctx.Err() //nolint:wrapcheck // the caller asks the context
	}
	if c.cut {
		return nil
	}
	m, system, known := incident.Message{}, false, false
	if c.fields.read(raw) {
		m, system, known = x.known(c)
	}
	if !known {
		c.unread++
		return nil
	}
	if c.fields.twice {
		c.twice++
	}
	if m.Time.IsZero() || m.From == "" && !system || m.Text == "" && len(m.Attachments) == 0 && !m.Deleted {
		c.missing++
	}
	if system {
		m.From = ""
	}
	c.add(m)
	return nil
}

// jsonForm is whose messages a chat has.
type jsonForm uint8

const (
	formUnknown jsonForm = iota
	formTelegram
	formMeta
	formSecure
	formDiscord
	formGoogle
)

// formOf tells whose a message is by its fields.
func formOf(f *jsonFields) jsonForm {
	switch {
	case f.get("sender_name") != nil || f.get("timestamp_ms") != nil:
		return formMeta
	case f.get("senderName") != nil:
		return formSecure
	case f.get("author") != nil && f.get("timestamp") != nil:
		return formDiscord
	case f.get("creator") != nil && f.get("created_date") != nil:
		return formGoogle
	case f.get("date_unixtime") != nil || f.get("from_id") != nil || f.text("type") == "message" || f.text("type") == "service":
		return formTelegram
	}
	return formUnknown
}

// known reads the message at hand in the form that its fields show, or where
// those are missing, in that of the chat. system says that nobody said it.
func (x *jsonChats) known(c *jsonChat) (m incident.Message, system, ok bool) {
	form := formOf(&c.fields)
	if form != formUnknown {
		c.form = form
	}
	switch c.form {
	case formTelegram:
		m, system = x.telegramMessage(c)
	case formMeta:
		m, system = x.metaMessage(c)
	case formSecure:
		m = x.metaSecure(c)
	case formDiscord:
		m, system = x.discordMessage(c)
	case formGoogle:
		m = x.googleMessage(c)
	}
	return m, system, form != formUnknown || m.Text != "" || m.From != "" || len(m.Attachments) > 0
}

// into makes f the one chat, or an archive of several.
func (x *jsonChats) into(f *File) {
	f.MediaType = "application/json"
	if len(x.chats) == 1 {
		x.chats[0].file(x, f)
		return
	}
	f.Kind, f.Files = KindArchive, slices.Grow(f.Files, len(x.chats))
	for _, c := range x.chats {
		name, _ := safeName(strings.ReplaceAll(orTitle(c.title), "/", "_"))
		n := File{Path: f.Path + "!" + name, Name: name, Size: c.to - c.from, MediaType: f.MediaType, within: f.Path}
		if x.text != "" {
			sum := sha256.Sum256([]byte(x.text[c.from:c.to]))
			n.SHA256 = hex.EncodeToString(sum[:])
		}
		c.file(x, &n)
		n.Indicators = indicator.Find(n.Text)
		f.Files = append(f.Files, n)
	}
}

func orTitle(title string) string {
	if title == "" {
		return "_"
	}
	return title
}

// file makes f the chat.
func (c *jsonChat) file(x *jsonChats, f *File) {
	if c.form == formMeta || c.form == formSecure { // the newest message stands first
		c.reverse()
	}
	f.Title = c.title
	if f.Title == "" {
		f.Title = x.r.title
	}
	c.into(f)
	f.Other = c.other(x, f)
}

// other returns who is not the person, as far as the export says it: by
// Telegram's ids, by the person's own names, or where two take part, by the
// chat's name.
func (c *jsonChat) other(x *jsonChats, f *File) []string {
	if c.kind == "personal_chat" || c.kind == "bot_chat" {
		if name := c.names["user"+c.id]; name != "" {
			return []string{name}
		}
	}
	if own := c.names[x.owner.id]; own != "" {
		return senders(f.Messages, func(name string) bool { return name != own })
	}
	others := x.r.otherSide(f)
	if others != nil || len(c.people) != 2 {
		return others
	}
	if i := slices.IndexFunc(c.people, func(n string) bool { return fold.Key(n) == fold.Key(c.title) }); i >= 0 {
		return c.people[i : i+1]
	}
	return nil
}
