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
		"6.ooo", "6ooo", "6.OOO", "6,ооо", "6.ooo,oo",
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

// Letters stand for zeros only where two or more follow a digit and no word begins.
func TestLettersThatAreNoZeros(t *testing.T) {
	for _, text := range []string{"6.oooh RSD", "5o RSD", "boo 5 RSD", "1oooooooooo RSD"} {
		for _, f := range money.Find(text, "") {
			if f.Amount != money.Of(5, "RSD") || f.Span.Of(text) != "5 RSD" {
				t.Errorf("Find(%q) = %+v", text, f)
			}
		}
	}
}

// A day and its month in a list of payments is no amount.
func TestADayInAListIsNoAmount(t *testing.T) {
	const text = "5.000 dinara 11.9, 8.000 dinara"
	if got := money.Find(text, "RSD"); len(got) != 2 || got[0].Amount != money.Of(5000, "RSD") || got[1].Amount != money.Of(8000, "RSD") {
		t.Errorf("Find(%q) = %+v", text, got)
	}
}

func TestCount(t *testing.T) {
	for word, want := range map[string]int{"3": 3, "tri": 3, "dve": 2, "nine": 9, "hundred": -1, "half": -1, "x": -1} {
		n, ok := money.Count(word)
		if !ok {
			n = -1
		}
		if n != want {
			t.Errorf("Count(%q) = %d, want %d", word, n, want)
		}
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
