package intake

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFigures(t *testing.T) {
	tests := []struct {
		cell    string
		decimal byte
		exp     int
		want    int64
		ok      bool
	}{
		{"6.000,00", ',', 2, 600000, true},
		{"6,000.00", '.', 2, 600000, true},
		{"6 000,5", ',', 2, 600050, true},
		{"-19.9", '.', 2, -1990, true},
		{"(19.90)", '.', 2, -1990, true},
		{"1.000,00-", ',', 2, -100000, true},
		{"−5,00 RSD", ',', 2, -500, true},
		{"61.328", 0, 2, 6132800, true},
		{"3,200", 0, 0, 3200, true},
		{"1,2345", ',', 2, 0, false},
		{"1,2300", ',', 2, 123, true},
		{"1,2,3", ',', 2, 0, false},
		{"99999999999999999999", 0, 2, 0, false},
		{"", ',', 2, 0, false},
		{"RSD", ',', 2, 0, false},
		// Written otherwise than the rest of the column.
		{"6.000,00-", '.', 2, -600000, true},
		{"1,234.56", ',', 2, 123456, true},
		{"12,50", '.', 2, 1250, true},
		{"1.234.567", '.', 2, 123456700, true},
		{"1,23,456.00", '.', 2, 12345600, true},
		{"6.000", '.', 2, 600, true}, // the column says
		{"6'000.00", '.', 2, 600000, true},
		{"6’000,00", ',', 2, 600000, true},
		{"6\u00a0000,00", ',', 2, 600000, true},
		{"6\u2009000,00", ',', 2, 600000, true},
		{"٦٬٠٠٠٫٥٠", '.', 2, 600050, true},
		{"６，０００．００", '.', 2, 600000, true},
		{"（500.00）", '.', 2, -50000, true},
		{"6.000,-", ',', 2, 600000, true},
		{"10.000 - 20.000", ',', 2, 0, false},
		{"10.000–20.000", ',', 2, 0, false},
		{"10.000 do 20.000", ',', 2, 0, false},
		{"2 x 500", ',', 2, 0, false},
		// Decimals without a zero ahead of them.
		{".50", '.', 2, 50, true},
		{"-,50", ',', 2, -50, true},
		{"$.5", 0, 2, 50, true},
		{"Rs.500", ',', 2, 50000, true},
		// Forms that are figures, and go on being ones.
		{"1.234.567,89", ',', 2, 123456789, true},
		{"12,34,567.00", '.', 2, 123456700, true},
		{"1 234,56", ',', 2, 123456, true},
		{"1\u202f234,56", ',', 2, 123456, true},
		{"1'234.50", '.', 2, 123450, true},
		{"1\u00b4234.50", '.', 2, 123450, true},
		{"1'234.--", '.', 2, 123400, true},
		{"(1.234,56)", ',', 2, -123456, true},
		{"1.234,56-", ',', 2, -123456, true},
		{"+1.234,56", ',', 2, 123456, true},
		{"1.234,56+", ',', 2, 123456, true},
		{"RSD 1.234,56", ',', 2, 123456, true},
		{"€1,234.56", '.', 2, 123456, true},
		{"- € 1,234.56", '.', 2, -123456, true},
		{"Rs. 1,234.56", '.', 2, 123456, true},
		{"Rs.500", '.', 2, 50000, true},
		{`="1234.56"`, '.', 2, 123456, true},
		{`="-1.234,56"`, ',', 2, -123456, true},
		{"1234.56 CR", '.', 2, 123456, true},
		{"1234.56DR", '.', 2, 123456, true},
		{"**1,234.56**", '.', 2, 123456, true}, // against forgery, as on cheques
		{"\u200e1.234,56\u200e", ',', 2, 123456, true},
		{".50", '.', 2, 50, true},
		{"0.500", ',', 2, 50, true},
		{"12345.678", ',', 3, 12345678, true}, // five digits are no group
		{"12345.678", ',', 2, 0, false},
		// What is no plain amount.
		{"=1+1", '.', 2, 0, false},
		{"=100+50", '.', 2, 0, false},
		{"=5", '.', 2, 0, false},
		{"=A1", '.', 2, 0, false},
		{"100+50", '.', 2, 0, false},
		{"100*2", '.', 2, 0, false},
		{"1/2", '.', 2, 0, false},
		{"1e3", '.', 2, 0, false},
		{"10%", '.', 2, 0, false},
		{"12:30", '.', 2, 0, false},
		{"12€50", '.', 2, 0, false},
		{"12?45", '.', 2, 0, false},
		{"1.234.56", '.', 2, 0, false},
		{"1.234.56", ',', 2, 0, false},
		{"1.234.56", 0, 2, 0, false},
		{"10.00.00", ',', 2, 0, false},
		{"12.34.567", ',', 2, 0, false}, // pairs are India's, which writes a comma
		{"1,234,56,789", '.', 2, 0, false},
		{"12 345 67", ',', 2, 0, false},
		{"1234 567", ',', 2, 0, false},
		{"1.234'567", ',', 2, 0, false},
		{"1.,234", ',', 2, 0, false},
		{"1.234,56 78", ',', 2, 0, false},
		{"18.11.2026", ',', 2, 0, false},
	}
	for _, tt := range tests {
		if got, ok := parseFigure(tt.cell, tt.decimal, tt.exp); got != tt.want || ok != tt.ok {
			t.Errorf("parseFigure(%q, %q, %d) = %d, %v, want %d, %v", tt.cell, tt.decimal, tt.exp, got, ok, tt.want, tt.ok)
		}
	}
}

