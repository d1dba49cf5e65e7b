package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"recourse"
	"recourse/incident"
)

// known are the statements that ship.
func known(t testing.TB) *Statements {
	t.Helper()
	s, err := LoadStatements(os.DirFS("../knowledge"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func fixture(t testing.TB, name string, opt Options) File {
	t.Helper()
	p := filepath.Join("testdata", name)
	b, err := os.ReadFile(p)
	if err != nil {
		t.Fatal(err)
	}
	if opt.Statements == nil {
		opt.Statements = known(t)
	}
	if opt.Chats == nil {
		opt.Chats = spoken(t)
	}
	return Read(t.Context(), memory(name, b), opt)
}

func memory(name string, b []byte) Source {
	s := bytesSource(b)
	s.Path = name
	return s
}

func codes(f File) []string {
	var all []string
	for _, p := range Problems([]File{f}) {
		all = append(all, p.Code)
	}
	return all
}

// checkSpans holds what every file promises of its messages.
func checkSpans(t *testing.T, f File) {
	t.Helper()
	for i, m := range f.Messages {
		if got := m.Span.Of(f.Text); got != m.Text {
			t.Errorf("message %d: the span shows %q, the text is %q", i, got, m.Text)
		}
	}
}

func TestWhatIsWrongWithAFileIsOneLine(t *testing.T) {
	failing := func(err error) func() (io.ReadCloser, error) {
		return func() (io.ReadCloser, error) { return nil, err }
	}
	midway := func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader("a"), iotestErr{errors.New("input/output error")})), nil
	}
	small := Limits{File: 100_000, Text: 70_000}
	big := strings.Repeat("dobar dan\n", 20_000)
	tests := []struct {
		name  string
		src   Source
		lim   Limits
		codes []string
		kind  string
		keep  bool
	}{
		{"a missing file", Source{Path: "a.txt", Size: -1, Open: failing(fs.ErrNotExist)}, Limits{}, []string{"missing"}, KindUnknown, false},
		{"an unreadable file", Source{Path: "a.txt", Size: -1, Open: failing(fs.ErrPermission)}, Limits{}, []string{"unreadable"}, KindUnknown, false},
		{"a file that fails midway", Source{Path: "a.txt", Size: -1, Open: midway}, Limits{}, []string{"unreadable"}, KindUnknown, false},
		{"an empty file", memory("a.txt", nil), Limits{}, []string{"empty"}, KindUnknown, true},
		{"a file that says it is too large", Source{Path: "a.txt", Size: 100_001, Open: failing(fs.ErrNotExist)}, small, []string{"too-large"}, KindUnknown, false},
		{"a file that is larger than it says", Source{Path: "a.txt", Size: 5, Open: memory("", []byte(big)).Open}, small, []string{"too-large"}, KindUnknown, false},
		{"text beyond what is read", memory("a.txt", []byte(big[:90_000])), small, []string{"text-cut"}, KindText, true},
		{"a picture named PDF", memory("a.pdf", png), Limits{}, []string{"type-mismatch", "text-not-read"}, KindImage, true},
		{"a program named JPEG", memory("a.jpg", []byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00>\x00")), Limits{}, []string{"type-mismatch"}, KindUnknown, true},
		{"a PDF named text", memory("a.txt", []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")), Limits{}, []string{"type-mismatch", "text-not-read"}, KindPage, true},
		{"text that is not UTF-8 in a few places", memory("a.txt", []byte("žuto ćebe \xff i šolja")), Limits{}, []string{"text-damaged"}, KindText, true},
		{"unknown bytes", memory("a.bin", []byte{0, 1, 2, 3, 0xff, 0xfe, 0}), Limits{}, []string{"content-unknown"}, KindUnknown, true},
		{"a damaged archive", memory("a.zip", []byte("PK\x03\x04aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")), Limits{}, []string{"archive-damaged"}, KindArchive, true},
		{"a dozen bytes of another archive", memory("a.gz", []byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03aaaa")), Limits{}, []string{"archive-damaged"}, KindArchive, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := Read(t.Context(), tt.src, Options{Limits: tt.lim})
			if got := codes(f); !slices.Equal(got, tt.codes) {
				t.Errorf("problems = %v, want %v", got, tt.codes)
			}
			if f.Kind != tt.kind || f.Keep() != tt.keep {
				t.Errorf("kind %q kept %v, want %q %v", f.Kind, f.Keep(), tt.kind, tt.keep)
			}
		})
	}
}

type iotestErr struct{ err error }

func (e iotestErr) Read([]byte) (int, error) { return 0, e.err }

var png = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\xdacd\xf8\xcfP\x0f\x00\x03\x86\x01\x80Z4}k\x00\x00\x00\x00IEND\xaeB`\x82")

func TestTheDigestIsOfTheFilesBytes(t *testing.T) {
	f := Read(t.Context(), memory("a.txt", []byte("abc")), Options{})
	const want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	if f.SHA256 != want || f.Size != 3 || f.Name != "a.txt" {
		t.Errorf("sha256 %s size %d name %q, want %s 3 a.txt", f.SHA256, f.Size, f.Name, want)
	}
}

func TestACanceledReadSaysSo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	f := Read(ctx, memory("a.txt", []byte("abc")), Options{})
	if got := codes(f); !slices.Equal(got, []string{"interrupted"}) || f.Keep() {
		t.Errorf("problems %v kept %v, want interrupted and not kept", got, f.Keep())
	}
}

func TestUTF8IsKeptByteForByte(t *testing.T) {
	for _, text := range []string{"\ufeffžuto", "dobar\r\ndan\r\n", "crno\u200e na belo"} {
		if got := Read(t.Context(), memory("a.txt", []byte(text)), Options{}).Text; got != text {
			t.Errorf("text = %q, want %q", got, text)
		}
	}
}

func TestOlderCharacterSetsAreTold(t *testing.T) {
	tests := []struct{ name, bytes, want string }{
		{"Serbian Latin in windows-1250", "Po\x9atovana \xe8itate \x9euto \xe6ebe", "Poštovana čitate žuto ćebe"},
		{"Serbian Cyrillic in windows-1251", "\xcf\xee\xf8\xf2\xee\xe2\xe0\xed\xe8", "Поштовани"},
		{"UTF-16, low byte first", "\xff\xfea\x00\x7e\x01", "až"},
		{"UTF-16, high byte first", "\xfe\xff\x00a\x01\x7e", "až"},
	}
	for _, tt := range tests {
		if got, bad := decode(tt.bytes, true); got != tt.want || bad != 0 {
			t.Errorf("%s: decode(%q) = %q, %d replaced, want %q", tt.name, tt.bytes, got, bad, tt.want)
		}
	}
}

type fakePDF struct {
	text string
	err  error
}

func (p fakePDF) PDFText(_ context.Context, r io.Reader) (string, error) {
	_, _ = io.Copy(io.Discard, r)
	return p.text, p.err
}

func TestPagesAreReadByTheCallersReader(t *testing.T) {
	pdf := []byte("%PDF-1.7\n1 0 obj\n")
	tests := []struct {
		name   string
		reader PDFReader
		text   string
		codes  []string
	}{
		{"read", fakePDF{text: "Račun"}, "Račun", nil},
		{"without a tool", fakePDF{err: recourse.Unavailable}, "", []string{"text-not-read"}},
		{"with a failure", fakePDF{err: errors.New("damaged")}, "", []string{"text-failed"}},
		{"without a reader", nil, "", []string{"text-not-read"}},
	}
	for _, tt := range tests {
		f := Read(t.Context(), memory("a.pdf", pdf), Options{PDF: tt.reader})
		if f.Text != tt.text || !slices.Equal(codes(f), tt.codes) || !f.Keep() {
			t.Errorf("%s: text %q problems %v kept %v, want %q %v kept", tt.name, f.Text, codes(f), f.Keep(), tt.text, tt.codes)
		}
	}
}

func TestAFileThatChangesWhileItIsReadIsReported(t *testing.T) {
	n := 0
	src := Source{Path: "a.pdf", Size: -1, Open: func() (io.ReadCloser, error) {
		n++
		return bytesFile{bytes.NewReader(fmt.Appendf(nil, "%%PDF-1.7\n%d", n))}, nil
	}}
	f := Read(t.Context(), src, Options{PDF: fakePDF{text: "x"}})
	if got := codes(f); !slices.Equal(got, []string{"changed-while-read"}) {
		t.Errorf("problems = %v, want changed-while-read", got)
	}
}

func TestSourcesFollowNoLinks(t *testing.T) {
	fsys := fstest.MapFS{
		"b.txt":     {Data: []byte("b")},
		"d/a.txt":   {Data: []byte("aa")},
		"link":      {Data: []byte("/etc/passwd"), Mode: fs.ModeSymlink},
		"d/a-pipe":  {Mode: fs.ModeNamedPipe},
		"d/c/x.eml": {Data: []byte("x")},
	}
	sources, problems := Sources(fsys, ".", "dir")
	var got []string
	for _, s := range sources {
		got = append(got, s.Path)
	}
	if want := []string{"dir/b.txt", "dir/d/a.txt", "dir/d/c/x.eml"}; !slices.Equal(got, want) {
		t.Errorf("sources = %v, want %v", got, want)
	}
	if len(problems) != 2 || problems[0].Code != "device-not-opened" || problems[1].Code != "link-not-followed" {
		t.Errorf("problems = %v, want not-a-file and link-not-followed", problems)
	}
}

func TestSavedPagesShowTheirText(t *testing.T) {
	f := fixture(t, "page.html", Options{})
	const want = "Porudžbina\nStanje: u toku, hvala.\nRok 20.10.2026."
	if f.Kind != KindPage || f.Title != "Moja porudžbina" || f.Text != want {
		t.Errorf("kind %q title %q text %q, want page, %q, %q", f.Kind, f.Title, f.Text, "Moja porudžbina", want)
	}
}

func TestJSONHasTheNamesOfTheCommandLine(t *testing.T) {
	b, err := fixture(t, "izvod_cp1250.csv", Options{}).MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"path":"izvod_cp1250.csv"`, `"kind":"statement"`, `"date":"2026-11-12"`, `"value_date":"2026-11-13"`, `"direction":"out"`, `"place":"row 6"`} {
		if !bytes.Contains(b, []byte(want)) {
			t.Errorf("JSON lacks %s: %s", want, b)
		}
	}
}

func times(ms []incident.Message) []string {
	var all []string
	for _, m := range ms {
		all = append(all, m.Time.String())
	}
	return all
}
