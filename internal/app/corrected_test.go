package app_test

import "testing"

// A payment of which the sum was corrected counts once: with the corrected sum, or
// with that which the bank booked.
func TestACorrectedPaymentCountsOnce(t *testing.T) {
	engines := loaded(t)
	const head = "Datum;Opis;Primalac;Račun primaoca;Tip transakcije;Isplata;Uplata;Valuta\n"
	for _, tt := range []struct {
		name, rows, paid string
		said             bool
		origins          int
	}{
		{"words alone", "", "20 700,00 RSD", true, 2},
		{"a statement shows the right sum", "20.11.2026.;;Firma;160-0005400112233-37;;700,00;;RSD\n", "20 700,00 RSD", false, 3},
		{"a statement shows the first sum", "20.11.2026.;;Firma;160-0005400112233-37;;7.000,00;;RSD\n", "20 7.000,00 RSD", true, 3},
	} {
		files := [][2]string{{"WhatsApp Chat with Lena.txt", toldChat("20/11/2026, 10:00|Uplatila sam 7.000 RSD", "21/11/2026, 10:00|Izvinite, ne 7.000 nego 700 RSD")}}
		if tt.rows != "" {
			files = append(files, [2]string{"izvod.csv", head + tt.rows})
		}
		f := handIn(t, engines, "Vesna", files...)
		if paid, said := paidIn(f), saidIn(f, "payment-corrected") != ""; paid != tt.paid || said != tt.said {
			t.Errorf("%s: paid %q, want %q; said %v, want %v: %v", tt.name, paid, tt.paid, said, tt.said, f.Problems)
		}
		if len(f.Incident.Payments) > 0 && len(f.Incident.Payments[0].Origins) != tt.origins {
			t.Errorf("%s: origins %v, want %d", tt.name, f.Incident.Payments[0].Origins, tt.origins)
		}
	}
}
