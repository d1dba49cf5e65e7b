package intake

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// What is read by the places of words is what is read of the same page's lines.
func TestPagesAreReadAlikeByLinesAndByPlaces(t *testing.T) {
	for name, text := range map[string]string{"Serbian": serbianPage, "English": englishPage, "numbered": numberedPage} {
		lines, places := pagedText(t, text), placedText(t, text)
		if d := cmp.Diff(paymentLines(lines), paymentLines(places)); d != "" || len(places.Problems) > 0 {
			t.Errorf("%s: problems %v (-lines +places):\n%s", name, places.Problems, d)
		}
		for i, p := range places.Payments {
			if p.Status != lines.Payments[i].Status {
				t.Errorf("%s: row %d has status %q, want %q", name, i+1, p.Status, lines.Payments[i].Status)
			}
			if got, want := p.Origins[0].Span.Of(text), lines.Payments[i].Origins[0].Span.Of(text); strings.Fields(got)[0] != strings.Fields(want)[0] {
				t.Errorf("%s: row %d stands at %q, want %q", name, i+1, got, want)
			}
		}
	}
}

func TestStatementsByThePlacesOfTheirWords(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string // day, direction, amount, status and words
		codes      []string
	}{
		{
			"names of columns with one space between them, words above and below the date",
			`Account 31926819 Sort code 04-00-75 Currency GBP

Date         Description             Paid out Paid in Balance
01 Sep 2026  Balance brought forward                  5,000.00

             Faster payment OAKFIELD
12 Sep 2026  TRADING                 120.00           4,880.00
             LTD

12 Sep 2026  K ADEYEMI                        171.00  5,051.00

13 Sep 2026  TESCO EXAMPLE           23.10            5,027.90
`,
			[]string{"12.9 out 120.00 Faster payment OAKFIELD TRADING LTD", "12.9 in 171.00 K ADEYEMI", "13.9 out 23.10 TESCO EXAMPLE"},
			nil,
		},
		{
			"a day that stands with its first entry, without a year, and the last balance of each day",
			`Statement period 1 September 2026 to 30 September 2026   All amounts in GBP

Date        Details                      Money out    Money in     Balance
            Balance brought forward                                 100.00
12 Sep      Card payment Lamp shop           10.00
            J. Roe                                        50.00     140.00
14 Sep      Standing order rent              40.00                  100.00
            Balance carried forward                                 100.00
`,
			[]string{"12.9 out 10.00 Card payment Lamp shop", "12.9 in 50.00 J. Roe", "14.9 out 40.00 Standing order rent"},
			nil,
		},
		{
			"names of columns over two lines, each page with its own header and total",
			`Primer banka   Račun: 265-0000000001234-88   Valuta: RSD
Prethodno stanje: 10.000,00

 Datum        Datum         Opis                 Isplata       Uplata       Stanje
 knjiženja    valute        promene
 02.11.2026.  02.11.2026.   Zarada                           5.000,00    15.000,00
 03.11.2026.  04.11.2026.   Prenos Lena         1.000,00                 14.000,00
                            Uzorak
 Ukupno na strani                               1.000,00     5.000,00
 Strana 1 od 2
` + "\f" + `   Datum        Datum         Opis                 Isplata       Uplata       Stanje
   knjiženja    valute        promene
   05.11.2026.  05.11.2026.   Provizija             50,00                 13.950,00
   Ukupno na strani                                 50,00
   Ukupno                                        1.050,00     5.000,00
   Novo stanje                                                            13.950,00
   Strana 2 od 2
`,
			[]string{"2.11 in 5.000,00 Zarada", "3.11 out 1.000,00 Prenos Lena Uzorak", "5.11 out 50,00 Provizija"},
			nil,
		},
		{
			"names of columns in two languages",
			`Valuta / Currency: EUR
 Datum      Opis                 Iznos      Stanje
 Date       Description          Amount     Balance
 02.11.2026 Uplata - Lena         50,00     150,00
 03.11.2026 Prenos               -20,00     130,00
`,
			[]string{"2.11 in 50,00 proposed Uplata - Lena", "3.11 out 20,00 Prenos"},
			[]string{"sums-not-confirmed"},
		},
		{
			"amounts without a sign, of which the balance says the side",
			`Račun: 265-0000000001234-88   Valuta: RSD
Početno stanje: 1.000,00
 Datum        Opis                 Iznos       Stanje
 02.11.2026.  Primer doo          200,00     1.200,00
 03.11.2026.  Prodavnica           50,00     1.150,00
`,
			[]string{"2.11 in 200,00 Primer doo", "3.11 out 50,00 Prodavnica"},
			nil,
		},
		{
			"amounts with a word for their side",
			`Currency: GBP
 Date         Description          Amount      Balance
 02 Nov 2026  Primer Ltd          200.00 CR    1,200.00 CR
 03 Nov 2026  Lamp shop            50.00 DR    1,150.00 CR
`,
			[]string{"2.11 in 200.00 proposed Primer Ltd", "3.11 out 50.00 Lamp shop"},
			[]string{"sums-not-confirmed"},
		},
		{
			"a row of which the balance does not fit, and the one behind it",
			strings.Replace(serbianPage, "85.400,50         179.400,50", "85.400,50         179.400,60", 1),
			[]string{"12.11 out 6.000,00 proposed Prenos Lena Uzorak aktivacija naloga", "13.11 in 85.400,50 proposed Zarada za oktobar", "15.11 out 1.250,00 proposed POS VISA Prodavnica Niš"},
			[]string{"rows-balance-differs", "sums-not-confirmed"},
		},
		{
			"a row that is missing before one",
			strings.Replace(strings.Replace(serbianPage, " 13.11.2026.   14.11.2026.     Zarada za oktobar                                    85.400,50         179.400,50\n", "", 1), " Datum  ", " Prethodno stanje: 100.000,00\n Datum  ", 1),
			[]string{"12.11 out 6.000,00 Prenos Lena Uzorak aktivacija naloga", "15.11 out 1.250,00 proposed POS VISA Prodavnica Niš"},
			[]string{"rows-balance-differs", "sums-not-confirmed"},
		},
		{
			"words that run under the next columns, with figures in them",
			`Currency: GBP
 Date         Description        Paid out   Paid in    Balance
 02 Nov 2026  Order 97 1234-2026 of lamps   200.00    1,200.00
 03 Nov 2026  Lamp shop             50.00             1,150.00
`,
			[]string{"2.11 in 200.00 proposed Order 97 1234-2026 of lamps", "3.11 out 50.00 Lamp shop"},
			[]string{"sums-not-confirmed"},
		},
		{
			"a name of a column that holds others, and a balance in a line of sums",
			`Currency: GBP
Opening balance 1,000.00  Total paid in 200.00  Closing balance 1,150.00

Date       Payment type and details  Paid out  Paid in   Balance
02 Nov 26  CR  Primer Ltd                       200.00   1,200.00
03 Nov 26  VIS Lamp shop
               London                   50.00            1,150.00
`,
			[]string{"2.11 in 200.00 CR Primer Ltd", "3.11 out 50.00 VIS Lamp shop London"},
			nil,
		},
		{
			"amounts of which nothing says the side",
			`Valuta: RSD
 Datum        Opis                 Iznos
 02.11.2026.  Prodavnica          200,00
 03.11.2026.  Restoran             50,00
`,
			[]string{"2.11 200,00 proposed Prodavnica", "3.11 50,00 proposed Restoran"},
			[]string{"direction-unknown", "sums-not-confirmed"},
		},
		{
			"a day without a year that the statement does not tell",
			`Currency: GBP
 Date         Description        Paid out   Paid in    Balance
 02 Nov       Lamps                         200.00    1,200.00
 03 Nov       Lamp shop             50.00             1,150.00
`,
			nil,
			[]string{"rows-without-date"},
		},
	} {
		f := placedText(t, tt.text)
		var got []string
		for _, p := range f.Payments {
			sep := ","
			if strings.Contains(tt.text, "GBP") {
				sep = "."
			}
			amount := p.Amount.Digits(map[string]string{",": ".", ".": ","}[sep], sep, false)
			got = append(got, strings.Join(strings.Fields(p.At.Time.Format("2.1")+" "+p.Direction+" "+amount+" "+p.Status+" "+p.Text), " "))
		}
		if d := cmp.Diff(tt.want, got); d != "" || !slices.Equal(codes(f), tt.codes) {
			t.Errorf("%s: problems %v, want %v (-want +got):\n%s", tt.name, f.Problems, tt.codes, d)
		}
	}
}

