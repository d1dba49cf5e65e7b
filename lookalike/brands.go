package lookalike

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"recourse"
	"recourse/knowledge"
	"recourse/rule"

	"golang.org/x/net/publicsuffix"
)

// minLabel is the shortest name of a brand that is looked for: shorter ones are
// parts of too many other words.
const minLabel = 3

// Brand is what is known of one brand: knowledge/brands/<id>.yaml.
type Brand struct {
	ID    string `yaml:"id"`
	Name  string `yaml:"name"`  // as the brand writes itself
	Group string `yaml:"group"` // the company that it belongs to
	// Names are what people call it in a text, in any case and script.
	Names []string `yaml:"names"`
	// Labels are the parts of domain names that imitators copy.
	Labels []string `yaml:"labels"`
	// Exact says that the labels are too near to common words for letters to be off.
	Exact bool `yaml:"exact"`
	// Common says that the labels are words, or names that others bear by right:
	// they count only with something that fits an imitation.
	Common bool `yaml:"common"`
	// Domains are the registrable domains that are its own, as the source says.
	Domains []string `yaml:"domains"`
	// Recalled are further ones, from memory and not seen in the source.
	Recalled []string `yaml:"recalled"`
	// Suffixes are endings, from memory, under which the first label is its own
	// too: [rs, co.uk].
	Suffixes []string `yaml:"suffixes"`
	// Contacts are those of its domains on which anyone opens a page or a chat:
	// the address is the brand's, what stands there is not its word.
	Contacts []string `yaml:"contacts"`
	// Zones are endings of the brand's own: all below "google" is Google's.
	Zones []string `yaml:"zones"`
	// Source is where the domains come from.
	Source rule.Source `yaml:"source"`
	// Is is what the brand is: locale keys brand.<id>.is.<fact>.
	Is []Fact `yaml:"is"`
	// Never is what the brand does not do: locale keys brand.<id>.never.<fact>.
	Never []Fact `yaml:"never"`
	// Tell is how to tell the real one: locale keys brand.<id>.tell.<fact>.
	Tell []Fact `yaml:"tell"`
	// Channels are where the brand is reached, with a note for the locale key
	// brand.<id>.channel.<id>.
	Channels []Channel `yaml:"channels"`
}

// Fact is something that is known of the brand.
type Fact struct {
	ID     string      `yaml:"id"`
	Source rule.Source `yaml:"source"`
}

// Channel is an official way to reach the brand.
type Channel struct {
	ID     string      `yaml:"id"`
	Kind   string      `yaml:"kind"` // web email app
	Value  string      `yaml:"value"`
	Source rule.Source `yaml:"source"`
}

// Own returns all registrable domains of the brand.
func (b Brand) Own() []string {
	own := slices.Concat(b.Domains, b.Recalled)
	for _, s := range b.Suffixes {
		own = append(own, b.Labels[0]+"."+s)
	}
	return own
}

// Brands are all brands that are known. Make one with [Load].
type Brands struct {
	list      []Brand
	byID      map[string]int
	known     map[string]owner // registrable domain, brand's ending, or host of a kind
	redirects map[string][]redirect
	words     words
	index     index
	called    byName
}

// owner says whose a domain is, and what kind of host.
type owner struct {
	brand int // -1 where it is no brand's
	kind  Kind
	zone  bool // a brand's own ending
	open  bool // anyone opens a page there
}

// Load reads the brand files of fsys: brands/*.yaml, brands/hosts/*.yaml and
// brands/words/*.yaml. A file that is wrong is an error of kind
// [recourse.Invalid] that names it.
func Load(fsys fs.FS) (*Brands, error) {
	b := &Brands{byID: make(map[string]int), known: make(map[string]owner), redirects: make(map[string][]redirect)}
	if err := b.addBrands(fsys); err != nil {
		return nil, err
	}
	for _, part := range []struct {
		pattern string
		add     func(fsys fs.FS, name string) error
	}{
		{"brands/hosts/*.yaml", b.addHosts},
		{"brands/words/*.yaml", b.addWords},
	} {
		names, err := knowledge.Glob(fsys, part.pattern)
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", part.pattern, err)
		}
		for _, name := range names {
			if err := part.add(fsys, name); err != nil {
				return nil, err
			}
		}
	}
	b.index, b.called = newIndex(b.list), newByName(b.list)
	return b, nil
}

