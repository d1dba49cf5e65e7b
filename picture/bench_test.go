package picture_test

import (
	"bytes"
	"image/png"
	"testing"

	"recourse/internal/testkit"
	"recourse/picture"
)

// BenchmarkOpen is all that is done with a screenshot of 1080 pixels' width but the
// reading of its words.
func BenchmarkOpen(b *testing.B) {
	lines := []testkit.Bubble{{Side: "left", Text: "Uplatite na račun 265-0000000001234-88", Clock: "17:48"}, {Side: "right", Text: "nemam vise", Clock: "17:50"}}
	for len(lines) < 16 {
		lines = append(lines, lines...)
	}
	img := testkit.Screen{App: testkit.Apps()[0], Name: "Lena Mentor", Lines: lines, Width: 1080}.Draw(b)
	var in bytes.Buffer
	if err := png.Encode(&in, img); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(img.Rect.Dx() * img.Rect.Dy()))
	b.ReportAllocs()
	for b.Loop() {
		p, err := picture.Open(in.Bytes())
		if err != nil {
			b.Fatal(err)
		}
		p.Regions = picture.FindRegions(p.Image)
		p.Hash()
		p.Codes()
		picture.ForReading(p.Image, p.Regions)
	}
}
