package money_test

import (
	"testing"

	"recourse/money"
)

// However the digits and what parts them are written, it is the same amount, and
// its place is in the text as it was given.
func TestAmountsInOtherDigitsAndSigns(t *testing.T) {
	for _, number := range []string{
		"6.000", "6,000", "6'000", "6’000", "6‘000", "6ʼ000", "6\u00a0000", "6\u202f000", "6\u2009000", "٦٬٠٠٠", "۶٬۰۰۰", "６，０００", "６０００", "6.000,00-",
	} {
		text := "Uplaćeno " + number + " RSD danas"
		got := money.Find(text, "")
		if len(got) != 1 || got[0].Amount != money.Of(6000, "RSD") || got[0].Span.Of(text) != number+" RSD" {
			t.Errorf("Find(%q) = %+v", text, got)
		}
		if !money.HasDigit(text) {
			t.Errorf("HasDigit(%q) = false", text)
		}
	}
	if text := "Uplaćeno šest hiljada’ RSD，danas"; money.HasDigit(text) {
		t.Errorf("HasDigit(%q) = true", text)
	}
}

func TestARangeIsNotTwoAmounts(t *testing.T) {
	for text, want := range map[string]bool{
		"10.000 - 20.000 RSD": true, "10.000-20.000 RSD": true, "10.000–20.000 RSD": true, "od 10.000 do 20.000 RSD": true,
		"500 to 600 EUR": true, "10.000 RSD - 20.000 RSD": true, "EUR 500 - 600": true, "500-600 EUR": true,
		"6.000, 23.000 i 61.328 RSD": false, "6.000 - 23.000 - 61.328 RSD": false, "23.000 - 6.000 RSD": false, "6.000 RSD i 23.000 RSD": false,
		"500 EUR - 20.11.2026.": false, "500 EUR - 3 dana": false,
	} {
		for _, f := range money.Find(text, "RSD") {
			if f.Range != want {
				t.Errorf("Find(%q): %+v, want range %v", text, f, want)
			}
		}
	}
}

func TestSignsOfOneAmount(t *testing.T) {
	for s, want := range map[string]int64{
		"6.000,00-": -600000, "(500.00)": -50000, "(500.00 EUR)": -50000, "DR 500.00": -50000, "500.00 CR": 50000, "500.00 EUR dr": -50000,
		"6.000,00- EUR": -600000, "EUR -500.00": -50000, "500.00": 50000, "+500": 50000, "٥٠٠": 50000,
	} {
		if got, err := money.Parse(s, "EUR"); err != nil || got != (money.Amount{Minor: want, Currency: "EUR"}) {
			t.Errorf("Parse(%q) = %v, %v, want %d", s, got, err, want)
		}
	}
	for _, s := range []string{"10.000 - 20.000", "()", "DR", "500 DR CR x"} {
		if got, err := money.Parse(s, "EUR"); err == nil {
			t.Errorf("Parse(%q) = %v, want an error", s, got)
		}
	}
}
