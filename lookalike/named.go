package lookalike

import (
	"strings"

	folding "recourse/fold"
)

// Mention is a brand whose name stands in a text, and that name as it was found:
// folded, with single spaces.
type Mention struct {
	Brand Brand
	Name  string
}

// byName finds brands by what people call them: the first word leads to the names
// that begin with it.
type byName map[string][]called

type called struct {
	name  string // folded, with single spaces
	brand int
}

func newByName(list []Brand) byName {
	x := make(byName)
	for i, b := range list {
		for _, n := range append([]string{b.Name}, b.Names...) {
			if key := plainWords(n); key != "" {
				first, _, _ := strings.Cut(key, " ")
				x[first] = append(x[first], called{key, i})
			}
		}
	}
	return x
}

// Named returns the brands whose names stand in the text as whole words, in the
// order of the text. It costs no more where more brands are known.
func (b *Brands) Named(text string) []Mention {
	var found []Mention
	for rest := plainWords(text); rest != ""; {
		first, after, _ := strings.Cut(rest, " ")
		for _, c := range b.called[first] {
			if tail, ok := strings.CutPrefix(rest, c.name); ok && (tail == "" || tail[0] == ' ') {
				found = append(found, Mention{b.list[c.brand], c.name})
			}
		}
		rest = after
	}
	return found
}

// plainWords are the folded words of a text with single spaces between them.
func plainWords(s string) string {
	return strings.Join(strings.FieldsFunc(folding.Key(s), func(r rune) bool {
		return r < 0x80 && (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), " ")
}
