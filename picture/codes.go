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
	Box     Box // of the picture as it is shown, around all of its modules
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
		if r.GetText() != "" {
			found = append(found, Code{r.GetText(), codeBox(r.GetResultPoints(), k)})
		}
	}
	return found, false
}

// toEdge is how many modules lie between the middle of a code's corner and its edge.
const toEdge = 3.5

// codeBox is the box around a code of which the reader gives the middles of three
// corners, that at the top left second, in a copy that is k times as large as the
// picture.
func codeBox(at []gozxing.ResultPoint, k float64) Box {
	const corners = 3
	if len(at) < corners {
		return Box{}
	}
	edge := 0.0
	for _, c := range at[:corners] {
		if c, ok := c.(interface{ GetEstimatedModuleSize() float64 }); ok {
			edge = max(edge, toEdge*c.GetEstimatedModuleSize()/k)
		}
	}
	fourth := gozxing.NewResultPoint(at[0].GetX()+at[2].GetX()-at[1].GetX(), at[0].GetY()+at[2].GetY()-at[1].GetY())
	var box image.Rectangle
	for _, c := range []gozxing.ResultPoint{at[0], at[1], at[2], fourth} {
		x, y := c.GetX()/k, c.GetY()/k
		box = box.Union(image.Rect(int(max(0, x-edge)), int(max(0, y-edge)), int(x+edge)+1, int(y+edge)+1))
	}
	return BoxOf(box)
}
