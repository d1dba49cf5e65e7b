package intake

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"recourse"
	"recourse/fold"
	"recourse/incident"
	"recourse/knowledge"
	"recourse/rule"
)

// formFile is a form as its file says it.
type formFile struct {
	ID         string              `yaml:"id"`
	Name       string              `yaml:"name"`
	Dates      string              `yaml:"dates,omitempty"`     // day-first or month-first, for figures that leave it open
	Countries  []string            `yaml:"countries,omitempty"` // of the banks that write it, ISO 3166-1 alpha-2
	Columns    map[string][]string `yaml:"columns"`
	Directions map[string][]string `yaml:"directions"`
	// Sums are the words that begin rows which are no entries.
	Sums struct {
		Total   []string `yaml:"total"`
		Opening []string `yaml:"opening"`
		Closing []string `yaml:"closing"`
		// Currency begins a line that names the currency of all amounts.
		Currency []string `yaml:"currency"`
		// Account begins a line that names the account whose statement it is.
		Account []string `yaml:"account"`
		// Titles are what stands above a statement: a page with one, and sums, is named
		// where no row of it is read.
		Titles []string `yaml:"titles"`
	} `yaml:"sums,omitempty"`
	Rails []struct {
		Rail     string   `yaml:"rail"`
		TypeOnly bool     `yaml:"type_only,omitempty"` // said by the column for the type, never by free text
		Words    []string `yaml:"words"`
	} `yaml:"rails"`
	// Told is how people say in their own words how they paid; words that mean no
	// more than a transfer stand for none. What is in Sure says it by itself, in the
	// clause of a sum that was paid; Unsure are words by which a clause does not.
	Told []struct {
		Rail  string   `yaml:"rail"`
		Words []string `yaml:"words"`
		Sure  []string `yaml:"sure,omitempty"`
	} `yaml:"told,omitempty"`
	Unsure []string `yaml:"unsure,omitempty"`
	// Purposes are words by which somebody says what to write as a payment's purpose.
	Purposes []string `yaml:"purposes,omitempty"`
	// Like is the form whose words and names hold for this one too.
	Like   string       `yaml:"like,omitempty"`
	Source *rule.Source `yaml:"source,omitempty"`
	Rail   string       `yaml:"rail,omitempty"` // of every entry, where the entry does not say
	Sign   string       `yaml:"sign,omitempty"` // out-positive: amounts that left have no sign
	// Repaid is how a card's statement names what its holder paid to it: the sign of
	// such an amount is that of money that came.
	Repaid []string `yaml:"repaid,omitempty"`
	// Own is what the columns for direction and type say of rows by which money moved
	// between the person's own balances: an exchange, a top-up. They pay nobody.
	Own    []string            `yaml:"own,omitempty"`
	States map[string][]string `yaml:"states,omitempty"` // booked, pending, info -> words of the column status
	// Rows are whole header rows, with what each column holds in its order.
	Rows []struct {
		Bank    string   `yaml:"bank"`
		Country string   `yaml:"country,omitempty"` // of the bank, where it is one of several
		Header  string   `yaml:"header"`
		Columns []string `yaml:"columns"`
		// FeeAdded says that the column for the fee comes on top of what was paid.
		FeeAdded bool `yaml:"fee_added,omitempty"`
	} `yaml:"rows,omitempty"`
	Match []string `yaml:"match"` // header rows that must be recognised, every column of them
	Miss  []string `yaml:"miss"`  // header rows that must not be
}

