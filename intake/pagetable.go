package intake

import (
	"slices"
	"strings"
	"unicode/utf8"

	"recourse"
)

// A statement in pages is read by where its columns stand, as pdftotext -layout
// keeps them. What is read is taken for the statement only where the running
// balance or a total confirms it; else each entry is proposed and no more.

// pageCell is a piece of a line between wide gaps. Places are characters of the
// line; Span is in the text.
type pageCell struct {
	from, to int
	at       int // in bytes
	text     string
}

// pageCells splits a line where two spaces or more part its words.
func pageCells(line string) (cells []pageCell) {
	at, start, gap := 0, -1, 0
	from := 0
	for i, r := range line {
		if r == ' ' || r == '\t' || r == '\u00a0' || r == '\f' {
			if gap++; r == '\t' {
				gap = max(gap, 2) // parts the cells of a copied table
			}
			if gap >= 2 && start >= 0 {
				cells = append(cells, pageCell{from, at - 1, start, strings.TrimSpace(line[start:i])})
				start = -1
			}
		} else {
			if start < 0 {
				start, from = i, at
			}
			gap = 0
		}
		at++
	}
	if start >= 0 {
		cells = append(cells, pageCell{from, at - gap, start, strings.TrimSpace(line[start:])})
	}
	return cells
}

func cellTexts(cells []pageCell) []string {
	texts := make([]string, len(cells))
	for i, c := range cells {
		texts[i] = c.text
	}
	return texts
}

// pageHeader is a line of column names on a page.
type pageHeader struct {
	lay   layout
	cells []pageCell
}

// findPageHeader returns the first line that a form knows as names of columns.
func findPageHeader(s *Statements, line string) (h pageHeader, ok bool) {
	if strings.ContainsAny(line, "0123456789") {
		return h, false
	}
	cells := pageCells(line)
	h, ok = s.pageHeader(cellTexts(cells))
	h.cells = cells
	return h, ok
}

// pageHeader reads the names of columns by the form that knows most of them.
func (s *Statements) pageHeader(names []string) (h pageHeader, ok bool) {
	const fewest, most = 3, 40
	if len(names) < fewest || len(names) > most {
		return h, false
	}
	for i := range s.forms {
		t, ok := s.forms[i].header(names)
		if ok && t.known > h.lay.known && t.known >= fewest && len(t.unknown) <= 1 {
			h.lay = layout{table: t, currency: t.currency, sums: &s.sums}
		}
	}
	return h, h.lay.known > 0
}

// column returns the place of the column in whose band a cell stands: of figures
// the one at whose end it ends, of words the one at whose beginning it begins; else
// the one that it shares most characters with, or the nearest.
func (h *pageHeader) column(c pageCell) int {
	figure := strings.ContainsAny(c.text, "0123456789")
	best, bestShared := 0, -1<<30
	for i, name := range h.cells {
		switch sums := h.sums(i); {
		case sums && figure && near1(c.to, name.to), !sums && near1(c.from, name.from):
			return i
		}
		shared := min(c.to, name.to) - max(c.from, name.from)
		if shared > bestShared {
			best, bestShared = i, shared
		}
	}
	return best
}

func near1(a, b int) bool { return a-b <= 1 && b-a <= 1 }

// sums reports whether the column at a place holds figures, which end under the
// end of its name.
func (h *pageHeader) sums(i int) bool {
	switch h.col(i) {
	case colAmount, colDebit, colCredit, colBalance, colFee, colNet:
		return true
	}
	return false
}

// cut parts the figure at the end of a cell from words that run up to it.
func (h *pageHeader) cut(c pageCell) []pageCell {
	space := strings.LastIndexByte(c.text, ' ')
	if space < 0 || !strings.ContainsAny(c.text[space:], "0123456789") {
		return []pageCell{c}
	}
	figure := c.text[space+1:]
	from := c.to - utf8.RuneCountInString(figure)
	for i, name := range h.cells {
		if h.sums(i) && near1(c.to, name.to) && i > 0 && c.from < h.cells[i-1].to && from >= h.cells[i-1].to {
			return []pageCell{{c.from, from - 1, c.at, c.text[:space]}, {from, c.to, c.at + space + 1, figure}}
		}
	}
	return []pageCell{c}
}

// pageRow is an entry on a page.
type pageRow struct {
	cells []string
	span  recourse.Span
	// inherits is that its date stands with an earlier row of the day: it is one only
	// where the balance says so.
	inherits bool
}

// pageRows are the rows below the headers of a text's pages.
type pageRows struct {
	header pageHeader
	rows   []pageRow
	part   []pageLine // lines of the table that are not yet rows
	bare   []pageRow  // lines with an amount and no date that do not sum up
	vague  int        // rows of which the words cannot be told from their neighbours'
	totals []sumLine
	opens  string   // the balance before the first entry, as it stands
	closes []string // what lines below the entries say to be the balance after them
	cells  bool     // the page itself parts its cells, so that none can stand in a wrong column
}