// List returns the brands in the order of their files. The caller does not change them.
func (b *Brands) List() []Brand { return b.list }

// Get returns the brand with that id.
func (b *Brands) Get(id string) (Brand, bool) {
	i, ok := b.byID[id]
	if !ok {
		return Brand{}, false
	}
	return b.list[i], true
}

// addBrands reads the brands' own files.
func (b *Brands) addBrands(fsys fs.FS) error {
	names, err := knowledge.Glob(fsys, "brands/*.yaml")
	if err != nil {
		return fmt.Errorf("list brands: %w", err)
	}
	brands, err := knowledge.ReadAll(names, func(name string) (br Brand, err error) {
		if err := knowledge.Decode(fsys, name, &br); err != nil {
			return br, err
		}
		if br.ID != knowledge.ID(name) {
			return br, fmt.Errorf("%s: id %q is not the file's name: %w", name, br.ID, recourse.Invalid)
		}
		if err := br.check(); err != nil {
			return br, fmt.Errorf("%s: %w", name, err)
		}
		return br, nil
	})
	if err != nil {
		return err //nolint:wrapcheck // it names the file
	}
	for i, br := range brands {
		if err := b.addBrand(br); err != nil {
			return fmt.Errorf("%s: %w", names[i], err)
		}
	}
	return nil
}

func (b *Brands) addBrand(br Brand) error {
	for _, z := range br.Zones {
		if err := b.claim(z, owner{brand: len(b.list), zone: true}); err != nil {
			return err
		}
	}
	for _, d := range br.Own() {
		if err := b.claim(d, owner{brand: len(b.list)}); err != nil {
			return err
		}
	}
	for _, d := range br.Contacts {
		o, ok := b.known[d]
		if !ok || o.brand != len(b.list) {
			return fmt.Errorf("contact %q is not among the brand's domains: %w", d, recourse.Invalid)
		}
		o.open = true
		b.known[d] = o
	}
	b.byID[br.ID] = len(b.list)
	b.list = append(b.list, br)
	return nil
}

// claim notes that a domain, or an ending, is a brand's.
func (b *Brands) claim(domain string, o owner) error {
	if !plainHost(domain) {
		return fmt.Errorf("domain %q is not a host name in lower case: %w", domain, recourse.Invalid)
	}
	suffix, _ := publicsuffix.PublicSuffix(domain)
	switch own := len(domain) - len(suffix); {
	case o.zone && own != 0:
		return fmt.Errorf("zone %q is no ending: %w", domain, recourse.Invalid)
	case !o.zone && (own < 2 || strings.Contains(domain[:own-1], ".")):
		return fmt.Errorf("domain %q is not registrable by itself: %w", domain, recourse.Invalid)
	}
	if below, _ := publicsuffix.PublicSuffix("x." + domain); !o.zone && below != suffix {
		return fmt.Errorf("domain %q is not registrable by itself, others register below it: %w", domain, recourse.Invalid)
	}
	if other, taken := b.known[domain]; taken {
		by := "this brand"
		if other.brand < len(b.list) {
			by = b.list[other.brand].ID
		}
		return fmt.Errorf("domain %q is already given by %s: %w", domain, by, recourse.Invalid)
	}
	b.known[domain] = o
	return nil
}

func (b Brand) check() error {
	if b.Name == "" || len(b.Domains)+len(b.Recalled)+len(b.Zones) == 0 || len(b.Labels) == 0 {
		return fmt.Errorf("a brand needs name, labels and domains: %w", recourse.Invalid)
	}
	for _, l := range b.Labels {
		if len(l) < minLabel || len(l) > maxLabel || !plainHost(l) || strings.ContainsAny(l, "._-") {
			return fmt.Errorf("label %q is shorter than %d letters, or is not in lower case without hyphens: %w", l, minLabel, recourse.Invalid)
		}
	}
	if err := b.Source.Check(); err != nil {
		return err
	}
	for _, f := range slices.Concat(b.Is, b.Never, b.Tell) {
		if err := f.Source.Check(); err != nil {
			return fmt.Errorf("fact %q: %w", f.ID, err)
		}
	}
	for _, c := range b.Channels {
		if err := c.Source.Check(); err != nil {
			return fmt.Errorf("channel %q: %w", c.ID, err)
		}
	}
	return nil
}
