package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"recourse/money"

	"github.com/google/go-cmp/cmp"
)

// lines shows payments one a line.
func paymentLines(f File) []string {
	var all []string
	for _, p := range f.Payments {
		all = append(all, fmt.Sprintf("%s %s %s %s %s|%s/%s|%s/%s|%s|%s|%s", p.At, p.ValueDate, p.Direction, p.Amount, p.Rail,
			p.From.Name, p.From.Account, p.To.Name, p.To.Account, p.Reference, p.Text, p.Origins[0].Place))
	}
	return all
}

func TestStatements(t *testing.T) {
	tests := []struct {
		file string
		want []string
	}{
		{"izvod_cp1250.csv", []string{
			"2026-11-12 2026-11-13 out 6.000,00 RSD instant|/265-1234567890123-45|Žarko Ćirić/160-0000000001234-56|97 12-345|IPS Instant plaćanje|row 6",
			"2026-11-14 2026-11-14 in 85.400,50 RSD bank-transfer|Radnja d.o.o./170-0000000005555-11|/265-1234567890123-45||Zarada za oktobar|row 7",
			"2026-11-15 2026-11-15 out 1.250,00 RSD card|/265-1234567890123-45|/||POS VISA Prodavnica Niš|row 8",
		}},
		{"statement_en.csv", []string{
			"2026-11-12 0000-00-00 out 250,00 EUR bank-transfer|/|J. Roe/DE89370400440532013000||Transfer to J. Roe|row 2",
			"2026-11-13 0000-00-00 out 19,90 EUR card|/|/||Card payment, Lamp shop|row 3",
			"2026-11-14 0000-00-00 in 19,90 EUR |/|Lamp shop/||Refund|row 4",
		}},
		{"utf16.csv", []string{"2026-11-12 0000-00-00 out 6.000,00 RSD |/|/||Uplata šalter|row 2"}},
	}
	for _, tt := range tests {
		f := fixture(t, tt.file, Options{})
		if f.Kind != KindStatement || len(f.Problems) > 0 {
			t.Errorf("%s: kind %q problems %v, want statement, none", tt.file, f.Kind, f.Problems)
		}
		if d := cmp.Diff(tt.want, paymentLines(f)); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.file, d)
		}
		for _, p := range f.Payments {
			o := p.Origins[0]
			if o.Item != f.SHA256 || !strings.Contains(o.Span.Of(f.Text), p.Text) || strings.Contains(o.Span.Of(f.Text), "\n") {
				t.Errorf("%s: origin %+v shows %q, want the row of %q", tt.file, o, o.Span.Of(f.Text), p.Text)
			}
		}
	}
	card := fixture(t, "izvod_cp1250.csv", Options{}).Payments[2]
	if card.CardNetwork != "visa" {
		t.Errorf("card network = %q, want visa", card.CardNetwork)
	}
}

func TestAnUnknownHeaderNamesItsColumns(t *testing.T) {
	f := fixture(t, "unknown_header.csv", Options{})
	if len(f.Problems) != 1 || f.Problems[0].Code != "csv-header-unknown" || f.Problems[0].Args["columns"] != "Kada, Koliko, Kome" {
		t.Errorf("problems = %+v, want csv-header-unknown with the columns", f.Problems)
	}
	if f.Kind != KindStatement || !f.Keep() {
		t.Errorf("kind %q kept %v, want statement and kept", f.Kind, f.Keep())
	}
}

