package scam_test

import (
	"testing"

	"recourse/incident"
)

// What somebody else paid, or what came back, is no payment of the person's.
func TestPaymentsOfOthersAndThoseThatCameBack(t *testing.T) {
	c := shipped(t)
	for _, tt := range []struct{ text, others, returned string }{
		{"Moja komšinica je uplatila 23.000 din i ništa nije dobila", "23.000,00 RSD", ""},
		{"Мој брат је уплатио 23.000 дин", "23.000,00 RSD", ""},
		{"moj drug je poslao 23.000 din njima", "23.000,00 RSD", ""},
		{"Prijateljica mi je prosle nedelje rekla, ona je uplatila 23.000 din", "23.000,00 RSD", ""},
		{"My husband sent 23,000 RSD to them", "23.000,00 RSD", ""},
		{"A friend of mine, my best friend paid 23,000 RSD and lost it", "23.000,00 RSD", ""},
		{"Someone paid 23,000 RSD", "23.000,00 RSD", ""},
		{"Uplatila sam 23.000 din ali mi je banka vratila novac", "", "23.000,00 RSD"},
		{"Уплатила сам 23.000 дин, али ми је банка вратила новац", "", "23.000,00 RSD"},
		{"Uplatio sam 23.000 din, ali je uplata vracena", "", "23.000,00 RSD"},
		{"I paid 23,000 RSD but the bank returned it", "", "23.000,00 RSD"},
		{"I paid 23,000 RSD and got my money back", "", ""},
		{"I sent 23,000 RSD, the bank reversed the transfer", "", "23.000,00 RSD"},
	} {
		doc := said("Lena", lena, "Vesna", tt.text)
		doc.Other = []string{"Lena"}
		v := c.Check(doc)
		if tt.others+tt.returned == "" {
			continue
		}
		if amounts(v.Claims) != "" || amounts(v.Others) != tt.others || amounts(v.Returned) != tt.returned {
			t.Errorf("%q: claims %q, others %q, returned %q", tt.text, amounts(v.Claims), amounts(v.Others), amounts(v.Returned))
		}
	}
	for _, text := range []string{
		"Uplatila sam 23.000 din, vratite mi novac", "Uplatila sam 23.000 din i nisu mi vratili novac", "Uplatila sam 23.000 din, banka mi nije vratila novac",
		"Uplatila sam 23.000 din a rekli su da ce mi vratiti", "Kada će mi banka vratiti? Uplatila sam 23.000 din",
		"I paid 23,000 RSD and they never returned it", "I paid 23,000 RSD, will the bank return it?", "I paid 23,000 RSD and they promised to return it",
		"My friend told me about you and I paid 23,000 RSD", "Moja sestra mi je rekla za vas i ja sam uplatila 23.000 din",
	} {
		doc := said("Lena", lena, "Vesna", text)
		doc.Other = []string{"Lena"}
		if v := c.Check(doc); amounts(v.Claims) != "23.000,00 RSD" {
			t.Errorf("%q: claims %q, others %q, returned %q", text, amounts(v.Claims), amounts(v.Others), amounts(v.Returned))
		}
	}
}

// Of several members of a group who tell of payments none is the person until it is
// known who is; what stands on the left of a screen is others'.
func TestWhoseAPaymentOfAGroupIs(t *testing.T) {
	c := shipped(t)
	group := said("Admin Iva", "Dobro došli! Uplatite 6.000 RSD za VIP zadatak", "Petar", "Uplatio sam 6.000 RSD i dobio 9.000 RSD", "Sanja", "Uplatila sam 23.000 RSD")
	if v := c.Check(group); amounts(v.Claims) != "" || amounts(v.Others) != "6.000,00 RSD 23.000,00 RSD" {
		t.Errorf("group: claims %q, others %q", amounts(v.Claims), amounts(v.Others))
	}
	group.Other = []string{"Admin Iva", "Petar"}
	if v := c.Check(group); amounts(v.Claims) != "23.000,00 RSD" {
		t.Errorf("group with a known self: claims %q", amounts(v.Claims))
	}
	screen := said("", "Uplatila sam 70.000 RSD i zaradila duplo, VIP zadatak", incident.Self, "Uplatila sam 23.000 RSD")
	screen.Messages[0].Side, screen.Messages[1].Side = "left", "right"
	if v := c.Check(screen); amounts(v.Claims) != "23.000,00 RSD" {
		t.Errorf("screen: claims %q", amounts(v.Claims))
	}
}

// A message that is passed on tells of nobody's own payment.
func TestAForwardedMessageTellsOfSomebodyElse(t *testing.T) {
	c := shipped(t)
	for forwarded, want := range map[string]string{"": "23.000,00 RSD 70.000,00 RSD", "Pavle": "23.000,00 RSD", "Vesna": "23.000,00 RSD 70.000,00 RSD"} {
		for _, other := range [][]string{nil, {"Lena"}} {
			doc := said("Lena", lena, "Vesna", "Uplatila sam 23.000 RSD", "Vesna", "Uplatio sam 70.000 RSD")
			doc.Messages[2].Forwarded, doc.Other = forwarded, other
			if v := c.Check(doc); amounts(v.Claims) != want {
				t.Errorf("forwarded from %q, other %q: claims %q, want %q", forwarded, other, amounts(v.Claims), want)
			}
		}
	}
}

// Where it is known how the person is called, somebody whom nothing names is nobody
// yet; a name as it is given comes before one that is a part of it.
func TestWhoIsNeitherSideIsUnknown(t *testing.T) {
	c := shipped(t)
	for _, tt := range []struct {
		self           []string
		claims, others string
	}{
		{nil, "6.000,00 RSD 70.000,00 RSD", ""},
		{[]string{"Mina"}, "6.000,00 RSD", "70.000,00 RSD"},
	} {
		doc := said("Mina Office", lena, "Mina", "Uplatila sam 6.000 RSD", "Petar", "Uplatio sam 70.000 RSD")
		doc.Other, doc.Self = []string{"Mina Office"}, tt.self
		if tt.self == nil {
			doc.Messages[1].From = "Vesna"
		}
		if v := c.Check(doc); amounts(v.Claims) != tt.claims || amounts(v.Others) != tt.others {
			t.Errorf("self %q: claims %q, others %q; want %q and %q", tt.self, amounts(v.Claims), amounts(v.Others), tt.claims, tt.others)
		}
	}
}