const (
	maxPageRows  = 20_000 // rows of a text in pages that are read
	maxPageLines = 500    // lines in which the header is looked for
)

// readPageRows finds the header and the rows below it.
func (r *reader) readPageRows(text string) (p pageRows, ok bool) {
	s := r.opt.Statements
	p.header.lay.sums = &s.sums
	at, looked, found := 0, 0, false
	for line := range strings.Lines(text) {
		start := at
		at += len(line)
		line = strings.TrimRight(line, "\r\n")
		if len(line) > 4<<10 {
			continue
		}
		if found && (p.again(line) || p.headed(s, line)) {
			continue
		}
		if !found {
			if looked++; looked > maxPageLines {
				return p, false
			}
			h, ok := findPageHeader(s, line)
			if !ok {
				p.above(line)
				continue
			}
			h.lay.own = p.header.lay.own
			fill(&h.lay.currency, p.header.lay.currency)
			h.lay.months = r.words
			p.header, found = h, true
			continue
		}
		if len(p.rows)+len(p.part) >= maxPageRows {
			break
		}
		p.line(line, start)
	}
	p.flush()
	if p.header.lay.currency == "" {
		p.header.lay.currency = s.sums.currencyOf(text)
	}
	return p, found && len(p.rows) > 0
}

// headed reports whether a line right below a header goes on with its names, such as
// "Primalac /" and "Platilac", and learns the columns that both lines name.
func (p *pageRows) headed(s *Statements, line string) bool {
	below := pageCells(line)
	if len(p.rows)+len(p.part)+len(p.bare) > 0 || len(below) == 0 || strings.ContainsAny(line, "0123456789") {
		return false
	}
	names := make([]string, len(p.header.cells))
	for i, c := range p.header.cells {
		names[i] = c.text
	}
	alone := true // each cell is a name by itself
	for _, c := range below {
		key, _ := columnKey(c.text)
		_, known := p.header.lay.form.names[key]
		alone = alone && known
		i := slices.IndexFunc(p.header.cells, func(h pageCell) bool { return min(h.to, c.to) > max(h.from, c.from) })
		if i < 0 {
			return false
		}
		names[i] += " " + c.text
	}
	h, ok := s.pageHeader(names)
	if !ok || h.lay.known <= p.header.lay.known {
		return alone
	}
	p.header.lay.table = h.lay.table
	fill(&p.header.lay.currency, h.lay.currency)
	return true
}

// again reports whether a line is the header of a further page, which may set the
// columns elsewhere.
func (p *pageRows) again(line string) bool {
	if !strings.Contains(line, p.header.cells[0].text) {
		return false
	}
	cells := pageCells(line)
	if !slices.EqualFunc(cells, p.header.cells, func(a, b pageCell) bool { return a.text == b.text }) {
		return false
	}
	p.flush()
	p.header.cells = cells
	return true
}

// above learns from a line above the header: the account, its currency, and the
// balance before the first entry.
func (p *pageRows) above(line string) {
	texts := cellTexts(pageCells(line))
	p.header.lay.above(texts)
	for i, s := range texts {
		if begins(s, p.header.lay.sums.opening) {
			p.opens = balanceIn(texts[i:])
		}
	}
}

func (p *pageRows) line(line string, start int) {
	cells := pageCells(line)
	if len(cells) == 0 {
		p.part = append(p.part, pageLine{blank: true})
		return
	}
	row := make([]string, len(p.header.cells))
	for _, c := range cells {
		for _, c := range p.header.cut(c) {
			i := p.header.column(c)
			row[i] = strings.TrimSpace(row[i] + " " + c.text)
		}
	}
	lay := &p.header.lay
	trimmed := len(line) - len(strings.TrimLeft(line, " \t\f"))
	l := pageLine{cells: row, span: recourse.Span{Start: start + trimmed, End: start + len(line)}}
	if _, dated := lay.day(&scanner{s: lay.cell(row, colDate)}); dated {
		l.anchor = true
		p.part = append(p.part, l)
		return
	}
	if p.balanceLine(cells) {
		p.part = append(p.part, pageLine{blank: true})
		return
	}
	if begins(cells[0].text, lay.sums.total) {
		p.flush()
		p.totals = append(p.totals, sumLine{line, len(p.rows)})
		return
	}
	for i, s := range row {
		if s != "" && !p.header.wraps(i) {
			p.part = append(p.part, pageLine{blank: true})
			if len(p.bare) < maxPageRows {
				p.bare = append(p.bare, pageRow{cells: row, span: l.span})
			}
			return
		}
	}
	p.part = append(p.part, l)
}

// wraps reports whether the column at a place holds words that go on in further lines.
func (h *pageHeader) wraps(i int) bool {
	switch h.col(i) {
	case colText, colName, colPayee, colPayer, colReference, colAccount:
		return true
	}
	return false
}

// col is what the column at a place holds.
func (h *pageHeader) col(i int) column {
	for c, at := range h.lay.at {
		if at == i+1 {
			return column(c)
		}
	}
	return colOther
}
