package lookalike

import (
	"slices"
	"strings"
)

// How surely a likeness is an imitation. The figures order likenesses between
// each other and put them on a side of [Cut]; they were set on look-alikes and
// harmless names of a training part (doc/performance.md), and are no
// probabilities.
const (
	scoreGlyph = 0.97
	scoreFront = 0.95
	sure       = 0.95 // nothing better can follow
	scoreFree  = 0.85
	weak       = 0.4 // said, and not flagged
)

// minNear is the shortest label that is found with a letter off among other words.
const minNear = 7

// elsewhere is the name itself under another ending. Under a country's it is
// mostly the brand's branch there, or a namesake.
func (b *Brands) elsewhere(t *target, suffix string) float64 {
	if suffix == "com" && len(t.label) < 9 {
		return weak // a brand that has not this one came after its namesake
	}
	if b.generic(suffix) || !t.common && b.words.is(open, suffix) {
		return 0.9
	}
	return weak
}

// generic reports an ending that belongs to no country, or is sold as if.
func (b *Brands) generic(suffix string) bool {
	return len(suffix) > 2 && !strings.Contains(suffix, ".") || b.words.is(cheap, suffix)
}

// hyphens is the name cut by hyphens.
func (t *target) hyphens() float64 {
	if len(t.label) < minEdit || t.common && len(t.label) <= minEdit {
		return weak
	}
	return 0.93
}

// glyphs is the name in letters that look like its own.
func (b *Brands) glyphs(t *target, n *name, p place) float64 {
	switch {
	case len(t.label) <= minLabel:
		return weak
	case n.text != p.name, hasDigit(n.text):
		return scoreGlyph
	case t.limit == 0, !b.fits(t, p):
		return weak
	}
	return 0.96
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// typo is the name with a letter or two off.
func (b *Brands) typo(t *target, n *name, p place, c int) float64 {
	size, hyphen := len(t.label), n.cuts != 0
	switch {
	case b.words.is(ordinary, n.text), !b.fits(t, p), hyphen && size < 10:
		return weak
	case c > oneEdit && (hyphen || size < 10 || n.flat[0] != t.label[0]):
		return weak
	}
	return 0.94 - 0.05*float64(c)
}

// fits reports whether the name, with letters off, stands under an ending where
// an imitation would. What a hand does to a short name keeps the brand's own
// ending; other short names near it are others' names.
func (b *Brands) fits(t *target, p place) bool {
	size, cheaply := len(t.label), p.free || b.words.is(cheap, p.suffix)
	switch {
	case slices.Contains(t.main, p.suffix):
		return true
	case size <= minEdit+1:
		return false
	case slices.Contains(t.own, p.suffix), cheaply:
		return true
	case size <= minNear:
		return false
	}
	return b.generic(p.suffix) || b.words.is(open, p.suffix)
}

// affix is the name with words around it.
func (b *Brands) affix(t *target, n *name, p place, i, end int) float64 {
	filled := b.words.filled(n.flatten(0, i), t.ends) && b.words.filled(n.flatten(end, n.len), t.ends)
	before, after := i == 0 || n.cuts&(1<<i) != 0, end == n.len || n.cuts&(1<<end) != 0
	exact := string(n.flat[i:end]) == t.label
	size := len(t.label)
	cheaply := p.free || b.words.is(cheap, p.suffix)
	switch {
	case !cheaply && !b.generic(p.suffix) && !b.words.is(open, p.suffix) && !slices.Contains(t.own, p.suffix):
		return weak // another country's: mostly a branch, or a dealer
	case filled && exact && t.common && !before,
		filled && t.exact && size <= 6 && !cheaply && !(before && after),
		filled && size < 7 && digits(n, i, end):
		return weak
	case filled && (exact || size >= 6):
		return 0.92
	case before && after && exact && size >= minEdit && !t.common && cheaply:
		return 0.85
	case size >= 8 && !t.common && cheaply:
		return 0.8
	}
	return weak
}

// digits reports that nothing but digits stands around flat[i:end].
func digits(n *name, i, end int) bool {
	for k := 0; k < n.len; k++ {
		if (k < i || k >= end) && (n.flat[k] < '0' || n.flat[k] > '9') {
			return false
		}
	}
	return true
}

// nearPart is the name with a letter off among other words.
func (b *Brands) nearPart(t *target, n *name, p place, i, j int) float64 {
	if b.words.is(ordinary, n.flatten(i, j)) || !b.fits(t, p) {
		return weak
	}
	if b.words.filled(n.flatten(0, i), t.ends) && b.words.filled(n.flatten(j, n.len), t.ends) {
		return 0.82
	}
	return weak
}

// frontScore is the label itself in front of somebody else's name.
func (b *Brands) frontScore(t *target, f, n *name, p place) float64 {
	exact := f.text == t.label
	lured := b.words.filled(n.flatten(0, n.len), nil)
	switch {
	case len(t.label) < minEdit && !exact, t.limit == 0 && !exact:
		return weak
	case exact && (p.free || lured):
		return 0.85
	case len(t.label) >= 6 && !t.common:
		return 0.6
	}
	return weak
}

// frontPart is the label with words around it in front of somebody else's name.
func (b *Brands) frontPart(t *target, f *name, i, end int) float64 {
	if string(f.flat[i:end]) == t.label && b.words.filled(f.flatten(0, i), t.ends) && b.words.filled(f.flatten(end, f.len), t.ends) {
		return 0.7
	}
	return weak
}
