package intake

import (
	"bytes"
	"compress/gzip"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// warcOf makes a record as crawlers write it. Headers of more come before its length.
func warcOf(kind, where, block string, more ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\nWARC-Date: 2026-11-18T17:05:33.123Z\r\n", kind)
	if where != "" {
		fmt.Fprintf(&b, "WARC-Target-URI: %s\r\n", where)
	}
	for _, m := range more {
		b.WriteString(m + "\r\n")
	}
	fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s\r\n\r\n", len(block), block)
	return b.String()
}

func httpOf(body string, headers ...string) string {
	return "HTTP/1.1 200 OK\r\n" + strings.Join(append(headers, ""), "\r\n") + "\r\n" + body
}

func sha1Of(s string) string {
	sum := sha1.Sum([]byte(s))
	return "sha1:" + base32.StdEncoding.EncodeToString(sum[:])
}

func sha256Of(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256:" + hex.EncodeToString(sum[:])
}

func gzipped(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(s))
	_ = w.Close()
	return b.String()
}

// members packs each record as a member of its own, as the standard asks for.
func members(records ...string) []byte {
	var b strings.Builder
	for _, r := range records {
		b.WriteString(gzipped(r))
	}
	return []byte(b.String())
}

const orderPage = `<!doctype html><html><head><title>Porudžbina 27182</title></head><body><p>Uplatite 61.328,00 RSD</body></html>`

func TestACaptureOfPages(t *testing.T) {
	packed := gzipped(orderPage)
	chunks := fmt.Sprintf("%x\r\n%s\r\n%x;x=y\r\n%s\r\n0\r\n\r\n", 10, packed[:10], len(packed)-10, packed[10:])
	records := []string{
		warcOf("warcinfo", "", "software: Webrecorder 5.9\r\nformat: WARC File Format 1.1\r\n"),
		warcOf("request", "https://trgovina.example/order", "GET /order HTTP/1.1\r\nHost: trgovina.example\r\n\r\n"),
		warcOf("response", "https://trgovina.example/order?id=27182", httpOf(chunks, "Content-Type: text/html; charset=utf-8", "Transfer-Encoding: chunked", "Content-Encoding: gzip"),
			"Content-Type: application/http; msgtype=response", "WARC-Payload-Digest: "+sha1Of(chunks)),
		warcOf("response", "<https://trgovina.example/>", strings.Replace(httpOf("\x8eao mi je", "Content-Type: text/plain; charset=windows-1250"), "200 OK", "404 Not Found", 1)),
		warcOf("resource", "file:///slip.txt", "Uplata 6.000,00 RSD", "Content-Type: text/plain", "WARC-Block-Digest: "+sha256Of("Uplata 6.000,00 RSD")),
		warcOf("revisit", "https://trgovina.example/logo.png", "HTTP/1.1 304 Not Modified\r\n\r\n"),
		warcOf("metadata", "https://trgovina.example/", "a: b"),
	}
	for _, name := range []string{"a.warc", "a.warc.gz"} {
		b := []byte(strings.Join(records, ""))
		if strings.HasSuffix(name, ".gz") {
			b = members(records...)
		}
		f := Read(t.Context(), memory(name, b), Options{})
		if name == "a.warc.gz" {
			if len(f.Files) != 1 {
				t.Fatalf("files = %v, problems %v", paths(f), f.Problems)
			}
			f = f.Files[0]
		}
		if f.Kind != KindArchive || f.MediaType != mediaWARC || f.Meta.Get(MetaProducer) != "Webrecorder 5.9" || len(f.Files) != 3 {
			t.Fatalf("%s: kind %q media %q meta %v files %v problems %v", name, f.Kind, f.MediaType, f.Meta, paths(f), f.Problems)
		}
		p := f.Files[0]
		want := Meta{
			{MetaURL, "https://trgovina.example/order?id=27182"},
			{MetaCaptured, "2026-11-18T17:05:33Z"},
			{MetaStatus, "200"},
			{MetaServed, "text/html"},
			{MetaVerified, "sha1"},
		}
		if p.Kind != KindPage || p.Title != "Porudžbina 27182" || p.Text != "Uplatite 61.328,00 RSD" || !slices.Equal(p.Meta, want) {
			t.Errorf("%s: kind %q title %q text %q meta %v", name, p.Kind, p.Title, p.Text, p.Meta)
		}
		if !strings.HasSuffix(p.Path, "a.warc!0001 trgovina.example/order") {
			t.Errorf("path %q", p.Path)
		}
		if p := f.Files[1]; p.Text != "Žao mi je" || p.Meta.Get(MetaStatus) != "404" || !strings.HasSuffix(p.Path, "!0002 trgovina.example/index") {
			t.Errorf("%s: text %q meta %v path %q", name, p.Text, p.Meta, p.Path)
		}
		if p := f.Files[2]; p.Text != "Uplata 6.000,00 RSD" || p.Meta.Get(MetaVerified) != "sha256" {
			t.Errorf("%s: text %q meta %v", name, p.Text, p.Meta)
		}
		if got := codes(f); !slices.Equal(got, []string{"capture-elsewhere", "charset-guessed"}) && !slices.Equal(got, []string{"capture-elsewhere"}) {
			t.Errorf("%s: problems = %v", name, got)
		}
	}
}

