package intake

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/fold"
	"recourse/incident"
	"recourse/indicator"
	"recourse/money"
	"recourse/rule"
)

// slipForm is how a language labels the fields of a payment slip, or of a
// confirmation that a bank's application shows.
type slipForm struct {
	titles   []string    // folded; one of them makes a text a slip
	labels   []slipLabel // the longest first
	screens  []string    // folded titles of an app's pages that show other things too
	done     []string    // folded; one of them as the status says that it was carried out
	failed   []string    // folded; one of them in the status says that it was not
	currency money.Currency
	app      appWords
	expects  [][]string // fields that a whole slip has: of each list one, said by the first's name
}

type slipLabel struct{ key, field string }

// The fields of a slip.
const (
	slipPayer    = "payer"
	slipPayee    = "payee"
	slipFrom     = "payer_account"
	slipTo       = "payee_account"
	slipToSort   = "payee_sort_code"
	slipToNumber = "payee_account_number" // without its sort code
	slipAmount   = "amount"
	slipPurpose  = "purpose"
	slipRef      = "reference"
	slipNumber   = "number" // that the bank gave the order or the transaction
	slipDay      = "date"
	slipStatus   = "status"
	slipFee      = "fee" // of the person's own bank; nobody asks for it
	slipNothing  = "other"
)

var slipFields = []string{slipPayer, slipPayee, slipFrom, slipTo, slipToSort, slipToNumber, slipAmount, slipPurpose, slipRef, slipNumber, slipDay, slipStatus, slipFee, slipNothing}

// slipFile is a form of slips as its file says it.
type slipFile struct {
	ID       string              `yaml:"id"`
	Name     string              `yaml:"name"`
	Source   rule.Source         `yaml:"source"`
	Currency string              `yaml:"currency,omitempty"` // of an amount that names none
	Titles   []string            `yaml:"titles"`
	Screens  []string            `yaml:"screens,omitempty"` // titles that say too little alone
	Labels   map[string][]string `yaml:"labels"`
	Expects  []string            `yaml:"expects"`          // fields that a whole slip has; one of several as purpose/reference
	Done     []string            `yaml:"done,omitempty"`   // statuses that say that it was carried out
	Failed   []string            `yaml:"failed,omitempty"` // words that say that it was not
	Made     []string            `yaml:"made,omitempty"`   // lines of an app's screen that say that a payment was made
	Open     []string            `yaml:"open,omitempty"`   // words of one that say that it is not made yet
	Toward   []string            `yaml:"toward,omitempty"` // words before the payee's name in a line of it
	Lists    []string            `yaml:"lists,omitempty"`  // titles of a list of payments in an app
	Apart    []string            `yaml:"apart,omitempty"`  // what a row of it begins with that is no payment
	Match    []slipExample       `yaml:"match"`
	Miss     []string            `yaml:"miss"`
}

// slipExample is a slip and what must be read from it.
type slipExample struct {
	Text    string `yaml:"text"`
	Payee   string `yaml:"payee"`
	Account string `yaml:"account"`
	Amount  string `yaml:"amount"`
	Done    bool   `yaml:"done,omitempty"`
	Failed  bool   `yaml:"failed,omitempty"`
}

// loadSlips reads and proves statements/slips/*.yaml.
func loadSlips(fsys fs.FS) ([]slipForm, error) {
	var all []slipForm
	err := eachKnown(fsys, "statements/slips/*.yaml", func(id string, file slipFile) error {
		form, err := file.form(id)
		if err == nil {
			all = append(all, form)
		}
		return err
	})
	// A bank's app may say the status in a language of its own.
	var done, failed []string
	var app appWords
	for _, form := range all {
		done, failed = append(done, form.done...), append(failed, form.failed...)
		app.made, app.open = append(app.made, form.app.made...), append(app.open, form.app.open...)
		app.toward = append(app.toward, form.app.toward...)
		app.lists, app.apart = append(app.lists, form.app.lists...), append(app.apart, form.app.apart...)
	}
	for i := range all {
		all[i].done, all[i].failed, all[i].app = done, failed, app
	}
	return all, err
}

