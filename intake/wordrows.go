package intake

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"recourse"
	"recourse/fold"
)

// A statement whose words' places are known is read by them: columns by the ranges
// in which their words stand, and rows by the lines that have a date or an amount.

// tableLine is a line of a table as it stands on a page.
type tableLine struct {
	pageLine
	y, h float64
}

// wordTable reads the pages of one statement.
type wordTable struct {
	pageRows
	f     *File
	s     *Statements
	days  []recourse.Date // that stand above the table
	cols  []wordColumn
	lines []tableLine
	sums  []sumLine // lines that sum up
	found bool
	n     int // lines that were looked at
}

// readWordRows finds the headers and the rows below them.
func (r *reader) readWordRows(f *File, pages []WordPage) (p pageRows, ok bool) {
	t := wordTable{f: f, s: r.opt.Statements}
	t.header.lay.sums, t.header.lay.months = &t.s.sums, r.words
	for _, page := range pages {
		lines := wordLines(page)
		f.locate(page.Number, lines)
		if t.n += len(lines); len(t.rows) >= maxPageRows || r.ctx.Err() != nil {
			break
		}
		t.page(lines)
	}
	t.finish()
	t.totals = t.sums
	if t.header.lay.currency == "" {
		t.header.lay.currency = t.s.sums.currencyOf(f.Text)
	}
	return t.pageRows, t.found && len(t.rows) > 0
}

// page reads the lines of one page, on which the columns may stand elsewhere than on
// the one before.
func (t *wordTable) page(lines []wordLine) {
	start := 0 // of the lines below the header that holds
	for i := 0; i < len(lines); {
		h, cols, used := t.s.wordHeader(lines, i)
		if used > 1 {
			if next, _, n := t.s.wordHeader(lines, i+1); n > 0 && next.lay.known >= h.lay.known && len(next.lay.unknown) <= len(h.lay.unknown) && n >= used-1 && !t.s.tops(&lines[i]) {
				used = 0 // the line stands above the names and is none of them
			}
		}
		if used == 0 || t.found && h.lay.known < t.header.lay.known {
			if !t.found {
				t.aboveTable(&lines[i])
			}
			i++
			continue
		}
		if t.found {
			t.section(lines[start:i])
		}
		t.begin(h, cols)
		i += used
		start = i
	}
	if t.found {
		t.section(lines[start:])
	}
}

// begin takes a header, the first one or that of a further page.
func (t *wordTable) begin(h pageHeader, cols []wordColumn) {
	lay := &t.header.lay
	h.lay.own, h.lay.months, h.lay.sums = lay.own, lay.months, lay.sums
	fill(&h.lay.currency, lay.currency)
	t.header, t.cols, t.found = h, cols, true
}

// aboveTable learns from a line above the table: the account, its currency, the
// balance before the first entry and the days of which the statement is.
func (t *wordTable) aboveTable(l *wordLine) {
	const most, ofDate = 200, 5 // words
	if len(l.words) > most {
		return
	}
	t.above(l.cells())
	for i := range l.words {
		if d, ok := t.dayAt(wordsText(l.words[i:min(i+ofDate, len(l.words))])); ok && len(t.days) < maxCodes {
			t.days = append(t.days, d)
		}
	}
}

// section reads the lines below a header, up to the next one or the end of its page.
func (t *wordTable) section(lines []wordLine) {
	last := -1
	for i := range lines {
		if slices.ContainsFunc(lines[i].words, func(w PlacedWord) bool { return hasCents(w.Text) }) {
			last = i
		}
	}
	if last < 0 {
		return
	}
	at := cuts(t.cols, lines[:last+1])
	for i := range lines {
		t.tableLine(&lines[i], at)
	}
	t.gather()
}

// hasCents reports whether a text has a figure with two decimals.
func hasCents(text string) bool {
	i := strings.LastIndexAny(text, ".,")
	if i < 1 || !isDigit(text[i-1]) {
		return false
	}
	digits := 0
	for i++; i < len(text) && isDigit(text[i]); i++ {
		digits++
	}
	return digits == 2
}

