package intake

import (
	"errors"
	"slices"
	"testing"

	"recourse"

	"github.com/google/go-cmp/cmp"
)

func TestColumnsAreChosen(t *testing.T) {
	const table = "Kada;Koliko;Kome\n03.04.2026.;-6.000,00;Lena\n04.04.2026.;19,90;Lamp shop\n"
	choice, err := ParseColumns("date=1, amount=2,name=3,currency=rsd")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"2026-04-03 0000-00-00 out 6.000,00 RSD |/|Lena/|||row 2", "2026-04-04 0000-00-00 in 19,90 RSD |Lamp shop/|/|||row 3"}
	ways := map[string]Options{
		"for this reading":      {Columns: choice},
		"earlier, for its like": {Choices: []Choice{{Header: "x|y", Columns: Columns{}}, {HeaderKey([]string{"KADA", "koliko (RSD)", "Kome "}), choice}}},
	}
	for name, opt := range ways {
		opt.Statements = known(t)
		f := Read(t.Context(), memory("a.csv", []byte(table)), opt)
		if d := cmp.Diff(want, paymentLines(f)); d != "" || len(f.Problems) > 0 {
			t.Errorf("%s: problems %v (-want +got):\n%s", name, f.Problems, d)
		}
	}
	other := Read(t.Context(), memory("a.csv", []byte("Wann;Wieviel;Wem\n03.04.2026.;-6.000,00;Lena\n")), Options{Statements: known(t), Choices: []Choice{{HeaderKey([]string{"Kada", "Koliko", "Kome"}), choice}}})
	if len(other.Payments) > 0 || !slices.Equal(other.Columns, []string{"Wann", "Wieviel", "Wem"}) {
		t.Errorf("another table: payments %v columns %q", other.Payments, other.Columns)
	}
	if got := other.Problems[0].Args["choice"]; got != "date=1,amount=2,text=3" {
		t.Errorf("proposed choice %q", got)
	}
}

func TestAChoiceOfOrder(t *testing.T) {
	const table = "When,HowMuch,Who\n03/04/2026,-1.00,a\n05/06/2026,2.00,b\n"
	for dates, want := range map[string]string{"": "", ",dates=month-first": "2026-03-04", ",dates=day-first": "2026-04-03"} {
		choice, err := ParseColumns("date=1,amount=2,currency=EUR" + dates)
		if err != nil {
			t.Fatal(err)
		}
		f := Read(t.Context(), memory("a.csv", []byte(table)), Options{Statements: known(t), Columns: choice})
		if len(f.Payments) != 2 || f.Payments[0].At.String() != want || (want == "") != slices.Contains(codes(f), "dates-ambiguous") {
			t.Errorf("%q: payments %v problems %v, want %q", dates, paymentLines(f), codes(f), want)
		}
	}
}

func TestParseColumns(t *testing.T) {
	for _, s := range []string{"", "date", "date=1", "amount=1", "date=1,amount=x", "date=0,amount=1", "date=1,amount=1001", "datum=1,amount=2", "date=1,amount=2,other=3", "date=1,amount=2,currency=euro", "date=1,amount=2,dates=today"} {
		if _, err := ParseColumns(s); !errors.Is(err, recourse.Invalid) {
			t.Errorf("ParseColumns(%q) = %v, want kind Invalid", s, err)
		}
	}
	for _, s := range []string{"date=1,amount=2", "date=3,debit=1,credit=2,currency=EUR,dates=month-first", "date=1,amount=2,currency=4"} {
		c, err := ParseColumns(s)
		if err != nil || c.String() != s && !cmp.Equal(len(c.String()), len(s)) {
			t.Errorf("ParseColumns(%q) = %q, %v", s, c, err)
		}
		if again, err := ParseColumns(c.String()); err != nil || again != c {
			t.Errorf("%q is read back as %q, %v", c, again, err)
		}
	}
}

func TestHeaderRowsOfBanks(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{
			"PayPal, with a column more", "\"Date\",\"Time\",\"TimeZone\",\"Name\",\"Type\",\"Status\",\"Currency\",\"Gross\",\"Fee\",\"Net\",\"From Email Address\",\"To Email Address\",\"Transaction ID\",\"A\",\"B\",\"C\"\n" +
				"13/11/2026,18:05:33,CET,Sample Seller,General Payment,Completed,USD,\"-4,860.00\",0.00,\"-4,860.00\",kupac@primer.example,prodaja@uzorak.example,ABC123,,,\n" +
				"14/11/2026,09:00:00,CET,Sample Seller,General Payment,Pending,USD,-10.00,0.00,-10.00,kupac@primer.example,prodaja@uzorak.example,ABC124,,,\n",
			[]string{
				"2026-11-13T18:05:33+01:00 0000-00-00 out 4.860,00 USD paypal|/kupac@primer.example|Sample Seller/prodaja@uzorak.example|ABC123||row 2",
				"2026-11-14T09:00:00+01:00 0000-00-00 out 10,00 USD paypal|/kupac@primer.example|Sample Seller/prodaja@uzorak.example|ABC124||row 3 pending",
			},
		},
		{
			"Revolut", "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\nTRANSFER,Current,2026-11-12 18:05:33,2026-11-13 08:00:00,To J. Roe,-250.00,1.50,EUR,COMPLETED,1.00\nCARD_PAYMENT,Current,2026-11-14 10:00:00,,Shop,-5.00,0.00,EUR,REVERTED,1.00\n",
			[]string{
				"2026-11-12T18:05:33 2026-11-13 out 251,50 EUR bank-transfer|/|/||To J. Roe|row 2 of 250,00 EUR",
				"2026-11-14T10:00:00 0000-00-00 out 5,00 EUR card|/|/||Shop|row 3 info",
			},
		},
		{
			"a card without signs, the month first", "Trans. Date,Post Date,Description,Amount,Category\n03/04/2026,03/05/2026,SHOP,12.50,Other\n04/05/2026,04/06/2026,REFUND,-3.00,Other\n",
			[]string{
				"2026-03-04 2026-03-05 out 12,50 card|/|/||SHOP|row 2",
				"2026-04-05 2026-04-06 in 3,00 card|/|/||REFUND|row 3",
			},
		},
		{
			"Banca Intesa", "Datum knjiženja;Datum valute;Naziv primaoca/platioca;Račun primaoca/platioca;Svrha plaćanja;Poziv na broj;Zaduženje (RSD);Odobrenje (RSD);Stanje\n12.11.2026;13.11.2026;Lena Uzorak;160-0000000001234-56;Aktivacija;97 12-345;6.000,00;;1,00\n",
			[]string{"2026-11-12 2026-11-13 out 6.000,00 RSD bank-transfer|/|Lena Uzorak/160-0000000001234-56|97 12-345|Aktivacija|row 2"},
		},
	}
	for _, tt := range tests {
		f := Read(t.Context(), memory("a.csv", []byte(tt.text)), Options{Statements: known(t)})
		var got []string
		for i, line := range paymentLines(f) {
			if s := f.Payments[i].Status; s != "" {
				line += " " + s
			}
			if o := f.Payments[i].Original; !o.IsZero() {
				line += " of " + o.String()
			}
			got = append(got, line)
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s: problems %v (-want +got):\n%s", tt.name, codes(f), d)
		}
	}
}

func FuzzParseColumns(f *testing.F) {
	f.Add("date=1,amount=2,currency=EUR,dates=day-first")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseColumns(s)
		if err != nil {
			return
		}
		if again, err := ParseColumns(c.String()); err != nil || again != c {
			t.Fatalf("%q: %q is read back as %q, %v", s, c, again, err)
		}
	})
}
