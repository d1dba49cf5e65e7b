package app_test

import "testing"

// A refund that is asked for is what the order cost only where nothing else says that.
func TestARefundIsNotWhatTheOrderCost(t *testing.T) {
	engines := loaded(t)
	for text, want := range map[string]string{
		"I ask you to refund 4.500 RSD for the order of 12.000 RSD. Order number 30012345678 on Alibaba has not arrived.":             "12.000,00 RSD",
		"Order 30012345678 on Alibaba. I ask for a full refund of USD 3,500.00; order total USD 4,000.00. The lamps are broken.":      "4.000,00 USD",
		"Order 30012345678 on Alibaba. I want a full refund of USD 4,000.00 because the lamps are broken.":                            "4.000,00 USD",
		"Order 30012345678 on Alibaba. Please refund me the total amount USD 400.00 for the broken lamps.":                            "",
		"Reklamacija: porudžbina 30012345678 u vrednosti od 12.000 RSD. Tražim povraćaj u iznosu od 4.500 RSD, jer roba nije stigla.": "12.000,00 RSD",
		"Porudžbina 30012345678: molim da mi vratite ukupan iznos od 4.500 RSD, jer roba nije stigla.":                                "",
		"Porudžbina 30012345678 preko Alibabe nije stigla. Tražim pun povraćaj u iznosu od 4.500 RSD.":                                "4.500,00 RSD",
	} {
		f := handIn(t, engines, "", [2]string{"complaint.txt", text})
		got := ""
		for _, o := range f.Incident.Orders {
			if !o.Value.IsZero() {
				got += o.Value.String()
			}
		}
		if got != want {
			t.Errorf("%s: the order cost %q, want %q", text, got, want)
		}
	}
}
