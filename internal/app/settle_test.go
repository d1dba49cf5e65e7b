package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"recourse/incident"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/testkit"
)

// TestTheCurrencyOfAStatementIsSettledOnce holds from what the currency of a statement
// follows that names none, that all of its entries get it and say so, and that nothing is
// taken where what is known differs.
func TestTheCurrencyOfAStatementIsSettledOnce(t *testing.T) {
	engines := loaded(t)
	const (
		job     = "30/08/2026, 09:01 - Lena: Dobar dan, posao od kuće, VIP zadaci, zarada dnevno bez ulaganja\n30/08/2026, 09:20 - Vesna: može\n"
		sr      = "Datum;Opis;Primalac;Račun primaoca;Isplata;Uplata\n"
		en      = "Date,Description,Payee,Paid out,Paid in\n"
		serbian = "955-0000000009090-81"
		montene = "510-0000000000003-05"
	)
	told := func(sums ...string) string {
		s := job
		for i, sum := range sums {
			s += fmt.Sprintf("1%d/09/2026, 10:00 - Lena: Uplatite %s\n1%d/09/2026, 10:30 - Vesna: uplatila sam %s\n", i+1, sum, i+1, sum)
		}
		return s
	}
	rows := func(account string) string {
		return sr + "11.09.2026.;a;Mira;" + account + ";250,00;\n12.09.2026.;b;Mira;" + account + ";400,00;\n13.09.2026.;c;Firma;;;70,00\n"
	}
	english := en + "2026-09-11,a,Mira,250.00,\n2026-09-12,b,Mira,400.00,\n2026-09-13,c,Firma,,70.00\n"
	for _, tt := range []struct {
		name, chat, rows, country string
		want, from                string
	}{
		{"the accounts", job, rows(serbian), "RS", "RSD", incident.CurrencyByAccounts},
		{"the accounts without a country", job, rows(serbian), "", "RSD", incident.CurrencyByAccounts},
		{"the country", job, rows(""), "RS", "RSD", incident.CurrencyByCountry},
		{"another country with such a form", job, rows(""), "BA", "BAM", incident.CurrencyByCountry},
		{"a country whose banks write otherwise", job, rows(""), "GB", "", ""},
		{"an English form of somebody in Serbia", job, english, "RS", "", ""},
		{"an English form of somebody in Britain", job, english, "GB", "GBP", incident.CurrencyByCountry},
		{"no country", job, rows(""), "", "", ""},
		{"accounts in Montenegro have the same form", job, rows(montene), "ME", "EUR", incident.CurrencyByCountry},
		{"accounts and a country that differ", job, rows(serbian), "ME", "", ""},
		{"the words of two sums", told("250 evra", "400 evra"), rows(""), "", "EUR", incident.CurrencyByWords},
		{"the words against the country", told("250 evra", "400 evra"), rows(serbian), "RS", "EUR", incident.CurrencyByWords},
		{"one sum says little", told("250 evra"), rows(""), "", "", ""},
		{"one sum against the country", told("250 evra"), rows(""), "RS", "", ""},
		{"one sum with the country", told("250 dinara"), rows(""), "RS", "RSD", incident.CurrencyByCountry},
		{"words that differ", told("250 evra", "400 dinara"), rows(serbian), "RS", "", ""},
		{"the own account", job, "IBAN: DE89370400440532013000\n" + rows(""), "RS", "EUR", incident.CurrencyByAccounts},
		{"another entry names it", job, strings.Replace(rows(serbian), "400,00", "400,00 EUR", 1), "RS", "EUR", incident.CurrencyByRows},
		{"other entries name two", job, strings.NewReplacer("400,00", "400,00 EUR", "70,00", "70,00 USD").Replace(rows(serbian)), "RS", "", ""},
		{"the bank's form", job, "Datum;Opis;Zaduženje;Odobrenje;Saldo\n11.09.2026.;a;250,00;;1,00\n12.09.2026.;b;400,00;;1,00\n13.09.2026.;c;;70,00;1,00\n", "", "RSD", incident.CurrencyByForm},
	} {
		opt := intake.Options{Zone: testkit.Belgrade(), Person: []string{"Vesna"}}
		f, err := engines.Examine(t.Context(), given([2]string{"WhatsApp Chat with Lena.txt", tt.chat}, [2]string{"izvod.csv", tt.rows}), opt,
			app.Circumstances{Country: tt.country, Lang: "sr-Latn"}, testkit.Now())
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(f.Files, func(f intake.File) bool { return f.Name == "izvod.csv" })
		if len(f.Files[i].Payments) != 3 {
			t.Fatalf("%s: %d entries, want 3", tt.name, len(f.Files[i].Payments))
		}
		for _, p := range f.Files[i].Payments {
			named := strings.Contains(tt.name, "other entr") && p.CurrencyFrom == "" && p.Amount.Currency != ""
			if named || tt.name == "another entry names it" && p.CurrencyFrom == "" {
				continue
			}
			if string(p.Amount.Currency) != tt.want || p.CurrencyFrom != tt.from {
				t.Errorf("%s: an entry of %v from %q, want %s from %q", tt.name, p.Amount, p.CurrencyFrom, tt.want, tt.from)
			}
		}
		if unknown, derived := saidIn(f, "currency-unknown") != "", saidIn(f, "currency-derived") != ""; unknown != (tt.want == "") || derived == unknown {
			t.Errorf("%s: problems %v", tt.name, f.Problems)
		}
	}
}

// TestTwoEqualTransfersOfADayStayTwo holds that two entries of one sum, day and payee are
// two payments, told once or twice, whether the statement names its currency, and booked up
// to three days away.
func TestTwoEqualTransfersOfADayStayTwo(t *testing.T) {
	engines := loaded(t)
	for _, currency := range []string{"", "RSD"} {
		for offset := -3; offset <= 3; offset++ {
			for _, twice := range []bool{false, true} {
				chat := "18/11/2026, 09:12 - Lena: Dobar dan, posao od kuće za Alibaba, VIP zadatak. Uplatite 6.000 RSD na račun 991-777001-30\n" +
					"18/11/2026, 09:30 - Vesna: Uplatila sam 6.000 RSD\n"
				if twice {
					chat += "18/11/2026, 12:30 - Vesna: Uplatila sam još jednom 6.000 RSD\n"
				}
				row := fmt.Sprintf("%d.11.2026.;zadatak;Mira Primer;991-0000000777001-30;6.000,00;%s\n", 18+offset, currency)
				f := handIn(t, engines, "Vesna", [2]string{"WhatsApp Chat with Lena.txt", chat}, [2]string{"izvod.csv", "Datum;Opis;Primalac;Račun primaoca;Isplata;Valuta\n" + row + row})
				if got := len(f.Incident.Payments); got != 2 {
					t.Errorf("currency %q, %d days away, told twice %t: %d payments, want 2: %+v", currency, offset, twice, got, f.Incident.Payments)
				}
				if list, err := f.Incident.Balances(); err != nil || len(list) != 1 || list[0].Sent.String() != "12.000,00 RSD" {
					t.Errorf("currency %q, %d days away, told twice %t: balances %+v", currency, offset, twice, list)
				}
			}
		}
	}
}
