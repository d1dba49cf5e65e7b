package intake

import (
	"slices"
	"strings"
	"testing"

	"recourse"

	"github.com/google/go-cmp/cmp"
)

const serbianPage = `                         Primer banka a.d. Beograd
 Izvod br. 11        Račun: 265-0000000001234-88     Valuta: RSD

 Datum         Datum valute    Opis                                   Isplata          Uplata            Stanje
 12.11.2026.   12.11.2026.     Prenos Lena Uzorak                    6.000,00                          94.000,00
                               aktivacija naloga
 13.11.2026.   14.11.2026.     Zarada za oktobar                                    85.400,50         179.400,50
 15.11.2026.   15.11.2026.     POS VISA Prodavnica Niš               1.250,00                         178.150,50
 Ukupno                                                              7.250,00       85.400,50
 Strana 1 od 1
`

const englishPage = `  Sample Bank plc                     Statement
  Account number: 12345678             Currency: GBP
  Date          Description                              Paid out      Paid in
  12/11/2026    Transfer to J. Roe                         250.00
  13/11/2026    Refund Lamp shop                                         19.90
  Total                                                    250.00        19.90
`

// placed are the words of a text whose letters are six points wide and whose lines
// are twelve points apart, a form feed behind each page.
func placed(text string) (pages []WordPage) {
	const wide, high, size = 6, 12, 10
	for i, page := range strings.Split(text, "\f") {
		p := WordPage{Number: i + 1}
		for k, line := range strings.Split(page, "\n") {
			at := 0
			for _, part := range strings.SplitAfter(line, " ") {
				n := float64(len([]rune(part)))
				if word := strings.TrimRight(part, " "); word != "" {
					x, y := float64(at*wide), float64(k*high)
					p.Words = append(p.Words, PlacedWord{Text: word, X0: x, Y0: y, X1: x + float64(len([]rune(word))*wide), Y1: y + size})
				}
				at += int(n)
			}
		}
		pages = append(pages, p)
	}
	return pages
}

// placedText reads the words of a text by their places alone.
func placedText(t testing.TB, text string) File {
	r := &reader{ctx: t.Context(), opt: Options{Statements: known(t)}, lim: DefaultLimits(), words: spoken(t)}
	f := File{Path: "izvod.pdf", Name: "izvod.pdf", Kind: KindPage, MediaType: "application/pdf", SHA256: strings.Repeat("ab", 32), Text: text}
	at := 0
	for i, page := range strings.Split(text, "\f") {
		f.Pages = append(f.Pages, Page{Number: i + 1, Span: recourse.Span{Start: at, End: at + len(page)}})
		at += len(page) + 1
	}
	pages := placed(text)
	p, whole := r.tryPages(&f, func(g *File) (pageRows, bool) { return r.readWordRows(g, pages) })
	f.Payments, f.Problems = p.file.Payments, p.file.Problems
	if whole {
		f.Kind = KindStatement
	}
	return f
}

// pagedText reads text as the text of a PDF.
func pagedText(t testing.TB, text string) File {
	r := &reader{ctx: t.Context(), opt: Options{Statements: known(t)}, lim: DefaultLimits()}
	f := File{Path: "izvod.pdf", Name: "izvod.pdf", Kind: KindPage, MediaType: "application/pdf", SHA256: strings.Repeat("ab", 32), Text: text}
	r.proposals(&f)
	return f
}

// withoutLine is text without its first line that holds word.
func withoutLine(text, word string) string {
	i := strings.Index(text, word)
	start := strings.LastIndexByte(text[:i], '\n') + 1
	return text[:start] + text[start+strings.IndexByte(text[start:], '\n')+1:]
}

func TestStatementsInPages(t *testing.T) {
	f := pagedText(t, serbianPage)
	want := []string{
		"2026-11-12 2026-11-12 out 6.000,00 RSD bank-transfer|/265-0000000001234-88|/||Prenos Lena Uzorak aktivacija naloga|row 1",
		"2026-11-13 2026-11-14 in 85.400,50 RSD |/|/265-0000000001234-88||Zarada za oktobar|row 2",
		"2026-11-15 2026-11-15 out 1.250,00 RSD card|/265-0000000001234-88|/||POS VISA Prodavnica Niš|row 3",
	}
	if d := cmp.Diff(want, paymentLines(f)); d != "" || f.Kind != KindStatement || len(f.Problems) > 0 {
		t.Errorf("kind %q problems %v (-want +got):\n%s", f.Kind, f.Problems, d)
	}
	for _, p := range f.Payments {
		if s := p.Origins[0].Span.Of(f.Text); p.Status != "" || !strings.HasPrefix(s, p.At.Time.Format("02.01.2006.")) {
			t.Errorf("status %q, span %q", p.Status, s)
		}
	}
	e := pagedText(t, englishPage)
	wantEnglish := []string{
		"2026-11-12 0000-00-00 out 250,00 GBP bank-transfer|/|/||Transfer to J. Roe|row 1",
		"2026-11-13 0000-00-00 in 19,90 GBP |/|/||Refund Lamp shop|row 2",
	}
	got := paymentLines(e)
	for i := range got {
		got[i] = strings.ReplaceAll(got[i], "/12345678", "/")
	}
	if d := cmp.Diff(wantEnglish, got); d != "" || len(e.Problems) > 0 {
		t.Errorf("problems %v (-want +got):\n%s", e.Problems, d)
	}
}

