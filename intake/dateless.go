package intake

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"recourse"
	"recourse/fold"
)

// sumWords are the words, folded, that begin rows of a statement which are no
// entries: of sums, of what was there before the first entry and after the last.
type sumWords struct {
	total, opening, closing []string
	currency                []string // of lines that name the currency of all amounts
	account                 []string // of lines that name the account whose statement it is
	titles                  []string // of statements
}

func (w sumWords) clone() sumWords {
	return sumWords{slices.Clone(w.total), slices.Clone(w.opening), slices.Clone(w.closing), slices.Clone(w.currency), slices.Clone(w.account), slices.Clone(w.titles)}
}

// currencyOf returns the currency that a line of a text names for all amounts, or "".
func (w *sumWords) currencyOf(text string) string {
	const longest = 80
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && len(line) <= longest && begins(line, w.currency) {
			return findCurrency(line)
		}
	}
	return ""
}

// begins reports whether a text begins with one of these folded words.
func begins(text string, words []string) bool {
	key := fold.Key(text)
	return slices.ContainsFunc(words, func(w string) bool {
		rest, ok := strings.CutPrefix(key, w)
		next, _ := utf8.DecodeRuneInString(rest)
		return ok && !unicode.IsLetter(next)
	})
}

// What a row with a day and no amount may be.
const (
	sumOpening = "opening" // it says what was there before the first entry
	sumOther   = "other"   // it sums up, or says what was there after the last
)

// balances returns what a row that has no amount is; "" where it is to be an entry.
func (l *layout) balances(cells []string) string {
	for _, col := range []column{colText, colName, colType} {
		switch cell := l.cell(cells, col); {
		case cell == "":
		case begins(cell, l.sums.opening):
			return sumOpening
		case begins(cell, l.sums.total), begins(cell, l.sums.closing):
			return sumOther
		}
	}
	return ""
}

// dateless reports whether a row that has no date has an amount nevertheless, and
// is none that sums up or says a balance. On a page a lone figure without decimals
// is no row: it may be the page's number.
func (l *layout) dateless(cells []string, onPage bool) bool {
	words := slices.IndexFunc(cells, func(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 })
	sum := slices.ContainsFunc([]column{colAmount, colDebit, colCredit}, func(c column) bool {
		cell := l.cell(cells, c)
		return l.isSum(cell) && (!onPage || words >= 0 || strings.ContainsAny(strings.Trim(cell, ",. "), ",."))
	})
	if !sum || words < 0 {
		return sum
	}
	first := cells[words]
	return !begins(first, l.sums.total) && !begins(first, l.sums.opening) && !begins(first, l.sums.closing)
}

// lost reports whether something stands in the date's and in an amount's cell of a
// row, though no date and no amount.
func (l *layout) lost(cells []string) bool {
	return l.cell(cells, colDate) != "" && l.cell(cells, colAmount)+l.cell(cells, colDebit)+l.cell(cells, colCredit) != ""
}

// isSum reports whether a cell is an amount that is not zero.
func (l *layout) isSum(cell string) bool {
	const cents, longest = 2, 40
	n, ok := parseFigure(cell, l.decimal, cents)
	return ok && n != 0 && len(cell) <= longest
}

// namedRows are rows that were left out and are named: those with an amount and without a
// date, and the reverse.
type namedRows struct {
	n      int
	places []string // of the first of them
	text   string   // of the first
}

// add takes a row by its number, or that of its line or page.
func (d *namedRows) add(place int, text string) {
	if d.n++; d.n == 1 {
		const longest = 80
		text = strings.Join(strings.Fields(text), " ")
		d.text = text[:runeStart(text, longest)]
	}
	switch at := strconv.Itoa(place); {
	case slices.Contains(d.places, at), len(d.places) > maxPlaces:
	case len(d.places) == maxPlaces:
		d.places = append(d.places, "…")
	default:
		d.places = append(d.places, at)
	}
}

// tell says under a problem's code how many there are, where the first of them stand (a "row", "line" or
// "page") and what the first shows.
func (d *namedRows) tell(f *File, code, unit string) {
	if d.n == 0 {
		return
	}
	places := strings.Join(d.places, ", ")
	where := recourse.P("place."+unit, "places", places)
	f.problem(code, unit+" "+places+": "+d.text, "n", d.n, "where", where, "row", d.text)
}

// row is the number of the sheet's row that stands in a line of the text, which of
// a table of values is the line itself.
func (f *File) row(line int) int {
	if line > 0 && line <= len(f.numbers) {
		return f.numbers[line-1].number
	}
	return line
}

// tellDateless says which lines of a page have an amount and no date.
func (p *pageRows) tellDateless(f *File) {
	var d namedRows
	unit, line, at := "line", 1, 0
	for _, row := range p.bare {
		if !p.header.lay.dateless(row.cells, true) || row.span.Start < at {
			continue
		}
		line += strings.Count(f.Text[at:row.span.Start], "\n")
		at = row.span.Start
		place := line
		if len(f.Pages) > 0 {
			unit, place = "page", f.page(at)
		}
		d.add(place, row.span.Of(f.Text))
	}
	d.tell(f, "rows-without-date", unit)
}

// page is the number of the page on which a place of the text stands.
func (f *File) page(at int) int {
	n := 0
	for _, p := range f.Pages {
		if p.Span.Start <= at {
			n = p.Number
		}
	}
	return n
}
