package lookalike

import (
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strings"

	"recourse"
	"recourse/knowledge"
	"recourse/rule"
)

// maxHops is how many redirectors are followed, one inside the other.
const maxHops = 4

// hostFile is a list of hosts of one kind: knowledge/brands/hosts/<kind>.yaml.
type hostFile struct {
	Kind string `yaml:"kind"`
	// Domains are the hosts, each with all below it.
	Domains []string `yaml:"domains"`
	// Targets say where redirectors carry the address to which they lead.
	Targets []redirect  `yaml:"targets"`
	Source  rule.Source `yaml:"source"`
}

// redirect is one way in which an address carries another.
type redirect struct {
	Host  string `yaml:"host"`  // on this host or below it
	Brand string `yaml:"brand"` // or on any domain of this brand
	Path  string `yaml:"path"`  // under this path; all paths where it is empty
	// Params are the query parameters that may hold the target.
	Params []string `yaml:"params"`
	Query  bool     `yaml:"query"` // the whole query is the target
	Rest   bool     `yaml:"rest"`  // what follows the path is the target
}

// wordFile is a list of words: knowledge/brands/words/<use>.yaml.
type wordFile struct {
	Use    string      `yaml:"use"`
	Words  []string    `yaml:"words"`
	Source rule.Source `yaml:"source"`
}

func (b *Brands) addHosts(fsys fs.FS, name string) error {
	var h hostFile
	if err := knowledge.Decode(fsys, name, &h); err != nil {
		return err
	}
	if h.Kind != knowledge.ID(name) || !slices.Contains(hostKinds, Kind(h.Kind)) {
		return fmt.Errorf("%s: kind %q is not the file's name or not one of %v: %w", name, h.Kind, hostKinds, recourse.Invalid)
	}
	if err := h.Source.Check(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for _, d := range h.Domains {
		if !plainHost(d) {
			return fmt.Errorf("%s: %q is not a host name in lower case: %w", name, d, recourse.Invalid)
		}
		if other, taken := b.known[d]; taken {
			return fmt.Errorf("%s: %q is already given, as %s: %w", name, d, b.describe(other), recourse.Invalid)
		}
		b.known[d] = owner{brand: -1, kind: Kind(h.Kind)}
	}
	for _, r := range h.Targets {
		if err := b.addRedirect(r); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (b *Brands) describe(o owner) string {
	if o.brand >= 0 {
		return "a domain of " + b.list[o.brand].ID
	}
	return string(o.kind)
}

func (b *Brands) addRedirect(r redirect) error {
	i, isBrand := b.byID[r.Brand]
	switch {
	case (r.Host == "") == (r.Brand == ""):
		return fmt.Errorf("a redirect needs a host or a brand: %w", recourse.Invalid)
	case r.Brand != "" && !isBrand:
		return fmt.Errorf("redirect of %q, which is no brand: %w", r.Brand, recourse.Invalid)
	case len(r.Params) == 0 && !r.Query && !r.Rest:
		return fmt.Errorf("redirect of %q says not where the target is: %w", r.Host+r.Brand, recourse.Invalid)
	case r.Brand == "":
		b.redirects[r.Host] = append(b.redirects[r.Host], r)
		return nil
	}
	for _, d := range b.list[i].Own() {
		b.redirects[d] = append(b.redirects[d], r)
	}
	return nil
}

// Target returns the address to which a redirector leads, where the address
// itself says so, and the redirector's host: for
// "https://www.google.com/url?q=https://a.example/x" it is https://a.example/x.
// It goes one step.
func (b *Brands) Target(address string) (target, via string, ok bool) {
	a := parse(address)
	target, ok = b.target(a)
	return target, a.host, ok
}

func (b *Brands) target(a address) (string, bool) {
	if a.path == "" && a.args == "" || a.ip {
		return "", false
	}
	for host := a.host; host != ""; _, host, _ = strings.Cut(host, ".") {
		for _, r := range b.redirects[host] {
			if t, ok := r.target(a); ok {
				return t, true
			}
		}
	}
	return "", false
}

func (r redirect) target(a address) (string, bool) {
	rest, under := strings.CutPrefix(a.path, r.Path)
	switch {
	case !under:
		return "", false
	case r.Rest:
		if a.args != "" {
			rest += "?" + a.args
		}
		return landing(rest)
	case r.Query:
		return landing(a.args)
	}
	for part := range strings.SplitSeq(a.args, "&") {
		if name, value, _ := strings.Cut(part, "="); slices.Contains(r.Params, name) {
			if t, ok := landing(value); ok {
				return t, true
			}
		}
	}
	return "", false
}

// landing decodes a target and says whether it is an address with a host.
func landing(s string) (string, bool) {
	if t, err := url.QueryUnescape(s); err == nil {
		s = t
	}
	if a := parse(s); !a.ip && !strings.Contains(a.host, ".") {
		return "", false
	}
	return s, true
}

func (b *Brands) addWords(fsys fs.FS, name string) error {
	var w wordFile
	if err := knowledge.Decode(fsys, name, &w); err != nil {
		return err
	}
	if w.Use != knowledge.ID(name) || !slices.Contains(wordUses, w.Use) {
		return fmt.Errorf("%s: use %q is not the file's name or not one of %v: %w", name, w.Use, wordUses, recourse.Invalid)
	}
	if err := w.Source.Check(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for _, word := range w.Words {
		if !plainHost(word) || strings.Contains(word, ".") || len(word) > maxWord {
			return fmt.Errorf("%s: word %q is not in lower case or longer than %d: %w", name, word, maxWord, recourse.Invalid)
		}
		b.words.add(w.Use, word)
	}
	return nil
}
