package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse/incident"

	"github.com/google/go-cmp/cmp"
)

const serbianSlip = `                     NALOG ZA PRENOS
 Platilac                                  Šifra plaćanja: 289   Valuta: RSD
 Žarko Ćirić                               Iznos: =6.000,00
 Niš                                       Račun platioca: 265-0000000001234-88

 Svrha plaćanja                            Račun primaoca: 170-0000000005555-33
 Aktivacija naloga                         Poziv na broj: 97 76-123456

 Primalac
 Lena Uzorak

 Datum izvršenja: 12.11.2026.
`

func TestSlips(t *testing.T) {
	f := pagedText(t, serbianSlip)
	want := []string{"2026-11-12 0000-00-00 out 6.000,00 RSD |Žarko Ćirić Niš/265000000000123488|Lena Uzorak/170000000000555533|97 76-123456|Aktivacija naloga|"}
	if d := cmp.Diff(want, paymentLines(f)); d != "" || len(f.Problems) > 0 {
		t.Errorf("problems %v (-want +got):\n%s", f.Problems, d)
	}
	if len(f.Payments) == 1 && f.Payments[0].Status != "proposed" {
		t.Errorf("status %q, want proposed", f.Payments[0].Status)
	}
	wrong := pagedText(t, strings.Replace(serbianSlip, "97 76", "97 77", 1))
	if !slices.Equal(codes(wrong), []string{"slip-reference-wrong"}) {
		t.Errorf("problems %v", wrong.Problems)
	}
	const code = "K:PR|V:01|C:1|R:170000000000555533|N:Lena Uzorak|I:RSD6000,00|SF:289\n"
	if both := pagedText(t, serbianSlip+code); len(both.Payments) != 1 {
		t.Errorf("a slip with its code is %d payments, want one", len(both.Payments))
	}
}

func TestNumberOfASlip(t *testing.T) {
	const slip = "POTVRDA O PLAĆANJU\nPrimalac: Lena Uzorak\nRačun primaoca: 170-0000000005555-33\nIznos: 6.000,00 RSD\n"
	for _, tt := range []struct{ line, number, reference string }{
		{"Broj transakcije: 771-2345", "7712345", "771-2345"},
		{"Број налога: 7712345", "7712345", "7712345"},
		{"Referenca banke 77I2345", "7712345", "77I2345"},
		{"Broj transakcije:   7712345", "7712345", "7712345"},
		{"Broj transakcije: -", "", ""},
		{"Broj transakcije: uspešno", "", ""},
		{"Transaction ID: 1AB23456\nModel i poziv na broj: 97 76-123456", "1A823456", "97 76-123456"},
	} {
		f := pagedText(t, slip+tt.line+"\n")
		if len(f.Payments) != 1 || f.Payments[0].Source.Number != tt.number || f.Payments[0].Reference != tt.reference {
			t.Errorf("%s: payments %+v, want number %q and reference %q", tt.line, f.Payments, tt.number, tt.reference)
		}
	}
}

func TestSlipsSayWhenAndGiveNoReference(t *testing.T) {
	for _, tt := range []struct{ reference, want string }{
		{"Poziv na broj: 97", "97"}, {"Poziv na broj: 97 ", "97"}, {"Poziv na broj:", ""}, {"Poziv na broj: 00", "00"}, {"Poziv na broj: 99", "99"},
	} {
		f := pagedText(t, "Potvrda o izvršenom plaćanju\nPrimalac: Lena Uzorak\nRačun primaoca: 170-0000000005555-33\nIznos: 61.328,00 RSD\n"+
			tt.reference+"\nDatum i vreme izvršenja: 22.11.2026. 16:55:10\nStatus: Izvršen\n")
		if len(f.Payments) != 1 || len(f.Problems) > 0 {
			t.Errorf("%q: %d payments, problems %v", tt.reference, len(f.Payments), f.Problems)
			continue
		}
		if p := f.Payments[0]; p.Reference != tt.want || p.At.String() != "2026-11-22T16:55:10" {
			t.Errorf("%q: reference %q at %s", tt.reference, p.Reference, p.At)
		}
	}
	f := pagedText(t, "Payment confirmation\nBeneficiary: J. Roe\nBeneficiary IBAN: DE89 3704 0044 0532 0130 00\nAmount: 250.00 EUR\nDate and time of execution: 22.11.2026 16:55\n")
	if len(f.Payments) != 1 || f.Payments[0].At.String() != "2026-11-22T16:55:00" {
		t.Errorf("payments %+v", f.Payments)
	}
}

