package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"recourse"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/testkit"
)

// told reads files of somebody who says no name, and returns what they tell of
// payments, as "day amount direction", and the codes of the problems.
func told(t *testing.T, engines *app.Engines, files ...[2]string) (paid, codes []string) {
	t.Helper()
	f := handIn(t, engines, "", files...)
	for _, p := range f.Incident.Payments {
		paid = append(paid, fmt.Sprintf("%s %d %s", dayIn(p), p.Amount.Minor/100, p.Direction))
	}
	for _, p := range f.Problems {
		codes = append(codes, p.Code)
	}
	slices.Sort(paid)
	return paid, codes
}

func plainMail(from, to, date, body string) string {
	return "From: " + from + "\r\nTo: " + to + "\r\nSubject: Re: zadatak\r\nDate: " + date + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + strings.ReplaceAll(body, "\n", "\r\n")
}

// What a mail repeats is of whoever wrote it, and of its day.
func TestQuotedPartsBelongToWhoWroteThem(t *testing.T) {
	engines := loaded(t)
	const (
		bojan = "Bojan Savić <bojan@posta.example>"
		mirna = "Mirna Office <mirna@zadaci.example>"
		late  = "Tue, 17 Nov 2026 10:00:00 +0100"
		ask   = "Za VIP zadatak uplatite 18.500 RSD na račun 160-0005400112233-37"
	)
	for _, tt := range []struct {
		name, mail string
		want       []string
	}{
		{"Gmail in Serbian", plainMail(bojan, mirna, late, "Uplatio sam 18.500 RSD danas.\n\npon, 16. nov 2026. u 18:40 Mirna Office <mirna@zadaci.example> je napisao/la:\n\n> "+ask+"\n>\n"), []string{"17 18500 out"}},
		{"Gmail in Cyrillic", plainMail(bojan, mirna, late, "Уплатио сам 18.500 РСД данас.\n\nпон, 16. нов 2026. у 18:40 Mirna Office <mirna@zadaci.example> је написао/ла:\n\n> Уплатите 18.500 РСД за ВИП задатак\n"), []string{"17 18500 out"}},
		{"Thunderbird in Serbian", plainMail(bojan, mirna, late, "Uplatio sam 18.500 RSD.\n\nDana 16.11.2026. u 18:40, Mirna Office je napisao/la:\n> "+ask+"\n"), []string{"17 18500 out"}},
		{"Gmail over two lines", plainMail(bojan, mirna, late, "I paid USD 900 today.\n\nOn Mon, Nov 16, 2026 at 3:12 PM Mirna Office <mirna@zadaci.example>\nwrote:\n\n> Please pay the deposit of USD 900 to start the tasks.\n"), []string{"17 900 out"}},
		{"Outlook", plainMail(bojan, mirna, late, "Hello,\nI paid USD 900 by bank transfer.\n\n-----Original Message-----\nFrom: Mirna Office <mirna@zadaci.example>\nSent: Monday, November 16, 2026 3:12 PM\nTo: Bojan\nSubject: Order\n\nPlease pay the deposit of USD 900 to our new account.\n"), []string{"17 900 out"}},
		{"Outlook, an account as before", plainMail(bojan, mirna, late, "Hello,\nI paid USD 900 by bank transfer.\n\n________________________________\nFrom: Mirna Office <mirna@zadaci.example>\nSent: Monday, November 16, 2026 3:12 PM\nTo: Bojan\nSubject: Order\n\nPlease pay the deposit of USD 900 for the tasks.\n"), []string{"17 900 out"}},
		{"Outlook in Serbian", plainMail(bojan, mirna, late, "Uplatio sam 18.500 RSD.\n\nOd: Mirna Office <mirna@zadaci.example>\nPoslato: ponedeljak, 16. novembar 2026. 15:12\nZa: Bojan\nTema: zadatak\n\n"+ask+"\n"), []string{"17 18500 out"}},
		{"no name above", plainMail(bojan, mirna, late, "Uplatio sam 18.500 RSD.\n\n> "+ask+"\n"), []string{"? 18500 out"}},
		{"no name above, the person's words below", plainMail(mirna, bojan, late, "Hvala. Uplatite još 30.000 RSD\n\n> Uplatio sam 18.500 RSD.\n"), []string{"? 18500 out"}},
		{"the day is that of what is repeated", plainMail(mirna, bojan, late, "Thanks, please send the rest.\n\nOn Fri, Nov 13, 2026 at 3:12 PM Bojan Savić <bojan@posta.example> wrote:\n> I paid USD 900 today.\n"), []string{"13 900 out"}},
		{"a day that can be read in two ways", plainMail(mirna, bojan, late, "Thanks, please send the rest.\n\nOn 11/12/2026 at 3:12 PM Bojan Savić <bojan@posta.example> wrote:\n> I paid USD 900.\n"), []string{"? 900 out"}},
		{"what somebody else wrote", plainMail(bojan, "Tetka <tetka@posta.example>", late, "Vidi šta mi je stiglo, uplatio sam 18.500 RSD.\n\n---------- Forwarded message ---------\nFrom: Vesna <vesna@drugo.example>\nDate: Fri, Nov 13, 2026 at 3:12 PM\nSubject: zadaci\nTo: Bojan\n\nUplatila sam 70.000 RSD i zaradila duplo, posao od kuće, VIP zadaci.\n"), []string{"? 18500 out"}},
		{"a quotation in a quotation", plainMail(bojan, mirna, late, "I paid USD 900.\n\nOn Mon, Nov 16, 2026 at 3:12 PM Mirna Office <mirna@zadaci.example> wrote:\n> Please pay USD 900 for the next task, then you can withdraw.\n> On Fri, Nov 13, 2026 Bojan wrote:\n>> I paid USD 150 for the first task\n"), []string{"17 900 out", "? 150 out"}},
		{"the day above what is repeated is not that of the payment", plainMail(mirna, bojan, late, "Thanks.\nOn Fri, Nov 13, 2026 at 3:12 PM Bojan Savić <bojan@posta.example> wrote:\n> I paid USD 900 for the VIP tasks.\n"), []string{"? 900 out"}},
		{"no empty line ahead of the words above", plainMail(bojan, mirna, late, "Uplatio sam 18.500 RSD.\nDana 16.11.2026. u 18:40, Mirna Office je napisao/la:\n> "+ask+"\n"), []string{"17 18500 out"}},
	} {
		got, codes := told(t, engines, [2]string{"a.eml", tt.mail})
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: payments %q, want %q; problems %q", tt.name, got, tt.want, codes)
		}
		if strings.Contains(tt.mail, "new account") {
			continue // what was paid before the details changed is not of the matter
		}
		other := [2]string{"b.eml", plainMail(bojan, mirna, "Wed, 11 Nov 2026 10:00:00 +0100", "Uplatio sam 4.200 RSD za zadatak.")}
		got, _ = told(t, engines, [2]string{"a.eml", tt.mail}, other)
		if want := slices.Sorted(slices.Values(append(slices.Clone(tt.want), "? 4200 out"))); !slices.Equal(got, want) {
			t.Errorf("%s, beside another mail: payments %q, want %q", tt.name, got, want)
		}
	}
}

