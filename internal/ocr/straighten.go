package ocr

import (
	"context"
	"math"

	"recourse/picture"
)

const (
	// levelSure is how sure a reading is, and levelLetters how many letters it has, at least
	// for the picture to be taken for level without a look at it.
	levelSure    = 0.9
	levelLetters = 60
	// leastTilt is by how many degrees lines slope at least to be straightened: tesseract
	// itself reads what slopes less.
	leastTilt = 2
)

// straightened reads a picture that may be held at a slight tilt, as a photograph of a
// card is, of which the reading as it is shown is words. The boxes of the answer lie in
// the picture as it is shown.
func (r Reader) straightened(ctx context.Context, p picture.Picture, words []picture.Word, langs []string) []picture.Word {
	degrees := tilt(p, words)
	if degrees == 0 {
		return words
	}
	q, slant := p.Straightened(degrees)
	if p.Regions != nil {
		q.Regions = picture.FindRegions(q.Image)
	}
	in, scale, _, err := prepared(q)
	if err != nil {
		return words
	}
	list, err := r.tesseract(ctx, in, scale, asPage, langs)
	if err != nil || weight(list) <= weight(words) || sure(list) < min(levelSure, sure(words)+surer) {
		return words
	}
	for i := range list {
		list[i].Tilt = degrees
		list[i].Box = slant.Back(list[i].Box)
	}
	return list
}

// tilt returns by how many degrees, clockwise, the lines of a picture slope, or 0 where a
// reading of it straightened would gain nothing: it was read surely, or it is level, or it
// has no lines, as a photograph without text.
func tilt(p picture.Picture, words []picture.Word) float64 {
	if p.Image == nil || sure(words) >= levelSure && letters(words) >= levelLetters {
		return 0
	}
	degrees, ok := picture.Skew(p.Image)
	if !ok || math.Abs(degrees) < leastTilt {
		return 0
	}
	return degrees
}
