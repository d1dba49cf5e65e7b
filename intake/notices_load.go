package intake

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"recourse"
	"recourse/fold"
	"recourse/knowledge"
	"recourse/money"
	"recourse/rule"
)

// The directions of a notice. One that was refused or taken back moved no money.
const (
	noticeOut      = "out"
	noticeIn       = "in"
	noticeRefused  = "refused"
	noticeReturned = "returned"
)

var noticeDirections = []string{noticeOut, noticeIn, noticeRefused, noticeReturned}

// The places of a notice beside its sum.
const (
	noticePayee     = "payee"
	noticePayer     = "payer"
	noticeTo        = "to"   // the account that is paid to
	noticeFrom      = "from" // the account that paid
	noticeReference = "reference"
	noticeDay       = "day"
)

var noticePlaces = []string{noticePayee, noticePayer, noticeTo, noticeFrom, noticeReference, noticeDay}

// noticeWords is how banks of a language tell of payments: one file, compiled.
type noticeWords struct {
	id       string
	currency money.Currency
	forms    []noticeForm
	places   map[string][]*regexp.Regexp
	ends     *regexp.Regexp   // at which a payee's name ends
	asks     []*regexp.Regexp // that the reader is to do something
	mayAsk   []*regexp.Regexp // of those, what real notices ask too
	future   []*regexp.Regexp // that it is still to happen, or only may
}

// noticeForm is one sentence of a notice. Its group "sum" is the amount.
type noticeForm struct {
	id, direction, rail string
	terms               []string
	text                *regexp.Regexp
}

// noticeFile is a file of knowledge/statements/notices.
type noticeFile struct {
	ID        string              `yaml:"id"`
	Name      string              `yaml:"name"`
	Source    rule.Source         `yaml:"source"`
	Currency  string              `yaml:"currency,omitempty"` // of a sum that names none
	Shorthand map[string]string   `yaml:"shorthand"`
	Asks      []string            `yaml:"asks"`
	MayAsk    []string            `yaml:"may_ask"`
	Future    []string            `yaml:"future"`
	Ends      string              `yaml:"ends"`
	Places    map[string][]string `yaml:"places"`
	Notices   []noticeFormFile    `yaml:"notices"`
}

// noticeFormFile is a form with its proof: what each example gives, and what it must
// not match.
type noticeFormFile struct {
	ID        string          `yaml:"id"`
	Direction string          `yaml:"direction"`
	Rail      string          `yaml:"rail,omitempty"`
	Terms     []string        `yaml:"terms"` // one of which stands in every text that it matches
	Text      string          `yaml:"text"`
	Match     []noticeExample `yaml:"match"`
	Miss      []string        `yaml:"miss"`
}

type noticeExample struct {
	Text      string `yaml:"text"`
	Amount    string `yaml:"amount"`
	Payee     string `yaml:"payee,omitempty"`
	Payer     string `yaml:"payer,omitempty"`
	To        string `yaml:"to,omitempty"`
	From      string `yaml:"from,omitempty"`
	Reference string `yaml:"reference,omitempty"`
	Date      string `yaml:"date,omitempty"`
}

// loadNotices reads statements/notices/*.yaml and proves each form on its examples.
func loadNotices(fsys fs.FS) ([]noticeWords, error) {
	var all []noticeWords
	err := eachKnown(fsys, "statements/notices/*.yaml", func(id string, file noticeFile) error {
		if file.ID != id {
			return fmt.Errorf("id is %q: %w", file.ID, recourse.Invalid)
		}
		words, err := file.compile()
		if err != nil {
			return err
		}
		all = append(all, words)
		return file.prove(words)
	})
	return all, err
}

// loadSenders reads statements/senders/*.yaml: the brands whose own messages may tell of
// payments.
func loadSenders(fsys fs.FS) (map[string]bool, error) {
	brands := make(map[string]bool)
	err := eachKnown(fsys, "statements/senders/*.yaml", func(_ string, file struct {
		Source rule.Source `yaml:"source"`
		Brands []string    `yaml:"brands"`
	},
	) error {
		for _, id := range file.Brands {
			if found, err := knowledge.Glob(fsys, "brands/"+id+".yaml"); err != nil || len(found) == 0 {
				return fmt.Errorf("brand %q is not in brands: %w", id, recourse.Invalid)
			}
			brands[id] = true
		}
		return file.Source.Check()
	})
	return brands, err
}

var noticeShorthand = regexp.MustCompile(`\{([a-z][a-z-]*)\}`)

