package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"recourse"

	"github.com/emersion/go-msgauth/dkim"
)

const fromLine = "From ana@firma.example Mon Oct 19 10:00:00 2026\n"

// boxOf puts mails into a box in the form that each flavour writes.
func boxOf(mails ...string) string {
	var b strings.Builder
	for _, m := range mails {
		b.WriteString(fromLine + m + "\n")
	}
	return b.String()
}

func simpleMail(n int, body string) string {
	return fmt.Sprintf("From: Ana <ana@firma.example>\nTo: Milena <milena@kupac.example>\nSubject: Uplata %d\n"+
		"Date: Mon, 19 Oct 2026 10:%02d:00 +0200\n\n%s", n, n%60, body)
}

func TestABoxIsReadMailByMail(t *testing.T) {
	one, two, three := simpleMail(1, "prva\n"), simpleMail(2, "druga\n"), simpleMail(3, "treća\n")
	counted := func(m string, n int) string {
		return strings.Replace(m, "\n\n", fmt.Sprintf("\nContent-Length: %d\n\n", n), 1)
	}
	inner := "prvi red\n\nFrom x@y.example Mon Oct 19 10:00:00 2026\nSubject: u telu\n\nkraj\n"
	tests := []struct {
		name, box string
		bodies    []string
		raw       []string // the bytes of each mail, where they are told
	}{
		{"mboxo", boxOf(one, two, three), []string{"prva", "druga", "treća"}, []string{one, two, three}},
		{"mboxrd", boxOf(simpleMail(1, ">From nas\n>>From njih\n>Odgovor\n"), two), []string{"From nas\n>From njih\n>Odgovor", "druga"}, nil},
		{"mboxcl2 with a mail in a body", boxOf(counted(one, 5), counted(simpleMail(2, inner), len(inner)), three), []string{"prva", strings.TrimSpace(inner), "treća"}, nil},
		{"a Content-Length that is wrong", boxOf(counted(one, 5), counted(two, 7000), counted(three, 1)), []string{"prva", "druga", "treća"}, nil},
		{"a Content-Length in a box that does not count", boxOf(one, counted(two, 6+1+len(fromLine+three)), three), []string{"prva", "druga", "treća"}, nil},
		{"CRLF as Takeout writes", strings.ReplaceAll(boxOf(one, two), "\n", "\r\n"), []string{"prva", "druga"}, []string{strings.ReplaceAll(one, "\n", "\r\n"), strings.ReplaceAll(two, "\n", "\r\n")}},
		{"words that only begin as a mail does", boxOf(simpleMail(1, "a\n\nFrom the bank\nIBAN: none\n\nFrom Monday on\n"), two), []string{"a\n\nFrom the bank\nIBAN: none\n\nFrom Monday on", "druga"}, nil},
		{"lines without a date", strings.ReplaceAll(boxOf(one, two), fromLine, "From nobody\n"), []string{"prva", "druga"}, nil},
		{"no empty line between", fromLine + one + fromLine + two, []string{"prva", "druga"}, []string{one, two}},
		{"no line end at the end", fromLine + strings.TrimSpace(one), []string{"prva"}, []string{strings.TrimSpace(one)}},
		{"a mail without a head", boxOf("nije zaglavlje: ništa\nni ovo\n", two), []string{"nije zaglavlje: ništa\nni ovo", "druga"}, nil},
		{"Thunderbird's line", strings.ReplaceAll(boxOf(one, two), "ana@firma.example", "-"), []string{"prva", "druga"}, nil},
		{"a zone in the line", strings.ReplaceAll(boxOf(one, two), "10:00:00 2026\n", "10:00:00 CEST 2026\n"), []string{"prva", "druga"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := Read(t.Context(), memory("pošta.mbox", []byte(tt.box)), Options{})
			if f.Kind != KindArchive || f.MediaType != "application/mbox" || !f.Keep() {
				t.Fatalf("kind %q type %q kept %v", f.Kind, f.MediaType, f.Keep())
			}
			var got []string
			for i, m := range f.Files {
				if m.Kind != KindMail || len(m.Messages) != 1 {
					t.Fatalf("file %d has kind %q and messages %+v", i+1, m.Kind, m.Messages)
				}
				checkSpans(t, m)
				got = append(got, strings.ReplaceAll(m.Messages[0].Text, "\r\n", "\n"))
				raw := tt.box[m.Offset : m.Offset+m.Size]
				if sum := sha256.Sum256([]byte(raw)); hex.EncodeToString(sum[:]) != m.SHA256 {
					t.Errorf("mail %d: the digest is not that of the bytes at its place: %q", i+1, raw)
				}
				if i < len(tt.raw) && raw != tt.raw[i] {
					t.Errorf("mail %d: its bytes are %q, want %q", i+1, raw, tt.raw[i])
				}
			}
			if !slices.Equal(got, tt.bodies) {
				t.Errorf("bodies = %q, want %q", got, tt.bodies)
			}
		})
	}
}