// tableLine puts the words of a line into columns and says what it is.
func (t *wordTable) tableLine(l *wordLine, at []float64) {
	cells := make([][]PlacedWord, len(t.cols))
	for _, w := range l.words {
		i := 0
		for i < len(at) && at[i] < w.centre() {
			i++
		}
		cells[i] = append(cells[i], w)
	}
	row := t.texts(cells)
	line := tableLine{pageLine{cells: row, span: l.span()}, l.y, l.h}
	lay := &t.header.lay
	date := lay.cell(row, colDate)
	dated := t.dateOf(row, date)
	sum := t.hasSum(row)
	words := l.text(slices.IndexFunc(l.words, func(w PlacedWord) bool { return strings.IndexFunc(w.Text, unicode.IsLetter) >= 0 }))
	switch {
	case dated:
		line.anchor = true
	case begins(words, lay.sums.total):
		t.gather()
		t.sums = append(t.sums, sumLine{l.cells(), len(t.rows)})
		line.blank = true
	case t.opens == "" && begins(words, lay.sums.opening):
		t.opens = cmp.Or(lay.cell(row, colBalance), balanceIn([]string{l.cells()}))
		line.blank = true
	case begins(words, lay.sums.closing), begins(words, lay.sums.opening):
		t.closes = append(t.closes, balanceIn([]string{l.cells()}))
		line.blank = true
	case sum && date == "":
		line.anchor = true
	case !t.onlyWords(row):
		if line.blank = true; len(t.bare) < maxPageRows && line.span.Start >= 0 {
			t.bare = append(t.bare, pageRow{cells: row, span: line.span})
		}
	}
	t.lines = append(t.lines, line)
}

// texts are the words of each column. In a column of sums stand figures, what
// belongs to them, and nothing else: other words run over from beside it.
func (t *wordTable) texts(cells [][]PlacedWord) []string {
	row := make([]string, len(cells))
	put := func(i int, words []PlacedWord) {
		if len(words) > 0 {
			row[i] = strings.TrimSpace(row[i] + " " + wordsText(words))
		}
	}
	for i, words := range cells {
		if !t.header.sums(i) {
			put(i, words)
			continue
		}
		from := len(words)
		for from > 0 && t.ofSum(words[from-1].Text) && (from == len(words) || !figureOnly(words[from-1].Text) || !twoFigures(words[from-1:])) {
			from--
		}
		to := i
		for to > 0 && !t.header.wraps(to) {
			to--
		}
		if from > 0 && t.header.wraps(to) {
			put(to, words[:from])
			words = words[from:]
		}
		put(i, words)
	}
	return row
}

// figureOnly reports whether a word is a figure.
func figureOnly(s string) bool {
	return strings.ContainsAny(s, "0123456789") && strings.IndexFunc(s, unicode.IsLetter) < 0
}

// twoFigures reports whether the first of these words and the first figure behind it are
// two figures, not one with a space between its thousands.
func twoFigures(words []PlacedWord) bool {
	for _, w := range words[1:] {
		if !figureOnly(w.Text) {
			continue
		}
		digits := strings.IndexFunc(w.Text, func(r rune) bool { return !unicode.IsDigit(r) })
		if digits < 0 {
			digits = len(w.Text)
		}
		return digits != 3 || !isDigit(words[0].Text[len(words[0].Text)-1])
	}
	return false
}

// ofSum reports whether a word in a column of sums belongs there: a figure, a sign,
// a currency, or a word that says what went out.
func (t *wordTable) ofSum(s string) bool {
	if figureOnly(s) || strings.IndexFunc(s, unicode.IsLetter) < 0 || findCurrency(s) != "" {
		return true
	}
	lay := &t.header.lay
	return lay.form.side(s) != "" || overdrawn(s) || strings.ContainsAny(s, "0123456789") && lay.isSum(s) && fold.Key(s) != ""
}

