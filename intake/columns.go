package intake

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"recourse"
	"recourse/money"
)

// Columns are the columns of a statement as a person chose them. The zero value
// chooses none.
type Columns struct {
	at    [colCount]int // from one; 0 where there is none
	cur   money.Currency
	dates order
}

// ParseColumns reads a choice of columns such as
//
//	date=1,text=2,amount=3,currency=EUR,dates=month-first
//
// Columns are counted from one; their names are those of the files in
// knowledge/statements. A currency by its code is that of all amounts. It is an
// error of kind Invalid if a name is not known, or a date or an amount is missing.
func ParseColumns(s string) (Columns, error) {
	var c Columns
	for part := range strings.SplitSeq(s, ",") {
		name, value, ok := strings.Cut(strings.TrimSpace(part), "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !ok {
			return Columns{}, fmt.Errorf("columns %q: %q is not NAME=NUMBER: %w", s, part, recourse.Invalid)
		}
		if err := c.choose(name, value); err != nil {
			return Columns{}, fmt.Errorf("columns %q: %w", s, err)
		}
	}
	t := table{at: c.at}
	if !t.complete() {
		return Columns{}, fmt.Errorf("columns %q: date and amount (or debit and credit) are needed: %w", s, recourse.Invalid)
	}
	return c, nil
}

func (c *Columns) choose(name, value string) error {
	n, err := strconv.Atoi(value)
	switch {
	case name == "dates" && value == "day-first":
		c.dates = dayFirst
	case name == "dates" && value == "month-first":
		c.dates = monthFirst
	case name == "dates":
		return fmt.Errorf("dates=%s is neither day-first nor month-first: %w", value, recourse.Invalid)
	case name == "currency" && err != nil:
		cur := strings.ToUpper(value)
		if len(cur) != 3 || strings.Trim(cur, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			return fmt.Errorf("currency=%s is neither a column nor a code such as EUR: %w", value, recourse.Invalid)
		}
		c.cur = money.Currency(cur)
	default:
		col, known := columnNamed(name)
		if !known || col == colOther {
			return fmt.Errorf("%q is not one of %s: %w", name, strings.Join(columnNames[:colOther], ", "), recourse.Invalid)
		}
		if err != nil || n < 1 || n > rowCells {
			return fmt.Errorf("%s=%s is not the number of a column: %w", name, value, recourse.Invalid)
		}
		c.at[col] = n
	}
	return nil
}

// IsZero reports whether nothing was chosen.
func (c Columns) IsZero() bool { return c == Columns{} }

// String writes the choice as [ParseColumns] reads it.
func (c Columns) String() string {
	var parts []string
	for col, at := range c.at {
		if at > 0 {
			parts = append(parts, columnNames[col]+"="+strconv.Itoa(at))
		}
	}
	if c.cur != "" {
		parts = append(parts, "currency="+string(c.cur))
	}
	switch c.dates {
	case dayFirst:
		parts = append(parts, "dates=day-first")
	case monthFirst:
		parts = append(parts, "dates=month-first")
	}
	return strings.Join(parts, ",")
}

// ColumnNames are the names that [ParseColumns] knows, the most needed first.
func ColumnNames() []string { return slices.Clone(columnNames[:colOther]) }

func (c Columns) currency() money.Currency { return c.cur }

func (c Columns) order() order { return c.dates }

// Choice is a choice of columns that is kept for tables with the same header.
type Choice struct {
	Header  string  // as [HeaderKey] gives it
	Columns Columns // of such a table
}

// ChosenTable is a table that is read as the person said.
type ChosenTable struct {
	Names   []string // of its columns
	Columns Columns
}

// Roles says what each column was chosen to be, by its number from one.
func (c Columns) Roles() map[int]string {
	roles := make(map[int]string)
	for col, at := range c.at {
		if at > 0 {
			roles[at] = columnNames[col]
		}
	}
	return roles
}

// Currency is the currency that was chosen for all amounts, or "".
func (c Columns) Currency() money.Currency { return c.cur }

// Dates is the order of dates that was chosen: day-first, month-first, or "".
func (c Columns) Dates() string {
	switch c.dates {
	case dayFirst:
		return "day-first"
	case monthFirst:
		return "month-first"
	}
	return ""
}

// HeaderKey is the same for two tables whose columns have the same names in the
// same order, however they are written.
func HeaderKey(names []string) string {
	keys := make([]string, len(names))
	for i, n := range names {
		keys[i], _ = columnKey(n)
	}
	return strings.Join(keys, "|")
}

