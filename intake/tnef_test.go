package intake

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"time"
)

// winmail writes attributes as Outlook does (MS-OXTNEF): a level, an id, a
// length, the data and its sum.
type winmail []byte

func newWinmail() winmail {
	b := binary.LittleEndian.AppendUint32(nil, 0x223E9F78)
	return binary.LittleEndian.AppendUint16(b, 1)
}

func (w winmail) add(level byte, id uint32, data []byte) winmail {
	w = append(w, level)
	w = binary.LittleEndian.AppendUint32(w, id)
	w = binary.LittleEndian.AppendUint32(w, uint32(len(data)))
	w = append(w, data...)
	var sum uint16
	for _, c := range data {
		sum += uint16(c)
	}
	return binary.LittleEndian.AppendUint16(w, sum)
}

func (w winmail) attach(name string, data []byte, props outlookProps) winmail {
	w = w.add(2, 0x00069002, make([]byte, 14)).add(2, 0x00018010, append([]byte(name), 0))
	if data != nil {
		w = w.add(2, 0x0006800F, data)
	}
	return w.add(2, 0x00069005, tnefProps(props))
}

// tnefProps writes a list of properties, with one that has a name before them.
func tnefProps(p outlookProps) []byte {
	le := binary.LittleEndian
	tags := make([]uint32, 0, len(p))
	for tag := range p {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	b := le.AppendUint32(nil, uint32(len(tags)+2))
	b = append(le.AppendUint16(le.AppendUint16(b, typeBoolean), 0x8001), make([]byte, 16)...) // by number
	b = le.AppendUint32(le.AppendUint32(le.AppendUint32(b, 0), 7), 1)
	b = append(le.AppendUint16(le.AppendUint16(b, 0x1000|typeText16), 0x8002), make([]byte, 16)...) // by name, several
	b = append(le.AppendUint32(le.AppendUint32(b, 1), 6), 'a', 0, 'b', 0, 0, 0, 0, 0)
	b = append(le.AppendUint32(le.AppendUint32(b, 1), 4), 'x', 0, 0, 0)
	for _, tag := range tags {
		b = le.AppendUint16(le.AppendUint16(b, uint16(tag)), uint16(tag>>16))
		var v []byte
		switch x := p[tag].(type) {
		case int:
			b = le.AppendUint32(b, uint32(x))
			continue
		case time.Time:
			b = le.AppendUint64(b, uint64(x.Unix()+11_644_473_600)*10_000_000)
			continue
		case []byte:
			v = x
		case string:
			v = []byte(x + "\x00")
			if tag&0xFFFF == typeText16 {
				v = nil
				for _, c := range x + "\x00" {
					v = le.AppendUint16(v, uint16(c))
				}
			}
		}
		b = le.AppendUint32(le.AppendUint32(b, 1), uint32(len(v)))
		b = append(b, v...)
		for len(b)%4 != 0 {
			b = append(b, 0)
		}
	}
	return b
}

func supplierWinmail() winmail {
	inner := newWinmail().add(1, 0x00069003, tnefProps(outlookProps{tag(propSubject, typeText16): "Unutra", tag(propBody, typeText16): "Stara poruka.", tag(propSubmitTime, typeTime): time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)}))
	return newWinmail().
		add(1, 0x00069007, []byte{0xE2, 4, 0, 0, 0, 0, 0, 0}). // 1250
		add(1, 0x00069003, tnefProps(outlookProps{
			tag(propSubject, typeText16): "Račun", tag(propRTF, typeBinary): packRTF(`{\rtf1\ansi\ansicpg1250 \'8aaljemo ra\'e8un.}`),
			tag(propSubmitTime, typeTime): time.Date(2026, 10, 2, 8, 0, 0, 0, time.UTC), tag(propSenderName, typeText16): "Ana", tag(propSenderSMTP, typeText16): "ana@firma.example",
		})).
		attach("RAUN~1.TXT", []byte("Iznos 1.000 USD"), outlookProps{tag(propLongFile, typeText16): "račun.txt"}).
		attach("\x9aifra.txt", []byte("7"), outlookProps{}).
		attach("Unutra", nil, outlookProps{tag(propAttachData, typeObject): append(make([]byte, 16), inner...)})
}

