package intake

import (
	"slices"
	"strings"

	"recourse"

	"golang.org/x/net/html/atom"
)

// startCell begins a row or a cell of a table.
func (p *pageReader) startCell(a atom.Atom) {
	if p.open.hidden > 0 {
		return
	}
	switch a {
	case atom.Tr, atom.Table:
		p.endCell()
		if len(p.page.rows) < maxHTMLRows {
			p.page.rows = append(p.page.rows, row(a))
		}
	case atom.Td, atom.Th:
		p.endCell()
		p.cell = p.lines.Len() + 1
	}
}

// endCell ends the cell that is open. Cells inside another one's are taken for
// cells of their own.
func (p *pageReader) endCell() {
	last := len(p.page.rows) - 1
	if p.cell == 0 || last < 0 || len(p.page.rows[last]) >= maxHTMLCells {
		p.cell = 0
		return
	}
	p.page.rows[last] = append(p.page.rows[last], recourse.Span{Start: p.cell - 1, End: p.lines.Len()})
	p.cell = 0
}

// tableStatement reads the tables of a page whose header a form knows, and
// reports whether there is one. The page stays a page: anybody can make one that
// shows payments, and what it says is to be judged like every page.
func (r *reader) tableStatement(f *File) bool {
	if r.opt.Statements == nil {
		return false
	}
	found, blank := 0, 0
	for i := 0; i < len(f.rows); {
		p := pageRows{cells: true}
		names := f.cells(f.rows[i])
		i++
		if len(names) == 0 {
			continue
		}
		h, ok := r.opt.Statements.pageHeader(names)
		if !ok {
			continue
		}
		p.header = h
		p.header.lay.months = r.words
		for ; i < len(f.rows) && f.rows[i] != nil; i++ {
			p.rowOfCells(f, f.rows[i])
		}
		read, _ := r.pageEntries(f, &p)
		if found += read; read == 0 {
			blank += len(p.rows)
		}
	}
	if found == 0 && blank > 0 {
		f.problem("rows-none-read", "", "n", blank)
	}
	f.Labelled = found > 0
	return f.Labelled
}

// cells returns the texts of a row's cells.
func (f *File) cells(row htmlRow) []string {
	all := make([]string, len(row))
	for i, s := range row {
		s.End = min(s.End, len(f.Text))
		if s.Start < s.End {
			all[i] = strings.Join(strings.Fields(s.Of(f.Text)), " ")
		}
	}
	return all
}

// rowOfCells adds an entry, or a line of totals.
func (p *pageRows) rowOfCells(f *File, row htmlRow) {
	cells := f.cells(row)
	full := slices.IndexFunc(cells, func(s string) bool { return s != "" })
	if full < 0 {
		return
	}
	if _, ok := p.header.lay.day(&scanner{s: p.header.lay.cell(cells, colDate)}); !ok {
		if begins(cells[full], p.header.lay.sums.total) {
			p.totals = append(p.totals, sumLine{strings.Join(cells, "  "), len(p.rows)})
		} else if len(p.bare) < maxPageRows {
			p.bare = append(p.bare, pageRow{cells: cells, span: f.rowSpan(row, full)})
		}
		return
	}
	p.rows = append(p.rows, pageRow{cells: cells, span: f.rowSpan(row, full)})
}

// rowSpan is where the words of a row stand, whose first cell with any is full.
func (f *File) rowSpan(row htmlRow, full int) recourse.Span {
	span := recourse.Span{Start: row[full].Start, End: min(row[len(row)-1].End, len(f.Text))}
	text := span.Of(f.Text)
	span.Start += len(text) - len(strings.TrimLeft(text, " \n"))
	span.End = span.Start + len(strings.TrimSpace(text))
	return span
}

// row is what an element begins: a row of a table, or a table, which parts the
// rows of one from those of another.
func row(a atom.Atom) htmlRow {
	if a == atom.Tr {
		return htmlRow{}
	}
	return nil
}

// cellBounds are where the cells of a page's tables stand, by their beginnings.
type cellBounds []cellBound

type cellBound struct {
	recourse.Span
	column int
}

// bounds returns the cells of the page's tables in the order of the text.
func (f *File) bounds() cellBounds {
	var all cellBounds
	for _, row := range f.rows {
		for i, s := range row {
			if s.Start < s.End {
				all = append(all, cellBound{s, i})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b cellBound) int { return a.Start - b.Start })
	return all
}

// cells splits a line of a page that begins at start: at wide gaps, and where a cell
// of a table begins. Cells of one column of a table stand at one place.
func (b cellBounds) cells(line string, start int) []pageCell {
	const apart = 1000 // so that columns of tables are none of the line's places
	var all []pageCell
	for _, c := range pageCells(line) {
		from, to := start+c.at, start+c.at+len(c.text)
		i, _ := slices.BinarySearchFunc(b, from+1, func(x cellBound, at int) int { return x.Start - at })
		if i > 0 && b[i-1].End > from {
			i--
		}
		if i == len(b) || b[i].Start >= to {
			all = append(all, c)
			continue
		}
		for at := from; at < to; {
			end, column := to, -1
			for ; i < len(b) && b[i].Start <= at; i++ {
				column = b[i].column
			}
			if i < len(b) {
				end = min(end, b[i].Start)
			}
			text := line[at-start : end-start]
			lead := len(text) - len(strings.TrimLeft(text, " "))
			if text = strings.TrimSpace(text); text != "" {
				piece := pageCell{from: c.from, to: c.to, at: at - start + lead, text: text}
				if column >= 0 {
					piece.from = apart * (column + 1)
					piece.to = piece.from + len(text)
				}
				all = append(all, piece)
			}
			at = end
		}
	}
	return all
}

// seamLabel returns how long the label is that ends where an element ends inside a
// cell that stands at start, and 0 where there is none.
func (f *File) seamLabel(k *knownPage, cell string, start int) int {
	i, _ := slices.BinarySearch(f.seams, start+1)
	for ; i < len(f.seams) && f.seams[i] < start+len(cell); i++ {
		if cut := f.seams[i] - start; k.labels[labelKey(cell[:cut])] != "" {
			return cut
		}
	}
	return 0
}
