package intake

import (
	"slices"
	"strings"
	"unicode"
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
	// fewWords is how many letters the words without a figure have to have to be judged by
	// themselves.
	fewWords = 8
	// clearFigures is how long a number has to be to be taken alone out of an unclear line.
	clearFigures = 4
)

// readable returns the words of a reading without those that are no words but what a
// reader makes of strokes or of a script that it does not know, and whether so much was
// left out that it has to be said.
func readable(words []picture.Word) (list []picture.Word, unclear bool) {
	foreign := isForeign(words)
	if sureness(words) >= unsure && !foreign {
		return words, false
	}
	left := 0
	for _, l := range readLines(words) {
		longest := 0
		for _, w := range l.words {
			longest = max(longest, utf8.RuneCountInString(w.Text))
		}
		if min(sureness(l.words), sureness(lettered(l.words))) >= clearLine && longest >= clearLetters {
			list = append(list, l.words...)
			continue
		}
		for _, w := range l.words {
			if w.Conf >= clearLine && longNumber(w.Text) {
				list = append(list, w)
				continue
			}
			left += utf8.RuneCountInString(w.Text)
		}
	}
	return list, left >= unclearLetters || foreign && left >= fewWords
}

// isForeign reports whether a reading is unsure of its words without a figure: figures
// are the same in scripts of which the reader knows no letter, and one long number would
// speak for what stands around it.
func isForeign(words []picture.Word) bool {
	list := lettered(words)
	letters := 0
	for _, w := range list {
		letters += utf8.RuneCountInString(w.Text)
	}
	return letters >= fewWords && sureness(list) < unsure
}

// lettered are the words with letters and without figures.
func lettered(words []picture.Word) []picture.Word {
	return slices.DeleteFunc(slices.Clone(words), func(w picture.Word) bool {
		return strings.IndexFunc(w.Text, unicode.IsDigit) >= 0 || strings.IndexFunc(w.Text, unicode.IsLetter) < 0
	})
}

// longNumber reports whether a word is a number of some length, an account for one, with
// nothing but marks in it.
func longNumber(word string) bool {
	n := 0
	for _, r := range word {
		switch {
		case unicode.IsDigit(r):
			n++
		case unicode.IsLetter(r):
			return false
		}
	}
	return n >= clearFigures && n*2 > utf8.RuneCountInString(word)
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
