package app

import (
	"cmp"
	"slices"
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/intake"
)

// isOfOrder reports whether a fact is one that the page of an order gives.
func isOfOrder(name string) bool {
	return strings.HasPrefix(name, "order.") && name != "order.problem" || name == "party.name"
}

// onLabelledPage reports whether a span lies in a page that was read by its labels.
func (a *assembly) onLabelledPage(s recourse.Span) bool {
	item := a.thread.Origin(s).Item
	return slices.ContainsFunc(a.files, func(f *intake.File) bool { return f.SHA256 == item && f.Labelled })
}

// onOrderPage reports whether a span lies in a page whose orders were read.
func (a *assembly) onOrderPage(s recourse.Span) bool {
	item := a.thread.Origin(s).Item
	return slices.ContainsFunc(a.files, func(f *intake.File) bool { return f.SHA256 == item && len(f.Orders) > 0 })
}

// pageOrders returns the orders that pages show, each number once.
func (a *assembly) pageOrders() []incident.Order {
	var all []incident.Order
	for _, f := range a.files {
		for _, o := range f.Orders {
			i := slices.IndexFunc(all, func(p incident.Order) bool { return p.Number == o.Number && p.Platform == o.Platform })
			if i < 0 {
				o.Origins = slices.Clone(o.Origins)
				all = append(all, o)
				continue
			}
			all[i] = together(all[i], o)
		}
	}
	return all
}

// sameOrder returns the order of that number; where the thread names none, the
// only one.
func sameOrder(orders []incident.Order, number string) int {
	if number == "" && len(orders) == 1 {
		return 0
	}
	return slices.IndexFunc(orders, func(o incident.Order) bool { return o.Number == number })
}

// together fills in what the first order does not say from the second.
func together(o, more incident.Order) incident.Order {
	o.Platform, o.Number = cmp.Or(o.Platform, more.Platform), cmp.Or(o.Number, more.Number)
	o.Seller, o.Goods = cmp.Or(o.Seller, more.Seller), cmp.Or(o.Goods, more.Goods)
	o.ContractedOn, o.PromisedBy = cmp.Or(o.ContractedOn, more.ContractedOn), cmp.Or(o.PromisedBy, more.PromisedBy)
	o.ReceivedOn, o.Value = cmp.Or(o.ReceivedOn, more.ReceivedOn), cmp.Or(o.Value, more.Value)
	if o.Protected == nil {
		o.Protected = more.Protected
	}
	for _, origin := range more.Origins {
		if !slices.Contains(o.Origins, origin) {
			o.Origins = append(o.Origins, origin)
		}
	}
	return o
}

// withSeller makes a party of the company that a page names the seller.
func (a *assembly) withSeller(o incident.Order) incident.Order {
	if o.Seller != "" && len(o.Origins) > 0 {
		o.Seller = a.company(o.Seller, o.Origins[0])
	}
	return o
}
