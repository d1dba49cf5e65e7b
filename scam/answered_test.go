package scam_test

import (
	"testing"

	"recourse"
)

// Short answers to a demand tell of its sum; what may tell of something else does not.
func TestShortAnswersToADemand(t *testing.T) {
	c := shipped(t)
	const (
		l    = "Posao od kuće za Alibaba, VIP zadatak. Sada uplatite 25.000 RSD na račun 160-0005400112233-37"
		e    = "Your mentor welcomes you to VIP tasks for Alibaba. Please pay the activation of 50 EUR"
		paid = "25.000,00 RSD"
	)
	for _, tt := range []struct {
		asked, text, want string
	}{
		{l, "Poslala. 25000.", paid},
		{l, "Poslala.", paid},
		{l, "Уплатила сам.", paid},
		{l, "Evo, uplaćeno!", paid},
		{l, "Uplata je izvršena", paid},
		{e, "Sent.", "50,00 EUR"},
		{e, "ok, just paid it now", "50,00 EUR"},
		{"VIP zadatak Alibaba, posao. Uplatite 200 EUR za aktivaciju", "Otišlo i tih 200", "200,00 EUR"},
		{"VIP zadatak Alibaba, posao. Uplatite 200 EUR za aktivaciju", "Otišlo je i tih 200 evra", "200,00 EUR"},
		{l, "Poslala. 26000.", "26.000,00 RSD"},
		{l, "Poslala. 2600000.", ""},
		{l, "Poslala sam ti broj 26000", ""},
		{l, "Poslala sam ti mejl", ""},
		{l, "Poslala sam sliku lične karte", ""},
		{l, "Poslala sam?", ""},
		{l, "Nisam uplatila.", ""},
		{l, "Jesi li uplatila?", ""},
		{l, "Neću da uplatim.", ""},
		{e, "I sent the documents", ""},
		{e, "Not paid.", ""},
		{e, "Who paid?", ""},
		{e, "I will have it sent.", ""},
		{l + ", ili uplatite 30.000 RSD", "Poslala.", ""},
		{"Posao od kuće za Alibaba, VIP zadatak, biće lepo", "Poslala.", ""},
	} {
		doc := said("Lena", tt.asked, "Vesna", tt.text)
		for _, other := range [][]string{nil, {"Lena"}} {
			doc.Other = other
			v := c.Check(doc)
			if amounts(v.Claims) != tt.want || len(v.Tellings) > 1 {
				t.Errorf("%q behind %q, other %q: claims %q, want %q", tt.text, tt.asked, other, amounts(v.Claims), tt.want)
			}
			for _, g := range v.Tellings {
				if !g.Taken && tt.text != "Otišlo je i tih 200 evra" {
					t.Errorf("%q: the sum is not said to be taken from the demand", tt.text)
				}
			}
		}
	}
	// In another file, much later, or told of once: no answer.
	doc := said("Lena", l, "Vesna", "Poslala.")
	doc.Breaks = []int{doc.Messages[1].Span.Start}
	if v := c.Check(doc); len(v.Claims) > 0 {
		t.Errorf("in another file: claims %s", amounts(v.Claims))
	}
	doc.Breaks = nil
	doc.Messages[0].Time, doc.Messages[1].Time = recourse.OnDay(recourse.Date{Year: 2026, Month: 11, Day: 2}), recourse.OnDay(recourse.Date{Year: 2026, Month: 11, Day: 20})
	if v := c.Check(doc); len(v.Claims) > 0 {
		t.Errorf("weeks later: claims %s", amounts(v.Claims))
	}
	if v := c.Check(said("Lena", l, "Vesna", "Uplatila sam 25.000 RSD", "Vesna", "Poslala.")); len(v.Tellings) != 1 {
		t.Errorf("told already: %+v", v.Tellings)
	}
}

// A sum in words, or in the only currency of the conversation, is one too.
func TestSumsThatAreToldInOtherWays(t *testing.T) {
	c := shipped(t)
	const e = "Your mentor welcomes you to VIP tasks for Alibaba. Please pay the activation of 50 EUR"
	for _, tt := range []struct{ asked, text, claims, others string }{
		{lena, "Uplatila sam hiljadu evra", "1.000,00 EUR", ""},
		{lena, "Uplatila sam pola miliona dinara", "500.000,00 RSD", ""},
		{lena, "Уплатила сам две хиљаде евра", "2.000,00 EUR", ""},
		{e, "I paid two thousand euros", "2.000,00 EUR", ""},
		{lena, "Nisam uplatila dve hiljade evra", "", ""},
		{lena, "Imam dve hiljade evra na računu", "", ""},
		{e, "I paid the tax, 172.50", "172,50 EUR", ""},
		{e + " or 60 USD", "I paid the tax, 172.50", "172,50 XXX", ""},
		{e, "I paid the tax, 172.505", "172.505,00 EUR", ""},
		{lena, "tata ti je upravo prebacio 60.000", "", "60.000,00 RSD"},
		{lena, "mama vam je danas uplatila 60.000 din", "", "60.000,00 RSD"},
	} {
		doc := said("Lena", tt.asked, "Vesna", tt.text)
		doc.Other = []string{"Lena"}
		if v := c.Check(doc); amounts(v.Claims) != tt.claims || amounts(v.Others) != tt.others {
			t.Errorf("%q: claims %q, others %q; want %q and %q", tt.text, amounts(v.Claims), amounts(v.Others), tt.claims, tt.others)
		}
	}
}

// What the other side says that they paid themselves is not asked for; what they
// need beside it is.
func TestWhatTheOtherSidePaidIsNoDemand(t *testing.T) {
	c := shipped(t)
	for _, text := range []string{
		"Ja sam platio advokatu 700 evra od svojih para, treba mi još 500",
		"I paid the lawyer 700 EUR of my own money, I need another 500",
	} {
		doc := said("Marko", "Ljubavi, zaglavio sam na carini sa tvojim poklonom, paket. Uplati 300 EUR carinu", "Vesna", "Ok", "Marko", text)
		doc.Other = []string{"Marko"}
		if v := c.Check(doc); amounts(v.Demands) != "300,00 EUR 500,00 EUR" || len(v.Claims) > 0 {
			t.Errorf("%q: demands %q, claims %q", text, amounts(v.Demands), amounts(v.Claims))
		}
		doc.Messages[2].From = "Vesna"
		if v := c.Check(doc); amounts(v.Claims) != "700,00 EUR" {
			t.Errorf("%q by the person: demands %q, claims %q", text, amounts(v.Demands), amounts(v.Claims))
		}
	}
}