// What is read the short way is what the long one reads.
func FuzzUsualFigure(f *testing.F) {
	for _, s := range []string{"6.000,00", "-1,234.56", "1234.50", "1.23,45", "12,345.678", "-,50", "0.00", "1,234,567.89"} {
		f.Add(s, byte(','), 2)
	}
	f.Fuzz(func(t *testing.T, cell string, decimal byte, exponent int) {
		if exponent < 0 || exponent > 3 || decimal != 0 && decimal != '.' && decimal != ',' {
			t.Skip()
		}
		n, ok := usualFigure(cell, exponent)
		if !ok {
			return
		}
		if got, long := parseFigure(" "+cell, decimal, exponent); !long || got != n {
			t.Errorf("%q with %d decimals is %d, the long way %d, %v", cell, exponent, n, got, long)
		}
	})
}

// One column may mix notations, signs before and behind, DR and CR, digits of other
// scripts; a range is none of two payments.
func TestNotationsInOneColumn(t *testing.T) {
	const text = "Date,Description,Amount,Currency\n" +
		"2026-11-18,a,\"6.000,00-\",EUR\n2026-11-18,b,DR 500.00,EUR\n2026-11-18,c,700.00 CR,EUR\n2026-11-18,d,800.00CR,EUR\n" +
		"2026-11-18,e,(19.90),EUR\n2026-11-18,f,\"1,234.56\",EUR\n2026-11-18,g,-٥٠٠,EUR\n2026-11-18,h,10.000 - 20.000,EUR\n2026-11-18,i,6'000.00-,EUR\n"
	f := Read(t.Context(), memory("a.csv", []byte(text)), Options{Statements: known(t)})
	var got []string
	for _, p := range f.Payments {
		got = append(got, p.Text+" "+p.Direction+" "+p.Amount.Digits("", ".", true))
	}
	want := []string{"a out 6000", "b out 500", "c in 700", "d in 800", "e out 19.90", "f in 1234.56", "g out 500", "i out 6000"}
	if d := cmp.Diff(want, got); d != "" || !slices.Equal(codes(f), []string{"rows-amount-not-read"}) {
		t.Errorf("payments (-want +got):\n%s\nproblems %v", d, f.Problems)
	}
}

// A cell that is no plain amount is booked as none, and its row is named.
func TestARowWhoseFigureIsNoneIsNamed(t *testing.T) {
	const text = "Date,Description,Amount,Currency\n2026-11-01,reckoned,=1+1,EUR\n2026-11-02,guarded,\"=\"\"-1234.56\"\"\",EUR\n2026-11-03,points,-1.234.56,EUR\n"
	f := Read(t.Context(), memory("a.csv", []byte(text)), Options{Statements: known(t)})
	if len(f.Payments) != 1 || f.Payments[0].Amount.Minor != 123456 || f.Payments[0].Direction != "out" || len(f.Problems) != 1 {
		t.Fatalf("payments %+v, problems %+v", f.Payments, f.Problems)
	}
	if p := f.Problems[0]; p.Code != "rows-amount-not-read" || p.Args["n"] != 2 || p.Args["row"] != "2026-11-01 reckoned =1+1 EUR" || p.Detail != "row 2, 4: 2026-11-01 reckoned =1+1 EUR" {
		t.Errorf("problem %+v", p)
	}
}
