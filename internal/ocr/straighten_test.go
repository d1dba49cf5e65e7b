package ocr

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"recourse/intake"
	"recourse/internal/testkit"
	"recourse/picture"
	"recourse/redact"

	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
)

// held draws lines of text as a card that somebody holds at a tilt, on ground on which
// light fades, with the noise of a camera.
func held(t *testing.T, text string, degrees float64, noise int) *image.RGBA {
	t.Helper()
	const w, h, scale = 1080, 1440, 0.6
	card, err := testkit.Lines(text)
	if err != nil {
		t.Fatal(err)
	}
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		c := color.RGBA{uint8(170 - 119*y/h), uint8(136 - 68*y/h), uint8(119 - 34*y/h), 255}
		draw.Draw(img, image.Rect(0, y, w, y+1), image.NewUniform(c), image.Point{}, draw.Src)
	}
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	sin, cos = sin*scale, cos*scale
	x, y := float64(card.Rect.Dx())/2, float64(card.Rect.Dy())/2
	xdraw.CatmullRom.Transform(img, f64.Aff3{
		cos, -sin, w/2 - cos*x + sin*y,
		sin, cos, h*0.6 - sin*x - cos*y,
	}, card, card.Rect, draw.Over, nil)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		if noise > 0 && i%4 != 3 {
			img.Pix[i] = uint8(min(255, max(0, int(img.Pix[i])+random.IntN(2*noise+1)-noise)))
		}
	}
	return img
}

const heldCard = "REPUBLIKA SRBIJA / REPUBLIC OF SERBIA\nLIČNA KARTA / IDENTITY CARD\nPrezime / Surname: UZORAK\nIme / Given name: MILENA\n" +
	"Datum rođenja / Date of birth: 01.01.1990\nJMBG: 0101990715018\nBroj / Document No: 012345678"

// A card that was photographed at a tilt is read and known for what it is, and the area
// that is blackened for its number holds all of it.
func TestACardThatIsHeldAtATiltIsRead(t *testing.T) {
	need(t, "tesseract")
	docs, err := intake.LoadDocuments(os.DirFS("../../knowledge"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		degrees float64
		noise   int
	}{{-20, 3}, {8, 0}, {20, 3}} {
		img := held(t, heldCard, c.degrees, c.noise)
		f := intake.Read(t.Context(), bytesSource("a.png", asPNG(t, img)), intake.Options{Pictures: Reader{}, Documents: docs})
		lines := strings.Split(f.Text, "\n")
		if !slices.Contains(lines, "LIČNA KARTA / IDENTITY CARD") || !slices.Contains(lines, "JMBG: 0101990715018") {
			t.Errorf("at %v degrees one reads\n%s", c.degrees, f.Text)
		}
		if f.Document != intake.DocIdentity {
			t.Errorf("at %v degrees it is taken for %q", c.degrees, f.Document)
		}
		var words []picture.Word
		for _, w := range f.Picture.Words {
			words = append(words, picture.Word{Text: w.Text, Box: w.Box, Line: strings.Count(f.Text[:w.Span.Start], "\n")})
		}
		boxes := redact.FindWords(words, "0101990715018")
		without := held(t, strings.Replace(heldCard, "0101990715018", "", 1), c.degrees, c.noise)
		if n := differentOutside(img, without, boxes); n > 0 || len(boxes) == 0 {
			t.Errorf("at %v degrees: %d pixels of the number lie outside %v", c.degrees, n, boxes)
		}
	}
}

// differentOutside counts the pixels in which two pictures differ outside some boxes.
func differentOutside(a, b *image.RGBA, boxes []picture.Box) (n int) {
	for y := range a.Rect.Dy() {
		for x := range a.Rect.Dx() {
			at := image.Pt(x, y)
			if a.RGBAAt(x, y) != b.RGBAAt(x, y) && !slices.ContainsFunc(boxes, func(b picture.Box) bool { return at.In(b.Rect()) }) {
				n++
			}
		}
	}
	return n
}

// What a second reading would gain nothing from gets none: each takes a second or more.
func TestWhatIsReadOnce(t *testing.T) {
	sure := []picture.Word{{Text: strings.Repeat("a", levelLetters), Conf: levelSure}}
	screen := testkit.Screen{App: testkit.Apps()[0], Name: "Lena Mentor", Clock: "18:05", Lines: talk()}.Draw(t)
	for what, c := range map[string]struct {
		img   *image.RGBA
		words []picture.Word
		again bool
	}{
		"a card at a tilt":                      {held(t, heldCard, 8, 3), nil, true},
		"a card at a tilt that was read surely": {held(t, heldCard, 8, 3), sure, false},
		"a level card":                          {held(t, heldCard, 0, 3), nil, false},
		"a card at less than what hinders":      {held(t, heldCard, 1.5, 3), nil, false},
		"a card without a letter at a tilt":     {held(t, "\n\n\n", 8, 3), nil, false},
		"a screenshot":                          {screen, nil, false},
		"what was not unpacked":                 {nil, nil, false},
	} {
		if got := tilt(picture.Picture{Image: c.img, Scale: 1}, c.words); got != 0 != c.again {
			t.Errorf("%s: tilt = %v, want another reading: %v", what, got, c.again)
		}
	}
}