func (file slipFile) form(id string) (slipForm, error) {
	form := slipForm{titles: folded(file.Titles), screens: folded(file.Screens), done: folded(file.Done), failed: folded(file.Failed), currency: money.Currency(file.Currency)}
	form.app = appWords{made: folded(file.Made), open: folded(file.Open), toward: folded(file.Toward), lists: folded(file.Lists), apart: folded(file.Apart)}
	if file.ID != id {
		return form, fmt.Errorf("id is %q: %w", file.ID, recourse.Invalid)
	}
	if err := file.Source.Check(); err != nil {
		return form, err
	}
	for field, labels := range file.Labels {
		if !slices.Contains(slipFields, field) {
			return form, fmt.Errorf("field %q is not one of %s: %w", field, strings.Join(slipFields, ", "), recourse.Invalid)
		}
		for _, key := range folded(labels) {
			form.labels = append(form.labels, slipLabel{key, field})
		}
	}
	for _, e := range file.Expects {
		either := strings.Split(e, "/")
		for _, field := range either {
			if !slices.Contains(slipFields, field) {
				return form, fmt.Errorf("expects %q, which is not one of %s: %w", field, strings.Join(slipFields, ", "), recourse.Invalid)
			}
		}
		form.expects = append(form.expects, either)
	}
	if len(form.expects) == 0 {
		return form, fmt.Errorf("expects no field: %w", recourse.Invalid)
	}
	slices.SortFunc(form.labels, func(a, b slipLabel) int {
		if len(a.key) != len(b.key) {
			return len(b.key) - len(a.key)
		}
		return strings.Compare(a.key, b.key)
	})
	if len(file.Match) == 0 || len(file.Miss) == 0 {
		return form, fmt.Errorf("match and miss need a text each: %w", recourse.Invalid)
	}
	for _, m := range file.Match {
		p, ok := form.read(m.Text, nil, nil)
		if got := (slipExample{m.Text, p.To.Name, p.To.Account, p.Amount.String(), p.Status == "", p.Status == incident.Notice}); !ok || got != m {
			return form, fmt.Errorf("match: read %q, %q, %q: %w", got.Payee, got.Account, got.Amount, recourse.Invalid)
		}
	}
	for _, text := range file.Miss {
		if _, ok := form.read(text, nil, nil); ok {
			return form, fmt.Errorf("miss %.60q is read as a slip: %w", text, recourse.Invalid)
		}
	}
	return form, nil
}

// maxSlip is the longest text that is looked at for a slip, in bytes: a slip is a
// page, and a longer text is something else.
const maxSlip = 16 << 10

// noteSlipSums notes the sums on a slip. A mail is its sender's word, however much
// it looks like a slip.
func (r *reader) noteSlipSums(f *File) {
	if r.opt.Statements == nil || len(f.Text) > maxSlip || f.Kind == KindMail {
		return
	}
	for _, form := range r.opt.Statements.slips {
		f.Printed = append(f.Printed, form.printed(f.Text)...)
	}
}

// slipPayment returns the payments of the slips in f.Text, one as a rule. They are
// proposed: a slip asks for a payment and does not show that it was made, unless a
// confirmation gives that as its status.
func (r *reader) slipPayment(f *File) []incident.Payment {
	if r.opt.Statements == nil || len(f.Text) > maxSlip {
		return nil
	}
	for i := range r.opt.Statements.slips {
		form := &r.opt.Statements.slips[i]
		if list := r.slipsWithin(f, form); len(list) > 1 {
			return list
		}
		p, ok := form.read(f.Text, r.opt.Zone, r.opt.Chats)
		if missing := form.unread(f.Text, ok, r.opt.Chats); f.recognised() && len(missing) > 0 {
			f.problem("slip-fields-unread", strings.Join(missing, ", "), "fields", listed("slip.field.", missing))
		} else if account := form.wrongAccount(f.Text); !ok && account != "" {
			f.problem("slip-account-wrong", account, "account", account)
		}
		if ok {
			p.Origins = incident.Origins{{Item: f.SHA256, Span: recourse.Span{End: len(f.Text)}}}
			r.checkSlip(f, &p)
			return []incident.Payment{p}
		}
	}
	return nil
}

