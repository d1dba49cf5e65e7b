package intake

import (
	"unicode/utf8"

	"recourse/picture"
)

const (
	// unsure is how sure a reading is at most of which only the lines that are clear by
	// themselves are taken: what stands on its side, or no letters at all, reads so.
	unsure = 0.55
	// clearLine is how sure a line of such a reading has to be.
	clearLine = 0.75
	// clearLetters is how long the longest word of such a line has to be.
	clearLetters = 3
	// unclearLetters is how many letters make what was left out worth a line.
	unclearLetters = 12
)

// readable returns the words of a reading without those that are no words but what a
// reader makes of strokes, and whether so much was left out that it has to be said.
func readable(words []picture.Word) (list []picture.Word, unclear bool) {
	if sureness(words) >= unsure {
		return words, false
	}
	left := 0
	for _, l := range readLines(words) {
		longest := 0
		for _, w := range l.words {
			longest = max(longest, utf8.RuneCountInString(w.Text))
		}
		if sureness(l.words) >= clearLine && longest >= clearLetters {
			list = append(list, l.words...)
			continue
		}
		for _, w := range l.words {
			left += utf8.RuneCountInString(w.Text)
		}
	}
	return list, left >= unclearLetters
}

// sureness is how sure a reader is of words, by their letters; 1 of none.
func sureness(words []picture.Word) float64 {
	sum, letters := 0.0, 0
	for _, w := range words {
		n := utf8.RuneCountInString(w.Text)
		sum, letters = sum+w.Conf*float64(n), letters+n
	}
	if letters == 0 {
		return 1
	}
	return sum / float64(letters)
}

// turn is how a picture was turned to be read.
type turn struct {
	degrees       int // clockwise
	width, height int // of the turned picture
}

// upright returns a picture and its words as they were read: turned where the reader
// turned it.
func upright(p picture.Picture, words []picture.Word) (picture.Picture, []picture.Word, turn) {
	if len(words) == 0 || words[0].Turn == 0 {
		return p, words, turn{}
	}
	degrees := words[0].Turn
	q := p.Turned(degrees)
	if p.Regions != nil && q.Image != nil {
		q.Regions = picture.FindRegions(q.Image)
	}
	list := make([]picture.Word, len(words))
	for i, w := range words {
		w.Box, w.Turn = w.Box.Turned(degrees, p.Width, p.Height), 0
		list[i] = w
	}
	return q, list, turn{degrees, q.Width, q.Height}
}

// back returns where a box of the turned picture lies in the picture as it is shown.
func (t turn) back(b picture.Box) picture.Box { return b.Turned(360-t.degrees, t.width, t.height) }
