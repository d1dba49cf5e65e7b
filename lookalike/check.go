package lookalike

import (
	"slices"
	"strings"

	"recourse"
)

// maxName is the longest host name that is judged, in bytes, as DNS limits it.
const maxName = 253

// maxLabel is the longest label that is compared letter by letter.
const maxLabel = 63

// Cut is the score from which a domain is flagged as an imitation.
const Cut = 0.5

// hidden is the score of what says nothing about its owner.
const hidden = 0.3

// Kind is how a domain imitates a brand, or what it is that makes its name say
// nothing about its owner.
type Kind string

// The kinds.
const (
	Homoglyph   Kind = "homoglyph"   // letters that look alike
	Typo        Kind = "typo"        // one or two letters off
	Hyphenation Kind = "hyphenation" // the name cut by hyphens
	Subdomain   Kind = "subdomain"   // the name in front of somebody else's domain
	TLD         Kind = "tld"         // the name under another ending
	Affix       Kind = "affix"       // the name with words added
	Userinfo    Kind = "userinfo"    // a name before an @, which is no part of the host
	IP          Kind = "ip"          // a number in place of a name
	Punycode    Kind = "punycode"    // letters outside a to z
	FreeHost    Kind = "free-host"   // a page that anyone can open with a provider
	Shortener   Kind = "shortener"   // a short link that hides where it leads
	FormHost    Kind = "form-host"   // a form that anyone can make
	Redirector  Kind = "redirector"  // an address that leads on to another
)

var hostKinds = []Kind{Shortener, FormHost, FreeHost, Redirector}

// Kinds returns all kinds.
func Kinds() []Kind {
	return append([]Kind{Homoglyph, Typo, Hyphenation, Subdomain, TLD, Affix, Userinfo, IP, Punycode}, hostKinds...)
}

// How is one way in which a domain imitates the brand.
type How struct {
	Kind   Kind   `json:"kind"`
	Detail string `json:"detail"` // the part that does so
}

// Phrase says it to a person; brand is the brand's own name.
func (h How) Phrase(brand string) recourse.Phrase {
	return recourse.P("lookalike."+string(h.Kind), "detail", h.Detail, "brand", brand)
}

// Result is what a domain's name shows.
type Result struct {
	Domain   string  `json:"domain"`   // as it was given
	ASCII    string  `json:"ascii"`    // the host that is judged: in lower case, xn-- where it has other letters; empty where it is no host name
	Brand    string  `json:"brand"`    // id of the brand that it is, or imitates
	Official bool    `json:"official"` // the registrable domain is the brand's own
	Score    float64 `json:"score"`    // 0 to 1; from Cut on it is flagged as an imitation
	How      []How   `json:"how"`
}

// Flagged reports whether the domain imitates a brand.
func (r Result) Flagged() bool { return r.Brand != "" && !r.Official && r.Score >= Cut }

// Check judges one domain, host or address. Of an address that leads on to
// another by what stands in it, the other is judged. What is no host name gives
// a result without brand and without ASCII.
func (b *Brands) Check(domain string) Result {
	r := Result{Domain: domain, How: []How{}}
	a := parse(domain)
	for range maxHops {
		target, ok := b.target(a)
		if !ok {
			break
		}
		r.How = append(r.How, How{Redirector, a.host})
		a = parse(target)
	}
	if a.host == "" {
		return r
	}
	r.ASCII = a.host
	if a.ip {
		r.How = append(r.How, How{IP, a.host})
		r.Score = hidden
	} else {
		b.judge(&r, a.host)
	}
	if a.user != "" {
		b.userinfo(&r, a.user)
	}
	return r
}

// judge looks at a host by its name.
func (b *Brands) judge(r *Result, host string) {
	p := place{host: host}
	var registry bool
	p.front, p.name, p.suffix, registry = cut(host)
	p.free = !registry
	who, at := b.owner(host, &p)
	if r.Official = who >= 0; r.Official {
		r.Brand = b.list[who].ID
		return
	}
	h := hit{target: -1}
	if at != host {
		b.names(&h, p)
	}
	if h.target >= 0 {
		r.Brand = b.list[b.index.targets[h.target].brand].ID
		r.Score = h.score
		if h.kind == TLD {
			h.detail = "." + h.detail
		}
		r.How = append(r.How, How{h.kind, h.detail})
	}
	if at != "" && h.kind != b.known[at].kind {
		r.How = append(r.How, How{b.known[at].kind, at})
		r.Score = max(r.Score, hidden)
	}
	if strings.Contains(host, "xn--") {
		r.How = append(r.How, How{Punycode, seen(host)})
	}
}

// owner finds the brand to which the host belongs, or -1, and the entry of a
// list of hosts under which it lies. A page that anyone can open with a
// provider is registered below the provider's name.
func (b *Brands) owner(host string, p *place) (brand int, at string) {
	for rest, more := host, true; more && rest != ""; _, rest, more = strings.Cut(rest, ".") {
		o, ok := b.known[rest]
		switch {
		case !ok:
		case o.kind == FreeHost:
			if len(rest) < len(host) {
				p.front, p.name = lastLabel(host[:len(host)-len(rest)-1])
				p.suffix, p.free = rest, true
			}
			return -1, rest
		case o.brand < 0:
			return -1, rest
		case o.zone, len(rest) == len(p.name)+1+len(p.suffix):
			return o.brand, ""
		}
	}
	return -1, ""
}

// userinfo looks at what stands before the @ of an address: it looks like a
// host, and is none.
func (b *Brands) userinfo(r *Result, user string) {
	user, _, _ = strings.Cut(user, ":")
	r.How = append(r.How, How{Userinfo, user})
	if r.Official || r.Flagged() {
		return
	}
	var inner Result
	b.judgeUser(&inner, user)
	if inner.Brand != "" && (inner.Official || inner.Score >= Cut) {
		r.Brand, r.Score = inner.Brand, 0.95
	}
}

func (b *Brands) judgeUser(r *Result, user string) {
	if host, ip := hostName(user); host != "" && !ip {
		b.judge(r, host)
	}
}

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