func TestStatementsThatLeaveThingsOpen(t *testing.T) {
	tests := []struct {
		name, text string
		codes      []string
		want       []string
	}{
		{"dates that can be read twice", "Date,Description,Amount,Currency\n03/04/2026,a,-1.00,EUR\n05/06/2026,b,2.00,EUR\n", []string{"dates-ambiguous"}, []string{" out 1,00 EUR", " in 2,00 EUR"}},
		{"one date that decides", "Date,Description,Amount,Currency\n03/04/2026,a,-1.00,EUR\n05/16/2026,b,2.00,EUR\n", nil, []string{"2026-03-04 out 1,00 EUR", "2026-05-16 in 2,00 EUR"}},
		{"no sign and no direction", "Date;Description;Amount;Currency\n2026-04-03;a;1.00;EUR\n2026-04-04;b;2.00;EUR\n", []string{"direction-unknown"}, []string{"2026-04-03  1,00 EUR", "2026-04-04  2,00 EUR"}},
		{"no currency", "Datum;Opis;Isplata\n03.04.2026.;a;1,00\n", []string{"currency-unknown"}, []string{"2026-04-03 out 1,00"}},
		{"a currency in the name of the balance", "Datum;Opis;Isplata;Stanje (RSD)\n03.04.2026.;a;1,00;9,00\n", nil, []string{"2026-04-03 out 1,00 RSD"}},
		{"a currency in the balances", "Datum;Opis;Isplata;Stanje\n03.04.2026.;a;1,00;9,00 RSD\n04.04.2026.;b;2,00;7,00\n", nil, []string{"2026-04-03 out 1,00 RSD", "2026-04-04 out 2,00 RSD"}},
		{"two currencies in the balances", "Datum;Opis;Isplata;Stanje\n03.04.2026.;a;1,00;9,00 RSD\n04.04.2026.;b;2,00;7,00 EUR\n", []string{"currency-unknown"}, []string{"2026-04-03 out 1,00", "2026-04-04 out 2,00"}},
		{"a currency of the balance above the names", "Početno stanje;10,00 RSD\nDatum;Opis;Isplata\n03.04.2026.;a;1,00\n", nil, []string{"2026-04-03 out 1,00 RSD"}},
		{"a direction by a word", "Datum;Opis;Smer;Iznos;Valuta\n03.04.2026.;a;D;1.000,00;RSD\n04.04.2026.;a;P;2.000,00;RSD\n", nil, []string{"2026-04-03 out 1.000,00 RSD", "2026-04-04 in 2.000,00 RSD"}},
		{"thousands without decimals", "Datum;Opis;Isplata (RSD)\n03.04.2026.;a;61.328\n", nil, []string{"2026-04-03 out 61.328,00 RSD"}},
		{"a day that is none", "Datum;Opis;Isplata (RSD)\n31.11.2026.;a;1,00\n30.11.2026.;b;5,00\n", []string{"rows-without-day"}, []string{" out 1,00 RSD", "2026-11-30 out 5,00 RSD"}},
		{"out and in on one row", "Datum;Opis;Isplata (RSD);Uplata (RSD)\n30.11.2026.;a;1,00;2,00\n30.11.2026.;b;5,00;0,00\n", []string{"rows-of-two-amounts"}, []string{"2026-11-30 out 1,00 RSD", "2026-11-30 out 5,00 RSD"}},
		{"an amount without a date", "Datum;Opis;Isplata (RSD)\n03.04.2026.;a;1,00\n;b;5,00\nx;c;6,00\n;d;7000\n;;0,00\n;;\n;Ukupno;12,00\nStanje;;7,00\n", []string{"rows-without-date"}, []string{"2026-04-03 out 1,00 RSD"}},
		{"an amount that is none", "Datum;Opis;Isplata (RSD)\n03.04.2026.;a;x\n04.04.2026.;b;5,00\n", []string{"rows-amount-not-read"}, []string{"2026-04-04 out 5,00 RSD"}},
		{"Cyrillic names", "Датум;Опис;Исплата (РСД)\n03.04.2026.;куповина;1.234,50\n", nil, []string{"2026-04-03 out 1.234,50 RSD"}},
		{"a mark at the start", "\ufeffDatum;Opis;Isplata RSD\n03.04.2026.;a;1,00\n", nil, []string{"2026-04-03 out 1,00 RSD"}},
		{"a quotation that never ends", "Datum;Opis;Isplata (RSD)\n03.04.2026.;\"Radnja;1,00\n04.04.2026.;b;2,00\n", nil, []string{"2026-04-03 out 1,00 RSD", "2026-04-04 out 2,00 RSD"}},
		{"minus behind and a clock", "Datum i vreme;Opis;Iznos;Valuta\n03.04.2026. 18:05:33;a;1.000,00-;RSD\n", nil, []string{"2026-04-03T18:05:33 out 1.000,00 RSD"}},
	}
	for _, tt := range tests {
		f := Read(t.Context(), memory("a.csv", []byte(tt.text)), Options{Statements: known(t)})
		var got []string
		for _, p := range f.Payments {
			got = append(got, fmt.Sprintf("%s %s %s", p.At, p.Direction, p.Amount))
		}
		if !slices.Equal(got, tt.want) || !slices.Equal(codes(f), tt.codes) {
			t.Errorf("%s: payments %q problems %v, want %q %v", tt.name, got, codes(f), tt.want, tt.codes)
		}
	}
}

