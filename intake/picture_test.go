package intake

import (
	"bytes"
	"image"
	"image/jpeg"
	"slices"
	"strings"
	"testing"

	"recourse/indicator"
	"recourse/internal/testkit"
	"recourse/picture"

	"golang.org/x/image/draw"
)

// copyOf is a picture as it comes after it was passed on: smaller, and compressed.
func copyOf(t testing.TB, img image.Image, scale float64) []byte {
	t.Helper()
	small := image.NewRGBA(image.Rect(0, 0, int(float64(img.Bounds().Dx())*scale), int(float64(img.Bounds().Dy())*scale)))
	draw.BiLinear.Scale(small, small.Rect, img, img.Bounds(), draw.Src, nil)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, small, &jpeg.Options{Quality: 40}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTheSamePictureIsKnownAgain(t *testing.T) {
	screen := testkit.Screen{App: testkit.Apps()[0], Name: "Lena Mentor", Status: "na mreži", Lines: talk()}
	img, words := screen.DrawWords(t)
	first := Read(t.Context(), memory("a.png", pngBytes(t, img)), Options{Pictures: perfect(words)})
	again := Read(t.Context(), memory("b.jpg", copyOf(t, img, 0.5)), Options{Pictures: perfect(words)})
	screen.Lines[2].Text = strings.Replace(screen.Lines[2].Text, "90.328", "80.328", 1)
	other, otherWords := screen.DrawWords(t)
	changed := Read(t.Context(), memory("c.png", pngBytes(t, other)), Options{Pictures: perfect(otherWords)})
	unread := Read(t.Context(), memory("d.jpg", copyOf(t, img, 0.6)), Options{})
	if d := first.hash().Distance(changed.hash()); d > sameBits {
		t.Fatalf("one amount makes %d bits: the test shows nothing", d)
	}
	files := []File{first, {Path: "x.zip", Files: []File{again}}, changed, unread}
	Relate(files)
	if got := files[1].Files[0]; got.Picture.SameAs != "a.png" || !slices.Contains(codes(got), "picture-again") || !got.Keep() {
		t.Errorf("the copy: same as %q, problems %v", got.Picture.SameAs, codes(got))
	}
	for _, f := range []File{files[0], files[2], files[3]} {
		if f.Picture.SameAs != "" || slices.Contains(codes(f), "picture-again") {
			t.Errorf("%s: same as %q", f.Path, f.Picture.SameAs)
		}
	}
}

func TestLettersInNumbersAreMendedWhereCheckDigitsProveIt(t *testing.T) {
	var words []picture.Word
	for i, w := range strings.Fields("račun 265-OOО0000001234-88 ili 265-000000000l234-89 iznos 6l.328,00") {
		words = append(words, picture.Word{Text: w, Box: picture.Box{X: 10 + i*100, Y: 10, Width: 90, Height: 20}, Conf: 0.9, Line: 1})
	}
	f := Read(t.Context(), memory("a.png", png), Options{Pictures: perfect(words)})
	const want = "račun 265-0000000001234-88 ili 265-000000000l234-89 iznos 6l.328,00"
	if f.Text != want {
		t.Errorf("text %q, want %q", f.Text, want)
	}
	if f.Picture.Words[1].Text != "265-OOО0000001234-88" || f.Picture.Words[1].Span.Of(f.Text) != "265-0000000001234-88" {
		t.Errorf("word %+v", f.Picture.Words[1])
	}
	if len(f.Picture.Repairs) != 3 || !f.Picture.Repairs[0].Confirmed || f.Picture.Repairs[1].Confirmed || f.Picture.Repairs[2].Confirmed ||
		f.Picture.Repairs[0].Raw != "265-OOО0000001234-88" || f.Picture.Repairs[2].Span.Of(f.Text) != "6l.328,00" {
		t.Errorf("repairs %+v", f.Picture.Repairs)
	}
	if !slices.ContainsFunc(f.Indicators, func(i indicator.Indicator) bool { return i.Value == "265000000000123488" && i.Valid }) {
		t.Errorf("indicators %+v", f.Indicators)
	}
	if !slices.Contains(codes(f), "figures-unconfirmed") {
		t.Errorf("problems %v", codes(f))
	}
}
