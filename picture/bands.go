package picture

import (
	"bytes"
	"image"

	"golang.org/x/image/draw"
)

const (
	// bandShape is how many times higher than wide a picture is that is read in bands, as a
	// screenshot that was scrolled: in a smaller copy the figures of clocks are too small.
	bandShape = 6
	// bandHeight is how high a band is, in pixels; it ends bandOverlap below the next
	// one's beginning, so that each line stands whole in one of them.
	bandHeight  = 4000
	bandOverlap = 400
)

// Band is a part of a picture, from edge to edge, as large as it is there.
type Band struct {
	Image *image.RGBA
	Y     int // where it begins in the picture
	// From and To bound what is to be taken of it, in the picture's pixels: each place
	// belongs to one band.
	From, To int
}

// Bands cuts a picture that is very long, and whose Image is a smaller copy, into bands
// to be read one by one; nil where it is to be read as it is.
func (p Picture) Bands() []Band {
	if p.Image == nil || p.Scale == 1 || p.Height < bandShape*p.Width || orientation(p.Format, p.Bytes) > 1 {
		return nil
	}
	img := p.whole()
	if img == nil || img.Bounds().Dx() != p.Width || img.Bounds().Dy() != p.Height {
		return nil
	}
	var list []Band
	for y := 0; ; y += bandHeight - bandOverlap {
		end := min(y+bandHeight, p.Height)
		band := Band{Image: image.NewRGBA(image.Rect(0, 0, p.Width, end-y)), Y: y, From: y + bandOverlap/2, To: end - bandOverlap/2}
		draw.Draw(band.Image, band.Image.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(band.Image, band.Image.Rect, img, img.Bounds().Min.Add(image.Pt(0, y)), draw.Over)
		if y == 0 {
			band.From = 0
		}
		if end == p.Height {
			band.To = end
			return append(list, band)
		}
		list = append(list, band)
	}
}

// whole unpacks the picture once more, nil where that fails.
func (p Picture) whole() image.Image {
	_, _, still := frames(p.Format, p.Bytes)
	for _, f := range formats() {
		if f.matches(p.Bytes) {
			img, err := f.decode(bytes.NewReader(still))
			if err != nil {
				return nil
			}
			return img
		}
	}
	return nil
}
