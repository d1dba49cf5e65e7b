package intake

import (
	"slices"
	"strings"
	"testing"
)

func TestACodeThatPaysElsewhere(t *testing.T) {
	const (
		paper = "UPLATNICA\nPrimalac: Lena Uzorak\nRačun primaoca: 170-0000000005555-33\nIznos: 6.500,00 RSD\n"
		same  = "K:PR|V:01|C:1|R:170000000000555533|N:Lena Uzorak|I:RSD6500,00|SF:289"
		other = "K:PR|V:01|C:1|R:265000000000123488|N:Lena Uzorak|I:RSD6500,00|SF:289"
		less  = "K:PR|V:01|C:1|R:170000000000555533|N:Lena Uzorak|I:RSD6000,00|SF:289"
		epc   = "BCD\n002\n1\nSCT\n\nLena Muster\nDE89370400440532013000\nEUR150.00\n"
	)
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{"the same account", paper + same, nil},
		{"another account", paper + other, []string{"code-account-differs"}},
		{"another sum", paper + less, []string{"code-amount-differs"}},
		{"the same account as an IBAN", "RAČUN br. 12\nIBAN: RS35 1700 0000 0005 5555 33\n" + same, nil},
		{"an account without a label", "RAČUN br. 12\nŽiro 170-0000000005555-33\n" + other, []string{"code-account-differs"}},
		{"the sum among others of the paper", "RAČUN\nRačun primaoca: 170-0000000005555-33\nIznos: 500,00\nUkupno sa PDV 6.000,00 RSD\n" + less, nil},
		{"only the payer's account printed", "RAČUN\nRačun platioca: 170-0000000005555-33\n" + other, nil},
		{"nothing printed", other, nil},
		{"an EPC code", "Invoice 7\nIBAN: CH93 0076 2011 6238 5295 7\nAmount due: 180.00 EUR\n" + epc, []string{"code-account-differs", "code-amount-differs"}},
		{"a sum that is not in the form", "K:PR|V:01|C:1|R:170000000000555533|N:Lena|I:RSD6.000,00|SF:289", []string{"code-amount-unread"}},
	} {
		f := pagedText(t, tc.text)
		if !slices.Equal(codes(f), tc.want) {
			t.Errorf("%s: problems %v, want %v", tc.name, f.Problems, tc.want)
		}
	}
	f := pagedText(t, paper+other)
	if args := f.Problems[0].Args; args["printed"] != "170000000000555533" || args["account"] != "265000000000123488" {
		t.Errorf("accounts %v", args)
	}
}

func TestEPCAndSwissCodes(t *testing.T) {
	for text, want := range map[string]string{
		"Pay:\nBCD\n002\n1\nSCT\n\nLena Muster\nDE89370400440532013000\nEUR150.00\n\nRF18\nThanks for all\n":                                                                                       " 0000-00-00 out 150,00 EUR |/|Lena Muster/DE89370400440532013000|||",
		"Bill\nSPC\n0200\n1\nCH9300762011623852957\nS\nLena K\nStreet\n1\n8000\nZurich\nCH\n\n\n\n\n\n\n\n150.00\nCHF\nS\nMila P\nStreet\n2\n8000\nZurich\nCH\nNON\n\ntask 4\nEPD\nBest regards\n": " 0000-00-00 out 150,00 CHF |Mila P/|Lena K/CH9300762011623852957||task 4|",
	} {
		f := pagedText(t, text)
		if got := paymentLines(f); len(f.Problems) > 0 || !slices.Equal(got, []string{want}) {
			t.Errorf("%q: %q, problems %v; want %q", text, got, f.Problems, want)
		}
	}
}

// The fields behind the sum of an EPC code that stands in a text; blank lines are fields.
func TestTheEndOfAnEPCCodeInAText(t *testing.T) {
	const head = "BCD\n002\n1\nSCT\n\nMuster GmbH\nDE89370400440532013000\nEUR1500.00\n"
	for _, tt := range []struct{ rest, reference, purpose string }{
		{"\n\nKaution Wohnung 5", "", "Kaution Wohnung 5"},
		{"\r\n\r\nKaution Wohnung 5\r\n", "", "Kaution Wohnung 5"},
		{"GDDS\n\nKaution\n\nThanks for all\n", "", "Kaution"},
		{"\nRF18539007547034\n\n", "RF18539007547034", ""},
		{"\nRF18539007547034\nThanks for all\n", "RF18539007547034", ""},
		{"Thanks for all\n\nBest regards\n", "", ""},
		{"\nThanks for all\nBest regards\n", "", ""},
		{"\n\n" + strings.Repeat("Thanks for all ", 12), "", ""},
		{"", "", ""},
	} {
		f := pagedText(t, "Pay:\n"+head+tt.rest)
		if len(f.Payments) != 1 || f.Payments[0].Reference != tt.reference || f.Payments[0].Text != tt.purpose {
			t.Errorf("%q: %+v, want %q and %q", tt.rest, f.Payments, tt.reference, tt.purpose)
		}
	}
}