// What the other side writes right above the words of a quotation of the person is not
// the person's: neither what it asks for, nor what it says that it paid.
func TestALineAboveAQuotationIsOfWhoSendsTheMail(t *testing.T) {
	engines := loaded(t)
	const quoted = "\nOn Mon, Nov 16, 2026 at 3:12 PM Bojan Savić <bojan@posta.example> wrote:\n> How much for the VIP tasks?\n"
	for line, want := range map[string]string{
		"please pay 500 EUR to DE89370400440532013000.": "2026-11-17 500,00 EUR Mirna Office",
		"2000 is not enough and I paid 500 EUR.":        "",
	} {
		mail := plainMail("Mirna Office <mirna@zadaci.example>", "bojan@posta.example", "Tue, 17 Nov 2026 10:00:00 +0100", "Dear Bojan,\n\n"+line+quoted)
		for _, person := range []string{"", "bojan@posta.example"} {
			f := handIn(t, engines, person, [2]string{"a.eml", mail})
			if n := len(f.Incident.Payments); n != 0 && person != "" {
				t.Errorf("%q to %q: %d payments, want none", line, person, n)
			}
			asked := ""
			for _, r := range engines.Prepare(f.Files, app.Circumstances{Person: []string{person}}).Ledger(testkit.Belgrade()).Asked {
				asked += fmt.Sprintf("%s %s %s", r.At.Date(), r.Amount, r.Name)
			}
			if asked != want {
				t.Errorf("%q to %q: asked for %q, want %q", line, person, asked, want)
			}
		}
	}
}

