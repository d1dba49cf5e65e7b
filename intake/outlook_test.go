package intake

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// supplierMsg is a message that was received, with everything in it.
func supplierMsg() []byte {
	inner := outlookProps{
		tag(propSubject, typeText16): "Unutra", tag(propBody, typeText16): "Stara poruka.", tag(propSenderName, typeText16): "Ana",
		tag(propSenderSMTP, typeText16): "ana@firma.example", tag(propSubmitTime, typeTime): time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC),
	}
	root := outlookProps{
		tag(propSubject, typeText16): "Isporuka šest lampi", tag(propBody, typeText16): "Poštovana,\r\nuplatite do petka.\r\n",
		tag(propHTML, typeBinary):        []byte("<p>Po\x9atovana, <a href=\"https://druga.example/\">www.brightlamp.example</a></p>"),
		tag(propInternetPage, typeInt32): 1250, tag(propSenderName, typeText16): "Bright Lamp",
		tag(propHeaders, typeText16): "Received: from mail.brightlamp.example (mail.brightlamp.example [192.0.2.10])\r\n by mx1.kupac.example with ESMTPS id a1;\r\n Tue, 20 Oct 2026 09:15:02 +0200\r\n" +
			"Authentication-Results: mx1.kupac.example; spf=pass smtp.mailfrom=brightlamp.example; dkim=fail header.d=brightlamp.example\r\n" +
			"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; d=brightlamp.example; s=s1; h=from:to; bh=aaaa; b=bbbb\r\n" +
			"From: =?utf-8?Q?Bright_Lamp_=C5=BD?= <sales@brightlamp.example>\r\nTo: Milena <milena@kupac.example>\r\n" +
			"Date: Tue, 20 Oct 2026 15:14:55 +0800\r\nSubject: =?utf-8?Q?Isporuka_=C5=A1est_lampi?=\r\n",
		tag(propDeliveryTime, typeTime): time.Date(2026, 10, 20, 7, 15, 2, 0, time.UTC),
		tag(propSubmitTime, typeTime):   time.Date(2026, 10, 20, 7, 14, 55, 0, time.UTC),
	}
	return compoundFile(append(root.streams(headOfFile),
		attached(0, outlookProps{tag(propMethod, typeInt32): 1, tag(propLongFile, typeText16): "račun.txt", tag(propShortFile, typeText16): "RAUN~1.TXT", tag(0x3701, typeBinary): bytes.Repeat([]byte("Iznos 1.000 USD\n"), 1000)}),
		attached(1, outlookProps{tag(propMethod, typeInt32): 1, tag(propName, typeText16): "slika", tag(propMediaType, typeText16): "image/png", tag(0x3701, typeBinary): png}),
		attached(2, outlookProps{tag(propMethod, typeInt32): 5, tag(propName, typeText16): "Unutra"}, storage(outlookStream+"3701000D", inner.streams(headOfEmbedded)...)),
		attached(3, outlookProps{tag(propMethod, typeInt32): 2, tag(propLongFile, typeText16): "na serveru.pdf"}),
		attached(4, outlookProps{tag(propMethod, typeInt32): 6, tag(propName, typeText16): "tabela"}, storage(outlookStream+"3701000D", stream("CONTENTS", []byte("x")))),
		receiver(0, outlookProps{tag(propRecipientType, typeInt32): 1, tag(propName, typeText16): "Milena", tag(propSMTP, typeText16): "milena@kupac.example"}),
	)...)
}

