package intake

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Statements without a running balance: the balances before and after all rows.
const (
	germanStatement = `Kontoauszug 11/2026
IBAN DE89370400440532013000
Kontostand am 31.10.2026, Auszug Nr. 10     2.000,00 EUR

 Datum         Erläuterung                      Betrag EUR
 05.11.2026    Überweisung Muster GmbH           -1.500,00
 06.11.2026    Gutschrift Firma                   2.000,50
Kontostand am 30.11.2026 um 20:00 Uhr     2.500,50
`
	germanBalances = `Kontoauszug
Saldovortrag: 2.000,00 EUR

 Buchungstag   Wertstellung   Verwendungszweck              Soll         Haben      Saldo
 05.11.2026    05.11.2026     Überweisung Muster GmbH       1.500,00                  500,00
 06.11.2026    06.11.2026     Gutschrift Firma                           2.000,50   2.500,50
`
	spanishStatement = `Estado de cuenta
Saldo anterior 2.000,00 EUR

 Fecha         Concepto                            Importe          Saldo
 05/11/2026    Transferencia a Inés              -1.500,00         500,00
 26/11/2026    Nómina                             2.000,50       2.500,50
`
	serbianStatement = `Izvod po tekućem računu
Valuta: RSD
Početno stanje 100.000,00

 Datum         Opis transakcije                      Iznos
 18.11.2026    Prenos Marko Uzorak              -61.328,00
 19.11.2026    Zarada                            90.000,00
Krajnje stanje 128.672,00
`
)

func TestBalancesAtBothEndsConfirmAllRows(t *testing.T) {
	line := func(f File) (list []string) {
		for _, p := range f.Payments {
			list = append(list, strings.TrimSpace(strings.Join([]string{p.At.String(), p.Direction, p.Amount.String(), p.Status}, " ")))
		}
		return list
	}
	german := []string{"2026-11-05 out 1.500,00 EUR", "2026-11-06 in 2.000,50 EUR"}
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"German, with words of days and clocks":    {germanStatement, german},
		"German, with a running balance":           {germanBalances, german},
		"Spanish":                                  {spanishStatement, []string{"2026-11-05 out 1.500,00 EUR", "2026-11-26 in 2.000,50 EUR"}},
		"Serbian":                                  {serbianStatement, []string{"2026-11-18 out 61.328,00 RSD", "2026-11-19 in 90.000,00 RSD"}},
		"the balance at the end is another one":    {strings.Replace(serbianStatement, "128.672", "128.673", 1), []string{"2026-11-18 out 61.328,00 RSD proposed", "2026-11-19 in 90.000,00 RSD proposed"}},
		"the balance at the beginning is not said": {withoutLine(serbianStatement, "Početno"), []string{"2026-11-18 out 61.328,00 RSD proposed", "2026-11-19 in 90.000,00 RSD proposed"}},
	} {
		f := pagedText(t, tt.text)
		if d := cmp.Diff(tt.want, line(f)); d != "" {
			t.Errorf("%s: problems %v (-want +got):\n%s", name, f.Problems, d)
		}
		if open := slices.Contains(codes(f), "sums-not-confirmed"); open != strings.Contains(tt.want[0], "proposed") {
			t.Errorf("%s: problems %v", name, f.Problems)
		}
	}
}

func TestATitleAndSumsMakeAPageAStatement(t *testing.T) {
	for _, tt := range []struct {
		text  string
		named bool
	}{
		{"Account statement\nOpening balance 2,000.00 EUR\n\n Posted       Counter-entry      Figures\n 05/11/2026   Transfer to Ann    -1,500.00\nClosing balance 500.00 EUR\n", true},
		{"Tiliote\n\n Päivä        Selite    Määrä       Jäljellä\n 05.11.2026   Siirto    -1.500,00   500,00\n 26.11.2026   Palkka    2.000,50    2.500,50\n", true},
		{"Estratto conto\n\n Giorno       Testo     Cifra\n 05/11/2026   Bonifico  -1.500,00\n 26/11/2026   Stipendio  2.000,50\n", true},
		{"Poštovani,\n\nizvod po računu šaljem sutra. Dugujete 1.500,00 RSD i 2.000,00 RSD.\n", false},
		{"Izvod po računu\n\nNije bilo promena.\n", false},
		{"Račun 12/2026\n\n 05.11.2026   Usluga    1.500,00\n 06.11.2026   Usluga    2.000,50\n", false},
	} {
		f := pagedText(t, tt.text)
		if got := slices.Contains(codes(f), "statement-not-read"); got != tt.named || len(f.Payments) > 0 {
			t.Errorf("%q: named %v, want %v; problems %v, payments %v", tt.text, got, tt.named, f.Problems, f.Payments)
		}
	}
}
