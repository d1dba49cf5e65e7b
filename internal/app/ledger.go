package app

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/incident"
	"recourse/intake"
	"recourse/money"
	"recourse/playbook"
	"recourse/scam"
)

// Ledger is all money that the files show, each payment once with every place
// that shows it, what was asked for and not paid, and what happened when. It is
// proposed: nobody has confirmed it yet.
type Ledger struct {
	Payments []Booking `json:"payments"`
	// Totals are what left the person in the payments of the matter and what came back, by
	// currency.
	Totals []incident.Balance `json:"totals,omitempty"`
	// Proposed is what slips and codes ask for and nothing shows as paid.
	Proposed []incident.Payment `json:"proposed,omitempty"`
	// Possible are entries of a sum that was asked for, of which nothing else says that
	// they belong to the matter; see [incident.Incident]. They are among Payments too.
	Possible []incident.Payment `json:"possible,omitempty"`
	// Unconfirmed are rows of lists of payments of which nothing confirms what was
	// read, such as a statement in pages without a running balance.
	Unconfirmed []incident.Payment   `json:"unconfirmed,omitempty"`
	Asked       []Request            `json:"asked,omitempty"`
	Timeline    []incident.Happening `json:"-"`
	// Left says which conversations it was not made of, and what the words leave open.
	Left []recourse.Problem `json:"-"`
	// Ask is what the files leave open and the person can say.
	Ask []playbook.Question `json:"-"`
}

// Request is money that was asked for and not paid, with who asked for it and the account
// that was named with it. It says nothing of whether it is owed.
type Request struct {
	incident.Asked
	Name    string `json:"name,omitempty"`
	Account string `json:"account,omitempty"`
}

// Booking is a payment of the ledger. Matter says that it belongs to what the
// messages are about; the rest is what else stands in a statement.
type Booking struct {
	*incident.Payment
	Matter bool `json:"matter"`
}

// Prepared are files of which a ledger is made: the currency of statements that name
// none is settled.
type Prepared struct {
	engines *Engines
	files   []intake.File
	thread  Thread
	verdict scam.Verdict
	said    Circumstances
}

// Prepare judges what the files say and settles what their statements leave open, which
// the files then show.
func (e *Engines) Prepare(files []intake.File, c Circumstances) Prepared {
	p := Prepared{engines: e, files: files, thread: e.thread(files), said: c}
	p.verdict = e.verdict(files, p.thread, c)
	return p
}

// Ledger makes the ledger and the timeline of the files. zone is where clocks
// without a zone stood. It takes the files' payments over, of which there may be a
// million: afterwards the files no longer show them.
func (p Prepared) Ledger(zone *time.Location) Ledger {
	files, t := p.files, p.thread
	a, _ := p.engines.facts(files, t, p.verdict, p.said)
	in, open := a.in, a.problems
	matter := matterOf(in)
	all := incident.Incident{Payments: in.Payments}
	flat := distinct(files)
	ask, unsided := askSides(files)
	totals, err := in.Balances()
	if err != nil {
		totals = nil // beyond any real sum: no total is better than a wrong one
	}
	l := Ledger{Payments: []Booking{}, Totals: totals, Possible: in.Possible, Asked: a.requests(), Left: slices.Concat(t.Left, open, unsided), Ask: append(ask, askDates(files)...)}
	var slips, booked, unclear byKind
	for _, f := range flat {
		if len(f.Payments) == 0 {
			continue
		}
		unclear.add(f, a.unclear(f))
		slips.add(f, only(f.Payments, func(p *incident.Payment) bool { return !shows(p, matter) && p.Status == incident.Proposed }))
		booked.add(f, slices.DeleteFunc(f.Payments, func(p incident.Payment) bool {
			return shows(&p, matter) || p.Status == incident.Proposed || p.Status == incident.Notice
		}))
	}
	for _, list := range booked.gather() {
		if len(all.Payments) == 0 {
			all.Payments, list = list, nil
		}
		all.AddPayments(list)
	}
	for _, list := range unclear.gather() {
		if len(list) > 0 {
			all.Payments = append(all.Payments, list...) // as their own: none was taken for what was told
			all.AddPayments(nil)                         // which puts them in order
		}
	}
	l.Proposed, l.Unconfirmed = unproven(&all, slips)
	l.Payments = slices.Grow(l.Payments, len(all.Payments))
	for i := range all.Payments {
		p := &all.Payments[i]
		l.Payments = append(l.Payments, Booking{p, shows(p, matter)})
	}
	l.Left = slices.DeleteFunc(l.Left, func(p recourse.Problem) bool {
		amount, ok := p.Args["amount"].(money.Amount)
		return ok && strings.HasPrefix(p.Code, "payment-undated") && !slices.ContainsFunc(l.Payments, func(b Booking) bool {
			return b.Matter && b.At.IsZero() && incident.SameAmount(b.Amount, amount)
		})
	})
	l.Timeline = incident.SortTimeline(intake.Timeline(flat, append(in.Timeline(zone), invoiced(l.Asked[len(in.Asked):])...)...), zone)
	return l
}