func TestStatementsInPagesThatNothingConfirms(t *testing.T) {
	tests := []struct{ name, text string }{
		{"a balance that does not run", strings.Replace(serbianPage, "179.400,50", "179.400,60", 1)},
		{"an amount that was misread", strings.Replace(serbianPage, "6.000,00 ", "8.000,00 ", 1)},
		{"no total, and the first entry alone open", withoutLine(serbianPage, "Ukupno")},
		{"a total that is another", strings.Replace(englishPage, "250.00        19.90", "251.00        19.90", 1)},
		{"no total", withoutLine(englishPage, "Total")},
	}
	for _, tt := range tests {
		f := pagedText(t, tt.text)
		want := []string{"sums-not-confirmed"}
		if strings.Contains(tt.name, "does not run") {
			want = append([]string{"rows-balance-differs"}, want...)
		}
		if len(f.Payments) == 0 || !slices.Equal(codes(f), want) {
			t.Errorf("%s: payments %d problems %v", tt.name, len(f.Payments), f.Problems)
		}
		for i, p := range f.Payments {
			if open := i == 0 || !strings.Contains(tt.name, "first entry alone"); open != (p.Status == "proposed") {
				t.Errorf("%s: entry %d has status %q", tt.name, i, p.Status)
			}
		}
	}
}

func TestAnOpeningBalanceConfirmsTheFirstEntry(t *testing.T) {
	text := withoutLine(serbianPage, "Ukupno")
	with := strings.Replace(text, " Datum         Datum", " Prethodno stanje:   100.000,00 RSD\n Datum         Datum", 1)
	if f := pagedText(t, with); len(f.Payments) != 3 || len(f.Problems) > 0 || f.Payments[0].Status != "" {
		t.Errorf("problems %v", f.Problems)
	}
	if f := pagedText(t, strings.Replace(with, "100.000,00", "100.001,00", 1)); !slices.Equal(codes(f), []string{"sums-not-confirmed"}) {
		t.Errorf("problems %v", f.Problems)
	}
}

func TestRowsOfPagesWithoutADateAreNamed(t *testing.T) {
	const undated = "               14.11.2026.     Provizija banke                       350,00                         179.050,50\n"
	text := strings.Replace(serbianPage, " 15.11.2026.", undated+" 15.11.2026.", 1)
	f := pagedText(t, text)
	f.Problems = slices.DeleteFunc(f.Problems, func(p recourse.Problem) bool { return p.Code == "sums-not-confirmed" })
	if len(f.Payments) != 3 || len(f.Problems) != 1 {
		t.Fatalf("payments %d problems %v, want 3 and one problem", len(f.Payments), f.Problems)
	}
	if p := f.Problems[0]; p.Code != "rows-without-date" || p.Args["n"] != 1 || !strings.Contains(p.Detail, "line 8: 14.11.2026. Provizija banke 350,00") {
		t.Errorf("problem %+v", p)
	}
	for _, quiet := range []string{
		" Novo stanje                                                                                         178.150,50\n",
		" Stanje na dan 15.11.2026.                                           178.150,50\n",
		"                                                                     1\n",
		" Poštovani, provizija za ovaj paket računa od 1. decembra je 350,00 RSD mesečno, pa Vas molimo za razumevanje\n",
	} {
		if f := pagedText(t, strings.Replace(serbianPage, " Strana 1 od 1\n", quiet+" Strana 1 od 1\n", 1)); len(f.Payments) != 3 || len(f.Problems) > 0 {
			t.Errorf("%q: payments %d problems %v, want 3 and none", quiet, len(f.Payments), f.Problems)
		}
	}
}

func TestAStatementOfWhichNoDateIsReadSaysSo(t *testing.T) {
	text := strings.NewReplacer("12.11.2026.", "l2.ll.2O26.", "13.11.2026.", "l3.ll.2O26.", "14.11.2026.", "l4.ll.2O26.", "15.11.2026.", "l5.ll.2O26.").Replace(serbianPage)
	f := pagedText(t, text)
	if len(f.Payments) != 0 || len(f.Problems) != 1 || f.Problems[0].Code != "rows-without-date" || f.Problems[0].Args["n"] != 3 {
		t.Errorf("payments %d problems %v, want none and rows-without-date of three", len(f.Payments), f.Problems)
	}
}

