package scam

import (
	"slices"

	"recourse/money"
)

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