func TestMailsInABoxHaveNamesOfTheirOwn(t *testing.T) {
	named := func(subject string) string { return strings.Replace(simpleMail(1, "a\n"), "Uplata 1", subject, 1) }
	box := boxOf(named("Račun"), named("Račun"), named("../../etc/passwd"), named("=?utf-8?B?xI0=?= \u202egpj.exe"), named(""), named(strings.Repeat("ž", 300)))
	f := Read(t.Context(), memory("box.mbox", []byte(box)), Options{})
	var got []string
	for _, m := range f.Files {
		got = append(got, m.Path)
	}
	want := []string{
		"box.mbox!0001 Račun.eml", "box.mbox!0002 Račun.eml", "box.mbox!0003 .._.._etc_passwd.eml", "box.mbox!0004 č gpj.exe.eml", "box.mbox!0005.eml",
		"box.mbox!0006 " + strings.Repeat("ž", 40) + ".eml",
	}
	if !slices.Equal(got, want) {
		t.Errorf("paths = %q, want %q", got, want)
	}
}

func TestAMailInABoxIsTheMailThatWasSavedByItself(t *testing.T) {
	one := simpleMail(1, "prva\n")
	alone := Read(t.Context(), memory("a.eml", []byte(one)), Options{})
	boxed := Read(t.Context(), memory("a.mbox", []byte(boxOf(one, one))), Options{}).Files[0]
	if alone.SHA256 != boxed.SHA256 || alone.Text != boxed.Text || boxed.Messages[0].Time.String() != "2026-10-19T10:01:00+02:00" {
		t.Errorf("boxed %+v, alone %+v", boxed, alone)
	}
	odd := Read(t.Context(), memory("a.eml", []byte(fromLine+one)), Options{})
	if odd.Kind != KindMail || odd.Text != alone.Text {
		t.Errorf("a mail with a box's line: kind %q text %q", odd.Kind, odd.Text)
	}
	if several := Read(t.Context(), memory("a.eml", []byte(boxOf(one, one))), Options{}); len(several.Files) != 2 {
		t.Errorf("two mails in a file named as one: %d files", len(several.Files))
	}
}

// TestASignedMailIsUnchangedHoweverItsBoxQuotes reads a mail from boxes that quote
// a line of it and that do not.
func TestASignedMailIsUnchangedHoweverItsBoxQuotes(t *testing.T) {
	key := edKey(t)
	keys := Keys{keyName: key.record}
	for _, line := range []string{"From nas ste to dobili.", ">From nas ste to dobili."} {
		letter := strings.Replace(letterCRLF, "Vidimo se.", line, 1)
		signed := strings.ReplaceAll(signedLetter(t, letter, key, "firma.example", dkim.CanonicalizationRelaxed, dkim.CanonicalizationSimple), "\r\n", "\n")
		for name, mail := range map[string]string{
			"mboxo":   strings.ReplaceAll(signed, "\nFrom nas", "\n>From nas"),
			"mboxrd":  strings.Replace(signed, "\n"+line, "\n>"+line, 1),
			"mboxcl2": signed,
		} {
			f := Read(t.Context(), memory("a.mbox", []byte(boxOf(mail))), Options{Keys: keys}).Files[0]
			s := f.Auth.Signatures
			if len(s) != 1 || s[0].Result != SignatureGood || s[0].Body != BodyUnchanged || !strings.Contains(f.Text, "\n"+line) {
				t.Errorf("%s, %q: signatures %+v text %q", name, line, s, f.Text)
			}
		}
		changed := strings.Replace(signed, "Dobar dan", "Dobro jutro", 1)
		f := Read(t.Context(), memory("a.mbox", []byte(boxOf(changed))), Options{Keys: keys}).Files[0]
		if s := f.Auth.Signatures; len(s) != 1 || s[0].Body != BodyChanged {
			t.Errorf("%q: signatures of a mail that was changed %+v", line, s)
		}
	}
}

