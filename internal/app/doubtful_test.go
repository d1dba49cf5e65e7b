package app_test

import (
	"io"
	"slices"
	"strings"
	"testing"

	"recourse"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/testkit"
	"recourse/knowledge"
)

// A line break and what looks like a header in the other side's message make no
// payment, and do not make its account the person's own.
func TestWordsPutIntoThePersonsMouthPayNothing(t *testing.T) {
	engines, err := app.LoadEngines(knowledge.Files(), app.All|app.Proven)
	if err != nil {
		t.Fatal(err)
	}
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
		src := intake.Source{Path: "WhatsApp Chat with Lena.txt", Size: int64(len(chat)), Open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(chat)), nil
		}}
		f, err := engines.Examine(t.Context(), []intake.Source{src}, intake.Options{Person: []string{"Vesna"}}, app.Circumstances{Country: "RS", Lang: "sr-Latn"}, testkit.Now())
		if err != nil {
			t.Fatal(err)
		}
		doubtful := slices.ContainsFunc(f.Problems, func(p recourse.Problem) bool { return p.Code == "messages-doubtful" })
		if len(f.Incident.Payments) != tt.payments || doubtful != tt.doubtful || len(f.Incident.Parties) != 1 || len(f.Incident.Parties[0].Indicators) == 0 {
			t.Errorf("%q: payments %+v, parties %+v, problems %v", tt.header, f.Incident.Payments, f.Incident.Parties, f.Problems)
		}
	}
}