// slipsWithin reads a text in which several slips stand, as the pages of a scan or the
// confirmations in a mail. The copies of one slip are one.
func (r *reader) slipsWithin(f *File, form *slipForm) (list []incident.Payment) {
	for _, part := range form.parts(f.Text) {
		p, ok := form.read(part.Of(f.Text), r.opt.Zone, r.opt.Chats)
		if !ok || slices.ContainsFunc(list, func(q incident.Payment) bool {
			return p.Amount == q.Amount && p.At == q.At && p.To == q.To && p.Reference == q.Reference && p.Text == q.Text
		}) {
			continue
		}
		p.Origins = incident.Origins{{Item: f.SHA256, Span: part}}
		list = append(list, p)
	}
	if len(list) > 1 {
		for i := range list {
			r.checkSlip(f, &list[i])
		}
	}
	return list
}

// parts are the places from one title to the next, each with a sum of its own; none where
// fewer than two titles stand in the text.
func (s *slipForm) parts(text string) (list []recourse.Span) {
	const most = 100
	at := 0
	for line := range strings.Lines(text) {
		key := fold.Key(line)
		if slices.ContainsFunc(s.titles, func(t string) bool { return strings.Contains(key, t) }) && len(list) < most {
			if n := len(list); n > 0 && s.collect(text[list[n-1].Start:at])[slipAmount] == "" {
				list = list[:n-1] // a second title above the same slip
			}
			list = append(list, recourse.Span{Start: at, End: len(text)})
			if n := len(list); n > 1 {
				list[n-2].End = at
			}
		}
		at += len(line)
	}
	if len(list) < 2 {
		return nil
	}
	return list
}

// checkSlip says what on a slip needs a second look.
func (r *reader) checkSlip(f *File, p *incident.Payment) {
	if p.Status == incident.Notice {
		f.problem("slip-not-carried-out", p.Amount.String(), "amount", p.Amount)
	}
	r.whosePayment(f, p)
	if p.Reference == p.Source.Number || slipNo(p.Reference) == p.Source.Number && p.Source.Number != "" {
		return // it is the bank's number, which is not made as references are
	}
	const modelAlone = "97" // as forms print it that were given no reference
	if p.Reference != modelAlone && !indicator.CheckReferenceRS(p.Reference) {
		f.problem("slip-reference-wrong", p.Reference, "reference", p.Reference)
	}
}

// read reads a text as a slip: one of the titles, an amount, and the account that
// is paid to with the right control number. The names of months are words'; without them
// the day stands in figures.
func (s *slipForm) read(text string, zone *time.Location, words *Chats) (p incident.Payment, ok bool) {
	if !s.titled(text) {
		return p, false
	}
	fields := s.collect(text)
	to := slipAccount(fields[slipTo])
	// Forms print marks about a sum, apps a minus ahead of it, and "din." has a full stop.
	amount, err := money.Parse(strings.TrimRight(strings.Trim(fields[slipAmount], "=*-−– "), "."), s.currency)
	if to == "" || err != nil || amount.Minor <= 0 {
		return p, false
	}
	p = s.payment(fields, amount, zone, words)
	switch status := fold.Key(strings.TrimSpace(fields[slipStatus])); {
	case s.refused(text, status):
		p.Status = incident.Notice
	case slices.Contains(s.done, status):
		p.Status = ""
	}
	return p, true
}