func TestAMessageOfOutlook(t *testing.T) {
	f := Read(t.Context(), memory("poruka.msg", supplierMsg()), Options{})
	checkSpans(t, f)
	if f.Kind != KindMail || f.MediaType != outlookType || f.Title != "Isporuka šest lampi" || !f.Keep() {
		t.Fatalf("kind %q type %q title %q problems %v", f.Kind, f.MediaType, f.Title, f.Problems)
	}
	m := f.Messages[0]
	if m.Text != "Poštovana,\nuplatite do petka." || m.From != "Bright Lamp Ž <sales@brightlamp.example>" || m.To != "Milena <milena@kupac.example>" {
		t.Errorf("text %q from %q to %q", m.Text, m.From, m.To)
	}
	if got, want := m.Time.String(), "2026-10-20T15:14:55+08:00"; got != want {
		t.Errorf("time = %s, want that of the headers, %s", got, want)
	}
	if f.Auth == nil || f.Auth.SPF != "pass" || f.Auth.DKIM != "fail" || f.Auth.Server != "mx1.kupac.example" || f.Auth.Standing != Claimed {
		t.Errorf("auth = %+v", f.Auth)
	}
	if s := f.Auth.Signatures; len(s) != 1 || s[0].Result != SignatureNotChecked || s[0].Why != whyRebuilt {
		t.Errorf("signatures = %+v: the file has not the bytes that were signed", s)
	}
	if !slices.ContainsFunc(f.Signs, func(s MailSign) bool { return s.Kind == SignLink && s.Shows == "www.brightlamp.example" }) {
		t.Errorf("signs = %+v, want the link of the page in it", f.Signs)
	}
	if got := headerNamed(f, "Subject"); got != "Isporuka šest lampi" {
		t.Errorf("headers = %+v", f.Headers)
	}
	var got []string
	for _, n := range f.Files {
		got = append(got, n.Path+" "+n.Kind)
	}
	want := []string{"poruka.msg!račun.txt text", "poruka.msg!slika.png image", "poruka.msg!Unutra.msg mail", "poruka.msg!na serveru.pdf unknown", "poruka.msg!tabela unknown"}
	if !slices.Equal(got, want) || !slices.Equal(m.Attachments, []string{"račun.txt", "slika.png", "Unutra.msg", "na serveru.pdf", "tabela"}) {
		t.Errorf("files = %q, want %q; attachments %q", got, want, m.Attachments)
	}
	if got := f.Files[1].Size; got != int64(len(png)) {
		t.Errorf("the picture has %d bytes, want %d", got, len(png))
	}
	if in := f.Files[2]; in.Text != "Unutra\n\nStara poruka." || in.SHA256 == "" || in.Messages[0].Time.String() != "2026-10-01T08:00:00Z" || in.Messages[0].From != "Ana <ana@firma.example>" {
		t.Errorf("the message inside: %+v", in)
	}
	if got := codes(f); !slices.Equal(got, []string{"text-not-read", "attachment-not-inside", "format-not-read"}) {
		t.Errorf("problems = %v", got)
	}
}

func TestBodiesOfOutlook(t *testing.T) {
	const rtf = `{\rtf1\ansi\ansicpg1250\deff0{\fonttbl{\f0\fnil\fcharset238 Arial;}{\f1\fnil\fcharset204 Arial;}}{\colortbl;\red0\green0\blue0;}\uc1\pard\plain\f0 \'8aolja \{1\}\line \u382?uto\par {\f1 \'c4\'e0}{\*\generator ne;}\par}`
	const fromPage = `{\rtf1\ansi\ansicpg1250\fromhtml1 \deff0{\fonttbl{\f0\fnil\fcharset238 Arial;}}{\*\htmltag64 <p>}\htmlrtf \par ne\htmlrtf0 Uplatite {\*\htmltag84 <b>}\htmlrtf {\b \htmlrtf0 6.000{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0  dinara {\*\htmltag84 &scaron;}{\*\htmltag72 </p>}}`
	tests := []struct {
		name  string
		props outlookProps
		text  string
		codes []string
	}{
		{"text of two bytes", outlookProps{tag(propBody, typeText16): "Žuto"}, "Žuto", nil},
		{"text of one byte by the message's code page", outlookProps{tag(propBody, typeText8): "\x8eut", tag(propMessagePage, typeInt32): 1250}, "Žut", nil},
		{"Cyrillic of one byte", outlookProps{tag(propBody, typeText8): "\xcf\xee", tag(propMessagePage, typeInt32): 1251}, "По", nil},
		{"Chinese of one byte", outlookProps{tag(propBody, typeText8): "\xc7\xeb", tag(propMessagePage, typeInt32): 936}, "请", nil},
		{"an unknown code page", outlookProps{tag(propBody, typeText8): "\x8eut", tag(propMessagePage, typeInt32): 31337}, "Žut", []string{"charset-refused"}},
		{"a page alone", outlookProps{tag(propHTML, typeBinary): []byte("<p>\x8eut</p>"), tag(propInternetPage, typeInt32): 1250}, "Žut", nil},
		{"a page that names its own character set", outlookProps{tag(propHTML, typeBinary): []byte("<meta charset=windows-1251><p>\xcf\xee</p>")}, "По", nil},
		{"formatted text alone", outlookProps{tag(propRTF, typeBinary): packRTF(rtf)}, "Šolja {1}\nžuto\nДа", nil},
		{"a page inside formatted text", outlookProps{tag(propRTF, typeBinary): packRTF(fromPage)}, "Uplatite 6.000 dinara š", nil},
		{"formatted text with empty lines, cells and hidden words", outlookProps{tag(propRTF, typeBinary): packRTF(`{\rtf1\ansi a\par\par {\v b}{\header c}\cell d\row{\field{\*\fldinst HYPERLINK "https://a.example"}{\fldrslt e}}}`)}, "a\n\nb\nc\td\ne", nil},
		{"formatted text that nests without end", outlookProps{tag(propRTF, typeBinary): packRTF(`{\rtf1 a` + strings.Repeat("{", 5000))}, "a", []string{"outlook-damaged"}},
		{"text before formatted text", outlookProps{tag(propBody, typeText16): "a", tag(propRTF, typeBinary): packRTF(rtf)}, "a", nil},
		{"formatted text that ends early", outlookProps{tag(propRTF, typeBinary): packRTF(rtf)[:200]}, "Šolja", []string{"outlook-damaged"}},
		{"formatted text that is none", outlookProps{tag(propRTF, typeBinary): []byte("aaa")}, "", []string{"outlook-damaged"}},
		{"nothing", outlookProps{}, "", nil},
	}
	for _, tt := range tests {
		tt.props[tag(propSubmitTime, typeTime)] = time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)
		f := Read(t.Context(), memory("a.msg", compoundFile(tt.props.streams(headOfFile)...)), Options{})
		if len(f.Messages) != 1 {
			t.Fatalf("%s: %+v", tt.name, f)
		}
		if got := f.Messages[0].Text; got != tt.text && (tt.codes == nil || !strings.HasPrefix(got, tt.text)) || !slices.Equal(codes(f), tt.codes) {
			t.Errorf("%s: text %q problems %v, want %q %v", tt.name, got, codes(f), tt.text, tt.codes)
		}
	}
}

