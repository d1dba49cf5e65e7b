package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestMailWithAttachments(t *testing.T) {
	f := fixture(t, "supplier.eml", Options{})
	checkSpans(t, f)
	if f.Kind != KindMail || f.MediaType != "message/rfc822" || f.Title != "Isporuka šest lampi" {
		t.Errorf("kind %q type %q title %q", f.Kind, f.MediaType, f.Title)
	}
	if len(f.Messages) != 1 {
		t.Fatalf("messages = %d, want 1", len(f.Messages))
	}
	m := f.Messages[0]
	if m.Text != "Poštovana, lampe stižu kasnije." {
		t.Errorf("text = %q", m.Text)
	}
	if m.Time.String() != "2026-10-20T15:14:55+08:00" || m.From != "Bright Lamp Ž <sales@brightlamp.example>" || m.To != "Milena <milena@kupac.example>" {
		t.Errorf("time %s from %q to %q", m.Time, m.From, m.To)
	}
	if want := []string{"Bright Lamp Ž", "sales@brightlamp.example"}; !slices.Equal(f.Other, want) {
		t.Errorf("other = %q, want %q", f.Other, want)
	}
	var got []string
	for _, n := range f.Files {
		got = append(got, n.Path+" "+n.Kind)
	}
	want := []string{"supplier.eml!popis.csv text", "supplier.eml!slika.png image", "supplier.eml!part-3.eml mail"}
	if !slices.Equal(got, want) {
		t.Fatalf("files = %q, want %q", got, want)
	}
	if !slices.Equal(m.Attachments, []string{"popis.csv", "slika.png", "part-3.eml"}) {
		t.Errorf("attachments = %q", m.Attachments)
	}
	if in := f.Files[len(f.Files)-1]; len(in.Messages) != 1 || in.Messages[0].Text != "Unutra." {
		t.Errorf("the mail inside has %+v", in.Messages)
	}
	if f.Files[0].Text != "Artikal;Količina\r\nLampa;400\r\n" {
		t.Errorf("the attached table is %q: its bytes are not its own", f.Files[0].Text)
	}
}

func TestWhatTheReceivingServerSays(t *testing.T) {
	a := fixture(t, "supplier.eml", Options{}).Auth
	const header = "Authentication-Results"
	want := &Auth{
		SPF: "softfail", DKIM: "pass", DMARC: "fail", Server: "mx1.kupac.example", Standing: Claimed, Matched: true,
		Path: []Hop{
			{From: "[10.0.0.2]", IP: "10.0.0.2", By: "mail.brightlamp.example", Standing: SenderSide},
			{From: "mail.brightlamp.example", IP: "192.0.2.10", By: "mx1.kupac.example", Delay: 4, Standing: Receiver},
			{By: "mx.kupac.example", Delay: 3, Standing: Receiver},
		},
		Records: []Record{
			{"dkim", "pass", "brightlamp.example", "mx1.kupac.example", header, 0, Claimed},
			{"spf", "softfail", "brightlamp.example", "mx1.kupac.example", header, 0, Claimed},
			{"dmarc", "fail", "brightlamp.example", "mx1.kupac.example", header, 0, Claimed},
			{"spf", "pass", "", "mx.google.com", header, 0, SenderSide},
			{"dkim", "pass", "", "mx.google.com", header, 0, SenderSide},
			{"dmarc", "pass", "", "mx.google.com", header, 0, SenderSide},
		},
	}
	if d := cmp.Diff(want, a, cmpopts.IgnoreFields(Hop{}, "Time")); d != "" {
		t.Errorf("auth (-want +got):\n%s", d)
	}
	forged := "Received: from x.example by mx.kupac.example; Tue, 20 Oct 2026 09:15:05 +0200\n" +
		"Authentication-Results: mail.drugi.example; spf=pass; dkim=pass; dmarc=pass\nFrom: a@drugi.example\nSubject: x\n\ny\n"
	f := Read(t.Context(), memory("a.eml", []byte(forged)), Options{})
	if f.Auth == nil || f.Auth.Matched {
		t.Errorf("auth = %+v, want results of a server that did not receive the mail to be marked", f.Auth)
	}
	without := "From: a@drugi.example\nSubject: x\nDate: Mon, 19 Oct 2026 10:00:00 +0200\n\ny\n"
	if f := Read(t.Context(), memory("a.eml", []byte(without)), Options{}); f.Auth != nil || f.Other != nil {
		t.Errorf("auth %+v other %q, want none where nothing says", f.Auth, f.Other)
	}
}