func TestHeadersAreListed(t *testing.T) {
	mail := "X-GM-Labels: 1800\nX-Gmail-Labels: =?UTF-8?Q?Primljeno,Ne=C5=BEeljeno?=\nReceived: from a\n by b; x\nFrom: a@firma.example\nTo: b@kupac.example\nSubject: x\n\ny\n"
	f := Read(t.Context(), memory("Takeout.mbox", []byte(boxOf(mail))), Options{})
	want := []MailHeader{
		{"X-GM-Labels", "1800"},
		{"X-Gmail-Labels", "Primljeno,Neželjeno"},
		{"Received", "from a by b; x"},
		{"From", "a@firma.example"},
		{"To", "b@kupac.example"},
		{"Subject", "x"},
	}
	if got := f.Files[0].Headers; !slices.Equal(got, want) {
		t.Errorf("headers = %q, want %q", got, want)
	}
}

func TestBoxesAreBounded(t *testing.T) {
	lim := Limits{Text: 4 << 10, Mails: 3, File: 1 << 20}
	long := simpleMail(2, strings.Repeat("dobar dan\n", 1000))
	f := Read(t.Context(), memory("a.mbox", []byte(boxOf(simpleMail(1, "a\n"), long, simpleMail(3, "c\n")))), Options{Limits: lim})
	if len(f.Files) != 3 || f.Files[2].Messages[0].Text != "c" || !slices.Equal(codes(f), []string{"text-cut"}) {
		t.Errorf("%d files, problems %v: want the mail behind one that is too long", len(f.Files), codes(f))
	}
	if got := f.Files[1]; got.Size != int64(len(long)) {
		t.Errorf("size = %d, want %d", got.Size, len(long))
	}
	sum := sha256.Sum256([]byte(long))
	if got := f.Files[1].SHA256; got != hex.EncodeToString(sum[:]) {
		t.Errorf("digest of a mail that is too long = %s", got)
	}
	var all []string
	for i := range 10 {
		all = append(all, simpleMail(i, "a\n"))
	}
	f = Read(t.Context(), memory("a.mbox", []byte(boxOf(all...))), Options{Limits: lim})
	if len(f.Files) != 3 || !slices.Equal(codes(f), []string{"mailbox-cut"}) {
		t.Errorf("%d files, problems %v", len(f.Files), codes(f))
	}
	oneLine := Read(t.Context(), memory("a.mbox", []byte(fromLine+strings.Repeat("From a", 100_000))), Options{Limits: lim})
	if !oneLine.Keep() || len(oneLine.Files) != 1 {
		t.Errorf("one long line: %d files, problems %v", len(oneLine.Files), codes(oneLine))
	}
}

// TestABoxIsNotHeld reads a box that is larger than what is held of one file as
// text, and looks at what is in use while it does.
func TestABoxIsNotHeld(t *testing.T) {
	const mails, size = 300, 100 << 10
	body := strings.Repeat("AAECAwQF", 9) + "\n"
	one := "From: a@firma.example\nTo: b@kupac.example\nSubject: x\nDate: Mon, 19 Oct 2026 10:00:00 +0200\nMIME-Version: 1.0\n" +
		"Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=a.bin\nContent-Transfer-Encoding: base64\n\n" + strings.Repeat(body, size/len(body))
	box := repeated{text: fromLine + one + "\n", times: mails}
	src := Source{Path: "a.mbox", Size: -1, Open: func() (io.ReadCloser, error) { r := box; return io.NopCloser(&r), nil }}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	f := Read(t.Context(), src, Options{Limits: Limits{Text: 1 << 20}})
	runtime.GC()
	runtime.ReadMemStats(&after)
	if len(f.Files) != mails || len(Problems([]File{f})) > 0 {
		t.Fatalf("%d files, problems %v", len(f.Files), Problems([]File{f}))
	}
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > mails*size/4 {
		t.Errorf("%d bytes are held after reading %d", grown, mails*size)
	}
	runtime.KeepAlive(f)
}

// repeated reads a text several times over.
type repeated struct {
	text  string
	times int
	at    int
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.times == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.text[r.at:])
	if r.at += n; r.at == len(r.text) {
		r.at, r.times = 0, r.times-1
	}
	return n, nil
}

