package redact

import (
	"cmp"
	"slices"

	"recourse/picture"
)

// Bounds of what is put together of a page's cells.
const (
	maxCells   = 20_000
	maxColumns = 20_000
	cellLines  = 3 // over how many lines a number in a cell is broken at most
)

// cell is words of one line that stand close together.
type cell struct {
	words []picture.Word
	box   picture.Box
}

// columns returns the cells of a page's lines, each with the cells right below it, as
// lines of words: what is broken within a cell of a table stands together in one of
// them.
func columns(words []picture.Word) (list [][]picture.Word) {
	cells := cellsOf(words)
	if len(cells) > maxCells {
		return nil
	}
	slices.SortStableFunc(cells, func(a, b cell) int { return cmp.Compare(a.box.Y, b.box.Y) })
	var down func(i int, above []picture.Word, line int)
	down = func(i int, above []picture.Word, line int) {
		for j := i + 1; j < len(cells) && len(list) < maxColumns; j++ {
			c, next := cells[i].box, cells[j].box
			if next.Y > c.Y+3*c.Height {
				return
			}
			if next.Y < c.Y+c.Height*2/3 || !under(c, next) {
				continue
			}
			column := append(slices.Clip(above), numbered(cells[j].words, line)...)
			list = append(list, column)
			if line < cellLines {
				down(j, column, line+1)
			}
		}
	}
	for i, c := range cells {
		down(i, numbered(c.words, 1), 2)
	}
	return list
}

// under reports whether a box stands in the column of one above it.
func under(above, below picture.Box) bool {
	return below.X < above.X+above.Width && above.X < below.X+below.Width
}

// numbered are words that stand in a line.
func numbered(words []picture.Word, line int) []picture.Word {
	words = slices.Clone(words)
	for i := range words {
		words[i].Line = line
	}
	return words
}

// cellsOf divides lines where the space between two words is wider than they are high.
func cellsOf(words []picture.Word) (cells []cell) {
	for i, w := range words {
		if n := len(cells); i > 0 && w.Line == words[i-1].Line && w.Box.X-(words[i-1].Box.X+words[i-1].Box.Width) <= w.Box.Height {
			c := &cells[n-1]
			c.words, c.box = append(c.words, w), c.box.Union(w.Box)
			continue
		}
		cells = append(cells, cell{[]picture.Word{w}, w.Box})
	}
	return cells
}
