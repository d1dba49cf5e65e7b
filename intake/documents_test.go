package intake

import (
	"errors"
	"image"
	"image/color"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"recourse"
	"recourse/knowledge"
)

func documents(t testing.TB) *Documents {
	t.Helper()
	d, err := LoadDocuments(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDocuments(t *testing.T) {
	d := documents(t)
	for _, tt := range []struct{ name, text, want string }{
		{"lična_karta.jpg", "", DocIdentity},
		{"Pasoš Milena.png", "УЗОРАК\nДатум рођења 1990\nПрезиме\nИме\nMATIČNI BROJ", DocIdentity},
		{"ponuda.pdf", "UGOVOR O KUPOPRODAJI\nProdavac, kupac, član 1. Predmet ugovora. Faktura prati robu.", DocContract},
		{"x.pdf", "INVOICE 17\nBuyer, quantity, total\nSales contract\nseller, parties, article", DocInvoice},
		{"faktura 12.jpg", "", DocInvoice},
		{"faktura 12.jpg", "ukupno 12 pdv 3", DocInvoice},
		{"faktura 12.jpg", "sunset over the sea", ""},
		{"chat.txt", "Pošaljite ličnu kartu, pasoš i fakturu.", ""},
		{"", "", ""},
	} {
		if got := d.Of(tt.name, tt.text); got != tt.want {
			t.Errorf("Of(%q, %q) = %q, want %q", tt.name, tt.text, got, tt.want)
		}
	}
	if got := (*Documents)(nil).Of("faktura.pdf", "faktura"); got != "" {
		t.Errorf("without knowledge a text is %q", got)
	}
}

func TestFilesSayWhatTheyAreFor(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"page.html", "<!doctype html><title>x</title><p>Lamps for sale", DocCapture},
		{"note.txt", "Call the bank tomorrow.", DocOther},
		{"a.eml", "From: a@b.example\nSubject: Invoice\nDate: Mon, 23 Nov 2026 10:00:00 +0100\n\nInvoice 1\nbuyer quantity total", DocMail},
		{"lk.txt", "P<SRBUZORAK<<MILENA<<<<<<<<<<<<<<<<<<<<<<<<<<\n", DocIdentity},
		{"x.bin", "\x00\x01\x02", DocOther},
	} {
		src := Source{Path: tt.name, Size: int64(len(tt.text)), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(tt.text)), nil }}
		if f := Read(t.Context(), src, Options{Documents: documents(t)}); f.Document != tt.want {
			t.Errorf("%s is %q, want %q", tt.name, f.Document, tt.want)
		}
	}
}

// No picture and no video is taken for one of goods: what it shows cannot be told.
func TestAPictureIsNotOfGoodsUnlessThePersonSaysSo(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 40, 40))
	img.Set(1, 1, color.White)
	if f := Read(t.Context(), memory("IMG_0001.png", pngBytes(t, img)), Options{Documents: documents(t), Pictures: &countingReader{fail: true, atTheSame: make(chan struct{})}}); f.Kind != KindImage || f.Document != DocOther {
		t.Errorf("a picture is %q for %q, want %q", f.Kind, f.Document, DocOther)
	}
	if f := Read(t.Context(), memory("VID_0001.mp4", []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom")), Options{Documents: documents(t)}); f.Kind != KindVideo || f.Document != DocOther {
		t.Errorf("a video is %q for %q, want %q", f.Kind, f.Document, DocOther)
	}
}

