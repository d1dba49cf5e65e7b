package incident

import (
	"fmt"
	"slices"
	"strings"

	"recourse/indicator"
)

// AddPayments adds payments that one more source showed. A payment that is
// known already gains an origin and whatever it lacked; two equal payments of
// the same source stay two, because each known payment is matched only once
// and never with a payment from a file that shows it already.
//
// Records that lie nearest in time are joined first; of those that lie equally
// near, the known payment that fewer sources show, so that two slips of two
// equal transfers do not both end at the first. Days lie only between what was
// ordered or told and what was booked; see [Record].
func (in *Incident) AddPayments(more []Payment) {
	rest := in.JoinPayments(more)
	in.Payments = append(slices.Grow(in.Payments, len(rest)), rest...)
	in.sortPayments()
}

// JoinPayments is [Incident.AddPayments] for what does not show by itself that a
// payment was made: it only adds to payments that are known, and returns the rest.
func (in *Incident) JoinPayments(more []Payment) (rest []Payment) {
	if len(in.Payments) == 0 {
		return more
	}
	of := assign(in.Payments, more)
	left := 0
	for _, i := range of {
		if i < 0 {
			left++
		}
	}
	rest = make([]Payment, 0, left)
	for j, i := range of {
		if i >= 0 {
			in.Payments[i].Join(more[j])
		} else {
			rest = append(rest, more[j])
		}
	}
	in.sortPayments()
	return rest
}

// bare returns an account without what people put between its digits; of a
// Serbian account it is all 18 digits, also where zeros were left out, of a British one
// its sort code and its number, also where they stand in an IBAN, of a German one its
// IBAN, also where its bank code and its number stand alone.
func bare(account string) string {
	if v, ok := germanIBAN(account); ok {
		return v
	}
	if v, err := indicator.ParseAccountRS(account); err == nil {
		return v
	}
	plain := strings.ToUpper(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, account))
	if rest, ok := strings.CutPrefix(plain, "RS"); ok && len(rest) == 20 {
		if v, err := indicator.ParseAccountRS(rest[2:]); err == nil {
			return v // an IBAN of Serbia is the account behind two check digits
		}
	}
	const britain, behindBank = "GB", 8 // country, check digits, the bank's four letters
	if strings.HasPrefix(plain, britain) {
		if v, err := indicator.ParseIBAN(plain); err == nil {
			return v[behindBank:] // sort code and account number
		}
	}
	return plain
}

// germanIBAN returns the IBAN of an account that is written as German banks write it in
// MT 940, bank code/number. A few banks put another number into their IBANs, so this is
// to compare by and not to pay to. Bank codes behind a number, as Czech banks write them,
// have four digits and are none.
func germanIBAN(account string) (string, bool) {
	bank, number, ok := strings.Cut(account, "/")
	number = strings.TrimSpace(number)
	const shortest = 5
	if !ok || len(number) < shortest {
		return "", false
	}
	v, err := indicator.IBANOfDE(strings.TrimSpace(bank), number)
	return v, err == nil
}

// BareAccount returns an account as [SameAccount] compares it: without what
// people put between its digits, a Serbian one with all its zeros, a German one as IBAN.
func BareAccount(account string) string { return bare(account) }

// SameAccount reports whether two ways to write an account mean the same one.
func SameAccount(a, b string) bool { return a != "" && bare(a) == bare(b) }

// Join adds to p what the other record of the same payment knows. The more exact
// time wins; on a tie the earlier record's, but for entries: of them the time at
// which it was booked and not that since which it was pending, else the first day.
func (p *Payment) Join(o Payment) {
	p.joinRecords(&o)
	switch {
	case p.Amount.Currency == "":
		p.Amount.Currency, p.CurrencyFrom = o.Amount.Currency, o.CurrencyFrom
	case o.Amount.Currency != "" && o.CurrencyFrom == "":
		p.CurrencyFrom = "" // one record that names it is enough
	}
	switch entries := p.kind() == FromEntry && o.kind() == FromEntry; {
	case o.At.Precision > p.At.Precision:
		p.At = o.At
	case !entries || o.At.Precision < p.At.Precision:
	case p.Status == Pending && o.Status == "", p.Status == o.Status && o.At.Date().Before(p.At.Date()):
		p.At = o.At
	}
	if p.At.IsZero() && len(p.Days) == 0 {
		p.Days = o.Days
	} else if !p.At.IsZero() {
		p.Days = nil
	}
	if p.ValueDate.IsZero() {
		p.ValueDate = o.ValueDate
	}
	if p.Original.IsZero() {
		p.Original = o.Original
	}
	p.Rail = closerRail(p.Rail, o.Rail)
	fill(&p.CardNetwork, o.CardNetwork)
	fill(&p.ToldPurpose, o.ToldPurpose)
	fill(&p.Reference, o.Reference)
	fill(&p.EndToEnd, o.EndToEnd)
	if o.kind() == FromSlip && p.kind() != FromSlip && o.Text != "" {
		p.Text = o.Text // a slip labels the purpose; an entry may only say what kind of entry it is
	}
	fill(&p.Text, o.Text)
	p.From.join(o.From)
	p.To.join(o.To)
	if p.Authorised == nil {
		p.Authorised = o.Authorised
	}
	if o.Status == "" {
		p.Status = "" // one record that shows it booked is enough
	}
	p.Reversal = p.Reversal || o.Reversal
	p.Fact.join(o.Fact)
}

func (a *Account) join(o Account) {
	fill(&a.Party, o.Party)
	fill(&a.Name, o.Name)
	fill(&a.Account, o.Account)
	fill(&a.Bank, o.Bank)
	fill(&a.Country, o.Country)
}

func (f *Fact) join(o Fact) {
	for _, origin := range o.Origins {
		if !slices.Contains(f.Origins, origin) {
			f.Origins = append(f.Origins, origin)
		}
	}
	f.Confirmed = f.Confirmed || o.Confirmed
}

func fill(s *string, other string) {
	if *s == "" {
		*s = other
	}
}

// sortPayments puts payments in the order of their times; those without a time
// come last and keep their order.
func (in *Incident) sortPayments() {
	slices.SortStableFunc(in.Payments, func(a, b Payment) int {
		switch {
		case a.At.IsZero() && b.At.IsZero():
			return 0
		case a.At.IsZero():
			return 1
		case b.At.IsZero():
			return -1
		}
		return a.At.Time.Compare(b.At.Time)
	})
}

// PartyNamed returns the id of the party of that name and role, and adds the
// party where it is not known yet.
func (in *Incident) PartyNamed(role, name string, origin Origin) string {
	for i := range in.Parties {
		if in.Parties[i].Name == name {
			in.Parties[i].Fact.join(Fact{Origins: Origins{origin}})
			return in.Parties[i].ID
		}
	}
	id := fmt.Sprintf("p%d", len(in.Parties)+1)
	in.Parties = append(in.Parties, Party{ID: id, Role: role, Name: name, Fact: Fact{Origins: Origins{origin}}})
	return id
}

// AddPointer adds an indicator to the party with that id; one that is known
// gains the origin.
func (in *Incident) AddPointer(party string, p Pointer) {
	for i := range in.Parties {
		if in.Parties[i].ID != party {
			continue
		}
		list := in.Parties[i].Indicators
		if k := slices.IndexFunc(list, func(q Pointer) bool { return q.Kind == p.Kind && q.Value == p.Value }); k >= 0 {
			list[k].Fact.join(p.Fact)
			return
		}
		in.Parties[i].Indicators = append(list, p)
		return
	}
}
