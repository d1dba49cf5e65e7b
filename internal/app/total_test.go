package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// What words tell of several payments at once is compared with what a statement or
// another chat shows: nothing counts twice, and what is open is said.
func TestTotalsAndStatements(t *testing.T) {
	engines := loaded(t)
	const (
		head = "Račun;Datum knjiženja;Primalac/Platilac;Račun primaoca/platioca;Svrha plaćanja;Isplata;Uplata;Valuta\n"
		ask  = "18/11/2026, 09:12 - Lena: Dobar dan, posao od kuće za Alibaba, VIP zadatak. Uplatite na račun 160-0005400112233-37\n"
	)
	says := func(who string, day int, text string) string {
		return fmt.Sprintf("%02d/11/2026, 15:00 - %s: %s\n", day, who, text)
	}
	row := func(day int, sum string) string {
		return fmt.Sprintf("977-0000000030417-03;%02d.11.2026.;Firma;160-0005400112233-37;;%s;;RSD\n", day, sum)
	}
	for _, tt := range []struct {
		name string
		chat string
		more string // a chat with somebody else
		rows string
		paid string
		said string
	}{
		{"a total that the statement shows", says("Vesna", 22, "Ukupno sam uplatila 40.000 dinara"), "", row(18, "15.000,00") + row(20, "25.000,00"), "18 15.000,00 RSD, 20 25.000,00 RSD", ""},
		{"a total of which the statement shows a part", says("Vesna", 22, "Ukupno sam uplatila 40.000 dinara"), "", row(18, "15.000,00"), "18 15.000,00 RSD", "payment-total"},
		{"a total that was told before the last payment", says("Vesna", 18, "Ukupno sam uplatila 15.000 dinara"), "", row(18, "15.000,00") + row(20, "25.000,00"), "18 15.000,00 RSD, 20 25.000,00 RSD", ""},
		{"a total of one payment", says("Vesna", 20, "Izgubila sam 15.000 dinara"), "", row(18, "15.000,00"), "18 15.000,00 RSD", ""},
		{"three payments of one sum", says("Vesna", 21, "Uplatila sam tri puta po 5.000 dinara"), "", row(18, "5.000,00") + row(19, "5.000,00") + row(20, "5.000,00"), "18 5.000,00 RSD, 19 5.000,00 RSD, 20 5.000,00 RSD", ""},
		{"their word and the statement", says("Lena", 19, "Uplata od 6.000 dinara je obrađena"), "", row(18, "6.000,00"), "18 6.000,00 RSD", ""},
		{"their word alone", says("Lena", 19, "Uplata od 6.000 dinara je obrađena"), "", "", "19 6.000,00 RSD", "payment-their-word"},
		{"their word weeks later", says("Vesna", 18, "Uplatila sam 6.000 dinara") + says("Lena", 29, "Primili smo Vašu uplatu od 6.000 dinara"), "", "", "18 6.000,00 RSD", ""},
		{"their word of the sum of two payments", says("Vesna", 18, "Uplatila sam 6.000 dinara") + says("Vesna", 19, "Uplatila sam 9.000 dinara") + says("Lena", 20, "Primili smo Vašu uplatu od 15.000 dinara"), "", "", "18 6.000,00 RSD, 19 9.000,00 RSD", ""},
		{"a total in another chat", says("Vesna", 18, "Uplatila sam 6.000 dinara") + says("Vesna", 19, "Uplatila sam 9.000 dinara"), says("Vesna", 20, "Prevarili su me na poslu od kuće, Alibaba VIP zadatak, ukupno sam im uplatila 15.000 dinara") + says("Mira", 20, "Zovi banku"), "", "18 6.000,00 RSD, 19 9.000,00 RSD", ""},
		{"a total that is more", says("Vesna", 18, "Uplatila sam 6.000 dinara") + says("Vesna", 22, "Uzeli ste mi 15.000 dinara"), "", "", "18 6.000,00 RSD", "payment-total"},
		{"two totals and no payment", says("Vesna", 18, "Do sada sam uplatila 6.000 dinara") + says("Vesna", 22, "Ukupno sam uplatila 15.000 dinara"), "", "", "? 15.000,00 RSD", "payment-total-alone"},
		{"a total in another currency", says("Vesna", 18, "Uplatila sam 6.000 dinara") + says("Vesna", 22, "Ukupno sam izgubila 500 evra"), "", "", "18 6.000,00 RSD", "payment-total"},
	} {
		files := [][2]string{{"WhatsApp Chat with Lena.txt", ask + tt.chat}}
		if tt.more != "" {
			files = append(files, [2]string{"WhatsApp Chat with Mira.txt", tt.more})
		}
		if tt.rows != "" {
			files = append(files, [2]string{"izvod.csv", head + tt.rows})
		}
		f := handIn(t, engines, "Vesna", files...)
		var said []string
		for _, p := range f.Problems {
			if strings.HasPrefix(p.Code, "payment-") && !slices.Contains(said, p.Code) {
				said = append(said, p.Code)
			}
		}
		if got := paidIn(f); got != tt.paid || strings.Join(said, " ") != tt.said {
			t.Errorf("%s: paid %q, want %q; said %v, want %q", tt.name, got, tt.paid, said, tt.said)
		}
	}
}
