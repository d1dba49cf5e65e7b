package lookalike

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"recourse"
	"recourse/knowledge"
	"recourse/rule"

	"golang.org/x/net/idna"
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
	// Domains are the registrable domains that are its own.
	Domains []Domain `yaml:"domains"`
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

// Domain is one official domain and how sure that is.
type Domain struct {
	Domain   string      `yaml:"domain"`
	Verified string      `yaml:"verified"` // yes: seen in a stored page of the owner; recalled: from memory
	Source   rule.Source `yaml:"source"`
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

// hosts is a list of domains of one kind: knowledge/brands/hosts/<kind>.yaml.
type hosts struct {
	Kind    string      `yaml:"kind"`
	Domains []string    `yaml:"domains"`
	Source  rule.Source `yaml:"source"`
}

// Brands are all brands that are known. Make one with [Load].
type Brands struct {
	list     []Brand
	byID     map[string]int
	official map[string]int  // registrable domain -> brand
	hosts    map[string]Kind // host or registrable domain -> what it is
	targets  []target
}

// target is one label that imitators copy.
type target struct {
	brand    int
	label    string
	skeleton string
	slack    int      // how many letters may be off
	domains  []string // the brand's own domains that begin with the label
}

// Load reads the brand files of fsys: brands/*.yaml and brands/hosts/*.yaml.
// A file that is wrong is an error of kind [recourse.Invalid] that names it.
func Load(fsys fs.FS) (*Brands, error) {
	b := &Brands{byID: make(map[string]int), official: make(map[string]int), hosts: make(map[string]Kind)}
	names, err := knowledge.Glob(fsys, "brands/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list brands: %w", err)
	}
	for _, name := range names {
		var br Brand
		if err := knowledge.Decode(fsys, name, &br); err != nil {
			return nil, err
		}
		if err := b.add(br, knowledge.ID(name)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	names, err = knowledge.Glob(fsys, "brands/hosts/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list hosts: %w", err)
	}
	for _, name := range names {
		if err := b.addHosts(fsys, name); err != nil {
			return nil, err
		}
	}
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

func (b *Brands) add(br Brand, file string) error {
	if br.ID != file {
		return fmt.Errorf("id %q is not the file's name: %w", br.ID, recourse.Invalid)
	}
	if br.Name == "" || len(br.Domains) == 0 || len(br.Labels) == 0 {
		return fmt.Errorf("a brand needs name, labels and domains: %w", recourse.Invalid)
	}
	n := len(b.list)
	for _, d := range br.Domains {
		if err := checkDomain(d); err != nil {
			return err
		}
		if other, taken := b.official[d.Domain]; taken {
			return fmt.Errorf("domain %q is already %s's: %w", d.Domain, b.list[other].ID, recourse.Invalid)
		}
		b.official[d.Domain] = n
	}
	for _, l := range br.Labels {
		if len(l) < minLabel || l != strings.ToLower(l) {
			return fmt.Errorf("label %q is shorter than %d letters or not in lower case: %w", l, minLabel, recourse.Invalid)
		}
		b.targets = append(b.targets, target{n, l, skeleton(l), slack(l, br.Exact), ownDomains(br, l)})
	}
	if err := checkFacts(br); err != nil {
		return err
	}
	b.list = append(b.list, br)
	b.byID[br.ID] = n
	return nil
}

func ownDomains(br Brand, label string) []string {
	var own []string
	for _, d := range br.Domains {
		if strings.HasPrefix(d.Domain, label+".") {
			own = append(own, d.Domain)
		}
	}
	return own
}

func checkDomain(d Domain) error {
	ascii, err := idna.Lookup.ToASCII(d.Domain)
	if err != nil || ascii != d.Domain {
		return fmt.Errorf("domain %q is not a host name in lower case: %w", d.Domain, recourse.Invalid)
	}
	if own, err := publicsuffix.EffectiveTLDPlusOne(ascii); err != nil || own != ascii {
		return fmt.Errorf("domain %q is not registrable by itself (%q is): %w", d.Domain, own, recourse.Invalid)
	}
	if !slices.Contains([]string{"yes", "partly", "recalled"}, d.Verified) {
		return fmt.Errorf("domain %q: verified is %q, want yes, partly or recalled: %w", d.Domain, d.Verified, recourse.Invalid)
	}
	if err := d.Source.Check(); err != nil {
		return fmt.Errorf("domain %q: %w", d.Domain, err)
	}
	return nil
}

func checkFacts(br Brand) error {
	for _, f := range slices.Concat(br.Is, br.Never, br.Tell) {
		if err := f.Source.Check(); err != nil {
			return fmt.Errorf("fact %q: %w", f.ID, err)
		}
	}
	for _, c := range br.Channels {
		if err := c.Source.Check(); err != nil {
			return fmt.Errorf("channel %q: %w", c.ID, err)
		}
	}
	return nil
}

func (b *Brands) addHosts(fsys fs.FS, name string) error {
	var h hosts
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
		b.hosts[d] = Kind(h.Kind)
	}
	return nil
}
