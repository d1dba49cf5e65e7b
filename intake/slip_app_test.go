package intake

import (
	"slices"
	"strings"
	"testing"
	"time"

	"recourse/incident"
)

// A picture of a bank's app proposes a payment where it says that one was made, and says
// why not where it shows one that was not.
func TestPicturesOfBanksApps(t *testing.T) {
	const sr = "mBanking\nPlaćanje izvršeno\n6.000,00 RSD\nPrimalac\nLENA UZORAK PR\nRačun primaoca\n170-0000000005555-33\nDatum\n18.11.2026.\nSvrha\nAktivacija naloga\n"
	const en = "Transfer to Lena K\n-€150.00\n18 November 2026, 18:07\nStatus: Completed\nReference: act\nIBAN: DE89 3704 0044 0532 0130 00\n"
	for _, tt := range []struct{ name, text, want, problem string }{
		{"Serbian", sr, "6.000,00 RSD LENA UZORAK PR 170000000000555533", ""},
		{"English", en, "150,00 EUR Lena K DE89370400440532013000", ""},
		{"a name alone", strings.Replace(en, "IBAN: DE89 3704 0044 0532 0130 00", "", 1), "150,00 EUR Lena K ", ""},
		{"the sum below the name", "Payment sent\nTo\nLena K\n€150.00\nDate: 18.11.2026\n", "150,00 EUR Lena K ", ""},
		{"with the bank's fee", sr + "Provizija: 45,00 RSD\n", "6.000,00 RSD LENA UZORAK PR 170000000000555533", ""},
		{"in work", strings.Replace(sr, "Plaćanje izvršeno", "Plaćanje u obradi", 1), "", "app-payment-open"},
		{"refused", strings.Replace(sr, "Plaćanje izvršeno", "Plaćanje odbijeno", 1), "", "app-payment-open"},
		{"pending", strings.Replace(en, "Completed", "Pending", 1), "", "app-payment-open"},
		{"to be confirmed", strings.Replace(sr, "Plaćanje izvršeno", "Novo plaćanje", 1) + "Potvrdi\n", "", "app-payment-open"},
		{"done beside a button", sr + "Potvrdi\n", "", "app-payment-open"},
		{"no word that it was made", strings.Replace(sr, "Plaćanje izvršeno", "Plaćanje", 1), "", "app-payment-unsaid"},
		{"words of a mail with a sum", "From: Lena\nTo: Milan\nDate: 18.11.2026\n€150.00\n", "", ""},
		{"a transfer without a status", strings.Replace(en, "Status: Completed\n", "", 1), "", "app-payment-unsaid"},
		{"a sum without a currency", strings.Replace(en, "€150", "6150", 1), "", "app-sum-unread"},
		{"two sums", strings.Replace(en, "-€150.00", "-€150.00\n€1,250.00", 1), "", "app-sum-unread"},
		{"a wrong account", strings.Replace(sr, "5555-33", "5555-34", 1), "", ""},
		{"to the person", strings.Replace(sr, "LENA UZORAK PR", "MILAN PRIMER", 1), "", ""},
		{"no payee", "Plaćanje izvršeno\n6.000,00 RSD\nDatum: 18.11.2026.\n", "", ""},
	} {
		r := &reader{ctx: t.Context(), opt: Options{Statements: known(t), Chats: spoken(t), Zone: time.UTC, Person: []string{"Milan Primer"}}, lim: DefaultLimits()}
		f := File{Path: "app.png", Name: "app.png", Kind: KindImage, SHA256: strings.Repeat("ab", 32), Text: tt.text}
		r.proposals(&f)
		got := ""
		for _, p := range f.Payments {
			got += p.Amount.String() + " " + p.To.Name + " " + p.To.Account
			if p.Status != incident.Proposed {
				t.Errorf("%s: status %q, want proposed", tt.name, p.Status)
			}
		}
		if got != tt.want || tt.problem == "" && len(f.Problems) > 0 || tt.problem != "" && !slices.Equal(codes(f), []string{tt.problem}) {
			t.Errorf("%s: %q, problems %v; want %q, %q", tt.name, got, codes(f), tt.want, tt.problem)
		}
	}
	r := &reader{ctx: t.Context(), opt: Options{Statements: known(t)}, lim: DefaultLimits()}
	if f := (File{Kind: KindText, Text: sr}); r.appPayment(&f) != nil {
		t.Error("a text is read as a picture of an app")
	}
}
