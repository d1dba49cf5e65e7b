package intake

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/transform"

	"recourse/incident"
	"recourse/indicator"
)

// ownName stands for the person where an export tells whose messages are the
// person's own and has no name for them. It is among the words for oneself in
// knowledge/chats.
const ownName = "Me"

// smsBackup is what "SMS Backup & Restore" writes: the text messages of a phone
// with everybody, in XML (its fields are described at
// synctech.com.au/sms-backup-restore/fields-in-xml-backup-files).
type smsBackup struct {
	r     *reader
	chats []*smsChat
	by    map[string]*smsChat
	left  Limits
	seen  int
	lost  int // drafts, and what failed to go out
	cut   bool
}

// smsChat is what was written with one number, or with several together.
type smsChat struct {
	transcript
	address, name string
}

// sms reads a file as a backup of text messages and reports whether it is one.
func (r *reader) sms(f *File, src Source, h held) bool {
	const look = 4096
	if !strings.Contains(h.text[:min(look, len(h.text))], "<smses") {
		return false
	}
	in, ok := r.again(src, h)
	if !ok {
		return false
	}
	defer func() { _ = in.Close() }()
	b := &smsBackup{r: r, by: make(map[string]*smsChat), left: r.lim}
	x := newXMLReader(r.ctx, transform.NewReader(in, pairs{}))
	err := x.each(func(t xml.Token) error {
		e, ok := t.(xml.StartElement)
		switch {
		case !ok:
			return nil
		case e.Name.Local == "sms":
			b.take(e, attr(e, "type"), attr(e, "body"), nil, "")
		case e.Name.Local == "mms":
			return b.mms(x, e)
		}
		return nil
	})
	if b.seen == 0 {
		return false
	}
	b.into(f)
	if err != nil && r.ctx.Err() == nil {
		f.problem("chat-damaged", err.Error(), "n", b.seen-b.lost)
	}
	return true
}

// mms reads a message with parts: a text, pictures, who sent it.
func (b *smsBackup) mms(x *xmlReader, e xml.StartElement) error {
	e = e.Copy()
	var text, sender string
	var names []string
	for end := x.depth - 1; x.depth > end; {
		t, err := x.next()
		if err != nil {
			return err
		}
		part, ok := t.(xml.StartElement)
		switch {
		case !ok:
		case part.Name.Local == "part":
			switch media := attr(part, "ct"); {
			case media == "text/plain":
				text = strings.TrimLeft(text+"\n"+given(attr(part, "text")), "\n")
			case media != "application/smil":
				names = append(names, first(first(given(attr(part, "cl")), given(attr(part, "fn"))), first(given(attr(part, "name")), media)))
			}
		case part.Name.Local == "addr" && attr(part, "type") == "137": // PduHeaders.FROM
			sender = given(attr(part, "address"))
		}
	}
	b.take(e, attr(e, "msg_box"), text, names, sender)
	return nil
}

// given returns a value, "" where the backup writes that there is none.
func given(s string) string {
	switch s {
	case "null", "(Unknown)", "insert-address-token":
		return ""
	}
	return s
}

// The boxes of a phone's messages (android.provider.Telephony).
const (
	smsInbox = "1"
	smsSent  = "2"
)

// take counts a message to the chat with its address.
func (b *smsBackup) take(e xml.StartElement, box, text string, names []string, sender string) {
	if b.seen++; b.cut {
		return
	}
	if box != smsInbox && box != smsSent {
		b.lost++
		return
	}
	c := b.chat(given(attr(e, "address")), given(attr(e, "contact_name")))
	m := incident.Message{From: first(c.name, c.address), Text: given(text), Attachments: names}
	if sender != "" && strings.Contains(c.address, "~") {
		m.From = sender
	}
	if box == smsSent {
		m.From, m.To = b.own(), first(c.name, c.address)
	}
	ms := jsonValue(strconv.Quote(attr(e, "date")))
	m.Time = (&jsonChats{r: b.r}).milliseconds(ms)
	if m.Time.IsZero() || m.From == "" || m.Text == "" && len(names) == 0 {
		c.missing++
	}
	c.limits = b.left.ofChat()
	c.limits.Messages += len(c.messages)
	c.limits.Text += c.size
	was := c.size
	if !c.add(m) {
		b.cut = true
		return
	}
	b.left.Messages--
	b.left.Text -= c.size - was
}