func TestAStatementOfTwoPages(t *testing.T) {
	header := strings.Split(serbianPage, "\n")[3]
	second := "\f" + strings.Replace(header, " Datum ", "       Datum ", 1)
	text := strings.Replace(serbianPage, " 15.11.2026.", second+"\n       15.11.2026.", 1)
	if f := pagedText(t, text); len(f.Payments) != 3 || len(f.Problems) > 0 {
		t.Errorf("payments %q problems %v", paymentLines(f), f.Problems)
	}
}

func TestAPageThatIsNoStatement(t *testing.T) {
	for _, text := range []string{
		"Ponuda\n\nDatum    Opis    Iznos\nbez ičega\n",
		"Dear customer,\n\nthe date, description and amount of 12/11/2026 are as we agreed: 250.00\n",
	} {
		if f := pagedText(t, text); f.Kind == KindStatement || len(f.Payments) > 0 {
			t.Errorf("%q: kind %q, payments %v", text, f.Kind, f.Payments)
		}
	}
}

func TestPaymentCodes(t *testing.T) {
	const good = "K:PR|V:01|C:1|R:265000000000123488|N:Lena Uzorak\r\nUlica 1\r\nNiš|I:RSD6132800,00|P:Žarko Ćirić|SF:289|S:Aktivacija naloga|RO:9776123456"
	text := "Račun br. 5\nPlatite skeniranjem:\n" + good + "\nHvala\n"
	f := pagedText(t, text)
	want := []string{" 0000-00-00 out 6.132.800,00 RSD |Žarko Ćirić/|Lena Uzorak, Ulica 1, Niš/265000000000123488|9776123456|Aktivacija naloga|"}
	if d := cmp.Diff(want, paymentLines(f)); d != "" || len(f.Problems) > 0 {
		t.Fatalf("problems %v (-want +got):\n%s", f.Problems, d)
	}
	if p := f.Payments[0]; p.Status != "proposed" || p.Origins[0].Span.Of(f.Text) != good {
		t.Errorf("status %q span %q", p.Status, p.Origins[0].Span.Of(f.Text))
	}
	wrong := pagedText(t, strings.NewReplacer("123488", "123489", "RO:9776", "RO:9777").Replace(text))
	if !slices.Equal(codes(wrong), []string{"code-account-wrong", "code-reference-wrong"}) {
		t.Errorf("problems %v", wrong.Problems)
	}
	for _, none := range []string{strings.Replace(good, "I:RSD6132800,00|", "", 1), "K:PR|V:01", "K:PR|x", "OK: K:XX|R:1|", "K:PR|V:01|C:1|R:1|N:a|I:RSD1,00|"} {
		if f := pagedText(t, none); len(f.Payments) > 0 {
			t.Errorf("%q: payments %v", none, f.Payments)
		}
	}
}

func FuzzPageStatement(f *testing.F) {
	f.Add(serbianPage)
	f.Add(englishPage)
	f.Add("K:PR|V:01|C:1|R:265000000000123488|N:a|I:RSD1,00|RO:97\n")
	statements := known(f)
	f.Fuzz(func(t *testing.T, text string) {
		r := &reader{ctx: t.Context(), opt: Options{Statements: statements}, lim: DefaultLimits()}
		file := File{Kind: KindPage, MediaType: "application/pdf", SHA256: "ab", Text: strings.ToValidUTF8(text, "")}
		r.proposals(&file)
		for _, p := range file.Payments {
			if p.Amount.Minor < 0 || len(p.Origins) != 1 || p.Origins[0].Span.End > len(file.Text) {
				t.Fatalf("payment %+v is negative or from nowhere", p)
			}
		}
	})
}

