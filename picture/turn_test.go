package picture

import (
	"image"
	"image/color"
	"testing"
)

func TestTurnedPicturesAndBoxesGoTogether(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 60, 40))
	dot := Box{10, 5, 3, 2}
	for y := dot.Y; y < dot.Y+dot.Height; y++ {
		for x := dot.X; x < dot.X+dot.Width; x++ {
			img.Set(x, y, color.RGBA{R: 255, A: 255})
		}
	}
	p := Picture{Image: img, Width: 60, Height: 40, Scale: 1}
	for _, degrees := range []int{90, 180, 270} {
		q := p.Turned(degrees)
		at := dot.Turned(degrees, p.Width, p.Height)
		red := 0
		for y := at.Y; y < at.Y+at.Height; y++ {
			for x := at.X; x < at.X+at.Width; x++ {
				if q.Image.RGBAAt(x, y).R == 255 {
					red++
				}
			}
		}
		if red != 6 {
			t.Errorf("turned by %d: %v holds %d of 6 pixels", degrees, at, red)
		}
		if back := at.Turned(360-degrees, q.Width, q.Height); back != dot {
			t.Errorf("turned by %d and back: %v, want %v", degrees, back, dot)
		}
	}
	// A quarter clockwise takes what was on top to the right.
	if got, want := dot.Turned(90, 60, 40), (Box{33, 10, 2, 3}); got != want {
		t.Errorf("a quarter: %v, want %v", got, want)
	}
}
