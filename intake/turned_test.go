package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestAmountsThatABankTakesBack(t *testing.T) {
	const head = "Datum;Opis;Na teret;U korist;Stanje;Valuta\n"
	rows := func(lines ...string) string { return head + strings.Join(lines, "\n") + "\n" }
	tests := []struct {
		name, text string
		codes      []string
		want       []string
	}{
		{
			"the balance confirms it",
			rows("18.11.2026;Prenos;6.000,00;;94.000,00;RSD", "19.11.2026;Storno;-6.000,00;;100.000,00;RSD", "20.11.2026;Trgovina;1.000,00;;99.000,00;RSD"),
			nil,
			[]string{"out 6.000,00", "back in 6.000,00", "out 1.000,00"},
		},
		{
			"newest first",
			rows("20.11.2026;Trgovina;1.000,00;;99.000,00;RSD", "19.11.2026;Storno;-6.000,00;;100.000,00;RSD", "18.11.2026;Prenos;6.000,00;;94.000,00;RSD"),
			nil,
			[]string{"out 1.000,00", "back in 6.000,00", "out 6.000,00"},
		},
		{
			"no balance",
			rows("18.11.2026;Prenos;6.000,00;;;RSD", "19.11.2026;Storno;-6.000,00;;;RSD"),
			[]string{"rows-taken-back"},
			[]string{"out 6.000,00", "back in 6.000,00"},
		},
		{
			"the balance says that it went out",
			rows("18.11.2026;Prenos;6.000,00;;94.000,00;RSD", "19.11.2026;Prenos;-5.000,00;;89.000,00;RSD", "20.11.2026;Trgovina;1.000,00;;88.000,00;RSD"),
			nil,
			[]string{"out 6.000,00", "out 5.000,00", "out 1.000,00"},
		},
		{
			"a bank that writes a minus before all that went out",
			rows("18.11.2026;Prenos;-6.000,00;;94.000,00;RSD", "19.11.2026;Prenos;-5.000,00;;89.000,00;RSD", "20.11.2026;Uplata;;1.000,00;90.000,00;RSD"),
			nil,
			[]string{"out 6.000,00", "out 5.000,00", "in 1.000,00"},
		},
		{
			"the same without a balance",
			rows("18.11.2026;Prenos;-6.000,00;;;RSD", "20.11.2026;Uplata;;1.000,00;;RSD"),
			nil,
			[]string{"out 6.000,00", "in 1.000,00"},
		},
		{
			"the only one that went out was taken back",
			rows("17.11.2026;Zarada;;50.000,00;94.000,00;RSD", "19.11.2026;Storno;-6.000,00;;100.000,00;RSD"),
			nil,
			[]string{"in 50.000,00", "back in 6.000,00"},
		},
		{
			"a bank with a minus before all takes one back",
			rows("18.11.2026;Prenos;-6.000,00;;94.000,00;RSD", "18.11.2026;Prenos;-1.000,00;;93.000,00;RSD", "19.11.2026;Storno;6.000,00;;99.000,00;RSD"),
			nil,
			[]string{"out 6.000,00", "out 1.000,00", "back in 6.000,00"},
		},
		{
			"a dash for the cents",
			rows("18.11.2026;Prenos;6.000,-;;;RSD", "19.11.2026;Prenos;5.000,-;;;RSD", "20.11.2026;Uplata;;1.000,-;;RSD"),
			nil,
			[]string{"out 6.000,00", "out 5.000,00", "in 1.000,00"},
		},
		{
			"a minus of another width before all that went out",
			rows("18.11.2026;Prenos;－6.000,00;;;RSD", "19.11.2026;Prenos;—5.000,00;;;RSD", "20.11.2026;Uplata;;1.000,00;;RSD"),
			nil,
			[]string{"out 6.000,00", "out 5.000,00", "in 1.000,00"},
		},
		{
			"what came is taken back",
			rows("18.11.2026;Uplata;;6.000,00;106.000,00;RSD", "19.11.2026;Storno;;-6.000,00;100.000,00;RSD"),
			nil,
			[]string{"in 6.000,00", "back out 6.000,00"},
		},
	}
	for _, tt := range tests {
		f := Read(t.Context(), memory("a.csv", []byte(tt.text)), Options{Statements: known(t)})
		var got []string
		for _, p := range f.Payments {
			back := ""
			if p.Reversal {
				back = "back "
			}
			got = append(got, strings.TrimSuffix(fmt.Sprintf("%s%s %s", back, p.Direction, p.Amount), " RSD"))
		}
		if !slices.Equal(got, tt.want) || !slices.Equal(codes(f), tt.codes) {
			t.Errorf("%s: payments %q problems %v, want %q %v", tt.name, got, codes(f), tt.want, tt.codes)
		}
	}
}

func TestMoneyTakenBackComesFromItsPayee(t *testing.T) {
	const text = "Datum;Opis;Primalac;Račun primaoca;Isplata;Uplata;Stanje;Valuta\n" +
		"18.11.2026;Prenos;Marko;265-0001234567890-98;6.000,00;;94.000,00;RSD\n" +
		"19.11.2026;Storno;Marko;265-0001234567890-98;-6.000,00;;100.000,00;RSD\n"
	f := Read(t.Context(), memory("a.csv", []byte(text)), Options{Statements: known(t)})
	if len(f.Payments) != 2 || f.Payments[1].From != f.Payments[0].To || f.Payments[1].To != f.Payments[0].From {
		t.Errorf("payments %+v, want the second to go the first's way back", f.Payments)
	}
}

// A sum of the column is what went out without what was taken back.
func TestAPageWithAnAmountTakenBack(t *testing.T) {
	text := strings.NewReplacer(
		" Ukupno ", " 16.11.2026.   16.11.2026.     Storno prenosa Lena Uzorak           -6.000,00                         184.150,50\n Ukupno ",
		"7.250,00       85.400,50", "1.250,00       85.400,50").Replace(serbianPage)
	for _, page := range []string{text, strings.NewReplacer("179.400,50", "", "178.150,50", "", "184.150,50", "", "94.000,00", "", "Stanje", "").Replace(text)} {
		f := pagedText(t, page)
		if n := len(f.Payments); n != 4 || !f.Payments[3].Reversal || f.Payments[3].Direction != "in" || f.Payments[3].Status != "" {
			t.Errorf("payments %+v problems %v, want the last taken back and confirmed", f.Payments, f.Problems)
		}
	}
}
