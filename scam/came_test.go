package scam_test

import (
	"strings"
	"testing"
)

// Money that came is told by the person; what the other side says of it is its word.
func TestMoneyThatCame(t *testing.T) {
	c := shipped(t)
	for _, tt := range []struct{ line, came, gave string }{
		{"Vesna: received £171", "171.00 GBP", ""},
		{"Vesna: Got it, £52 arrived thanks", "52.00 GBP", ""},
		{"Vesna: got £171 back thank you", "171.00 GBP", ""},
		{"Vesna: I received £90 from you today", "90.00 GBP", ""},
		{"Vesna: I received the USD 300 refund", "300.00 USD", ""},
		{"Vesna: I got the USD 300 back, but where are my lamps?", "300.00 USD", ""},
		{"Vesna: They sent me £80 first, so I believed it", "80.00 GBP", ""},
		{"Vesna: stigla isplata 1.200", "1200.00 RSD", ""},
		{"Vesna: stiglo mi je 7.800 dinara", "7800.00 RSD", ""},
		{"Vesna: primila sam 500 din od vas", "500.00 RSD", ""},
		{"Vesna: vratili su mi 300 dinara", "300.00 RSD", ""},
		{"Vesna: leglo je 1.200 din", "1200.00 RSD", ""},
		{"Vesna: стигло ми је 7.800 динара", "7800.00 RSD", ""},
		{"Vesna: Da, stiglo 780", "780.00 RSD", ""},
		{"Lena: Isplaćeno Vam je 1.200 dinara, proverite.", "", "1200.00 RSD"},
		{"Vesna: i got paid £52 yesterday from you", "52.00 GBP", ""},
		{"Vesna: novac je stigao, 7.800 dinara", "7800.00 RSD", ""},
		{"Vesna: My salary of £1,850 arrived", "", ""},
		{"Vesna: I was told I received £5000", "", ""},
		{"Vesna: I have not received £171", "", ""},
		{"Vesna: when will I receive £171", "", ""},
		{"Vesna: did you receive the £171?", "", ""},
		{"Vesna: I want to get £171 back", "", ""},
		{"Vesna: I received £500 from my mother", "", ""},
		{"Vesna: nije stiglo 7.800 dinara", "", ""},
		{"Vesna: da li je stiglo 7.800 dinara", "", ""},
		{"Vesna: brat mi je uplatio 5.000 dinara", "", ""},
		{"Vesna: rekli su da su mi uplatili 5.000 dinara", "", ""},
		{"Lena: withdrawal of £171 processed", "", "171.00 GBP"},
		{"Lena: Your training commission of £52 has been sent to your account.", "", "52.00 GBP"},
		{"Lena: Poslali smo Vam 7.800 dinara", "", "7800.00 RSD"},
		{"Lena: To get the withdrawal of £171 processed pay the tax of £50", "", ""},
	} {
		v := c.Check(conversation("Lena: Posao od kuće, VIP zadaci, remote job, 40 tasks a day, commission", tt.line))
		var came []string
		for _, m := range v.Came {
			came = append(came, plainSum(m.Demand))
		}
		var gave []string
		for _, d := range v.Gave {
			gave = append(gave, plainSum(d))
		}
		if g, h := strings.Join(came, ", "), strings.Join(gave, ", "); g != tt.came || h != tt.gave {
			t.Errorf("%q: came %q, want %q; gave %q, want %q", tt.line, g, tt.came, h, tt.gave)
		}
		if len(v.Tellings) > 0 {
			t.Errorf("%q: paid %v", tt.line, v.Tellings)
		}
	}
}

// TestAPaymentThatWasTurnedBack holds that words about a payment that was told before, and
// that it came back, tell of no second payment and of no demand.
func TestAPaymentThatWasTurnedBack(t *testing.T) {
	c := shipped(t)
	for _, tt := range []struct {
		paid, back string
		want       bool
	}{
		{"uplatila sam 20.000 dinara", "banka je odbila uplatu od 20.000 dinara, vratila mi novac", true},
		{"uplatila sam 20.000 dinara", "uplata od 20.000 dinara je odbijena, vraćen mi je novac", true},
		{"I paid £200", "the bank rejected the payment of £200 and returned the money", true},
		{"I paid £200", "the £200 payment bounced, the money came back", true},
		{"uplatila sam 20.000 dinara", "hoću da mi vratite 20.000 dinara", false},
		{"I paid £200", "when will the £200 be returned?", false},
	} {
		doc := said("Sara", "ok", "Mira", tt.paid, "Mira", tt.back)
		doc.Other = []string{"Sara"}
		v := c.Check(doc)
		if len(v.Claims) != 1 || (len(v.Returned) == 1) != tt.want {
			t.Errorf("%q, %q: claims %s, returned %s; want one claim, returned %t", tt.paid, tt.back, amounts(v.Claims), amounts(v.Returned), tt.want)
		}
	}
}