// chosenLayout lays a table out as the person chose: for this reading, or earlier
// for a table with the same header.
func chosenLayout(opt *Options, sample string) (layout, bool) {
	if !opt.Columns.IsZero() {
		for _, comma := range []byte{';', '\t', ',', '|'} {
			if lay, ok := opt.Columns.layout(opt.Statements, sample, comma); ok {
				return lay, true
			}
		}
	}
	if len(opt.Choices) == 0 {
		return layout{}, false
	}
	names, _, comma := widestRow(sample)
	key := HeaderKey(names)
	for _, c := range opt.Choices {
		if c.Header == key {
			return c.Columns.layout(opt.Statements, sample, comma)
		}
	}
	return layout{}, false
}

// layout lays a table out under a delimiter; it is none where no row has a date
// and an amount in the columns that were chosen.
func (c Columns) layout(s *Statements, sample string, comma byte) (layout, bool) {
	lay := layout{comma: comma, chosen: c, sums: &s.sums}
	lay.form, lay.at, lay.currency = s.all, c.at, string(c.cur)
	rows := newRowScan(newWindow(strings.NewReader(sample)), comma)
	var cells []string
	for range maxBeforeHeader {
		if !rows.next() {
			return lay, false
		}
		cells = rows.strings(cells)
		if c.fits(&lay, cells) {
			return lay, true
		}
		lay.row = rows.row
		for i, cell := range cells {
			if _, cur := columnKey(cell); cur != "" && lay.currency == "" && (c.at[colAmount] == i+1 || c.at[colDebit] == i+1) {
				lay.currency = cur
			}
		}
		lay.above(cells)
	}
	return lay, false
}

// fits reports whether a row has a date and a figure where they were said to be.
func (c Columns) fits(lay *layout, cells []string) bool {
	p := scanner{s: lay.cell(cells, colDate)}
	_, ok := p.date()
	if !ok {
		_, ok = compactDate(&p)
	}
	figure := false
	for _, col := range []column{colAmount, colDebit, colCredit} {
		figure = figure || strings.ContainsAny(lay.cell(cells, col), "0123456789")
	}
	return ok && figure
}

// numbered writes names as "1 Kada, 2 Koliko".
func numbered(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = strconv.Itoa(i+1) + " " + n
	}
	return strings.Join(out, ", ")
}

// guessColumns proposes a choice by the first rows that have a date and an amount,
// as [ParseColumns] reads it. It is for a person to look at and change.
func guessColumns(text string) string {
	sample := text[:min(len(text), headSize)]
	_, _, comma := widestRow(sample)
	s := newRowScan(newWindow(strings.NewReader(sample)), comma)
	var cells []string
	var c Columns
	longest := 0
	minus := false // the amount that is proposed has one in some row
	for range maxBeforeHeader {
		if comma == 0 || !s.next() {
			break
		}
		if cells = s.strings(cells); !hasDateAndAmount(cells) {
			continue
		}
		first := c.at[colDate] == 0
		for i, cell := range cells {
			_, figure := parseFigure(cell, '.', 8)
			_, comma := parseFigure(cell, ',', 8)
			sum := (figure || comma) && strings.ContainsAny(cell, ".,")
			switch {
			case beginsWithDate(cell):
				if c.at[colDate] == 0 {
					c.at[colDate] = i + 1
				}
			case sum && (c.at[colAmount] == 0 || !minus && negative([]byte(cell))):
				c.at[colAmount], minus = i+1, negative([]byte(cell)) // a balance seldom has a minus
			case first && !figure && !comma && len(cell) > longest:
				c.at[colText], longest = i+1, len(cell)
			}
		}
	}
	if c.at[colAmount] == 0 || c.at[colDate] == 0 {
		return "date=1,amount=2"
	}
	return c.String()
}

// beginsWithDate reports whether a cell begins with a date in figures.
func beginsWithDate(cell string) bool {
	p := scanner{s: strings.TrimSpace(cell)}
	if _, ok := p.date(); ok {
		return true
	}
	p.i = 0
	_, ok := compactDate(&p)
	return ok
}

// TableSample returns the first rows with a date and an amount of a table whose
// columns are not known, and what its columns are proposed to be, by their
// numbers from one: the names of [ColumnNames].
func TableSample(text string) (rows [][]string, proposed map[int]string) {
	const most, longest = 3, 80
	proposed = make(map[int]string)
	if c, err := ParseColumns(guessColumns(text)); err == nil {
		for col, at := range c.at {
			if at > 0 {
				proposed[at] = columnNames[col]
			}
		}
	}
	sample := text[:min(len(text), headSize)]
	_, _, comma := widestRow(sample)
	s := newRowScan(newWindow(strings.NewReader(sample)), comma)
	for range maxBeforeHeader {
		if comma == 0 || len(rows) == most || !s.next() {
			break
		}
		cells := s.strings(nil)
		if !hasDateAndAmount(cells) {
			continue
		}
		for i, c := range cells {
			c = strings.Join(strings.Fields(c), " ")
			cells[i] = c[:runeStart(c, longest)]
		}
		rows = append(rows, cells)
	}
	return rows, proposed
}
