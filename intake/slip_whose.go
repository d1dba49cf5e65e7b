package intake

import (
	"slices"
	"strings"

	"recourse/fold"
	"recourse/incident"
)

// whosePayment tells a payment of the person's from one that came to them, and from one
// that somebody else made. Without the person's full name, or where a part of it stands
// with the payer (a shared account, a misread letter), the payment stays as the slip has it.
func (r *reader) whosePayment(f *File, p *incident.Payment) {
	whole, part := r.named(p.To.Name)
	if _, paid := r.named(p.From.Name); paid || p.From.Name == "" {
		return
	}
	switch {
	case whole:
		p.Direction = "in"
	case !part && r.fullName():
		p.Status = incident.Notice
		f.problem("slip-of-another", p.From.Name, "payer", p.From.Name, "amount", p.Amount)
	}
}

// fullName reports whether the person is known by more than one name.
func (r *reader) fullName() bool {
	return slices.ContainsFunc(r.opt.Person, func(p string) bool { return len(nameWords(p)) > 1 })
}

// named reports whether a full name of the person stands in a field of a slip, in any
// order and beside an address, and whether a part of one does.
func (r *reader) named(field string) (whole, part bool) {
	words := nameWords(field)
	for _, p := range r.opt.Person {
		own, found := nameWords(p), 0
		for _, w := range own {
			if slices.Contains(words, w) {
				found++
			}
		}
		whole = whole || found > 1 && found == len(own)
		part = part || found > 0
	}
	return whole, part
}

// nameWords are the folded words of a name that have three letters or more; none of an
// address or a number.
func nameWords(name string) []string {
	if strings.ContainsAny(name, "@+") {
		return nil
	}
	const shortest = 3
	return slices.DeleteFunc(appendWords(nil, fold.Key(name)), func(w string) bool {
		return len(w) < shortest || strings.ContainsAny(w, "0123456789")
	})
}
