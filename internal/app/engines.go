package app

import (
	"errors"
	"fmt"
	"io/fs"

	"recourse/deadline"
	"recourse/intake"
	"recourse/letter"
	"recourse/locale"
	"recourse/lookalike"
	"recourse/model"
	"recourse/playbook"
	"recourse/scam"
)

// Part says which engines are needed, so that a small command starts at once.
type Part uint

// The parts. All is what carries a case from end to end.
const (
	Words Part = 1 << iota
	Brands
	Checker
	Calendars
	Book
	Shelf
	Statements
	Rules  // the checker without its model
	Proven // the files are those that ship, which a test has proved
	All    = Words | Brands | Checker | Calendars | Book | Shelf | Statements
)

// Engines are the engines with the knowledge that they loaded. They do not
// change and are safe for concurrent use.
type Engines struct {
	Catalogues *locale.Catalogues
	Brands     *lookalike.Brands
	Checker    *scam.Checker
	Calendars  *deadline.Calendars
	Book       *playbook.Book
	Shelf      *letter.Shelf
	Statements *intake.Statements
	Mailboxes  *intake.Mailboxes // loaded with Brands
}

// readers returns opt with all that intake knows.
func (e *Engines) readers(opt intake.Options) intake.Options {
	opt.Statements, opt.Brands, opt.Mailboxes = e.Statements, e.Brands, e.Mailboxes
	return opt
}

// LoadEngines loads the engines of parts, and those they need, from knowledge.
// Every file proves itself as it is loaded: one that is wrong is an error of
// kind Invalid that names it. With [Proven] the patterns are taken as proved.
func LoadEngines(fsys fs.FS, parts Part) (*Engines, error) {
	e, err := loadEngines(fsys, parts)
	if err != nil {
		return nil, fmt.Errorf("load knowledge: %w", err)
	}
	return e, nil
}

func loadEngines(fsys fs.FS, parts Part) (*Engines, error) {
	var e Engines
	var errs [9]error
	if parts&(Words|Shelf) != 0 {
		e.Catalogues, errs[0] = locale.Load(fsys)
	}
	if parts&(Brands|Checker|Rules) != 0 {
		e.Brands, errs[1] = lookalike.Load(fsys)
	}
	if parts&Brands != 0 {
		e.Mailboxes, errs[7] = intake.LoadMailboxes(fsys)
	}
	if parts&(Checker|Rules) != 0 && errs[1] == nil {
		load := scam.Load
		if parts&Proven != 0 {
			load = scam.LoadProven
		}
		e.Checker, errs[2] = load(fsys, e.Brands)
	}
	if parts&Checker != 0 && e.Checker != nil {
		errs[8] = e.addModel(fsys)
	}
	if parts&(Calendars|Book) != 0 {
		e.Calendars, errs[3] = deadline.LoadCalendars(fsys)
	}
	if parts&Book != 0 && errs[3] == nil {
		e.Book, errs[4] = playbook.Load(fsys, e.Calendars)
	}
	if parts&Shelf != 0 && errs[0] == nil {
		e.Shelf, errs[5] = letter.Load(fsys, e.Catalogues)
	}
	if parts&Statements != 0 {
		e.Statements, errs[6] = intake.LoadStatements(fsys)
	}
	return &e, errors.Join(errs[:]...)
}

// weights is the trained model among the knowledge.
const weights = "model/weights.bin"

// addModel lets the trained model judge beside the rules. Knowledge without one
// is judged by the rules alone.
func (e *Engines) addModel(fsys fs.FS) error {
	f, err := fsys.Open(weights)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open model: %w", err)
	}
	defer f.Close()
	m, err := model.Read(f)
	if err != nil {
		return fmt.Errorf("%s: %w", weights, err)
	}
	e.Checker = e.Checker.WithModel(m)
	return nil
}