func TestSlipsOfBanksApps(t *testing.T) {
	const sr = "\nDatum i vreme: 18.11.2026. 19:01\nPlatilac: Vesna Primer\nPrimalac: Lena Uzorak\nRačun primaoca: 170-0000000005555-33\nIznos: 12.000,00 RSD\nStatus: IZVRŠEN\n"
	const en = "\nDate: 18.11.2026\nFrom: Vesna Primer\nTo: J. Roe\nBeneficiary IBAN: DE89 3704 0044 0532 0130 00\nAmount: 250.00 EUR\nStatus: Completed\n"
	for title, rest := range map[string]string{
		"Potvrda o izvršenoj transakciji": sr, "Detalji transakcije": sr, "Detalji plaćanja": sr, "Potvrda plaćanja": sr,
		"Potvrda o izvršenom transferu": sr, "Детаљи трансакције": sr, "Transaction details": en, "Transfer receipt": en,
	} {
		f := pagedText(t, title+rest)
		if len(f.Payments) != 1 || f.Payments[0].Status != "" || f.Payments[0].At.IsZero() {
			t.Errorf("%s: payments %+v", title, f.Payments)
		}
	}
	for _, text := range []string{"Detalji transakcije\nIznos: 12.000,00 RSD\nStatus: IZVRŠEN\n", "Pregled" + sr} {
		if f := pagedText(t, text); len(f.Payments) > 0 || len(f.Problems) > 0 {
			t.Errorf("%q: payments %+v, problems %v", text, f.Payments, f.Problems)
		}
	}
}

// Several slips in one text are as many payments; the copies of one are one.
func TestSeveralSlipsInOneText(t *testing.T) {
	slip := func(day, sum string) string {
		return "POTVRDA O PLAĆANJU\nDatum: " + day + "\nPlatilac: Milan Primer\nPrimalac: Lena Uzorak\nRačun primaoca: 170-0000000005555-33\nIznos: " + sum + " RSD\nStatus: Izvršen\n\n"
	}
	for _, tt := range []struct {
		text string
		want []string
	}{
		{slip("18.11.2026", "23.000,00") + slip("19.11.2026", "24.000,00") + slip("20.11.2026", "25.000,00"), []string{"2026-11-18 23.000,00 RSD", "2026-11-19 24.000,00 RSD", "2026-11-20 25.000,00 RSD"}},
		{slip("18.11.2026", "23.000,00") + slip("18.11.2026", "23.000,00"), []string{"2026-11-18 23.000,00 RSD"}},
		{"POTVRDA O PLAĆANJU\n" + slip("18.11.2026", "23.000,00"), []string{"2026-11-18 23.000,00 RSD"}},
		{slip("18.11.2026", "23.000,00") + "POTVRDA O PLAĆANJU\nstrana 2\n", []string{"2026-11-18 23.000,00 RSD"}},
	} {
		f := pagedText(t, tt.text)
		var got []string
		for _, p := range f.Payments {
			got = append(got, p.At.String()+" "+p.Amount.String())
			if s := p.Origins[0].Span.Of(f.Text); !strings.Contains(s, strings.TrimSuffix(p.Amount.String(), " RSD")) {
				t.Errorf("%s stands in %q", p.Amount, s)
			}
		}
		if !slices.Equal(got, tt.want) || len(f.Problems) > 0 {
			t.Errorf("%q: %q, problems %v, want %q", tt.text, got, f.Problems, tt.want)
		}
	}
	f := pagedText(t, strings.Replace(slip("18.11.2026", "23.000,00"), "5555-33", "5556-33", 1))
	if len(f.Payments) > 0 || !slices.Equal(codes(f), []string{"slip-account-wrong"}) {
		t.Errorf("an account whose control number is wrong: %+v, problems %v", f.Payments, f.Problems)
	}
}

