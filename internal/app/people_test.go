package app_test

import (
	"slices"
	"strings"
	"testing"

	"recourse/internal/app"
	"recourse/knowledge"
	"recourse/locale"
)

func examined(t *testing.T, person []string, files map[string]string) app.Findings {
	t.Helper()
	return handIn(t, loaded(t), strings.Join(person, "|"), byName(files)...)
}

// What the other side repeats of the person's own addresses and numbers points to
// nobody: known from who they say they are, and from their own lines.
func TestThePersonsOwnContactsPointToNobody(t *testing.T) {
	const chat = "18/11/2026, 09:12 - Lena: Posao od kuće, VIP zadatak za Alibaba. Javićemo se na vesna@primer.example i +381641234567, pišite na lena@prevara.example\n" +
		"18/11/2026, 09:20 - +381 64 7654321: Dobro\n18/11/2026, 09:30 - Lena: Uplatite 6.000 RSD, Vaš broj +381647654321 je upisan\n"
	f := examined(t, []string{"+381 64 7654321", "vesna@primer.example", "064 1234567"}, map[string]string{"WhatsApp Chat with Lena.txt": chat})
	var got []string
	for _, p := range f.Incident.Parties {
		for _, i := range p.Indicators {
			got = append(got, i.Value)
		}
	}
	for _, own := range []string{"vesna@primer.example", "+381641234567", "+381647654321"} {
		if slices.Contains(got, own) {
			t.Errorf("%s points to the other side: %q", own, got)
		}
	}
	if !slices.Contains(got, "lena@prevara.example") {
		t.Errorf("the other side's own address is missing: %q", got)
	}
}

// A problem of the facts is a sentence about the file that shows them, not a place
// in a file that nobody handed in.
func TestProblemsOfFactsAreSentencesAboutFiles(t *testing.T) {
	f := examined(t, []string{"Vesna"}, map[string]string{
		"WhatsApp Chat with Lena.txt": toldChat("18/11/2026, 09:30|Uplatila sam 6.000 RSD"),
		"izvod.csv": "Datum;Opis;Račun primaoca;Isplata\n18.11.2026.;VIP zadatak;160-0005400112233-37;6.500,00\n" +
			"19.11.2026.;kafa;;3,00 EUR\n20.11.2026.;kafa;;3,00 USD\n", // of two currencies none is taken
	})
	cats, err := locale.Load(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[string]string{"en": "izvod.csv: the amount", "sr-Latn": "izvod.csv: uz iznos"} {
		p, err := cats.Printer(lang)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, pr := range f.Problems {
			s := p.Say(pr.Phrase())
			if strings.Contains(s, "/payments/") || strings.Contains(s, "650000") {
				t.Errorf("%s: %q is no sentence for people", lang, s)
			}
			found = found || strings.HasPrefix(s, want) && strings.Contains(s, "500")
		}
		if !found {
			t.Errorf("%s: no sentence %q in %+v", lang, want, f.Problems)
		}
	}
}

// The time of a mail is labelled with its own zone, in the report too.
func TestAMailsTimeNamesItsZone(t *testing.T) {
	const mail = "From: Lena <lena@prevara.example>\r\nTo: Vesna <vesna@primer.example>\r\nSubject: Posao\r\nDate: Wed, 18 Nov 2026 09:12:00 -0800\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" +
		"Dobar dan, posao od kuće za Alibaba, VIP zadatak. Uplatite 6.000 RSD na račun 160-0005400112233-37.\r\n"
	f := examined(t, []string{"Vesna"}, map[string]string{"posao.eml": mail})
	if len(f.Thread.Pieces) != 1 || !f.Thread.Pieces[0].Mail || len(f.Thread.Messages) != 1 {
		t.Fatalf("thread %+v", f.Thread)
	}
	cats, err := locale.Load(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[string]string{"en": "18 Nov 2026, 09:12 (UTC-08:00)", "sr-Latn": "18. 11. 2026. u 09:12 (UTC-08:00)"} {
		p, err := cats.Printer(lang)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.ReplaceAll(p.Sent(f.Thread.Messages[0].Time), "\u00a0", " "); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
	if got := f.Thread.Messages[0].Time.String(); got != "2026-11-18T09:12:00-08:00" {
		t.Errorf("time %s", got)
	}
}
