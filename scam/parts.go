package scam

import (
	"slices"

	"recourse/money"
)

// addsUp reports whether a payment is told in another message than those before and is
// their sum, and nothing says that it is one more.
func (j *judge) addsUp(m mention) bool {
	if m.again || m.fresh || m.when != (When{}) || len(j.tellings) > 0 && j.tellings[len(j.tellings)-1].Message == j.units[m.unit].message {
		return false
	}
	return j.isTotal(m.Amount)
}

// isTotal reports whether the amount is the sum of what was claimed before.
func (j *judge) isTotal(a money.Amount) bool {
	if len(j.tellings)+len(j.early) < 2 {
		return false
	}
	var before []money.Amount
	for _, t := range j.tellings {
		if t.Again || !slices.Contains(before, t.Amount) {
			before = append(before, t.Amount)
		}
	}
	return isSum(before, a) || len(j.early) > 0 && isSum(append(before, amountsOf(j.early)...), a)
}

// isSum reports whether an amount is the sum of several.
func isSum(list []money.Amount, a money.Amount) bool {
	if len(list) < 2 {
		return false
	}
	totals, err := money.Totals(list)
	return err == nil && slices.Contains(totals, a)
}

// maxParts is of how many payments one demand may have been paid.
const maxParts = 6

// inParts reports whether payments that were told one after the other, since a sum was
// asked for, make up that sum.
func (j *judge) inParts(asked mention) bool {
	var parts []money.Amount
	for i, t := range j.tellings {
		repeats := !t.Again && slices.ContainsFunc(j.tellings[:i], func(o Telling) bool { return o.Amount == t.Amount })
		if t.Span.Start > asked.Span.Start && !repeats && !j.parts(asked.Span, t.Span) {
			parts = append(parts, t.Amount)
		}
	}
	for from := range parts {
		for n := 2; n <= maxParts && from+n <= len(parts); n++ {
			if isSum(parts[from:from+n], asked.Amount) {
				return true
			}
		}
	}
	return false
}

// overBy is by what share of a demand, as a divisor, a payment of it may be larger: a
// bank's fee, a sum that was rounded up.
const overBy = 5

// overMet reports whether the person answered a demand with a payment that is a little
// larger, and that nobody asked for.
func (j *judge) overMet(asked mention, list []mention) bool {
	u := &j.units[asked.unit]
	return slices.ContainsFunc(list, func(m mention) bool {
		return m.means == cuePaid && m.unit > asked.unit && !m.total && m.Amount.Currency == asked.Amount.Currency &&
			m.Amount.Minor > asked.Amount.Minor && m.Amount.Minor-asked.Amount.Minor <= asked.Amount.Minor/overBy &&
			j.follows(u, &j.units[m.unit]) && j.units[m.unit].sender != u.sender && holds(j.claims, m.Amount) &&
			!slices.ContainsFunc(list, func(o mention) bool { return o.means == cueAsked && o.Amount == m.Amount })
	})
}
