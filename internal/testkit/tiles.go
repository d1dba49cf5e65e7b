package testkit

import (
	"image"
	"image/color"
	"testing"

	"recourse/picture"
)

// Tiles draws a screen of cards in two columns, as an app's first page has them,
// with the times of their entries.
func Tiles(t testing.TB) (*image.RGBA, []picture.Word) {
	t.Helper()
	p := &pen{unit: 2, img: image.NewRGBA(image.Rect(0, 0, 720, 1000))}
	p.regular, p.small = face(t, "NotoSans-Regular.ttf", 28), face(t, "NotoSans-Regular.ttf", 21)
	p.fill(p.img.Bounds(), rgb(0xEEF0F4))
	for i, text := range []string{"Računi", "Kartice", "Plaćanja", "Menjačnica", "Poruke", "Pomoć"} {
		x, y := 20+i%2*350, 60+i/2*300
		p.box(image.Rect(x, y, x+330, y+270), color.RGBA{R: 255, G: 255, B: uint8(255 - 40*(i%2)), A: 255}, 10)
		p.text(p.regular, text, x+24, y+60, rgb(0x222222))
		p.text(p.small, "17:4"+string(rune('0'+i)), x+250, y+250, rgb(0x666666))
	}
	return p.img, p.words
}
