package lookalike

import "strings"

// Near reports whether two hosts lie under domains of different names that people
// take for each other: one letter is more, less, other or swapped, or letters look
// alike. Names of which that says too little, because they are short or differ in a
// digit alone, are not near.
func Near(a, b string) bool {
	x, y := registered(a), registered(b)
	if x == "" || y == "" || x == y {
		return false
	}
	x, y = fold(x), fold(y)
	if len(x) > maxLabel || len(y) > maxLabel || min(len(x), len(y)) < shortestLook {
		return false
	}
	limit := lookEdit
	if min(len(x), len(y)) >= shortestEdit && !numbered(x, y) {
		limit = oneEdit
	}
	return cost(x, y, limit) <= limit || cost(y, x, limit) <= limit
}

// The shortest names of which a letter that looks alike, or any other letter, says
// something.
const (
	shortestLook = 4
	shortestEdit = 7
)

// Kin reports whether two hosts lie under other domains with the same name: under
// another ending ("firm.com" and "firm.co"), or with a word added by a hyphen
// ("firm-export.com"). A firm may have both, as whoever wants to be taken for it has
// one of them.
func Kin(a, b string) bool {
	x, y := parse(a), parse(b)
	if x.host == "" || y.host == "" || x.ip || y.ip {
		return false
	}
	_, n, xEnd, _ := cut(x.host)
	_, m, yEnd, _ := cut(y.host)
	if n, m = fold(seen(n)), fold(seen(m)); len(n) > len(m) {
		n, m = m, n
	}
	switch {
	case len(n) < shortestLook:
		return false
	case n == m:
		return xEnd != yEnd
	case len(n) < shortestEdit:
		return false
	}
	return strings.HasPrefix(m, n+"-") || strings.HasSuffix(m, "-"+n)
}

// registered is the label that somebody registered, as people see it.
func registered(host string) string {
	h := parse(host)
	if h.host == "" || h.ip {
		return ""
	}
	_, name, _, _ := cut(h.host)
	return seen(name)
}

// numbered reports whether two names are the same but for their digits.
func numbered(x, y string) bool { return withoutDigits(x) == withoutDigits(y) }

func withoutDigits(s string) string {
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			b = append(b, s[i])
		}
	}
	return string(b)
}