func TestRowsWithoutADateSayWhereTheyStand(t *testing.T) {
	text := "Datum;Opis;Isplata (RSD)\n03.04.2026.;a;1,00\n" + strings.Repeat(";b;5,00\n", 7)
	f := Read(t.Context(), memory("a.csv", []byte(text)), Options{Statements: known(t)})
	if len(f.Problems) != 1 || f.Problems[0].Args["n"] != 7 || f.Problems[0].Detail != "row 3, 4, 5, 6, 7, …: b 5,00" {
		t.Errorf("problems = %+v", f.Problems)
	}
}

func TestACardStatement(t *testing.T) {
	const text = "Kartica;Datum transakcije;Datum knjiženja;Opis;Originalni iznos;Originalna valuta;Isplata;Uplata;Valuta\n" +
		"VISA 4111 11** **** 1111;03.09.2026;05.09.2026;TRGOVINA PRIMER 123;4.860,00;USD;489.615,84;;RSD\n"
	f := Read(t.Context(), memory("kartica.csv", []byte(text)), Options{Statements: known(t)})
	want := []string{"2026-09-03 2026-09-05 out 489.615,84 RSD card|/VISA 4111 11** **** 1111|TRGOVINA PRIMER 123/||TRGOVINA PRIMER 123 (4.860,00 USD)|row 2"}
	if d := cmp.Diff(want, paymentLines(f)); d != "" || f.Payments[0].CardNetwork != "visa" {
		t.Errorf("network %q (-want +got):\n%s", f.Payments[0].CardNetwork, d)
	}
	if got, want := f.Payments[0].Original, (money.Amount{Minor: 486000, Currency: "USD"}); got != want {
		t.Errorf("original amount %v, want %v", got, want)
	}
	whole := Read(t.Context(), memory("kartica.csv", []byte(strings.ReplaceAll(text, "11** ****", "1111 1111"))), Options{Statements: known(t)})
	if got := whole.Payments[0].From.Account; strings.Contains(got, "1111 1111 1111") || !strings.HasSuffix(got, "1111") {
		t.Errorf("a card's whole number is kept as %q, want its middle hidden", got)
	}
}

func TestASentenceIsNoStatement(t *testing.T) {
	for _, text := range []string{"Datum, iznos\nsve po dogovoru\n", "Date, Amount, Balance\nas we agreed\n"} {
		f := Read(t.Context(), memory("a.txt", []byte(text)), Options{Statements: known(t)})
		if f.Kind != KindText || len(f.Problems) > 0 {
			t.Errorf("%q: kind %q problems %v, want text", text, f.Kind, f.Problems)
		}
	}
}

func TestFormsProveThemselves(t *testing.T) {
	const good = "id: a\nname: A\ncolumns: {date: [datum], amount: [iznos]}\ndirections: {}\nrails: []\nmatch: [\"Datum;Iznos\"]\nmiss: [\"Ime;Grad\"]\n"
	tests := []struct{ name, file, want string }{
		{"a good one", good, ""},
		{"an unknown field", good + "colour: red\n", "colour"},
		{"an unknown column", strings.Replace(good, "amount:", "sum:", 1), "sum"},
		{"a match that misses", strings.Replace(good, "Datum;Iznos", "Datum;Stanje", 1), "match"},
		{"a match with a column that is not known", strings.Replace(good, "Datum;Iznos", "Datum;Iznos;Boja", 1), "Boja"},
		{"a miss that matches", strings.Replace(good, "Ime;Grad", "datum;iznos", 1), "miss"},
		{"an id that is not its name", strings.Replace(good, "id: a", "id: b", 1), "id"},
	}
	for _, tt := range tests {
		_, err := LoadStatements(fstest.MapFS{"statements/a.yaml": {Data: []byte(tt.file)}})
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: LoadStatements = %v, want %q in it", tt.name, err, tt.want)
		}
	}
}