func TestWhoSentAMessageThatWasNeverReceived(t *testing.T) {
	p := outlookProps{
		tag(propSubject, typeText16): "Nacrt", tag(propBody, typeText16): "x", tag(propSenderOfName, typeText16): "Milena Primerović",
		tag(propSenderOfType, typeText16): "EX", tag(propSenderOfMail, typeText16): "/O=FIRMA/OU=X/CN=MILENA", tag(propSenderType, typeText16): "SMTP", tag(propSenderMail, typeText16): "milena@kupac.example",
	}
	f := Read(t.Context(), memory("a.msg", compoundFile(append(p.streams(headOfFile),
		receiver(1, outlookProps{tag(propRecipientType, typeInt32): 1, tag(propName, typeText16): "'b@firma.example'", tag(propMail, typeText16): "b@firma.example"}),
		receiver(0, outlookProps{tag(propRecipientType, typeInt32): 1, tag(propName, typeText16): "Petrović, Ana", tag(propSMTP, typeText16): "ana@firma.example"}),
		receiver(2, outlookProps{tag(propRecipientType, typeInt32): 2, tag(propName, typeText16): "Kopija", tag(propSMTP, typeText16): "cc@firma.example"}),
	)...)), Options{})
	m := f.Messages[0]
	if m.From != "Milena Primerović <milena@kupac.example>" || m.To != "Petrović, Ana <ana@firma.example>, b@firma.example" {
		t.Errorf("from %q to %q", m.From, m.To)
	}
	if !m.Time.IsZero() || !slices.Equal(codes(f), []string{"mail-without-date"}) || f.Auth != nil {
		t.Errorf("time %s problems %v auth %+v: a draft has none", m.Time, codes(f), f.Auth)
	}
}

func TestADeliveryIsNotTheDate(t *testing.T) {
	p := outlookProps{
		tag(propHeaders, typeText16): "From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\n", tag(propBody, typeText16): "x",
		tag(propSubmitTime, typeTime): time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC), tag(propDeliveryTime, typeTime): time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC),
	}
	f := Read(t.Context(), memory("a.msg", compoundFile(p.streams(headOfFile)...)), Options{})
	if !f.Messages[0].Time.IsZero() || !slices.Equal(codes(f), []string{"mail-date-of-server"}) {
		t.Errorf("time %s problems %v", f.Messages[0].Time, codes(f))
	}
}

