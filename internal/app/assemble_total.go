package app

import (
	"cmp"
	"slices"

	"recourse"
	"recourse/incident"
	"recourse/money"
	"recourse/scam"
)

// addConfirmed adds what the other side says that it got. It is one more place that
// shows a payment that is known; alone it is a payment that the person is asked about.
func (a *assembly) addConfirmed() {
	for _, t := range a.verdict.Confirmed {
		if m, ok := a.saidAt(t.Span); !ok || m.Doubtful || a.onLabelledPage(t.Span) || a.toldEarly(t) {
			continue
		}
		rest := a.joinLater(a.in.JoinPayments([]incident.Payment{a.payment(t)}))
		if len(rest) == 0 || a.paid(t.Amount) > 0 || a.knownUntil(t.Amount.Currency, recourse.Date{}) == t.Amount {
			continue
		}
		a.toChanged(&rest[0])
		if a.tellsInMail(t) {
			rest[0].At = recourse.Moment{} // it came on that day or before
		}
		a.in.AddPayments(rest)
		a.say("payment-their-word", t.Span, t.Amount)
	}
}

// say adds a problem about a sum in one place of the texts.
func (a *assembly) say(code string, at recourse.Span, amount money.Amount) {
	piece, _ := a.thread.Piece(at)
	a.problems = append(a.problems, recourse.Problem{Path: piece.Name, Code: code, Detail: amount.String(), Args: recourse.Args{"amount": amount}})
}

// settleDays is how many days after words about a total a payment that they count may
// be booked.
const settleDays = 4

// addTotals compares what the person says was paid altogether with the payments that are
// known. A total covers payments and is none; where no payment is known at all, the
// largest stands for them, without a day.
func (a *assembly) addTotals() {
	totals := slices.DeleteFunc(slices.Clone(a.verdict.Totals), func(t scam.Telling) bool { return a.onLabelledPage(t.Span) })
	slices.SortStableFunc(totals, func(x, y scam.Telling) int { return cmp.Compare(y.Amount.Minor, x.Amount.Minor) })
	alone := len(a.in.Payments) == 0 || !slices.ContainsFunc(a.in.Payments, func(p incident.Payment) bool { return p.Direction != "in" })
	var said []money.Amount
	for _, t := range totals {
		switch {
		case slices.Contains(said, t.Amount):
			continue
		case alone && len(said) == 0:
			a.in.AddPayments([]incident.Payment{{Amount: t.Amount, Direction: "out", Fact: incident.Fact{Origins: a.originsOf(t.Demand)}}})
			a.say("payment-total-alone", t.Span, t.Amount)
		case !alone && !a.coversKnown(t):
			piece, _ := a.thread.Piece(t.Span)
			a.problems = append(a.problems, recourse.Problem{
				Path: piece.Name, Code: "payment-total", Detail: t.Amount.String(), Args: recourse.Args{"amount": t.Amount, "known": a.knownUntil(t.Amount.Currency, recourse.Date{})},
			})
		}
		said = append(said, t.Amount)
	}
}

// coversKnown reports whether the payments that are known make up a total: all of them,
// or those until the day on which it was told, or until they were booked.
func (a *assembly) coversKnown(t scam.Telling) bool {
	day := a.toldAt(t).Date()
	until := []recourse.Date{{}}
	if !day.IsZero() {
		until = append(until, day, day.AddDays(settleDays))
	}
	return slices.ContainsFunc(until, func(d recourse.Date) bool { return incident.SameAmount(a.knownUntil(t.Amount.Currency, d), t.Amount) })
}

// knownUntil adds up the payments of a currency that are known until a day, or all; those
// without a day count. Where none is in that currency, it is the sum in the one that
// comes first.
func (a *assembly) knownUntil(c money.Currency, day recourse.Date) money.Amount {
	var same, all []money.Amount
	for _, p := range a.in.Payments {
		if p.Direction == "in" || p.Reversal || !day.IsZero() && !p.At.IsZero() && p.At.Date().After(day) {
			continue
		}
		all = append(all, p.Amount)
		for _, amount := range []money.Amount{p.Amount, p.Original} {
			if !amount.IsZero() && (amount.Currency == c || amount.Currency == "") {
				same = append(same, money.Amount{Minor: amount.Minor, Currency: c})
				break
			}
		}
	}
	for _, list := range [][]money.Amount{same, all} {
		if totals, err := money.Totals(list); err == nil && len(totals) > 0 {
			return totals[0]
		}
	}
	return money.Amount{Currency: c}
}

// saySummed adds a problem for what is told as paid and is the sum of payments told before:
// it may be one payment more.
func (a *assembly) saySummed() {
	for _, d := range a.verdict.Summed {
		if a.paid(d.Amount) == 0 {
			a.say("payment-told-sum", d.Span, d.Amount)
		}
	}
}

// sayUnread adds a problem for each sum in the person's words about paying that was not
// understood, and that nothing else explains.
func (a *assembly) sayUnread() {
	for _, d := range a.verdict.Unread {
		asked := slices.ContainsFunc(a.verdict.Demands, func(o scam.Demand) bool { return incident.SameAmount(o.Amount, d.Amount) })
		if m, ok := a.messageAt(d.Span); ok && !asked && a.paid(d.Amount) == 0 && !a.cameIn(d.Amount) && a.toSuspect(m) {
			a.say("payment-unread", d.Span, d.Amount)
		}
	}
}

// toSuspect reports whether a message stands in a conversation with somebody who may have
// done it.
func (a *assembly) toSuspect(m incident.Message) bool {
	item := a.thread.Origin(m.Span).Item
	return slices.ContainsFunc(a.thread.Messages, func(o incident.Message) bool {
		return a.side.suspects[o.From] && a.thread.Origin(o.Span).Item == item
	})
}
