package redact

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"

	xdraw "golang.org/x/image/draw"

	"recourse"
	"recourse/picture"
)

// bleed is how far, in pixels of the original, what stands in an area shows around
// it where the format is lossy: a JPEG packs squares of eight pixels as one
// (ITU-T T.81, A.1).
const bleed = 8

// Picture returns the twin of a picture with these areas of it black, as a PNG that
// holds pixels and nothing else. Boxes are in pixels as the picture is shown. Of a
// picture that is too large to be unpacked whole the twin is smaller, of an
// animation it is the first frame. An empty list, or a box outside the picture,
// is an error of kind Invalid.
func Picture(b []byte, o Original, boxes []picture.Box, random io.Reader) (Twin, error) {
	p, err := open(b)
	if err != nil {
		return Twin{}, err
	}
	m, err := newMaker(FormPicture, o, random)
	if err != nil {
		return Twin{}, err
	}
	around := 0
	if p.Format == "jpeg" || p.Format == "webp" {
		around = bleed
	}
	areas := make([]image.Rectangle, len(boxes))
	for i, box := range boxes {
		if areas[i], err = area(p.Image.Rect, box.Rect().Inset(-around), p.Scale, p.Scale); err != nil {
			return Twin{}, err
		}
	}
	if len(areas) == 0 {
		return Twin{}, errNothing
	}
	if err := m.blacken(p.Image, 0, areas); err != nil {
		return Twin{}, err
	}
	out, err := encode(p.Image)
	if err != nil {
		return Twin{}, err
	}
	return m.twin(out, "image/png"), nil
}

// open opens a picture that can be redacted.
func open(b []byte) (picture.Picture, error) {
	p, err := picture.Open(b)
	switch {
	case err != nil:
		return p, fmt.Errorf("open picture: %w", err)
	case p.Damage != nil:
		return p, fmt.Errorf("open picture: %v: %w", p.Damage, recourse.Invalid)
	case p.Image == nil:
		return p, fmt.Errorf("open picture: it is too large to be unpacked: %w", recourse.Invalid)
	}
	return p, nil
}

// area is a box as the pixels that it touches at least in part.
func area(bounds, box image.Rectangle, scaleX, scaleY float64) (image.Rectangle, error) {
	r := image.Rect(
		int(math.Floor(float64(box.Min.X)*scaleX)), int(math.Floor(float64(box.Min.Y)*scaleY)),
		int(math.Ceil(float64(box.Max.X)*scaleX)), int(math.Ceil(float64(box.Max.Y)*scaleY)),
	).Intersect(bounds)
	if box.Empty() || r.Empty() {
		return r, fmt.Errorf("area %v lies outside the picture: %w", box, recourse.Invalid)
	}
	return r, nil
}

// blacken notes what the areas hold and paints them. All are noted before the first
// is painted: where two overlap, both commit to what was there.
func (m *maker) blacken(img *image.RGBA, page int, areas []image.Rectangle) error {
	for _, r := range areas {
		kept, err := encode(img.SubImage(r))
		if err != nil {
			return err
		}
		box := picture.BoxOf(r)
		if err := m.add(Part{Page: page, Box: &box}, pixels(img, r), Secret{PNG: kept}); err != nil {
			return err
		}
	}
	for _, r := range areas {
		draw.Draw(img, r, image.NewUniform(color.Black), image.Point{}, draw.Src)
	}
	return nil
}

// pixels are the rows of an area: red, green and blue of each pixel, 8 bits each.
func pixels(img image.Image, r image.Rectangle) []byte {
	out := make([]byte, 0, r.Dx()*r.Dy()*3)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			red, green, blue, _ := img.At(x, y).RGBA()
			out = append(out, byte(red>>8), byte(green>>8), byte(blue>>8))
		}
	}
	return out
}

func encode(img image.Image) ([]byte, error) {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("write picture: %w", err)
	}
	return b.Bytes(), nil
}

// Preview paints a page smaller, width pixels wide at most, with the regions that
// are on it black, to choose regions by.
func Preview(img *image.RGBA, size Page, page, width int, regions []Region) ([]byte, error) {
	w := min(width, img.Rect.Dx())
	h := max(1, int(math.Round(float64(w)*float64(img.Rect.Dy())/float64(img.Rect.Dx()))))
	if w < 1 || h > 8*width {
		return nil, fmt.Errorf("a preview of %d x %d pixels: %w", w, h, recourse.Invalid)
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	xdraw.CatmullRom.Scale(out, out.Rect, img, img.Rect, draw.Src, nil)
	for _, r := range regions {
		if max(r.Page, 1) != page {
			continue
		}
		if a, err := area(out.Rect, r.Box.Rect(), float64(w)/size.Width, float64(h)/size.Height); err == nil {
			draw.Draw(out, a, image.NewUniform(color.Black), image.Point{}, draw.Src)
		}
	}
	return encode(out)
}
