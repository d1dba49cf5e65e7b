package intake

import (
	"slices"
	"strings"
	"testing"
)

func TestTheAccountInARowsOwnText(t *testing.T) {
	const (
		head  = "Datum;Opis;Na teret;U korist;Valuta\n"
		mine  = "Račun: 160-0000000000001-73;;;;\n"
		to    = "265-0001234567890-98"
		value = "265000123456789098"
		food  = "20.11.2026;Radnja Primer;100,00;;RSD\n"
	)
	pay := func(text string) string { return "18.11.2026;" + text + ";6.000,00;;RSD\n" }
	got := func(text string) []string {
		f := Read(t.Context(), memory("a.csv", []byte(text)), Options{Statements: known(t)})
		var list []string
		for _, p := range f.Payments {
			list = append(list, otherEnd(p).Account+" "+p.Rail)
		}
		return list
	}
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"one account", head + pay("PRENOS - MARKO UZORAK, "+to+", AKTIVACIJA") + food, []string{value + " bank-transfer", " "}},
		{"an IBAN", head + pay("Marko RS35 2650 0000 0000 1234 88") + food, []string{"RS35265000000000123488 bank-transfer", " "}},
		{"the person's own beside it", mine + head + pay("sa 160-0000000000001-73 na "+to) + food, []string{value + " bank-transfer", " "}},
		{"only the person's own", mine + head + pay("sa 160-0000000000001-73") + food, []string{" ", " "}},
		{"two accounts", head + pay("sa 160-0000000000001-73 na "+to) + food, []string{" ", " "}},
		{"a wrong control number", head + pay("PRENOS 265-0001234567890-99") + food, []string{" bank-transfer", " "}},
		{"what the bank takes for it", head + pay("Provizija za nalog "+to) + food, []string{" ", " "}},
		{"what was paid by card", head + pay("POS kartica "+to) + food, []string{" card", " "}},
		{"in every row", head + strings.Repeat(pay("Plaćanje sa "+to), 3), []string{" ", " ", " "}},
		{"in rows of both directions", head + pay("Plaćanje "+to) + "19.11.2026;Zarada na " + to + ";;85.000,00;RSD\n" + food, []string{" ", " ", " "}},
		{"money that came", head + food + "19.11.2026;Od Marko Uzorak " + to + ";;500,00;RSD\n", []string{" ", value + " bank-transfer"}},
		{"a column has it", "Datum;Opis;Račun primaoca;Isplata;Valuta\n18.11.2026;na " + to + ";908-34001-19;6.000,00;RSD\n", []string{"908-34001-19 bank-transfer"}},
	} {
		if g := got(tt.text); !slices.Equal(g, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, g, tt.want)
		}
	}
	page := strings.Replace(serbianPage, "aktivacija naloga", "na "+to+"      ", 1)
	if f := pagedText(t, page); len(f.Payments) != 3 || f.Payments[0].To.Account != value || f.Payments[1].From.Account != "" {
		t.Errorf("page: %+v, want the account in the text of the first row", f.Payments)
	}
}
