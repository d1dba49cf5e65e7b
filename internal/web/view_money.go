package web

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/internal/app"
	"recourse/locale"
	"recourse/money"
)

// ladderView is the row of payments and what they ask for now.
type ladderView struct {
	Heading, Lede, Next string
	Currency            string
	Rows                []rung
	Total               string
	Asked               bool // a row is asked for and not paid
}

// rung is one payment; Width is its bar's, of 100.
type rung struct {
	When, What, Amount string
	Width              string
	Asked              bool
}

// moneyFacts say what left the person, what of it came back and what is lost, each by
// currency. What is lost is said where something came back.
func moneyFacts(p *locale.Printer, inc incident.Incident) []fact {
	list, err := inc.Balances()
	if err != nil {
		return nil // beyond any real sum: no total is better than a wrong one
	}
	var sent, back, lost []money.Amount
	for _, b := range list {
		if !b.Sent.IsZero() {
			sent, lost = append(sent, b.Sent), append(lost, b.Lost)
		}
		if !b.Back.IsZero() {
			back = append(back, b.Back)
		}
	}
	if len(sent) == 0 {
		return nil
	}
	facts := []fact{{p.T("web.fact.sent"), amounts(p, sent), false}}
	if len(back) > 0 {
		facts = append(facts, fact{p.T("web.fact.back"), amounts(p, back), false}, fact{p.T("web.fact.lost"), amounts(p, lost), false})
	}
	return facts
}

func outgoing(inc incident.Incident) []money.Amount {
	var list []money.Amount
	for _, pay := range inc.Payments {
		if pay.Left() {
			list = append(list, pay.Amount)
		}
	}
	return list
}

func amounts(p *locale.Printer, list []money.Amount) string {
	var said []string
	for _, a := range list {
		said = append(said, p.Amount(a))
	}
	return strings.Join(said, ", ")
}

// lastAsked is the latest demand that was not paid.
func lastAsked(f app.Findings) (money.Amount, bool) {
	if n := len(f.Incident.Asked); n > 0 {
		return f.Incident.Asked[n-1].Amount, true
	}
	if n := len(f.Verdict.Demands); n > 0 {
		return f.Verdict.Demands[n-1].Amount, true
	}
	return money.Amount{}, false
}

// viewLadder draws two payments or more, or one and a demand, in one currency.
func viewLadder(p *locale.Printer, f app.Findings) *ladderView {
	if f.Dispute() {
		return nil
	}
	cur, pays := mainPayments(f.Incident)
	asked, isAsked := lastAsked(f)
	isAsked = isAsked && (asked.Currency == cur || len(pays) == 0)
	if len(pays) == 0 || len(pays) == 1 && !isAsked {
		return nil
	}
	v := &ladderView{Currency: string(cur), Asked: isAsked}
	largest := asked.Minor
	if !isAsked {
		largest = 0
	}
	for _, pay := range pays {
		largest = max(largest, pay.Amount.Minor)
	}
	var steps []money.Amount
	for _, pay := range pays {
		v.Rows = append(v.Rows, rung{
			When: dayOf(p, pay.At, pay.ValueDate), What: pay.ToldPurpose,
			Amount: p.Digits(pay.Amount), Width: width(pay.Amount.Minor, largest),
		})
		steps = append(steps, pay.Amount)
	}
	total, err := money.Totals(steps)
	if err != nil || len(total) != 1 {
		return nil
	}
	if isAsked {
		row := rung{When: p.T("web.ladder.now"), Amount: p.Digits(asked), Width: width(asked.Minor, largest), Asked: true}
		if n := len(f.Incident.Asked); n > 0 {
			row.What = f.Incident.Asked[n-1].For
			if at := f.Incident.Asked[n-1].At; !at.IsZero() {
				row.When = p.DayMonth(at.Date())
			}
		}
		v.Rows = append(v.Rows, row)
		steps = append(steps, asked)
	}
	v.Total = p.Digits(total[0])
	parts := f.Incident.InParts(len(steps))
	v.Heading = p.T("web.ladder.heading")
	if !parts {
		v.Heading = rise(p, steps)
	}
	v.Lede = p.T("report.ladder.total", "total", total[0], "n", len(pays)) + netOf(p, f.Incident, cur)
	if l := f.Verdict.Ladder; l != nil && !parts && l.Next.High > 0 && l.Currency == cur {
		v.Next = p.T("report.ladder.next", "low", rounded(l.Next.Low, cur), "high", rounded(l.Next.High, cur)) + " " + p.T("report.ladder.last")
	}
	return v
}

// netOf says what of the money in one currency came back and what is lost, where
// something came back.
func netOf(p *locale.Printer, inc incident.Incident, cur money.Currency) string {
	list, err := inc.Balances()
	if err != nil {
		return ""
	}
	for _, b := range list {
		switch {
		case b.Sent.Currency != cur || b.Back.IsZero():
		case b.Lost.IsZero():
			return " " + p.T("money.all")
		default:
			return " " + p.T("money.net", "back", b.Back, "lost", b.Lost)
		}
	}
	return ""
}

// mainPayments are the payments out in the currency that most of them have, oldest first.
func mainPayments(inc incident.Incident) (money.Currency, []incident.Payment) {
	count := make(map[money.Currency]int)
	var cur money.Currency
	for _, a := range outgoing(inc) {
		count[a.Currency]++
		if cur == "" || count[a.Currency] > count[cur] {
			cur = a.Currency
		}
	}
	var pays []incident.Payment
	for _, pay := range inc.Payments {
		if pay.Left() && pay.Amount.Currency == cur {
			pays = append(pays, pay)
		}
	}
	slices.SortStableFunc(pays, func(a, b incident.Payment) int { return a.At.Time.Compare(b.At.Time) })
	return cur, pays
}

// rise says how the sums grow: so many times, larger each time, or nothing of the kind.
func rise(p *locale.Printer, steps []money.Amount) string {
	low, product, n := math.Inf(1), 1.0, 0
	for i := 1; i < len(steps); i++ {
		if steps[i-1].Minor <= 0 {
			return p.T("web.ladder.heading")
		}
		r := float64(steps[i].Minor) / float64(steps[i-1].Minor)
		low, product, n = min(low, r), product*r, n+1
	}
	mean := math.Pow(product, 1/float64(max(n, 1)))
	switch {
	case n >= 2 && low >= 1.5:
		return p.T("web.ladder.times", "n", max(2, round(mean)))
	case n >= 1 && low > 1:
		return p.T("web.ladder.larger")
	default:
		return p.T("web.ladder.heading")
	}
}

// rounded cuts a guess to two figures, so that it does not look like knowledge.
func rounded(minor int64, cur money.Currency) money.Amount {
	unit := int64(math.Pow10(cur.Exponent()))
	whole := minor / unit
	step := int64(1)
	for whole/step >= 100 {
		step *= 10
	}
	return money.Of((whole+step/2)/step*step, cur)
}

func width(minor, largest int64) string {
	if largest <= 0 {
		return "0"
	}
	return strconv.FormatFloat(math.Max(1.5, 99.2*float64(minor)/float64(largest)), 'f', 1, 64)
}

func dayOf(p *locale.Printer, at recourse.Moment, day recourse.Date) string {
	switch {
	case !at.IsZero():
		return p.DayMonth(at.Date())
	case !day.IsZero():
		return p.DayMonth(day)
	default:
		return p.T("web.ladder.undated")
	}
}