// expression compiles an expression of the file, whose shorthands may stand in each other.
func (file noticeFile) expression(expr string) (*regexp.Regexp, error) {
	const nested = 4
	for range nested {
		expr = noticeShorthand.ReplaceAllStringFunc(expr, func(name string) string {
			if s, ok := file.Shorthand[strings.Trim(name, "{}")]; ok {
				return s
			}
			return name
		})
	}
	if name := noticeShorthand.FindString(expr); name != "" {
		return nil, fmt.Errorf("shorthand %s is not in the file: %w", name, recourse.Invalid)
	}
	re, err := regexp.Compile(expr)
	if err != nil {
		return nil, fmt.Errorf("expression %q: %w: %w", expr, err, recourse.Invalid)
	}
	return re, nil
}

func (file noticeFile) expressions(list []string) (all []*regexp.Regexp, err error) {
	for _, expr := range list {
		re, err := file.expression(expr)
		if err != nil {
			return nil, err
		}
		all = append(all, re)
	}
	return all, nil
}

func (file noticeFile) compile() (w noticeWords, err error) {
	if err := file.Source.Check(); err != nil {
		return w, err
	}
	w = noticeWords{id: file.ID, currency: money.Currency(file.Currency), places: make(map[string][]*regexp.Regexp)}
	for _, l := range []struct {
		to   *[]*regexp.Regexp
		from []string
	}{{&w.asks, file.Asks}, {&w.mayAsk, file.MayAsk}, {&w.future, file.Future}} {
		if *l.to, err = file.expressions(l.from); err != nil {
			return w, err
		}
	}
	if w.ends, err = file.expression(file.Ends); err != nil {
		return w, err
	}
	for place, list := range file.Places {
		if !slices.Contains(noticePlaces, place) {
			return w, fmt.Errorf("place %q is not one of %s: %w", place, strings.Join(noticePlaces, ", "), recourse.Invalid)
		}
		if w.places[place], err = file.expressions(list); err != nil {
			return w, err
		}
		for _, re := range w.places[place] {
			if re.NumSubexp() != 1 {
				return w, fmt.Errorf("place %s: %q has not one group: %w", place, re, recourse.Invalid)
			}
		}
	}
	for _, n := range file.Notices {
		form, err := file.form(n)
		if err != nil {
			return w, fmt.Errorf("notice %s: %w", n.ID, err)
		}
		w.forms = append(w.forms, form)
	}
	return w, nil
}

func (file noticeFile) form(n noticeFormFile) (form noticeForm, err error) {
	if !slices.Contains(noticeDirections, n.Direction) {
		return form, fmt.Errorf("direction %q is not one of %s: %w", n.Direction, strings.Join(noticeDirections, ", "), recourse.Invalid)
	}
	if len(n.Match) == 0 || len(n.Miss) == 0 || len(n.Terms) == 0 {
		return form, fmt.Errorf("match, miss and terms need a text each: %w", recourse.Invalid)
	}
	re, err := file.expression(n.Text)
	if err != nil {
		return form, err
	}
	if re.SubexpIndex("sum") < 0 {
		return form, fmt.Errorf("the expression has no group named sum: %w", recourse.Invalid)
	}
	return noticeForm{id: n.ID, direction: n.Direction, rail: n.Rail, terms: n.Terms, text: re}, nil
}

// prove runs the file's examples: each must be read by the form that it stands with. What
// must not match is read by none by which money moved, or none by which it did not, as
// the form says.
func (file noticeFile) prove(w noticeWords) error {
	var errs []error
	for _, n := range file.Notices {
		for _, m := range n.Match {
			list := w.read(m.Text, fold.New(m.Text), nil)
			if len(list) != 1 || list[0].form.id != n.ID {
				errs = append(errs, fmt.Errorf("notice %s: match %.60q is read as %d notices%s: %w", n.ID, m.Text, len(list), idsOf(list), recourse.Invalid))
				continue
			}
			if got := list[0].example(m.Text); got != m {
				errs = append(errs, fmt.Errorf("notice %s: match %.60q gives %+v: %w", n.ID, m.Text, got, recourse.Invalid))
			}
		}
		for _, text := range n.Miss {
			for _, g := range w.read(text, fold.New(text), nil) {
				if moved := n.Direction == noticeOut || n.Direction == noticeIn; g.form.moved() == 1 == moved {
					errs = append(errs, fmt.Errorf("notice %s: miss %.60q is read as %s: %w", n.ID, text, g.form.id, recourse.Invalid))
				}
			}
		}
	}
	return errors.Join(errs...)
}

func idsOf(list []notice) (ids string) {
	for _, n := range list {
		ids += " " + n.form.id
	}
	return ids
}

// example is what was read, as examples say it.
func (n *notice) example(text string) noticeExample {
	e := noticeExample{Text: text, Amount: n.amount.String(), Payee: n.payee, Payer: n.payer, To: n.to, From: n.from, Reference: n.reference}
	if d, ok := n.day.in(n.day.fixed()); ok && !n.day.none() {
		e.Date = d.String()
	}
	return e
}