func TestMailInCyrillic(t *testing.T) {
	f := fixture(t, "cyr1251.eml", Options{Person: []string{"petar@kupac.example"}})
	if f.Title != "Обавештење" || f.Messages[0].Text != "Поштовани, стање је промењено." {
		t.Errorf("title %q text %q", f.Title, f.Messages[0].Text)
	}
	if !slices.Equal(f.Other, []string{"Banka", "info@banka.example"}) {
		t.Errorf("other = %q", f.Other)
	}
}

func TestAMailOfHTMLAloneIsReadAsText(t *testing.T) {
	src := "From: a@drugi.example\nTo: b@kupac.example\nSubject: x\nDate: Mon, 19 Oct 2026 10:00:00 +0200\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<p>Uplatite <b>6.000</b> dinara</p><script>x()</script>\n"
	f := Read(t.Context(), memory("a.eml", []byte(src)), Options{})
	if got := f.Messages[0].Text; got != "Uplatite 6.000 dinara" {
		t.Errorf("text = %q", got)
	}
}

func TestAMailOfAThousandLevelsIsBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("From: a@drugi.example\nTo: b@kupac.example\nSubject: x\nMIME-Version: 1.0\n")
	for i := range 1000 {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=\"b%d\"\n\n--b%d\n", i, i)
	}
	f := Read(t.Context(), memory("a.eml", []byte(b.String())), Options{})
	if got := codes(f); !slices.Equal(got, []string{"mail-too-deep", "mail-without-date"}) || !f.Keep() || f.Kind != KindMail {
		t.Errorf("problems %v kept %v kind %q", got, f.Keep(), f.Kind)
	}
}

func TestMailsInsideMailsAreBounded(t *testing.T) {
	mail := "From: a@drugi.example\nTo: b@kupac.example\nSubject: last\nDate: Mon, 19 Oct 2026 10:00:00 +0200\n\nx\n"
	for i := range 12 {
		mail = fmt.Sprintf("From: a@drugi.example\nTo: b@kupac.example\nSubject: %d\nDate: Mon, 19 Oct 2026 10:00:00 +0200\nMIME-Version: 1.0\nContent-Type: message/rfc822\nContent-Disposition: attachment; filename=m.eml\n\n%s", i, mail)
	}
	f := Read(t.Context(), memory("a.eml", []byte(mail)), Options{})
	if got := codes(f); !slices.Equal(got, []string{"archive-too-deep"}) {
		t.Errorf("problems = %v, want archive-too-deep", got)
	}
}

func TestDamagedBase64GivesWhatThereIs(t *testing.T) {
	if got := string(decodeBase64("ZG9i\r\ncmEg!!dGVzdA===")); got != "dobra test" {
		t.Errorf("decodeBase64 = %q, want %q", got, "dobra test")
	}
}

