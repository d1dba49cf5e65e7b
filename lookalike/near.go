package lookalike

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
