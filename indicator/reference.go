package indicator

import "strings"

// CheckReferenceRS reports whether a Serbian payment reference (poziv na broj)
// that begins with the model 97 carries the right control number: the two digits
// behind the model are 98 less the rest, with two zeros behind it, modulo 97, where
// A is 10 and Z is 35. Another model, and no reference, has nothing to check and is
// taken to be right. Dashes and spaces do not count.
//
// Source: the National Bank of Serbia's decision on payment orders in dinars,
// control of the reference by model 97 (ISO 7064 MOD 97-10).
func CheckReferenceRS(s string) bool {
	s = strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToUpper(s))
	rest, ok := strings.CutPrefix(s, "97")
	if !ok {
		return true
	}
	const longest = 40
	if len(rest) < 3 || len(rest) > longest || !isDigit(rest[0]) || !isDigit(rest[1]) {
		return false
	}
	r := 0
	for _, c := range []byte(rest[2:] + rest[:2]) {
		switch {
		case isDigit(c):
			r = (r*10 + int(c-'0')) % 97
		case c >= 'A' && c <= 'Z':
			r = (r*100 + int(c-'A') + 10) % 97
		default:
			return false
		}
	}
	return r == 1
}
