package intake

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"recourse/fold"
)

// maxBeforeHeader is how many rows may stand above the names of the columns.
const maxBeforeHeader = 60

// layout is how a table of entries is laid out.
type layout struct {
	table
	comma    byte
	row      int    // of the header
	own      string // account that the rows above the header name
	numbers  string // whose the numbers of entries are
	currency string
	decimal  byte
	order    order
	open     bool        // nothing says which entries went out
	signs    signs       // what the whole file says of its signs
	turned   turned      // the same, of the columns for what went out and came in
	texts    rowAccounts // the accounts in its texts
	folds    fold.Buffer // for one goroutine, as the reading of a file is
	words    []string    // the same
	shape    []byte      // the same
	ways     map[string]way
	numbered bool // a number is a word of the form, so no shape stands for others
	chosen   Columns
	months   *Chats // with their words for months; nil: dates are in figures
	zones    zoneCache
	sums     *sumWords
}

// tableForm is a table of values whose columns are known.
type tableForm struct{ lay layout }

func (*tableForm) media() string { return "text/csv" }

// openTable looks for the header of a table in its first bytes.
func openTable(l *ledger, head string) (*tableForm, bool) {
	lay, ok := findLayout(&l.opt, head)
	lay.months = l.opt.Chats
	return &tableForm{lay}, ok
}

// read reads the table twice: what its figures mean is decided by all of it.
func (t *tableForm) read(l *ledger) {
	v := t.survey(l)
	t.tell(l, v)
	t.entries(l)
}

func (t *tableForm) tell(l *ledger, v votes) {
	if v.ambiguous(t.lay.order) {
		l.f.problem("dates-ambiguous", "")
	}
}

// statement reads f.Text as a table of entries and reports whether it is one. A
// table whose columns are not known gets a problem that names them.
func (r *reader) statement(f *File, src Source, h held) bool {
	ext := strings.ToLower(f.Name[strings.LastIndexByte(f.Name, '.')+1:])
	named := ext == "csv" || ext == "tsv"
	if !named && r.opt.Statements == nil {
		return false
	}
	l := r.ledger(f, src, h)
	t, ok := openTable(l, f.Text[:runeStart(f.Text, headSize)])
	if !ok {
		return named && r.unknownTable(f)
	}
	v := t.survey(l)
	if !named && (t.lay.known < 3 && t.lay.chosen.IsZero() || v.seen == 0) {
		return false // a sentence with the words date and amount
	}
	f.Kind, f.MediaType, f.Countries = KindStatement, t.media(), t.lay.countries
	if !t.lay.chosen.IsZero() {
		names, _, _ := widestRow(f.Text[:runeStart(f.Text, headSize)])
		f.Chosen = &ChosenTable{Names: names, Columns: t.lay.chosen}
	}
	t.tell(l, v)
	r.collect(l, t.entries)
	return true
}

// unknownTable says what columns a table has that no form knows, and reports
// whether its rows look like entries.
func (r *reader) unknownTable(f *File) bool {
	names, figures := unknownTable(f.Text)
	if len(names) > 1 {
		f.Columns = names
		f.problem("csv-header-unknown", strings.Join(names, " | "), "columns", strings.Join(names, ", "), "numbered", numbered(names), "choice", guessColumns(f.Text))
	}
	if figures {
		f.Kind = KindStatement
	}
	return figures
}

// survey looks at all rows before the first is read: in which order dates stand,
// which sign parts the decimals and whether anything says what went out is
// decided by the whole file.
func (t *tableForm) survey(l *ledger) votes {
	lay := &t.lay
	var v votes
	var d decimalVotes
	var w whose
	var u units
	signed, asks := lay.sided(), lay.openAccount()
	t.each(l, func(s *rowScan) bool {
		if asks {
			cell := lay.cellsOf(s)
			w.add(cell(colOwnAccount), lay.named(cell))
		}
		dated := false
		for _, col := range []column{colDate, colBooked, colValueDate} {
			if lay.has(col) {
				if fig, ok := lay.day(&scanner{s: string(s.cell(lay.at[col] - 1))}); ok {
					v.add(fig)
					dated = true
				}
			}
		}
		if dated && lay.mayName(s) {
			cell := lay.cellsOf(s)
			lay.texts.add(lay.wordsOf(cell), lay.comes(cell))
		} else if dated {
			lay.texts.rows++
		}
		if dated {
			lay.turned.signs(s.cell(lay.at[colDebit]-1), s.cell(lay.at[colCredit]-1))
		}
		for _, col := range []column{colAmount, colDebit, colCredit, colBalance} {
			if lay.has(col) {
				d.add(string(s.cell(lay.at[col] - 1)))
			}
		}
		if lay.currency == "" && lay.has(colBalance) {
			u.add(s.cell(lay.at[colBalance] - 1))
		}
		if !lay.sided() {
			minus := negative(s.cell(lay.at[colAmount] - 1))
			signed = signed || minus
			lay.signs.add(lay, minus, string(s.cell(lay.at[colType]-1)), lay.says(s))
		}
		return true
	})
	w.decide(lay)
	fill(&lay.currency, u.one())
	lay.decimal = d.decide()
	if lay.order = v.decide(false); lay.order == orderUnknown && v.day == 0 && v.month == 0 {
		lay.order = lay.form.dates
	}
	if lay.order == orderUnknown {
		lay.order = lay.chosen.dates
	}
	lay.open = !signed || lay.signs.doubtful(lay)
	lay.askBalance(func(add func(row int, cell func(column) string)) {
		t.each(l, func(s *rowScan) bool {
			add(s.row, lay.cellsOf(s))
			return true
		})
	})
	return v
}

