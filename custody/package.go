package custody

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"
	"unicode/utf8"

	"recourse"
)

// Folder is where a package is written, one file after the other.
type Folder interface {
	// Create makes the new file name, whose parts are separated by "/", and the
	// directories that it needs. A file that is there already is an error. The
	// file must be whole, and durable where that is promised, when its Close
	// returns nil.
	Create(name string) (io.WriteCloser, error)
}

// Speaker says phrases in one language; *locale.Printer is one.
type Speaker interface {
	Say(recourse.Phrase) string
	Lang() string
}

// Item is one file to be sealed, and what is known about it.
type Item struct {
	// Path is the place below data/, with "/" between its parts: the file's name
	// as it was handed in, byte for byte. See [CheckPath].
	Path string
	// SHA256 and Size are what the file had when it was kept. Where SHA256 is set
	// and the bytes differ, Seal fails.
	SHA256 string
	Size   int64

	MediaType string
	Kind      string    // order, invoice, chat, mail …
	Origin    string    // where it came from, as told
	Door      string    // how it came in
	By        string    // identifier of who handed it in
	At        time.Time // when
	Of        string    // SHA-256 of the item that it was made from
	Tool      string    // what made it

	// Open returns the bytes. It is called once. Nil leaves that to the package.
	Open func(context.Context) (io.ReadCloser, error)
	// Ref is what the package's Open needs to find the bytes, where the digest is not
	// enough. It is not written.
	Ref string
}

// Info is one more line of bag-info.txt, such as Source-Organization.
type Info struct{ Label, Value string }

// Package is what Seal writes.
type Package struct {
	Items []Item
	// Stream yields further items, for who has too many to list them. It is gone
	// through once, before anything is written. Those that say themselves how they are
	// opened are held for that.
	Stream iter.Seq2[Item, error]
	// Open returns the bytes of an item that does not say how it is opened. Such items
	// must say their SHA256; Open is told their Path, SHA256, Size and Ref.
	Open func(context.Context, Item) (io.ReadCloser, error)
	// LogID names the log. Empty means that there is no log yet: one is made, with
	// an entry for each item, and named after the items.
	LogID string
	// History are the log's entries so far, oldest first; it is gone through more
	// than once. Each item needs one that says kept or derived.
	History iter.Seq2[Entry, error]
	// Append keeps the entries that Seal places at the end of the log; nil where
	// nobody keeps it. It is called once, before anything is signed: a witness must
	// never see a state that the log then does not have. Its error ends Seal.
	Append func(context.Context, []Entry) error
	Signer *Signer
	Now    time.Time
	Who    string // identifier of who seals; "owner" where empty
	Door   string
	// Stampers are the authorities that stamp the checkpoint, at most eight; none
	// is asked by default. One that does not answer ends Seal with its error.
	Stampers []Stamper
	// Witnesses cosign the checkpoint before it is stamped, at most eight; none is
	// asked by default. One that does not sign ends Seal with its error.
	Witnesses []Witness
	Speaker   Speaker // the language of HOW-TO-VERIFY.txt and index.html
	Info      []Info
	Notes     []recourse.Phrase // what index.html says of the package beside
	// Scratch makes temporary files for what is known of the items; without it all of
	// that is held.
	Scratch Scratch
}

// CheckPath reports why p cannot be a place below data/: it must be UTF-8, not
// empty, not absolute, have no empty, "." or ".." part and no NUL. A name that
// is not UTF-8 must be given another form first, see [SafePath].
func CheckPath(p string) error {
	why := ""
	switch {
	case !utf8.ValidString(p):
		why = "is not UTF-8"
	case len(p) > 4096:
		why = "is longer than 4096 bytes"
	case p == "" || p[0] == '/' || strings.ContainsRune(p, 0):
		why = "is empty, absolute or holds a NUL"
	default:
		for elem := range strings.SplitSeq(p, "/") {
			if elem == "" || elem == "." || elem == ".." {
				why = "has an empty part or one that leads elsewhere"
			}
		}
	}
	if why != "" {
		return fmt.Errorf("path %q %s: %w", p, why, recourse.Invalid)
	}
	return nil
}

// SafePath returns p where [CheckPath] allows it, and otherwise a name near to
// it: bytes that are not UTF-8 become "%" and two hexadecimal digits, parts that
// lead elsewhere become "_".
func SafePath(p string) string {
	if CheckPath(p) == nil {
		return p
	}
	var parts []string
	for elem := range strings.SplitSeq(p, "/") {
		switch elem {
		case "":
			continue
		case ".", "..":
			elem = strings.Repeat("_", len(elem))
		}
		parts = append(parts, safeElem(elem))
	}
	if len(parts) == 0 {
		return "_"
	}
	return strings.Join(parts, "/")
}

func safeElem(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == 0:
			b.WriteString("%00")
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			fmt.Fprintf(&b, "%%%02X", s[i])
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
