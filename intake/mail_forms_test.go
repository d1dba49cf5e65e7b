package intake

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"recourse"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

const mailHeadDated = "From: a@drugi.example\nTo: b@kupac.example\nDate: Mon, 19 Oct 2026 10:00:00 +0200\nSubject: x\nMIME-Version: 1.0\n"

func TestCharacterSetsOfMails(t *testing.T) {
	tests := []struct {
		label string
		enc   encoding.Encoding
		text  string
	}{
		{"windows-1250", charmap.Windows1250, "Poštovani, čaj, žuto ćebe, đak"},
		{"cp1250", charmap.Windows1250, "Šolja"},
		{"WINDOWS-1251", charmap.Windows1251, "Поштовани, стање"},
		{"iso-8859-2", charmap.ISO8859_2, "Čekamo uplatu, šaljite"},
		{"ISO_8859-5", charmap.ISO8859_5, "Чекамо уплату"},
		{"koi8-r", charmap.KOI8R, "Ждём оплату"},
		{"ibm852", charmap.CodePage852, "Žuto ćebe"},
		{"cp852", charmap.CodePage852, "Žuto ćebe"},
		{"gb18030", simplifiedchinese.GB18030, "请付定金"},
		{"gb2312", simplifiedchinese.GBK, "请付定金"},
		{"hz-gb-2312", simplifiedchinese.HZGB2312, "请付定金"},
		{"big5", traditionalchinese.Big5, "請付訂金"},
	}
	for _, tt := range tests {
		raw, err := tt.enc.NewEncoder().String(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		if tt.label == "hz-gb-2312" {
			raw += "~}" // the encoder leaves it open
		}
		src := mailHeadDated + "X-Note: " + "=?" + tt.label + "?B?" + encodeBase64(raw) + "?=\n" +
			"Content-Type: text/plain; charset=\"" + tt.label + "\"\nContent-Transfer-Encoding: 8bit\n\n" + raw + "\n"
		f := Read(t.Context(), memory("a.eml", []byte(src)), Options{})
		if len(f.Messages) != 1 || f.Messages[0].Text != tt.text || len(f.Problems) > 0 {
			t.Errorf("%s: text %q problems %v, want %q", tt.label, f.Text, f.Problems, tt.text)
		}
		if got := headerNamed(f, "X-Note"); got != tt.text {
			t.Errorf("%s: header %q, want %q", tt.label, got, tt.text)
		}
	}
}

func headerNamed(f File, name string) string {
	for _, h := range f.Headers {
		if h.Name == name {
			return h.Value
		}
	}
	return ""
}

func TestCharacterSetsThatAreNotRead(t *testing.T) {
	tests := []struct{ name, rest, text, code string }{
		{"UTF-7", "Content-Type: text/plain; charset=utf-7\n\n+AFU-platite\n", "+AFU-platite", "charset-refused"},
		{"UTF-7 by its long name", "Content-Type: text/plain; charset=unicode-1-1-utf-7\n\n+AFU-platite\n", "+AFU-platite", "charset-refused"},
		{"UTF-7 in the subject", "Subject: =?UTF-7?Q?+AFU-platite?=\n\nx\n", "x", "charset-refused"},
		{"one that cannot be read", "Content-Type: text/plain; charset=iso-2022-kr\n\n\x9eut\n", "žut", "charset-refused"},
		{"none, and not UTF-8", "Content-Type: text/plain\n\n\x9eut \xe8aj\n", "žut čaj", "charset-guessed"},
		{"a false one", "Content-Type: text/plain; charset=utf-8\n\n\x9eut \xe8aj\n", "žut čaj", "charset-guessed"},
	}
	for _, tt := range tests {
		head := strings.Replace(mailHeadDated, "Subject: x\n", "", 1)
		f := Read(t.Context(), memory("a.eml", []byte(head+tt.rest)), Options{})
		if got := f.Messages[0].Text; got != tt.text || !slices.Equal(codes(f), []string{tt.code}) {
			t.Errorf("%s: text %q problems %v, want %q and %s", tt.name, got, codes(f), tt.text, tt.code)
		}
	}
}

func encodeBase64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func TestEncodedWords(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "Zdravo", "Zdravo"},
		{"base64", "=?utf-8?B?xb51dG8=?=", "žuto"},
		{"quoted", "=?UTF-8?q?=C5=BEuto_=c4=87ebe?=", "žuto ćebe"},
		{"cut between the bytes of a letter", "=?utf-8?B?xQ==?= =?utf-8?B?vnV0bw==?=", "žuto"},
		{"cut so in two ways of encoding", "=?utf-8?Q?=C5?=\r\n =?utf-8?B?vnV0bw==?=", "žuto"},
		{"two words and a gap that does not count", "=?utf-8?Q?a?=  =?utf-8?Q?b?=", "ab"},
		{"words of two character sets", "=?windows-1250?Q?=9E?= =?utf-8?Q?=C5=BE?=", "žž"},
		{"text around", "Re: =?utf-8?Q?=C5=BE?= kraj", "Re: ž kraj"},
		{"no gap before a word", "Re:=?utf-8?Q?=C5=BE?=", "Re:ž"},
		{"a language", "=?utf-8*sr?Q?=C5=BE?=", "ž"},
		{"spaces inside, as some write", "=?utf-8?Q?=C5=BE a?=", "ž a"},
		{"lost padding", "=?utf-8?B?xb4?=", "ž"},
		{"an empty word", "=?utf-8?Q??=a", "a"},
		{"begins with an escape", "=?utf-8?Q?=C5=BE=C5=BE?=", "žž"},
		{"not closed", "=?utf-8?Q?=C5=BE", "=?utf-8?Q?=C5=BE"},
		{"an unknown set", "=?x-none?Q?a?=", "=?x-none?Q?a?="},
		{"UTF-7 is left", "=?utf-7?Q?+AFU-?=", "=?utf-7?Q?+AFU-?="},
		{"letters of an older set as they stand", "\x8aolja =?utf-8?Q?=C5=BE?=", "Šolja ž"},
		{"letters of UTF-8 as they stand", "Šolja", "Šolja"},
		{"question marks", "=?=?=?", "=?=?=?"},
	}
	for _, tt := range tests {
		if got := decodeWords(tt.in); got != tt.want {
			t.Errorf("%s: decodeWords(%q) = %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}

func TestParameters(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"a token", `attachment; filename=a.pdf`, "a.pdf"},
		{"quoted", `attachment; filename="a; b.pdf"`, "a; b.pdf"},
		{"escaped marks", `attachment; filename="a\"b.pdf"`, `a"b.pdf`},
		{"a path of Windows", `attachment; filename="C:\moji\a.pdf"`, `C:\moji\a.pdf`},
		{"RFC 2231 in UTF-8", `attachment; filename*=utf-8''%C5%A1ifra.pdf`, "šifra.pdf"},
		{"RFC 2231 in windows-1250", `attachment; filename*=windows-1250'sr'%9Aifra.pdf`, "šifra.pdf"},
		{"in pieces", `attachment; filename*1="ra.pdf"; filename*0="sif"`, "sifra.pdf"},
		{"in pieces and a letter cut between them", `attachment; filename*0*=utf-8''%C5; filename*1*=%A1ifra; filename*2=".pdf"`, "šifra.pdf"},
		{"the extended one wins", `attachment; filename="sifra.pdf"; filename*=utf-8''%C5%A1ifra.pdf`, "šifra.pdf"},
		{"an encoded word in quotation marks", `attachment; filename="=?utf-8?B?xaFpZnJhLnBkZg==?="`, "šifra.pdf"},
		{"letters of an older set as they stand", "attachment; filename=\"\x9aifra.pdf\"", "šifra.pdf"},
		{"twice", `attachment; filename=a.pdf; filename=b.pdf`, "a.pdf"},
		{"blanks around", `attachment ; filename = "a.pdf" ; size=3`, "a.pdf"},
		{"no end", `attachment; filename="a.pdf`, "a.pdf"},
		{"unquoted blanks", `attachment; filename=moj racun.pdf`, "moj racun.pdf"},
		{"a slip between", `attachment;; x; filename=a.pdf`, "a.pdf"},
	}
	for _, tt := range tests {
		src := mailHeadDated + "Content-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: application/octet-stream\nContent-Disposition: " + tt.in + "\n\nx\n--q--\n"
		f := Read(t.Context(), memory("a.eml", []byte(src)), Options{})
		if !slices.Equal(f.Messages[0].Attachments, []string{tt.want}) {
			t.Errorf("%s: attachments %q, want %q", tt.name, f.Messages[0].Attachments, tt.want)
		}
	}
}

func TestDatesOfMails(t *testing.T) {
	tests := []struct{ in, want string }{
		{"Mon, 19 Oct 2026 10:00:05 +0200", "2026-10-19T10:00:05+02:00"},
		{"19 Oct 2026 10:00 -0330", "2026-10-19T10:00:00-03:30"},
		{"Mon, 19 Oct 2026 10:00:00 +0800 (CST)", "2026-10-19T10:00:00+08:00"},
		{"Mon, 19 Oct 2026 10:00:00 GMT", "2026-10-19T10:00:00Z"},
		{"Mon, 19 Oct 2026 10:00:00 -0000", "2026-10-19T10:00:00Z"},
		{"Mon, 19 Oct 2026 10:00:00 EST", "2026-10-19T10:00:00-05:00"},
		{"Mon, 19 Oct 2026 10:00:00 PDT", "2026-10-19T10:00:00-07:00"},
		{"Mon, 19 Oct 2026 10:00:00 GMT+0200", "2026-10-19T10:00:00+02:00"},
		{"Mon, 19 Oct 2026 10:00:00 +02:00", "2026-10-19T10:00:00+02:00"},
		{"Mon, 19 Oct 2026 10:00:00 CEST", "2026-10-19T10:00:00"}, // RFC 5322 gives it no meaning
		{"Mon, 19 Oct 2026 10:00:00", "2026-10-19T10:00:00"},
		{"Mon, 19 Oct 2026 10:00:00 +9900", "2026-10-19T10:00:00"},
		{"Mon, 19 Oct 26 10:00:00 +0200", "2026-10-19T10:00:00+02:00"},
		{"Mon, 19 Oct 98 10:00:00 +0200", "1998-10-19T10:00:00+02:00"},
		{"Mon, 19 Oct 2026", "2026-10-19"},
		{"Mon Oct 19 10:00:00 2026", "2026-10-19T10:00:00"},
		{"Mon Oct 19 10:00:00 +0200 2026", "2026-10-19T10:00:00+02:00"},
		{"19-Oct-2026 10:00:00 +0200", "2026-10-19T10:00:00+02:00"},
		{"Mon, 19 Oct 2026 1:05:00 PM +0200", "2026-10-19T13:05:00+02:00"},
		{"2026-10-19T10:00:00+02:00", "2026-10-19T10:00:00+02:00"},
		{"2026-10-19 10:00:00", "2026-10-19T10:00:00"},
		{"pon, 19 Oct 2026 10:00:00 +0200", "2026-10-19T10:00:00+02:00"},
		{"Mon, 31 Feb 2026 10:00:00 +0200", ""},
		{"10/12/2026 10:00", ""}, // day or month first: not guessed
		{"Mon, 19 listopada 2026 10:00:00 +0200", ""},
		{"", ""},
		{"sutra", ""},
	}
	for _, tt := range tests {
		if got := mailDate(tt.in).String(); got != tt.want {
			t.Errorf("mailDate(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestTheTimeOfAServerIsNotTheDate(t *testing.T) {
	src := "Received: from mail.drugi.example (mail.drugi.example [192.0.2.10]) by mx.kupac.example; Tue, 20 Oct 2026 09:15:05 +0200\nFrom: a@drugi.example\nTo: b@kupac.example\nSubject: x\n\ny\n"
	f := Read(t.Context(), memory("a.eml", []byte(src)), Options{})
	if !f.Messages[0].Time.IsZero() || !slices.Equal(codes(f), []string{"mail-date-of-server"}) {
		t.Fatalf("time %s problems %v", f.Messages[0].Time, codes(f))
	}
	if got, ok := f.Problems[0].Args["time"].(recourse.Moment); !ok || got.String() != "2026-10-20T07:15:05Z" {
		t.Errorf("the server's time is %v", f.Problems[0].Args)
	}
}

func TestAddressesThatAreNotQuiteInForm(t *testing.T) {
	tests := []struct{ in, want string }{
		{"Ana <a@b.example>", "Ana <a@b.example>"},
		{"\"Petrović, Ana\" <a@b.example>, c@d.example", "Petrović, Ana <a@b.example>, c@d.example"},
		{"Petrović, Ana <a@b.example>, c@d.example", "Petrović, Ana <a@b.example>, c@d.example"},
		{"\"=?utf-8?Q?=C5=BDeljka?=\" <a@b.example>", "Željka <a@b.example>"},
		{"=?utf-8?B?xQ==?= =?utf-8?B?vXV0aQ==?= <a@b.example>", "Žuti <a@b.example>"},
		{"=?utf-8?Q?Petrovi=C4=87=2C_Ana?= <a@b.example>", "Petrović, Ana <a@b.example>"},
		{"\x8eeljka <a@b.example>", "Željka <a@b.example>"},
		{"a@b.example, ", "a@b.example"},
		{"Ana <a@b.example", "Ana <a@b.example>"},
		{"undisclosed-recipients:;", "undisclosed-recipients:;"},
		{"niko", "niko"},
	}
	for _, tt := range tests {
		h := mailHead{map[string][]string{"To": {tt.in}}}
		if got := h.people("To"); got != tt.want {
			t.Errorf("people(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestPartsBecomeFilesWithNames(t *testing.T) {
	parts := []struct{ head, body, want string }{
		{"Content-Type: image/png\nContent-ID: <logo.12@firma.example>\nContent-Transfer-Encoding: base64", encodeBase64(string(png)), "logo.12.png image"},
		{"Content-Type: image/png\nContent-ID: <image001.png@01DC>\nContent-Transfer-Encoding: base64", encodeBase64(string(png)), "image001.png image"},
		{"Content-Type: image/png\nContent-Transfer-Encoding: base64", encodeBase64(string(png)), "part-3.png image"},
		{"Content-Type: text/plain; name=beleska.txt\nContent-Disposition: inline; filename=beleska.txt", "beleška", "beleska.txt text"},
		{"Content-Type: text/calendar; method=REQUEST; charset=utf-8", "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nSUMMARY:Poziv\nDTSTART:20261019T100000Z\nEND:VEVENT\nEND:VCALENDAR", "part-5.ics text"},
		{"Content-Type: text/vcard", "BEGIN:VCARD\nVERSION:4.0\nFN:Ana\nTEL:+381601234567\nEND:VCARD", "part-6.vcf text"},
		{"Content-Type: message/rfc822", mailHeadDated + "\nUnutra.", "part-7.eml mail"},
		{"Content-Type: text/plain; charset=windows-1251\nContent-Disposition: attachment; filename=a.txt", "\xcf\xee\xf8\xf2\xee\xe2\xe0\xed\xe8", "a.txt text"},
		{"Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=slika.png\nContent-Transfer-Encoding: x-uuencode", uuencode("slika.png", png), "slika.png image"},
	}
	src := mailHeadDated + "Content-Type: multipart/mixed; boundary=q\n\n"
	for _, p := range parts {
		src += "--q\n" + p.head + "\n\n" + p.body + "\n"
	}
	f := Read(t.Context(), memory("a.eml", []byte(src+"--q--\n")), Options{})
	if len(f.Files) != len(parts) {
		t.Fatalf("%d files, want %d: %q", len(f.Files), len(parts), f.Messages[0].Attachments)
	}
	for i, p := range parts {
		if got := f.Files[i].Name + " " + f.Files[i].Kind; got != p.want {
			t.Errorf("file %d = %q, want %q", i, got, p.want)
		}
	}
	if got := f.Files[7].Text; got != "Поштовани" {
		t.Errorf("the text in a named character set is %q, problems %v", got, f.Files[7].Problems)
	}
	if got := f.Files[8].Size; got != int64(len(png)) {
		t.Errorf("the uuencoded picture has %d bytes, want %d", got, len(png))
	}
}

// uuencode writes a file as POSIX has it.
func uuencode(name string, b []byte) string {
	var s strings.Builder
	fmt.Fprintf(&s, "begin 644 %s\n", name)
	for chunk := range slices.Chunk(b, 45) {
		s.WriteByte(byte(len(chunk)) + ' ')
		padded := append(slices.Clone(chunk), 0, 0)
		for i := 0; i < len(chunk); i += 3 {
			for _, v := range []byte{padded[i] >> 2, padded[i]<<4&63 | padded[i+1]>>4, padded[i+1]<<2&63 | padded[i+2]>>6, padded[i+2] & 63} {
				if v == 0 {
					v = 64
				}
				s.WriteByte(v + ' ')
			}
		}
		s.WriteByte('\n')
	}
	return s.String() + "`\nend\n"
}

func TestFilesInATextInUuencode(t *testing.T) {
	block := uuencode("../slika.png", png)
	tests := []struct {
		name, body, text string
		sizes            []int64
	}{
		{"in the middle", "pre\n\n" + block + "posle\n", "pre\n\nposle", []int64{int64(len(png))}},
		{"two", block + block, "", []int64{int64(len(png)), int64(len(png))}},
		{"without its end", "pre\n" + strings.TrimSuffix(block, "`\nend\n") + "Posle toga, tekst.\n", "pre\nPosle toga, tekst.", []int64{int64(len(png))}},
		{"only like one", "begin 644 things at once\nand go on\nend\n", "begin 644 things at once\nand go on\nend", nil},
	}
	for _, tt := range tests {
		f := Read(t.Context(), memory("a.eml", []byte(mailHeadDated+"\n"+tt.body)), Options{})
		var sizes []int64
		for _, n := range f.Files {
			sizes = append(sizes, n.Size)
			if n.Name != "slika.png" || n.Kind != KindImage {
				t.Errorf("%s: name %q kind %q", tt.name, n.Name, n.Kind)
			}
		}
		if f.Messages[0].Text != tt.text || !slices.Equal(sizes, tt.sizes) {
			t.Errorf("%s: text %q sizes %v, want %q %v", tt.name, f.Messages[0].Text, sizes, tt.text, tt.sizes)
		}
	}
}

// hostileMails are mails that nobody sends who means well. Each is large enough
// to matter and small enough for a test.
func hostileMails() map[string]string {
	header := strings.Repeat("X-A: b\n", 2_000_000)
	levels := "From: a@drugi.example\nTo: b@kupac.example\nDate: Mon, 19 Oct 2026 10:00:00 +0200\nMIME-Version: 1.0\n"
	for i := range 1000 {
		levels += fmt.Sprintf("Content-Type: multipart/mixed; boundary=\"b%d\"\n\n--b%d\n", i, i)
	}
	mixed := "Content-Type: multipart/mixed; boundary=q\n\n"
	nested := "bomba"
	for range 30 {
		nested = "From: a@drugi.example\nTo: b@kupac.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + encodeBase64(nested)
	}
	return map[string]string{
		"a thousand levels":               levels + "Content-Type: text/plain\n\ndno",
		"two million headers":             mailHeadDated + header + "\ntekst",
		"one header of two million lines": mailHeadDated + "X-A: b\n" + strings.Repeat(" b\n", 2_000_000) + "\ntekst",
		"a boundary in itself":            mailHeadDated + mixed + strings.Repeat("--q\nContent-Type: multipart/mixed; boundary=q\n\n", 2000) + "--q--\n",
		"a boundary of dashes":            mailHeadDated + "Content-Type: multipart/mixed; boundary=\"\n\"\n\n" + strings.Repeat("--\n", 100_000),
		"a hundred thousand parts":        mailHeadDated + mixed + strings.Repeat("--q\n\na\n", 100_000) + "--q--\n",
		"a hundred thousand attachments":  mailHeadDated + mixed + strings.Repeat("--q\nContent-Type: application/x-a\n\na\n", 100_000) + "--q--\n",
		"base64 in base64":                nested,
		"a million encoded words":         mailHeadDated + "X-B: " + strings.Repeat("=?utf-8?Q?a?= ", 1_000_000) + "\n\ntekst",
		"half an encoded word, often":     mailHeadDated + "X-B: " + strings.Repeat("=?utf-8?Q?x ", 20_000) + "\n\ntekst",
		"a hundred thousand parameters":   mailHeadDated + "Content-Type: text/plain" + strings.Repeat("; a*1*=b", 25_000) + "\n\ntekst",
		"a hundred thousand addresses":    "Cc: x\n" + mailHeadDated + "Reply-To: " + strings.Repeat("Ana, <a@b.example>, ", 12_000) + "\n\ntekst",
		"begins of uuencode":              mailHeadDated + "\n" + strings.Repeat("begin 644 a\n#86)C\n", 100_000),
	}
}

func TestHostileMailsEndBounded(t *testing.T) {
	reported := map[string]string{
		"a thousand levels": "mail-too-deep", "two million headers": "mail-headers-cut", "one header of two million lines": "mail-headers-cut",
		"a hundred thousand parts": "mail-parts-cut", "a hundred thousand attachments": "mail-parts-cut", "a boundary in itself": "mail-parts-cut",
		"base64 in base64": "archive-too-deep", "a million encoded words": "mail-headers-cut", "half an encoded word, often": "mail-headers-cut",
	}
	for name, src := range hostileMails() {
		t.Run(name, func(t *testing.T) {
			f := Read(t.Context(), memory("a.eml", []byte(src)), Options{})
			if f.Kind != KindMail || !f.Keep() || len(f.Messages) != 1 {
				t.Errorf("kind %q kept %v messages %d", f.Kind, f.Keep(), len(f.Messages))
			}
			if want := reported[name]; want != "" && !slices.Contains(codes(f), want) {
				t.Errorf("problems = %v, want %s", codes(f), want)
			}
			if n := count(f.Files); n > DefaultLimits().Parts {
				t.Errorf("%d files in it", n)
			}
		})
	}
}

func count(files []File) int {
	n := len(files)
	for _, f := range files {
		n += count(f.Files)
	}
	return n
}

// A date that the sender made up does not date what is in the mail; one that is
// hours off is the sender's own.
func TestAForgedDateGivesWayToTheServers(t *testing.T) {
	mail := func(date string) File {
		src := "Received: from mail.drugi.example (mail.drugi.example [192.0.2.10]) by mx.kupac.example; Tue, 20 Oct 2026 09:15:05 +0200\nFrom: a@drugi.example\nTo: b@kupac.example\nDate: " + date + "\nSubject: x\n\ny\n"
		return Read(t.Context(), memory("a.eml", []byte(src)), Options{})
	}
	for date, want := range map[string]string{
		"Wed, 22 Jan 2025 10:00:00 +0100": "2026-10-20T07:15:05Z",
		"Tue, 22 Jan 2030 10:00:00 +0100": "2026-10-20T07:15:05Z",
		"Mon, 19 Oct 2026 10:00:00 +0200": "2026-10-19T10:00:00+02:00",
	} {
		f := mail(date)
		if got := f.Messages[0].Time.String(); got != want || slices.Contains(codes(f), "mail-date-differs") != (want[len(want)-1] == 'Z') {
			t.Errorf("%s: time %s, problems %v, want %s", date, got, codes(f), want)
		}
	}
}

// What stands before a mail that Apple Mail keeps, or that Gmail shows, is no part of it.
func TestMailsWithSomethingBeforeThem(t *testing.T) {
	const mail = "Delivered-To: vesna@m.example\nReceived: from mx.example by mail.example; Wed, 18 Nov 2026 10:00:01 +0100\nFrom: Lena <lena@prevara.example>\nTo: vesna@m.example\nSubject: Uplata\nDate: Wed, 18 Nov 2026 10:00:00 +0100\n\nUplatite 150 EUR\n"
	const table = "Original message\nMessage ID\t<1@prevara.example>\nFrom:\tLena <lena@prevara.example>\nSubject:\tUplata\nSPF:\tPASS with IP 192.0.2.1 Learn more\nDKIM:\t'PASS' with domain prevara.example Learn more\n\n\n"
	for name, text := range map[string]string{
		"1.emlx":       fmt.Sprintf("%-10d\n%s<?xml version=\"1.0\"?>\n<plist version=\"1.0\"><dict/></plist>\n", len(mail), mail),
		"original.txt": table + mail,
	} {
		f := handed(t, name, text, Options{})
		if f.Kind != KindMail || f.Title != "Uplata" || len(f.Messages) != 1 || f.Text != "Uplata\n\nUplatite 150 EUR" || f.Messages[0].Time.String() != "2026-11-18T10:00:00+01:00" {
			t.Errorf("%s: %s %q with %q and %+v", name, f.Kind, f.Title, f.Text, f.Messages)
		}
	}
	for _, text := range []string{"12\nFrom: here we go\nnothing else\n", table, "2026\n\n" + mail, "SPF: PASS\nDKIM: PASS\nfine\n"} {
		if f := handed(t, "a.txt", text, Options{}); f.Kind == KindMail {
			t.Errorf("%.40q is a mail", text)
		}
	}
}

// A plain text that is a stub or a footer hides nothing that the HTML says.
func TestAStubOfPlainTextHidesNothing(t *testing.T) {
	mail := func(kind, plain, html string) string {
		return "From: Lena <lena@prevara.example>\nTo: vesna@m.example\nSubject: Pay\nDate: Wed, 18 Nov 2026 10:00:00 +0100\nMIME-Version: 1.0\nContent-Type: multipart/" + kind + "; boundary=b\n\n" +
			"--b\nContent-Type: text/html; charset=utf-8\n\n" + html + "\n--b\nContent-Type: text/plain; charset=utf-8\n\n" + plain + "\n--b--\n"
	}
	const html = "<p>Please pay 500 EUR to the account DE89 3704 0044 0532 0130 00 before Friday, or the goods are lost.</p>"
	const words = "Please pay 500 EUR to the account DE89 3704 0044 0532 0130 00 before Friday, or the goods are lost."
	for _, tt := range []struct{ name, text, want string }{
		{"a stub", mail("alternative", "See the HTML version.", html), words + "\n\nSee the HTML version."},
		{"a stub that is longer", mail("alternative", "If you cannot read this message, open it in a browser that shows pages.", "<p>Please pay <a href='https://posao.example/x'>here</a> today</p>"), "Please pay here today\n\nIf you cannot read this message, open it in a browser that shows pages."},
		{"a footer of a scanner", mail("mixed", "-- \nNo viruses found.", html), words + "\n\n-- \nNo viruses found."},
		{"words that stand in the HTML", mail("alternative", "Please pay 500 EUR", html), words},
		{"the same words", mail("alternative", words, html), words},
		{"more words", mail("alternative", words+" And more, with all conditions and terms, in the plain text alone.", html), words + " And more, with all conditions and terms, in the plain text alone."},
		{"a page without words", mail("alternative", "Pay", "<img src=x>"), "Pay"},
	} {
		if f := handed(t, "a.eml", tt.text, Options{}); f.Messages[0].Text != tt.want || len(f.Problems) != 0 {
			t.Errorf("%s: %q, %v, want %q", tt.name, f.Messages[0].Text, codes(f), tt.want)
		}
	}
}

func TestSealedMailsAreNamed(t *testing.T) {
	const head = "From: Lena <lena@prevara.example>\nTo: vesna@m.example\nSubject: Pay\nDate: Wed, 18 Nov 2026 10:00:00 +0100\nMIME-Version: 1.0\n"
	for _, text := range []string{
		head + "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIIBAAYJKoZIhvcNAQcD\n",
		head + "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n--b\nContent-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n--b--\n",
		head + "Content-Type: text/plain\n\n-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n",
	} {
		if f := handed(t, "a.eml", text, Options{}); !slices.Contains(codes(f), "mail-sealed") {
			t.Errorf("%.300q: %v, want mail-sealed", text, codes(f))
		}
	}
	signed := head + "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=b\n\n--b\nContent-Type: text/plain\n\nPay\n--b\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nMIIB\n--b--\n"
	if f := handed(t, "a.eml", signed, Options{}); slices.Contains(codes(f), "mail-sealed") || f.Messages[0].Text != "Pay" {
		t.Errorf("a signed mail: %q, %v", f.Messages[0].Text, codes(f))
	}
}
