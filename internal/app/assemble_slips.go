package app

import (
	"slices"

	"recourse"
	"recourse/incident"
)

// sayOtherAccount says where a slip shows that a payment went to another account than the
// one that was named where its sum was asked for, and which nobody on the other side named:
// it may be of another payment than the words tell of.
func (a *assembly) sayOtherAccount() {
	asked := a.askedFor()
	for i := range a.in.Payments {
		p := &a.in.Payments[i]
		if p.Direction == "in" || p.To.Account == "" || a.partyOf(p.To.Account) != "" {
			continue
		}
		for _, o := range p.Origins {
			at, ok := asked[o]
			if !ok {
				continue
			}
			named, ok := a.namedFor(at)
			if !ok || !ofBank(named.Kind) || ownKey(named.Value) == ownKey(p.To.Account) {
				continue
			}
			shown := p.Origins[0].Item
			if i := slices.IndexFunc(p.Origins, func(x incident.Origin) bool { return !x.Told && x.Item != o.Item }); i >= 0 {
				shown = p.Origins[i].Item
			}
			a.problems = append(a.problems, recourse.Problem{
				Path: a.pathOf(shown), Code: "payment-account-differs", Detail: p.Amount.String(),
				Args: recourse.Args{"amount": p.Amount, "account": p.To.Account, "named": named.Value},
			})
			break
		}
	}
}

// saySlipsAlike says where slips of one day and sum, without clock and number, count as one
// payment that no statement shows: they may be of two.
func (a *assembly) saySlipsAlike() {
	for i := range a.in.Payments {
		p := &a.in.Payments[i]
		if p.Direction == "in" || slices.ContainsFunc(p.Records, func(r incident.Record) bool { return booked(r.Kind) }) {
			continue
		}
		var slips []string
		for _, r := range p.Records {
			if r.Kind == incident.FromSlip && r.Number == "" && r.At.Precision < recourse.WallClock && !slices.Contains(slips, r.Item) {
				slips = append(slips, r.Item)
			}
		}
		if len(slips) < 2 {
			continue
		}
		a.problems = append(a.problems, recourse.Problem{
			Path: a.pathOf(slips[0]), Code: "slips-alike", Detail: p.Amount.String(),
			Args: recourse.Args{"amount": p.Amount, "n": len(slips), "other": a.pathOf(slips[1])},
		})
	}
}

// booked reports whether a record is a bank's or a wallet's own.
func booked(k incident.SourceKind) bool { return k == incident.FromEntry || k == incident.FromWallet }

// pathOf is where a file lies among those that were handed in.
func (a *assembly) pathOf(item string) string {
	if i := slices.IndexFunc(a.in.Evidence, func(e incident.Evidence) bool { return e.Item == item }); i >= 0 {
		return a.in.Evidence[i].Name
	}
	return ""
}