// What looks like a statement and cannot be read is named; a letter with days and
// sums is none.
func TestAStatementThatCannotBeReadIsNamed(t *testing.T) {
	const rows = " 02.11.2026.  Primer doo   200,00   1.200,00\n 03.11.2026.  Lampe   50,00   1.150,00\n 04.11.2026.  Lampe   50,00   1.100,00\n"
	for text, want := range map[string][]string{
		"Prethodno stanje: 1.000,00\n Kada   Šta   Koliko   Ostalo\n" + rows + "Novo stanje: 1.100,00\n": {"statement-not-read"},
		"Ponuda\n Kada   Šta   Koliko   Ostalo\n" + rows:                                                 nil,
		"Poštovani, 02.11.2026. platila sam 200,00, a 03.11.2026. 50,00.\n":                              nil,
	} {
		if f := pagedText(t, text); !slices.Equal(codes(f), want) || len(f.Payments) > 0 {
			t.Errorf("%q: problems %v, want %v", text, f.Problems, want)
		}
	}
}

// A page made to take long does not.
func TestHostilePlacesEnd(t *testing.T) {
	const n = 200_000
	r := &reader{ctx: t.Context(), opt: Options{Statements: known(t)}, lim: DefaultLimits(), words: spoken(t)}
	for name, word := range map[string]func(i int) PlacedWord{
		"all words in one line":  func(i int) PlacedWord { return PlacedWord{Text: "Date", X0: float64(i), X1: float64(i) + 1, Y1: 9} },
		"all words at one place": func(int) PlacedWord { return PlacedWord{Text: "12.11.2026.", X1: 50, Y1: 9} },
		"each word is a line": func(i int) PlacedWord {
			return PlacedWord{Text: "Total", X1: 50, Y0: float64(10 * i), Y1: float64(10*i + 9)}
		},
		"each line is a total of all": func(i int) PlacedWord { return totalWord(i) },
	} {
		page := WordPage{Number: 1}
		for i, text := range []string{"Date", "Description", "Amount"} {
			page.Words = append(page.Words, PlacedWord{Text: text, X0: float64(100 * i), X1: float64(100*i + 60), Y0: -20, Y1: -11})
		}
		for i := range n {
			page.Words = append(page.Words, word(i))
		}
		f := File{SHA256: "ab"}
		start := time.Now()
		_, _ = r.tryPages(&f, func(g *File) (pageRows, bool) { return r.readWordRows(g, []WordPage{page}) })
		if took := time.Since(start); took > time.Minute {
			t.Errorf("%s: %v", name, took)
		}
	}
}

