package app_test

import (
	"slices"
	"strings"
	"testing"

	"recourse/incident"
	"recourse/scam"
)

// A supplier who got a deposit and a balance and keeps silent is one who did not
// deliver: neither a scam of rising demands nor somebody to report to the police.
func TestASilentSupplierDidNotDeliver(t *testing.T) {
	const rows = "Date;Description;Recipient;Recipient account;Debit;Credit;Currency\n" +
		"02.03.2026;KX-9 deposit;Kestrel Seating Ltd;808123456838;900,00;;USD\n10.03.2026;KX-9 balance;Kestrel Seating Ltd;808123456838;2.100,00;;USD\n"
	deal := []string{
		"01/03/2026, 09:00 - Kestrel: Hello Mara, 150 chairs at USD 20, total USD 3,000. Deposit 30% USD 900, balance before shipping.",
		"02/03/2026, 09:00 - Mara: I paid the deposit of USD 900 today",
		"03/03/2026, 09:00 - Kestrel: Deposit received, thank you",
		"09/03/2026, 09:00 - Kestrel: Goods ready. Please pay the balance USD 2,100",
		"10/03/2026, 09:00 - Mara: Paid USD 2,100 today",
		"10/03/2026, 12:00 - Kestrel: Received",
	}
	for _, last := range []string{"Hello? Nobody answers. Please ship or refund.", "where are my chairs?", "When will you ship?"} {
		chat := strings.Join(append(slices.Clone(deal), "28/04/2026, 09:00 - Mara: "+last), "\n") + "\n"
		f := handIn(t, loaded(t), "Mara", [2]string{"WhatsApp Chat with Kestrel.txt", chat}, [2]string{"izvod.csv", rows})
		in := f.Incident
		if in.Branch != incident.Breach || f.Verdict.Verdict == scam.Scam {
			t.Errorf("%q: branch %q, %s", last, in.Branch, f.Verdict.Brief())
			continue
		}
		if len(in.Orders) != 1 || in.Orders[0].Problem != "not-received" || in.Orders[0].Seller == "" {
			t.Errorf("%q: orders %+v", last, in.Orders)
		}
		if !in.InParts(len(in.Payments)+len(in.Asked)) || len(in.Payments) != 2 {
			t.Errorf("%q: a deposit and a balance are taken for a ladder: %v, asked %v", last, paidIn(f), in.Asked)
		}
		var papers []string
		for _, p := range f.Papers {
			papers = append(papers, p.ID)
		}
		if !slices.Contains(papers, "seller-notice") || slices.Contains(papers, "rs-criminal-complaint") || slices.Contains(papers, "rs-bank-recall") {
			t.Errorf("%q: papers %q", last, papers)
		}
	}
}