// cellsOf reads the cells of a row by their columns, of which the table may lack some.
func (l *layout) cellsOf(s *rowScan) func(column) string {
	return func(col column) string { return string(s.cell(l.at[col] - 1)) }
}

// says is what a row says of itself: its text, or else whom it names.
func (l *layout) says(s *rowScan) string {
	if text := s.cell(l.at[colText] - 1); len(text) > 0 {
		return string(text)
	}
	return string(s.cell(l.at[colName] - 1))
}

// negative reports whether a cell's figure has a sign that makes it one that left: the
// same as [parseFigure] takes for one.
func negative(cell []byte) bool {
	var last rune
	for i := 0; i < len(cell); {
		r, n := utf8.DecodeRune(cell[i:])
		if isMinusBehind(last, r) {
			return bytes.ContainsAny(cell, "123456789")
		}
		last, i = r, i+n
	}
	return false
}

// each calls use with every row below the header.
func (t *tableForm) each(l *ledger, use func(s *rowScan) bool) {
	l.each(func(w *window) {
		s := newRowScan(w, t.lay.comma)
		s.text = l.held
		for s.next() {
			if s.row > t.lay.row && !use(s) {
				return
			}
		}
		if s.long > 0 {
			l.f.problem("rows-not-read", "", "n", s.long)
		}
	})
}

func (l *layout) cell(cells []string, col column) string {
	i := l.at[col]
	if i == 0 || i > len(cells) {
		return ""
	}
	return strings.TrimSpace(cells[i-1])
}

// entries reads every row. Rows without a date are left out: such as sum up
// silently, others with an amount are named in a problem, as are rows with a date
// whose amount cannot be read.
func (t *tableForm) entries(l *ledger) {
	lay := &t.lay
	unsigned, undated, both, noCurrency := 0, 0, 0, false
	own, turned := 0, 0
	var zones unclearZones
	read, blank := 0, 0 // blank: rows in which neither a date nor an amount could be read
	var cells []string
	var bare, unread namedRows // without a date, and without an amount
	t.each(l, func(s *rowScan) bool {
		place := ""
		cells, place = s.placed(cells)
		e, ok := lay.entry(s.row, cells, l.opt.Zone)
		switch {
		case !ok:
			if lay.dateless(cells, false) {
				bare.add(l.f.row(s.row), strings.Join(cells, " "))
			} else if lay.lost(cells) {
				blank++
			}
			return true
		case !e.read:
			if lay.balances(cells) == "" {
				unread.add(l.f.row(s.row), strings.Join(cells, " "))
			}
			return true
		}
		if e.own {
			own++
			return true
		}
		if lay.open && !e.told {
			unsigned++
			e.Direction = ""
			lay.ends(&e.Payment)
		}
		if e.undated {
			undated++
		}
		if e.both {
			both++
		}
		zones.add(e.zone)
		if e.unsure {
			turned++
		}
		noCurrency = noCurrency || e.Amount.Currency == ""
		read++
		return l.entry(e.Payment, s.span(), place)
	})
	if unsigned > 0 {
		l.f.problem("direction-unknown", "")
	}
	unread.tell(l.f, "rows-amount-not-read", "row")
	if undated > 0 {
		l.f.problem("rows-without-day", "", "n", undated)
	}
	bare.tell(l.f, "rows-without-date", "row")
	if own > 0 {
		l.f.problem("rows-of-own-balances", "", "n", own)
	}
	if read == 0 && blank > 0 {
		l.f.problem("rows-none-read", "", "n", blank)
	}
	zones.tell(l.f)
	if both > 0 {
		l.f.problem("rows-of-two-amounts", "", "n", both)
	}
	if turned > 0 {
		l.f.problem("rows-taken-back", "", "n", turned)
	}
	if noCurrency {
		l.f.problem("currency-unknown", "")
	}
}
