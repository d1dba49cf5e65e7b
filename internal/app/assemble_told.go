package app

import (
	"slices"
	"strings"
	"unicode"

	"recourse"
	"recourse/fold"
	"recourse/incident"
	"recourse/money"
	"recourse/scam"
)

// addTold adds what the texts tell of having been paid, piece by piece, and says
// where it cannot be told whether one sum was paid once or more often.
func (a *assembly) addTold() {
	a.markElsewhere()
	a.addEarly()
	byPiece := make(map[string][]scam.Telling)
	var order []string
	for _, t := range a.verdict.Tellings {
		if a.onLabelledPage(t.Span) || a.toldEarly(t) {
			continue
		}
		item := a.thread.conversation(a.thread.Origin(t.Span).Item)
		if _, seen := byPiece[item]; !seen {
			order = append(order, item)
		}
		byPiece[item] = append(byPiece[item], t)
	}
	a.inOrder(byPiece)
	told := make(map[money.Amount]bool)
	doubts := make(map[money.Amount]doubt)
	for _, item := range order {
		a.addPiece(byPiece[item], told, doubts)
		for _, t := range byPiece[item] {
			told[t.Amount] = true
		}
	}
	a.sayDoubts(doubts)
	a.sayCorrected()
	a.sayUndated()
	a.saySides()
	a.sayEarly()
	a.sayTaken()
	a.sayElse()
	a.sayYen()
	a.saySummed()
	a.sayLeft(a.verdict.Others, "payment-of-another")
	a.sayLeft(a.verdict.Returned, "payment-returned")
	a.sayLeft(a.verdict.Own, "payment-own")
}

// inOrder puts what several exports of one conversation tell in the order of its
// messages.
func (a *assembly) inOrder(by map[string][]scam.Telling) {
	for _, list := range by {
		if item := a.thread.Origin(list[0].Span).Item; slices.ContainsFunc(list, func(t scam.Telling) bool { return a.thread.Origin(t.Span).Item != item }) {
			slices.SortStableFunc(list, func(x, y scam.Telling) int { return a.toldAt(x).Time.Compare(a.toldAt(y).Time) })
		}
	}
}

// sayLeft adds a problem for each payment that is told and not taken, and that
// nothing else shows.
func (a *assembly) sayLeft(list []scam.Demand, code string) {
	for _, d := range list {
		if a.paid(d.Amount) > 0 {
			continue
		}
		piece, _ := a.thread.Piece(d.Span)
		a.problems = append(a.problems, recourse.Problem{Path: piece.Name, Code: code, Detail: d.Amount.String(), Args: recourse.Args{"amount": d.Amount}})
	}
}

// sayTaken adds a problem for each payment of which the words name no sum, or no
// currency, and which nothing else shows.
func (a *assembly) sayTaken() {
	var said []money.Amount
	for _, t := range a.verdict.Tellings {
		origin := a.thread.Origin(t.Span)
		if !t.Taken || slices.Contains(said, t.Amount) || slices.ContainsFunc(a.in.Payments, func(p incident.Payment) bool {
			return incident.SameAmount(p.Amount, t.Amount) && slices.ContainsFunc(p.Origins, func(o incident.Origin) bool { return o.Item != origin.Item })
		}) {
			continue
		}
		said = append(said, t.Amount)
		piece, _ := a.thread.Piece(t.Span)
		a.problems = append(a.problems, recourse.Problem{Path: piece.Name, Code: "payment-sum-taken", Detail: t.Amount.String(), Args: recourse.Args{"amount": t.Amount}})
	}
}

// sayElse adds a problem for each sum, told or asked for, whose number can mean a thousand
// times as much.
func (a *assembly) sayElse() {
	var said []money.Amount
	demands := slices.Clone(a.verdict.Demands)
	for _, t := range a.verdict.Tellings {
		demands = append(demands, t.Demand)
	}
	for _, d := range demands {
		if d.Else.IsZero() || slices.Contains(said, d.Amount) {
			continue
		}
		said = append(said, d.Amount)
		piece, _ := a.thread.Piece(d.Span)
		a.problems = append(a.problems, recourse.Problem{
			Path: piece.Name, Code: "payment-sum-two-ways", Detail: d.Amount.String(), Args: recourse.Args{"amount": d.Amount, "other": d.Else},
		})
	}
}