func TestWhatOutlookWrapsIsRead(t *testing.T) {
	wrapped := "Content-Type: multipart/mixed; boundary=q\n\n%--q\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n" + encodeBase64(string(supplierWinmail())) + "\n--q--\n"
	tests := []struct{ name, path, src, text string }{
		{"with a text around it", "a.eml", mailHeadDated + strings.Replace(wrapped, "%", "--q\nContent-Type: text/plain\n\nU prilogu.\n", 1), "x\n\nU prilogu."},
		{"alone in a mail", "a.eml", mailHeadDated + strings.Replace(wrapped, "%", "", 1), "x\n\nŠaljemo račun."},
		{"saved by itself", "winmail.dat", string(supplierWinmail()), "Račun\n\nŠaljemo račun."},
	}
	for _, tt := range tests {
		f := Read(t.Context(), memory(tt.path, []byte(tt.src)), Options{})
		if f.Kind != KindMail || f.Text != tt.text || len(Problems([]File{f})) > 0 {
			t.Errorf("%s: kind %q text %q problems %v, want %q", tt.name, f.Kind, f.Text, Problems([]File{f}), tt.text)
		}
		prefix, files := f.Path, f.Files
		if tt.path == "a.eml" {
			if len(files) != 1 || files[0].Name != "winmail.dat" || files[0].MediaType != tnefType || files[0].Text != "" {
				t.Fatalf("%s: files %+v: what the mail says is said twice or not at all", tt.name, files)
			}
			prefix, files = files[0].Path, files[0].Files
		}
		var got []string
		for _, n := range files {
			got = append(got, n.Path+" "+n.Kind+" "+n.Text)
		}
		want := []string{prefix + "!račun.txt text Iznos 1.000 USD", prefix + "!šifra.txt text 7", prefix + "!Unutra.dat mail Unutra\n\nStara poruka."}
		if !slices.Equal(got, want) {
			t.Errorf("%s: files = %q, want %q", tt.name, got, want)
		}
	}
	alone := Read(t.Context(), memory("winmail.dat", supplierWinmail()), Options{}).Messages[0]
	if alone.From != "Ana <ana@firma.example>" || alone.Time.String() != "2026-10-02T08:00:00Z" || !slices.Equal(alone.Attachments, []string{"račun.txt", "šifra.txt", "Unutra.dat"}) {
		t.Errorf("message = %+v", alone)
	}
}

func TestWhatOutlookWrapsIsBounded(t *testing.T) {
	huge := newWinmail().add(1, 0x00069003, []byte{0xFF, 0xFF, 0xFF, 0xFF, 3, 0x10, 0, 0x30, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0})
	many := newWinmail()
	for range 3000 {
		many = many.attach("../a.txt", []byte("a"), outlookProps{})
	}
	deep := newWinmail()
	for range 40 {
		deep = newWinmail().attach("a", nil, outlookProps{tag(propAttachData, typeObject): append(make([]byte, 16), deep...)})
	}
	tests := []struct {
		name string
		src  winmail
		want string
	}{
		{"cut in the middle", supplierWinmail()[:400], "tnef-damaged"},
		{"numbers of values beyond the end", huge, "tnef-damaged"},
		{"three thousand attachments", many, "mail-parts-cut"},
		{"messages in messages", deep, "archive-too-deep"},
	}
	for _, tt := range tests {
		f := Read(t.Context(), memory("winmail.dat", tt.src), Options{})
		if !slices.Contains(codes(f), tt.want) || count(f.Files) > DefaultLimits().Parts || !f.Keep() {
			t.Errorf("%s: problems %v, %d files, want %s", tt.name, codes(f), count(f.Files), tt.want)
		}
	}
}

func FuzzTNEF(f *testing.F) {
	f.Add([]byte(supplierWinmail()))
	f.Add([]byte(newWinmail().attach("a", []byte("a"), outlookProps{})))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, _ := readTNEF(b, 10)
		if len(m.files) > 10 {
			t.Fatalf("%d files", len(m.files))
		}
		for _, p := range Problems([]File{Read(t.Context(), memory("winmail.dat", b), Options{})}) {
			if p.Code == "" || p.Path == "" {
				t.Fatalf("problem %+v has no code or path", p)
			}
		}
	})
}
