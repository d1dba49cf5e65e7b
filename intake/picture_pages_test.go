package intake

import (
	"context"
	"fmt"
	"image"
	"os"
	"slices"
	"strings"
	"testing"

	"recourse/internal/testkit"
	"recourse/picture"
)

// slipReader reads on each page which it is, by its width; it fails on one.
type slipReader struct{ fails int }

func (r slipReader) PictureWords(_ context.Context, p picture.Picture) ([]picture.Word, error) {
	number := p.Width - 100
	if number == r.fails {
		return nil, fmt.Errorf("no time left")
	}
	var words []picture.Word
	for i, w := range strings.Fields(slipPages[number-1]) {
		words = append(words, picture.Word{Text: strings.ReplaceAll(w, "_", " "), Line: i, Conf: 0.9, Box: picture.Box{X: 5, Y: 5 + 10*i, Width: 20, Height: 8}})
	}
	return words, nil
}

// slipPages are the lines of slips, _ for a space.
var slipPages = []string{
	"NALOG_ZA_PRENOS Platilac:_Milan_Perić Primalac:_Lena_Kadrović_PR Svrha_plaćanja:_Uplata Iznos:_21.000,00_RSD Račun_primaoca:_265-0000001234567-57 Datum:_18.11.2026.",
	"NALOG_ZA_PRENOS Platilac:_Milan_Perić Primalac:_Lena_Kadrović_PR Svrha_plaćanja:_Uplata Iznos:_23.000,00_RSD Račun_primaoca:_265-0000001234567-57 Datum:_19.11.2026.",
	"Napomena",
}

func scanOf(pages int) []byte {
	var list []image.Image
	for i := range pages {
		img := image.NewGray(image.Rect(0, 0, 101+i, 90))
		img.Pix[7] = 200
		list = append(list, img)
	}
	return testkit.ScanTIFF(list...)
}

func TestEachPageOfAScanIsRead(t *testing.T) {
	f := Read(t.Context(), memory("scan.tiff", scanOf(3)), Options{Pictures: slipReader{}, Statements: known(t)})
	if f.Picture.Pages != 3 || len(f.Pages) != 3 || !strings.HasPrefix(f.Pages[1].Span.Of(f.Text), "NALOG") || f.Pages[2].Span.Of(f.Text) != "Napomena" || !f.Pages[2].Recognised {
		t.Errorf("pages %+v of %q", f.Pages, f.Text)
	}
	if len(f.Payments) != 2 || f.Payments[0].Amount.String() != "21,000.00 RSD" && f.Payments[0].Amount.Minor != 2_100_000 || f.Payments[1].Amount.Minor != 2_300_000 {
		t.Errorf("payments %+v, want that of each page", f.Payments)
	}
	if last := f.Picture.Words[len(f.Picture.Words)-1]; last.Page != 3 || last.Span.Of(f.Text) != "Napomena" {
		t.Errorf("last word %+v", last)
	}
	if list := codes(f); len(list) != 0 {
		t.Errorf("problems %v", list)
	}
}

func TestPagesOfAScanThatAreNotReadAreCounted(t *testing.T) {
	for _, c := range []struct {
		name    string
		pages   int
		reader  PictureReader
		code    string
		number  any
		written int
	}{
		{"one that fails", 3, slipReader{fails: 2}, "pages-not-read", 1, 2},
		{"more than are read", maxScans + 4, &countingReader{atTheSame: make(chan struct{})}, "pages-not-read", 4, maxScans},
		{"no reader", 2, nil, "text-not-read", nil, 0},
	} {
		f := Read(t.Context(), memory("scan.tiff", scanOf(c.pages)), Options{Pictures: c.reader})
		at := slices.Index(codes(f), c.code)
		if at < 0 || c.number != nil && f.Problems[at].Args["n"] != c.number || len(f.Pages) != c.written {
			t.Errorf("%s: %d pages, problems %+v", c.name, len(f.Pages), f.Problems)
		}
	}
}

// pictured is a reader that finds several pictures in a file of a telephone.
type pictured struct {
	perfect
	list [][]byte
}

func (p pictured) ConvertPicture(context.Context, []byte) ([][]byte, error) { return p.list, nil }

func TestEachPictureOfAFileIsRead(t *testing.T) {
	heic, err := os.ReadFile("testdata/poruka.heic")
	if err != nil {
		t.Fatal(err)
	}
	words := perfect{{Text: "Uplatite", Conf: 0.9, Box: picture.Box{X: 1, Y: 1, Width: 9, Height: 9}}}
	shown := pngBytes(t, testkit.Screen{App: testkit.Apps()[0], Name: "Lena"}.Draw(t))
	for _, c := range []struct {
		list     [][]byte
		pages    int
		text     string
		problems []string
	}{
		{[][]byte{shown}, 0, "Uplatite", nil},
		{[][]byte{shown, shown}, 2, "Uplatite\nUplatite", nil},
		{[][]byte{shown, shown, nil}, 3, "Uplatite\nUplatite", []string{"pages-not-read"}},
	} {
		f := Read(t.Context(), memory("a.heic", heic), Options{Pictures: pictured{words, c.list}})
		said := slices.DeleteFunc(codes(f), func(c string) bool { return c == "picture-place" })
		if f.Picture.Pages != c.pages || f.Text != c.text || !slices.Equal(said, c.problems) {
			t.Errorf("%d pictures: pages %d, text %q, problems %v", len(c.list), f.Picture.Pages, f.Text, said)
		}
	}
}
