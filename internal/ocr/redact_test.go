package ocr

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"testing"

	"recourse"
	"recourse/document"
	"recourse/picture"
	"recourse/redact"
)

// sheet is a PDF of two pages that says a name in its text and of itself.
func sheet(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	doc := document.Document{Title: "Izjava: Milena Uzorak", Lang: "sr-Latn", Blocks: []document.Block{
		document.Paragraph{Text: document.T("Ja, Milena Uzorak, JMBG 0101990715018, izjavljujem.")},
		document.Paragraph{Text: document.T("Iznos od 6.000,00 RSD je plaćen.")},
		document.PageBreak{},
		document.Paragraph{Text: document.T("Na drugoj strani stoji samo ime Uzorak.")},
	}}
	if err := document.PDF(&b, doc); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPDFTwinHasNoTextLeft(t *testing.T) {
	need(t, "pdftotext")
	r := Reader{}
	in := sheet(t)
	pages, err := r.PDFPages(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) != 2 || fmt.Sprintf("%.0f x %.0f", pages[0].Width, pages[0].Height) != "595 x 842" {
		t.Fatalf("pages %+v, want two of A4", pages)
	}
	var regions []redact.Region
	for i, p := range pages {
		for _, w := range []string{"Milena Uzorak", "Uzorak", "0101990715018"} {
			for _, box := range redact.FindWords(p.Words, w) {
				regions = append(regions, redact.Region{Page: i + 1, Box: box})
			}
		}
	}
	sum := sha256.Sum256(in)
	o := redact.Original{SHA256: hex.EncodeToString(sum[:]), MediaType: "application/pdf"}
	twin, err := redact.PDF(t.Context(), in, o, regions, r, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if p := twin.Record.Check("twin.pdf", twin.Bytes, twin.Secrets); len(p) > 0 {
		t.Errorf("problems %v", p)
	}
	text, err := r.PDFText(t.Context(), bytes.NewReader(twin.Bytes))
	if err != nil || strings.TrimSpace(text) != "" {
		t.Errorf("text in the twin: %q, %v", text, err)
	}
	info, err := r.PDFInfo(t.Context(), twin.Bytes)
	if err != nil || info.Title != "" || info.Pages != 2 || len(info.Attached) > 0 {
		t.Errorf("the twin says of itself %+v, %v", info, err)
	}
	for _, secret := range []string{"Milena", "Uzorak", "0101990715018"} {
		if bytes.Contains(twin.Bytes, []byte(secret)) {
			t.Errorf("the twin's bytes hold %q", secret)
		}
	}
	again, err := redact.PDF(t.Context(), in, o, regions, r, rand.Reader)
	if err != nil || !bytes.Equal(again.Bytes, twin.Bytes) {
		t.Errorf("a second twin has other bytes, %v", err)
	}
	if again.Record.Withheld[0].Commitment == twin.Record.Withheld[0].Commitment {
		t.Error("two twins commit with the same salt")
	}
	for page := 1; page <= 2; page++ {
		painted, err := r.PDFPage(t.Context(), twin.Bytes, page, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if open, err := twin.Record.UncoveredOn(page, painted); err != nil || len(open) > 0 {
			t.Errorf("page %d: parts %v are not black, %v", page, open, err)
		}
	}
	white, err := r.PDFPage(t.Context(), in, 1, 1000)
	if err != nil {
		t.Fatal(err)
	}
	if open, _ := twin.Record.UncoveredOn(1, white); len(open) == 0 {
		t.Error("the original's page is taken for covered")
	}
	need(t, "tesseract")
	words, err := r.PDFPageWords(t.Context(), twin.Bytes, 1, pages[0])
	if err != nil {
		t.Fatal(err)
	}
	seen, _ := redact.Lines(words)
	if !strings.Contains(seen, "6.000,00") || strings.Contains(seen, "0101990715018") || strings.Contains(seen, "Milen") {
		t.Errorf("on the twin's first page one reads %q", seen)
	}
	if box := redact.FindWords(words, "6.000,00"); len(box) != 1 || box[0].X > 595 || box[0].Y > 842 {
		t.Errorf("the amount is at %v, want points of the page", box)
	}
}

func TestPDFTwinRefusals(t *testing.T) {
	need(t, "pdftotext")
	in := sheet(t)
	o := redact.Original{SHA256: strings.Repeat("ab", 32), MediaType: "application/pdf"}
	box := picture.Box{X: 10, Y: 10, Width: 10, Height: 10}
	for name, tt := range map[string]struct {
		b       []byte
		regions []redact.Region
	}{
		"no region": {in, nil}, "a page that is not there": {in, []redact.Region{{Page: 3, Box: box}}},
		"a region outside": {in, []redact.Region{{Page: 1, Box: picture.Box{X: 900, Y: 10, Width: 5, Height: 5}}}},
	} {
		if _, err := redact.PDF(t.Context(), tt.b, o, tt.regions, Reader{}, rand.Reader); !errors.Is(err, recourse.Invalid) {
			t.Errorf("PDF with %s = %v, want invalid", name, err)
		}
	}
	if _, err := redact.PDF(t.Context(), in[:200], o, []redact.Region{{Page: 1, Box: box}}, Reader{}, rand.Reader); err == nil {
		t.Error("a damaged PDF was redacted")
	}
}

func FuzzReadBoxes(f *testing.F) {
	f.Add(`<doc><page width="595.0" height="842.0"><flow><block><line><word xMin="1.5" yMin="2" xMax="30" yMax="12">Žarko &amp; &nbsp;</word></line></block></flow></page></doc>`)
	f.Add(`<page width="1" height="NaN"/>`)
	f.Add(`<word xMin="1" yMin="1" xMax="1" yMax="1">x</word>`)
	f.Fuzz(func(t *testing.T, s string) {
		pages, err := readBoxes(strings.NewReader(s))
		if err != nil {
			var syntax *xml.SyntaxError
			if !errors.Is(err, recourse.Invalid) || errors.As(err, &syntax) {
				t.Fatalf("readBoxes = %v, want invalid", err)
			}
			return
		}
		for _, p := range pages {
			for _, w := range p.Words {
				if w.Box.Width < 1 || w.Box.Height < 1 {
					t.Fatalf("word %+v has an empty box", w)
				}
			}
		}
	})
}

// A number that a table breaks is found in a PDF's text, and in the words that are read
// of its picture.
func TestABrokenNumberIsFoundOnPages(t *testing.T) {
	need(t, "pdftotext")
	cells := func(list ...string) (row []document.Cell) {
		for _, s := range list {
			row = append(row, document.Cell{Text: document.T(s)})
		}
		return row
	}
	var b bytes.Buffer
	doc := document.Document{Title: "Izvod", Lang: "sr-Latn", Blocks: []document.Block{
		document.Table{
			Columns: []document.Column{{Title: "Platilac", Weight: 4}, {Title: "Račun", Weight: 2}, {Title: "Svrha plaćanja", Weight: 4}},
			Rows: [][]document.Cell{
				cells("Milena Uzorak, Ulica Primera 12, 11000 Beograd, Srbija", "265-0000001234 567-89", "Uplata na ime aktivacije naloga prema dogovoru od ponedeljka"),
			},
		},
		document.Paragraph{Text: document.T("Kratko: 265-1234567-89.")},
	}}
	if err := document.PDF(&b, doc); err != nil {
		t.Fatal(err)
	}
	r := Reader{}
	pages, err := r.PDFPages(t.Context(), b.Bytes())
	if err != nil || len(pages) != 1 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	text, _ := redact.Lines(pages[0].Words)
	if boxes := redact.FindWords(pages[0].Words, "265-0000001234567-89"); len(boxes) != 3 {
		t.Errorf("in the PDF's text %v, want two lines of a cell and one short form: %q", boxes, text)
	}
	need(t, "tesseract")
	words, err := r.PDFPageWords(t.Context(), b.Bytes(), 1, pages[0])
	if err != nil {
		t.Fatal(err)
	}
	text, _ = redact.Lines(words)
	if boxes := redact.FindWords(words, "265-1234567-89"); len(boxes) != 3 {
		t.Errorf("in the picture's words %v, want two lines of a cell and one short form: %q", boxes, text)
	}
}
