package intake

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"slices"
	"strings"

	"recourse"
	"recourse/fold"
	"recourse/incident"
	"recourse/knowledge"
	"recourse/rule"
)

// column is what a column of a statement holds.
type column uint8

// The columns that are understood.
const (
	colDate   column = iota
	colBooked        // the day on which the bank entered it
	colValueDate
	colAmount
	colDebit  // money that left
	colCredit // money that came
	colDirection
	colCurrency
	colBalance
	colName // of the other side, whichever it is
	colAccount
	colPayer
	colPayee
	colPayerAccount
	colPayeeAccount
	colOwnAccount
	colReference
	colText
	colType
	colCard
	colOrigAmount // in the currency of the purchase
	colOrigCurrency
	colStatus
	colTime  // the clock, where it stands alone
	colFee   // that was taken from the amount
	colNet   // what was left of it
	colOther // known, and not used
	colCount
)

// columnNames are the columns as files and people name them.
var columnNames = [colCount]string{
	"date", "booked", "value_date", "amount", "debit", "credit", "direction", "currency", "balance", "name", "account", "payer", "payee",
	"payer_account", "payee_account", "own_account", "reference", "text", "type", "card", "original_amount", "original_currency", "status", "time", "fee", "net", "other",
}

// columnNamed returns the column of that name.
func columnNamed(name string) (column, bool) {
	i := slices.Index(columnNames[:], name)
	return column(max(i, 0)), i >= 0
}

// Statements are the column names of bank statements that are known. They are
// immutable and safe for concurrent use.
type Statements struct {
	told  railWords
	forms []form
	codes map[string]codeList // by scheme
	slips []slipForm
	pages []knownPage
	all   *form // the words of all forms, for columns that a person chose
}

// form is one family of statements.
type form struct {
	id    string
	dates order
	names map[string]column // folded name -> column
	in    []string          // folded words of the column direction
	out   []string
	rails railWords
	rail  string            // of every entry, where the entry does not say
	rows  []knownRow        // whole header rows
	state map[string]string // folded word of the column status -> a payment's status
	plus  bool              // amounts that left have no sign, those that came a minus
}

// stateBooked is the state of an entry of which a word says that it was carried out.
const stateBooked = "booked"

// knownRow is a header row that one bank writes.
type knownRow struct {
	keys []string // folded
	cols []column
}

// railWords are what a row says of how a payment went, by the first word.
type railWords map[string][]railPhrase

type railPhrase struct {
	rail  string
	order int      // of the rail in the file: the first one wins
	typed bool     // counts in the column for the type alone
	words []string // folded; the first included
}

// of returns the rail that a row's words name, or "".
func (r railWords) of(words []string, typed bool) string {
	rail, order := "", math.MaxInt
	for i, w := range words {
		for _, p := range r[w] {
			if p.order < order && (typed || !p.typed) && len(p.words) <= len(words)-i && slices.Equal(p.words, words[i:i+len(p.words)]) {
				rail, order = p.rail, p.order
			}
		}
	}
	return rail
}

func (r railWords) add(rail string, order int, typed bool, phrases []string) {
	for _, phrase := range phrases {
		if words := strings.FieldsFunc(fold.Key(phrase), notWord); len(words) > 0 {
			r[words[0]] = append(r[words[0]], railPhrase{rail, order, typed, words})
		}
	}
}

// formFile is a form as its file says it.
type formFile struct {
	ID         string              `yaml:"id"`
	Name       string              `yaml:"name"`
	Dates      string              `yaml:"dates,omitempty"` // day-first or month-first, for figures that leave it open
	Columns    map[string][]string `yaml:"columns"`
	Directions map[string][]string `yaml:"directions"`
	Rails      []struct {
		Rail     string   `yaml:"rail"`
		TypeOnly bool     `yaml:"type_only,omitempty"` // said by the column for the type, never by free text
		Words    []string `yaml:"words"`
	} `yaml:"rails"`
	// Told is how people say in their own words how they paid; words that mean no
	// more than a transfer stand for none.
	Told []struct {
		Rail  string   `yaml:"rail"`
		Words []string `yaml:"words"`
	} `yaml:"told,omitempty"`
	// Like is the form whose words and names hold for this one too.
	Like   string              `yaml:"like,omitempty"`
	Source *rule.Source        `yaml:"source,omitempty"`
	Rail   string              `yaml:"rail,omitempty"`   // of every entry, where the entry does not say
	Sign   string              `yaml:"sign,omitempty"`   // out-positive: amounts that left have no sign
	States map[string][]string `yaml:"states,omitempty"` // booked, pending, info -> words of the column status
	// Rows are whole header rows, with what each column holds in its order.
	Rows []struct {
		Bank    string   `yaml:"bank"`
		Header  string   `yaml:"header"`
		Columns []string `yaml:"columns"`
	} `yaml:"rows,omitempty"`
	Match []string `yaml:"match"` // header rows that must be recognised, every column of them
	Miss  []string `yaml:"miss"`  // header rows that must not be
}

