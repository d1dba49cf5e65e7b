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
	if !beyondFigures(s) {
		return "" // most cells are figures alone
	}
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

// beyondFigures reports whether there may be more than figures and their signs in s.
func beyondFigures(s string) bool {
	for i := range len(s) {
		if s[i] >= 'A' {
			return true
		}
	}
	return false
}

// units are the currencies that cells name beside their figures.
type units struct {
	found string
	many  bool
}

// add looks at a cell: most have digits at both ends, and no unit.
func (u *units) add(cell []byte) {
	if u.many || len(cell) == 0 || isDigit(cell[0]) && isDigit(cell[len(cell)-1]) {
		return
	}
	c := findCurrency(string(cell))
	u.many = c != "" && u.found != "" && c != u.found
	fill(&u.found, c)
}

// one returns the currency that all of them name, or "".
func (u *units) one() string {
	if u.many {
		return ""
	}
	return u.found
}
