package app_test

import (
	"io"
	"strings"
	"testing"

	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/testkit"
)

func TestHowPeopleCallThemselvesIsNoName(t *testing.T) {
	engines := loaded(t)
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

// "@Vesna" in a group calls one of its members; it is no handle of who wrote it.
func TestAMentionIsNoHandleOfWhoWroteIt(t *testing.T) {
	engines := loaded(t)
	const chat = "18.11.2026. 18:05 - Lena Mentor: @Vesna dobar dan, pišite mi: @lena_vip_77\n18.11.2026. 18:06 - Goran: ja sam zaradio\n" +
		"18.11.2026. 18:07 - Vesna Primer: Kakav posao?\n18.11.2026. 18:08 - Lena Mentor: @vesnaprimer @Goran uplatite 6.000 dinara\n"
	src := intake.Source{Path: "grupa.txt", Size: int64(len(chat)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(chat)), nil
	}}
	f, err := engines.Examine(t.Context(), []intake.Source{src}, intake.Options{Person: []string{"Vesna Primer"}}, app.Circumstances{Country: "RS", Lang: "sr-Latn"}, testkit.Now())
	if err != nil {
		t.Fatal(err)
	}
	var handles []string
	for _, p := range f.Incident.Parties {
		for _, i := range p.Indicators {
			handles = append(handles, p.Name+" "+i.Value)
		}
	}
	if len(handles) != 1 || !strings.HasPrefix(handles[0], "Lena Mentor ") || !strings.HasSuffix(handles[0], "@lena_vip_77") {
		t.Errorf("handles %q", handles)
	}
}
