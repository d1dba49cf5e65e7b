package intake

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"recourse"
	"recourse/incident"
)

const (
	// maxColumns is how many columns of a sheet are read: no statement has more.
	maxColumns = 512
	// maxSheets is how many sheets of a workbook are read.
	maxSheets = 200
	// decimalMark stands in a cell that holds a number where its decimals begin,
	// until it is known which sign the sheet's other cells have there. No XML can
	// hold it.
	decimalMark = "\x00"
)

// grid is the text of a sheet: a line for each row that is not empty, its cells
// parted by tabs and quoted as in CSV (RFC 4180) where they must be.
type grid struct {
	name   string
	hidden bool
	b      strings.Builder
	most   int // bytes
	rows   []gridRow
	limit  int // rows
	col    int // of the last cell
	votes  decimalVotes
	cut    bool // rows or columns were left out
}

// gridRow is where a row of the sheet begins in the text.
type gridRow struct{ number, at int }

// cell adds what a cell shows, by the row's number from 1 and the column's from 0.
// Cells come in their order; one that does not is left out.
func (g *grid) cell(row, col int, shown string, number bool) error {
	if shown == "" {
		return nil
	}
	n := len(g.rows)
	if n > 0 && (row < g.rows[n-1].number || row == g.rows[n-1].number && col <= g.col) || col < 0 || col >= maxColumns {
		g.cut = true
		return nil
	}
	if n == 0 || row > g.rows[n-1].number {
		if n >= g.limit {
			g.cut = true
			return errDone
		}
		if n > 0 {
			g.b.WriteByte('\n')
		}
		g.rows, g.col = append(g.rows, gridRow{row, g.b.Len()}), 0
	}
	if !number {
		shown = plainCell(shown)
		g.vote(shown)
	}
	if col-g.col+len(shown) > g.most-g.b.Len() {
		g.cut = true
		return errDone
	}
	g.b.WriteString(strings.Repeat("\t", col-g.col))
	g.b.WriteString(shown)
	g.col = col
	return nil
}

// vote learns which sign parts the decimals of amounts that are written as text.
func (g *grid) vote(shown string) {
	const longest = 40
	if len(shown) > longest || strings.Trim(shown, "0123456789.,-+ ") != "" {
		return
	}
	p := scanner{s: shown}
	if _, date := p.date(); !date {
		g.votes.add(shown)
	}
}

// plainCell is a cell's text on one line, quoted where a reader of CSV would
// take it for something else.
func plainCell(s string) string {
	s = strings.Map(func(r rune) rune {
		switch r {
		case '\t', '\n', '\r', 0:
			return ' '
		}
		return r
	}, s)
	if strings.ContainsRune(s, '"') {
		return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}

// text returns the sheet's text. Numbers get the decimal sign that amounts which
// are written as text have in the sheet, else a point.
func (g *grid) text() string {
	sign := "."
	if g.votes.decide() == ',' {
		sign = ","
	}
	return strings.ReplaceAll(g.b.String(), decimalMark, sign)
}

// span returns where a cell stands in the text, by its row and column.
func (g *grid) span(text string, row, col int) (recourse.Span, bool) {
	i, ok := slices.BinarySearchFunc(g.rows, row, func(r gridRow, n int) int { return r.number - n })
	if !ok {
		return recourse.Span{}, false
	}
	line, _, _ := strings.Cut(text[g.rows[i].at:], "\n")
	at := g.rows[i].at
	for range col {
		_, rest, ok := strings.Cut(line, "\t")
		if !ok {
			return recourse.Span{}, false
		}
		at += len(line) - len(rest)
		line = rest
	}
	cell, _, _ := strings.Cut(line, "\t")
	return recourse.Span{Start: at, End: at + len(cell)}, true
}

// sheets reads each sheet as a statement where it is one, and joins their texts.
// Sheets come with their names where there are several.
func (o *office) sheets(grids []*grid) {
	var hidden []string
	var read []sheetPayments
	grids = slices.DeleteFunc(grids, func(g *grid) bool { return len(g.rows) == 0 })
	for i, g := range grids {
		if i > 0 {
			o.text.end()
		}
		if len(grids) > 1 && g.name != "" {
			_ = o.text.write(g.name)
			o.text.end()
		}
		text, start := g.text(), o.text.begin()
		if err := o.text.write(text); err != nil {
			break
		}
		o.text.page(i+1, g.name, start)
		for _, l := range o.cellLinks[g] {
			if at, ok := g.span(text, l.row, l.col); ok {
				o.text.links = append(o.text.links, linkSpan{recourse.Span{Start: start + at.Start, End: start + at.End}, l.href})
			}
		}
		if g.hidden {
			hidden = append(hidden, shortened(g.name))
		}
		if g.cut {
			o.f.problem("sheet-cut", shortened(g.name), "rows", o.lim.Rows, "columns", maxColumns)
		}
		if list := o.sheetStatement(g, text, start, len(grids) > 1); len(list) > 0 {
			read = append(read, sheetPayments{g.name, list})
		}
	}
	o.f.Payments = append(o.f.Payments, joinSheets(o.f, read)...)
	if len(hidden) > 0 {
		const said = 5
		o.f.problem("sheet-hidden", strings.Join(hidden, "; "), "names", strings.Join(hidden[:min(len(hidden), said)], ", "))
	}
}

// sheetStatement reads a sheet's rows as those of a bank statement and returns them.
func (o *office) sheetStatement(g *grid, text string, start int, several bool) []incident.Payment {
	sub := File{Path: o.f.Path, Name: "sheet", SHA256: o.f.SHA256, Text: text, numbers: g.rows}
	if _, figures := unknownTable(text); figures {
		sub.Name = "sheet.csv" // what has dates and amounts in its rows is said not to be known
	}
	if !o.statement(&sub, Source{}, held{text: text, whole: true}) {
		return nil
	}
	o.f.Kind = KindStatement
	for _, p := range sub.Payments {
		for i, origin := range p.Origins {
			p.Origins[i] = g.origin(origin, start, several)
		}
	}
	for _, p := range sub.Problems {
		same := func(q recourse.Problem) bool { return reflect.DeepEqual(p, q) }
		if !slices.ContainsFunc(o.f.Problems, same) {
			o.f.Problems = append(o.f.Problems, p)
		}
	}
	return sub.Payments
}

// origin turns a place in the sheet's text into one in the file's.
func (g *grid) origin(o incident.Origin, start int, several bool) incident.Origin {
	i, exact := slices.BinarySearchFunc(g.rows, o.Span.Start, func(r gridRow, at int) int { return r.at - at })
	if !exact {
		i--
	}
	if i >= 0 {
		o.Place = fmt.Sprintf("row %d", g.rows[i].number)
	}
	if several {
		o.Place = g.name + ", " + o.Place
	}
	o.Span.Start, o.Span.End = o.Span.Start+start, o.Span.End+start
	return o
}