// damagedMsgs are messages that no program writes.
func damagedMsgs() map[string][]byte {
	simple := func() []byte {
		p := outlookProps{tag(propSubject, typeText16): "x", tag(propBody, typeText16): strings.Repeat("tekst ", 3000)}
		return compoundFile(append(p.streams(headOfFile), attached(0, outlookProps{tag(propLongFile, typeText16): "a.txt", tag(0x3701, typeBinary): bytes.Repeat([]byte("a"), 9000)}))...)
	}
	table := func(b []byte) []byte { return b[(int(binary.LittleEndian.Uint32(b[76:]))+1)*512:] }
	directory := func(b []byte) []byte { return b[(int(binary.LittleEndian.Uint32(b[48:]))+1)*512:] }
	made := func(change func(b []byte)) []byte { b := simple(); change(b); return b }
	deep := storage(outlookStream+"3701000D", outlookProps{}.streams(headOfEmbedded)...)
	for range 200 {
		deep = storage(outlookStream+"3701000D", append(outlookProps{tag(propSubject, typeText16): "x"}.streams(headOfEmbedded), attached(0, outlookProps{}, deep))...)
	}
	var many []*node
	for i := range 3000 {
		many = append(many, attached(i, outlookProps{tag(propLongFile, typeText16): "../a\x01.txt"}))
	}
	shared := compoundFile(append(outlookProps{}.streams(headOfFile), func() (all []*node) {
		for i := range 900 {
			all = append(all, attached(i, outlookProps{tag(0x3701, typeBinary): bytes.Repeat([]byte("a"), 4096)}))
		}
		return all
	}()...)...)
	for d := directory(shared); len(d) >= 128; d = d[128:] { // each says that it is all of the file
		if d[66] == 2 && binary.LittleEndian.Uint32(d[120:]) == 4096 {
			put32(d, 116, 0)
			put32(d, 120, 8*900*500)
		}
	}
	return map[string][]byte{
		"every sector followed by the first": made(func(b []byte) {
			for i, t := 0, table(b); i < 100; i++ {
				put32(t, 4*i, 0)
			}
		}),
		"every sector followed by itself": made(func(b []byte) {
			for i, t := 0, table(b); i < 100; i++ {
				put32(t, 4*i, uint32(i))
			}
		}),
		"a directory that returns to its root": made(func(b []byte) { put32(directory(b), 128+68, 0) }),
		"a directory that returns to itself": made(func(b []byte) {
			put32(directory(b), 128+68, 1)
			put32(directory(b), 128+72, 1)
		}),
		"a list of tables that returns to itself": made(func(b []byte) { put32(b, 68, 0); put32(b, 512+508, 0) }),
		"a table beyond the end":                  made(func(b []byte) { put32(b, 76, 0xFFFFFF) }),
		"a stream of four gigabytes":              made(func(b []byte) { put32(directory(b), 128+120, 0xFFFFFFFF) }),
		"sizes of all":                            made(func(b []byte) { put32(b, 44, 0xFFFFFFFF); put32(b, 64, 0xFFFFFFFF); put32(b, 72, 0xFFFFFFFF) }),
		"cut in the middle":                       simple()[:6000],
		"a head alone":                            simple()[:512],
		"messages in messages":                    compoundFile(append(outlookProps{}.streams(headOfFile), attached(0, outlookProps{}, deep))...),
		"three thousand attachments":              compoundFile(append(outlookProps{}.streams(headOfFile), many...)...),
		"streams that share their bytes":          shared,
	}
}

func TestHostileMessagesOfOutlookEndBounded(t *testing.T) {
	reported := map[string]string{
		"messages in messages": "archive-too-deep", "three thousand attachments": "mail-parts-cut", "cut in the middle": "outlook-damaged",
		"every sector followed by the first": "outlook-damaged", "every sector followed by itself": "outlook-damaged", "streams that share their bytes": "outlook-damaged",
		"a directory that returns to its root": "outlook-damaged", "a directory that returns to itself": "outlook-damaged",
	}
	for name, src := range damagedMsgs() {
		t.Run(name, func(t *testing.T) {
			f := Read(t.Context(), memory("a.msg", src), Options{})
			if !f.Keep() {
				t.Error("the file is not kept")
			}
			if want := reported[name]; want != "" && !slices.Contains(codes(f), want) {
				t.Errorf("problems = %v, want %s", codes(f), want)
			}
		})
	}
}

func TestAnOldDocumentIsNoMail(t *testing.T) {
	doc := compoundFile(stream("WordDocument", bytes.Repeat([]byte("a"), 5000)), stream("1Table", []byte("b")))
	if f := Read(t.Context(), memory("a.doc", doc), Options{}); f.Kind == KindMail || f.Text != "" {
		t.Errorf("kind %q text %q", f.Kind, f.Text)
	}
}

func TestAMessageBehindAReaderInOrderIsHeld(t *testing.T) {
	b := supplierMsg()
	src := Source{Path: "a.msg", Size: -1, Open: func() (io.ReadCloser, error) { return io.NopCloser(io.MultiReader(bytes.NewReader(b))), nil }}
	if f := Read(t.Context(), src, Options{}); f.Kind != KindMail || len(f.Files) != 5 {
		t.Errorf("kind %q, %d files, problems %v", f.Kind, len(f.Files), codes(f))
	}
}

