package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/mail"
	"path"
	"slices"
	"strconv"
	"strings"

	"recourse/incident"
	"recourse/indicator"

	"github.com/gabriel-vasile/mimetype"
)

// The names in a compound file that is a message (MS-OXMSG, 2.1 to 2.4), and how
// long the head of each list of properties is.
const (
	outlookType       = "application/vnd.ms-outlook"
	outlookProperties = "__properties_version1.0"
	outlookStream     = "__substg1.0_"
	outlookReceiver   = "__recip_version1.0_#"
	outlookAttached   = "__attach_version1.0_#"

	headOfFile, headOfEmbedded, headOfOther = 32, 24, 8
)

// outlook reads a message that Outlook saved (.msg). It reports false for a
// compound file that is something else.
func (r *reader) outlook(f *File, src Source, h held) bool {
	said := f.MediaType == outlookType || strings.EqualFold(path.Ext(f.Name), ".msg")
	var in io.ReaderAt = strings.NewReader(h.text)
	if !h.whole {
		rc, err := src.Open()
		if err != nil {
			return false
		}
		defer func() { _ = rc.Close() }()
		at, ok := rc.(io.ReaderAt)
		if !ok {
			if said {
				f.problem("archive-too-large", "it is too large to be opened inside another file", "limit", megabytes(r.lim.Text))
			}
			return said
		}
		in = at
	}
	c, err := openCompound(in, f.Size)
	if err != nil {
		if said {
			f.Kind = KindMail
			f.problem("outlook-damaged", err.Error())
		}
		return said
	}
	if _, ok := c.find(0, outlookProperties); !ok {
		return false
	}
	r.message(f, &outlook{c}, 0, headOfFile)
	return true
}

// outlook is a compound file that is a message.
type outlook struct{ *compound }

// message reads the message that stands in a storage.
func (r *reader) message(f *File, o *outlook, storage, head int) {
	f.Kind, f.MediaType = KindMail, outlookType
	m, err := o.properties(storage, head)
	if err != nil {
		f.problem("outlook-damaged", err.Error())
	}
	said, body := r.mapiLetter(f, &m, o.receivers(storage, m.label, r.lim.Parts))
	said.Attachments = append(r.outlookAttachments(f, o, storage), r.attachments(f, &body)...)
	f.Messages = append(f.Messages, said)
}

// mapiLetter reads a message out of its properties.
func (r *reader) mapiLetter(f *File, m *mapi, receivers []string) (incident.Message, mailBody) {
	headers := m.text(propHeaders)
	raw := headerFields(headers+"\r\n\r\n", true)
	raw.rebuilt = true
	h := m.head(headers, receivers)
	when := h.date()
	if when.IsZero() && headers == "" {
		when = m.time(propSubmitTime) // it was not received: its own store is who dates it
	}
	r.mailHead(f, h, &raw, true)
	when = r.arrived(f, when)
	r.mailDated(f, when, h, m.time(propDeliveryTime))
	body, packed := m.body()
	bad, err := body.withRTF(packed)
	if m.bad += bad; err != nil {
		f.problem("outlook-damaged", err.Error())
	}
	said := r.letter(f, h, &body, when)
	if m.bad > 0 {
		f.problem("text-damaged", fmt.Sprintf("%d places", m.bad), "n", m.bad)
	}
	return said, body
}

// properties reads the properties of a storage that are of use: short ones from
// its list, long ones from a stream each. What is attached is not among them.
func (o *outlook) properties(storage, head int) (mapi, error) {
	const entry = 16
	m := mapi{values: make(map[uint16]property)}
	var wrong error
	for _, id := range o.entries[storage].inside {
		e := o.entries[id]
		if e.name == outlookProperties {
			list, err := o.read(id)
			wrong = firstError(wrong, err)
			for list = list[min(head, len(list)):]; len(list) >= entry; list = list[entry:] {
				kind, tag := uint16(list[0])|uint16(list[1])<<8, uint16(list[2])|uint16(list[3])<<8
				if kind == typeInt32 || kind == typeTime || kind == typeBoolean {
					m.values[tag] = property{kind, list[8:entry]}
				}
			}
			continue
		}
		tag, kind, ok := streamOf(e.name)
		if !ok || e.storage || !slices.Contains(readProperties, tag) || m.values[tag].kind == typeText16 {
			continue
		}
		b, err := o.read(id)
		wrong = firstError(wrong, err)
		m.values[tag] = property{kind, b}
	}
	m.label = m.charset()
	return m, wrong
}

// readProperties are the properties that stand in streams and are read.
var readProperties = []uint16{
	propSubject, propSenderOfName, propSenderOfType, propSenderOfMail, propHeaders, propSenderName, propSenderType, propSenderMail, propDisplayTo,
	propBody, propRTF, propHTML, propName, propMail, propShortFile, propLongFile, propMediaType, propSMTP, propSenderSMTP, propSenderOfSMTP,
}

