package scam_test

import (
	"fmt"
	"strings"
	"testing"

	"recourse/scam"
)

// conversation makes a document of lines "Name: text", of which Lena is the other side.
func conversation(lines ...string) scam.Document {
	var parts []string
	for _, l := range lines {
		name, text, _ := strings.Cut(l, ": ")
		parts = append(parts, name, text)
	}
	doc := said(parts...)
	doc.Other = []string{"Lena"}
	return doc
}

// A sum that its own speaker corrects is replaced, and both places are named.
func TestACorrectedSumReplacesTheFirst(t *testing.T) {
	c := shipped(t)
	for _, tt := range []struct {
		lines         []string
		paid, demands string
	}{
		{[]string{"Vesna: I paid £600", "Vesna: sorry not £600, I paid £60"}, "60.00 GBP for 600.00 GBP", ""},
		{[]string{"Vesna: I paid £600", "Vesna: sorry not £600, I paid £60", "Vesna: I mean 60 pounds"}, "60.00 GBP for 600.00 GBP", ""},
		{[]string{"Vesna: I paid £600", "Vesna: oops, £60"}, "60.00 GBP for 600.00 GBP", ""},
		{[]string{"Vesna: I paid £600", "Vesna: I paid another £600", "Vesna: sorry, £60, not £600"}, "600.00 GBP, 60.00 GBP for 600.00 GBP", ""},
		{[]string{"Vesna: I paid £600", "Vesna: I really paid £600 to you", "Vesna: sorry, I paid £60, not £600"}, "60.00 GBP for 600.00 GBP", ""},
		{[]string{"Vesna: paid £1,750", "Vesna: sent the other £1,800", "Vesna: sorry I meant I paid £1,570 on the 14th, not £1,750"}, "1800.00 GBP, 1570.00 GBP for 1750.00 GBP", ""},
		{[]string{"Vesna: uplatila sam 6000 dinara", "Vesna: izvinite, ne 6000 nego 600 din"}, "600.00 RSD for 6000.00 RSD", ""},
		{[]string{"Vesna: uplatila sam 6.000 dinara", "Vesna: pogrešila sam, uplatila sam 600 umesto 6.000"}, "600.00 RSD for 6000.00 RSD", ""},
		{[]string{"Vesna: уплатила сам 6000 динара", "Vesna: не 6000 него 600 динара"}, "600.00 RSD for 6000.00 RSD", ""},
		{[]string{"Lena: Please top up £600", "Lena: sorry, not 600, £60"}, "", "60.00 GBP for 600.00 GBP"},
		{[]string{"Lena: Please top up £600", "Lena: sorry, not 600, £60", "Vesna: ok sent £60"}, "60.00 GBP", ""},
		{[]string{"Lena: Uplatite 6000 dinara", "Lena: ne 6000, 600", "Vesna: ok"}, "", "600.00 RSD for 6000.00 RSD"},
		{[]string{"Vesna: paid £1,750", "Vesna: sent the other £1,750", "Vesna: sorry, £1,570, not £1,750"}, "1750.00 GBP, 1570.00 GBP for 1750.00 GBP", ""},
		{[]string{"Vesna: I paid £1,200", "Vesna: I made a mistake, I sent £1,020 instead of £1,200"}, "1020.00 GBP for 1200.00 GBP", ""},
		{[]string{"Vesna: I paid £1,200", "Vesna: my mistake, it was 1,020"}, "1020.00 GBP for 1200.00 GBP", ""},
		{[]string{"Vesna: uplatila sam 6.000 dinara", "Vesna: Greška, 600 dinara"}, "600.00 RSD for 6000.00 RSD", ""},
		{[]string{"Vesna: uplatila sam 6.000 dinara", "Vesna: ispravka: 600 din"}, "600.00 RSD for 6000.00 RSD", ""},
		{[]string{"Vesna: I paid £600", "Vesna: they said I must pay £900, not £600"}, "600.00 GBP", ""},
		// Whose sum it was not, or what was told of nothing, is no correction.
		{[]string{"Lena: Please top up £600", "Vesna: I paid £60, not £600"}, "60.00 GBP", "600.00 GBP"},
		{[]string{"Vesna: I only paid £60, not £600"}, "60.00 GBP", ""},
		{[]string{"Vesna: I paid £600", "Vesna: I did not pay 700, I paid 600"}, "600.00 GBP, 600.00 GBP", ""},
	} {
		lines := append([]string{"Lena: Posao od kuće, VIP zadaci, remote job, 40 tasks a day, commission"}, tt.lines...)
		v := c.Check(conversation(lines...))
		list := func(all []scam.Demand) string {
			var out []string
			for _, d := range all {
				s := plainSum(d)
				if !d.Instead.IsZero() {
					if d.Corrected.Len() == 0 {
						t.Errorf("%q: the other place of %s is not named", tt.lines, s)
					}
					s += " for " + plainSum(scam.Demand{Amount: d.Instead})
				}
				out = append(out, s)
			}
			return strings.Join(out, ", ")
		}
		var paid []scam.Demand
		for _, p := range v.Tellings {
			paid = append(paid, p.Demand)
		}
		if got := list(paid); got != tt.paid {
			t.Errorf("%q: paid %q, want %q", tt.lines, got, tt.paid)
		}
		if got := list(v.Demands); got != tt.demands {
			t.Errorf("%q: demands %q, want %q", tt.lines, got, tt.demands)
		}
	}
}

func plainSum(d scam.Demand) string {
	return fmt.Sprintf("%d.%02d %s", d.Amount.Minor/100, d.Amount.Minor%100, d.Amount.Currency)
}

// A demand that was paid in parts since is not open; one that is of the sum of what was
// paid before it is.
func TestADemandThatIsPaidInParts(t *testing.T) {
	c := shipped(t)
	for _, tt := range []struct {
		lines []string
		want  string
	}{
		{[]string{"Lena: Uplatite 48.500 dinara", "Vesna: uplatila sam 30.000 dinara", "Vesna: uplatila sam i ostatak 18.500 dinara"}, ""},
		{[]string{"Lena: You need £3,500", "Vesna: I can pay half, £1,750", "Vesna: sent £1,750", "Vesna: sent the other £1,750"}, ""},
		{[]string{"Lena: You need £3,500", "Vesna: sent £1,750", "Vesna: sent another £1,700"}, "3500.00 GBP"},
		{[]string{"Lena: Please pay £500", "Vesna: paid £500", "Lena: Please pay £700", "Vesna: paid £700", "Lena: Now you need £1,200"}, "1200.00 GBP"},
	} {
		v := c.Check(conversation(append([]string{"Lena: Posao od kuće, VIP zadaci, remote job, 40 tasks a day"}, tt.lines...)...))
		var got []string
		for _, d := range v.Demands {
			got = append(got, plainSum(d))
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%q: demands %q, want %q", tt.lines, s, tt.want)
		}
	}
}
