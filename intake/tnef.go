package intake

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"recourse"
)

// tnefType is the type of what Outlook attaches as winmail.dat (MS-OXTNEF).
const tnefType = "application/vnd.ms-tnef"

// tnef is a message in the form of winmail.dat: its properties and what is
// attached to it.
type tnef struct {
	mapi
	files []tnefFile
}

type tnefFile struct {
	name    string
	content []byte
	message bool // content is a message in the same form
}

// The attributes that are read (MS-OXTNEF, 2.1.3.1), and properties in them.
const (
	tnefAttachStart = 0x9002
	tnefAttachName  = 0x8010
	tnefAttachData  = 0x800F
	tnefAttachProps = 0x9005
	tnefMessage     = 0x9003
	tnefCodePage    = 0x9007
	tnefSubject     = 0x8004
	tnefBody        = 0x800C

	propAttachData = 0x3701
)

func isTNEF(b []byte) bool {
	return len(b) >= 4 && binary.LittleEndian.Uint32(b) == 0x223E9F78
}

var errTNEF = fmt.Errorf("container of Outlook is damaged: %w", recourse.Invalid)

// readTNEF reads what is there, at most so many attachments, and returns an error
// where it ends early.
func readTNEF(b []byte, most int) (t tnef, err error) {
	t.values = make(map[uint16]property)
	const signature, attribute, sum = 6, 9, 2
	if !isTNEF(b) || len(b) < signature {
		return t, errTNEF
	}
	le := binary.LittleEndian
	for b = b[signature:]; len(b) > 0; {
		if len(b) < attribute {
			return t, errTNEF
		}
		id, n := le.Uint16(b[1:]), int64(le.Uint32(b[5:]))
		b = b[attribute:]
		if n > int64(len(b)) {
			return t, errTNEF
		}
		if id == tnefAttachStart && len(t.files) >= most {
			return t, nil
		}
		if e := t.attribute(id, b[:n]); e != nil {
			err = e
		}
		b = b[min(n+sum, int64(len(b))):]
	}
	return t, err
}

// attribute takes one attribute.
func (t *tnef) attribute(id uint16, data []byte) error {
	last := len(t.files) - 1
	switch {
	case id == tnefCodePage && len(data) >= 4 && t.label == "":
		t.label = codePage(int(binary.LittleEndian.Uint32(data)))
	case id == tnefMessage:
		return mapiProps(data, func(tag uint16, p property) {
			if slices.Contains(readProperties, tag) || p.kind == typeInt32 || p.kind == typeTime {
				t.values[tag] = p
			}
		})
	case id == tnefSubject && t.values[propSubject].kind == 0:
		t.values[propSubject] = property{typeText8, data}
	case id == tnefBody && t.values[propBody].kind == 0:
		t.values[propBody] = property{typeText8, data}
	case id == tnefAttachStart:
		t.files = append(t.files, tnefFile{})
	case last < 0:
	case id == tnefAttachName && t.files[last].name == "":
		t.files[last].name = t.short(data)
	case id == tnefAttachData && t.files[last].content == nil:
		t.files[last].content = data
	case id == tnefAttachProps:
		return t.attachment(&t.files[last], data)
	}
	return nil
}

// short decodes a text of one byte.
func (t *tnef) short(data []byte) string {
	text, bad, _ := decodeLabelled(strings.TrimRight(string(data), "\x00"), t.label)
	t.bad += bad
	return strings.Join(strings.Fields(text), " ")
}

// attachment takes what the properties of an attachment say beyond its name.
func (t *tnef) attachment(f *tnefFile, data []byte) error {
	const class = 16 // of an object, before its bytes
	m := mapi{values: make(map[uint16]property), label: t.label}
	err := mapiProps(data, func(tag uint16, p property) {
		switch {
		case tag == propAttachData && p.kind == typeObject && len(p.bytes) > class:
			f.content, f.message = p.bytes[class:], isTNEF(p.bytes[class:])
		case tag == propAttachData && f.content == nil:
			f.content = p.bytes
		default:
			m.values[tag] = p
		}
	})
	f.name = first(m.line(propLongFile), first(f.name, m.line(propName, propShortFile)))
	return err
}

