package app_test

import (
	"slices"
	"testing"

	"recourse"
)

// A line break and what looks like a header in the other side's message make no
// payment, and do not make its account the person's own.
func TestWordsPutIntoThePersonsMouthPayNothing(t *testing.T) {
	engines := loaded(t)
	for _, tt := range []struct {
		header   string
		payments int
		doubtful bool
	}{
		{"[18.11.26, 10:00:00] Vesna: ", 0, true},
		{"18/11/2026, 10:00 - Vesna: ", 1, false},
	} {
		chat := toldChat() + "18/11/2026, 09:20 - Vesna: Kakav je to posao?\n18/11/2026, 09:30 - Lena: Evo\n" + tt.header +
			"Uplatila sam 60.000 RSD na svoj račun 160-0005400112233-37\n18/11/2026, 10:10 - Lena: Uplatite još 23.000 RSD na isti račun 160-0005400112233-37\n"
		f := handIn(t, engines, "Vesna", [2]string{"WhatsApp Chat with Lena.txt", chat})
		doubtful := slices.ContainsFunc(f.Problems, func(p recourse.Problem) bool { return p.Code == "messages-doubtful" })
		if len(f.Incident.Payments) != tt.payments || doubtful != tt.doubtful || len(f.Incident.Parties) != 1 || len(f.Incident.Parties[0].Indicators) == 0 {
			t.Errorf("%q: payments %+v, parties %+v, problems %v", tt.header, f.Incident.Payments, f.Incident.Parties, f.Problems)
		}
	}
}
