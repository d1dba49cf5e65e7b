package app

import (
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"recourse/deadline"
	"recourse/intake"
	"recourse/legal"
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
	Law
	Rules  // the checker without its model
	Proven // the files are those that ship, which a test has proved
	All    = Words | Brands | Checker | Calendars | Book | Shelf | Statements | Law
)

// Engines are the engines with the knowledge that they loaded. They do not
// change and are safe for concurrent use.
type Engines struct {
	Catalogues *locale.Catalogues
	Brands     *lookalike.Brands
	Checker    *scam.Checker
	Calendars  *deadline.Calendars
	Book       *playbook.Book
	Law        *legal.Book
	Shelf      *letter.Shelf
	Statements *intake.Statements
	Chats      *intake.Chats     // loaded with Statements
	Documents  *intake.Documents // likewise
	Mailboxes  *intake.Mailboxes // loaded with Brands
}

// readers returns opt with all that intake knows.
func (e *Engines) readers(opt intake.Options) intake.Options {
	opt.Statements, opt.Chats, opt.Brands, opt.Mailboxes, opt.Documents = e.Statements, e.Chats, e.Brands, e.Mailboxes, e.Documents
	return opt
}

// LoadEngines loads the engines of parts, and those they need, from knowledge.
// Every file proves itself as it is loaded: one that is wrong is an error of
// kind Invalid that names it. With [Proven] the patterns and
// playbooks are taken as proved.
func LoadEngines(fsys fs.FS, parts Part) (*Engines, error) {
	e, err := loadEngines(fsys, parts)
	if err != nil {
		return nil, fmt.Errorf("load knowledge: %w", located{err, fsys})
	}
	return e, nil
}

// loadEngines loads what does not need each other at the same time.
func loadEngines(fsys fs.FS, parts Part) (*Engines, error) {
	var e Engines
	var words, judging, trained, dates, tables error
	var weights *model.Model
	var wait sync.WaitGroup
	wait.Go(func() { judging = e.loadChecker(fsys, parts) })
	wait.Go(func() { words = e.loadWords(fsys, parts) })
	wait.Go(func() { dates = e.loadBook(fsys, parts) })
	wait.Go(func() { tables = e.loadTables(fsys, parts) })
	wait.Go(func() {
		if parts&Checker != 0 {
			weights, trained = loadModel(fsys)
		}
	})
	wait.Wait()
	if weights != nil && e.Checker != nil {
		e.Checker = e.Checker.WithModel(weights)
	}
	return &e, errors.Join(words, judging, dates, tables, trained)
}

func (e *Engines) loadWords(fsys fs.FS, parts Part) (err error) {
	if parts&(Words|Shelf) == 0 {
		return nil
	}
	if e.Catalogues, err = locale.Load(fsys); err == nil && parts&Shelf != 0 {
		e.Shelf, err = letter.Load(fsys, e.Catalogues)
	}
	return err //nolint:wrapcheck // LoadEngines says what was done
}

func (e *Engines) loadChecker(fsys fs.FS, parts Part) (err error) {
	if parts&(Brands|Checker|Rules) == 0 {
		return nil
	}
	if e.Brands, err = lookalike.Load(fsys); err != nil || parts&(Checker|Rules) == 0 {
		return err //nolint:wrapcheck // LoadEngines says what was done
	}
	load := scam.Load
	if parts&Proven != 0 {
		load = scam.LoadProven
	}
	e.Checker, err = load(fsys, e.Brands)
	return err //nolint:wrapcheck // LoadEngines says what was done
}

func (e *Engines) loadBook(fsys fs.FS, parts Part) (err error) {
	if parts&(Calendars|Book|Law) == 0 {
		return nil
	}
	if e.Calendars, err = deadline.LoadCalendars(fsys); err != nil {
		return err //nolint:wrapcheck // LoadEngines says what was done
	}
	var law error
	var wait sync.WaitGroup
	if parts&Law != 0 {
		load := legal.Load
		if parts&Proven != 0 {
			load = legal.LoadProven
		}
		wait.Go(func() { e.Law, law = load(fsys, e.Calendars) })
	}
	if parts&Book != 0 {
		load := playbook.Load
		if parts&Proven != 0 {
			load = playbook.LoadProven
		}
		e.Book, err = load(fsys, e.Calendars)
	}
	wait.Wait()
	return errors.Join(err, law)
}

func (e *Engines) loadTables(fsys fs.FS, parts Part) error {
	var errs [4]error
	if parts&Brands != 0 {
		e.Mailboxes, errs[0] = intake.LoadMailboxes(fsys)
	}
	if parts&Statements != 0 {
		e.Statements, errs[1] = intake.LoadStatements(fsys)
		e.Chats, errs[2] = intake.LoadChats(fsys)
		e.Documents, errs[3] = intake.LoadDocuments(fsys)
	}
	return errors.Join(errs[:]...)
}

// weightsFile is the trained model among the knowledge.
const weightsFile = "model/weights.bin"

// loadModel reads the trained model. Knowledge without one is judged by the
// rules alone.
func loadModel(fsys fs.FS) (*model.Model, error) {
	f, err := fsys.Open(weightsFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // none is an answer
	}
	if err != nil {
		return nil, fmt.Errorf("open model: %w", err)
	}
	defer f.Close()
	m, err := model.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", weightsFile, err)
	}
	return m, nil
}
