package intake

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"image"
	"slices"
	"strings"
	"testing"

	"recourse"
	"recourse/picture"
)

// objectStream is a stream of objects as PDF writers pack them.
func objectStream(objects string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write([]byte(objects))
	_ = z.Close()
	return fmt.Sprintf("1 0 obj\n<</Type/ObjStm/Filter/FlateDecode/Length %d>>stream\r\n%s\nendstream", b.Len(), b.String())
}

func TestWhatAPDFDoesIsFoundInItsBytes(t *testing.T) {
	tests := []struct {
		name, body string
		codes      []string
	}{
		{"nothing", "<</Type/Catalog/JavaScripts 1/Launcher 2>>", nil},
		{"a script", "<</S /JavaScript/JS(1)>>", []string{"document-macros"}},
		{"a program, its name in numbers", "<</S/#4caunch>>", []string{"document-macros"}},
		{"a script in a stream of objects", objectStream("<</S/JavaScript>>"), []string{"document-macros"}},
		{"a form that it sends", "<</S/SubmitForm/F(https://zlo.example)>>", []string{"pdf-form"}},
		{"a stream that is none", "/ObjStm stream\nxyz" + objectStream("<</XFA 1 0 R>>"), []string{"pdf-form"}},
		{"a stream that unpacks far", objectStream(strings.Repeat(" ", 32<<20) + "/Launch "), nil},
	}
	for _, tt := range tests {
		f := Read(t.Context(), memory("a.pdf", []byte("%PDF-1.7\n"+tt.body)), Options{PDF: fakePDF{text: "a\fb\f"}})
		if got := codes(f); !slices.Equal(got, tt.codes) {
			t.Errorf("%s: problems %v, want %v", tt.name, got, tt.codes)
		}
		if f.Text != "a\nb" || len(f.Pages) != 2 || f.Pages[1].Number != 2 || f.Pages[1].Span.Of(f.Text) != "b" {
			t.Errorf("%s: text %q pages %+v", tt.name, f.Text, f.Pages)
		}
	}
}

// blankPDF is a PDF of so many pages without text.
type blankPDF struct {
	fakePDF
	pages int
	png   []byte
	err   error
}

func (p blankPDF) PDFInfo(context.Context, []byte) (PDFInfo, error) {
	return PDFInfo{Pages: p.pages}, nil
}

func (p blankPDF) PDFAttached(context.Context, []byte, int) ([]byte, error) { return nil, p.err }

func (p blankPDF) PDFPicture(context.Context, []byte, int, int) ([]byte, error) { return p.png, p.err }

// oneWord reads the same word in every picture.
type oneWord struct{}

func (oneWord) PictureWords(context.Context, picture.Picture) ([]picture.Word, error) {
	return []picture.Word{{Text: "reč", Box: picture.Box{Width: 1, Height: 1}, Conf: 1}}, nil
}

func TestPagesWithoutTextAreReadAsPictures(t *testing.T) {
	scan := image.NewGray(image.Rect(0, 0, 40, 60))
	empty := pngBytes(t, scan)
	scan.Pix[len(scan.Pix)-1] = 0xFF
	png := pngBytes(t, scan)
	tests := []struct {
		name  string
		pdf   blankPDF
		words PictureReader
		pages int
		n     any // of pages that were not read
	}{
		{"all", blankPDF{pages: 3, png: png}, oneWord{}, 3, nil},
		{"more than are read", blankPDF{pages: maxScans + 10, png: png}, oneWord{}, maxScans, 10},
		{"a number that cannot be", blankPDF{pages: 2_000_000_000, png: png}, oneWord{}, maxScans, 100_000 - maxScans},
		{"of one colour", blankPDF{pages: 3, png: empty}, oneWord{}, 0, nil},
		{"painting fails", blankPDF{pages: 2, err: errors.New("damaged")}, oneWord{}, 0, 2},
		{"no picture", blankPDF{pages: 2, png: []byte("x")}, oneWord{}, 0, 2},
		{"nobody reads pictures", blankPDF{pages: 2, png: png}, nil, 0, 2},
	}
	for _, tt := range tests {
		f := Read(t.Context(), memory("a.pdf", []byte("%PDF-1.7\n")), Options{PDF: tt.pdf, Pictures: tt.words})
		i := slices.IndexFunc(f.Problems, func(p recourse.Problem) bool { return p.Code == "pages-not-read" })
		if len(f.Pages) != tt.pages || (i >= 0) != (tt.n != nil) || i >= 0 && f.Problems[i].Args["n"] != tt.n {
			t.Errorf("%s: %d pages, problems %+v", tt.name, len(f.Pages), f.Problems)
		}
		for _, p := range f.Pages {
			if !p.Recognised || p.Span.Of(f.Text) != "reč" {
				t.Errorf("%s: page %+v", tt.name, p)
			}
		}
	}
}

func FuzzPDFActions(f *testing.F) {
	f.Add([]byte("<</S/#4caunch>>"), "a\f\fb")
	f.Add([]byte(objectStream("<</S/JavaScript>>")), "\f")
	f.Fuzz(func(t *testing.T, body []byte, text string) {
		checkPages(t, Read(t.Context(), memory("a.pdf", append([]byte("%PDF-1.7\n"), body...)), Options{PDF: fakePDF{text: text}, Limits: Limits{Text: 1 << 12}}))
	})
}