func TestThePartsOfACapturedPageAreKeptAndNotRead(t *testing.T) {
	f := Read(t.Context(), memory("a.warc", []byte(
		warcOf("response", "https://a.example/x.js", httpOf("var a = 'https://kod.example/'", "Content-Type: application/javascript"))+
			warcOf("response", "https://a.example/x.css", httpOf("@import 'https://kod.example/'", "Content-Type: text/css; charset=utf-8"))+
			warcOf("response", "https://a.example/logo.png", httpOf(string(png), "Content-Type: image/png")))), Options{Pictures: oneWord{}})
	if len(f.Files) != 3 || len(f.Problems) != 0 {
		t.Fatalf("files %v problems %v", paths(f), codes(f))
	}
	for _, n := range f.Files {
		if n.Text != "" || len(n.Indicators) > 0 || n.SHA256 == "" {
			t.Errorf("%s: text %q indicators %v digest %q", n.Path, n.Text, n.Indicators, n.SHA256)
		}
	}
}

func TestWhatIsWrongWithACapture(t *testing.T) {
	ok := warcOf("resource", "https://a.example/1", "Zdravo")
	lying := func(length string) string {
		return strings.Replace(warcOf("resource", "https://a.example/x", "abc"), "Content-Length: 3", "Content-Length: "+length, 1)
	}
	nested := orderPage
	for range 6 {
		nested = gzipped(nested)
	}
	tests := []struct {
		name    string
		records string
		codes   []string
		texts   []string // of the files
	}{
		{"a payload that was changed", warcOf("response", "https://a.example/", httpOf("Zdravo"), "WARC-Payload-Digest: "+sha1Of("Dobar dan")) + ok, []string{"capture-changed"}, []string{"Zdravo", "Zdravo"}},
		{"a block that was changed", warcOf("resource", "https://a.example/", "Zdravo", "WARC-Block-Digest: "+sha256Of("x")), []string{"capture-changed"}, []string{"Zdravo"}},
		{"a digest of a kind that is not known", warcOf("resource", "https://a.example/", "Zdravo", "WARC-Block-Digest: xyz:123"), []string{"capture-digest-unknown"}, []string{"Zdravo"}},
		{"a length that is too short", lying("1") + ok, []string{"capture-damaged"}, []string{"a", "Zdravo"}},
		{"a length beyond the end", lying("9999999999999") + ok + ok, []string{"capture-damaged", "capture-cut"}, []string{"abc", "Zdravo", "Zdravo"}},
		{"a length that is none", lying("-1") + ok, []string{"capture-damaged"}, []string{"Zdravo"}},
		{"a length that no number holds", lying("99999999999999999999999") + ok, []string{"capture-damaged"}, []string{"Zdravo"}},
		{"rubbish between", ok + strings.Repeat("x", 300_000) + "\r\nWARC/9 is none\r\n" + ok, []string{"capture-damaged"}, []string{"Zdravo", "Zdravo"}},
		{"a head without end", ok + "WARC/1.0\r\n" + strings.Repeat("a: b\r\n", 50_000), []string{"capture-damaged"}, []string{"Zdravo"}},
		{"no date", strings.Replace(ok, "WARC-Date: 2026", "WARC-Date: yesterday 2026", 1), []string{"capture-undated"}, []string{"Zdravo"}},
		{"an answer without a head", warcOf("response", "https://a.example/", "Zdravo"), []string{"capture-no-head"}, []string{"Zdravo"}},
		{"a coding that is not read", warcOf("response", "https://a.example/", httpOf("Zdravo", "Content-Encoding: br")), []string{"capture-coded"}, []string{"Zdravo"}},
		{"codings in codings", warcOf("response", "https://a.example/", httpOf(nested, "Content-Encoding: gzip, gzip, gzip, gzip, gzip, gzip")), []string{"capture-coded"}, nil},
		{"a body that unpacks too far", warcOf("response", "https://a.example/", httpOf(gzipped(strings.Repeat("a", 20<<20)), "Content-Encoding: gzip")), []string{"unpacks-too-far", "capture-coded", "unpacks-too-far"}, nil},
		{"pieces that lie", warcOf("response", "https://a.example/", httpOf("ffffffff\r\nZdravo\r\n", "Transfer-Encoding: chunked")), nil, []string{"ffffffff\r\nZdravo\r\n"}},
		{"a name that leads out", warcOf("resource", "https://a.example/../../../etc/passwd", "Zdravo"), []string{"unsafe-name"}, []string{"Zdravo"}},
		{"a head alone", "WARC/1.0\r\n", []string{"capture-damaged"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := Read(t.Context(), memory("a.warc", []byte(tt.records)), Options{})
			var texts []string
			for _, n := range f.Files {
				texts = append(texts, n.Text)
			}
			if got := codes(f); !slices.Equal(got, tt.codes) || tt.texts != nil && !slices.Equal(texts, tt.texts) {
				t.Errorf("problems %v texts %.100q, want %v %q", got, texts, tt.codes, tt.texts)
			}
			for _, p := range paths(f) {
				if strings.Contains(p, "..") {
					t.Errorf("path %q", p)
				}
			}
		})
	}
}

