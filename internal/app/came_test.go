package app_test

import (
	"fmt"
	"strings"
	"testing"
)

// Money that came is shown where the person says so or a statement shows it on that
// day; the other side's word alone is a problem line.
func TestMoneyThatCameIsShown(t *testing.T) {
	engines := loaded(t)
	const (
		head = "Račun;Datum knjiženja;Primalac/Platilac;Račun primaoca/platioca;Svrha plaćanja;Isplata;Uplata;Valuta\n"
		out  = "977-0000000030417-03;20.11.2026.;Firma;160-0005400112233-37;;6.000,00;;RSD\n"
		ask  = "18/11/2026, 09:12 - Lena: Dobar dan, posao od kuće za Alibaba, VIP zadatak. Uplatite 6.000 RSD na račun 160-0005400112233-37\n20/11/2026, 09:30 - Vesna: Uplatila sam 6.000 RSD\n"
		sent = "20/11/2026, 12:00 - Lena: Poslali smo Vam 7.800 dinara\n"
		came = "20/11/2026, 13:00 - Vesna: stiglo mi je 7.800 dinara\n"
	)
	in := func(day int, name, account, sum string) string {
		return fmt.Sprintf("977-0000000030417-03;%02d.11.2026.;%s;%s;;;%s;RSD\n", day, name, account, sum)
	}
	for _, tt := range []struct {
		name, chat, rows, want string
		said, unclear          bool
	}{
		{"the person says so", ask + sent + came, "", "20 7.800,00 RSD", false, false},
		{"the person says so twice", ask + came + "21/11/2026, 13:00 - Vesna: vratili ste mi 7.800 dinara, hvala\n", "", "20 7.800,00 RSD", false, false},
		{"the other side alone", ask + sent, "", "", true, false},
		{"the other side and a statement", ask + sent, out + in(21, "K. Adeyemi", "", "7.800,00"), "21 K. Adeyemi 7.800,00 RSD", false, false},
		{"the person and a statement", ask + sent + came, out + in(20, "K. Adeyemi", "", "7.800,00"), "20 K. Adeyemi 7.800,00 RSD", false, false},
		{"a sum of weeks before", ask + sent, out + in(2, "Poslodavac", "", "7.800,00"), "", true, false},
		{"two payers of one day", ask + sent, out + in(20, "Poslodavac", "", "7.800,00") + in(20, "K. Adeyemi", "", "7.800,00"), "", true, true},
		{"from the account to which it went", ask, out + in(21, "Firma", "160-0005400112233-37", "5.900,00"), "21 Firma 5.900,00 RSD", false, false},
		{"wages", ask, out + in(21, "Poslodavac", "", "65.000,00"), "", false, false},
	} {
		files := [][2]string{{"WhatsApp Chat with Lena.txt", tt.chat}}
		if tt.rows != "" {
			files = append(files, [2]string{"izvod.csv", head + tt.rows})
		}
		f := handIn(t, engines, "Vesna", files...)
		var got []string
		out := 0
		for _, p := range f.Incident.Payments {
			if p.Direction != "in" {
				out++
				continue
			}
			if p.Confirmed {
				t.Errorf("%s: %s is confirmed", tt.name, p.Amount)
			}
			got = append(got, strings.Join(strings.Fields(dayIn(p)+" "+p.From.Name+" "+p.Amount.String()), " "))
		}
		if s := strings.Join(got, ", "); s != tt.want || out != 1 {
			t.Errorf("%s: came %q, want %q; %d payments went, want one", tt.name, s, tt.want, out)
		}
		if said, unclear := saidIn(f, "payment-said-sent") != "", saidIn(f, "payment-rows-unclear") != ""; said != tt.said || unclear != tt.unclear {
			t.Errorf("%s: problems %v", tt.name, f.Problems)
		}
	}
}

// A demand that a statement shows to have been paid in parts is not open; what was paid
// before it is no part of it.
func TestADemandPaidInPartsIsNotOpen(t *testing.T) {
	engines := loaded(t)
	const (
		head = "Račun;Datum knjiženja;Primalac/Platilac;Račun primaoca/platioca;Svrha plaćanja;Isplata;Uplata;Valuta\n"
		ask  = "18/11/2026, 09:12 - Lena: Dobar dan, posao od kuće za Alibaba, VIP zadatak. Uplatite 48.500 RSD na račun 160-0005400112233-37\n18/11/2026, 09:30 - Vesna: Važi, iz dva dela\n"
	)
	row := func(day int, sum string) string {
		return fmt.Sprintf("977-0000000030417-03;%02d.11.2026.;Firma;160-0005400112233-37;;%s;;RSD\n", day, sum)
	}
	for _, tt := range []struct {
		rows string
		open int
	}{
		{row(18, "30.000,00") + row(19, "18.500,00"), 0},
		{row(18, "30.000,00") + row(19, "18.000,00"), 1},
		{row(16, "30.000,00") + row(19, "18.500,00"), 1},
	} {
		f := handIn(t, engines, "Vesna", [2]string{"WhatsApp Chat with Lena.txt", ask}, [2]string{"izvod.csv", head + tt.rows})
		if len(f.Incident.Payments) != 2 || len(f.Incident.Asked) != tt.open {
			t.Errorf("%q: %d payments, asked and not paid %v, want %d", tt.rows, len(f.Incident.Payments), f.Incident.Asked, tt.open)
		}
	}
}