// streamOf reads the name of a property's stream: "__substg1.0_0037001F".
func streamOf(name string) (tag, kind uint16, ok bool) {
	digits, ok := strings.CutPrefix(name, outlookStream)
	n, err := strconv.ParseUint(digits, 16, 32)
	return uint16(n >> 16), uint16(n), ok && err == nil && len(digits) == 8
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// receivers lists to whom a message was sent.
func (o *outlook) receivers(storage int, label string, most int) []string {
	const to = 1
	var all []string
	for _, id := range o.numbered(storage, outlookReceiver, most) {
		m, err := o.properties(id, headOfOther)
		if err != nil || m.number(propRecipientType)&0xF != to {
			continue
		}
		m.label = first(m.label, label)
		name, address := m.person(m.line(propName), first(m.line(propSMTP), m.line(propMail)), "")
		if line := addressLine(name, address); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// numbered lists the storages whose names begin so, in the order of their numbers.
func (o *outlook) numbered(storage int, prefix string, most int) []int {
	var all []int
	for _, id := range o.entries[storage].inside {
		if e := o.entries[id]; e.storage && strings.HasPrefix(e.name, prefix) {
			all = append(all, id)
		}
	}
	slices.SortFunc(all, func(a, b int) int { return strings.Compare(o.entries[a].name, o.entries[b].name) })
	return all[:min(len(all), most+1)]
}

// addressLine writes a name and an address as a header does.
func addressLine(name, address string) string {
	if address == "" {
		return name
	}
	return (&mail.Address{Name: name, Address: address}).String()
}

// outlookAttachments reads what is attached to a message and returns its names.
func (r *reader) outlookAttachments(f *File, o *outlook, storage int) (names []string) {
	for i, id := range o.numbered(storage, outlookAttached, r.lim.Parts) {
		if i >= r.lim.Parts {
			f.problem("mail-parts-cut", fmt.Sprintf("more than %d attachments", r.lim.Parts), "n", r.lim.Parts)
			break
		}
		if r.ctx.Err() != nil || !r.outlookAttachment(f, o, id, i, &names) {
			break
		}
	}
	return names
}

// outlookAttachment reads the i-th attachment, and reports whether to go on.
func (r *reader) outlookAttachment(f *File, o *outlook, storage, i int, names *[]string) bool {
	m, err := o.properties(storage, headOfOther)
	if err != nil {
		f.problem("outlook-damaged", err.Error())
	}
	name := first(m.line(propLongFile, propShortFile, propName), fmt.Sprintf("part-%d", i+1))
	if id, ok := o.find(storage, outlookStream+"3701000D"); ok {
		if _, ok := o.find(id, outlookProperties); ok {
			return r.embedded(f, o, id, name, names)
		}
		return r.attachedElsewhere(f, names, name, "format-not-read", "object of another program", "type", "OLE")
	}
	id, ok := o.find(storage, outlookStream+"37010102")
	if !ok {
		return r.attachedElsewhere(f, names, name, "attachment-not-inside", fmt.Sprintf("method %d", m.number(propMethod)))
	}
	content, err := o.read(id)
	if err != nil {
		f.problem("outlook-damaged", err.Error())
	}
	if known := mimetype.Lookup(m.line(propMediaType)); known != nil && !strings.Contains(name, ".") {
		name += known.Extension()
	}
	return r.attach(f, names, name, "", content)
}

// attachedElsewhere names an attachment that cannot be read.
func (r *reader) attachedElsewhere(f *File, names *[]string, name, code, detail string, pairs ...any) bool {
	*names = append(*names, name)
	safe, _ := safeName(name)
	nested := File{Path: f.Path + "!" + safe, Name: lastPart(safe), Kind: KindUnknown}
	nested.problem(code, detail, pairs...)
	f.Files = append(f.Files, nested)
	r.left.attached--
	return r.left.attached > 0
}

// embedded reads a message inside a message. It has no bytes that lie together:
// its digest is that of its streams, see [outlook.digest].
func (r *reader) embedded(f *File, o *outlook, storage int, name string, names *[]string) bool {
	if !strings.HasSuffix(strings.ToLower(name), ".msg") {
		name += ".msg"
	}
	*names = append(*names, name)
	if r.tooDeep(f) {
		return true
	}
	if r.left.attached--; r.left.attached < 0 {
		return false
	}
	safe, why := safeName(name)
	nested := File{Path: f.Path + "!" + safe, Name: lastPart(safe)}
	if why != "" {
		nested.problem("unsafe-name", fmt.Sprintf("%q: %s", name[:runeStart(name, 200)], why))
	}
	sub := *r
	sub.depth++
	sub.message(&nested, o, storage, headOfEmbedded)
	sum := sha256.New()
	if size, err := o.digest(sum, storage); err != nil {
		nested.problem("outlook-damaged", err.Error())
	} else {
		nested.SHA256, nested.Size = hex.EncodeToString(sum.Sum(nil)), size
	}
	nested.Indicators = append(indicator.Find(nested.Text), nested.Indicators...)
	f.Files = append(f.Files, nested)
	return true
}

// digest writes the bytes of all streams of a storage into sum, in the order of
// their names, those of storages in it too, and returns how many they are.
func (o *outlook) digest(sum io.Writer, storage int) (int64, error) {
	inside := slices.Clone(o.entries[storage].inside)
	slices.SortFunc(inside, func(a, b int) int { return strings.Compare(o.entries[a].name, o.entries[b].name) })
	var total int64
	for _, id := range inside {
		if o.entries[id].storage {
			n, err := o.digest(sum, id)
			if total += n; err != nil {
				return total, err
			}
			continue
		}
		b, err := o.read(id)
		if err != nil {
			return total, err
		}
		n, _ := sum.Write(b) // a hash does not fail
		total += int64(n)
	}
	return total, nil
}

func lastPart(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }
