package indicator_test

import (
	"testing"

	"recourse/indicator"
)

func TestSumsOfCodes(t *testing.T) {
	for sum, want := range map[string]string{
		"RSD6000,00": "6.000,00 RSD", "RSD6000,": "6.000,00 RSD", "RSD6000,5": "6.000,50 RSD",
		"RSD6.000,00": "", "RSD6000.00": "", "EUR60,00": "", "RSD6000,005": "", "RSD6e3": "", "6000,00": "", "RSD": "",
	} {
		q, err := indicator.ReadQR("K:PR|V:01|C:1|R:265000000000123488|N:Trg|I:" + sum)
		if err != nil || q.Payment == nil {
			t.Fatalf("%q: %v %v", sum, q, err)
		}
		if want == "" {
			if q.Payment.AmountUnread != sum || q.Payment.Amount.Minor != 0 {
				t.Errorf("%q: amount %v, unread %q", sum, q.Payment.Amount, q.Payment.AmountUnread)
			}
		} else if got := q.Payment.Amount.String(); got != want || q.Payment.AmountUnread != "" {
			t.Errorf("%q: %q, want %q", sum, got, want)
		}
	}
}