func TestQuotedPrintable(t *testing.T) {
	tests := []struct{ in, want string }{
		{"=C5=BEuto", "žuto"},
		{"a=3Db =\r\nc\r\nd", "a=b c\r\nd"},
		{"a=\nb", "ab"},
		{"spaces at the end  \nb", "spaces at the end\nb"},
		{"=ZZ =4", "=ZZ =4"},
		{"100 =", "100 "},
		{"=c5=be", "ž"},
	}
	for _, tt := range tests {
		if got := string(decodeQuoted(tt.in)); got != tt.want {
			t.Errorf("decodeQuoted(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func FuzzMail(f *testing.F) {
	f.Add("From: a@b.example\nTo: c@d.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: text/plain\n\na\n--q\nContent-Disposition: attachment; filename=\"../a\"\nContent-Transfer-Encoding: base64\n\nYQ==\n--q--\n")
	f.Add("Received: from a by b; x\nAuthentication-Results: (((; spf=(pass\nFrom: x\nSubject: =?x?Q?=?=\n\n")
	f.Add("From: <Saved by Blink>\nSnapshot-Content-Location: https://a.example/\nContent-Type: multipart/related; boundary=q; start=\"<a>\"\n\n--q\nContent-ID: <a>\nContent-Type: text/html\n\n<p>a\n--q\nContent-Location: ../b?c\n\nx\n--q--\n")
	f.Add("Subject: =?utf-8?B?xQ==?= =?utf-8?B?vg==?=\nFrom: \"=?utf-8?Q?=C5=BE?=\" <a@b.example>\nTo: Z, Ana <b\nDate: Mon Oct 19 10:00:00 2026\nContent-Type: text/plain; charset=utf-7; name*1*=a; name*0*=x''%41\n\nbegin 644 a\n#86)C\n`\nend\n")
	f.Fuzz(func(t *testing.T, text string) {
		file := Read(t.Context(), memory("a.eml", []byte(text)), Options{})
		for _, m := range file.Messages {
			checkMessage(t, file, m, 0)
		}
		for _, p := range Problems([]File{file}) {
			if p.Code == "" || p.Path == "" {
				t.Fatalf("problem %+v has no code or path", p)
			}
		}
	})
}

// TestPartsAroundALargeBodyCostLittle holds the work of a mail down where every
// level reads what is inside it once more.
func TestPartsAroundALargeBodyCostLittle(t *testing.T) {
	var b strings.Builder
	b.WriteString("From: a@drugi.example\nTo: b@kupac.example\nSubject: x\nMIME-Version: 1.0\n")
	for i := range mailDepth {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=\"b%d\"\n\n--b%d\n", i, i)
	}
	b.WriteString("Content-Type: text/plain\n\n")
	b.WriteString(strings.Repeat("dobar dan svima redom\n--b\n", 1<<20))
	s := splitter{left: 1000}
	began := time.Now()
	root := s.split(b.String(), 0)
	if d := time.Since(began); root == nil || s.cut || s.deep || d > 20*time.Second {
		t.Errorf("split %d bytes in %v: cut %v deep %v", b.Len(), d, s.cut, s.deep)
	}
}

func TestPartsThatAreNotQuiteInOrder(t *testing.T) {
	const head = "From: a@drugi.example\nTo: b@kupac.example\nDate: Mon, 19 Oct 2026 10:00:00 +0200\nSubject: x\n"
	tests := []struct{ name, rest, want string }{
		{"never closed", "Content-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: text/plain\n\ndobar dan\n", "dobar dan"},
		{"a preamble and an epilogue", "Content-Type: multipart/mixed; boundary=q\n\nfirst\n--q  \n\ndobar dan\n--q--\nlast\n", "dobar dan"},
		{"a boundary that another begins with", "Content-Type: multipart/mixed; boundary=q\n\n--q\n\ndobar\n--qq\ndan\n--q--\n", "dobar\n--qq\ndan"},
		{"no boundary", "Content-Type: multipart/mixed\n\ndobar dan\n", "dobar dan"},
		{"a boundary that never comes", "Content-Type: multipart/mixed; boundary=q\n\ndobar dan\n", "dobar dan"},
		{"a type with a slip", "Content-Type: text/plain; charset=utf-8;; x y\n\ndobar dan\n", "dobar dan"},
		{"a line that is no header", "dobar dan svima\nX-A: b\n\ndobar dan\n", "dobar dan svima\nX-A: b\n\ndobar dan"},
		{"a character set that nobody knows", "Content-Type: text/plain; charset=x-none\n\nčaj\n", "čaj"},
		{"two plain parts", "Content-Type: multipart/mixed; boundary=q\n\n--q\n\na\n--q\n\nb\n--q--\n", "a\n\nb"},
	}
	for _, tt := range tests {
		f := Read(t.Context(), memory("a.eml", []byte(head+tt.rest)), Options{})
		var said []string
		if tt.name == "never closed" {
			said = []string{"mail-without-end"}
		}
		if len(f.Messages) != 1 || f.Messages[0].Text != tt.want || !slices.Equal(codes(f), said) {
			t.Errorf("%s: messages %+v problems %v, want %q", tt.name, f.Messages, f.Problems, tt.want)
		}
	}
}
