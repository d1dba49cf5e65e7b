package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// everywhere returns a document with s in every field that takes text.
func everywhere(s string) Document {
	r := []Run{{Text: s, Link: s}, {Text: s, Style: Code}}
	p := []Block{Paragraph{Text: r}}
	return Document{Title: s, Lang: s, Footer: s, Blocks: []Block{
		Heading{1, r},
		Paragraph{Text: r},
		Small{r},
		List{Items: []Item{{r, p}}},
		Table{s, []Column{{Title: s}}, [][]Cell{{{r}}}, []Cell{{r}}},
		KeyValues{[]Pair{{s, r}}},
		Quote{s, []Piece{{s, 1}, {s, 0}}},
		Notes{[]Note{{1, r, p}}},
		Callout{Warn, s, p},
		Banner{Danger, s, s, 3, s, p},
		Bars{s, [3]string{s, s, s}, []Bar{{s, s, 1, s, true}}, &Bar{Label: s, Amount: s}, s, s},
		Stages{[]Stage{{s, s, Here, s}}},
		Card{r, []Tag{{OK, s}}, p, true},
		Details{s, p},
		Address{s, [][]Run{r}, Right},
		Signature{r, r, s},
		Columns{p, p},
	}}
}

// shape is the document's tags without its text.
func shape(t *testing.T, page []byte) string {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	doc.Find("*").Each(func(_ int, s *goquery.Selection) {
		if name := goquery.NodeName(s); name != "br" && name != "a" {
			b.WriteString(name + " ")
		}
	})
	return b.String()
}

// FuzzEscape holds that no field's text escapes its place: the page has the
// same elements whatever the text, and every part of the DOCX is well-formed.
func FuzzEscape(f *testing.F) {
	for _, s := range []string{"plain", `"><script>alert(1)</script>`, "]]></w:t><w:p/>", "javascript:alert(1)", "{{.}} **b** [x](http://a)", "\x00\ufffe\u202e", "</style></title>", "'\"&amp;<!--", "你好 😊"} {
		f.Add(s)
	}
	var plain bytes.Buffer
	if err := HTML(&plain, everywhere("x")); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.TrimSpace(strings.Trim(s, "\n")) == "" || len(s) > 2000 {
			t.Skip()
		}
		d := everywhere("x" + s)
		var page, paper, text bytes.Buffer
		if err := errors.Join(HTML(&page, d), DOCX(&paper, d), Text(&text, d)); err != nil {
			t.Fatal(err)
		}
		if got, want := shape(t, page.Bytes()), shape(t, plain.Bytes()); got != want {
			t.Errorf("%q changes the page's elements: got %s\nwant %s", s, got, want)
		}
		wellFormed(t, paper.Bytes())
	})
}

// wellFormed reads every part of a DOCX.
func wellFormed(t *testing.T, paper []byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(paper), int64(len(paper)))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		dec := xml.NewDecoder(r)
		for {
			if _, err := dec.Token(); err != nil {
				if !errors.Is(err, io.EOF) {
					t.Errorf("%s is not well-formed: %v", part.Name, err)
				}
				break
			}
		}
		_ = r.Close()
	}
}

func TestDOCX(t *testing.T) {
	var a, b bytes.Buffer
	if err := errors.Join(DOCX(&a, sample()), DOCX(&b, sample())); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("DOCX of one document differs between two runs")
	}
	wellFormed(t, a.Bytes())
}

// FuzzPDF holds that no text breaks the writer of PDFs.
func FuzzPDF(f *testing.F) {
	for _, s := range []string{"plain", "(\\)", "\x00\ufffe\u202e", strings.Repeat("w", 500), "你好 😊 \U0010ffff", "\n\n \n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 2000 {
			t.Skip()
		}
		var b bytes.Buffer
		if err := PDF(&b, everywhere(s)); err != nil {
			t.Fatalf("PDF of %q: %v", s, err)
		}
	})
}

// FuzzGlyphs holds that a broken font is refused and not followed.
func FuzzGlyphs(f *testing.F) {
	f.Add(fontItalic[:4000])
	f.Add([]byte("\x00\x01\x00\x00\x00\x01"))
	f.Fuzz(func(_ *testing.T, b []byte) { newGlyphs(b) })
}
