package intake

import (
	"encoding/binary"
	"strings"
	"time"

	"recourse"
)

// The properties that are read of a message, a recipient or an attachment
// (MS-OXPROPS).
const (
	propSubject       = 0x0037
	propSubmitTime    = 0x0039
	propSenderOfName  = 0x0042 // in whose name it was sent
	propSenderOfType  = 0x0064
	propSenderOfMail  = 0x0065
	propHeaders       = 0x007D
	propRecipientType = 0x0C15
	propSenderName    = 0x0C1A
	propSenderType    = 0x0C1E
	propSenderMail    = 0x0C1F
	propDisplayTo     = 0x0E04
	propDeliveryTime  = 0x0E06
	propBody          = 0x1000
	propRTF           = 0x1009
	propHTML          = 0x1013
	propName          = 0x3001
	propMail          = 0x3003
	propShortFile     = 0x3704
	propMethod        = 0x3705
	propLongFile      = 0x3707
	propMediaType     = 0x370E
	propSMTP          = 0x39FE
	propInternetPage  = 0x3FDE
	propMessagePage   = 0x3FFD
	propSenderSMTP    = 0x5D01
	propSenderOfSMTP  = 0x5D02
)

// The types of values (MS-OXCDATA, 2.11.1).
const (
	typeInt32   = 0x0003
	typeBoolean = 0x000B
	typeObject  = 0x000D
	typeText8   = 0x001E
	typeText16  = 0x001F
	typeTime    = 0x0040
	typeBinary  = 0x0102
)

// property is one value: its bytes, or where it has a fixed size, its eight.
type property struct {
	kind  uint16
	bytes []byte
}

// mapi are the properties of a message, a recipient or an attachment.
type mapi struct {
	values map[uint16]property
	label  string // the character set of texts of one byte
	bad    int    // places that could not be read
}

// text returns a property that is text.
func (m *mapi) text(id uint16) string {
	p := m.values[id]
	switch p.kind {
	case typeText16:
		return strings.TrimRight(utf16Text(p.bytes), "\x00")
	case typeText8:
		text, bad, _ := decodeLabelled(strings.TrimRight(string(p.bytes), "\x00"), m.label)
		m.bad += bad
		return text
	}
	return ""
}

// line returns a property that is text in one line.
func (m *mapi) line(ids ...uint16) string {
	for _, id := range ids {
		if s := strings.Join(strings.Fields(m.text(id)), " "); s != "" {
			return s
		}
	}
	return ""
}

// number returns a property that is a number; 0 where there is none.
func (m *mapi) number(id uint16) int {
	if p := m.values[id]; p.kind == typeInt32 && len(p.bytes) >= 4 {
		return int(int32(binary.LittleEndian.Uint32(p.bytes)))
	}
	return 0
}

// time returns a property that is a time, in UTC as it is kept.
func (m *mapi) time(id uint16) recourse.Moment {
	const (
		ticks = 10_000_000           // a second
		epoch = 11_644_473_600       // seconds from 1601 to 1970
		last  = int64(7_258_118_400) // 2200
	)
	p := m.values[id]
	if p.kind != typeTime || len(p.bytes) < 8 {
		return recourse.Moment{}
	}
	t := binary.LittleEndian.Uint64(p.bytes)
	s := int64(t/ticks) - epoch
	if s <= 0 || s > last {
		return recourse.Moment{}
	}
	return recourse.At(time.Unix(s, 0).UTC())
}

// charset finds the character set of the texts of one byte.
func (m *mapi) charset() string {
	if n := m.number(propMessagePage); n != 0 && n != 1200 {
		return codePage(n)
	}
	return codePage(m.number(propInternetPage))
}

// body returns the body in its forms, as the parts of a mail would be.
func (m *mapi) body() (b mailBody, rtf []byte) {
	page := codePage(m.number(propInternetPage))
	part8 := func(media, text, label string) *part { return &part{media: media, charset: label, content: text} }
	switch p := m.values[propBody]; p.kind {
	case typeText16:
		b.plain = append(b.plain, part8("text/plain", m.text(propBody), "utf-8"))
	case typeText8:
		b.plain = append(b.plain, part8("text/plain", strings.TrimRight(string(p.bytes), "\x00"), m.label))
	}
	switch p := m.values[propHTML]; p.kind {
	case typeBinary:
		b.html = append(b.html, part8("text/html", string(p.bytes), page))
	case typeText8:
		b.html = append(b.html, part8("text/html", strings.TrimRight(string(p.bytes), "\x00"), first(page, m.label)))
	case typeText16:
		b.html = append(b.html, part8("text/html", m.text(propHTML), "utf-8"))
	}
	return b, m.values[propRTF].bytes
}

// withRTF adds what compressed RTF holds where the body has no HTML: the page
// from which it was made, or its text. It returns how many places of it could
// not be read, and an error where it is damaged.
func (b *mailBody) withRTF(packed []byte) (replaced int, err error) {
	if len(packed) == 0 || len(b.html) > 0 {
		return 0, nil
	}
	raw, err := unpackRTF(packed)
	text, html, replaced, deep := richMail(string(raw))
	p := &part{media: "text/plain", charset: "utf-8", content: strings.ReplaceAll(text, "\r", "")}
	if html {
		p.media = "text/html"
		b.html = append(b.html, p)
	} else if len(b.plain) == 0 {
		b.plain = append(b.plain, p)
	}
	return replaced, firstError(err, deep)
}

// person returns a name and an address as "Name <address>". The addresses of a
// company's own directory are none.
func (m *mapi) person(name, mail, kind string) (string, string) {
	if strings.EqualFold(kind, "EX") || strings.HasPrefix(mail, "/") || !strings.Contains(mail, "@") {
		mail = ""
	}
	if name = strings.Trim(name, "'\" "); name == mail {
		name = ""
	}
	return name, mail
}

// sender returns who sent the message, by its properties.
func (m *mapi) sender() (name, mail string) {
	name = m.line(propSenderOfName, propSenderName)
	if smtp := m.line(propSenderOfSMTP, propSenderSMTP); smtp != "" {
		return m.person(name, smtp, "")
	}
	if name, mail = m.person(name, m.line(propSenderOfMail), m.line(propSenderOfType)); mail != "" {
		return name, mail
	}
	return m.person(name, m.line(propSenderMail), m.line(propSenderType))
}

// head returns the headers of a message: those of its transport, and what they do
// not say by its properties.
func (m *mapi) head(headers string, receivers []string) mailHead {
	header, _ := splitHeaders(headers)
	set := func(name, value string) {
		if header.Get(name) == "" && value != "" {
			header.Set(name, value)
		}
	}
	set("Subject", m.line(propSubject))
	set("From", addressLine(m.sender()))
	set("To", first(strings.Join(receivers, ", "), m.line(propDisplayTo)))
	return mailHead{header}
}