// totalWord is a word of lines that are rows and totals in turn.
func totalWord(i int) PlacedWord {
	y := float64(10 * (i / 3))
	switch {
	case i%3 == 1:
		return PlacedWord{Text: "1.00", X0: 220, X1: 250, Y0: y, Y1: y + 9}
	case i%6 == 0:
		return PlacedWord{Text: "12.11.2026.", X1: 50, Y0: y, Y1: y + 9}
	}
	return PlacedWord{Text: "Total", X0: 100, X1: 150, Y0: y, Y1: y + 9}
}

func FuzzWordRows(f *testing.F) {
	f.Add(serbianPage, 0)
	f.Add(englishPage, 3)
	f.Add(numberedPage, -2)
	f.Add("Date Description Paid out Paid in Balance\n12 Sep x 1.00\n y 2.00 3.00\n", 1)
	statements := known(f)
	f.Fuzz(func(t *testing.T, text string, shake int) {
		r := &reader{ctx: t.Context(), opt: Options{Statements: statements}, lim: DefaultLimits()}
		text = strings.ToValidUTF8(text, "")
		file := File{Kind: KindPage, MediaType: "application/pdf", SHA256: "ab", Text: text}
		pages := placed(text)
		for i := range pages {
			for k := range pages[i].Words {
				w := &pages[i].Words[k]
				d := float64(k * shake % 17)
				w.X0, w.X1, w.Y0, w.Y1 = w.X0+d, w.X1+d, w.Y0+d/4, w.Y1+d/4
			}
		}
		file.places = func() []WordPage { return pages }
		r.proposals(&file)
		for _, p := range file.Payments {
			if p.Amount.Minor < 0 || len(p.Origins) != 1 || p.Origins[0].Span.End > len(file.Text) || p.Origins[0].Span.Start < 0 {
				t.Fatalf("payment %+v is negative or from nowhere", p)
			}
		}
	})
}
