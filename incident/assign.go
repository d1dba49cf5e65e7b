package incident

import "slices"

// assign returns for each further record the known payment that it is of, or -1. No
// payment is given twice.
func assign(known, more []Payment) []int {
	m := newMatcher(known, more)
	of := make([]int, len(more))
	for j := range of {
		of[j] = -1
	}
	take := func(days int, alike bool) {
		for j := range more {
			if of[j] >= 0 {
				continue
			}
			if i, ok := m.match(&more[j], days, alike); ok {
				of[j] = i
			}
		}
	}
	numbered := slices.ContainsFunc(more, func(p Payment) bool { return p.Source.Number != "" })
	for days := 0; days <= sameDays; days++ {
		if numbered {
			take(days, true)
		}
		take(days, false)
	}
	reassign(known, more, of)
	return of
}

// maxMoves is how many records are looked at to make room for one.
const maxMoves = 256

// reassign gives those that got none a payment where others can move: who pays daily
// and whose bank books a day later has an entry on the day of each slip but the first.
// Only what was told or ordered moves, and to nothing that was booked before.
func reassign(known, more []Payment, of []int) {
	sums := make(map[amountKey][]int) // the known payments of what is left
	some := false
	for j, i := range of {
		some = some || i >= 0
		if i < 0 && moves(&more[j]) {
			for _, k := range keys(&more[j]) {
				sums[k] = nil
			}
		}
	}
	if !some || len(sums) == 0 {
		return
	}
	for i := range known {
		for _, k := range keys(&known[i]) {
			if list, wanted := sums[k]; wanted && len(list) < maxMoves {
				sums[k] = append(list, i)
			}
		}
	}
	by := make(map[int]int) // the record that a payment was given to
	for j, i := range of {
		if i >= 0 {
			by[i] = j
		}
	}
	for j := range more {
		if of[j] < 0 && moves(&more[j]) {
			seen := make(map[int]bool)
			place(known, more, of, sums, by, seen, j)
		}
	}
}

// place gives a record a payment, from which another one may move on. seen are the
// payments that were looked at.
func place(known, more []Payment, of []int, sums map[amountKey][]int, by map[int]int, seen map[int]bool, j int) bool {
	for _, k := range keys(&more[j]) {
		for _, i := range sums[k] {
			if seen[i] || len(seen) >= maxMoves || !follows(&known[i], &more[j]) {
				continue
			}
			seen[i] = true
			if other, taken := by[i]; !taken || moves(&more[other]) && place(known, more, of, sums, by, seen, other) {
				of[j], by[i] = i, j
				return true
			}
		}
	}
	return false
}

// moves reports whether a record tells of a payment or orders it.
func moves(p *Payment) bool {
	kind := p.kind()
	return !p.At.IsZero() && (kind == FromWords || kind == FromSlip || kind == FromNotice)
}

// follows reports whether a payment can be what a record tells of or orders, booked on
// that day or soon after.
func follows(known, p *Payment) bool {
	if _, ok := rank(known, p); !ok || known.At.IsZero() {
		return false
	}
	days := p.At.Date().DaysUntil(known.At.Date())
	for _, r := range known.Records {
		if r.Kind == FromEntry && !r.At.IsZero() {
			days = p.At.Date().DaysUntil(r.At.Date())
		}
	}
	return days >= 0 && days <= sameDays
}