// Days with the name of a month, and sums as apps and forms print them.
func TestDaysAndSumsOnSlips(t *testing.T) {
	const slip = "Potvrda o izvršenoj transakciji\nDatum: %s\nPlatilac: Milan Primer\nPrimalac: Lena Uzorak\nRačun primaoca: 170-0000000005555-33\nIznos: %s\nStatus: IZVRŠEN\n"
	for _, tt := range []struct{ day, sum, want string }{
		{"18.11.2026.", "6.000,00 RSD", "2026-11-18 6.000,00 RSD"},
		{"18. novembar 2026.", "6.000,00 din.", "2026-11-18 6.000,00 RSD"},
		{"18. novembra 2026. godine", "6.000,00 din", "2026-11-18 6.000,00 RSD"},
		{"18. nov 2026", "-6.000,00 RSD", "2026-11-18 6.000,00 RSD"},
		{"18 Nov 2026", "− 6.000,00 RSD", "2026-11-18 6.000,00 RSD"},
		{"18 November 2026, 19:01", "=6.000,00", "2026-11-18T19:01:00Z 6.000,00 RSD"},
		{"novembar 2026.", "6.000,00", " 6.000,00 RSD"},
	} {
		r := &reader{ctx: t.Context(), opt: Options{Statements: known(t), Chats: spoken(t), Zone: time.UTC}, lim: DefaultLimits()}
		f := File{Path: "slip.txt", SHA256: "ab", Text: fmt.Sprintf(slip, tt.day, tt.sum)}
		got := r.slipPayment(&f)
		if len(got) != 1 || got[0].At.String()+" "+got[0].Amount.String() != tt.want {
			t.Errorf("%q, %q: %+v, want %s", tt.day, tt.sum, got, tt.want)
		}
	}
}

// A slip on which money came to the person, or somebody else paid, is no payment of theirs.
func TestWhoseThePaymentOnASlipIs(t *testing.T) {
	const slip = "Potvrda o izvršenoj transakciji\nDatum: 18.11.2026.\nPlatilac: %s\nPrimalac: %s\nRačun primaoca: 170-0000000005555-33\nIznos: 12.000,00 RSD\nStatus: IZVRŠEN\n"
	tests := []struct {
		payer, payee      string
		person            []string
		direction, status string
		problem           bool
	}{
		{"Milan Primer", "Lena Uzorak", []string{"Milan Primer"}, "out", "", false},
		{"PRIMER MILAN, Primerska 1, Niš", "Lena Uzorak", []string{"Milan Primer"}, "out", "", false},
		{"Profit Platforma DOO", "Milan Primer", []string{"Milan Primer"}, "in", "", false},
		{"Profit Platforma DOO", "Ana Uzorak", []string{"Milan Primer"}, "out", incident.Notice, true},
		{"Jelena Primer", "Ana Uzorak", []string{"Milan Primer"}, "out", "", false}, // an account of the family
		{"Profit Platforma DOO", "Ana Uzorak", []string{"Milan"}, "out", "", false}, // not enough is known
		{"Profit Platforma DOO", "Ana Uzorak", []string{"milan@primer.example"}, "out", "", false},
		{"Милан Пример", "Ана Узорак", []string{"Milan Primer"}, "out", "", false},
		{"", "Ana Uzorak", []string{"Milan Primer"}, "out", "", false},
	}
	for _, tt := range tests {
		r := &reader{ctx: t.Context(), opt: Options{Statements: known(t), Person: tt.person}, lim: DefaultLimits()}
		f := File{Path: "slip.txt", SHA256: "ab", Text: fmt.Sprintf(slip, tt.payer, tt.payee)}
		got := r.slipPayment(&f)
		if len(got) != 1 || got[0].Direction != tt.direction || got[0].Status != tt.status || slices.Contains(codes(f), "slip-of-another") != tt.problem {
			t.Errorf("%q to %q, person %q: %+v, problems %v", tt.payer, tt.payee, tt.person, got, f.Problems)
		}
	}
}

func FuzzSlips(f *testing.F) {
	f.Add(serbianSlip)
	f.Add("Payment confirmation\nBeneficiary: J. Roe\nBeneficiary IBAN: DE89 3704 0044 0532 0130 00\nAmount: 250.00 EUR\n")
	f.Add("Promet po računu\n18.11.2026. LENA UZORAK PR -6.000,00 RSD\n17.11.2026. MAXI -1.250,00 RSD\n")
	statements := known(f)
	f.Fuzz(func(t *testing.T, text string) {
		r := &reader{ctx: t.Context(), opt: Options{Statements: statements}, lim: DefaultLimits()}
		file := File{Kind: KindImage, SHA256: "ab", Text: strings.ToValidUTF8(text, "")}
		for _, p := range r.appPayment(&file) {
			if p.Amount.Minor <= 0 || p.To.Account == "" && p.To.Name == "" {
				t.Fatalf("payment %+v without an amount or a payee", p)
			}
		}
		list, _ := r.appList(&file)
		for _, p := range list {
			if p.Amount.Minor <= 0 || p.At.IsZero() || p.To.Name == "" && p.From.Name == "" {
				t.Fatalf("row %+v without an amount, a day or a name", p)
			}
		}
		for _, p := range r.slipPayment(&file) {
			if p.Amount.Minor <= 0 || p.To.Account == "" {
				t.Fatalf("payment %+v without an amount or an account", p)
			}
		}
	})
}
