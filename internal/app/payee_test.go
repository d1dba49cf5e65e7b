package app_test

import (
	"fmt"
	"strings"
	"testing"

	"recourse/incident"
)

// The account that is named where a sum is asked for is offered as the payee of the
// payment of that sum, with the place where it stands; of several none is.
func TestTheAccountThatIsNamedForASumIsOfferedAsPayee(t *testing.T) {
	engines := loaded(t)
	const (
		account = "160-0005400112233-37"
		other   = "265-0000001234567-89"
		job     = "18/11/2026, 09:10 - Lena: Posao od kuće za Alibaba, VIP zadatak.\n"
		head    = "Datum;Opis;Primalac;Račun primaoca;Isplata;Valuta\n"
	)
	lena := func(text string) string { return "18/11/2026, 09:12 - Lena: " + text + "\n" }
	vesna := func(text string) string { return "18/11/2026, 09:30 - Vesna: " + text + "\n" }
	for _, tt := range []struct {
		name, chat, rows string
		want             string // "sum account" of each payment
	}{
		{"in one message", lena("Uplatite 6.000 RSD na račun "+account) + vesna("Uplatila sam 6.000 RSD"), "", "6.000,00 RSD 160000540011223337"},
		{"in the next message", lena("Uplatite 6.000 RSD") + lena("Račun je "+account) + vesna("Uplatila sam 6.000 RSD"), "", "6.000,00 RSD 160000540011223337"},
		{"told without its sum", lena("Uplatite 6.000 RSD na račun "+account) + vesna("Poslala."), "", "6.000,00 RSD 160000540011223337"},
		{"each sum with its own", lena("Uplatite 6.000 RSD na račun "+account) + vesna("Uplatila sam 6.000 RSD") + lena("Sada uplatite 23.000 RSD na račun "+other) + vesna("Uplatila sam 23.000 RSD"), "", "6.000,00 RSD 160000540011223337, 23.000,00 RSD 265000000123456789"},
		{"another sum was paid", lena("Uplatite 6.000 RSD na račun "+account) + vesna("Uplatila sam 9.000 RSD"), "", "9.000,00 RSD "},
		{"two accounts", lena("Uplatite 6.000 RSD na račun "+account+" ili "+other) + vesna("Uplatila sam 6.000 RSD"), "", "6.000,00 RSD "},
		{"the account was named for something else", lena("Uplatite 6.000 RSD na račun "+account) + vesna("Dobro") + lena("Sada uplatite 23.000 RSD") + vesna("Uplatila sam 23.000 RSD"), "", "23.000,00 RSD "},
		{"the person named their own", lena("Uplatite 6.000 RSD") + vesna("Moj račun je "+account) + vesna("Uplatila sam 6.000 RSD"), "", "6.000,00 RSD "},
		{"a statement shows what went to another account", lena("Uplatite 6.000 RSD na račun "+account) + vesna("Uplatila sam 6.000 RSD"), "18.11.2026.;zadatak;Firma;" + other + ";6.000,00;RSD\n", "6.000,00 RSD 160000540011223337"},
	} {
		files := [][2]string{{"WhatsApp Chat with Lena.txt", job + tt.chat}}
		if tt.rows != "" {
			files = append(files, [2]string{"izvod.csv", head + tt.rows})
		}
		f := handIn(t, engines, "Vesna", files...)
		var got []string
		for _, p := range f.Incident.Payments {
			got = append(got, fmt.Sprint(p.Amount, " ", incident.BareAccount(p.To.Account)))
			if p.To.Account != "" && tt.rows == "" && (len(p.Origins) < 2 || p.To.Party == "") {
				t.Errorf("%s: payee %+v without an origin of its own, %v", tt.name, p.To, p.Origins)
			}
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%s: payments %q, want %q", tt.name, s, tt.want)
		}
	}
}