// sayYen adds a problem where a payment is told with a sign that China and Japan share,
// and nothing in the conversation says which of their currencies it is: no other sum in
// one of them, no Chinese.
func (a *assembly) sayYen() {
	const yen, yuan money.Currency = "JPY", "CNY"
	shared := func(s string) bool { return strings.ContainsAny(s, "¥￥") }
	for _, t := range a.verdict.Tellings {
		piece, _ := a.thread.Piece(t.Span)
		text := piece.Span.Of(a.thread.Text)
		if t.Amount.Currency != yuan || !shared(t.Span.Of(a.thread.Text)) || strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) ||
			slices.ContainsFunc(money.Find(text, ""), func(m money.Found) bool {
				return (m.Amount.Currency == yuan || m.Amount.Currency == yen) && !shared(m.Span.Of(text))
			}) {
			continue
		}
		a.problems = append(a.problems, recourse.Problem{Path: piece.Name, Code: "currency-shared", Detail: t.Amount.String(), Args: recourse.Args{"amount": t.Amount}})
		return
	}
}

// sayUndated adds a problem for each payment of which the words do not say on which day it
// was made, and which nothing else dates. Who writes a mail tells of what was paid on any
// day before it, unless the money was asked for shortly before or the words say "just now".
func (a *assembly) sayUndated() {
	for _, t := range a.verdict.Tellings {
		told := a.toldAt(t)
		if told.IsZero() {
			continue
		}
		origin := a.thread.Origin(t.Span)
		i := slices.IndexFunc(a.in.Payments, func(p incident.Payment) bool { return p.Amount == t.Amount && slices.Contains(p.Origins, origin) })
		if i < 0 {
			continue
		}
		p := &a.in.Payments[i]
		switch on := t.When.On(told.Date()); {
		case p.At.IsZero() && len(p.Days) == 2:
			a.sayDay("payment-undated-days", t, recourse.Args{"amount": t.Amount, "first": p.Days[0], "second": p.Days[1]})
		case p.At.IsZero() && on.IsZero():
			a.sayDay("payment-undated", t, recourse.Args{"amount": t.Amount})
		case a.tellsInMail(t) && len(p.Origins) == 1 && p.At.Date() == on:
			p.At = recourse.Moment{}
			a.sayDay("payment-undated-until", t, recourse.Args{"amount": t.Amount, "day": on})
		}
	}
}

// sayDay adds a problem about the day of a payment that is told.
func (a *assembly) sayDay(code string, t scam.Telling, args recourse.Args) {
	piece, _ := a.thread.Piece(t.Span)
	a.problems = append(a.problems, recourse.Problem{Path: piece.Name, Code: code, Detail: t.Amount.String(), Args: args})
}

// answerDays is how many days after a demand a mail that says that it was paid answers it.
const answerDays = 3

// tellsInMail reports whether a mail tells of a payment and names no day, nor answers a
// demand of the days before.
func (a *assembly) tellsInMail(t scam.Telling) bool {
	piece, ok := a.thread.Piece(t.Span)
	if !ok || !piece.Mail || t.Fresh || t.When != (scam.When{}) {
		return false
	}
	day := a.toldAt(t).Date()
	return !slices.ContainsFunc(a.verdict.Askings, func(asked scam.Asking) bool {
		at := a.timeOf(asked.Span)
		days := at.Date().DaysUntil(day)
		return asked.Amount == t.Amount && !at.IsZero() && days >= 0 && days <= answerDays
	})
}

// saySides adds a problem where it is open whose payments are told.
func (a *assembly) saySides() {
	if !a.verdict.SidesOpen || len(a.verdict.Tellings) == 0 {
		return
	}
	piece, _ := a.thread.Piece(a.verdict.Tellings[0].Span)
	a.problems = append(a.problems, recourse.Problem{Path: piece.Name, Code: "sides-open"})
}

// joinLater joins what was told days after a payment that another file shows, or up to
// nearDays before it: who sums up later gives the day of telling, not that of paying, and
// a bank may book late. It returns the rest.
func (a *assembly) joinLater(told []incident.Payment) []incident.Payment {
	return slices.DeleteFunc(told, func(p incident.Payment) bool {
		earlier := func(known incident.Payment) bool {
			return incident.SameAmount(known.Amount, p.Amount) && (known.Direction == "in") == (p.Direction == "in") && !known.At.IsZero() && !known.At.Date().After(p.At.Date().AddDays(nearDays))
		}
		if p.At.IsZero() || !slices.ContainsFunc(a.in.Payments, earlier) {
			return false
		}
		p.At = recourse.Moment{}
		return len(a.joinTold([]incident.Payment{p})) == 0
	})
}