// mapiProps reads a list of properties (MS-OXTNEF, 2.1.3.4).
func mapiProps(b []byte, take func(tag uint16, p property)) error {
	const several, named = 0x1000, 0x8000
	r := mapiReader{b: b}
	for n := r.number(); n > 0 && !r.short; n-- {
		kind := r.number16()
		tag := r.number16()
		if tag >= named {
			r.bytes(16)
			if r.number() == 0 {
				r.number()
			} else {
				r.padded(int64(r.number()))
			}
		}
		count := uint32(1)
		size, fixed := mapiSizes[kind&^several]
		if kind&several != 0 || !fixed {
			count = r.number()
		}
		for i := uint32(0); i < count && !r.short; i++ {
			var v []byte
			if fixed {
				v = r.padded(size)
			} else {
				v = r.padded(int64(r.number()))
			}
			if i == 0 && !r.short {
				take(tag, property{kind &^ several, v})
			}
		}
	}
	if r.short {
		return errTNEF
	}
	return nil
}

// mapiSizes are the sizes of values that have a fixed one (MS-OXCDATA, 2.11.1).
var mapiSizes = map[uint16]int64{
	0x0002: 2, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 2, 0x0014: 8, 0x0040: 8, 0x0048: 16,
}

// mapiReader reads from the front, and notes where there is too little.
type mapiReader struct {
	b     []byte
	short bool
}

func (r *mapiReader) bytes(n int64) []byte {
	if n < 0 || n > int64(len(r.b)) {
		r.short, n = true, int64(len(r.b))
	}
	v := r.b[:n]
	r.b = r.b[n:]
	return v
}

// padded reads n bytes and what fills them up to a multiple of four.
func (r *mapiReader) padded(n int64) []byte {
	v := r.bytes(n)
	r.b = r.b[min(int64(len(r.b)), (4-n%4)%4):]
	return v
}

func (r *mapiReader) number() uint32 {
	if v := r.bytes(4); len(v) == 4 {
		return binary.LittleEndian.Uint32(v)
	}
	return 0
}

func (r *mapiReader) number16() uint16 {
	if v := r.bytes(2); len(v) == 2 {
		return binary.LittleEndian.Uint16(v)
	}
	return 0
}

// tnef reads a file in the form of winmail.dat: what is attached as files, and
// what is written there, where no mail around it says it already.
func (r *reader) tnef(f *File, h held) {
	t, err := readTNEF([]byte(h.text), r.lim.Parts+1)
	if err != nil || !h.whole {
		f.problem("tnef-damaged", fmt.Sprint(err))
	}
	if len(t.files) > r.lim.Parts {
		f.problem("mail-parts-cut", fmt.Sprintf("more than %d attachments", r.lim.Parts), "n", r.lim.Parts)
		t.files = t.files[:r.lim.Parts]
	}
	var attached []string
	if r.muted {
		r.tnefFiles(f, t.files, &attached)
		return
	}
	f.Kind = KindMail
	said, body := r.mapiLetter(f, &t.mapi, nil)
	r.tnefFiles(f, t.files, &attached)
	said.Attachments = append(attached, r.attachments(f, &body)...)
	f.Messages = append(f.Messages, said)
}

func (r *reader) tnefFiles(f *File, files []tnefFile, attached *[]string) {
	for i, one := range files {
		name := first(one.name, fmt.Sprintf("part-%d", i+1))
		if one.message {
			name += ".dat"
		}
		sub := *r
		if r.left.attached--; r.left.attached < 0 {
			f.problem("mail-attachments-cut", fmt.Sprintf("more than %d attachments", r.lim.Attached), "n", r.lim.Attached)
			return
		}
		*attached = append(*attached, name)
		sub.inside(f, name, r.title, bytesSource(one.content))
	}
}

// fromTNEF takes the body of a mail that has none out of the winmail.dat that is
// attached to it.
func (b *mailBody) fromTNEF(most int) {
	if len(b.plain)+len(b.html) > 0 {
		return
	}
	for _, p := range b.attached {
		if p.media != tnefType && p.media != "application/ms-tnef" && !strings.EqualFold(p.fileName, "winmail.dat") {
			continue
		}
		t, _ := readTNEF(decodeTransfer(p), most) // what is wrong with it is said where it is read as a file
		body, packed := t.body()
		_, _ = body.withRTF(packed)
		b.plain, b.html = body.plain, body.html
		return
	}
}
