package intake

import (
	"slices"
	"strings"

	"recourse"
)

// The words of a cell that is too narrow for them go on in further lines. Which
// row those belong to is told by where date and amount stand: on the first, the
// last or the middle line of their row, in all rows of a table alike.

// pageLine is a line of a table: the one with a row's date (its anchor), one of
// words alone, or a blank one.
type pageLine struct {
	cells  []string
	span   recourse.Span
	anchor bool
	blank  bool
}

// flush makes rows of the lines that were gathered.
func (p *pageRows) flush() {
	part := p.part
	p.part = nil
	for len(part) > 0 {
		n := slices.IndexFunc(part, func(l pageLine) bool { return l.blank })
		if n < 0 {
			n = len(part)
		}
		p.block(part[:n])
		part = part[min(n+1, len(part)):]
	}
}

// block makes rows of lines that no blank one parts. Lines without any anchor are
// no row's.
func (p *pageRows) block(lines []pageLine) {
	var anchors []int
	for i, l := range lines {
		if l.anchor {
			anchors = append(anchors, i)
		}
	}
	if len(anchors) == 0 || len(p.totals) > 0 && len(lines) > len(anchors) {
		for _, i := range anchors {
			p.rows = append(p.rows, pageRow{cells: lines[i].cells, span: lines[i].span})
		}
		return
	}
	above, sure := p.share(lines, anchors)
	if !sure {
		p.vague += len(anchors)
	}
	for k, i := range anchors {
		from, to := i, i+1
		if above != nil {
			from = i - above[k]
			if to = len(lines); k+1 < len(anchors) {
				to = anchors[k+1] - above[k+1]
			}
		}
		p.rows = append(p.rows, oneRow(lines[from:to]))
	}
}

// oneRow joins the lines of one row.
func oneRow(lines []pageLine) pageRow {
	row := pageRow{cells: make([]string, len(lines[0].cells)), span: recourse.Span{Start: -1}}
	for _, l := range lines {
		row.span = union(row.span, l.span)
		for i, s := range l.cells {
			row.cells[i] = strings.TrimSpace(row.cells[i] + " " + s)
		}
	}
	return row
}

// share returns how many of the lines above each anchor are its row's, or nil
// where that cannot be told; and whether it is sure.
func (p *pageRows) share(lines []pageLine, anchors []int) (above []int, sure bool) {
	gaps := make([]int, len(anchors)) // lines between an anchor and the next, or the end
	for k, i := range anchors {
		if gaps[k] = len(lines) - 1 - i; k+1 < len(anchors) {
			gaps[k] = anchors[k+1] - i - 1
		}
	}
	n := len(anchors)
	first, last := anchors[0], gaps[n-1]
	top := make([]int, n)
	bottom := append([]int{first}, gaps[:n-1]...)
	middle, fits := centred(first, gaps)
	if n == 1 {
		return []int{first}, true
	}
	bare := p.bareAnchor(lines, anchors)
	switch {
	case first == 0 && last == 0 && !slices.ContainsFunc(gaps, func(g int) bool { return g > 0 }):
		return top, true
	case bare && fits:
		return middle, true
	case bare:
		return nil, false
	case first == 0 && last == 0 && fits:
		return top, false // the first and the last row have one line each
	case first == 0:
		return top, true
	case last == 0 && (!fits || slices.Equal(bottom, slices.Repeat([]int{first}, n))):
		return bottom, true
	case last == 0:
		return nil, false
	case fits:
		return middle, true
	}
	return nil, false
}

// centred shares lines so that each row has as many below its anchor as above it,
// and reports whether they come out even.
func centred(first int, gaps []int) (above []int, fits bool) {
	above = append(above, first)
	for k, g := range gaps {
		rest := g - above[k]
		if rest < 0 {
			return nil, false
		}
		if k+1 == len(gaps) {
			return above, rest == 0
		}
		above = append(above, rest)
	}
	return above, true
}

// bareAnchor reports whether an anchor has no words in a column in which words
// stand on the lines around it, as where a row's middle lies between two lines.
func (p *pageRows) bareAnchor(lines []pageLine, anchors []int) bool {
	return slices.ContainsFunc(anchors, func(i int) bool {
		for _, k := range []int{i - 1, i + 1} {
			if k < 0 || k >= len(lines) || lines[k].anchor {
				continue
			}
			for c, s := range lines[k].cells {
				if s != "" && p.header.wraps(c) && lines[i].cells[c] == "" {
					return true
				}
			}
		}
		return false
	})
}