// LoadStatements reads and proves statements/*.yaml and statements/codes/*.yaml of
// fsys. Its errors are of kind Invalid and name the file.
func LoadStatements(fsys fs.FS) (*Statements, error) {
	names, err := knowledge.Glob(fsys, "statements/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list statements: %w", err)
	}
	var s Statements
	var errs []error
	var files []formFile
	for _, name := range names {
		var file formFile
		if err := knowledge.Decode(fsys, name, &file); err != nil {
			errs = append(errs, err)
			continue
		}
		if id := knowledge.ID(name); file.ID != id {
			errs = append(errs, fmt.Errorf("%s: id is %q: %w", name, file.ID, recourse.Invalid))
			continue
		}
		files = append(files, file)
	}
	// Those that others are like come first.
	slices.SortStableFunc(files, func(a, b formFile) int { return strings.Compare(a.Like, b.Like) })
	for _, file := range files {
		if err := s.add(file, false); err != nil {
			errs = append(errs, fmt.Errorf("statements/%s.yaml: %w", file.ID, err))
		}
	}
	if s.codes, err = loadCodes(fsys); err != nil {
		errs = append(errs, err)
	}
	if s.slips, err = loadSlips(fsys); err != nil {
		errs = append(errs, err)
	}
	if s.pages, err = loadPages(fsys); err != nil {
		errs = append(errs, err)
	}
	s.all = s.allWords()
	return &s, errors.Join(errs...)
}

// With returns the statements with one more form, which comes before the others.
// The file has the form of those in knowledge/statements, and proves itself as
// they do.
func (s *Statements) With(fsys fs.FS, name string) (*Statements, error) {
	var file formFile
	if err := knowledge.Decode(fsys, name, &file); err != nil {
		return nil, err
	}
	more := &Statements{forms: slices.Clone(s.forms), told: s.toldWords(), codes: s.codes, slips: s.slips, pages: s.pages}
	if err := more.add(file, true); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	more.all = more.allWords()
	return more, nil
}

// ToldRail returns how the words of a message say that somebody paid, or "".
func (s *Statements) ToldRail(text string) string {
	if s == nil {
		return ""
	}
	return s.told.of(strings.FieldsFunc(fold.Key(text), notWord), true)
}

func (s *Statements) add(file formFile, front bool) error {
	if s.told == nil {
		s.told = make(railWords)
	}
	for i, t := range file.Told {
		if !slices.Contains(railNames, t.Rail) || len(t.Words) == 0 {
			return fmt.Errorf("told rail %q is not known or has no words: %w", t.Rail, recourse.Invalid)
		}
		s.told.add(t.Rail, i, false, t.Words)
	}
	var like *form
	if file.Like != "" {
		i := slices.IndexFunc(s.forms, func(f form) bool { return f.id == file.Like })
		if i < 0 {
			return fmt.Errorf("it is like %q, which is not there: %w", file.Like, recourse.Invalid)
		}
		like = &s.forms[i]
	}
	f, err := file.form(like)
	if err == nil {
		err = f.prove(file)
	}
	switch {
	case err != nil:
		return err
	case front:
		s.forms = slices.Insert(s.forms, 0, f)
	default:
		s.forms = append(s.forms, f)
	}
	return nil
}

func (s *Statements) toldWords() railWords {
	all := make(railWords)
	for first, phrases := range s.told {
		all[first] = slices.Clone(phrases)
	}
	return all
}

// allWords joins what the forms know but their columns.
func (s *Statements) allWords() *form {
	all := &form{names: make(map[string]column), rails: make(railWords), state: make(map[string]string)}
	for i, f := range s.forms {
		all.in, all.out = append(all.in, f.in...), append(all.out, f.out...)
		maps.Copy(all.state, f.state)
		for first, phrases := range f.rails {
			for _, p := range phrases {
				p.order += i * len(railNames)
				all.rails[first] = append(all.rails[first], p)
			}
		}
	}
	return all
}

