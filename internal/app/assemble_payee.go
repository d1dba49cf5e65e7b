package app

import (
	"slices"

	"recourse"
	"recourse/incident"
	"recourse/indicator"
	"recourse/scam"
)

// payeeKinds are what money can be sent to.
var payeeKinds = []indicator.Kind{indicator.AccountRS, indicator.IBAN, indicator.WalletBTC, indicator.WalletETH, indicator.WalletTRON}

// offerPayees says where payments went of which nothing shows it: to the account
// that was named where the sum was asked for. It is proposed as the payment is, with
// the place where it stands. Of several accounts none is chosen.
func (a *assembly) offerPayees() {
	asked := make(map[incident.Origin]scam.Telling)
	for _, t := range a.verdict.Tellings {
		if t.Asked.Len() > 0 {
			asked[a.thread.Origin(t.Span)] = t
		}
	}
	if len(asked) == 0 {
		return
	}
	for i := range a.in.Payments {
		p := &a.in.Payments[i]
		if p.Direction == "in" || p.To.Account != "" || p.To.Name != "" {
			continue
		}
		for _, o := range p.Origins {
			t, ok := asked[o]
			if !ok {
				continue
			}
			if found, ok := a.namedFor(t.Asked); ok {
				p.To.Account, p.To.Party = found.Value, a.partyOf(found.Value)
				p.Origins = append(p.Origins, a.thread.Origin(found.Span))
				break
			}
		}
	}
}

// namedFor returns the account that was named with a demand: the only one in the
// messages that its sender wrote in a row.
func (a *assembly) namedFor(demand recourse.Span) (named indicator.Indicator, ok bool) {
	row := a.rowAround(demand)
	from, _ := slices.BinarySearchFunc(a.verdict.Indicators, row.Start, func(i indicator.Indicator, at int) int { return i.Span.Start - at })
	for _, i := range a.verdict.Indicators[from:] {
		if i.Span.Start >= row.End {
			break
		}
		if !slices.Contains(payeeKinds, i.Kind) || a.isOwn(i.Value) || a.isKnownAccount(i.Value) {
			continue
		}
		if ok && ownKey(i.Value) != ownKey(named.Value) {
			return indicator.Indicator{}, false
		}
		named, ok = i, true
	}
	return named, ok
}

// maxRow is how many messages of one sender in a row are looked at on each side.
const maxRow = 3

// rowAround returns the place of the messages that the sender of the one at a place
// wrote in a row, in one file.
func (a *assembly) rowAround(s recourse.Span) recourse.Span {
	list := a.thread.Messages
	at, found := slices.BinarySearchFunc(list, s.Start, func(m incident.Message, start int) int {
		switch {
		case m.Span.End <= start:
			return -1
		case m.Span.Start > start:
			return 1
		}
		return 0
	})
	if !found {
		return s
	}
	piece, _ := a.thread.Piece(s)
	same := func(i int) bool {
		return i >= 0 && i < len(list) && list[i].From != "" && list[i].From == list[at].From && !list[i].Doubtful && piece.Span.Overlaps(list[i].Span)
	}
	first, last := at, at
	for n := 0; n < maxRow && same(first-1); n++ {
		first--
	}
	for n := 0; n < maxRow && same(last+1); n++ {
		last++
	}
	return recourse.Span{Start: list[first].Span.Start, End: list[last].Span.End}
}
