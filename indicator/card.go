package indicator

import (
	"fmt"
	"strings"

	"recourse"
)

// cardGroups are the ways in which card numbers are printed.
var cardGroups = [][]int{{4, 4, 4, 4, 3}, {4, 4, 4, 4}, {4, 6, 5}, {4, 6, 4}, {6, 13}}

// ParseCard checks a payment card number (issuer range, length, Luhn), written
// with or without spaces or dashes, and returns it masked: the first six and the
// last four digits. The full number is never returned. A number that is
// masked already is returned as it is.
func ParseCard(s string) (masked string, err error) {
	s = strings.TrimSpace(s)
	if len(s) >= 13 && len(s) <= 19 && allNumeric(s[:6]) && allNumeric(s[len(s)-4:]) && strings.Trim(s[6:len(s)-4], "*") == "" {
		return s, nil
	}
	number, end := readCard(s, 0)
	if number == "" || end != len(s) {
		return "", fmt.Errorf("card number: not a known issuer, length or check digit: %w", recourse.Invalid)
	}
	return maskCard(number), nil
}

// readCard reads a valid card number at i, and returns its digits or "".
func readCard(text string, i int) (number string, end int) {
	if n := digits(text, i); n >= 13 && n <= 19 {
		if v := text[i : i+n]; cardChecks(v) {
			return v, i + n
		}
		return "", i
	}
	for _, groups := range cardGroups {
		if v, end := readGrouped(text, i, groups); v != "" && cardChecks(v) {
			return v, end
		}
	}
	return "", i
}

// readGrouped reads groups of so many digits with the same separator between.
func readGrouped(text string, i int, groups []int) (v string, end int) {
	var b [19]byte
	n, sep := 0, byte(0)
	for k, want := range groups {
		if k > 0 {
			if i >= len(text) || text[i] != ' ' && text[i] != '-' || sep != 0 && text[i] != sep {
				return "", i
			}
			sep = text[i]
			i++
		}
		if digits(text, i) != want {
			return "", i
		}
		n += copy(b[n:], text[i:i+want])
		i += want
	}
	return string(b[:n]), i
}

func cardChecks(number string) bool { return issuerFits(number) && luhn(number) }

// luhn reports whether the last digit is the right check digit.
func luhn(number string) bool {
	sum := 0
	for i := range len(number) {
		d := int(number[len(number)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// issuers are the ranges of first digits (as many as they have) with the
// lengths in use: Visa, Mastercard, American Express, Maestro, Discover,
// UnionPay, Diners, JCB, Mir and DinaCard.
var issuers = []struct {
	from, to string
	lengths  []int
}{
	{"4", "4", []int{13, 16, 19}},
	{"51", "55", []int{16}},
	{"2221", "2720", []int{16}},
	{"34", "34", []int{15}},
	{"37", "37", []int{15}},
	{"5018", "5018", []int{13, 16, 18, 19}},
	{"5020", "5020", []int{13, 16, 18, 19}},
	{"5038", "5038", []int{13, 16, 18, 19}},
	{"5893", "5893", []int{13, 16, 18, 19}},
	{"6304", "6304", []int{13, 16, 18, 19}},
	{"6759", "6763", []int{13, 16, 18, 19}},
	{"6011", "6011", []int{16, 19}},
	{"644", "649", []int{16, 19}},
	{"65", "65", []int{16, 19}},
	{"62", "62", []int{16, 17, 18, 19}},
	{"300", "305", []int{14, 16}},
	{"36", "36", []int{14}},
	{"38", "39", []int{14, 16}},
	{"3528", "3589", []int{16, 19}},
	{"2200", "2204", []int{16, 17, 18, 19}},
	{"9891", "9891", []int{16}},
}

// issuerFits reports whether an issuer has numbers like that.
func issuerFits(number string) bool {
	for _, is := range issuers {
		prefix := number[:len(is.from)]
		if prefix < is.from || prefix > is.to {
			continue
		}
		for _, n := range is.lengths {
			if n == len(number) {
				return true
			}
		}
	}
	return false
}

// maskCard returns the first six and the last four digits, with stars between.
func maskCard(number string) string {
	return number[:6] + strings.Repeat("*", len(number)-10) + number[len(number)-4:]
}

// maskWritten masks a card number as it is written, with its separators.
func maskWritten(s string) string {
	b := []byte(s)
	total := 0
	for _, c := range b {
		if isDigit(c) {
			total++
		}
	}
	k := 0
	for i, c := range b {
		if !isDigit(c) {
			continue
		}
		if k >= 6 && k < total-4 {
			b[i] = '*'
		}
		k++
	}
	return string(b)
}