// hasSum reports whether a row has an amount with cents.
func (t *wordTable) hasSum(row []string) bool {
	lay := &t.header.lay
	return slices.ContainsFunc([]column{colAmount, colDebit, colCredit}, func(c column) bool {
		cell := lay.cell(row, c)
		return hasCents(cell) && lay.isSum(cell)
	})
}

// onlyWords reports whether a row has words and nothing else.
func (t *wordTable) onlyWords(row []string) bool {
	for i, s := range row {
		if s != "" && !t.header.wraps(i) {
			return false
		}
	}
	return true
}

// How far lines of one row lie apart.
const (
	farLines  = 1.9  // heights of a line: they are of two rows
	moreApart = 1.25 // times as far as the nearest lines of the table
)

// gather makes rows of the lines since the last that is none of the table.
func (t *wordTable) gather() {
	lines := t.lines
	t.lines = nil
	pitch := t.pitch(lines)
	for i, l := range lines {
		if i > 0 && t.parted(lines, i, pitch) {
			t.part = append(t.part, pageLine{blank: true})
		}
		t.part = append(t.part, l.pageLine)
	}
	t.flush()
}

// worded reports whether a line has words of a column in which they wrap.
func (t *wordTable) worded(l *tableLine) bool {
	for i, s := range l.cells {
		if s != "" && t.header.wraps(i) {
			return true
		}
	}
	return false
}

// pitch is how far the nearest lines with words lie apart, a bare date between them
// or not.
func (t *wordTable) pitch(lines []tableLine) float64 {
	least, prev := 0.0, -1
	for i := range lines {
		if lines[i].blank || !t.worded(&lines[i]) {
			continue
		}
		if prev >= 0 {
			if d := lines[i].y - lines[prev].y; d > lines[i].h/3 && (least == 0 || d < least) {
				least = d
			}
		}
		prev = i
	}
	return least
}

// parted reports whether a line is of another row than the one above it, as far as
// the space between them tells.
func (t *wordTable) parted(lines []tableLine, i int, pitch float64) bool {
	a, b := &lines[i-1], &lines[i]
	d := b.y - a.y
	if a.blank || b.blank || d > farLines*max(a.h, b.h) {
		return true
	}
	if t.worded(a) && t.worded(b) {
		return pitch > 0 && d > moreApart*pitch
	}
	const beside = 0.8 // of the pitch: a date amid two lines is half of it away
	return pitch > 0 && d > beside*pitch && a.anchor != b.anchor
}

// finish joins a day with the sum that stands in a further line of its row, and
// gives the rows of one day the date that stands with the first of them alone.
func (t *wordTable) finish() {
	lay := &t.header.lay
	var list []pageRow
	moved := make([]int, len(t.rows)+1)
	for i, row := range t.rows {
		n := len(list) - 1
		if lay.cell(row.cells, colDate) == "" {
			switch {
			case n < 0 || lay.cell(list[n].cells, colDate) == "":
				t.bare = append(t.bare, row)
				moved[i+1] = len(list)
				continue
			case !t.hasSum(list[n].cells) && lay.cell(list[n].cells, colBalance) == "":
				list[n] = joinRows(list[n], row)
				moved[i+1] = len(list)
				continue
			default:
				row.cells[lay.at[colDate]-1] = lay.cell(list[n].cells, colDate)
				row.inherits = true
			}
		}
		list = append(list, row)
		moved[i+1] = len(list)
	}
	for i := range t.sums {
		t.sums[i].rows = moved[t.sums[i].rows]
	}
	for i := range list {
		if list[i].span.Start < 0 {
			list[i].span = recourse.Span{}
		}
	}
	t.rows = list
}

func joinRows(a, b pageRow) pageRow {
	for i, s := range b.cells {
		a.cells[i] = strings.TrimSpace(a.cells[i] + " " + s)
	}
	a.span = union(a.span, b.span)
	return a
}