func longStatement(rows int) []byte {
	var b strings.Builder
	b.WriteString("Datum;Opis;Primalac/Platilac;Račun primaoca/platioca;Isplata;Uplata;Stanje\n")
	for i := range rows {
		fmt.Fprintf(&b, "%02d.%02d.2026.;Plaćanje računa broj %d;Radnja d.o.o.;170-0000000005555-11;%d.%03d,%02d;;1.000.000,00\n", 1+i%28, 1+i%12, i, 1+i%90, i%1000, i%100)
	}
	return []byte(b.String())
}

func BenchmarkStatement(b *testing.B) {
	text := string(longStatement(20_000))
	opt := Options{Statements: known(b)}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		r := &reader{ctx: b.Context(), opt: opt, lim: DefaultLimits(), words: &Chats{}}
		f := File{Name: "a.csv", Text: text}
		if !r.statement(&f, Source{}, held{text, true}) || len(f.Payments) != 20_000 {
			b.Fatalf("payments = %d, want 20000", len(f.Payments))
		}
	}
}

func FuzzStatement(f *testing.F) {
	f.Add("Datum;Opis;Isplata;Uplata\n03.04.2026.;a;1,00;\n")
	f.Add("Date,Amount,Currency\n2026-04-03,\"-1,000.00\",EUR\n\"")
	f.Add("Kada|Koliko\n20261112|1\n")
	statements := known(f)
	f.Fuzz(func(t *testing.T, text string) {
		file := Read(t.Context(), memory("a.csv", []byte(text)), Options{Statements: statements})
		for _, p := range file.Payments {
			if p.Amount.Minor < 0 || len(p.Origins) != 1 || p.Origins[0].Span.End > len(file.Text) {
				t.Fatalf("payment %+v is negative or from nowhere", p)
			}
		}
	})
}

// TestTheCountriesOfAForm holds that a table says in which countries banks write it, as
// far as its names tell.
func TestTheCountriesOfAForm(t *testing.T) {
	for _, tt := range []struct {
		header string
		want   []string
	}{
		{"Datum;Opis;Isplata", []string{"RS", "BA", "ME"}},
		{"Datum;Opis;Zaduženje;Odobrenje;Saldo", []string{"RS"}},
		{"Number,Date,Account,Amount,Subcategory,Memo", []string{"GB"}},
		{"Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance", nil},
	} {
		sep := ","
		if strings.Contains(tt.header, ";") {
			sep = ";"
		}
		names := strings.Split(tt.header, sep)
		row := make([]string, len(names))
		for i, n := range names {
			switch {
			case strings.Contains(n, "Dat"):
				row[i] = "03.04.2026."
			case n == "Isplata" || n == "Zaduženje" || n == "Amount":
				row[i] = "\"1,00\""
			default:
				row[i] = "x"
			}
		}
		f := Read(t.Context(), memory("a.csv", []byte(tt.header+"\n"+strings.Join(row, sep)+"\n")), Options{Statements: known(t)})
		if len(f.Payments) != 1 || !slices.Equal(f.Countries, tt.want) {
			t.Errorf("%q: %d payments, countries %q, want %q", tt.header, len(f.Payments), f.Countries, tt.want)
		}
	}
	s := known(t)
	for country, want := range map[string]string{"RS": "RSD", "rs": "RSD", "ME": "EUR", "GB": "GBP", "BG": "", "": ""} {
		if got := s.Money(country); string(got) != want {
			t.Errorf("money of %q = %q, want %q", country, got, want)
		}
	}
}
