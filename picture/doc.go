// Package picture looks into pictures without reading their words: what they
// are, how large, when and where they were taken, which QR codes they show, which
// two are the same, and where their areas of one colour lie.
//
// Call [Open] with a file's bytes; [ReadMeta], [Picture.Codes], [Picture.Hash],
// [FindRegions] and [ForReading] tell the rest. Nothing is unpacked before its
// size is known, and every step is bounded in memory. Words come from a reader of
// letters outside, as [Word].
package picture

import "image"

// Box is a place in a picture: pixels from its top left corner, as the picture is
// shown. In JSON it is an object with x, y, width and height.
type Box struct {
	X      int `json:"x"`
	Y      int `json:"y"`
	Width  int `json:"width"`
	Height int `json:"height"`
}

// BoxOf returns a rectangle as a box.
func BoxOf(r image.Rectangle) Box { return Box{r.Min.X, r.Min.Y, r.Dx(), r.Dy()} }

// Rect returns the box as a rectangle.
func (b Box) Rect() image.Rectangle { return image.Rect(b.X, b.Y, b.X+b.Width, b.Y+b.Height) }

// Union returns the smallest box that holds both; an empty one counts for nothing.
func (b Box) Union(o Box) Box { return BoxOf(b.Rect().Union(o.Rect())) }

// Word is a word that was read in a picture.
type Word struct {
	Text string  `json:"text"`
	Box  Box     `json:"box"`
	Conf float64 `json:"conf"` // how sure the reader is, 0 to 1
	// Line is the same for words that the reader takes for one line; lines count
	// up in its reading order.
	Line int `json:"line"`
	// Turn is by how many degrees the picture was turned clockwise to be read, alike for
	// all of its words. Box lies in the picture as it is shown, not turned.
	Turn int `json:"turn,omitempty"`
	// Tilt is by how many degrees the lines slope, clockwise, where the picture was straightened
	// to be read, alike for all of its words. Box holds the sloping word as the picture is
	// shown, so that boxes of neighbouring lines overlap: Line tells them apart.
	Tilt float64 `json:"tilt,omitempty"`
}