// What is told of payments and not taken for the person's is said, in every answer.
func TestWhatIsNotTakenIsSaid(t *testing.T) {
	engines := loaded(t)
	const ask = "18/11/2026, 09:12 - Mirna: Posao od kuće, VIP zadatak. Uplatite 18.500 RSD na račun 160-0005400112233-37\n"
	for _, tt := range []struct {
		name, chat, code string
		paid             int
	}{
		{"kin", ask + "18/11/2026, 10:00 - Bojan: Uplatio sam 18.500 RSD\n18/11/2026, 10:01 - Bojan: Moja sestra je uplatila 44.000 RSD\n", "payment-of-another", 1},
		{"returned", ask + "18/11/2026, 10:00 - Bojan: Uplatio sam 18.500 RSD ali mi je banka vratila novac\n", "payment-returned", 0},
		{"group", ask + "18/11/2026, 10:00 - Bojan: Uplatio sam 18.500 RSD\n18/11/2026, 10:01 - Sanja: Uplatila sam 44.000 RSD\n", "payment-of-another", 0},
	} {
		paid, codes := told(t, engines, [2]string{"chat.txt", tt.chat})
		if len(paid) != tt.paid || !slices.Contains(codes, tt.code) {
			t.Errorf("%s: payments %q, problems %q; want %d and %s", tt.name, paid, codes, tt.paid, tt.code)
		}
		files, err := app.ReadAll(t.Context(), given([2]string{"chat.txt", tt.chat}), intake.Options{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		left := engines.Prepare(files, app.Circumstances{Country: "RS", Lang: "en"}).Ledger(testkit.Belgrade()).Left
		if !slices.ContainsFunc(left, func(p recourse.Problem) bool { return p.Code == tt.code }) {
			t.Errorf("%s: the ledger leaves %v, want %s among it", tt.name, left, tt.code)
		}
	}
}

// Who is quoted and wrote nothing themselves is a party too, and what stands in their words
// points to them.
func TestWhoIsQuotedAloneIsAParty(t *testing.T) {
	const reply = "Hello.\n\nOn Mon, Nov 16, 2026 at 3:12 PM Mirna Kos wrote:\n> Please pay USD 900 for the VIP tasks at https://placanje.example/vip\n"
	f := handIn(t, loaded(t), "Bojan Savić", [2]string{"a.eml", plainMail("Bojan Savić <bojan@posta.example>", "Mirna Kos <mirna@posao.example>", "Tue, 17 Nov 2026 10:00:00 +0100", reply)})
	var got []string
	for _, p := range f.Incident.Parties {
		for _, i := range p.Indicators {
			got = append(got, p.Name+" "+i.Value)
		}
	}
	if want := []string{"Mirna Kos https://placanje.example/vip", "Mirna Kos placanje.example"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q; parties %+v", got, want, f.Incident.Parties)
	}
}
