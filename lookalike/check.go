package lookalike

import (
	"strings"

	"recourse"
)

// maxName is the longest host name that is judged, in bytes, as DNS limits it.
const maxName = 253

// maxLabel is the longest label that is compared letter by letter.
const maxLabel = 63

// Cut is the score from which a domain is flagged as an imitation.
const Cut = 0.5

// Certain is the score from which an imitation is no slip and no namesake: letters
// that look like the brand's, or its whole name in front of somebody else's.
const Certain = scoreFront

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
	Contact     Kind = "contact"     // the brand's own, where anyone opens a page or a chat
)

var hostKinds = []Kind{Shortener, FormHost, FreeHost, Redirector}

// Kinds returns all kinds.
func Kinds() []Kind {
	return append([]Kind{Homoglyph, Typo, Hyphenation, Subdomain, TLD, Affix, Userinfo, IP, Punycode, Contact}, hostKinds...)
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
		if at != "" {
			r.How = append(r.How, How{Contact, at})
		}
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
// list of hosts, or of a brand's contacts, under which it lies. A page that anyone can open with a
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
			if o.open {
				at = rest
			}
			return o.brand, at
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
