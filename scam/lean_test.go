package scam_test

import (
	"testing"
)

const mirna = "Posao od kuće: za VIP zadatak uplatite 18.500 RSD na račun 160-0005400112233-37"

// What whoever pays asks, promises or tells of paying makes nobody the one who is paid.
func TestWordsOfWhoPaysMakeNobodyTheOtherSide(t *testing.T) {
	c := shipped(t)
	for _, text := range []string{
		"Koliko tačno da uplatim?", "Kome treba da platim?", "koliko jos moram da platim", "Колико треба да уплатим?",
		"Uplatiću ostatak sutra", "platicu u petak 20.000", "Уплатићу 20.000 динара у петак", "Prebaciću vam sutra",
		"Uplatio sam 20.000 din preko mobilne banke", "uplatila sam 20.000 din preko e-bankinga", "Kada mogu da podignem novac?",
		"Zašto moram da platim porez?", "Ne mogu da uplatim još 20.000", "Vratite mi moje pare", "Kad da uplatim?",
		"So I have to pay 200 EUR first?", "How much must I pay?", "I will pay 200 EUR tomorrow", "Why do I have to pay a tax to get my own money?",
		"When can I withdraw my money? I can't pay more", "Do I need to pay a fee before the payout?",
	} {
		doc := said("Mirna", mirna, "Bojan", "Uplatio sam 18.500 RSD", "Bojan", text)
		v := c.Check(doc)
		if len(v.Claims) == 0 || amounts(v.Claims[:1]) != "18.500,00 RSD" {
			t.Errorf("%q: claims %q, want 18.500 first; open: %v", text, amounts(v.Claims), v.SidesOpen)
		}
		if v.SidesOpen {
			t.Errorf("%q: the sides are open", text)
		}
	}
}

// Where the words contradict each other, what is told is proposed and said to be open.
func TestSidesThatContradictEachOther(t *testing.T) {
	c := shipped(t)
	v := c.Check(said("Mirna", "Uplatite 18.500 RSD", "Bojan", "Uplatio sam 18.500 RSD", "Bojan", "Uplatite i vi meni", "Mirna", "ja sam uplatila 70.000 RSD", "Bojan", "uplatite odmah"))
	if amounts(v.Claims) != "18.500,00 RSD 70.000,00 RSD" || !v.SidesOpen {
		t.Errorf("claims %q, open %v; want both and open", amounts(v.Claims), v.SidesOpen)
	}
	if v := c.Check(said("Mirna", mirna, "Bojan", "Uplatio sam 18.500 RSD", "Mirna", "ja sam lično uplatila 70.000 RSD i zaradila duplo")); amounts(v.Claims) != "18.500,00 RSD" || v.SidesOpen {
		t.Errorf("claims %q, open %v; want what Bojan paid", amounts(v.Claims), v.SidesOpen)
	}
}