func (file formFile) form(like *form) (form, error) {
	f := form{id: file.ID, names: make(map[string]column), rails: make(railWords), state: make(map[string]string), rail: file.Rail, plus: file.Sign == "out-positive"}
	if like != nil {
		maps.Copy(f.names, like.names)
		maps.Copy(f.state, like.state)
		f.in, f.out, f.rails, f.dates = like.in, like.out, maps.Clone(like.rails), like.dates
	}
	if file.Rail != "" && !slices.Contains(railNames, file.Rail) || file.Sign != "" && !f.plus {
		return f, fmt.Errorf("rail %q or sign %q is not known: %w", file.Rail, file.Sign, recourse.Invalid)
	}
	if file.Source != nil {
		if err := file.Source.Check(); err != nil {
			return f, err
		}
	}
	switch file.Dates {
	case "":
	case "day-first":
		f.dates = dayFirst
	case "month-first":
		f.dates = monthFirst
	default:
		return f, fmt.Errorf("dates %q is neither day-first nor month-first: %w", file.Dates, recourse.Invalid)
	}
	for col, names := range file.Columns {
		c, known := columnNamed(col)
		if !known {
			return f, fmt.Errorf("column %q is not one of %s: %w", col, strings.Join(columnNames[:], ", "), recourse.Invalid)
		}
		for _, n := range names {
			key, _ := columnKey(n)
			if was, twice := f.names[key]; twice && was != c && like == nil {
				return f, fmt.Errorf("name %q stands for %s and %s: %w", n, columnNames[was], col, recourse.Invalid)
			}
			f.names[key] = c
		}
	}
	f.in = append(slices.Clip(f.in), folded(file.Directions["in"])...)
	f.out = append(slices.Clip(f.out), folded(file.Directions["out"])...)
	for i, r := range file.Rails {
		f.rails.add(r.Rail, i, r.TypeOnly, r.Words)
	}
	for state, words := range file.States {
		if state != incident.Pending && state != incident.Notice && state != stateBooked {
			return f, fmt.Errorf("state %q is none of booked, pending and info: %w", state, recourse.Invalid)
		}
		for _, w := range folded(words) {
			f.state[w] = state
		}
	}
	return f, f.addRows(file)
}

// addRows takes in the whole header rows.
func (f *form) addRows(file formFile) error {
	for _, r := range file.Rows {
		cells := splitHeader(r.Header)
		if r.Bank == "" {
			return fmt.Errorf("row %q names no bank: %w", r.Header, recourse.Invalid)
		}
		if len(cells) != len(r.Columns) {
			return fmt.Errorf("row %q has %d columns, and %d are said: %w", r.Header, len(cells), len(r.Columns), recourse.Invalid)
		}
		row := knownRow{}
		t := table{}
		for i, c := range cells {
			col, known := columnNamed(r.Columns[i])
			if !known {
				return fmt.Errorf("row %q: column %q is not one of %s: %w", r.Header, r.Columns[i], strings.Join(columnNames[:], ", "), recourse.Invalid)
			}
			key, _ := columnKey(c)
			row.keys, row.cols = append(row.keys, key), append(row.cols, col)
			t.at[col] = i + 1
		}
		if t.at[colDate] == 0 {
			t.at[colDate] = t.at[colBooked]
		}
		if !t.complete() {
			return fmt.Errorf("row %q has no date or no amount: %w", r.Header, recourse.Invalid)
		}
		f.rows = append(f.rows, row)
	}
	return nil
}

// whole reads a header row that one of the whole rows is: all of its names, in
// any order, and hardly another.
func (f *form) whole(cells []string) (table, bool) {
	if len(f.rows) == 0 {
		return table{}, false
	}
	keys := make([]string, len(cells))
	currencies := make([]string, len(cells))
	for i, c := range cells {
		keys[i], currencies[i] = columnKey(c)
	}
	for _, row := range f.rows {
		const more, many = 2, 8 // a row of many names may stand among more that the person chose
		if len(cells) < len(row.keys) || len(cells) > len(row.keys)+more && len(row.keys) < many {
			continue
		}
		t := table{form: f, known: len(row.keys) + 1}
		for k, key := range row.keys {
			i := slices.Index(keys, key)
			if i < 0 {
				t.known = 0
				break
			}
			col := row.cols[k]
			if t.has(col) || col == colOther {
				continue
			}
			t.at[col] = i + 1
			if c := currencies[i]; c != "" && (col == colAmount || col == colDebit || col == colCredit) {
				t.currency = c
			}
		}
		if t.known == 0 {
			continue
		}
		if !t.has(colDate) {
			t.at[colDate] = t.at[colBooked]
		}
		return t, true
	}
	return table{}, false
}