// unclear takes out of a file the entries that may be what was told, as others may, so
// that none was chosen.
func (a *assembly) unclear(f *intake.File) (list []incident.Payment) {
	if len(a.rows.unclear) == 0 {
		return nil
	}
	kept := f.Payments[:0]
	for i, p := range f.Payments {
		if k := (rowKey{f.SHA256, i}); a.rows.unclear[k] && !a.rows.ours[k] {
			list = append(list, p)
		} else {
			kept = append(kept, p)
		}
	}
	f.Payments = kept
	return list
}

// matterOf are the places that show payments of the matter, and what was proposed of which
// the person is asked.
func matterOf(in incident.Incident) map[incident.Origin]bool {
	matter := make(map[incident.Origin]bool)
	note := func(p incident.Payment) {
		for _, o := range p.Origins {
			matter[o] = true
		}
	}
	for _, p := range in.Payments {
		note(p)
	}
	for _, p := range in.Possible {
		if p.Status == incident.Proposed {
			note(p)
		}
	}
	return matter
}

// unproven are the slips, codes and rows that add to no payment that is known: what
// asks to be paid, and what a list shows that nothing confirms.
func unproven(all *incident.Incident, slips byKind) (proposed, unconfirmed []incident.Payment) {
	for _, list := range slips.gather() {
		for _, p := range all.JoinPayments(list) {
			if IsRow(&p) {
				unconfirmed = append(unconfirmed, p)
			} else {
				proposed = append(proposed, p)
			}
		}
	}
	return proposed, unconfirmed
}

// Unproven is what [Ledger] has as Proposed and Unconfirmed, of files whose payments
// stay where they are.
func (f Findings) Unproven() (proposed, unconfirmed []incident.Payment) {
	matter := matterOf(f.Incident)
	var slips byKind
	sums := make(map[int64]bool) // of the slips: only equal payments can be the same
	flat := distinct(f.Files)
	for _, file := range flat {
		list := only(file.Payments, func(p *incident.Payment) bool { return !shows(p, matter) && p.Status == incident.Proposed })
		for _, p := range list {
			sums[p.Amount.Minor], sums[p.Original.Minor] = true, true
		}
		slips.add(file, list)
	}
	equal := func(p *incident.Payment) bool { return sums[p.Amount.Minor] || sums[p.Original.Minor] }
	all := incident.Incident{Payments: clipped(only(f.Incident.Payments, equal))}
	var booked byKind
	for _, file := range flat {
		booked.add(file, clipped(only(file.Payments, func(p *incident.Payment) bool {
			return equal(p) && !shows(p, matter) && p.Status != incident.Proposed && p.Status != incident.Notice
		})))
	}
	for _, list := range booked.gather() {
		all.AddPayments(list)
	}
	return unproven(&all, slips)
}

// clipped makes what is added to the payments' origins leave others' alone: several
// may look at the same findings at once.
func clipped(list []incident.Payment) []incident.Payment {
	for i := range list {
		list[i].Origins = slices.Clip(list[i].Origins)
	}
	return list
}

// ShownSides returns the sign of a payment's amount, and who or what it is about:
// the other side, or else the description. Where the direction is not known no side
// is taken.
func ShownSides(p *incident.Payment) (sign, about string) {
	const longest = 60
	switch p.Direction {
	case "in":
		sign, about = "+", p.From.Name
	case "out":
		sign, about = "−", p.To.Name
	default:
		sign, about = "±", cmp.Or(p.To.Name, p.From.Name)
	}
	if about == "" {
		about = strings.Join(strings.Fields(p.Text), " ")
	}
	if r := []rune(about); len(r) > longest {
		about = string(r[:longest-1]) + "…"
	}
	return sign, about
}

// IsRow reports whether a payment was read from a list of payments, or came in: it
// asks nobody to pay.
func IsRow(p *incident.Payment) bool {
	return p.Direction == "in" || slices.ContainsFunc(p.Origins, func(o incident.Origin) bool { return o.Place != "" })
}

// only returns the payments that are kept, and leaves the list as it is.
func only(list []incident.Payment, keep func(p *incident.Payment) bool) []incident.Payment {
	var kept []incident.Payment
	for i := range list {
		if keep(&list[i]) {
			kept = append(kept, list[i])
		}
	}
	return kept
}

func shows(p *incident.Payment, places map[incident.Origin]bool) bool {
	for _, o := range p.Origins {
		if places[o] {
			return true
		}
	}
	return false
}

// verdict judges the thread, and settles the currency of the files' statements.
func (e *Engines) verdict(files []intake.File, t Thread, c Circumstances) scam.Verdict {
	doc := t.document()
	doc.Question = c.Question
	v := e.Checker.Check(doc)
	e.settle(files, t, v, c)
	return v
}

// facts makes one set of facts of the thread that was judged and of the files, and
// says what they leave open.
func (e *Engines) facts(files []intake.File, t Thread, v scam.Verdict, c Circumstances) (*assembly, scam.Verdict) {
	doc := t.document()
	doc.Question = c.Question
	a := e.assemble(files, t, v, c)
	known := paid(a.in)
	if known == nil {
		return a, v
	}
	// Only now is it known what was paid: the statements tell, and the ladder and
	// what is still asked for depend on it.
	doc.Paid = known
	v = e.Checker.Check(doc)
	return e.assemble(files, t, v, c), v
}
