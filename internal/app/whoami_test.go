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

// Where no side of a chat is known the person is asked which name is theirs, and
// with the answer there is another side.
func TestWhichNameIsThePersonsIsAsked(t *testing.T) {
	engines, err := app.LoadEngines(knowledge.Files(), app.All|app.Proven)
	if err != nil {
		t.Fatal(err)
	}
	const chat = "10.11.2026. 17:44 - Lena: posao za Alibaba, uplatite 6.000 RSD za aktivaciju zadataka na račun 265-0000001234567-89\n" +
		"10.11.2026. 17:45 - Ana: dobro\n14.11.2026. 17:44 - Lena: sada provizija 150.638 RSD za isplatu zarade\n"
	for _, tt := range []struct {
		person  []string
		asked   string // the values of the answers
		parties int
	}{
		{nil, "Lena|Ana|", 0},
		{[]string{"Ana"}, "", 1},
		{[]string{"Goran"}, "Lena|Ana|", 0},
	} {
		src := intake.Source{Path: "chat.txt", Size: int64(len(chat)), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(chat)), nil }}
		f, err := engines.Examine(t.Context(), []intake.Source{src}, intake.Options{Person: tt.person}, app.Circumstances{Country: "RS", Lang: "en"}, testkit.Now())
		if err != nil {
			t.Fatal(err)
		}
		var answers []string
		for _, q := range f.Ask {
			for _, o := range q.Options {
				answers = append(answers, o.Value)
			}
		}
		said := slices.ContainsFunc(f.Problems, func(p recourse.Problem) bool { return p.Code == "sides-unknown" && p.Path == "chat.txt" })
		if got := strings.Join(answers, "|"); got != tt.asked || said != (tt.asked != "") || len(f.Incident.Parties) != tt.parties || len(f.Incident.Asked) != 2 {
			t.Errorf("%v: answers %q, want %q; problems %v, parties %d, demands %d", tt.person, got, tt.asked, f.Problems, len(f.Incident.Parties), len(f.Incident.Asked))
		}
	}
}
