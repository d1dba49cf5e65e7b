package app

import (
	"slices"

	"recourse"
	"recourse/incident"
	"recourse/money"
	"recourse/scam"
)

const (
	// askedDays is how many days behind a demand an entry of its sum is booked that may
	// be its payment: a weekend lies between.
	askedDays = 3
	// maxPossible is how many entries are proposed of which only the sum fits.
	maxPossible = 50
)

// split parts the claims of having paid from what was asked for.
func split(claims []claim) (paid, asked []claim) {
	for _, c := range claims {
		if c.paid {
			paid = append(paid, c)
		} else {
			asked = append(asked, c)
		}
	}
	return paid, asked
}

// chooseAsked chooses the entries of one amount by which a demand was paid of which
// nobody says that it was. That the sums are equal ties them to nothing: rent is as high
// as what somebody asks for. The payee must have been named, or the purpose dictated, or
// the entry lie right behind a demand that was not declined. All others are proposed and
// the person is asked, while the demand stays open. sure are entries that are known to
// belong.
func (a *assembly) chooseAsked(open, sure []row, asked []claim) {
	speaks := func(r row) bool {
		return slices.ContainsFunc(asked, func(c claim) bool { return c.speaksOf(*r.payment) })
	}
	if slices.ContainsFunc(sure, speaks) {
		return
	}
	fit := slices.DeleteFunc(slices.Clone(open), func(r row) bool { return !speaks(r) })
	if len(fit) == 0 {
		return
	}
	tied := slices.DeleteFunc(slices.Clone(fit), func(r row) bool { return !a.inThread(*r.payment) && !a.told(r.payment.Text) })
	if len(tied) == 0 {
		tied = slices.DeleteFunc(slices.Clone(fit), func(r row) bool { return !isBehind(*r.payment, asked) })
	}
	switch {
	case len(tied) == 0:
	case slices.ContainsFunc(tied, func(r row) bool { return payee(*r.payment) != payee(*tied[0].payment) }):
		a.sayRows(tied, asked[0].span)
	default:
		for _, r := range tied {
			a.rows.ours[r.rowKey] = true
		}
		return
	}
	for _, r := range fit {
		if len(a.rows.possible) < maxPossible {
			a.rows.possible[r.rowKey] = true
		}
	}
}

// offerOthers proposes entries of a sum that the person says was paid, and that went to
// another account than was named for it: they may be that payment, and rent as well.
func (a *assembly) offerOthers(open []row, paid []claim) {
	for _, r := range open {
		if a.rows.ours[r.rowKey] || len(a.rows.possible) >= maxPossible {
			continue
		}
		if slices.ContainsFunc(paid, func(c claim) bool {
			return len(c.asked) > 0 && c.speaksOf(*r.payment)
		}) {
			a.rows.possible[r.rowKey] = true
		}
	}
}

// isBehind reports whether an entry lies right behind one of the demands, of which the
// person declined none.
func isBehind(p incident.Payment, asked []claim) bool {
	if slices.ContainsFunc(asked, func(c claim) bool { return c.declined }) {
		return false
	}
	return slices.ContainsFunc(asked, func(c claim) bool {
		if !c.speaksOf(p) {
			return false
		}
		if p.At.Precision >= recourse.WallClock && c.at.Precision == p.At.Precision && p.At.Time.Before(c.at.Time) {
			return false
		}
		return slices.ContainsFunc(c.when(), func(at recourse.Moment) bool {
			days := at.Date().DaysUntil(p.At.Date())
			return days >= 0 && days <= askedDays
		})
	})
}

// accountsAsked are the accounts of banks that were named with the demand which words of
// having paid answer; none where nothing says it.
func (a *assembly) accountsAsked(amount money.Amount, telling recourse.Span) []string {
	i := slices.IndexFunc(a.verdict.Tellings, func(t scam.Telling) bool { return t.Span == telling })
	if i < 0 || a.verdict.Tellings[i].Asked.Len() == 0 {
		return nil
	}
	asked := a.verdict.Tellings[i].Asked
	if named, ok := a.namedFor(asked); !ok || !ofBank(named.Kind) {
		return nil
	}
	return a.accountsFor(amount, asked)
}

// accountsFor are the accounts to which a sum was to go, of a demand that names none
// itself, and those to which it went as a slip shows; none where nothing is named.
func (a *assembly) accountsFor(amount money.Amount, demand recourse.Span) []string {
	named, ok := a.namedFor(demand)
	if !ok {
		return nil
	}
	accounts := []string{incident.BareAccount(named.Value)}
	for _, p := range a.slips() {
		if p.To.Account != "" && incident.SameAmount(p.Amount, amount) {
			accounts = append(accounts, incident.BareAccount(p.To.Account))
		}
	}
	return accounts
}

// onSlip reports whether a slip that was handed in shows an entry of a statement.
func (a *assembly) onSlip(p *incident.Payment) bool {
	return p.Direction != "in" && slices.ContainsFunc(a.slips(), func(s incident.Payment) bool {
		return incident.SameAccount(s.To.Account, p.To.Account) && incident.SameAmount(s.Amount, p.Amount) && near(s.At, p.At)
	})
}

// slips are the payments that pages of one payment show, which the person handed in.
func (a *assembly) slips() []incident.Payment {
	if a.handed == nil {
		a.handed = []incident.Payment{}
		for _, f := range a.files {
			if lists(f) || a.thread.apart.items[f.SHA256] || a.side.foreign[f.SHA256] {
				continue
			}
			for _, p := range f.Payments {
				if p.Left() {
					a.handed = append(a.handed, p)
				}
			}
		}
	}
	return a.handed
}

// sayPossible says of the entries of which only the sum fits that they are not counted.
func (a *assembly) sayPossible() {
	for _, p := range a.in.Possible {
		var to any = recourse.P("payee.unknown")
		if _, about := ShownSides(&p); about != "" {
			to = about
		}
		a.problems = append(a.problems, recourse.Problem{
			Path: a.pathOf(p.Origins[0].Item), Code: "payment-possible", Detail: p.Amount.String(), Args: recourse.Args{"amount": p.Amount, "when": p.At, "to": to},
		})
	}
}