// prove runs the examples that the file carries.
func (f form) prove(file formFile) error {
	if len(file.Match) == 0 || len(file.Miss) == 0 {
		return fmt.Errorf("match and miss need a header row each: %w", recourse.Invalid)
	}
	for _, row := range file.Rows {
		if _, ok := f.whole(splitHeader(row.Header)); !ok {
			return fmt.Errorf("row %q is not recognised: %w", row.Header, recourse.Invalid)
		}
	}
	for _, row := range file.Match {
		t, ok := f.header(splitHeader(row))
		if !ok {
			return fmt.Errorf("match %q is not recognised: %w", row, recourse.Invalid)
		}
		if len(t.unknown) > 0 {
			return fmt.Errorf("match %q: columns %q are not known: %w", row, t.unknown, recourse.Invalid)
		}
	}
	for _, row := range file.Miss {
		if _, ok := f.header(splitHeader(row)); ok {
			return fmt.Errorf("miss %q is recognised: %w", row, recourse.Invalid)
		}
	}
	return nil
}

func splitHeader(row string) []string {
	if strings.Contains(row, ";") {
		return strings.Split(row, ";")
	}
	return strings.Split(row, ",")
}

func folded(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = fold.Key(w)
	}
	return out
}

// table is a header row that was recognised.
type table struct {
	form     *form
	at       [colCount]int // place in the row, from one; 0 where there is none
	known    int
	unknown  []string
	currency string // named in a header, such as "Iznos (RSD)"
}

// header reads a row as the names of columns. It is a header where it has a
// date and an amount.
func (f *form) header(row []string) (table, bool) {
	if t, ok := f.whole(row); ok {
		return t, true
	}
	t := table{form: f}
	for i, cell := range row {
		key, currency := columnKey(cell)
		col, ok := f.names[key]
		if !ok {
			if key != "" {
				t.unknown = append(t.unknown, strings.TrimSpace(cell))
			}
			continue
		}
		t.known++
		if t.has(col) || col == colOther {
			continue
		}
		t.at[col] = i + 1
		if currency != "" && (col == colAmount || col == colDebit || col == colCredit) {
			t.currency = currency
		}
	}
	if !t.has(colDate) {
		t.at[colDate] = t.at[colBooked]
	}
	return t, t.complete()
}

func (t *table) has(col column) bool { return t.at[col] > 0 }

// complete reports whether the columns make a statement.
func (t *table) complete() bool {
	return t.has(colDate) && (t.has(colAmount) || t.has(colDebit) || t.has(colCredit))
}

// columnKey folds a column's name, without what stands in brackets and without a
// currency at its end, which it returns.
func columnKey(cell string) (key, currency string) {
	const longest = 200
	cell = strings.TrimSpace(cell[:runeStart(cell, longest)])
	if i := strings.IndexAny(cell, "(["); i > 0 {
		currency = findCurrency(fold.Key(cell[i:]))
		cell = cell[:i]
	}
	words := strings.Fields(fold.Key(strings.Trim(cell, " .:*\"'\ufeff")))
	if n := len(words); n > 1 {
		if c := findCurrency(words[n-1]); c != "" {
			currency, words = c, words[:n-1]
			if last := words[len(words)-1]; len(words) > 1 && (last == "u" || last == "in") {
				words = words[:len(words)-1]
			}
		}
	}
	return strings.Join(words, " "), currency
}

// currencies are the codes that are looked for on statements.
var currencies = []string{
	"RSD", "EUR", "USD", "GBP", "CHF", "BAM", "MKD", "HUF", "RON", "BGN", "CZK", "PLN", "SEK", "NOK", "DKK",
	"CNY", "JPY", "HKD", "TRY", "RUB", "AED", "AUD", "CAD", "SGD", "INR",
}

// findCurrency returns the first currency code that stands as a word in s.
func findCurrency(s string) string {
	words := strings.FieldsFunc(strings.ToUpper(s), func(r rune) bool { return r < 'A' || r > 'Z' })
	for _, w := range words {
		if w == "DIN" {
			return "RSD"
		}
		if slices.Contains(currencies, w) {
			return w
		}
	}
	if strings.Contains(s, "€") {
		return "EUR"
	}
	return ""
}
