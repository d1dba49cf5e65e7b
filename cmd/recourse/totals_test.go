package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"recourse/incident"
)

// totalsChat is of payments of which one came back whole; before them came a bait.
const totalsChat = `10/09/2026, 09:01 - Lena HR: Dobar dan, posao od kuće, VIP zadaci, zarada 5.000 dinara dnevno bez ulaganja
10/09/2026, 09:20 - Vesna: može
10/09/2026, 12:00 - Lena HR: Isplaćeno Vam je 1.200 dinara, proverite.
10/09/2026, 12:20 - Vesna: stiglo mi je 1.200 dinara
11/09/2026, 10:00 - Lena HR: Uplatite 20.000 dinara na račun 991-777001-30
11/09/2026, 10:40 - Vesna: uplatila sam 20.000 dinara
12/09/2026, 15:00 - Vesna: banka je odbila uplatu od 20.000 dinara, vratila mi novac
12/09/2026, 15:30 - Lena HR: Onda uplatite 25.000 dinara na račun 988-5550123-36
12/09/2026, 16:00 - Vesna: uplatila sam 25.000 dinara
13/09/2026, 10:00 - Lena HR: Sada uplatite 12.000 dinara za VIP2
13/09/2026, 10:10 - Vesna: neću, nemam
`

const totalsRows = `Datum knjiženja;Datum valute;Naziv primaoca/platioca;Račun primaoca/platioca;Svrha plaćanja;Poziv na broj;Zaduženje;Odobrenje;Stanje
10.09.2026;10.09.2026;K. Adeyemi;945-0000000120034-21;uplata;;;1.200,00;71.200,00
11.09.2026;11.09.2026;Mira Primer;991-0000000777001-30;privatno;;20.000,00;;51.200,00
12.09.2026;12.09.2026;Mira Primer;991-0000000777001-30;Povraćaj - odbijeno;;;20.000,00;71.200,00
12.09.2026;12.09.2026;Goran Primer;988-0000005550123-36;pozajmica;;25.000,00;;46.200,00
14.09.2026;14.09.2026;Vrtić Primer;955-0000000009090-81;vrtić avgust;;12.000,00;;34.200,00
`

// TestTotalsAreTheSameAtEveryDoor holds that the command line, the pages, the report and
// the papers say the same of one case: what left, what came back, and what did not; with
// a statement that names its currency and one that does not.
func TestTotalsAreTheSameAtEveryDoor(t *testing.T) {
	for _, column := range []bool{true, false} {
		dir := t.TempDir()
		rows := totalsRows
		if column {
			rows = strings.Replace(strings.ReplaceAll(rows, "\n", ";RSD\n"), "Stanje;RSD", "Stanje;Valuta", 1)
		}
		for name, text := range map[string]string{"WhatsApp Chat with Lena HR.txt": totalsChat, "izvod.csv": rows} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		// The command line.
		var read struct {
			Ledger struct {
				Totals   []incident.Balance `json:"totals"`
				Possible []incident.Payment `json:"possible"`
			} `json:"ledger"`
		}
		if err := json.Unmarshal([]byte(printed(t, "read", "--json", dir)), &read); err != nil {
			t.Fatal(err)
		}
		if l := read.Ledger.Totals; len(l) != 1 || l[0].Sent.String() != "45.000,00 RSD" || l[0].Back.String() != "21.200,00 RSD" || l[0].Lost.String() != "23.800,00 RSD" {
			t.Errorf("column %t: the ledger's totals are %+v", column, l)
		}
		if len(read.Ledger.Possible) != 1 {
			t.Errorf("column %t: possible %+v, want the kindergarten", column, read.Ledger.Possible)
		}
		// The papers: what came back whole is not asked for again.
		out := filepath.Join(t.TempDir(), "out")
		printed(t, "triage", dir, "--out", out, "--country", "RS", "--lang", "sr-Latn")
		file := filepath.Join(out, "incident.json")
		complaint := printed(t, "write", "rs-criminal-complaint", file, "--lang", "sr-Latn", "--format", "txt", "--out", "-")
		for _, want := range []string{"Ukupno uplaćeno: 45.000 RSD", "primljeno 21.200 RSD", "zahtev u iznosu od 23.800 RSD"} {
			if !strings.Contains(complaint, want) {
				t.Errorf("column %t: the complaint lacks %q:\n%s", column, want, complaint)
			}
		}
		recall := printed(t, "write", "rs-bank-recall", file, "--lang", "sr-Latn", "--format", "txt", "--out", "-")
		if !strings.Contains(recall, "preneto je ukupno 25.000 RSD") || strings.Contains(recall, "20.000") || strings.Contains(recall, "Vrtić") {
			t.Errorf("column %t: the recall asks for other money:\n%s", column, recall)
		}
		report, err := os.ReadFile(filepath.Join(out, "report.html"))
		if err != nil {
			t.Fatal(err)
		}
		if s := plainText(string(report)); !strings.Contains(s, "Vraćeno je 21.200 RSD, a 23.800 RSD nije.") || !strings.Contains(s, "Poslato je 45.000 RSD u 2 uplate.") {
			t.Errorf("column %t: the report says otherwise", column)
		}
		// The pages.
		s := start(t, filepath.Join(t.TempDir(), "data"))
		s.signIn(t)
		path := s.hand(t, dir)
		for _, page := range []string{path, path + "/plan"} {
			facts := make(map[string]string)
			s.page(t, page).Find("dl dt").Each(func(_ int, dt *goquery.Selection) {
				facts[plainText(dt.Text())] = plainText(dt.Next().Text())
			})
			for name, want := range map[string]string{"Sent so far": "45,000 RSD", "Came back": "21,200 RSD", "Not returned": "23,800 RSD"} {
				if facts[name] != want {
					t.Errorf("column %t: %s says %s %q, want %q", column, page, name, facts[name], want)
				}
			}
		}
		if text := plainText(s.page(t, path).Find("main").Text()); !strings.Contains(text, "21,200 RSD came back; 23,800 RSD did not.") || !strings.Contains(text, "sending 25,000 RSD") {
			t.Errorf("column %t: the page's ladder or the words for the bank say otherwise:\n%s", column, text)
		}
		if n := s.page(t, path+"/plan").Find("#payments li").Length(); n != 3 {
			t.Errorf("column %t: the plan asks about %d payments, want two and a possible one", column, n)
		}
		s.stop()
	}
}

var tags = regexp.MustCompile(`<[^>]*>`)

// plainText is a page's text with one space where it has blanks.
func plainText(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(tags.ReplaceAllString(s, " "), "\u00a0", " ")), " ")
}

// printed runs the program and returns what it prints.
func printed(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	args = append(args, "--now", "2026-09-20T09:00:00+02:00")
	if code := run(t.Context(), args, strings.NewReader(""), &out, &errs); code != exitDone {
		t.Fatalf("%q ends with %d: %s", args, code, errs.String())
	}
	return strings.ReplaceAll(out.String(), "\u00a0", " ")
}
