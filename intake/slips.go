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
}

type slipLabel struct{ key, field string }

// The fields of a slip.
const (
	slipPayer   = "payer"
	slipPayee   = "payee"
	slipFrom    = "payer_account"
	slipTo      = "payee_account"
	slipAmount  = "amount"
	slipPurpose = "purpose"
	slipRef     = "reference"
	slipDay     = "date"
	slipStatus  = "status"
	slipFee     = "fee" // of the person's own bank; nobody asks for it
	slipNothing = "other"
)

var slipFields = []string{slipPayer, slipPayee, slipFrom, slipTo, slipAmount, slipPurpose, slipRef, slipDay, slipStatus, slipFee, slipNothing}

// slipFile is a form of slips as its file says it.
type slipFile struct {
	ID       string              `yaml:"id"`
	Name     string              `yaml:"name"`
	Source   rule.Source         `yaml:"source"`
	Currency string              `yaml:"currency,omitempty"` // of an amount that names none
	Titles   []string            `yaml:"titles"`
	Screens  []string            `yaml:"screens,omitempty"` // titles that say too little alone
	Labels   map[string][]string `yaml:"labels"`
	Done     []string            `yaml:"done,omitempty"`   // statuses that say that it was carried out
	Failed   []string            `yaml:"failed,omitempty"` // words that say that it was not
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
	for _, form := range all {
		done, failed = append(done, form.done...), append(failed, form.failed...)
	}
	for i := range all {
		all[i].done, all[i].failed = done, failed
	}
	return all, err
}

