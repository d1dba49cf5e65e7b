package intake

import (
	"slices"
	"strings"
)

// currencies are the codes that are looked for on statements.
var currencies = []string{
	"RSD", "EUR", "USD", "GBP", "CHF", "BAM", "MKD", "HUF", "RON", "BGN", "CZK", "PLN", "SEK", "NOK", "DKK",
	"CNY", "JPY", "HKD", "TRY", "RUB", "AED", "AUD", "CAD", "SGD", "INR",
}

// findCurrency returns the first currency code that stands as a word in s.
func findCurrency(s string) string {
	words := strings.FieldsFunc(strings.ToUpper(s), func(r rune) bool { return r < 'A' || r > 'Z' })
	for _, w := range words {
		switch w {
		case "DIN":
			return "RSD"
		case "KM":
			return "BAM"
		}
		if slices.Contains(currencies, w) {
			return w
		}
	}
	switch {
	case strings.Contains(s, "€"):
		return "EUR"
	case strings.Contains(s, "£"):
		return "GBP"
	}
	return ""
}
