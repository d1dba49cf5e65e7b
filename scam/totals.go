package scam

import (
	"slices"
	"strings"

	"recourse"
	"recourse/money"
)

// How what was paid altogether is told.
const (
	cueTotal = "total"  // the sum beside it is what was paid altogether
	cueSoFar = "so-far" // likewise, where no other sum stands beside it
	cueOfIt  = "of-it"  // what follows is a part of the sum before it
	cueLost  = "lost"   // what the speaker says is gone: how it was paid it does not tell
)

// besideTotal is how many characters may lie between a sum and the word behind it that
// makes it a total.
const besideTotal = 3

// takeTotals notes which sums of a unit are what was paid altogether: they are no
// payments. Other sums beside them are the payments that they are made of.
func (j *judge) takeTotals(list []mention, marks []cue) {
	for _, c := range marks {
		if c.means != cueTotal && c.means != cueSoFar {
			continue
		}
		i := j.summedBy(c.span, list)
		if i < 0 || list[i].total {
			continue
		}
		if t := list[i].times; t.times > 0 && c.span.End <= t.span.Start && t.span.Start < list[i].Span.Start {
			continue // "in total three times 15,000": the sum is that of one
		}
		if c.means == cueTotal && j.inCurrencies(list, i) {
			continue
		}
		m := &list[i]
		counted := m.means == "" || m.means == cueOther && m.cue.Overlaps(c.span)
		if m.means != cuePaid && !(counted && c.means == cueTotal && slices.ContainsFunc(list, mention.isPart)) {
			continue
		}
		if j.isWholeOf(list, i, c.means, marks) {
			m.means, m.total, m.again, m.times = cuePaid, true, false, cue{}
		}
	}
}

// inCurrencies marks a list of sums from the i-th on, each in another currency, as what was
// paid altogether in each: "in total I paid 6,000 dinars and 280 euros".
func (j *judge) inCurrencies(list []mention, i int) bool {
	to := i + 1
	for to < len(list) && j.joins(list[to-1].Span.End, list[to].Span.Start) {
		to++
	}
	seen := make(map[money.Currency]bool)
	for _, m := range list[i:to] {
		if m.means != cuePaid || m.again || m.bare || seen[m.Amount.Currency] {
			return false
		}
		seen[m.Amount.Currency] = true
	}
	if len(seen) < 2 {
		return false
	}
	for k := i; k < to; k++ {
		list[k].total, list[k].times = true, cue{}
	}
	return true
}

// takeSums notes the sums of a unit that are those of the other payments beside them,
// though no word says so: "I paid 300 in two payments, 100 and 200", "100 and 200, so 300".
// The last of a plain list is none: "100, 200 and 300".
func (j *judge) takeSums(list []mention) {
	for i := range list {
		m := &list[i]
		if !m.isPart() || m.again || m.times.times > 0 {
			continue
		}
		var before, behind []money.Amount
		for k, o := range list {
			if k == i || !o.isPart() {
				continue
			}
			for range max(1, o.times.times) {
				if k < i {
					before = append(before, o.Amount)
				} else {
					behind = append(behind, o.Amount)
				}
			}
		}
		inList := i > 0 && j.joins(list[i-1].Span.End, m.Span.Start) || i+1 < len(list) && j.joins(m.Span.End, list[i+1].Span.Start)
		if !inList && m.when == (When{}) && (isSum(before, m.Amount) || isSum(behind, m.Amount)) {
			m.total = true
		}
	}
}

// isPart reports whether an amount is told as a payment by itself.
func (m mention) isPart() bool { return m.means == cuePaid && !m.total && !m.returned }

// summedBy returns which amount a word makes a total: the one right before it ("400 in
// total"), else the next one of its sentence ("in total I paid 400"); or -1.
func (j *judge) summedBy(word recourse.Span, list []mention) int {
	next := -1
	for i, m := range list {
		if m.Span.End <= word.Start && j.gap(m.Span.End, word.Start, besideTotal) >= 0 && strings.TrimSpace(j.doc.Text[m.Span.End:word.Start]) == "" {
			return i
		}
		if next < 0 && m.Span.Start >= word.End && j.gap(word.End, m.Span.Start, reach) >= 0 && j.oneSentence(word.End, m.Span.Start) {
			next = i
		}
	}
	return next
}

// isWholeOf reports whether the i-th amount is the sum of the other payments of its
// unit, or of more than those, and not one of a list such as "in total 23,000 and 6,000".
func (j *judge) isWholeOf(list []mention, i int, means string, marks []cue) bool {
	var parts []money.Amount
	first, larger := -1, false
	for k, m := range list {
		if k == i || !m.isPart() {
			continue
		}
		for range max(1, m.times.times) {
			parts = append(parts, m.Amount)
		}
		if k > i && first < 0 {
			first = k
		}
		larger = larger || m.Amount.Currency == list[i].Amount.Currency && m.Amount.Minor >= list[i].Amount.Minor
	}
	totals, err := money.Totals(parts)
	switch {
	case len(parts) == 0, err == nil && slices.Contains(totals, list[i].Amount):
		return true
	case means == cueSoFar:
		return false
	case first < 0:
		return true // the payments stand before it
	case larger:
		return false
	}
	between := recourse.Span{Start: list[i].Span.End, End: list[first].Span.Start}
	return strings.ContainsAny(between.Of(j.doc.Text), ",:(—–-\n") || strings.Contains(between.Of(j.doc.Text), ". ") ||
		slices.ContainsFunc(marks, func(c cue) bool { return c.means == cueOfIt && c.span.Overlaps(between) })
}

// addTotal keeps what is told of having been paid altogether.
func (j *judge) addTotal(m mention) {
	t := Telling{Demand: j.demand(m), When: m.when, Recap: true, Quoted: j.units[m.unit].quoted, Taken: m.taken}
	if !slices.ContainsFunc(j.totals, func(o Telling) bool { return o.Amount == t.Amount && o.Message == t.Message }) {
		j.totals = append(j.totals, t)
	}
}
