package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// readTable reads a table of values; its payments one a line, as "day ±amount".
func readTable(t *testing.T, text string) (lines []string, f File) {
	t.Helper()
	f = Read(t.Context(), memory("izvod.csv", []byte(text)), Options{Statements: known(t), Chats: spoken(t)})
	for _, p := range f.Payments {
		sign := map[string]string{"out": "-", "in": "+", "": "?"}[p.Direction]
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s%s %s", p.At, sign, p.Amount, p.Status)))
	}
	return lines, f
}

func TestStatementsWithNamesOfMonths(t *testing.T) {
	for _, day := range []string{"13 Nov 2026", "13-Nov-2026", "13-Nov-26", "\"Nov 13, 2026\"", "November 13 2026", "13. nov 2026", "13. novembar 2026.", "13. новембар 2026."} {
		got, f := readTable(t, "Date,Description,Amount,Currency\n"+day+",J. Roe,-850.00,GBP\n")
		if want := []string{"2026-11-13 -850,00 GBP"}; !slices.Equal(got, want) || len(f.Problems) > 0 {
			t.Errorf("%s: %q, problems %v, want %q", day, got, f.Problems, want)
		}
	}
}

func TestCurrenciesByTheirSigns(t *testing.T) {
	for text, want := range map[string]string{
		"Date,Description,Paid out,Paid in\n2026-11-13,J. Roe,£850.00,\n": "2026-11-13 -850,00 GBP",
		"Datum;Opis;Isplata;Uplata;Valuta\n13.11.2026;Lena;850,00;;KM\n":  "2026-11-13 -850,00 BAM",
		"Datum;Opis;Iznos (KM)\n13.11.2026;Lena;-850,00\n":                "2026-11-13 -850,00 BAM",
	} {
		if got, f := readTable(t, text); !slices.Equal(got, []string{want}) || len(f.Problems) > 0 {
			t.Errorf("%s: %q, problems %v, want %q", text, got, f.Problems, want)
		}
	}
}

func TestAStatementOfWhichNothingCouldBeReadSaysSo(t *testing.T) {
	for text, want := range map[string]string{
		"Date,Description,Amount\nsome day,J. Roe,much\n":       "rows-none-read",
		"Date,Description,Amount\n13 Foo 2026,J. Roe,-850.00\n": "rows-without-date",
		"Date,Description,Amount\n2026-11-13,J. Roe,much\n":     "rows-not-read",
	} {
		if got, f := readTable(t, text); len(got) > 0 || !slices.Contains(codes(f), want) {
			t.Errorf("%q: payments %q, problems %v, want %s", text, got, codes(f), want)
		}
	}
}

func TestStatementsThatSayTheDirectionInTheirType(t *testing.T) {
	for _, w := range [][2]string{{"Zaduženje", "Odobrenje"}, {"Odliv", "Priliv"}, {"Isplata", "Uplata"}, {"Outgoing", "Incoming"}, {"Debit", "Credit"}, {"D", "P"}, {"Исплата", "Уплата"}} {
		for _, column := range []string{"Tip", "Vrsta transakcije"} {
			got, f := readTable(t, "Datum;Opis;Iznos;Valuta;"+column+"\n03.11.2026;Binance;11.750,00;RSD;"+w[0]+"\n13.11.2026;Plata;85.000,00;RSD;"+w[1]+"\n")
			if want := []string{"2026-11-03 -11.750,00 RSD", "2026-11-13 +85.000,00 RSD"}; !slices.Equal(got, want) || len(f.Problems) > 0 {
				t.Errorf("%s %q: %q, problems %v, want %q", column, w, got, f.Problems, want)
			}
		}
	}
	// Signs and words that contradict each other: the signs hold, as they did.
	got, _ := readTable(t, "Datum;Opis;Iznos;Valuta;Tip\n03.11.2026;Binance;-11.750,00;RSD;Odobrenje\n13.11.2026;Plata;85.000,00;RSD;-\n")
	if want := []string{"2026-11-03 -11.750,00 RSD", "2026-11-13 +85.000,00 RSD"}; !slices.Equal(got, want) {
		t.Errorf("contradiction: %q, want %q", got, want)
	}
}

func TestCardsWhoseChargesHaveNoSign(t *testing.T) {
	for _, tt := range []struct {
		name, rows, want string
		open             bool
	}{
		{
			"a card that was paid off", "11/13/2026,BINANCE,100.00\n11/14/2026,ONLINE PAYMENT - THANK YOU,-500.00\n11/15/2026,AMAZON,20.00\n",
			"2026-11-13 -100,00 USD|2026-11-14 +500,00 USD|2026-11-15 -20,00 USD", false,
		},
		{
			"a card that writes charges with a minus", "11/13/2026,BINANCE,-100.00\n11/14/2026,Payment Thank You,500.00\n",
			"2026-11-13 -100,00 USD|2026-11-14 +500,00 USD", false,
		},
		{
			"an account that pays by itself", "11/13/2026,VERIZON AUTOPAY PAYMENT,-100.00\n11/14/2026,SALARY,500.00\n",
			"2026-11-13 -100,00 USD|2026-11-14 +500,00 USD", false,
		},
		{
			"one refund among purchases, or one payment among incomes", "11/13/2026,BINANCE,100.00\n11/14/2026,AMAZON,20.00\n11/15/2026,AMAZON,-20.00\n",
			"2026-11-13 ?100,00 USD|2026-11-14 ?20,00 USD|2026-11-15 ?20,00 USD", true,
		},
	} {
		got, f := readTable(t, "Date,Description,Amount (USD)\n"+tt.rows)
		if s := strings.Join(got, "|"); s != tt.want || slices.Contains(codes(f), "direction-unknown") != tt.open {
			t.Errorf("%s: %q, problems %v, want %q", tt.name, s, f.Problems, tt.want)
		}
	}
}