func TestACaptureOfTooMuchIsBounded(t *testing.T) {
	one := warcOf("resource", "https://a.example/1", "Zdravo")
	tests := []struct {
		name    string
		records string
		codes   []string
		files   int
	}{
		{"files", strings.Repeat(one, 60), []string{"archive-too-many"}, 50},
		{"records of no interest", strings.Repeat(warcOf("request", "https://a.example/1", "x"), 100_000) + one, nil, 1},
		{"one that is long", warcOf("resource", "https://a.example/1", strings.Repeat("a", 3<<20)) + one, []string{"text-cut"}, 2},
		{"lies about lengths", strings.Repeat(strings.Replace(one, "Content-Length: 6", "Content-Length: 60000000", 1), 50), nil, maxWARCSearch + 1},
	}
	for _, tt := range tests {
		f := Read(t.Context(), memory("a.warc", []byte(tt.records)), Options{Limits: Limits{Entries: 50, Text: 1 << 20}})
		if got := codes(f); tt.codes != nil && !slices.Equal(got, tt.codes) || len(f.Files) != tt.files {
			t.Errorf("%s: problems %v, %d files, want %v, %d", tt.name, got, len(f.Files), tt.codes, tt.files)
		}
	}
}

// waczOf makes a WACZ of one capture, with the digest that its list says.
func waczOf(t testing.TB, capture []byte, hash string) []byte {
	t.Helper()
	index := "com,example,a)/ 20261118170533 {}\n"
	list := fmt.Sprintf(`{"profile":"data-package","wacz_version":"1.1.1","title":"Porudžbina","created":"2026-11-18T17:06:00Z","software":"Webrecorder ArchiveWeb.page 0.12",
		"mainPageUrl":"https://a.example/1","mainPageDate":"2026-11-18T17:05:33.123Z","resources":[
		{"name":"data.warc.gz","path":"archive/data.warc.gz","hash":%q},{"name":"index.cdx","path":"indexes/index.cdx","hash":%q}]}`, hash, sha256Of(index))
	return pack(t, packed{waczPackageName, []byte(list), 0}, packed{"archive/data.warc.gz", capture, 0}, packed{"indexes/index.cdx", []byte(index), 0},
		packed{"datapackage-digest.json", fmt.Appendf(nil, `{"path":"datapackage.json","hash":%q}`, sha256Of(list)), 0})
}

