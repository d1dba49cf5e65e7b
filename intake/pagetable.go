package intake

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse"
	"recourse/incident"
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
	names := make([]string, len(cells))
	for i, c := range cells {
		names[i] = c.text
	}
	h, ok = s.pageHeader(names)
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
}

// pageRows are the rows below the headers of a text's pages.
type pageRows struct {
	header pageHeader
	rows   []pageRow
	part   []pageLine // lines of the table that are not yet rows
	bare   []pageRow  // lines with an amount and no date that do not sum up
	vague  int        // rows of which the words cannot be told from their neighbours'
	totals []string   // lines that sum up
	opens  string     // the balance before the first entry, as it stands
	cells  bool       // the page itself parts its cells, so that none can stand in a wrong column
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
	cells := pageCells(line)
	texts := make([]string, len(cells))
	for i, c := range cells {
		texts[i] = c.text
	}
	p.header.lay.above(texts)
	for i, s := range texts {
		if begins(s, p.header.lay.sums.opening) {
			_, after, _ := strings.Cut(s, ":")
			p.opens = cmp.Or(strings.TrimSpace(after), strings.Join(texts[i+1:min(i+2, len(texts))], ""))
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
	if begins(cells[0].text, lay.sums.total) {
		p.flush()
		p.totals = append(p.totals, line)
		return
	}
	for i, s := range row {
		if s != "" && !p.header.wraps(i) {
			p.part = append(p.part, pageLine{blank: true})
			if len(p.bare) < maxPageRows {
				p.bare = append(p.bare, pageRow{row, l.span})
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

// pageStatement reads f.Text as a statement in pages and reports whether it is one.
func (r *reader) pageStatement(f *File) bool {
	if r.opt.Statements == nil {
		return false
	}
	p, ok := r.readPageRows(f.Text)
	if !ok {
		p.tellDateless(f)
		return false
	}
	read, confirmed := r.pageEntries(f, &p)
	if confirmed > 0 {
		f.Kind = KindStatement
	}
	return read > 0
}

// pageEntries adds the entries of the rows to f, and returns how many there are
// and of how many something confirms what was read.
func (r *reader) pageEntries(f *File, p *pageRows) (read, confirmed int) {
	lay := &p.header.lay
	v := p.survey()
	var payments []incident.Payment
	var balances []string
	var settled []bool
	unread, own := 0, 0
	p.tellDateless(f)
	for i, row := range p.rows {
		e, ok := lay.entry(row.cells, r.opt.Zone)
		if !ok {
			continue
		}
		if !e.read {
			switch lay.balances(row.cells) {
			case "":
				unread++
			case sumOpening:
				p.opens = cmp.Or(p.opens, lay.cell(row.cells, colBalance))
			}
			continue
		}
		if e.own {
			own++
			continue
		}
		e.Origins = incident.Origins{{Item: f.SHA256, Span: row.span, Place: "row " + strconv.Itoa(i+1)}}
		payments = append(payments, e.Payment)
		balances = append(balances, lay.cell(row.cells, colBalance))
		settled = append(settled, e.settled && (p.cells || lay.has(colFee) && lay.has(colNet)))
	}
	if len(payments) == 0 {
		return 0, 0
	}
	if v.ambiguous(lay.order) {
		f.problem("dates-ambiguous", "")
	}
	if unread > 0 {
		f.problem("rows-not-read", "", "n", unread)
	}
	if own > 0 {
		f.problem("rows-of-own-balances", "", "n", own)
	}
	if p.vague > 0 {
		f.problem("rows-words-unclear", "", "n", p.vague)
	}
	if payments[0].Amount.Currency == "" {
		f.problem("currency-unknown", "")
	}
	open := p.open(payments, balances)
	if unread > 0 || own > 0 || lay.open {
		open = allOf(payments)
	}
	if !lay.open {
		open = slices.DeleteFunc(open, func(i int) bool { return settled[i] || p.cells && payments[i].Status != "" })
	}
	for _, i := range open {
		if payments[i].Status == "" {
			payments[i].Status = incident.Proposed
		}
	}
	if len(open) > 0 {
		f.problem("sums-not-confirmed", "", "n", len(open))
	}
	f.Payments = append(f.Payments, payments...)
	return len(payments), len(payments) - len(open)
}

// survey decides by all rows in which order dates stand, which sign parts the
// decimals, and whether anything says what went out.
func (p *pageRows) survey() votes {
	lay := &p.header.lay
	var v votes
	var d decimalVotes
	var w whose
	signed, asks := lay.sided(), lay.openAccount()
	for _, row := range p.rows {
		if asks {
			cell := func(col column) string { return lay.cell(row.cells, col) }
			w.add(cell(colOwnAccount), lay.named(cell))
		}
		for _, col := range []column{colDate, colBooked, colValueDate} {
			s := scanner{s: lay.cell(row.cells, col)}
			if fig, ok := lay.day(&s); ok && lay.has(col) {
				v.add(fig)
			}
		}
		for _, col := range []column{colAmount, colDebit, colCredit, colBalance} {
			d.add(lay.cell(row.cells, col))
		}
		if !lay.sided() {
			minus := negative([]byte(lay.cell(row.cells, colAmount)))
			signed = signed || minus
			lay.signs.add(lay, minus, lay.cell(row.cells, colType), lay.cell(row.cells, colText))
		}
	}
	w.decide(lay)
	lay.decimal = d.decide()
	if lay.order = v.decide(false); lay.order == orderUnknown && v.day == 0 && v.month == 0 {
		lay.order = lay.form.dates
	}
	lay.open = !signed && !lay.signs.allWorded()
	return v
}

// open returns the entries whose amounts nothing confirms. A line of totals with
// the sums of what went out and came in confirms all, and one with other sums
// none. A running balance that goes from each entry to the next, oldest or newest
// first, confirms all but the first in time, which the balance before it must.
func (p *pageRows) open(payments []incident.Payment, balances []string) []int {
	lay := &p.header.lay
	exp := payments[0].Amount.Currency.Exponent()
	moves := make([]int64, len(payments))
	var out, in int64
	for i, pay := range payments {
		if pay.Amount.Currency != payments[0].Amount.Currency || pay.Amount.Minor > 1<<50 || pay.Direction == "" {
			return allOf(payments)
		}
		moves[i] = pay.Amount.Minor
		if pay.Direction == "out" {
			moves[i] = -moves[i]
			out += pay.Amount.Minor
		} else {
			in += pay.Amount.Minor
		}
	}
	summed := slices.ContainsFunc(p.totals, func(line string) bool { return sumsTo(line, lay.decimal, exp, out, in) })
	first, before, ran := 0, int64(0), false
	if lay.has(colBalance) {
		first, before, ran = runs(moves, balances, lay.decimal, exp)
	}
	switch {
	case lay.has(colBalance) && !ran, !summed && (len(p.totals) > 0 || !ran):
		return allOf(payments)
	case summed:
		return nil
	}
	if n, ok := parseFigure(p.opens, lay.decimal, exp); ok && n == before {
		return nil
	}
	return []int{first}
}

func allOf(payments []incident.Payment) []int {
	all := make([]int, len(payments))
	for i := range all {
		all[i] = i
	}
	return all
}

// runs reports whether each balance is the one before it and the movement between
// them, in either order of the entries; and which entry is the first in time, and
// the balance before it.
func runs(moves []int64, balances []string, decimal byte, exp int) (first int, before int64, ok bool) {
	const most = 1 << 60
	sums := make([]int64, len(balances))
	for i, s := range balances {
		if sums[i], ok = parseFigure(s, decimal, exp); ok && overdrawn(s) {
			sums[i] = -abs(sums[i])
		}
		if !ok || sums[i] > most || sums[i] < -most {
			return 0, 0, false
		}
	}
	down, up := true, true
	for i := 1; i < len(moves); i++ {
		down = down && sums[i] == sums[i-1]+moves[i]
		up = up && sums[i-1] == sums[i]+moves[i-1]
	}
	if !down && up {
		first = len(moves) - 1
	}
	return first, sums[first] - moves[first], down || up
}

// overdrawn reports whether a balance is marked as one that the bank is owed.
func overdrawn(balance string) bool {
	words := strings.Fields(strings.ToUpper(balance))
	return slices.ContainsFunc(words, func(w string) bool { w = strings.Trim(w, "."); return w == "DR" || w == "OD" })
}

// sumsTo reports whether a line of totals has these sums. Of a sum that is zero it
// need not speak.
func sumsTo(line string, decimal byte, exp int, out, in int64) bool {
	hasOut, hasIn := out == 0, in == 0
	for _, c := range pageCells(line) {
		if !strings.ContainsAny(c.text, "0123456789") || utf8.RuneCountInString(c.text) > 120 {
			continue
		}
		// "Ukupno zaduženje: 25.250,50 Ukupno odobrenje: 100.000,00"
		for part := range strings.FieldsFuncSeq(c.text, func(r rune) bool { return unicode.IsLetter(r) || r == ':' }) {
			if i := strings.IndexAny(part, "-0123456789"); i > 0 {
				part = part[i:]
			}
			if n, ok := parseFigure(part, decimal, exp); ok {
				hasOut, hasIn = hasOut || abs(n) == out, hasIn || abs(n) == in
			}
		}
	}
	return hasOut && hasIn
}
