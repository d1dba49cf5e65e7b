package picture

import (
	"cmp"
	"errors"
	"image"
	"slices"

	"github.com/makiuchi-d/gozxing"
	multi "github.com/makiuchi-d/gozxing/multi/qrcode"
)

// Code is a QR code (ISO/IEC 18004) in a picture.
type Code struct {
	Content string
	Box     Box // of the picture as it is shown, around the three corners' middles
}

const (
	// codeSide is the longer side of the copy in which codes are looked for first.
	codeSide = 1000
	maxCodes = 20
	// maxCorners is how many things in a picture may look like a corner of a code.
	// The reader tries each three of them: a picture made of corners would hold it
	// for hours.
	maxCorners = 48
)

// Codes returns the QR codes in the picture, from the top down. A picture that was
// not unpacked has none. Codes that are light on dark are found too. crowded says
// that the picture has so many corners of codes that they were not all tried.
func (p Picture) Codes() (found []Code, crowded bool) {
	if p.Image == nil {
		return nil, false
	}
	for _, side := range []int{codeSide, 2 * codeSide} {
		small := shrunk(p.Image, side/2) // it leaves what is up to twice as large
		k := p.Scale * float64(small.Bounds().Dx()) / float64(p.Image.Rect.Dx())
		source := gozxing.NewLuminanceSourceFromImage(small)
		for _, s := range []gozxing.LuminanceSource{source, source.Invert()} {
			more, many := codesIn(s, k)
			found, crowded = append(found, more...), crowded || many
		}
		if len(found) > 0 || small == image.Image(p.Image) {
			break
		}
	}
	slices.SortStableFunc(found, func(a, b Code) int { return cmp.Or(cmp.Compare(a.Box.Y, b.Box.Y), cmp.Compare(a.Box.X, b.Box.X)) })
	seen := make(map[string]bool)
	found = slices.DeleteFunc(found, func(c Code) bool {
		again := seen[c.Content]
		seen[c.Content] = true
		return again
	})
	return found[:min(len(found), maxCodes)], crowded
}

// errCrowded ends a search for codes.
var errCrowded = errors.New("too many corners of codes")

// codesIn reads the codes of a copy that is k times as large as the picture. A
// failure of the reader is no code.
func codesIn(s gozxing.LuminanceSource, k float64) (found []Code, crowded bool) {
	defer func() {
		if err, ok := recover().(error); ok && errors.Is(err, errCrowded) {
			crowded = true
		}
	}()
	corners := 0
	count := gozxing.ResultPointCallback(func(gozxing.ResultPoint) {
		if corners++; corners > maxCorners {
			panic(errCrowded)
		}
	})
	bitmap, err := gozxing.NewBinaryBitmap(gozxing.NewHybridBinarizer(s))
	if err != nil {
		return nil, false
	}
	results, err := multi.NewQRCodeMultiReader().DecodeMultiple(bitmap, map[gozxing.DecodeHintType]any{
		gozxing.DecodeHintType_TRY_HARDER: true, gozxing.DecodeHintType_NEED_RESULT_POINT_CALLBACK: count,
	})
	if err != nil {
		return nil, false
	}
	for _, r := range results {
		var box image.Rectangle
		for _, at := range r.GetResultPoints() {
			x, y := int(at.GetX()/k), int(at.GetY()/k)
			box = box.Union(image.Rect(x, y, x+1, y+1))
		}
		if r.GetText() != "" {
			found = append(found, Code{r.GetText(), BoxOf(box)})
		}
	}
	return found, false
}
