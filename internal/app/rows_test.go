package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"recourse"
	"recourse/incident"
	"recourse/internal/app"
	"recourse/internal/testkit"
)

// A sum that was asked for to an account and told to be paid is not what went to
// somebody else. What went to another account of theirs is, and what a slip shows that
// was handed in.
func TestToldPaymentsGoWhereTheyWereAskedFor(t *testing.T) {
	engines := loaded(t)
	const (
		account = "160-0005400112233-37"
		utility = "170-0000000005555-33"
		second  = "265-0000000001234-88"
		chat    = "18/11/2026, 09:10 - Lena: Posao od kuće za Alibaba, VIP zadatak.\n18/11/2026, 18:05 - Lena: Uplatite 6.000 RSD na račun " + account + "\n" +
			"18/11/2026, 18:06 - Vesna: Uplatila sam 6.000 RSD\n18/11/2026, 18:07 - Lena: Hvala\n"
		head = "Datum;Opis;Primalac;Račun primaoca;Tip transakcije;Isplata;Valuta\n"
		slip = "POTVRDA O PLAĆANJU\nPrimalac: Komunalije Primer\nRačun primaoca: " + utility + "\nIznos: 6.000,00 RSD\nDatum: 18.11.2026.\nStatus: izvršen\n"
	)
	theirs := "6.000,00 RSD " + incident.BareAccount(account)
	for _, tt := range []struct {
		name, chat, file, text, want string
		said                         bool
	}{
		{"a transfer to somebody else", chat, "izvod.csv", head + "18.11.2026.;Uplata;KOMUNALIJE;" + utility + ";;6.000,00;RSD\n", theirs, true},
		{"a purchase by card", chat, "izvod.csv", head + "18.11.2026.;Kupovina;MAXI;;Kartica;6.000,00;RSD\n", theirs, true},
		{"the transfer", chat, "izvod.csv", head + "19.11.2026.;Uplata;LENA;" + account + ";;6.000,00;RSD\n", theirs, false},
		{"a transfer whose account is not said", chat, "izvod.csv", head + "19.11.2026.;Uplata;LENA;;;6.000,00;RSD\n", "6.000,00 RSD ", false},
		{"both", chat, "izvod.csv", head + "18.11.2026.;Uplata;KOMUNALIJE;" + utility + ";;6.000,00;RSD\n19.11.2026.;Uplata;LENA;" + account + ";;6.000,00;RSD\n", theirs, false},
		{"another account of theirs", strings.Replace(chat, "18/11/2026, 18:07", "18/11/2026, 18:06 - Lena: Drugi račun je "+second+"\n18/11/2026, 18:07", 1), "izvod.csv", head + "19.11.2026.;Uplata;LENA;" + second + ";;6.000,00;RSD\n", "6.000,00 RSD " + incident.BareAccount(second), false},
		{"a slip to another account", chat, "potvrda.txt", slip, "6.000,00 RSD " + incident.BareAccount(utility), false},
	} {
		f := handIn(t, engines, "Vesna", [2]string{"WhatsApp Chat with Lena.txt", tt.chat}, [2]string{tt.file, tt.text})
		var got, matter []string
		for _, p := range f.Incident.Payments {
			got = append(got, fmt.Sprint(p.Amount, " ", incident.BareAccount(p.To.Account)))
		}
		for _, p := range engines.Prepare(f.Files, app.Circumstances{Country: "RS", Lang: "sr-Latn", Person: []string{"Vesna"}}).Ledger(testkit.Belgrade()).Payments {
			if p.Matter {
				matter = append(matter, fmt.Sprint(p.Amount, " ", incident.BareAccount(p.To.Account)))
			}
		}
		if said := slices.ContainsFunc(f.Problems, func(p recourse.Problem) bool { return p.Code == "payment-row-elsewhere" }); said != tt.said {
			t.Errorf("%s: problems %v", tt.name, f.Problems)
		}
		slices.Sort(got)
		slices.Sort(matter)
		want := strings.Split(tt.want, ", ")
		slices.Sort(want)
		if !slices.Equal(got, want) || !slices.Equal(matter, want) {
			t.Errorf("%s: payments %q, in the ledger %q, want %q", tt.name, got, matter, want)
		}
	}
}

