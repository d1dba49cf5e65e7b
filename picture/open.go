package picture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"math"

	"recourse"

	"golang.org/x/image/bmp"
	"golang.org/x/image/draw"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"
)

const (
	// MaxBytes is the largest file that is looked at.
	MaxBytes = 64 << 20
	// MaxPixels is the largest picture that is looked at, by its own word.
	MaxPixels = 100_000_000
	// MaxDecoded is the largest picture that is unpacked here.
	MaxDecoded = 50_000_000
	// maxWork is how many pixels an unpacked picture keeps.
	maxWork = 12_000_000
)

// ErrTooLarge is a picture of more bytes or pixels than is looked at. Its kind is
// Invalid.
var ErrTooLarge = fmt.Errorf("picture has too many pixels: %w", recourse.Invalid)

// Picture is a picture file that was opened.
type Picture struct {
	Bytes  []byte
	Format string // png jpeg gif webp tiff bmp
	// Width and Height are as the picture is shown, in pixels.
	Width, Height int
	Frames        int // 1, or how many an animation has
	Pages         int // 1, or how many a scan has (TIFF, HEIC); the first is opened, see [Picture.Page]
	// End is where the picture ends in Bytes, or 0 where that is not known.
	End int
	// Image is what the picture shows, its first frame, turned as it is shown, on
	// white; nil where it was too large or damaged, see Damage. Of a large picture
	// it is a smaller copy: Scale times as large as the picture.
	Image  *image.RGBA
	Scale  float64
	Damage error
	// Regions are the areas of one colour in Image; nil until somebody looks.
	Regions *Regions

	parts [][]byte // the files of its pages, where each was one
}

// format is one that can be opened.
type format struct {
	name   string
	magic  string // ? is any byte
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

func formats() []format {
	return []format{
		{"png", "\x89PNG\r\n\x1a\n", png.DecodeConfig, png.Decode},
		{"jpeg", "\xff\xd8", jpeg.DecodeConfig, jpeg.Decode},
		{"gif", "GIF8?a", gif.DecodeConfig, gif.Decode},
		{"webp", "RIFF????WEBPVP8", webp.DecodeConfig, webp.Decode},
		{"tiff", "II\x2a\x00", tiff.DecodeConfig, tiff.Decode},
		{"tiff", "MM\x00\x2a", tiff.DecodeConfig, tiff.Decode},
		{"bmp", "BM????\x00\x00\x00\x00", bmp.DecodeConfig, bmp.Decode},
	}
}

func (f format) matches(b []byte) bool {
	if len(b) < len(f.magic) {
		return false
	}
	for i := range len(f.magic) {
		if f.magic[i] != '?' && f.magic[i] != b[i] {
			return false
		}
	}
	return true
}

// Format returns the name of the format of a picture, as [Picture.Format], or ""
// for one that is not known here.
func Format(b []byte) string {
	for _, f := range formats() {
		if f.matches(b) {
			return f.name
		}
	}
	return ""
}

// Open looks at a picture and unpacks it where that is safe. What is no picture
// of a known format is an error of kind Invalid; one that is too large wraps
// [ErrTooLarge]. A picture that is damaged behind its head is none: see
// [Picture.Damage].
func Open(b []byte) (Picture, error) {
	if len(b) > MaxBytes {
		return Picture{}, fmt.Errorf("%w (more than %d bytes)", ErrTooLarge, MaxBytes)
	}
	for _, f := range formats() {
		if !f.matches(b) {
			continue
		}
		p := Picture{Bytes: b, Format: f.name, Frames: 1, Pages: 1, Scale: 1}
		if f.name == "tiff" {
			p.Pages = max(1, len(tiffPages(b)))
		}
		var still []byte
		p.Frames, p.End, still = frames(f.name, b)
		c, err := f.config(bytes.NewReader(still))
		if err != nil {
			return Picture{}, fmt.Errorf("size of %s: %w: %w", f.name, err, recourse.Invalid)
		}
		if c.Width <= 0 || c.Height <= 0 || c.Width > MaxPixels/c.Height {
			return Picture{}, fmt.Errorf("%w (%d x %d)", ErrTooLarge, c.Width, c.Height)
		}
		p.Width, p.Height = c.Width, c.Height
		p.unpack(f, c, still)
		return p, nil
	}
	return Picture{}, fmt.Errorf("no picture of a known format: %w", recourse.Invalid)
}

// unpack decodes the picture, unless it takes too much memory.
func (p *Picture) unpack(f format, c image.Config, still []byte) {
	deep := int64(1)
	switch c.ColorModel {
	case color.NRGBA64Model, color.RGBA64Model, color.Gray16Model:
		deep = 2
	}
	if int64(c.Width)*int64(c.Height)*deep > MaxDecoded {
		return
	}
	img, err := f.decode(bytes.NewReader(still))
	if err != nil {
		p.Damage = fmt.Errorf("unpack %s: %w", f.name, err)
		return
	}
	if img.Bounds().Dx() <= 0 || img.Bounds().Dy() <= 0 {
		p.Damage = fmt.Errorf("unpack %s: it is empty: %w", f.name, recourse.Invalid)
		return
	}
	p.Image, p.Scale = workingCopy(spread(img))
	turn := orientation(f.name, p.Bytes)
	p.Image = turned(p.Image, turn)
	if turn >= 5 {
		p.Width, p.Height = p.Height, p.Width
	}
}

// spread makes a grey picture of 16 bits whose tones all lie close together as light and
// dark as it can be: what measures in 12 bits writes so, and all of it would be black.
func spread(img image.Image) image.Image {
	gray, ok := img.(*image.Gray16)
	if !ok {
		return img
	}
	low, high := uint16(math.MaxUint16), uint16(0)
	for i := 0; i+1 < len(gray.Pix); i += 2 {
		v := binary.BigEndian.Uint16(gray.Pix[i:])
		low, high = min(low, v), max(high, v)
	}
	if high <= low || high-low > math.MaxUint16/8 {
		return img
	}
	out := image.NewGray(gray.Rect)
	for y := gray.Rect.Min.Y; y < gray.Rect.Max.Y; y++ {
		for x := gray.Rect.Min.X; x < gray.Rect.Max.X; x++ {
			v := uint32(gray.Gray16At(x, y).Y - low)
			out.SetGray(x, y, color.Gray{Y: uint8(v * math.MaxUint8 / uint32(high-low))})
		}
	}
	return out
}

// workingCopy draws a picture on white, smaller where it is large.
func workingCopy(img image.Image) (*image.RGBA, float64) {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	scale := 1.0
	for float64(w)*scale*float64(h)*scale > maxWork {
		scale /= 2
	}
	work := image.NewRGBA(image.Rect(0, 0, max(1, int(float64(w)*scale)), max(1, int(float64(h)*scale))))
	draw.Draw(work, work.Rect, image.White, image.Point{}, draw.Src)
	if scale == 1 {
		draw.Draw(work, work.Rect, img, img.Bounds().Min, draw.Over)
	} else {
		draw.ApproxBiLinear.Scale(work, work.Rect, img, img.Bounds(), draw.Over, nil)
	}
	return work, scale
}

// turned turns and mirrors a picture as EXIF's Orientation says (1 to 8).
func turned(img *image.RGBA, orientation int) *image.RGBA {
	if orientation < 2 || orientation > 8 {
		return img
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if orientation >= 5 {
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			tx, ty := x, y
			switch orientation {
			case 2:
				tx = w - 1 - x
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			copy(out.Pix[ty*out.Stride+tx*4:][:4], img.Pix[y*img.Stride+x*4:][:4])
		}
	}
	return out
}