// payment is what the fields say, proposed.
func (*slipForm) payment(fields map[string]string, amount money.Amount, zone *time.Location, words *Chats) incident.Payment {
	p := incident.Payment{
		Amount: amount, Direction: "out", Text: fields[slipPurpose], Reference: strings.Trim(fields[slipRef], "-– "),
		From: incident.Account{Name: fields[slipPayer], Account: slipAccount(fields[slipFrom])},
		To:   incident.Account{Name: fields[slipPayee], Account: slipAccount(fields[slipTo])}, Status: incident.Proposed,
		Source: incident.Source{Kind: incident.FromSlip}.Numbered("slip", slipNo(fields[slipNumber])),
	}
	if p.Reference == "" && p.Source.Number != "" {
		p.Reference = strings.TrimSpace(fields[slipNumber])
	}
	scan := scanner{s: fields[slipDay]}
	if fig, ok := (&layout{months: words}).day(&scan); ok {
		if d, ok := fig.in(fig.fixed()); ok {
			p.At = recourse.OnDay(d)
			scan.lit(",")
			if clock, ok := scan.clock(); ok && scan.i == len(scan.s) {
				p.At = moment(d, clock, zone)
			}
		}
	}
	return p
}

// slipNo returns the number that a bank gave what a slip shows, without what people
// and pages put between its figures, and with letters that a reader of pictures takes
// for figures as those; nothing where there is none. It is for comparing.
func slipNo(s string) string {
	const fewest, longest = 3, 40
	if !strings.ContainsAny(s, "0123456789") {
		return ""
	}
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \u00a0-–./#", r) {
			return -1
		}
		if i := strings.IndexRune("OQDILSBZ", r); i >= 0 {
			return rune("00011582"[i])
		}
		return r
	}, strings.ToUpper(s))
	if len(s) < fewest || len(s) > longest {
		return ""
	}
	return s
}

// refused reports whether a slip says that its payment was not carried out: in its
// status, or on a line of its own. status is folded.
func (s *slipForm) refused(text, status string) bool {
	words := appendWords(nil, status)
	if slices.ContainsFunc(s.failed, func(w string) bool { return holdsWords(words, strings.Fields(w)) }) {
		return true
	}
	for line := range strings.Lines(text) {
		for _, c := range pageCells(strings.TrimRight(line, "\r\n")) {
			if slices.Contains(s.failed, strings.Trim(fold.Key(c.text), " .!*-=:")) {
				return true
			}
		}
	}
	return false
}

// holdsWords reports whether few stand in words, one behind the other.
func holdsWords(words, few []string) bool {
	for i := 0; i+len(few) <= len(words); i++ {
		if slices.Equal(words[i:i+len(few)], few) {
			return true
		}
	}
	return false
}

// titled reports whether one of the titles stands in a text, or the title of a page
// that shows other things too and the labels of a slip.
func (s *slipForm) titled(text string) bool {
	key := fold.Key(text)
	within := func(t string) bool { return strings.Contains(key, t) }
	if slices.ContainsFunc(s.titles, within) {
		return true
	}
	if !slices.ContainsFunc(s.screens, within) {
		return false
	}
	fields := s.collect(text)
	return fields[slipAmount] != "" && fields[slipTo] != ""
}

// printed returns where sums stand in the text of a slip, behind a label that is
// known or alone in a cell; none where the text is no slip. What stands in a
// sentence is not among them.
func (s *slipForm) printed(text string) (sums []recourse.Span) {
	const fewest = 2 // labels, with the title
	if !s.titled(text) || len(s.collect(text)) < fewest {
		return nil
	}
	start := 0
	for line := range strings.Lines(text) {
		for _, c := range pageCells(strings.TrimRight(line, "\r\n")) {
			value := c.text
			if _, v, labelled := s.label(c.text); labelled {
				value = v
			}
			if _, err := money.Parse(strings.Trim(value, "=* "), s.currency); err == nil {
				sums = append(sums, recourse.Span{Start: start + c.at, End: start + c.at + len(c.text)})
			}
		}
		start += len(line)
	}
	return sums
}