// Words about a payment and an entry of a statement are one payment only where
// nothing that both know differs, and where it is clear which entry is meant.
func TestWordsChooseNoEntryThatDiffers(t *testing.T) {
	engines := loaded(t)
	const (
		scammer = "160-0005400112233-37"
		other   = "265-0000000001234-84"
		head    = "Datum;Opis;Primalac;Račun primaoca;Tip transakcije;Isplata;Uplata;Valuta\n"
	)
	row := func(day int, name, account, kind, out string) string {
		return fmt.Sprintf("%02d.11.2026.;;%s;%s;%s;%s;;RSD\n", day, name, account, kind, out)
	}
	for _, tt := range []struct {
		name, told string
		rows       string
		want       string // "day payee" of each payment
		unclear    bool
	}{
		{"one entry that fits", "Uplatila sam 23.000 RSD", row(20, "Petar Primer", "", "", "23.000,00"), "20 Petar Primer", false},
		{"money that came", "Uplatila sam 23.000 RSD", "20.11.2026.;;Poslodavac;;;;23.000,00;RSD\n", "20 ", false},
		{"another currency", "Uplatila sam 23.000 RSD", strings.ReplaceAll(row(20, "Petar Primer", "", "", "23.000,00"), "RSD", "EUR"), "20 ", false},
		{"another rail", "Uplatila sam 23.000 RSD na račun", row(20, "Prodavnica", "", "Kartica", "23.000,00"), "20 ", false},
		{"the rail that was told", "Uplatila sam 23.000 RSD karticom", row(20, "Platforma", "", "Kartica", "23.000,00"), "20 Platforma", false},
		{"another account than was told", "Uplatila sam 23.000 RSD na 170-0030031234500-34", row(20, "Radnja", other, "", "23.000,00"), "20 ", false},
		{"two recipients", "Uplatila sam 23.000 RSD", row(20, "Petar Primer", "", "", "23.000,00") + row(21, "Prodavnica", "", "", "23.000,00"), "20 ", true},
		{"two recipients, of whom the thread names one", "Uplatila sam 23.000 RSD", row(20, "Milan Primerić", "", "", "23.000,00") + row(21, "Prodavnica", "", "", "23.000,00"), "20 Milan Primerić", false},
		{"two recipients, of whom one has the account", "Uplatila sam 23.000 RSD", row(20, "Firma", scammer, "", "23.000,00") + row(21, "Prodavnica", "", "", "23.000,00"), "20 Firma", false},
		{"two equal transfers of one day", "Uplatila sam 23.000 RSD pa opet 23.000 RSD", row(20, "Petar Primer", "", "", "23.000,00") + row(20, "Petar Primer", "", "", "23.000,00"), "20 Petar Primer 20 Petar Primer", false},
		{"two equal transfers of one day to the account", "Uplatila sam 23.000 RSD", row(20, "Firma", scammer, "", "23.000,00") + row(20, "Firma", scammer, "", "23.000,00"), "20 Firma 20 Firma", false},
	} {
		chat := "18/11/2026, 09:12 - Lena: Dobar dan, posao od kuće za Alibaba, VIP zadatak. Uplatite na račun " + scammer + ", primalac Milan Primerić\n" +
			"20/11/2026, 10:00 - Vesna: " + tt.told + "\n20/11/2026, 10:05 - Lena: Hvala\n"
		f := handIn(t, engines, "Vesna", [2]string{"WhatsApp Chat with Lena.txt", chat}, [2]string{"izvod.csv", head + tt.rows})
		var got []string
		for _, p := range f.Incident.Payments {
			got = append(got, fmt.Sprintf("%d %s", p.At.Date().Day, p.To.Name))
		}
		unclear := slices.ContainsFunc(f.Problems, func(p recourse.Problem) bool { return p.Code == "payment-rows-unclear" })
		if s := strings.Join(got, " "); s != tt.want || unclear != tt.unclear {
			t.Errorf("%s: payments %q, want %q; problems %v", tt.name, s, tt.want, f.Problems)
		}
	}
}
