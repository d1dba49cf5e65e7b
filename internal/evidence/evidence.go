// Package evidence is the vault's records: what is known about each item that
// was handed in or made from one that was.
//
// An [Item] names its bytes by their digest and its case by ID; a [Table] keeps
// items. Call [Item.Check] before keeping one. A record never changes once it is
// kept, but for its kind, which is a proposal until the person says better: see
// [Table.Classify]; and what was kept before anybody looked into it is looked into later.
package evidence

import (
	"context"
	"crypto/rand"
	"fmt"
	"iter"
	"regexp"
	"slices"
	"time"

	"recourse"
	"recourse/custody"
)

// Kind is what an item is for, as papers ask for it.
type Kind string

// The kinds of items.
const (
	Order       Kind = "order"
	Invoice     Kind = "invoice"
	Contract    Kind = "contract"
	PaymentSlip Kind = "payment-slip"
	Statement   Kind = "statement"
	Shipping    Kind = "shipping-document"
	Chat        Kind = "chat"
	Mail        Kind = "mail"
	PageCapture Kind = "page-capture"
	Product     Kind = "product-photo"     // or a video
	Identity    Kind = "identity-document" // never leaves without an extra confirmation
	Other       Kind = "other"
)

// Kinds returns all kinds, in the order in which they are offered.
func Kinds() []Kind {
	return []Kind{Order, Invoice, Contract, PaymentSlip, Statement, Shipping, Chat, Mail, PageCapture, Product, Identity, Other}
}

// Known reports whether k is one of the kinds.
func (k Kind) Known() bool { return slices.Contains(Kinds(), k) }

// Item is one record.
type Item struct {
	ID        string
	Case      string
	SHA256    string // lower-case hex
	Size      int64  // bytes
	MediaType string
	Name      string // as it was handed in
	Kind      Kind
	Origin    string // where it came from, as told: an address, a folder, a device
	Door      string // how it came in: cli web api mail
	By        string // person ID
	At        time.Time
	Parent    string // ID of the item that this one was made from
	Tool      string // what made it, and its version

	// Looked says that somebody looked for identity documents in it; Inside are the places
	// in it that look like one, a line each: files in it, as mail.eml!photo.jpg, and pages.
	Looked bool
	Inside string

	// Salt is with what the record is hashed for the log: see [Item.Ref]. It is "" for what
	// was kept before that was done.
	Salt string
}

// NewSalt returns a new [Item.Salt].
func NewSalt() string { return rand.Text() }

// Ref is what the log holds of what else the record says: a digest that shows when it was
// changed, and tells nothing without the salt; "" where there is none.
func (i Item) Ref() string {
	if i.Salt == "" {
		return ""
	}
	return custody.Record{Name: i.Name, Kind: string(i.Kind), Origin: i.Origin, MediaType: i.MediaType}.Ref(i.Salt)
}

var hexForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Check reports what an item lacks: an error of kind Invalid.
func (i Item) Check() error {
	why := ""
	switch {
	case !recourse.ValidID(i.ID), !recourse.ValidID(i.Case):
		why = "no ID or no case"
	case !hexForm.MatchString(i.SHA256) || i.Size < 0:
		why = "no digest"
	case i.Name == "" || len(i.Name) > 4096:
		why = "no name, or one of more than 4096 bytes"
	case !i.Kind.Known():
		why = fmt.Sprintf("kind %q", i.Kind)
	case i.At.IsZero() || i.Door == "" || i.By == "":
		why = "not when, by whom or by which door it came"
	case (i.Parent == "") != (i.Tool == ""):
		why = "a parent without the tool that made it, or the reverse"
	}
	if why != "" {
		return fmt.Errorf("evidence item has %s: %w", why, recourse.Invalid)
	}
	return nil
}

// Table keeps the items of all cases.
type Table interface {
	// Add keeps a new item. It returns Conflict where the ID is taken and NotFound
	// where its case or parent is not there.
	Add(context.Context, Item) error
	// Get returns one item, or NotFound.
	Get(ctx context.Context, id string) (Item, error)
	// List returns the items of a case in the order in which they came.
	List(ctx context.Context, caseID string) ([]Item, error)
	// Each yields the items of a case in the order in which they came, however many
	// there are, and few of them are held at a time. It stops at the first error.
	Each(ctx context.Context, caseID string) iter.Seq2[Item, error]
	// Digests yields the digests of a case's items in their order, each once.
	Digests(ctx context.Context, caseID string) iter.Seq2[string, error]
	// ByDigest returns the items of a case that have these bytes.
	ByDigest(ctx context.Context, caseID, sha256 string) ([]Item, error)
	// Classify corrects the kind of an item. It returns NotFound where it is not there
	// and Invalid for an unknown kind.
	Classify(ctx context.Context, id string, kind Kind) error
	// Look keeps what somebody found who looked into an item: see [Item.Inside]. It returns
	// NotFound where the item is not there.
	Look(ctx context.Context, id, inside string) error
	// Erase removes all items of a case.
	Erase(ctx context.Context, caseID string) error
}