func (file slipFile) form(id string) (slipForm, error) {
	form := slipForm{titles: folded(file.Titles), screens: folded(file.Screens), done: folded(file.Done), failed: folded(file.Failed), currency: money.Currency(file.Currency)}
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
		p, ok := form.read(m.Text, nil)
		if got := (slipExample{m.Text, p.To.Name, p.To.Account, p.Amount.String(), p.Status == "", p.Status == incident.Notice}); !ok || got != m {
			return form, fmt.Errorf("match: read %q, %q, %q: %w", got.Payee, got.Account, got.Amount, recourse.Invalid)
		}
	}
	for _, text := range file.Miss {
		if _, ok := form.read(text, nil); ok {
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

// slipPayment returns the payment of a slip, if f.Text is one. It is proposed: a
// slip shows what was ordered, and not that it was carried out, unless a
// confirmation gives that as its status.
func (r *reader) slipPayment(f *File) []incident.Payment {
	if r.opt.Statements == nil || len(f.Text) > maxSlip {
		return nil
	}
	for _, form := range r.opt.Statements.slips {
		p, ok := form.read(f.Text, r.opt.Zone)
		if missing := form.unread(f.Text, ok); f.recognised() && len(missing) > 0 {
			f.problem("slip-fields-unread", strings.Join(missing, ", "), "fields", listed("slip.field.", missing))
		}
		if ok {
			p.Origins = incident.Origins{{Item: f.SHA256, Span: recourse.Span{End: len(f.Text)}}}
			if p.Status == incident.Notice {
				f.problem("slip-not-carried-out", p.Amount.String(), "amount", p.Amount)
			}
			r.whosePayment(f, &p)
			const modelAlone = "97" // as forms print it that were given no reference
			if p.Reference != modelAlone && !indicator.CheckReferenceRS(p.Reference) {
				f.problem("slip-reference-wrong", p.Reference, "reference", p.Reference)
			}
			return []incident.Payment{p}
		}
	}
	return nil
}

// read reads a text as a slip: one of the titles, an amount, and the account that
// is paid to with the right control number.
func (s *slipForm) read(text string, zone *time.Location) (p incident.Payment, ok bool) {
	if !s.titled(text) {
		return p, false
	}
	fields := s.collect(text)
	to := slipAccount(fields[slipTo])
	amount, err := money.Parse(strings.Trim(fields[slipAmount], "=* "), s.currency)
	if to == "" || err != nil || amount.Minor <= 0 {
		return p, false
	}
	p = incident.Payment{
		Amount: amount, Direction: "out", Text: fields[slipPurpose], Reference: strings.Trim(fields[slipRef], "-– "),
		From: incident.Account{Name: fields[slipPayer], Account: slipAccount(fields[slipFrom])},
		To:   incident.Account{Name: fields[slipPayee], Account: to}, Status: incident.Proposed,
	}
	switch status := fold.Key(strings.TrimSpace(fields[slipStatus])); {
	case s.refused(text, status):
		p.Status = incident.Notice
	case slices.Contains(s.done, status):
		p.Status = ""
	}
	scan := scanner{s: fields[slipDay]}
	if fig, ok := scan.date(); ok {
		if d, ok := fig.in(fig.fixed()); ok {
			p.At = recourse.OnDay(d)
			scan.lit(",")
			if clock, ok := scan.clock(); ok && scan.i == len(scan.s) {
				p.At = moment(d, clock, zone)
			}
		}
	}
	return p, true
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

// recognised reports whether a file's letters were recognised in a picture.
func (f *File) recognised() bool {
	return f.Kind == KindImage || slices.ContainsFunc(f.Pages, func(p Page) bool { return p.Recognised })
}

// unread returns the fields of a slip of which nothing was read that can be used;
// none where the text is no slip: a title and two labels make one.
func (s *slipForm) unread(text string, read bool) (missing []string) {
	if !s.titled(text) {
		return nil
	}
	fields := s.collect(text)
	if len(fields) < 2 && !read {
		return nil
	}
	amount, err := money.Parse(strings.Trim(fields[slipAmount], "=* "), s.currency)
	day := scanner{s: fields[slipDay]}
	_, dated := day.date()
	for _, f := range []struct {
		name string
		read bool
	}{
		{slipPayer, fields[slipPayer] != "" || fields[slipFrom] != ""},
		{slipPayee, fields[slipPayee] != ""},
		{slipTo, slipAccount(fields[slipTo]) != ""},
		{slipAmount, err == nil && amount.Minor > 0},
		{slipPurpose, fields[slipPurpose] != ""},
		{slipDay, dated},
	} {
		if !f.read {
			missing = append(missing, f.name)
		}
	}
	return missing
}

// listed is a list of names of one kind as a phrase.
func listed(prefix string, names []string) recourse.Phrase {
	list := recourse.P(prefix + names[len(names)-1])
	for i := len(names) - 2; i >= 0; i-- {
		list = recourse.P("slip.fields", "one", recourse.P(prefix+names[i]), "more", list)
	}
	return list
}

// slipAccount returns the account in a field, where its control number is right.
func slipAccount(s string) string {
	for _, i := range indicator.Find(s) {
		if (i.Kind == indicator.AccountRS || i.Kind == indicator.IBAN) && i.Valid {
			return i.Value
		}
	}
	return ""
}

// openLabel is a label whose value stands below it.
type openLabel struct {
	field string
	from  int // where it begins in its line
	lines int // that its value may still have
}

// collect reads the values behind or below the labels. The first value of a
// field holds; one below its label begins where that begins, and ends with the
// next label there or an empty line.
func (s *slipForm) collect(text string) map[string]string {
	const lines = 3
	fields := make(map[string]string)
	var open []openLabel
	for line := range strings.Lines(text) {
		cells := pageCells(strings.TrimRight(line, "\r\n"))
		if len(cells) == 0 {
			open = open[:0]
		}
		for i, c := range cells {
			field, value, labelled := s.label(c.text)
			at := slices.IndexFunc(open, func(o openLabel) bool { return beside(o.from, c.from) })
			if !labelled {
				if at >= 0 {
					below(fields, &open[at], c.text)
				}
				continue
			}
			if at >= 0 {
				open = slices.Delete(open, at, at+1)
			}
			if _, known := fields[field]; known {
				continue
			}
			if value == "" && i+1 < len(cells) && strings.HasSuffix(c.text, ":") {
				if _, _, label := s.label(cells[i+1].text); !label {
					value = cells[i+1].text // "Iznos:     6.000,00"
				}
			}
			if value != "" {
				fields[field] = value
				continue
			}
			open = append(open, openLabel{field: field, from: c.from, lines: lines})
		}
	}
	return fields
}

// beside reports whether two places are one column.
func beside(a, b int) bool {
	const near = 3
	return a-b <= near && b-a <= near
}

// below adds a line below a label to its value. Names have several lines.
func below(fields map[string]string, o *openLabel, value string) {
	const longest = 300
	if o.lines == 0 {
		return
	}
	o.lines--
	if v := strings.TrimSpace(fields[o.field] + " " + value); len(v) < longest {
		fields[o.field] = v
	}
	if o.field != slipPayer && o.field != slipPayee {
		o.lines = 0
	}
}

// label reads "Iznos: 6.000,00", "Iznos 6.000,00" or a label alone.
func (s *slipForm) label(cell string) (field, value string, ok bool) {
	before, after, _ := strings.Cut(cell, ":")
	if field := s.field(before); field != "" {
		return field, strings.TrimSpace(after), true
	}
	const words = 4
	for n, end := 0, 0; n < words; n++ {
		i := strings.IndexByte(cell[end:], ' ')
		if i < 0 {
			return "", "", false
		}
		end += i
		field, value := s.field(cell[:end]), strings.TrimSpace(cell[end:])
		switch field {
		case slipAmount, slipFee:
			_, err := money.Parse(strings.Trim(value, "=* "), s.currency)
			ok = err == nil
		case slipFrom, slipTo:
			ok = slipAccount(value) != ""
		}
		if ok {
			return field, value, true
		}
		end++
	}
	return "", "", false
}

// field returns the field of which s is a label, or "".
func (s *slipForm) field(label string) string {
	key := strings.TrimSpace(fold.Key(label))
	i := slices.IndexFunc(s.labels, func(l slipLabel) bool { return l.key == key })
	if i < 0 {
		return ""
	}
	return s.labels[i].field
}
