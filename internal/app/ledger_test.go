package app_test

import (
	"slices"
	"testing"

	"recourse/incident"
	"recourse/internal/app"
	"recourse/internal/testkit"
)

// What the page lists as proposed and not confirmed is what the ledger has, and the
// files keep their payments.
func TestFindingsHaveWhatTheLedgerLeavesOpen(t *testing.T) {
	engines := loaded(t)
	const activity = `<html><head><meta charset=utf-8><title>PayPal: Activity</title></head><body><h1>Activity</h1>
<p>Lamp Shop</p><p>13 Nov 2026</p><p>-$120.00 USD</p><p>Refund</p><p>14 Nov 2026</p><p>+$20.00 USD</p></body></html>`
	files := [][2]string{
		{"activity.html", activity},
		{"izvod.csv", "Datum;Opis;Primalac;Isplata;Valuta\n13.11.2026;;Lamp Shop;120,00;USD\n"},
		{"WhatsApp Chat with Lena.txt", "18/11/2026, 09:12 - Lena: Dobro jutro\n18/11/2026, 09:30 - Vesna: Dobro jutro\n"},
	}
	f := handIn(t, engines, "Vesna", files...)
	before := len(f.Files[0].Payments)
	proposed, unconfirmed := f.Unproven()
	l := engines.Prepare(f.Files, app.Circumstances{Country: "RS", Lang: "sr-Latn"}).Ledger(testkit.Belgrade())
	if got, want := sums(unconfirmed), sums(l.Unconfirmed); !slices.Equal(got, want) || !slices.Equal(got, []string{"20,00 USD"}) {
		t.Errorf("not confirmed %q, the ledger has %q", got, want)
	}
	if got, want := sums(proposed), sums(l.Proposed); !slices.Equal(got, want) {
		t.Errorf("proposed %q, the ledger has %q", got, want)
	}
	if before != 2 {
		t.Errorf("%d payments in the file, want 2", before)
	}
}

func sums(list []incident.Payment) (all []string) {
	for _, p := range list {
		all = append(all, p.Amount.String())
	}
	return all
}
