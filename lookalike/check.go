package lookalike

import (
	"slices"
	"strings"
	"unicode/utf8"

	"recourse"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// maxName is the longest host name that is judged, in bytes, as DNS limits it.
const maxName = 253

// maxLabel is the longest label that is compared letter by letter.
const maxLabel = 63

// Cut is the score from which a domain is flagged as an imitation.
const Cut = 0.5

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
	FreeHost    Kind = "free-host"   // a page that anyone can open with a provider
	Shortener   Kind = "shortener"   // a short link that hides where it leads
	FormHost    Kind = "form-host"   // a form that anyone can make
)

var hostKinds = []Kind{Shortener, FormHost, FreeHost}

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
	ASCII    string  `json:"ascii"`    // in lower case, xn-- where it has other letters; empty where it is no host name
	Brand    string  `json:"brand"`    // id of the brand that it is, or imitates
	Official bool    `json:"official"` // the registrable domain is the brand's own
	Score    float64 `json:"score"`    // 0 to 1; from Cut on it is flagged as an imitation
	How      []How   `json:"how"`
}

// Flagged reports whether the domain imitates a brand.
func (r Result) Flagged() bool { return r.Brand != "" && !r.Official && r.Score >= Cut }

// Check judges one domain, host or address. What is no host name gives a result
// without brand and without ASCII.
func (b *Brands) Check(domain string) Result {
	r := Result{Domain: domain, How: []How{}}
	host := hostOf(domain)
	if host == "" {
		return r
	}
	ascii, err := idna.Punycode.ToASCII(host)
	if err != nil || len(ascii) > maxName || ascii == "" {
		return r
	}
	r.ASCII = ascii
	own, err := publicsuffix.EffectiveTLDPlusOne(ascii)
	if err != nil {
		own = ascii
	}
	if i, ok := b.official[own]; ok {
		r.Brand, r.Official = b.list[i].ID, true
		return r
	}
	for _, name := range []string{ascii, own} {
		if kind, ok := b.hosts[name]; ok {
			r.How = append(r.How, How{kind, name})
			r.Score = 0.3
			break
		}
	}
	b.imitates(&r, split(ascii, own))
	return r
}

func hostOf(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 4*maxName || !utf8.ValidString(s) {
		return ""
	}
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	if i := strings.IndexAny(s, "/?#\\"); i >= 0 {
		s = s[:i]
	}
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		s = s[i+1:]
	}
	s, _, _ = strings.Cut(s, ":")
	s = strings.ToLower(strings.Trim(s, "."))
	if strings.ContainsAny(s, " \t\r\n") {
		return ""
	}
	return s
}

// parts of a host name, as people see them.
type parts struct {
	name     string   // the label that was registered
	host     string   // the whole, as people see it
	subs     []string // the labels in front of it
	free     bool     // the ending is a provider's, not a registry's
	suffix   string
	flat     string // name without hyphens
	skeleton string // of name
	tokens   []string
}

func split(ascii, own string) parts {
	suffix, icann := publicsuffix.PublicSuffix(ascii)
	name := strings.TrimSuffix(strings.TrimSuffix(own, suffix), ".")
	p := parts{name: seen(name), suffix: suffix, free: !icann && strings.Contains(suffix, "."), host: seen(ascii)}
	if front := strings.TrimSuffix(strings.TrimSuffix(ascii, own), "."); front != "" {
		for _, l := range strings.Split(front, ".") {
			p.subs = append(p.subs, seen(l))
		}
	}
	p.flat = strings.ReplaceAll(p.name, "-", "")
	p.skeleton = skeleton(p.name)
	p.tokens = tokens(p.name)
	return p
}

func seen(ascii string) string {
	if !strings.Contains(ascii, "xn--") {
		return ascii
	}
	u, err := idna.Punycode.ToUnicode(ascii)
	if err != nil {
		return ascii
	}
	return u
}

// tokens are the words of a label: split at hyphens, and digits at an end dropped.
func tokens(label string) []string {
	var all []string
	for t := range strings.SplitSeq(label, "-") {
		all = append(all, t)
		if bare := strings.Trim(t, "0123456789"); bare != t && bare != "" {
			all = append(all, bare)
		}
	}
	return all
}

// imitates finds the brand that the name comes closest to and adds how.
func (b *Brands) imitates(r *Result, p parts) {
	best, score := -1, 0.0
	var how []How
	for _, t := range b.targets {
		found, s := t.match(p)
		if s > score || (s == score && s > 0 && len(t.label) > len(b.targets[best].label)) {
			how, score = found, s
			best = slices.IndexFunc(b.targets, func(o target) bool { return o.label == t.label && o.brand == t.brand })
		}
	}
	if best < 0 {
		return
	}
	r.Brand = b.list[b.targets[best].brand].ID
	r.How = append(how, r.How...)
	r.Score = max(r.Score, score)
}

// match says how the name imitates the label, and how surely.
func (t target) match(p parts) ([]How, float64) {
	var how []How
	score := 0.0
	add := func(k Kind, detail string, s float64) {
		how = append(how, How{k, detail})
		score = max(score, s)
	}
	switch {
	case p.name == t.label && p.free:
		add(FreeHost, p.name+"."+p.suffix, 0.85)
	case p.name == t.label:
		add(TLD, "."+p.suffix, 0.9)
	case p.skeleton == t.skeleton:
		add(Homoglyph, p.name, 0.97)
	case p.flat == t.label:
		add(Hyphenation, p.name, 0.93)
	default:
		if k, detail, s := t.near(p); s > 0 {
			add(k, detail, s)
		}
	}
	if detail, s := t.inFront(p); s > 0 {
		add(Subdomain, detail, s)
	}
	return how, score
}

// near finds the label with letters off or words added.
func (t target) near(p parts) (Kind, string, float64) {
	if len(p.name) > maxLabel {
		return "", "", 0
	}
	if d := distance(p.name, t.label, t.slack); d > 0 && d <= t.slack {
		return Typo, p.name, 1 - 0.1*float64(d) - 0.05*float64(d-1)
	}
	for _, tok := range p.tokens {
		switch {
		case tok == p.name:
		case tok == t.label:
			return Affix, p.name, 0.92
		case skeleton(tok) == t.skeleton:
			return Homoglyph, tok, 0.95
		case t.slack > 0 && len(t.label) >= 6 && distance(tok, t.label, 1) == 1:
			return Typo, tok, 0.8
		}
	}
	if len(t.label) >= 6 {
		if strings.Contains(p.flat, t.label) {
			return Affix, p.name, 0.85
		}
		if strings.Contains(p.skeleton, t.skeleton) {
			return Homoglyph, p.name, 0.85
		}
	}
	return "", "", 0
}

// slack is how many letters may be off: none in a short name, where one edit
// makes another word.
func slack(label string, exact bool) int {
	switch {
	case exact:
		return 0
	case len(label) >= 9:
		return 2
	case len(label) >= 5:
		return 1
	default:
		return 0
	}
}

// inFront finds the label, or a whole official domain, in front of somebody else's domain.
func (t target) inFront(p parts) (string, float64) {
	if len(p.subs) == 0 {
		return "", 0
	}
	for _, d := range t.domains {
		if strings.HasPrefix(p.host, d+".") || strings.Contains(p.host, "."+d+".") {
			return d, 0.95
		}
	}
	for _, s := range p.subs {
		if s == t.label || skeleton(s) == t.skeleton {
			return s, 0.85
		}
		if len(t.label) >= 5 && slices.Contains(tokens(s), t.label) {
			return s, 0.75
		}
	}
	return "", 0
}
