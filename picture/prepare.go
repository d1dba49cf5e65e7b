package picture

import (
	"image"
	"math"

	"golang.org/x/image/draw"
)

const (
	// flatShare is the share of a picture in large regions from which on it is
	// taken for a screenshot.
	flatShare = 0.5
	// readWidth is how wide the shorter side is made of a picture whose letters
	// may be too small to be read.
	readWidth  = 1300
	mostScale  = 3
	readPixels = 9_000_000 // of what is made larger
	readSide   = 32_000    // its longer side: tesseract takes up to 32,767
	// contrast is by how much letters are made darker than they stand out.
	contrast = 1.6
)

// ForReading returns the picture as a reader of letters likes it best, and how
// many times larger it is. A screenshot gets dark letters on white, whatever the
// colours behind them: dark themes and coloured bubbles alike. A small picture is
// made larger. regions may be nil; then colours stay.
func ForReading(img *image.RGBA, regions *Regions) (*image.Gray, float64) {
	var gray *image.Gray
	if regions != nil && regions.Flat() >= flatShare {
		gray = onWhite(img, regions)
	} else {
		gray = image.NewGray(image.Rect(0, 0, img.Rect.Dx(), img.Rect.Dy()))
		draw.Draw(gray, gray.Rect, img, img.Rect.Min, draw.Src)
	}
	w, h := gray.Rect.Dx(), gray.Rect.Dy()
	scale := min(mostScale, readWidth/float64(max(1, min(w, h))), math.Sqrt(readPixels/float64(max(1, w*h))), readSide/float64(max(1, w, h)))
	if scale < 1.25 {
		return gray, 1
	}
	large := image.NewGray(image.Rect(0, 0, int(float64(w)*scale), int(float64(h)*scale)))
	draw.CatmullRom.Scale(large, large.Rect, gray, gray.Rect, draw.Src, nil)
	return large, scale
}

// onWhite draws how far each pixel stands out from the region around it.
func onWhite(img *image.RGBA, regions *Regions) *image.Gray {
	w, h := regions.width, regions.height
	out := image.NewGray(image.Rect(0, 0, w, h))
	left := make([][3]uint8, w)
	known := make([]bool, w)
	for y := range h {
		row := img.Pix[y*img.Stride:]
		pixel := func(x int) [3]uint8 { return [3]uint8{row[x*4], row[x*4+1], row[x*4+2]} }
		ids := regions.at[y*w : (y+1)*w]
		var last [3]uint8
		have := false
		for x := range w {
			if ids[x] != 0 {
				last, have = pixel(x), true
			}
			left[x], known[x] = last, have
		}
		have = false
		for x := w - 1; x >= 0; x-- {
			p := pixel(x)
			if ids[x] != 0 {
				last, have = p, true
				out.Pix[y*out.Stride+x] = 255
				continue
			}
			far := 255
			if have {
				far = differ(p, last)
			}
			if known[x] {
				far = min(far, differ(p, left[x]))
			}
			out.Pix[y*out.Stride+x] = uint8(255 - min(255, int(float64(far)*contrast)))
		}
	}
	return out
}
