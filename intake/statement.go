package intake

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"recourse"
	"recourse/fold"
	"recourse/incident"
)

// maxBeforeHeader is how many rows may stand above the names of the columns.
const maxBeforeHeader = 60

// layout is how a statement is laid out.
type layout struct {
	table
	comma    rune
	row      int    // of the header, as [sheet.row]
	own      string // account that the rows above the header name
	currency string
	decimal  byte
	order    order
	folds    fold.Buffer // for one goroutine, as the reading of a file is
}

// statement reads f.Text as a bank statement and reports whether it is one. A
// table whose columns are not known gets a problem that names them.
func (r *reader) statement(f *File) bool {
	ext := strings.ToLower(f.Name[strings.LastIndexByte(f.Name, '.')+1:])
	named := ext == "csv" || ext == "tsv"
	if !named && r.opt.Statements == nil {
		return false
	}
	lay, ok := r.layout(f.Text)
	if !ok {
		if !named {
			return false
		}
		names, figures := unknownTable(f.Text)
		if len(names) > 1 {
			f.problem("csv-header-unknown", strings.Join(names, " | "), "columns", strings.Join(names, ", "))
		}
		if figures {
			f.Kind = KindStatement
		}
		return figures
	}
	v, n := r.survey(f.Text, &lay)
	if !named && (lay.known < 3 || v.seen == 0) {
		return false // a sentence with the words date and amount
	}
	f.Kind, f.MediaType = KindStatement, "text/csv"
	if n > r.lim.Rows {
		f.problem("statement-cut", "", "n", r.lim.Rows)
	}
	if v.ambiguous(lay.order) {
		f.problem("dates-ambiguous", "")
	}
	r.payments(f, lay)
	return true
}

// sheet walks over the rows of a text.
type sheet struct {
	*csv.Reader
	base int64 // of the reader's first byte in the text
}

func newSheet(text string, comma rune) sheet {
	const bom = "\ufeff"
	base := len(text) - len(strings.TrimPrefix(text, bom))
	if endlessQuote(text) {
		// A quotation that does not end would swallow all that follows. The
		// replacement is as wide, so that offsets stay true.
		text = strings.ReplaceAll(text, `"`, "'")
	}
	c := csv.NewReader(strings.NewReader(text[base:]))
	c.Comma, c.LazyQuotes, c.FieldsPerRecord, c.ReuseRecord = comma, true, -1, true
	return sheet{c, int64(base)}
}

// maxQuoted is the longest quotation that a cell holds, in bytes.
const maxQuoted = 1 << 20

// endlessQuote reports whether a quotation does not end, or not where a cell's would.
func endlessQuote(text string) bool {
	open := false
	for {
		i := strings.IndexByte(text, '"')
		switch {
		case i < 0:
			return open
		case open && i > maxQuoted:
			return true
		}
		open, text = !open, text[i+1:]
	}
}

// next returns the next row, the number of its line, and its bytes.
func (s sheet) next() (cells []string, row int, span recourse.Span, err error) {
	start := s.InputOffset()
	cells, err = s.Read()
	if err == nil {
		row, _ = s.FieldPos(0)
	}
	return cells, row, recourse.Span{Start: int(s.base + start), End: int(s.base + s.InputOffset())}, err
}

// layout finds the header under the delimiter and the form that know most of it.
func (r *reader) layout(text string) (layout, bool) {
	best := layout{}
	if r.opt.Statements == nil {
		return best, false
	}
	sample := text[:min(len(text), headSize)]
	for _, comma := range []rune{';', ',', '\t', '|'} {
		if !strings.ContainsRune(sample, comma) {
			continue
		}
		for i := range r.opt.Statements.forms {
			if lay, ok := findHeader(sample, comma, &r.opt.Statements.forms[i]); ok && lay.known > best.known {
				best = lay
			}
		}
	}
	const fewest = 2
	return best, best.known >= fewest
}

func findHeader(sample string, comma rune, f *form) (layout, bool) {
	lay := layout{comma: comma}
	s := newSheet(sample, comma)
	for range maxBeforeHeader {
		cells, row, _, err := s.next()
		if err != nil {
			return lay, false
		}
		if t, ok := f.header(cells); ok {
			lay.table, lay.row = t, row
			if t.currency != "" {
				lay.currency = t.currency
			}
			return lay, true
		}
		lay.above(cells)
	}
	return lay, false
}

// above learns the account and its currency from a row above the header.
func (l *layout) above(cells []string) {
	for i, c := range cells {
		key := fold.Key(c)
		next := ""
		if i+1 < len(cells) {
			next = cells[i+1]
		}
		if l.own == "" && (strings.HasPrefix(key, "racun") || strings.HasPrefix(key, "broj racuna") || strings.HasPrefix(key, "account") || strings.HasPrefix(key, "iban")) {
			l.own = accountIn(c + " " + next)
		}
		if l.currency == "" && (strings.Contains(key, "valuta") || strings.Contains(key, "currency") || strings.HasPrefix(key, "racun") || strings.HasPrefix(key, "account")) {
			l.currency = findCurrency(c + " " + next)
		}
	}
}

