package scam_test

import "testing"

// TestWhatIsAskedForStandsInManyForms holds that a sum is found as asked for where a
// share or a word of the sum stands between it and its name.
func TestWhatIsAskedForStandsInManyForms(t *testing.T) {
	c := shipped(t)
	for _, tt := range []struct{ ask, want string }{
		{"Još samo porez 15% u iznosu od 31.200 dinara i isplata stiže za 10 minuta.", "31.200,00 RSD"},
		{"Sada još provizija od 12,5 % u visini od 9.000 din i isplata je otključana.", "9.000,00 RSD"},
		{"Za VIP grupu je potreban depozit 8.500 din, vraća se sa provizijom 30%.", "8.500,00 RSD"},
		{"Potrebna je uplata u iznosu od 7.000 dinara za VIP zadatke.", "7.000,00 RSD"},
		{"Hvala. Sada još advokatska taksa 25.000 dinara i novac je Vaš.", "25.000,00 RSD"},
		{"Isplata u iznosu od 31.200 dinara stiže za 10 minuta.", ""},
		{"Vaša zarada je 31.200 dinara, nije potreban depozit.", ""},
	} {
		doc := said("Mina", "VIP zadaci za Alibaba, provizija na kraju.", "Mira", "dobro", "Mina", tt.ask, "Mira", "razmisliću")
		doc.Other = []string{"Mina"}
		got := ""
		for _, a := range c.Check(doc).Askings {
			got += a.Amount.String()
		}
		if got != tt.want {
			t.Errorf("%q: asked for %q, want %q", tt.ask, got, tt.want)
		}
	}
}
