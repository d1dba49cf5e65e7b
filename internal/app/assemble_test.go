package app_test

import (
	"io"
	"strings"
	"testing"

	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/testkit"
	"recourse/knowledge"
)

func TestHowPeopleCallThemselvesIsNoName(t *testing.T) {
	engines, err := app.LoadEngines(knowledge.Files(), app.All|app.Proven)
	if err != nil {
		t.Fatal(err)
	}
	for self, name := range map[string]string{"ja": "", "Ја": "", "me": "", "我": "", "Vesna Primer": "Vesna Primer"} {
		chat := strings.ReplaceAll("Lena: Dobar dan\nja: Kakav posao?\nLena: Uplatite 6.000 dinara\nja: Uplaćeno\n", "ja:", self+":")
		src := intake.Source{Path: "razgovor.txt", Size: int64(len(chat)), Open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(chat)), nil
		}}
		f, err := engines.Examine(t.Context(), []intake.Source{src}, intake.Options{Person: []string{"Vesna Primer"}}, app.Circumstances{Country: "RS", Lang: "sr-Latn"}, testkit.Now())
		if err != nil {
			t.Fatal(err)
		}
		p := f.Incident.Person
		if p.Name != name || name != "" && len(p.Origins) != 2 || len(f.Thread.Messages) != 4 || len(f.Thread.Other) != 1 {
			t.Errorf("%q: person %+v, other %q", self, p, f.Thread.Other)
		}
	}
}
