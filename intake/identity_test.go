package intake

import (
	"context"
	"encoding/base64"
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

// A copy of an identity document is one too, under another name, in a file, and as letters in
// a text; whoever says that it is none of a copy is believed where only a program saw it.
func TestACopyOfAnIdentityDocument(t *testing.T) {
	picture := grainy(t)
	page := `<!doctype html><p>Razgovor</p><img src="data:image/png;base64,` + base64.StdEncoding.EncodeToString(picture) + `">`
	read := func(name string, b []byte) File {
		return Read(t.Context(), Source{Path: name, Size: int64(len(b)), Open: bytesSource(b).Open}, Options{Documents: knownDocuments(t)})
	}
	for _, c := range []struct {
		name string
		said map[string]string
		want string
	}{
		{"nothing is said", nil, ""},
		{"of the picture", map[string]string{"a.png": DocIdentity}, "a.png b.png page.html!picture-1.png"},
		{"of the copy, and something else of the picture", map[string]string{"b.png": DocIdentity, "a.png": DocOther}, "a.png b.png page.html!picture-1.png"},
		{"something else", map[string]string{"a.png": DocProduct}, ""},
	} {
		files := []File{read("a.png", picture), read("b.png", picture), read("page.html", []byte(page))}
		known := NewIdentities()
		for i := range files {
			files[i].Correct(func(path string) string { return c.said[path] })
			known.Note(files[i], func(path string) string { return c.said[path] })
		}
		known.Share(files)
		var got []string
		for _, f := range files {
			if f.Document == DocIdentity {
				got = append(got, f.Path)
			}
			got = append(got, f.IdentityPlaces()...)
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%s: identity documents %q, want %q", c.name, got, c.want)
		}
		if got := files[2].Holding(func(d string) bool { return d == files[0].SHA256 }); !slices.Equal(got, []string{"page.html!picture-1.png"}) {
			t.Errorf("%s: the page holds the picture at %q", c.name, got)
		}
	}
}
