package app_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"recourse"
	"recourse/internal/testkit"
)

// Where no side of a chat is known the person is asked which name is theirs, and
// with the answer there is another side.
func TestWhichNameIsThePersonsIsAsked(t *testing.T) {
	engines := loaded(t)
	const chat = "10.11.2026. 17:44 - Lena: posao za Alibaba, uplatite 6.000 RSD za aktivaciju zadataka na račun 265-0000001234567-89\n" +
		"10.11.2026. 17:45 - Ana: dobro\n14.11.2026. 17:44 - Lena: sada provizija 150.638 RSD za isplatu zarade\n"
	for _, tt := range []struct {
		person  string
		asked   string // the values of the answers
		parties int
	}{
		{"", "Lena|Ana|", 0},
		{"Ana", "", 1},
		{"Goran", "Lena|Ana|", 0},
	} {
		f := handIn(t, engines, tt.person, [2]string{"chat.txt", chat})
		var answers []string
		for _, q := range f.Ask {
			for _, o := range q.Options {
				answers = append(answers, o.Value)
			}
		}
		said := slices.ContainsFunc(f.Problems, func(p recourse.Problem) bool { return p.Code == "sides-unknown" && p.Path == "chat.txt" })
		if got := strings.Join(answers, "|"); got != tt.asked || said != (tt.asked != "") || len(f.Incident.Parties) != tt.parties || len(f.Incident.Asked) != 2 {
			t.Errorf("%q: answers %q, want %q; problems %v, parties %d, demands %d", tt.person, got, tt.asked, f.Problems, len(f.Incident.Parties), len(f.Incident.Asked))
		}
	}
}

// A statement that is given twice pays nothing twice, and is one exhibit.
func TestAFileThatIsGivenTwiceCountsOnce(t *testing.T) {
	engines := loaded(t)
	const rows = "Datum;Opis;Isplata;Račun primaoca;Valuta\n12.11.2026;uplata za zadatak Alibaba;6.000,00;265-0000001234567-89;RSD\n"
	const chat = "10.11.2026. 17:44 - Lena: posao za Alibaba, uplatite 6.000 RSD za aktivaciju zadataka na račun 265-0000001234567-89\n10.11.2026. 17:45 - Ana: dobro\n"
	f := handIn(t, engines, "Ana", [2]string{"chat.txt", chat}, [2]string{"a.csv", rows}, [2]string{"b.csv", rows})
	if len(f.Files) != 3 || f.Files[2].SameAs != "a.csv" || len(f.Incident.Payments) != 1 || len(f.Incident.Evidence) != 2 {
		t.Errorf("files %d, payments %+v, evidence %+v", len(f.Files), f.Incident.Payments, f.Incident.Evidence)
	}
	results, err := engines.Results(f, "en", "test", testkit.Now())
	if err != nil {
		t.Fatal(err)
	}
	var report bytes.Buffer
	if err := results.Write("report.html", &report); err != nil {
		t.Fatal(err)
	}
	if s := report.String(); !strings.Contains(s, "a.csv") || strings.Contains(s, "b.csv") {
		t.Error("the report lists the copy as an exhibit of its own")
	}
}