// LoadStatements reads and proves statements/*.yaml and statements/codes/*.yaml of
// fsys. Its errors are of kind Invalid and name the file.
func LoadStatements(fsys fs.FS) (*Statements, error) {
	var s Statements
	var files []formFile
	err := eachKnown(fsys, "statements/*.yaml", func(id string, file formFile) error {
		if file.ID != id {
			return fmt.Errorf("id is %q: %w", file.ID, recourse.Invalid)
		}
		files = append(files, file)
		return nil
	})
	errs := []error{err}
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
	if s.money, err = loadMoney(fsys); err != nil {
		errs = append(errs, err)
	}
	if s.zones, err = loadZones(fsys); err != nil {
		errs = append(errs, err)
	}
	if s.slips, err = loadSlips(fsys); err != nil {
		errs = append(errs, err)
	}
	if s.notices, err = loadNotices(fsys); err != nil {
		errs = append(errs, err)
	}
	if s.senders, err = loadSenders(fsys); err != nil {
		errs = append(errs, err)
	}
	if s.pages, err = loadPages(fsys); err != nil {
		errs = append(errs, err)
	}
	s.join()
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
	more := &Statements{forms: slices.Clone(s.forms), told: s.toldWords(), purposes: slices.Clone(s.purposes), sums: s.sums.clone(), codes: s.codes, money: s.money, zones: s.zones, slips: s.slips, pages: s.pages, notices: s.notices, senders: s.senders}
	if err := more.add(file, true); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	more.join()
	return more, nil
}

func (s *Statements) add(file formFile, front bool) error {
	if s.told == nil {
		s.told, s.sure = make(railWords), make(railWords)
	}
	for i, t := range file.Told {
		if !slices.Contains(railNames, t.Rail) || len(t.Words) == 0 {
			return fmt.Errorf("told rail %q is not known or has no words: %w", t.Rail, recourse.Invalid)
		}
		s.told.add(t.Rail, i, false, slices.Concat(t.Words, t.Sure))
		s.sure.add(t.Rail, i, false, t.Sure)
	}
	s.unsure = append(s.unsure, folded(file.Unsure)...)
	s.purposes = append(s.purposes, folded(file.Purposes)...)
	s.sums.total = append(s.sums.total, folded(file.Sums.Total)...)
	s.sums.opening = append(s.sums.opening, folded(file.Sums.Opening)...)
	s.sums.closing = append(s.sums.closing, folded(file.Sums.Closing)...)
	s.sums.currency = append(s.sums.currency, folded(file.Sums.Currency)...)
	s.sums.account = append(s.sums.account, folded(file.Sums.Account)...)
	s.sums.titles = append(s.sums.titles, folded(file.Sums.Titles)...)
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

// join makes what the forms have in common.
func (s *Statements) join() {
	s.all = s.allWords()
	s.all.zones = s.zones
	for i := range s.forms {
		s.forms[i].zones = s.zones
	}
}

// allWords joins what the forms know but their columns.
func (s *Statements) allWords() *form {
	all := &form{names: make(map[string]column), rails: make(railWords), state: make(map[string]string)}
	for i, f := range s.forms {
		all.in, all.out = append(all.in, f.in...), append(all.out, f.out...)
		all.repaid, all.own = append(all.repaid, f.repaid...), append(all.own, f.own...)
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
	f := form{id: file.ID, countries: file.Countries, names: make(map[string]column), rails: make(railWords), state: make(map[string]string), rail: file.Rail, plus: file.Sign == "out-positive"}
	if like != nil {
		maps.Copy(f.names, like.names)
		maps.Copy(f.state, like.state)
		f.repaid, f.own = like.repaid, like.own
		f.in, f.out, f.rails, f.dates = like.in, like.out, maps.Clone(like.rails), like.dates
	}
	if file.Rail != "" && !slices.Contains(railNames, file.Rail) || file.Sign != "" && !f.plus {
		return f, fmt.Errorf("rail %q or sign %q is not known: %w", file.Rail, file.Sign, recourse.Invalid)
	}
	if !areCountries(file.Countries) {
		return f, fmt.Errorf("countries %q are not two capital letters each: %w", file.Countries, recourse.Invalid)
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
	f.repaid = append(slices.Clip(f.repaid), folded(file.Repaid)...)
	f.own = append(slices.Clip(f.own), folded(file.Own)...)
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
		row := knownRow{feeAdded: r.FeeAdded, countries: f.countries}
		if r.Country != "" {
			row.countries = []string{r.Country}
		}
		if !areCountries(row.countries) {
			return fmt.Errorf("row %q: country %q is not two capital letters: %w", r.Header, r.Country, recourse.Invalid)
		}
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

// longestFirst sorts words so that none is found in place of one that begins with it.
func longestFirst(words []string) []string {
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	return words
}