// Where the lines of wrapped words can be of either neighbour, that is said, and
// no row gets them.
func TestWrappedWordsThatCanBeOfEitherRow(t *testing.T) {
	const head = " Račun: 265-0000000001234-88   Valuta: RSD\n Datum         Opis                     Isplata\n"
	row := func(day, words string) string { return " " + day + ".11.2026.   " + words + "     1.250,00\n" }
	const pad = "               "
	for _, tt := range []struct {
		name, body string
		want       []string
		vague      bool
	}{
		{
			"the first and the last row have one line", row("12", "Prva uplata         ") + pad + "dodatak jedan\n" + row("13", "Druga uplata        ") + pad + "dodatak dva\n" + row("14", "Treća uplata        "),
			[]string{"Prva uplata dodatak jedan", "Druga uplata dodatak dva", "Treća uplata"},
			true,
		},
		{
			"uneven above and below", pad + "iznad\n" + row("12", "Prva uplata         ") + pad + "između\n" + pad + "između dva\n" + row("13", "Druga uplata        ") + pad + "ispod jedan\n" + pad + "ispod dva\n",
			[]string{"Prva uplata", "Druga uplata"},
			true,
		},
		{
			"words that run up to a sum", " 12.11.2026.   Uplata za robu i prevoz 1.250,00\n" + row("13", "Druga uplata        "),
			[]string{"Uplata za robu i prevoz", "Druga uplata"},
			false,
		},
	} {
		f := pagedText(t, head+tt.body)
		var got []string
		for _, p := range f.Payments {
			got = append(got, p.Text)
		}
		if d := cmp.Diff(tt.want, got); d != "" || slices.Contains(codes(f), "rows-words-unclear") != tt.vague {
			t.Errorf("%s: problems %v (-want +got):\n%s", tt.name, f.Problems, d)
		}
	}
}

// numberedPage is a statement whose header has two lines, with the number of each row
// and all sums on one line.
const numberedPage = `PRIMER BANKA AD BEOGRAD
Izvod br. 11 Račun: 265-0000000001234-88 Valuta: RSD
Prethodno stanje: 5.000,00

 R.br.     Datum               Primalac /                  Svrha   Zaduženje    Odobrenje     Stanje
                                Platilac
 1       02.11.2026        PRIMER DOO                  Zarada                   100.000,00   105.000,00
                           BEOGRAD                     za
                                                       oktobar
 2       04.11.2026        LENA UZORAK                 Pozajmica    12.000,00                 93.000,00
                           NIŠ                         po
                                                       našem
                                                       dogovoru
 3       05.11.2026        PRODAVNICA                  Kupovina      1.250,50                 91.749,50
Ukupno zaduženje: 13.250,50 Ukupno odobrenje: 100.000,00
`

func TestStatementsInPagesWithNumbersOfRows(t *testing.T) {
	want := []string{
		"2026-11-02 0000-00-00 in 100.000,00 RSD |PRIMER DOO BEOGRAD/|/||Zarada za oktobar|row 1",
		"2026-11-04 0000-00-00 out 12.000,00 RSD |/|LENA UZORAK NIŠ/||Pozajmica po našem dogovoru|row 2",
		"2026-11-05 0000-00-00 out 1.250,50 RSD |/|PRODAVNICA/||Kupovina|row 3",
	}
	for _, name := range []string{"R.br.", "Red. br.", "R. br.", "Rbr"} {
		f := pagedText(t, strings.Replace(numberedPage, "R.br.", name, 1))
		if d := cmp.Diff(want, paymentLines(f)); d != "" || f.Kind != KindStatement || len(f.Problems) > 0 {
			t.Errorf("%s: kind %q problems %v (-want +got):\n%s", name, f.Kind, f.Problems, d)
		}
	}
	// The totals alone confirm the rows, and other totals do not.
	f := pagedText(t, strings.Replace(numberedPage, "13.250,50", "13.250,51", 1))
	if len(f.Payments) != 3 || f.Payments[0].Status != "proposed" || !slices.Contains(codes(f), "sums-not-confirmed") {
		t.Errorf("payments %+v, problems %v", f.Payments, f.Problems)
	}
}

func TestBalancesInPagesAreNoEntries(t *testing.T) {
	const page = ` Datum                   Opis              Isplata      Uplata       Stanje
 01.11.2026.      Prethodno stanje                                      5.000,00
 02.11.2026.      ZARADA                                 100.000,00   105.000,00
 04.11.2026.      LENA UZORAK                12.000,00                 93.000,00
 30.11.2026.      Novo stanje                                          93.000,00

Iznosi su u RSD
`
	f := pagedText(t, page)
	want := []string{"2026-11-02 0000-00-00 in 100.000,00 RSD |/|/||ZARADA|row 2", "2026-11-04 0000-00-00 out 12.000,00 RSD |/|/||LENA UZORAK|row 3"}
	if d := cmp.Diff(want, paymentLines(f)); d != "" || len(f.Problems) > 0 {
		t.Errorf("problems %v (-want +got):\n%s", f.Problems, d)
	}
	got, table := readTable(t, "Date,Description,Amount,Running Bal.\n11/01/2026,Beginning balance as of 11/01/2026,,\"1,200.00\"\n11/13/2026,AMAZON,-20.00,\"1,180.00\"\n11/14/2026,PAYROLL,500.00,\"1,680.00\"\n")
	if len(got) != 2 || slices.Contains(codes(table), "rows-not-read") {
		t.Errorf("payments %q, problems %v", got, table.Problems)
	}
}