// own is the person's name.
func (b *smsBackup) own() string {
	if len(b.r.opt.Person) > 0 {
		return b.r.opt.Person[0]
	}
	return ownName
}

func (b *smsBackup) chat(address, name string) *smsChat {
	key := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '(' || r == ')' {
			return -1
		}
		return r
	}, address)
	c := b.by[key]
	if c == nil {
		c = &smsChat{address: oneLine(address)}
		b.by[key] = c
		b.chats = append(b.chats, c)
	}
	c.name = first(c.name, oneLine(name))
	return c
}

// into makes f the one chat, or an archive of several.
func (b *smsBackup) into(f *File) {
	f.MediaType = "text/xml"
	if b.lost > 0 {
		f.problem("chat-entries-not-read", "drafts, and what was not sent", "n", b.lost)
	}
	b.chats = slices.DeleteFunc(b.chats, func(c *smsChat) bool { return len(c.messages) == 0 })
	if len(b.chats) == 1 {
		b.chats[0].file(b, f)
		return
	}
	f.Kind, f.Files = KindArchive, slices.Grow(f.Files, len(b.chats))
	b.by = nil
	for i, c := range b.chats {
		b.chats[i] = nil // of a hundred thousand numbers none is held twice
		name, _ := safeName(strings.ReplaceAll(orTitle(first(c.name, c.address)), "/", "_"))
		f.Files = append(f.Files, File{Path: f.Path + "!" + name, Name: name, Size: c.size, MediaType: f.MediaType, within: f.Path})
		inner := &f.Files[len(f.Files)-1]
		c.file(b, inner)
		inner.Indicators = indicator.Find(inner.Text)
	}
	if b.cut {
		f.problem("chat-cut", "", "n", b.r.lim.Messages-b.left.Messages)
	}
}

func (c *smsChat) file(b *smsBackup, f *File) {
	f.Title = first(c.name, c.address)
	c.cut = b.cut && len(b.chats) == 1
	slices.SortStableFunc(c.messages, func(x, y incident.Message) int { return x.Time.Time.Compare(y.Time.Time) })
	c.into(f)
	if f.SHA256 == "" { // its messages lie among the others': it has no bytes of its own
		sum := sha256.Sum256([]byte(f.Text))
		f.SHA256 = hex.EncodeToString(sum[:])
	}
	own := b.own()
	f.Other = senders(f.Messages, func(name string) bool { return name != own })
	b.r.smsNotices(f, c.address, own)
}

// pairs joins two character references that are the halves of one character, as
// these backups write it: "&#55357;&#56832;" is "&#128512;".
type pairs struct{ transform.NopResetter }

// longestReference is that of a half, in bytes.
const longestReference = len("&#55357;")

// Transform is [transform.Transformer].
func (pairs) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		if i := bytes.IndexByte(src[nSrc:], '&'); i != 0 {
			if i < 0 {
				i = len(src) - nSrc
			}
			n := copy(dst[nDst:], src[nSrc:nSrc+i])
			nDst, nSrc = nDst+n, nSrc+n
			if n < i {
				return nDst, nSrc, transform.ErrShortDst
			}
			continue
		}
		rest := src[nSrc:]
		if len(rest) < 2*longestReference && !atEOF {
			return nDst, nSrc, transform.ErrShortSrc
		}
		out, width := rest[:1], 1
		if high, n := half(rest); n > 0 {
			if low, m := half(rest[n:]); m > 0 {
				if r := utf16.DecodeRune(high, low); r != 0xFFFD {
					out, width = []byte("&#"+strconv.Itoa(int(r))+";"), n+m
				}
			}
		}
		if len(dst)-nDst < len(out) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += copy(dst[nDst:], out)
		nSrc += width
	}
	return nDst, nSrc, nil
}

// half reads "&#55357;" and returns the half and its length, 0 where it is none.
func half(b []byte) (rune, int) {
	b = b[:min(longestReference, len(b))]
	end := bytes.IndexByte(b, ';')
	if end < 0 || !bytes.HasPrefix(b, []byte("&#")) {
		return 0, 0
	}
	n, err := strconv.Atoi(string(b[2:end]))
	if err != nil || !utf16.IsSurrogate(rune(n)) {
		return 0, 0
	}
	return rune(n), end + 1
}