func TestDocumentFilesProveThemselves(t *testing.T) {
	whole := "id: invoice\nname: x\nsource: {title: x, seen: undated, tier: secondary, confidence: low}\nnames: []\ntitles: [faktura]\nmarks: [kupac]\nneeds: 1\nmatch: [\"faktura\\nkupac\"]\nmiss: [\"kupac\"]\n"
	for name, tt := range map[string]struct{ from, to string }{
		"another id":           {"id: invoice", "id: order"},
		"no titles":            {"titles: [faktura]", "titles: []"},
		"too many marks":       {"needs: 1", "needs: 2"},
		"a match that is none": {`"faktura\nkupac"`, `"faktura"`},
		"a miss that is one":   {`miss: ["kupac"]`, `miss: ["faktura 2\nkupac"]`},
		"a broken expression":  {"needs: 1", "needs: 1\npatterns: ['(']"},
		"an unknown field":     {"needs: 1", "needs: 1\nwants: 2"},
		"nothing":              {"", ""},
	} {
		fsys := fstest.MapFS{"documents/invoice.yaml": {Data: []byte(strings.Replace(whole, tt.from, tt.to, 1))}}
		_, err := LoadDocuments(fsys)
		if want := name != "nothing"; (err != nil) != want || want && !errors.Is(err, recourse.Invalid) {
			t.Errorf("LoadDocuments with %s = %v", name, err)
		}
	}
}

func FuzzDocumentsOf(f *testing.F) {
	d := documents(f)
	f.Add("faktura.pdf", "FAKTURA br. 7\nkupac količina cena")
	f.Add("", "P<SRBUZORAK<<MILENA")
	f.Fuzz(func(_ *testing.T, name, text string) { d.Of(name, text) })
}

func BenchmarkDocumentsOf(b *testing.B) {
	d := documents(b)
	text := strings.Repeat("Prodavac je poslao robu, kupac je nije primio; iznos 6.000,00 RSD.\n", 240)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		d.Of("prepiska.txt", text)
	}
}

// A page is an identity document by its lines as they stand in its source too, which a
// browser joins; a page that speaks of one is none.
func TestAnIdentityDocumentAsAPage(t *testing.T) {
	const card = "REPUBLIKA SRBIJA\nLIČNA KARTA\nPrezime: PRIMER\nDatum rođenja: 01.01.1990.\nMesto rođenja: Niš\nJMBG: 0101990710008\n"
	for _, c := range []struct {
		name, source string
		want         bool
	}{
		{"as paragraphs", "<p>" + strings.ReplaceAll(strings.TrimSpace(card), "\n", "</p><p>") + "</p>", true},
		{"as it is set", "<body><h1>Moja kartica</h1><pre>" + card + "</pre>", true},
		{"with no tags", "<body>" + card + "</body>", true},
		{"hidden", `<body><div style="display:none">` + strings.ReplaceAll(card, "\n", "<br>") + "</div>Zdravo", true},
		{"an article", "<h1>Nova lična karta: šta vam treba</h1><p>Za izdavanje ponesite izvod iz matične knjige. U obrazac se upisuju\nprezime, ime, datum rođenja,\nmesto rođenja, državljanstvo i\nJMBG podnosioca.</p>", false},
		{"an article whose lines are broken", "<body>Kad menjate prezime, menja se i\nlična karta\nu roku od 15 dana. Traže se\ndatum rođenja,\nmesto rođenja,\nJMBG\ni prezime.", false},
		{"a demand for one whose lines are broken", "<p>Dear customer, to verify your account please send us a scan of your\npassport\n(surname,\ngiven names,\ndate of birth and\nnationality must be readable). Then pay 450 EUR.</p>", false},
		{"a form in its source's lines", "<body>Obrazac za\nlična karta\nPrezime: ________\nJMBG: ________\nDatum rođenja: ________\nMesto rođenja: ________\n", false},
		{"a chat about one", "<div>Lena: pošaljite sliku, lična karta ili pasoš</div><div>Ana: 0101990710008 je moj JMBG</div>", false},
	} {
		page := "<!doctype html><html>" + c.source + "</html>"
		f := Read(t.Context(), Source{Path: "strana.html", Size: int64(len(page)), Open: bytesSource([]byte(page)).Open}, Options{Documents: knownDocuments(t)})
		if got := f.Document == DocIdentity; got != c.want {
			t.Errorf("%s: identity document %v, want %v; %s, text %q", c.name, got, c.want, f.Document, f.Text)
		}
	}
}
