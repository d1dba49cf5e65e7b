package lookalike

import (
	"slices"
	"strings"
)

// place is where a name stands.
type place struct {
	host   string
	front  string // labels before the name
	name   string
	suffix string
	free   bool // the suffix is a provider's, not a registry's
}

// hit is the closest label so far.
type hit struct {
	target int32
	kind   Kind
	detail string
	score  float64
}

// offer takes a match where it is better than what is there. The longer label
// wins between equals.
func (x *index) offer(h *hit, id int32, kind Kind, detail string, score float64) {
	if score < h.score || score == h.score && h.target >= 0 && len(x.targets[id].label) <= len(x.targets[h.target].label) {
		return
	}
	*h = hit{id, kind, detail, score}
}

// names looks for labels in the name and in front of it.
func (b *Brands) names(h *hit, p place) {
	var n name
	text := p.name
	if strings.HasPrefix(text, "xn--") {
		text = fold(seen(text))
	}
	n.set(text)
	b.whole(h, &n, p)
	if h.score < sure {
		b.typos(h, &n, p)
		b.parts(h, &n, p)
	}
	if p.front != "" {
		b.inFront(h, &n, p)
	}
}

// whole finds labels that look like the name as a whole.
func (b *Brands) whole(h *hit, n *name, p place) {
	x := &b.index
	for _, id := range x.whole[string(n.soft[:n.len])] {
		t := &x.targets[id]
		switch {
		case n.text == t.label && p.free:
			x.offer(h, id, FreeHost, p.name+"."+p.suffix, scoreFree)
		case n.text == t.label && p.name == t.label:
			x.offer(h, id, TLD, p.suffix, b.elsewhere(t, p.suffix))
		case n.text == t.label:
			x.offer(h, id, Homoglyph, p.name, scoreGlyph)
		case n.flatten(0, n.len) == t.label:
			x.offer(h, id, Hyphenation, p.name, t.hyphens())
		default:
			x.offer(h, id, Homoglyph, p.name, b.glyphs(t, n, p))
		}
	}
}

// typos finds labels with a letter or two off.
func (b *Brands) typos(h *hit, n *name, p place) {
	x := &b.index
	if n.len < minEdit-1 || n.len > x.longest+maxEdit {
		return
	}
	depth := 1
	if n.len >= x.shortest-maxEdit {
		depth = maxEdit
	}
	var met ids
	n.without(depth, func(hash uint64) {
		if !x.mayEdit.has(hash) {
			return
		}
		for _, id := range x.edits[hash] {
			if met.has(id) {
				continue
			}
			t := &x.targets[id]
			flat := n.flatten(0, n.len)
			if c := cost(flat, t.label, t.limit); c > 0 && c <= t.limit {
				x.offer(h, id, kindOf(flat, t.label, c), p.name, b.typo(t, n, p, c))
			}
		}
	})
}

// ids are the last few labels that were compared: one label is found by many of
// its parts.
type ids struct {
	last [16]int32
	n    int
}

// has reports whether id was met, and notes it.
func (s *ids) has(id int32) bool {
	for i := range min(s.n, len(s.last)) {
		if s.last[i] == id {
			return true
		}
	}
	s.last[s.n%len(s.last)] = id
	s.n++
	return false
}

// kindOf tells letters that look alike from letters that are wrong.
func kindOf(name, label string, c int) Kind {
	if c < oneEdit || len(name) == len(label) && softly(name) == softly(label) {
		return Homoglyph
	}
	return Typo
}

// parts finds labels inside the name, with words around them.
func (b *Brands) parts(h *hit, n *name, p place) {
	x := &b.index
	for i := 0; i+minLabel <= n.len; i++ {
		begins := x.starts[trigram(n.soft[i], n.soft[i+1], n.soft[i+2])]
		if begins == 0 {
			continue
		}
		for _, id := range x.begins[begins] {
			t := &x.targets[id]
			end := i + len(t.soft)
			if end > n.len || end-i == n.len || string(n.soft[i:end]) != t.soft {
				continue
			}
			kind := Affix
			if string(n.flat[i:end]) != t.label {
				kind = Homoglyph
			}
			x.offer(h, id, kind, p.name, b.affix(t, n, p, i, end))
		}
	}
	b.words.tokens(n, func(i, j int) { b.near(h, n, p, i, j) })
}

// near finds a label with a letter off in a part of the name.
func (b *Brands) near(h *hit, n *name, p place, i, j int) {
	x := &b.index
	if j-i < minNear-1 || j-i > x.longest+1 {
		return
	}
	var met ids
	n.spanWithout(i, j, 1, func(hash uint64) {
		if !x.mayEdit.has(hash) {
			return
		}
		for _, id := range x.edits[hash] {
			if met.has(id) {
				continue
			}
			t := &x.targets[id]
			part := n.flatten(i, j)
			if c := cost(part, t.label, oneEdit); len(t.label) >= minNear && c > 0 && c <= oneEdit {
				x.offer(h, id, kindOf(part, t.label, c), part, b.nearPart(t, n, p, i, j))
			}
		}
	})
}

// inFront finds a brand's domain, or its label, in front of somebody else's name.
func (b *Brands) inFront(h *hit, n *name, p place) {
	x := &b.index
	inside := p.host[:len(p.host)-1]
	for from := 0; from < len(p.front); {
		end, dots := from, 0
		for dots < 3 {
			dot := strings.IndexByte(inside[end:], '.')
			if dot < 0 {
				break
			}
			end, dots = end+dot, dots+1
			if o, ok := b.known[p.host[from:end]]; ok && dots > 1 && o.brand >= 0 && !o.zone {
				if id := x.targetOf(o.brand); id >= 0 {
					x.offer(h, id, Subdomain, p.host[from:end], scoreFront)
				}
			}
			end++
		}
		label, _, _ := strings.Cut(p.front[from:], ".")
		from += len(label) + 1
		if label != "www" {
			b.frontLabel(h, n, p, label)
		}
	}
}

func (b *Brands) frontLabel(h *hit, n *name, p place, label string) {
	x := &b.index
	text := label
	if strings.HasPrefix(text, "xn--") {
		text = fold(seen(text))
	}
	var f name
	f.set(text)
	for _, id := range x.whole[string(f.soft[:f.len])] {
		x.offer(h, id, Subdomain, label, b.frontScore(&x.targets[id], &f, n, p))
	}
	for i := 0; i+minLabel <= f.len; i++ {
		for _, id := range x.begins[x.starts[trigram(f.soft[i], f.soft[i+1], f.soft[i+2])]] {
			t := &x.targets[id]
			if end := i + len(t.soft); end <= f.len && end-i < f.len && string(f.soft[i:end]) == t.soft {
				x.offer(h, id, Subdomain, label, b.frontPart(t, &f, i, end))
			}
		}
	}
}

// targetOf returns a label of the brand.
func (x *index) targetOf(brand int) int32 {
	return int32(slices.IndexFunc(x.targets, func(t target) bool { return t.brand == brand }))
}
