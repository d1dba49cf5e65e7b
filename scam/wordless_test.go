package scam_test

import (
	"testing"

	"recourse/scam"
)

// TestAlmostNoWordsIsNoScam holds that a line of a link and a number, of which
// nothing can be known, is not called a scam because links stand in scams.
func TestAlmostNoWordsIsNoScam(t *testing.T) {
	c := learnt(t)
	for _, text := range []string{
		"http://65XAmple i 1.0", "https://q7.example 250", "1.0 http://ab.test", "www.x1.example 12,50 EUR", "http://k.example/a?b=1",
		"vidi http://k9.example/p 3", "HTTP://WIN.EXAMPLE 100 !!!", "http://a.test http://b.test 7", "info@q.example 5", "+381 60 0000000 ok",
	} {
		v := c.Check(scam.Document{Text: text})
		if v.Score >= 0.5 || v.Verdict == scam.Scam || v.Verdict == scam.Suspicious {
			t.Errorf("Check(%q) = %s, %.2f; so little says nothing", text, v.Verdict, v.Score)
		}
		for _, r := range v.Reasons {
			if r.Rule == scam.RuleWords {
				t.Errorf("Check(%q) names words that say something", text)
			}
		}
	}
	for _, text := range []string{
		"Your account is blocked. Verify your card at http://k9.example/p within 24 hours or lose your money",
		"http://paypal.com.account-7.top",
		"Uplatite 6.000 dinara na http://k9.example/p da biste otključali isplatu",
		"Уплатите 6.000 динара на http://k9.example/p да бисте откључали исплату",
	} {
		if v := c.Check(scam.Document{Text: text}); v.Score < 0.5 {
			t.Errorf("Check(%q) = %s, %.2f; there is enough to go by", text, v.Verdict, v.Score)
		}
	}
}

// TestFrequentWordsAloneAreNotSure holds that a verdict for which no rule speaks is
// fairly sure at most: what it shows the reader proves nothing, and says so.
func TestFrequentWordsAloneAreNotSure(t *testing.T) {
	words, sign := scam.Reason{Rule: scam.RuleWords}, scam.Reason{Rule: "release-fee"}
	for _, c := range []struct {
		score   float64
		reasons []scam.Reason
		want    int
	}{
		{0.99, []scam.Reason{words, sign}, 5},
		{0.85, []scam.Reason{sign}, 4},
		{0.7, []scam.Reason{sign}, 3},
		{0.5, []scam.Reason{sign}, 2},
		{0.99, []scam.Reason{words}, 3},
		{0.6, []scam.Reason{words}, 2},
		{0.99, nil, 3},
	} {
		if got := (scam.Verdict{Score: c.score, Reasons: c.reasons}).Sureness(); got != c.want {
			t.Errorf("a score of %.2f with %d reasons is %d sure, want %d", c.score, len(c.reasons), got, c.want)
		}
	}
	v := learnt(t).Check(scam.Document{Text: "Uplatite članarinu za novembar, 2.500 dinara, na račun kluba do petka. Trener Milan"})
	if v.Verdict == scam.Scam && len(v.Reasons) == 1 && v.Sureness() > 3 {
		t.Errorf("a club's fee is %d sure by words alone", v.Sureness())
	}
}

// TestShortNoticesAreNoScam holds that what banks write in a few words is not called a
// scam: of sums and accounts scams are full too.
func TestShortNoticesAreNoScam(t *testing.T) {
	c := learnt(t)
	for _, text := range []string{
		"Uplata na racun: 65.400,00 RSD. Raspolozivo: 71.220,15 RSD. Banka Primer", "Isplata na bankomatu 5.000 RSD",
		"Kartica *1234: placanje 2.350,00 RSD MAXI 112 BEOGRAD. Raspolozivo 44.120,00 RSD", "Na vas racun je uplaceno 8.500 din. Stanje je 9.120 din.",
		"Odbijena transakcija 12.500,00 RSD kartica *4411, nedovoljno sredstava", "Nalog za placanje 3.200,00 RSD izvrsen. Primalac: EPS Snabdevanje",
		"Uplaćeno Vam je 25.000,00 RSD. Nalogodavac: Petar Petrović. Stanje: 31.450,00 RSD.", "Your account was credited with EUR 350.00. Available balance EUR 1,204.11.",
		"You have received £120.00 from J SMITH. Balance £340.12", "ATM withdrawal 200 USD. Balance 1,020.55 USD",
	} {
		if v := c.Check(scam.Document{Text: text}); v.Score >= 0.5 {
			t.Errorf("Check(%q) = %s, %.2f", text, v.Verdict, v.Score)
		}
	}
	for _, text := range []string{"Uplata 12.000 RSD na racun ...123. Stanje 15.200 RSD", "Уплата на рачун 12.000,00 РСД. Стање 15.200,00 РСД."} {
		if v := c.Check(scam.Document{Text: text}); v.Verdict == scam.Scam {
			t.Errorf("Check(%q) = %s, %.2f", text, v.Verdict, v.Score)
		}
	}
}
