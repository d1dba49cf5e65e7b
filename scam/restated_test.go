package scam_test

import "testing"

// TestASumInTwoCurrenciesIsPaidOnce holds that what a sum is in another currency is no
// second payment; two sums of two currencies stay two.
func TestASumInTwoCurrenciesIsPaidOnce(t *testing.T) {
	c := shipped(t)
	for text, want := range map[string]string{
		"uplatila sam 29.300 dinara, odnosno 250 evra":   "29.300,00 RSD",
		"uplatila sam 250 evra, to je oko 29.300 dinara": "250,00 EUR",
		"уплатила сам 250 евра, што је 29.300 динара":    "250,00 EUR",
		"uplatila sam 250 evra (≈ 29.300 dinara)":        "250,00 EUR",
		"I paid $500, that is £390":                      "500,00 USD",
		"I paid £390, about €450":                        "390,00 GBP",
		"uplatila sam 250 evra i 29.300 dinara":          "250,00 EUR 29.300,00 RSD",
		"I paid $500 and then £390":                      "500,00 USD 390,00 GBP",
	} {
		v := c.Check(said("Lena", "Alibaba VIP tasks, posao. Uplatite da nastavite", "Vesna", text))
		if got := amounts(v.Claims); got != want {
			t.Errorf("%q: paid %s, want %s", text, got, want)
		}
	}
}
