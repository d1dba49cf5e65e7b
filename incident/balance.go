package incident

import (
	"slices"
	"strings"

	"recourse/money"
)

// Balance is what left the person and what came back to them, in one currency.
type Balance struct {
	Sent money.Amount `json:"sent"`
	Back money.Amount `json:"back"`
	// Lost is what was sent and did not come back, never less than nothing.
	Lost money.Amount `json:"lost"`
}

// Left reports whether money left the person by this payment, as far as is known: what
// only asks to be paid, and of what a bank only tells, moved nothing.
func (p Payment) Left() bool { return p.Direction != "in" && p.moved() }

// Came reports whether money came to the person by this payment.
func (p Payment) Came() bool { return p.Direction == "in" && p.moved() }

func (p Payment) moved() bool { return p.Status == "" || p.Status == Pending }

// Balances adds up the payments by currency, those in which money left first in their
// order. It is an error of kind Invalid where a sum is beyond what an amount can hold.
func (in Incident) Balances() ([]Balance, error) {
	var out, back []money.Amount
	for _, p := range in.Payments {
		switch {
		case p.Left():
			out = append(out, p.Amount)
		case p.Came():
			back = append(back, p.Amount)
		}
	}
	sent, err := money.Totals(out)
	if err != nil {
		return nil, err //nolint:wrapcheck // it says which sum
	}
	came, err := money.Totals(back)
	if err != nil {
		return nil, err //nolint:wrapcheck // it says which sum
	}
	var list []Balance
	for _, s := range sent {
		list = append(list, Balance{Sent: s, Back: money.Amount{Currency: s.Currency}, Lost: s})
	}
	for _, b := range came {
		i := slices.IndexFunc(list, func(l Balance) bool { return l.Sent.Currency == b.Currency })
		if i < 0 {
			none := money.Amount{Currency: b.Currency}
			list = append(list, Balance{Sent: none, Back: b, Lost: none})
			continue
		}
		list[i].Back = b
		list[i].Lost.Minor = max(0, list[i].Sent.Minor-b.Minor)
	}
	return list, nil
}

// CameBack returns the places of the payments that came back whole: the same sum came
// later from where it had gone, or the bank took the payment back. Each sum that came is
// of one payment, the latest before it.
func (in Incident) CameBack() map[int]bool {
	back := make(map[int]bool)
	for _, came := range in.Payments {
		if !came.Came() || came.At.IsZero() {
			continue
		}
		best := -1
		for i, p := range in.Payments {
			if !p.Left() || back[i] || p.At.IsZero() || p.At.Date().After(came.At.Date()) || !SameAmount(p.Amount, came.Amount) || !came.reverses(p) {
				continue
			}
			if best < 0 || !p.At.Time.Before(in.Payments[best].At.Time) {
				best = i
			}
		}
		if best >= 0 {
			back[best] = true
		}
	}
	return back
}

// reverses reports whether money that came can be that of a payment that left: it came
// from the account or, where one is not known, from the name to which that went.
func (p Payment) reverses(left Payment) bool {
	switch {
	case p.Reversal:
		return true
	case p.From.Account != "" && left.To.Account != "":
		return SameAccount(p.From.Account, left.To.Account)
	}
	return p.From.Name != "" && strings.EqualFold(strings.TrimSpace(p.From.Name), strings.TrimSpace(left.To.Name))
}
