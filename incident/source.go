package incident

import (
	"slices"

	"recourse"
)

// SourceKind is what kind of record shows a payment. It decides how far two records
// of one payment may lie apart.
type SourceKind uint8

// The kinds of records.
const (
	// FromWords is the zero value: somebody tells of the payment. A payment whose origin
	// has a place, such as "row 7", is an entry all the same.
	FromWords  SourceKind = iota
	FromEntry             // an entry of the statement of an account
	FromWallet            // an entry of a service that takes its money from an account
	FromSlip              // a slip, a code, a confirmation or the page of one payment
	FromNotice            // a bank's or a service's message that tells of it
)

// Source says what kind of record a payment was read from, and the number that the
// one who keeps the record gave it. It is known while files are read and is not kept.
type Source struct {
	Kind SourceKind
	// Form is whose numbers these are: two that differ show two payments only where
	// both are of one form.
	Form   string
	Number string
}

// Record is what one file shows of a payment that several show.
type Record struct {
	Source
	Item      string
	At        recourse.Moment
	ValueDate recourse.Date
	Pending   bool
}

// kind is what the payment was read from.
func (p *Payment) kind() SourceKind {
	if p.Source.Kind == FromWords && slices.ContainsFunc(p.Origins, func(o Origin) bool { return o.Place != "" }) {
		return FromEntry
	}
	return p.Source.Kind
}

// records appends what statements and slips show of the payment, each for itself.
// Of what was joined before and kept since, that is not known any more.
func (p *Payment) records(list []Record) []Record {
	if len(p.Records) > 0 {
		return append(list, p.Records...)
	}
	kind := p.kind()
	if len(p.Origins) != 1 || kind == FromWords {
		return list
	}
	source := p.Source
	source.Kind = kind
	return append(list, Record{source, p.Origins[0].Item, p.At, p.ValueDate, p.Status == Pending})
}

// joinRecords keeps what both show, each for itself.
func (p *Payment) joinRecords(o *Payment) {
	list := p.records(nil)
	for _, r := range o.records(nil) {
		if !slices.ContainsFunc(list, func(known Record) bool { return known.Item == r.Item }) {
			list = append(list, r)
		}
	}
	p.Records = list
}

// canBeOne reports whether nothing that files show of two payments speaks against
// their being one.
func canBeOne(a, b *Payment) bool {
	var x, y [4]Record
	for _, r := range a.records(x[:0]) {
		for _, q := range b.records(y[:0]) {
			if !r.sameAs(q) {
				return false
			}
		}
	}
	return true
}

// sameAs reports whether two records can be of one payment. What a slip orders is
// booked days later, and so is what a wallet takes from an account. But two
// statements of one account book an entry on one day, and two slips of one order
// show one day; an entry that is pending is booked soon after.
func (r Record) sameAs(q Record) bool {
	if r.numbered() && q.numbered() && r.Form == q.Form && r.Number != q.Number {
		return false
	}
	if r.At.IsZero() || q.At.IsZero() {
		return true
	}
	switch {
	case r.ordered() != q.ordered(), (r.Kind == FromWallet) != (q.Kind == FromWallet):
		return true
	case r.At.Precision >= recourse.WallClock && q.At.Precision >= recourse.WallClock:
		return apart(r.At, q.At) <= sameMinutes
	case r.At.Date() == q.At.Date():
		return true
	case r.ordered():
		return false
	case r.Pending != q.Pending:
		return booked(r, q)
	}
	return swapped(r, q)
}

// ordered reports whether a record shows what was ordered or carried out, and not what was
// booked.
func (r Record) ordered() bool { return r.Kind == FromSlip || r.Kind == FromNotice }

func (r Record) numbered() bool { return r.Form != "" && r.Number != "" }

// booked reports whether the one of two entries that is not pending can be the other
// one, booked since.
func booked(r, q Record) bool {
	if q.Pending {
		r, q = q, r
	}
	days := r.At.Date().DaysUntil(q.At.Date())
	return days >= 0 && days <= sameDays
}

// swapped reports whether two statements give the two days of one entry the other way
// round, or one of them only its value date.
func swapped(r, q Record) bool {
	if !r.ValueDate.IsZero() && !q.ValueDate.IsZero() {
		return r.At.Date() == q.ValueDate && r.ValueDate == q.At.Date()
	}
	return r.ValueDate == q.At.Date() || q.ValueDate == r.At.Date()
}

// Numbered returns the source with a number that the one who keeps its records gave
// it, under the name of the form of that number.
func (s Source) Numbered(form, number string) Source {
	if number != "" {
		s.Form, s.Number = form, number
	}
	return s
}

// Gather makes one list of what files of one kind show, a list of each: what several
// show stands there once. Of equal payments there are as many as the file shows that
// shows most of them. It takes the lists over.
func Gather(lists ...[]Payment) []Payment {
	var in Incident
	for _, list := range lists {
		if len(in.Payments) == 0 {
			in.Payments = list
			continue
		}
		in.AddPayments(list)
	}
	return in.Payments
}