func TestABoxThatEndsEarlyGivesWhatWasRead(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	box := boxOf(simpleMail(1, "a\n"), simpleMail(2, strings.Repeat("b\n", 1<<20)), simpleMail(3, "c\n"))
	opens := 0
	src := Source{Path: "a.mbox", Size: -1, Open: func() (io.ReadCloser, error) {
		opens++
		if opens == 2 {
			return io.NopCloser(io.MultiReader(strings.NewReader(box[:1<<20]), iotestErr{recourse.Unavailable})), nil
		}
		return io.NopCloser(strings.NewReader(box)), nil
	}}
	f := Read(ctx, src, Options{})
	if got := codes(f); !slices.Contains(got, "unreadable") || len(f.Files) == 0 {
		t.Errorf("problems %v, %d files", got, len(f.Files))
	}
}

func FuzzBox(f *testing.F) {
	f.Add(boxOf(simpleMail(1, ">From a\n"), simpleMail(2, "b\n")))
	f.Add(strings.ReplaceAll(boxOf(simpleMail(1, "a")), "\n", "\r\n"))
	f.Add(fromLine + "Content-Length: 2\n\na\n\n" + fromLine + "Content-Length: 99\n\n\n")
	f.Add("From x\nFrom: y\n\nFrom x\nSubject: z\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, most := range []int64{0, 64} {
			b := boxReader{in: strings.NewReader(text), most: int(DefaultLimits().Text)}
			if most > 0 {
				b.most = int(most)
			}
			end := int64(0)
			for {
				m, err := b.next()
				if err != nil {
					break
				}
				if m.offset < end || m.offset+m.size > int64(len(text)) || m.size < 0 {
					t.Fatalf("mail at %d of %d bytes, behind %d", m.offset, m.size, end)
				}
				end = m.offset + m.size
				raw := text[m.offset:end]
				if sum := sha256.Sum256([]byte(raw)); string(sum[:]) != string(m.sum) || !strings.HasPrefix(raw, string(m.raw)) || m.whole && raw != string(m.raw) {
					t.Fatalf("mail at %d: %q is not %q", m.offset, m.raw, raw)
				}
			}
		}
		file := Read(t.Context(), memory("a.mbox", []byte(text)), Options{})
		for _, p := range Problems([]File{file}) {
			if p.Code == "" || p.Path == "" {
				t.Fatalf("problem %+v has no code or path", p)
			}
		}
	})
}

// BenchmarkBox reads 10,000 mails of the size that mails have.
func BenchmarkBox(b *testing.B) {
	mail := func(n int) string {
		return fmt.Sprintf("Delivered-To: milena@kupac.example\nReceived: from mail.firma.example (mail.firma.example [192.0.2.%d])\n by mx.kupac.example with ESMTPS id a%d;\n Mon, 19 Oct 2026 10:00:05 +0200\n"+
			"Authentication-Results: mx.kupac.example; spf=pass smtp.mailfrom=firma.example; dkim=pass header.d=firma.example; dmarc=pass\n"+
			"From: =?utf-8?Q?Ana_Primeri=C4=87?= <ana@firma.example>\nTo: Milena <milena@kupac.example>\nSubject: Isporuka %d\nDate: Mon, 19 Oct 2026 10:00:00 +0200\nMessage-ID: <%d@firma.example>\nMIME-Version: 1.0\n"+
			"Content-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: multipart/alternative; boundary=r\n\n--r\nContent-Type: text/plain; charset=utf-8\n\n%s\n--r\nContent-Type: text/html; charset=utf-8\n\n<p>%s<a href=\"https://firma.example/porudzbina/%d\">firma.example</a></p>\n--r--\n"+
			"--q\nContent-Type: application/octet-stream; name=popis.bin\nContent-Disposition: attachment; filename=popis.bin\nContent-Transfer-Encoding: base64\n\n%s\n--q--\n",
			n%250, n, n, n, strings.Repeat("Poštovana, lampe stižu kasnije. Uplatite 6.000 dinara.\n", 20), strings.Repeat("Poštovana, lampe stižu kasnije. ", 20), n, strings.Repeat(strings.Repeat("AAECAwQF", 9)+"\n", 100))
	}
	var box strings.Builder
	for i := range 10_000 {
		box.WriteString(fromLine + mail(i) + "\n")
	}
	src := memory("a.mbox", []byte(box.String()))
	b.SetBytes(int64(box.Len()))
	b.ReportAllocs()
	for b.Loop() {
		f := Read(b.Context(), src, Options{})
		if len(f.Files) != 10_000 || len(f.Problems) > 0 {
			b.Fatalf("%d mails, problems %v", len(f.Files), f.Problems)
		}
	}
}
