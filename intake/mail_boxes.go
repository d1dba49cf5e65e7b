package intake

import (
	"fmt"
	"io/fs"
	"strings"

	"recourse"
	"recourse/lookalike"
	"recourse/rule"
)

// Mailboxes are the domains at which anybody can open a mailbox:
// knowledge/mailboxes. They are immutable and safe for concurrent use.
type Mailboxes struct{ open map[string]bool }

// Has reports whether anybody can open a mailbox at the domain. At nil nobody can.
func (m *Mailboxes) Has(domain string) bool { return m != nil && m.open[strings.ToLower(domain)] }

// mailboxFile is a file of such domains.
type mailboxFile struct {
	Domains []string    `yaml:"domains"`
	Source  rule.Source `yaml:"source"`
}

// LoadMailboxes reads mailboxes/*.yaml of fsys. A file that is wrong is an error
// of kind [recourse.Invalid] that names it.
func LoadMailboxes(fsys fs.FS) (*Mailboxes, error) {
	m := &Mailboxes{open: make(map[string]bool)}
	err := eachKnown(fsys, "mailboxes/*.yaml", func(_ string, file mailboxFile) error {
		if err := file.Source.Check(); err != nil {
			return err
		}
		for _, d := range file.Domains {
			if site(d) != d {
				return fmt.Errorf("domain %q is not registrable by itself: %w", d, recourse.Invalid)
			}
			m.open[d] = true
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// owners tells whose a host is, as far as its name shows.
type owners struct {
	brands *lookalike.Brands
	boxes  *Mailboxes
}

// owners returns what the options know of owners.
func (o Options) owners() owners { return owners{o.Brands, o.Mailboxes} }

// brand returns the brand whose own the host is. A host at which anybody can
// open a mailbox is nobody's own.
func (o owners) brand(host string) (lookalike.Brand, bool) {
	if o.brands == nil || host == "" || o.boxes != nil && o.boxes.open[site(host)] {
		return lookalike.Brand{}, false
	}
	r := o.brands.Check(host)
	if !r.Official {
		return lookalike.Brand{}, false
	}
	return o.brands.Get(r.Brand)
}

// same reports whether two hosts are of one registered domain, or both the own
// ones of one brand or its group.
func (o owners) same(a, b string) bool {
	if sameSite(a, b) {
		return true
	}
	x, okX := o.brand(a)
	y, okY := o.brand(b)
	return okX && okY && oneGroup(x, y)
}

func oneGroup(a, b lookalike.Brand) bool {
	return a.ID == b.ID || a.Group != "" && a.Group == b.Group
}
