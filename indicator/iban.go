package indicator

import (
	"fmt"
	"strings"

	"recourse"
)

// ibanLengths are the lengths of IBANs by country, from the SWIFT IBAN registry.
var ibanLengths = map[string]int{
	"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29, "BY": 28,
	"CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
	"FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HN": 28, "HR": 21, "HU": 28,
	"IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20,
	"LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28,
	"NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24,
	"SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26,
	"UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}

// ParseIBAN reads an IBAN, with or without spaces or dashes between its groups,
// and returns it in capitals without them. It is an error of kind Invalid if
// the country has no IBAN, or the length or the check digits are wrong.
func ParseIBAN(s string) (string, error) {
	s = strings.TrimSpace(s)
	v, end := readIBAN(s, 0)
	if v == "" || end != len(s) {
		return "", fmt.Errorf("IBAN %q: wrong country or length: %w", clip(s), recourse.Invalid)
	}
	if !ibanChecks(v) {
		return "", fmt.Errorf("IBAN %q: wrong check digits: %w", clip(s), recourse.Invalid)
	}
	return v, nil
}

// IBANOfDE returns the IBAN that a German bank code of eight digits and an account number of
// up to ten make: the number with zeros before it, and check digits by ISO 13616 (ISO 7064,
// MOD 97-10). A few banks have other rules for the number, so their IBAN may be another. It
// is an error of kind Invalid if the two are not of that form.
// Source: Deutsche Bundesbank, IBAN rules (Verzeichnis der Überweisungsregeln), rule 000000.
func IBANOfDE(bank, number string) (string, error) {
	const bankDigits, numberDigits = 8, 10
	if len(bank) != bankDigits || number == "" || len(number) > numberDigits || !allNumeric(bank+number) || bank[0] == '0' {
		return "", fmt.Errorf("account %q/%q of Germany: wrong form: %w", clip(bank), clip(number), recourse.Invalid)
	}
	account := bank + strings.Repeat("0", numberDigits-len(number)) + number
	return fmt.Sprintf("DE%02d%s", 98-ibanRest("DE00"+account), account), nil
}

// FormatIBAN writes an IBAN in groups of four.
func FormatIBAN(v string) string {
	var b strings.Builder
	for i := range len(v) {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteByte(v[i])
	}
	return b.String()
}

// DomesticRS returns the 18-digit account inside a Serbian IBAN.
func DomesticRS(iban string) (account string, ok bool) {
	if len(iban) != 22 || iban[:2] != "RS" || !allNumeric(iban[2:]) {
		return "", false
	}
	return iban[4:], true
}

// readIBAN reads country, check digits and as many characters as the country
// has, in capitals, without looking at the check digits. It returns "" where
// there are fewer or more.
func readIBAN(text string, i int) (v string, end int) {
	if i+4 > len(text) || !isAlpha(text[i]) || !isAlpha(text[i+1]) || !isDigit(text[i+2]) || !isDigit(text[i+3]) {
		return "", i
	}
	want := ibanLengths[strings.ToUpper(text[i:i+2])]
	if want == 0 {
		return "", i
	}
	var b [40]byte
	n, sep := 0, byte(0)
	for n < want {
		if i >= len(text) {
			return "", i
		}
		c := text[i]
		switch {
		case isAlnum(c):
			if 'a' <= c {
				c -= 'a' - 'A'
			}
			b[n] = c
			n++
		case (c == ' ' || c == '-') && (sep == 0 || sep == c) && n >= 4 && isAlnum(text[i-1]):
			sep = c
		default:
			return "", i
		}
		i++
	}
	if i < len(text) && isAlnum(text[i]) {
		return "", i
	}
	return string(b[:n]), i
}

// ibanChecks reports whether an IBAN's check digits fit.
func ibanChecks(v string) bool { return ibanRest(v) == 1 }

// ibanRest is what the number that an IBAN stands for leaves when it is divided by 97.
func ibanRest(v string) int {
	r := 0
	for _, part := range []string{v[4:], v[:4]} {
		for i := range len(part) {
			if c := part[i]; isDigit(c) {
				r = (r*10 + int(c-'0')) % 97
			} else {
				r = (r*100 + int(c-'A') + 10) % 97
			}
		}
	}
	return r
}

// ibanForm reports whether s is written as only an IBAN is: in capitals, in a
// row or in groups of four.
func ibanForm(s string) bool {
	if s != strings.ToUpper(s) {
		return false
	}
	for k, group := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '-' }) {
		if len(group) == len(s) {
			return true
		}
		if len(group) > 4 || k == 0 && len(group) != 4 {
			return false
		}
	}
	return len(strings.Fields(s)) >= (len(s)-3)/5
}