// addPiece adds what one text tells. A sum that another text told before is one
// more place that shows that payment; where it fits none, it is not counted.
func (a *assembly) addPiece(tellings []scam.Telling, told map[money.Amount]bool, doubts map[money.Amount]doubt) {
	var fresh, known, elsewhere []incident.Payment
	for _, p := range a.claims(tellings, doubts) {
		switch {
		case told[p.Amount] && a.elsewhere[p.Origins[0].Item][p.Amount]:
			elsewhere = append(elsewhere, p)
		case told[p.Amount]:
			known = append(known, p)
		case a.showsInstead(tellings, p):
		default:
			a.toChanged(&p)
			fresh = append(fresh, p)
		}
	}
	a.in.Payments = append(a.in.Payments, a.joinLater(a.joinTold(fresh))...)
	a.in.AddPayments(nil)
	a.addElsewhere(elsewhere)
	rest := a.joinTold(known)
	for _, p := range rest {
		i := slices.IndexFunc(tellings, func(t scam.Telling) bool { return t.Amount == p.Amount && !t.Recap })
		if i >= 0 {
			doubts[p.Amount] = doubt{max(doubts[p.Amount].times, a.paid(p.Amount)+1), tellings[i].Span}
		}
	}
	a.joinLater(rest)
}

// markElsewhere finds the sums that were paid to somebody else once more: in each
// of two chats the other side, under names that differ, asked for the sum before
// the person told of having paid it. Who tells a friend of a payment was not
// asked for it by the friend. A number is no name: it may be that of the other.
func (a *assembly) markElsewhere() {
	a.elsewhere = make(map[string]map[money.Amount]bool)
	type place struct{ item, asker string }
	first := make(map[money.Amount]place)
	for i := range a.verdict.Tellings {
		t := &a.verdict.Tellings[i]
		here := place{item: a.thread.Origin(t.Span).Item}
		if m, ok := a.messageAt(t.Asked); ok && t.Asked.Len() > 0 && a.thread.Origin(t.Asked).Item == here.item {
			here.asker = fold.Key(m.From)
		}
		known, ok := first[t.Amount]
		if !ok {
			first[t.Amount] = here
			continue
		}
		if known.item != here.item && isName(known.asker) && isName(here.asker) &&
			!strings.Contains(known.asker, here.asker) && !strings.Contains(here.asker, known.asker) {
			t.Again = true
			if a.elsewhere[here.item] == nil {
				a.elsewhere[here.item] = make(map[money.Amount]bool)
			}
			a.elsewhere[here.item][t.Amount] = true
		}
	}
}

// isName reports whether a sender goes by letters.
func isName(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

// addElsewhere adds payments to somebody else: what another chat tells of is not
// them.
func (a *assembly) addElsewhere(list []incident.Payment) {
	for _, p := range list {
		var others []incident.Payment
		a.in.Payments = slices.DeleteFunc(a.in.Payments, func(known incident.Payment) bool {
			other := slices.ContainsFunc(known.Origins, func(o incident.Origin) bool {
				return slices.ContainsFunc(a.verdict.Tellings, func(t scam.Telling) bool {
					return t.Amount == p.Amount && a.thread.Origin(t.Span).Item == o.Item
				})
			})
			if other {
				others = append(others, known)
			}
			return other
		})
		a.in.AddPayments([]incident.Payment{p})
		a.in.Payments = append(a.in.Payments, others...)
		a.in.AddPayments(nil)
	}
}

// doubt is how many payments of a sum the words can mean at most, and where that
// was seen last.
type doubt struct {
	times int
	at    recourse.Span
}

// sayDoubts adds a problem for each sum that was told more often than it counts,
// where a statement or another file does not show as many payments of it.
func (a *assembly) sayDoubts(doubts map[money.Amount]doubt) {
	for _, t := range a.verdict.Claims {
		d, ok := doubts[t.Amount]
		paid := a.paid(t.Amount)
		if !ok || paid >= d.times {
			continue
		}
		piece, _ := a.thread.Piece(d.at)
		a.problems = append(a.problems, recourse.Problem{
			Path: piece.Name, Code: "payment-told-again", Detail: t.Amount.String(), Args: recourse.Args{"amount": t.Amount, "n": paid},
		})
	}
}

// paid counts the payments of an amount that left the person, as it was booked or as
// it was agreed in another currency.
func (a *assembly) paid(amount money.Amount) int {
	n := 0
	for _, p := range a.in.Payments {
		if p.Direction != "in" && (incident.SameAmount(p.Amount, amount) || p.Original == amount) {
			n++
		}
	}
	return n
}
