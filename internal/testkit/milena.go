package testkit

import (
	"testing"

	"recourse/incident"
	"recourse/indicator"
	"recourse/money"
)

// The files of examples/supplier.
const (
	Confirmation  = "01 order confirmation.eml"
	WhereAre      = "02 where are the lamps.eml"
	Wait          = "03 Re where are the lamps.eml"
	Received      = "04 goods received, not as agreed.eml"
	UseAdapter    = "05 Re goods received.eml"
	RefundAsked   = "06 Re goods received.eml"
	FivePercent   = "07 best solution for you.eml"
	Proforma      = "PI-BW-2026-0817.pdf"
	CardStatement = "kartica-promet.csv"
	BrokenShade   = "polomljena senila.png"
)

// Milena returns the incident of examples/supplier: an order on Alibaba.com
// under Trade Assurance, paid by card, received late and not as agreed. Every
// fact has its origin and is confirmed; what no file shows was told.
func Milena(t testing.TB) incident.Incident {
	t.Helper()
	s := open(t, "supplier")
	return incident.Incident{
		Recourse: incident.FormVersion,
		Person: incident.Person{
			Name: "Milena Jovanović", Kind: "business", Country: "RS", Language: "sr-Latn",
			Contact: map[string]string{
				"company": "Jovanović Dekor d.o.o.",
				"address": "Primerska 8, 18000 Niš",
				"email":   "milena@jovanovic-dekor.example",
				"phone":   "+381 18 000 000",
			},
			Fact: fact(s.place(Confirmation, "To"), s.place(Received, "From"), incident.Told),
		},
		Branch:   incident.Breach,
		Pattern:  "seller-fraud",
		Brand:    "alibaba",
		Parties:  s.supplierParties(),
		Payments: s.supplierPayments(),
		Orders: []incident.Order{{
			Platform: "alibaba", Protected: yes(), Number: "2718281828459045", Seller: "p1",
			ContractedOn: date("2026-09-03"), PromisedBy: date("2026-10-20"), ReceivedOn: date("2026-11-01"),
			Problem: "not-as-agreed", Value: money.Of(4860, "USD"),
			Goods: "400 LED table lamps, ceramic base, model BW-TL208", Remedy: "refund",
			Fact: fact(s.place(Confirmation, ""), s.place(Received, ""), s.place(RefundAsked, "")),
		}},
		Promises: []incident.Promise{
			{
				At: moment("2026-09-05T07:12:05Z"), By: "p1", Quote: "45 days after payment is confirmed, no later than 20 October 2026",
				Reality: "Received on 1 November 2026.", Fact: fact(s.place(Confirmation, ""), s.place(Received, "")),
			},
			{
				At: moment("2026-08-17"), By: "p1", Quote: "Input voltage 220-240V AC, 50 Hz. EU plug (type C).",
				Reality: "All 400 lamps have US plugs (type A) and are marked 110-120V.", Fact: fact(s.place(Proforma, "page 1"), s.place(Received, "")),
			},
		},
		Threats:  no(),
		Watched:  no(),
		Events:   s.supplierEvents(),
		Evidence: s.supplierEvidence(),
	}
}

func (s *story) supplierParties() []incident.Party {
	return []incident.Party{{
		ID: "p1", Role: "seller", Name: "Foshan Brightwell Lighting Co., Ltd.", Country: "CN",
		Indicators: []incident.Pointer{
			{Kind: indicator.Email, Value: "cindy@brightwell-lighting.example", Text: "cindy@brightwell-lighting.example", Fact: fact(s.place(Wait, "From"))},
			{Kind: indicator.Domain, Value: "brightwell-lighting.example", Text: "brightwell-lighting.example", Fact: fact(s.place(Wait, "From"))},
		},
		Fact: fact(s.place(Confirmation, ""), s.place(Wait, "")),
	}}
}

func (s *story) supplierPayments() []incident.Payment {
	const entry = "ALIBABA.COM TRADE ASSURANCE 2718281828459045"
	return []incident.Payment{{
		At: moment("2026-09-03"), ValueDate: date("2026-09-05"), Amount: money.Of(4860, "USD"), Direction: "out",
		Rail: "card", CardNetwork: "visa", Authorised: yes(),
		From: incident.Account{Name: "Jovanović Dekor d.o.o.", Account: "411111******1111", Country: "RS"},
		To:   incident.Account{Party: "p1", Name: "ALIBABA.COM TRADE ASSURANCE", Country: "SG"},
		Text: entry,
		Fact: fact(s.at(CardStatement, entry), s.place(Confirmation, "")),
	}}
}

func (s *story) supplierEvents() []incident.Event {
	event := func(at, kind, reply, detail, file string) incident.Event {
		return incident.Event{At: moment(at), Kind: kind, To: "seller", Reply: reply, Detail: detail, Fact: fact(s.place(file, ""))}
	}
	return []incident.Event{
		event("2026-11-02T09:48:02+01:00", "complaint-filed", "", "Not as agreed: US plugs and 110-120V on all 400, 57 cracked shades, no CE mark. Full refund asked.", Received),
		event("2026-11-05T17:32:57+08:00", "reply", "refused", "Not our fault, use an adapter.", UseAdapter),
		event("2026-11-12T11:15:30+01:00", "complaint-filed", "", "Full refund asked again, by 20 November.", RefundAsked),
		event("2026-11-20T18:44:19+08:00", "reply", "offers", "5% of the order (USD 243), outside the platform, and no dispute.", FivePercent),
	}
}

func (s *story) supplierEvidence() []incident.Evidence {
	return s.evidence([][3]string{
		{Confirmation, "mail", "message/rfc822"},
		{WhereAre, "mail", "message/rfc822"},
		{Wait, "mail", "message/rfc822"},
		{Received, "mail", "message/rfc822"},
		{UseAdapter, "mail", "message/rfc822"},
		{RefundAsked, "mail", "message/rfc822"},
		{FivePercent, "mail", "message/rfc822"},
		{Proforma, "page", "application/pdf"},
		{CardStatement, "statement", "text/csv"},
		{BrokenShade, "image", "image/png"},
	})
}