func TestCompressedRTF(t *testing.T) {
	// The two examples of MS-OXRTFCP, 3.1 and 3.2.
	tests := []struct{ packed, want string }{
		{"\x2d\x00\x00\x00\x2b\x00\x00\x00\x4c\x5a\x46\x75\xf1\xc5\xc7\xa7\x03\x00\x0a\x00\x72\x63\x70\x67\x31\x32\x35\x42\x32\x0a\xf3\x20\x68\x65\x6c\x09\x00\x20\x62\x77\x05\xb0\x6c\x64\x7d\x0a\x80\x0f\xa0", "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"},
		{"\x1a\x00\x00\x00\x1c\x00\x00\x00\x4c\x5a\x46\x75\xe2\xd4\x4b\x51\x41\x00\x04\x20\x57\x58\x59\x5a\x0d\x6e\x7d\x01\x0e\xb0", "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"},
	}
	for _, tt := range tests {
		got, err := unpackRTF([]byte(tt.packed))
		if err != nil || string(got) != tt.want {
			t.Errorf("unpackRTF = %q, %v, want %q", got, err, tt.want)
		}
	}
	for n := range 40 {
		want := strings.Repeat("a", n)
		if got, err := unpackRTF(packRTF(want)); err != nil || string(got) != want {
			t.Errorf("unpackRTF(packRTF(%d)) = %q, %v", n, got, err)
		}
	}
}

func FuzzOutlook(f *testing.F) {
	p := outlookProps{tag(propSubject, typeText16): "x", tag(propBody, typeText8): "a", tag(propRTF, typeBinary): packRTF(`{\rtf1\'8a}`)}
	f.Add(compoundFile(append(p.streams(headOfFile), attached(0, outlookProps{tag(propLongFile, typeText16): "a", tag(0x3701, typeBinary): []byte("a")}))...))
	f.Add([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
	f.Fuzz(func(t *testing.T, b []byte) {
		file := Read(t.Context(), memory("a.msg", b), Options{})
		for _, p := range Problems([]File{file}) {
			if p.Code == "" || p.Path == "" {
				t.Fatalf("problem %+v has no code or path", p)
			}
		}
	})
}

func FuzzRTF(f *testing.F) {
	f.Add(`{\rtf1\ansi\ansicpg1250\fromhtml1{\fonttbl{\f0\fcharset204 A;}}\uc1\u382?\u-10179\u-8192 {\*\htmltag84 <b>}\htmlrtf \par\htmlrtf0 \'8a\bin3 abc\~\_}`)
	f.Fuzz(func(t *testing.T, s string) {
		text, _, _, _ := richMail(s)
		if len(text) > 4*len(s)+16 {
			t.Fatalf("%d bytes of text from %d", len(text), len(s))
		}
		packed := packRTF(s)
		if got, err := unpackRTF(packed); err != nil || string(got) != s {
			t.Fatalf("unpackRTF(packRTF(%q)) = %q, %v", s, got, err)
		}
		_, _ = unpackRTF([]byte(s))
	})
}

// BenchmarkOutlook reads a message with attachments of 10 MB.
func BenchmarkOutlook(b *testing.B) {
	p := outlookProps{tag(propSubject, typeText16): "x", tag(propBody, typeText16): "a"}
	nodes := p.streams(headOfFile)
	for i := range 10 {
		nodes = append(nodes, attached(i, outlookProps{tag(propLongFile, typeText16): fmt.Sprintf("%d.bin", i), tag(0x3701, typeBinary): bytes.Repeat([]byte{0, 1, 2, 3}, 256<<10)}))
	}
	msg := compoundFile(nodes...)
	b.SetBytes(int64(len(msg)))
	b.ReportAllocs()
	for b.Loop() {
		if f := Read(b.Context(), memory("a.msg", msg), Options{}); len(f.Files) != 10 {
			b.Fatalf("%d files, problems %v", len(f.Files), f.Problems)
		}
	}
}

// TestTheFixtureIsWhatTheGeneratorWrites holds the file that the command's test
// reads to its source.
func TestTheFixtureIsWhatTheGeneratorWrites(t *testing.T) {
	b, err := os.ReadFile("testdata/poruka.msg")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b, supplierMsg()) {
		t.Error("testdata/poruka.msg is not what supplierMsg makes: write it anew")
	}
}