func TestAWACZ(t *testing.T) {
	capture := members(warcOf("response", "https://a.example/1", httpOf(orderPage, "Content-Type: text/html")))
	good := Read(t.Context(), memory("a.wacz", waczOf(t, capture, sha256Of(string(capture)))), Options{})
	if good.MediaType != mediaWACZ || good.Kind != KindArchive || good.Title != "Porudžbina" || good.Meta.Get(MetaCaptured) != "2026-11-18T17:05:33Z" || len(good.Problems) != 0 {
		t.Errorf("media %q title %q meta %v problems %v", good.MediaType, good.Title, good.Meta, good.Problems)
	}
	want := []string{
		"a.wacz!archive/data.warc.gz archive", "a.wacz!archive/data.warc.gz!data.warc archive",
		"a.wacz!archive/data.warc.gz!data.warc!0001 a.example/1 page",
	}
	if got := paths(good); !slices.Equal(got, want) {
		t.Errorf("files = %q, want %q", got, want)
	}
	changed := Read(t.Context(), memory("a.wacz", waczOf(t, capture, sha256Of("x"))), Options{})
	if got := codes(changed); !slices.Equal(got, []string{"capture-changed"}) {
		t.Errorf("problems of a changed one = %v", got)
	}
	broken := zipOf(t, waczPackageName, `{"resources":[{"path":"archive/lost.warc.gz","hash":"sha256:00"}]}`, "archive/data.warc", warcOf("resource", "https://a.example/1", "Zdravo"), "datapackage-digest.json", `{"hash":"sha256:11"}`)
	if got := codes(Read(t.Context(), memory("a.wacz", broken), Options{})); !slices.Equal(got, []string{"capture-changed", "capture-incomplete"}) {
		t.Errorf("problems of a broken one = %v", got)
	}
}

func FuzzWARC(f *testing.F) {
	f.Add([]byte(warcOf("response", "https://a.example/", httpOf("3\r\nabc\r\n0\r\n\r\n", "Transfer-Encoding: chunked"), "WARC-Payload-Digest: "+sha1Of("abc"))))
	f.Add([]byte(warcOf("resource", "https://a.example/", "abc") + "x\r\n" + warcOf("warcinfo", "", "software: a")))
	f.Add([]byte(strings.Replace(warcOf("response", "a", httpOf(gzipped("abc"), "Content-Encoding: gzip")), "Content-Length: ", "Content-Length: 9", 1)))
	f.Fuzz(func(t *testing.T, b []byte) {
		file := Read(t.Context(), memory("a.warc", append([]byte("WARC/1.0\r\n"), b...)), Options{Limits: Limits{Unpacked: 1 << 20, Depth: 3, Entries: 50, Text: 1 << 16}})
		checkPages(t, file)
		Read(t.Context(), memory("a.warc", b), Options{Limits: Limits{Unpacked: 1 << 20, Depth: 3, Entries: 50, Text: 1 << 16}})
	})
}

func BenchmarkWARC(b *testing.B) {
	var s strings.Builder
	body := orderPage + strings.Repeat("<p>Porudžbina broj 27182, uplata 61.328,00 RSD", 200)
	for i := range 500 {
		s.WriteString(warcOf("response", fmt.Sprintf("https://a.example/%d", i), httpOf(body, "Content-Type: text/html"), "WARC-Payload-Digest: "+sha1Of(body)))
	}
	b.SetBytes(int64(s.Len()))
	b.ReportAllocs()
	for b.Loop() {
		Read(b.Context(), memory("a.warc", []byte(s.String())), Options{})
	}
}
