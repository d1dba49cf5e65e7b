package intake

import (
	"slices"
	"strings"

	"recourse"
	"recourse/fold"
	"recourse/incident"
)

// maxOrders is how many orders of one page are read.
const maxOrders = 500

// pageOrders reads a page of one order or of several: each from its number to
// the next one's. What stands above the only number belongs to it too.
func (r *reader) pageOrders(f *File, k *knownPage) bool {
	values := k.values(f, r.words)
	starts := orderStarts(values)
	if len(starts) == 0 {
		return false
	}
	dates := pageDates(f, values)
	for i, from := range starts {
		to, start, end := len(values), values[from].span.Start, len(f.Text)
		if i+1 < len(starts) {
			to = starts[i+1]
			end = values[to].span.Start
		}
		if len(starts) == 1 {
			from, start = 0, 0
		}
		if i == maxOrders {
			f.problem("orders-cut", "", "n", maxOrders)
			break
		}
		o, paid := k.order(f, values[from:to], dates)
		k.protection(&o, f.Text[start:end])
		f.Orders = append(f.Orders, o)
		if paid.Amount.Minor > 0 {
			f.Payments = append(f.Payments, paid)
		}
	}
	return true
}

// orderStarts returns where an order begins among the values: at each number
// that did not stand there before.
func orderStarts(values []pageValue) (starts []int) {
	seen := make(map[string]bool)
	for i, v := range values {
		if v.field == pageNumber && !seen[v.text] {
			seen[v.text] = true
			starts = append(starts, i)
		}
	}
	return starts
}

// order makes the order of its values, and the payment that its page shows or
// asks for.
func (k *knownPage) order(f *File, values []pageValue, dates order) (o incident.Order, p incident.Payment) {
	o.Platform = k.platform
	take := func(field string) (pageValue, bool) {
		v, ok := firstOf(values, field)
		if ok {
			o.Origins = append(o.Origins, incident.Origin{Item: f.SHA256, Span: v.span})
		}
		return v, ok
	}
	day := func(field string) recourse.Date {
		v, _ := take(field)
		d, _ := v.date.in(dates)
		return d
	}
	text := func(field string) string {
		v, _ := take(field)
		return v.text
	}
	o.Seller = text(pageSeller) // first, for the seller's place is the first of the order's
	o.Number, o.Goods = text(pageNumber), text(pageGoods)
	o.ContractedOn, o.PromisedBy, o.ReceivedOn = day(pagePlaced), day(pagePromised), day(pageReceived)
	total, ok := take(pageTotal)
	if !ok {
		total, _ = take(pageSum)
	}
	o.Value = total.amount
	shown, told := firstOf(values, pagePaid)
	status, _ := firstOf(values, pageStatus)
	state := k.state(status.text)
	p = incident.Payment{Amount: total.amount, Direction: "out", Status: incident.Proposed, Reference: o.Number}
	switch {
	case told:
		p.Amount, p.Status = shown.amount, ""
	case state == pagePaid:
		shown, p.Status = total, ""
	default:
		shown = total
	}
	p.To.Name = o.Seller
	on, _ := firstOf(values, pagePaidOn)
	if d, ok := on.date.in(dates); ok && p.Status == "" {
		p.At = recourse.OnDay(d)
	}
	p.Origins = around(f, shown, status, on)
	return o, p
}

// protection says whether the order is protected, where the page says it.
func (k *knownPage) protection(o *incident.Order, text string) {
	key := fold.Key(text)
	within := func(words string) bool { return strings.Contains(key, words) }
	no := slices.ContainsFunc(k.unprotected, within)
	if no || slices.ContainsFunc(k.protected, within) {
		yes := !no
		o.Protected = &yes
	}
}