// accountIn returns the first run in s that has the look of an account number.
func accountIn(s string) string {
	for _, w := range strings.FieldsFunc(s, func(r rune) bool {
		return r == ' ' || r == ':' || r == ',' || r == ';' || r == '(' || r == ')' || r == '"' || r == '\''
	}) {
		const fewest, most = 10, 34
		digits := 0
		for _, c := range w {
			if c >= '0' && c <= '9' {
				digits++
			} else if c != '-' && (c < 'A' || c > 'Z') {
				digits = -most
			}
		}
		if digits >= fewest && len(w) <= most+8 {
			return w
		}
	}
	return ""
}

// survey looks at all rows before the first is read: in which order dates stand
// and which sign parts the decimals is decided by the whole file.
func (r *reader) survey(text string, lay *layout) (votes, int) {
	var v votes
	var d decimalVotes
	rows := 0
	lay.each(text, r.lim.Rows+1, func(cells []string, _ int, _ recourse.Span) bool {
		rows++
		if rows > r.lim.Rows {
			return false
		}
		for _, col := range []string{colDate, colBooked, colValueDate} {
			p := scanner{s: strings.TrimSpace(lay.cell(cells, col))}
			if fig, ok := p.date(); ok {
				v.add(fig)
			}
		}
		for _, col := range []string{colAmount, colDebit, colCredit, colBalance} {
			d.add(lay.cell(cells, col))
		}
		return rows%1024 != 0 || r.ctx.Err() == nil
	})
	lay.decimal = d.decide()
	if lay.order = v.decide(false); lay.order == orderUnknown && v.day == 0 && v.month == 0 {
		lay.order = lay.form.dates
	}
	return v, rows
}

// each calls use with every row below the header, at most limit of them.
func (l *layout) each(text string, limit int, use func(cells []string, row int, span recourse.Span) bool) {
	s := newSheet(text, l.comma)
	for n := 0; n < limit; {
		cells, row, span, err := s.next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil || row <= l.row {
			if errors.As(err, new(*csv.ParseError)) || err == nil {
				continue
			}
			return
		}
		n++
		if !use(cells, row, span) {
			return
		}
	}
}

func (l *layout) cell(cells []string, col string) string {
	i, ok := l.at[col]
	if !ok || i >= len(cells) {
		return ""
	}
	return strings.TrimSpace(cells[i])
}

// payments reads every row. Rows without a date, such as totals, are left out;
// rows with a date whose amount cannot be read are counted in a problem.
func (r *reader) payments(f *File, lay layout) {
	unread, unsigned, signed := 0, 0, lay.has(colDebit) || lay.has(colCredit) || lay.has(colDirection)
	noCurrency := false
	lay.each(f.Text, r.lim.Rows, func(cells []string, row int, span recourse.Span) bool {
		e, ok := lay.entry(cells, r.opt.Zone)
		if !ok {
			return true
		}
		if !e.read {
			unread++
			return true
		}
		if e.negative {
			signed = true
		}
		if e.Direction == "in" && !e.told {
			unsigned++
		}
		noCurrency = noCurrency || e.Amount.Currency == ""
		e.Origins = incident.Origins{{Item: f.SHA256, Span: trimSpan(f.Text, span), Place: fmt.Sprintf("row %d", row)}}
		f.Payments = append(f.Payments, e.Payment)
		return row%1024 != 0 || r.ctx.Err() == nil
	})
	if !signed && unsigned > 0 {
		for i := range f.Payments {
			f.Payments[i].Direction = ""
			lay.ends(&f.Payments[i])
		}
		f.problem("direction-unknown", "")
	}
	if unread > 0 {
		f.problem("rows-not-read", "", "n", unread)
	}
	if noCurrency {
		f.problem("currency-unknown", "")
	}
}

func (l *layout) has(col string) bool { _, ok := l.at[col]; return ok }

func trimSpan(text string, s recourse.Span) recourse.Span {
	row := s.Of(text)
	s.Start += len(row) - len(strings.TrimLeft(row, "\r\n"))
	s.End -= len(row) - len(strings.TrimRight(row, "\r\n"))
	return s
}

// unknownTable returns the likeliest names of columns of a table that no form
// knows, and whether its rows have dates and amounts.
func unknownTable(text string) (names []string, figures bool) {
	sample := text[:min(len(text), headSize)]
	for _, comma := range []rune{';', '\t', ',', '|'} {
		s := newSheet(sample, comma)
		var widest []string
		dated := false
		for range maxBeforeHeader {
			cells, _, _, err := s.next()
			if err != nil {
				break
			}
			if len(cells) > len(widest) {
				widest = slices.Clone(cells)
			}
			dated = dated || hasDateAndAmount(cells)
		}
		if len(widest) > len(names) {
			names, figures = widest, dated
		}
	}
	const most, longest = 40, 60
	names = names[:min(len(names), most)]
	for i, n := range names {
		n = strings.Map(func(r rune) rune {
			if unicode.IsControl(r) || isMark(r) {
				return -1
			}
			return r
		}, strings.TrimSpace(n))
		names[i] = n[:runeStart(n, longest)]
	}
	return names, figures
}

func hasDateAndAmount(cells []string) bool {
	date, amount := false, false
	for _, c := range cells {
		p := scanner{s: strings.TrimSpace(c)}
		if _, ok := p.date(); ok {
			date = true
			continue
		}
		_, ok := parseFigure(c, '.', 2)
		_, okComma := parseFigure(c, ',', 2)
		amount = amount || (ok || okComma) && strings.ContainsAny(c, ".,")
	}
	return date && amount
}