// The name that the other side gave with an account is the payee's, as the person was
// told to enter it. Of two names none is, nor is the name of whoever writes, or a bank's.
func TestTheNameThatIsGivenWithAnAccountIsThePayees(t *testing.T) {
	engines := loaded(t)
	const (
		account = "160-0005400112233-37"
		other   = "265-0000001234567-89"
		job     = "18/11/2026, 09:10 - Lena Mentor: Posao od kuće za Alibaba, VIP zadatak.\n"
		paid    = "18/11/2026, 09:30 - Vesna: Uplatila sam 6.000 RSD\n"
	)
	lena := func(text string) string { return "18/11/2026, 09:12 - Lena Mentor: " + text + "\n" }
	for _, tt := range []struct{ chat, want string }{
		{lena("Uplatite 6.000 RSD. Primalac Goran Petković, račun " + account), "Goran Petković"},
		{lena("Uplatite 6.000 RSD. Primalac: Jelena Savić Račun: " + account), "Jelena Savić"},
		{lena("Uplatite 6.000 RSD na račun " + account + ", primalac Milan Đurić."), "Milan Đurić"},
		{lena("Uplatite 6.000 RSD na račun " + account + ", Goran Petković"), "Goran Petković"},
		{lena("Uplatite 6.000 RSD") + lena("Račun je "+account) + lena("Na ime Goran Petković"), "Goran Petković"},
		{lena("Уплатите 6.000 РСД. Прималац Горан Петковић, рачун " + account), "Горан Петковић"},
		{lena("Uplatite 6.000 RSD. Primalac Zlatni Put d.o.o., račun " + account), "Zlatni Put d.o.o."},
		{lena("Deposit 6.000 RSD. Beneficiary: Goran Petrov, account " + account), "Goran Petrov"},
		{lena("Uplatite 6.000 RSD na račun " + account), ""},
		{lena("Uplatite 6.000 RSD na račun " + account + ", Banka Poštanska"), ""},
		{lena("Uplatite 6.000 RSD na račun " + account + ", hvala Vam Vesna"), ""},
		{lena("Uplatite 6.000 RSD na račun "+account+", primalac Goran Petković") + lena("Ili primalac Jelena Savić"), "Goran Petković"},
		{lena("Uplatite 6.000 RSD na račun " + account + ". Primalac Goran Petković ili primalac Jelena Savić"), ""},
		{lena("Uplatite 6.000 RSD na račun "+account) + lena("Primalac Jelena Savić, račun "+other+", za drugi zadatak"), ""},
	} {
		f := handIn(t, engines, "Vesna", [2]string{"WhatsApp Chat with Lena Mentor.txt", job + tt.chat + paid})
		if len(f.Incident.Payments) != 1 || f.Incident.Payments[0].To.Name != tt.want {
			t.Errorf("%s: payments %+v, want the payee %q", tt.chat, f.Incident.Payments, tt.want)
		}
	}
}

// An account whose check digits do not match is said where words or a slip alone show it.
func TestAnAccountThatCannotBeRightIsSaid(t *testing.T) {
	engines := loaded(t)
	const right, wrong = "160-0005400112233-37", "265-0000001234567-12"
	ask := func(account string) [2]string {
		return [2]string{"WhatsApp Chat with Lena.txt", "18/11/2026, 09:00 - Lena: Uplatite 6.000 RSD na račun " + account + " da aktivirate VIP1 zadatke\n18/11/2026, 09:30 - Vesna: Uplatila sam 6.000 RSD na račun " + account + "\n"}
	}
	entry := "Datum,Opis,Primalac,Račun primaoca,Iznos,Valuta\n18.11.2026,Uplata,LENA," + wrong + ",\"-6.000,00\",RSD\n"
	for name, tt := range map[string]struct {
		files [][2]string
		want  string
	}{
		"its check digits match":       {[][2]string{ask(right)}, ""},
		"they do not":                  {[][2]string{ask(wrong)}, "WhatsApp Chat with Lena.txt 265-0000001234567-12"},
		"the bank itself shows it so":  {[][2]string{ask(wrong), {"i.csv", entry}}, ""},
		"a card was paid with, not it": {[][2]string{{"WhatsApp Chat with Lena.txt", "18/11/2026, 09:30 - Vesna: Uplatila sam 6.000 RSD karticom\n"}}, ""},
	} {
		if got := saidIn(handIn(t, engines, "Vesna", tt.files...), "payment-account-wrong"); got != tt.want {
			t.Errorf("%s: said of %q, want %q", name, got, tt.want)
		}
	}
}
