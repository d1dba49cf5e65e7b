package lookalike

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// looks maps a letter or digit to the Latin letter that it looks like. Letters
// with marks lose them by decomposition before.
var looks = map[rune]rune{
	'а': 'a', 'ɑ': 'a', 'α': 'a', 'ạ': 'a', '4': 'a', 'ь': 'b', 'Ь': 'b', 'в': 'b', '8': 'b', 'β': 'b',
	'с': 'c', 'ϲ': 'c', 'ԁ': 'd', 'đ': 'd', 'ɗ': 'd', 'е': 'e', 'є': 'e', '3': 'e', 'ε': 'e', 'ҽ': 'e',
	'ƒ': 'f', 'ɡ': 'g', '9': 'g', 'ց': 'g', 'һ': 'h', 'н': 'h', 'ħ': 'h', 'հ': 'h', 'і': 'l', 'ι': 'l', 'ı': 'l',
	'i': 'l', '1': 'l', 'ӏ': 'l', 'ł': 'l', 'ا': 'l', 'ј': 'j', 'к': 'k', 'κ': 'k', 'м': 'm', 'ո': 'n', 'η': 'n', 'п': 'n', 'ŋ': 'n',
	'о': 'o', 'ο': 'o', '0': 'o', 'ø': 'o', 'σ': 'o', 'օ': 'o', 'р': 'p', 'ρ': 'p', 'ԛ': 'q', 'г': 'r', 'ѕ': 's', '5': 's', 'ʂ': 's',
	'т': 't', 'τ': 't', '7': 't', 'ŧ': 't', 'υ': 'u', 'ս': 'u', 'ц': 'u', 'ν': 'v', 'ѵ': 'v', 'ԝ': 'w', 'ѡ': 'w', 'ш': 'w', 'ω': 'w',
	'х': 'x', 'χ': 'x', 'у': 'y', 'γ': 'y', 'ү': 'y', '2': 'z', 'ʐ': 'z',
}

// pairs are two letters that together look like one.
var pairs = strings.NewReplacer("rn", "m", "vv", "w", "cl", "d", "nn", "m")

// skeleton writes a label as it looks: two labels that are easily taken for each
// other have one skeleton. The letter i is written l, as digit one is.
func skeleton(label string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(label) {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		r = unicode.ToLower(r)
		if l, ok := looks[r]; ok {
			r = l
		}
		b.WriteRune(r)
	}
	return pairs.Replace(b.String())
}

// distance is how many letters must be added, dropped, changed or swapped with
// their neighbour to make b of a; anything above limit is limit+1.
func distance(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	var rows [3][maxName + 1]int
	before, last, now := &rows[0], &rows[1], &rows[2]
	for j := 0; j <= len(b); j++ {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			now[j] = d
			least = min(least, d)
		}
		if least > limit {
			return limit + 1
		}
		before, last, now = last, now, before
	}
	return min(last[len(b)], limit+1)
}
