package app

import (
	"testing"

	"recourse"
	"recourse/incident"
	"recourse/intake"
	"recourse/money"
	"recourse/scam"
)

// A page that was read by its labels goes before what rules find in its words;
// what the person wrote elsewhere is added where it is about the same order.
func TestOrdersOfPages(t *testing.T) {
	order := func(number, seller string) incident.Order {
		return incident.Order{Platform: "alibaba", Number: number, Seller: seller, Fact: incident.Fact{Origins: incident.Origins{{Item: "page"}}}}
	}
	first, second := order("30012345678", "Example Lighting Co., Ltd."), order("30012345679", "Example Lamps Co., Ltd.")
	found := []scam.Found{
		{Name: "order.number", Value: "30012345670", Span: recourse.Span{Start: 1, End: 2}}, // on the page
		{Name: "order.number", Value: "30012345679", Span: recourse.Span{Start: 12, End: 13}},
		{Name: "order.received_on", Value: "2026-06-01", Span: recourse.Span{Start: 13, End: 14}},
	}
	claims := []scam.Demand{{Amount: money.Of(40, "USD"), Span: recourse.Span{Start: 3, End: 4}}}
	a := &assembly{
		files: []*intake.File{
			{SHA256: "page", Kind: intake.KindPage, Labelled: true, Orders: []incident.Order{first, second, first}},
			{SHA256: "chat", Kind: intake.KindChat},
		},
		thread: Thread{Text: "0123456789abcdefghij", Pieces: []Piece{
			{Item: "page", Span: recourse.Span{End: 10}}, {Item: "chat", Span: recourse.Span{Start: 10, End: 20}},
		}},
		verdict: scam.Verdict{Found: found, Claims: claims, Demands: claims},
	}
	a.addOrders()
	a.addPayments()
	a.addDemands()
	if len(a.in.Orders) != 2 || len(a.in.Payments)+len(a.in.Asked) != 0 {
		t.Fatalf("orders %+v, payments %v, asked %v; want two orders alone", a.in.Orders, a.in.Payments, a.in.Asked)
	}
	got, other := a.in.Orders[0], a.in.Orders[1]
	if got.Number != second.Number || got.ReceivedOn.String() != "2026-06-01" || len(got.Origins) != 3 {
		t.Errorf("the order of which the person wrote = %+v", got)
	}
	if other.Number != first.Number || !other.ReceivedOn.IsZero() || other.Seller == got.Seller {
		t.Errorf("the other order = %+v", other)
	}
	a.in = incident.Incident{Branch: incident.Impersonation}
	if a.addOrders(); len(a.in.Orders) != 0 {
		t.Errorf("orders of a platform that is none: %+v", a.in.Orders)
	}
}
