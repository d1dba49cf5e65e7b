package intake

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"recourse"
)

// PDFPlacer is a [PDFReader] that also says where the words of its pages stand.
type PDFPlacer interface {
	// PDFWords returns the words of each page of a PDF.
	PDFWords(ctx context.Context, b []byte) ([]WordPage, error)
}

// WordPage are the words of a page and where they stand, in points or pixels from
// its upper left corner.
type WordPage struct {
	Number int // from 1
	Words  []PlacedWord
}

// PlacedWord is a word and the box around it.
type PlacedWord struct {
	Text           string
	X0, Y0, X1, Y1 float64

	at int // where it begins in the file's text, or -1
}

func (w *PlacedWord) centre() float64 { return (w.X0 + w.X1) / 2 }

// wordLine are words that stand beside each other, from the left.
type wordLine struct {
	words []PlacedWord
	y, h  float64 // its middle, and its height
}

// wordLines puts the words of a page into lines, from the top. The lines of a cell
// whose row has its date amid them stand half a line apart.
func wordLines(page WordPage) []wordLine {
	const apart = 0.3 // of a word's height
	words := slices.DeleteFunc(slices.Clone(page.Words), func(w PlacedWord) bool { return w.Y1 <= w.Y0 || strings.TrimSpace(w.Text) == "" })
	middle := func(w *PlacedWord) float64 { return (w.Y0 + w.Y1) / 2 }
	slices.SortStableFunc(words, func(a, b PlacedWord) int { return cmp.Compare(middle(&a), middle(&b)) })
	var lines []wordLine
	for _, w := range words {
		y, h := middle(&w), w.Y1-w.Y0
		if n := len(lines); n > 0 && y-lines[n-1].y <= apart*max(h, lines[n-1].h) {
			lines[n-1].words = append(lines[n-1].words, w)
			lines[n-1].h = max(lines[n-1].h, h)
			continue
		}
		lines = append(lines, wordLine{[]PlacedWord{w}, y, h})
	}
	for _, l := range lines {
		slices.SortStableFunc(l.words, func(a, b PlacedWord) int { return cmp.Compare(a.X0, b.X0) })
	}
	return lines
}

// text is what the line says from its n-th word on; nothing where n is below zero.
func (l *wordLine) text(n int) string {
	var b strings.Builder
	if n < 0 {
		return ""
	}
	for i := n; i < len(l.words); i++ {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(l.words[i].Text)
	}
	return b.String()
}

// cells is the line with wide gaps kept, as [pageCells] parts them.
func (l *wordLine) cells() string {
	var b strings.Builder
	for i, w := range l.words {
		switch {
		case i == 0:
		case w.X0-l.words[i-1].X1 > wideGap*l.h:
			b.WriteString("   ")
		default:
			b.WriteByte(' ')
		}
		b.WriteString(w.Text)
	}
	return b.String()
}

// wideGap is how wide a gap between two words is, in heights of their line, that no
// name of a column has in it.
const wideGap = 0.9

func (l *wordLine) digits() bool {
	return slices.ContainsFunc(l.words, func(w PlacedWord) bool { return strings.ContainsAny(w.Text, "0123456789") })
}

// span is where the words stand in the file's text.
func (l *wordLine) span() recourse.Span {
	s := recourse.Span{Start: -1}
	for _, w := range l.words {
		if w.at >= 0 {
			s = union(s, recourse.Span{Start: w.at, End: w.at + len(w.Text)})
		}
	}
	const widest = 1 << 10 // an equal word elsewhere on the page was taken for one of these
	if s.End-s.Start > widest {
		s.End = s.Start
	}
	return s
}

// union is the smallest span that holds both; one that begins below zero is none.
func union(a, b recourse.Span) recourse.Span {
	switch {
	case a.Start < 0:
		return b
	case b.Start < 0:
		return a
	}
	return recourse.Span{Start: min(a.Start, b.Start), End: max(a.End, b.End)}
}

// locate notes where in the file's text the words of the lines of a page stand: of
// words that are equal the first on the page is the first in its text.
func (f *File) locate(page int, lines []wordLine) {
	i := slices.IndexFunc(f.Pages, func(p Page) bool { return p.Number == page })
	places := make(map[string][]int)
	if i >= 0 {
		at := f.Pages[i].Span.Start
		for part := range strings.FieldsFuncSeq(f.Pages[i].Span.Of(f.Text), isBlank) {
			at += strings.Index(f.Text[at:], part)
			places[part] = append(places[part], at)
			at += len(part)
		}
	}
	for _, l := range lines {
		for k := range l.words {
			w := &l.words[k]
			w.at = -1
			if list := places[w.Text]; len(list) > 0 {
				w.at, places[w.Text] = list[0], list[1:]
			}
		}
	}
}

func isBlank(r rune) bool {
	return r == ' ' || r == '\n' || r == '\r' || r == '\t' || r == '\f' || r == '\u00a0'
}
