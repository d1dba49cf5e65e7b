package app_test

import (
	"bytes"
	"slices"
	"testing"

	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/testkit"
)

// A seller who wrote in Serbian gets the notice in Serbian; whoever reads another
// language gets a copy in it, where there is one.
func TestTheNoticeToASellerIsInTheSellersLanguage(t *testing.T) {
	engines := loaded(t)
	const ana, seller = "Ana Kostić <ana@enterijer-kostic.example>", "Dragan Simić <dragan@hrast-stolarija.example>"
	thread := func(words ...string) [][2]string {
		var list [][2]string
		for i, w := range words {
			from, to := seller, ana
			if i%2 == 1 {
				from, to = to, from
			}
			date := []string{"Mon, 02 Mar 2026", "Tue, 03 Mar 2026", "Wed, 04 Mar 2026", "Mon, 04 May 2026"}[i]
			list = append(list, [2]string{string(rune('1'+i)) + ".eml", plainMail(from, to, date+" 10:00:00 +0100", w)})
		}
		return list
	}
	serbian := thread("Poštovana Ana, 20 stolova od hrasta. Avans 30% je 2.400 EUR, ostatak pre isporuke.", "Poštovani, uplatili smo avans od 2.400 EUR.",
		"Avans je stigao, hvala, krećemo sa izradom.", "Gde su naši stolovi? Niko se ne javlja. Pošaljite robu ili vratite novac.")
	english := thread("Dear Ana, 20 oak tables. Deposit 30% is EUR 2,400, balance before shipment.", "Dear Dragan, we paid the deposit of EUR 2,400.",
		"The deposit has come, thank you.", "Where are our tables? Nobody answers. Please ship or refund.")
	for _, tt := range []struct {
		name, lang, want, read string
		files                  [][2]string
	}{
		{"both Serbian", "sr-Latn", "sr-Latn", "", serbian},
		{"the person reads Cyrillic", "sr-Cyrl", "sr-Latn", "", serbian},
		{"the person reads English", "en", "sr-Latn", "en", serbian},
		{"the seller wrote English", "sr-Latn", "en", "sr-Latn", english},
		{"both English", "en", "en", "", english},
	} {
		opt := intake.Options{Zone: testkit.Belgrade()}
		opt.Person = []string{"Ana Kostić"}
		f, err := engines.Examine(t.Context(), given(tt.files...), opt, app.Circumstances{Country: "RS", Lang: tt.lang}, testkit.Now())
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(f.Papers, func(p app.Paper) bool { return p.ID == "seller-notice" })
		if i < 0 || f.Papers[i].Lang != tt.want || f.Papers[i].Read != tt.read {
			t.Errorf("%s: papers %+v", tt.name, f.Papers)
			continue
		}
		if tt.read == "" {
			continue
		}
		r, err := engines.Results(f, tt.lang, "x", testkit.Now())
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if name := f.Papers[i].Copy(); !slices.Contains(r.Names(), name) || r.Write(name, &b) != nil || b.Len() == 0 {
			t.Errorf("%s: no copy to read among %q", tt.name, r.Names())
		}
	}
}
