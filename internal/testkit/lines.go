package testkit

import (
	"image"
	"image/color"
	"image/draw"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Lines draws the lines of a text black on white, as a printed page that was photographed
// straight.
func Lines(text string) (*image.RGBA, error) {
	const size, step, margin, width = 32, 50, 30, 900
	f, err := opentype.Parse(goregular.TTF)
	if err != nil {
		return nil, err //nolint:wrapcheck // a font of ours
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		return nil, err //nolint:wrapcheck // a font of ours
	}
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	img := image.NewRGBA(image.Rect(0, 0, width, step*len(lines)+2*margin))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	d := font.Drawer{Dst: img, Src: image.NewUniform(color.Black), Face: face}
	for i, l := range lines {
		d.Dot = fixed.P(margin, step*(i+1)+margin/3)
		d.DrawString(l)
	}
	return img, nil
}
