package picture_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"recourse/picture"
)

func encoded(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := enc.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A screenshot that was scrolled is read in bands of its full size, which together hold
// each place once; anything else is read as it is.
func TestBands(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 900, 14_000))
	img.SetGray(450, 7_900, color.Gray{Y: 200})
	p, err := picture.Open(encoded(t, img))
	if err != nil {
		t.Fatal(err)
	}
	bands := p.Bands()
	next := 0
	for _, b := range bands {
		if b.From != next || b.Y > b.From || b.Y+b.Image.Rect.Dy() < b.To || b.Image.Rect.Dx() != 900 {
			t.Errorf("band %d to %d of %v at %d, want it to begin at %d", b.From, b.To, b.Image.Rect, b.Y, next)
		}
		if y := 7_900 - b.Y; b.From <= 7_900 && 7_900 < b.To && b.Image.RGBAAt(450, y).R != 200 {
			t.Errorf("the band at %d does not show what stands there", b.Y)
		}
		next = b.To
	}
	if len(bands) != 4 || next != 14_000 {
		t.Errorf("%d bands down to %d, want 4 to 14000", len(bands), next)
	}
	small, err := picture.Open(encoded(t, image.NewGray(image.Rect(0, 0, 900, 6_000))))
	if err != nil || small.Bands() != nil || (picture.Picture{}).Bands() != nil {
		t.Errorf("a picture that is not so long has bands, %v", err)
	}
}

// Letters are made larger, but not beyond what their reader takes.
func TestForReadingStaysBelowTheReadersLimit(t *testing.T) {
	for _, r := range []image.Rectangle{image.Rect(0, 0, 20_000, 40), image.Rect(0, 0, 40, 20_000), image.Rect(0, 0, 33_000, 10)} {
		large, k := picture.ForReading(image.NewRGBA(r), nil)
		if side := max(large.Rect.Dx(), large.Rect.Dy()); side > max(32_000, r.Dx()) || k < 1 {
			t.Errorf("%v becomes %v", r, large.Rect)
		}
	}
}

// What a scanner measured in few of its 65,536 tones is no black page.
func TestAGreyPictureOfFewTonesIsSpread(t *testing.T) {
	img := image.NewGray16(image.Rect(0, 0, 60, 20))
	for x := range 30 {
		img.SetGray16(x, 10, color.Gray16{Y: 200})
	}
	p, err := picture.Open(encoded(t, img))
	if err != nil || p.Image == nil {
		t.Fatal(err)
	}
	if light, dark := p.Image.RGBAAt(5, 10).R, p.Image.RGBAAt(50, 10).R; light != 255 || dark != 0 {
		t.Errorf("tones %d and %d, want 255 and 0", light, dark)
	}
	img.SetGray16(0, 0, color.Gray16{Y: 0xffff})
	if p, err := picture.Open(encoded(t, img)); err != nil || p.Image.RGBAAt(5, 10).R != 0 {
		t.Errorf("a picture with all tones was changed, %v", err)
	}
}
