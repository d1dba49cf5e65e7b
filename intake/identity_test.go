package intake

import (
	"context"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"recourse/picture"
)

const card = "REPUBLIKA SRBIJA\nLIČNA KARTA\nPrezime: UZORAK\nDatum rođenja: 01.01.1990.\nJMBG: 0101990710008\nMesto rođenja: Niš\n"

// pagesPDF is a reader of PDF whose pages are given, and whose pictures all show blank
// paper with what words says.
type pagesPDF struct {
	text     string
	pictured []int
	painted  []byte
}

func (p pagesPDF) PDFText(context.Context, io.Reader) (string, error) { return p.text, nil }

func (p pagesPDF) PDFInfo(context.Context, []byte) (PDFInfo, error) {
	return PDFInfo{Pages: 3, Pictured: p.pictured}, nil
}

func (p pagesPDF) PDFAttached(context.Context, []byte, int) ([]byte, error) { return nil, io.EOF }

func (p pagesPDF) PDFPicture(context.Context, []byte, int, int) ([]byte, error) {
	return p.painted, nil
}

type cardWords struct{}

func (cardWords) PictureWords(context.Context, picture.Picture) (words []picture.Word, err error) {
	for i, w := range []string{"REPUBLIKA SRBIJA", "VOZAČKA DOZVOLA", "UZORAK MILENA"} {
		words = append(words, picture.Word{Text: w, Conf: 1, Line: i + 1, Box: picture.Box{X: 10, Y: 5000 + 40*i, Width: 300, Height: 20}}) // below the code
	}
	return words, nil
}

func knownDocuments(t *testing.T) *Documents {
	t.Helper()
	d, err := LoadDocuments(os.DirFS("../knowledge"))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// An identity document on one page of many, or in a picture on it, is found, and where.
func TestIdentityDocumentOnAPage(t *testing.T) {
	painted, err := os.ReadFile("testdata/racun_qr.png")
	if err != nil {
		t.Fatal(err)
	}
	other := "UGOVOR O ZAJMU\n" + strings.Repeat("Zajmodavac predaje novac, a zajmoprimac ga vraća.\n", documentTop+10) // so that no title behind it is at the top
	for what, c := range map[string]struct {
		pdf     pagesPDF
		read    PictureReader
		want    []string
		notSeen []string
	}{
		"as text":                      {pagesPDF{text: other + "\f" + card + "\f" + other}, nil, []string{"a.pdf#page=2"}, nil},
		"as a picture beside text":     {pagesPDF{text: other + "\f" + other + "\f" + other, pictured: []int{3}, painted: painted}, cardWords{}, []string{"a.pdf#page=3"}, nil},
		"in a picture that nobody saw": {pagesPDF{text: other + "\f" + other + "\f" + other, pictured: []int{3}}, nil, nil, []string{"a.pdf"}},
		"as a scan":                    {pagesPDF{text: other + "\f\f" + other, painted: painted}, cardWords{}, []string{"a.pdf#page=2"}, nil},
		"nowhere":                      {pagesPDF{text: other + "\f" + other + "\f" + other}, nil, nil, nil},
	} {
		t.Run(what, func(t *testing.T) {
			opt := Options{PDF: c.pdf, Pictures: c.read, Documents: knownDocuments(t)}
			f := Read(t.Context(), Source{Path: "a.pdf", Size: -1, Open: bytesSource([]byte("%PDF-1.7\n")).Open}, opt)
			if got := f.IdentityPlaces(); !slices.Equal(got, c.want) {
				t.Errorf("IdentityPlaces = %q, want %q; pages %v, problems %v", got, c.want, f.Pages, f.Problems)
			}
			if got := f.NotSeen(); !slices.Equal(got, c.notSeen) {
				t.Errorf("NotSeen = %q, want %q; problems %v", got, c.notSeen, f.Problems)
			}
			f.Correct(func(path string) string {
				if len(c.want) > 0 && path == c.want[0] {
					return DocOther
				}
				return ""
			})
			if got := f.IdentityPlaces(); got != nil {
				t.Errorf("IdentityPlaces = %q after the person said better", got)
			}
		})
	}
}
