package custody

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"recourse"
)

// Action is what was done, as an entry says it.
type Action string

// The actions that a log knows.
const (
	Kept     Action = "kept"     // handed in, byte for byte
	Derived  Action = "derived"  // made from another item: text, thumbnail, redacted twin
	Viewed   Action = "viewed"   // shown to somebody
	Shared   Action = "shared"   // a link or copy was given to somebody
	Exported Action = "exported" // taken out, not as a sealed package
	Sealed   Action = "sealed"   // a package was sealed; the entry covers its tag files
	Verified Action = "verified" // re-read and compared with its digest
	Erased   Action = "erased"   // the bytes are gone; the digest stays
	Noted    Action = "noted"    // something else about the case, such as a paper sent
	Rekeyed  Action = "rekeyed"  // another key signs the log from here on; the reference is the digest of the statement
)

// The bounds of an entry.
const (
	maxEntry = 1<<16 - 1 // bytes of one entry in canonical form: what a bundle of c2sp.org/tlog-tiles takes
	maxFiles = 64        // files that a sealed entry covers
)

// FileSum is one tag file of a package and its SHA-256.
type FileSum struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"` // lower-case hex
}

// Entry is one line of a log: who did what to which item, when. It holds
// digests and identifiers only, never a name or a text, so that the log can
// outlive what it speaks of.
type Entry struct {
	N     int64     // place in the log, from 0
	At    time.Time // UTC, whole seconds, never earlier than the entry before
	Clock time.Time // what the clock showed, where that was earlier than the entry before
	Do    Action
	Who   string // identifier of the person, or "owner"
	Door  string // how it came in: cli, web, api, mail …
	Item  string // SHA-256 of the item, lower-case hex
	Size  int64  // bytes of the item
	Of    string // SHA-256 of the item that this one was made from
	Tool  string // what made it, such as "pdftotext/24.02"
	Ref   string // identifier of what else is meant, such as a paper

	Files        []FileSum // Sealed: the tag files that the entry covers, by path
	TagManifests []string  // Sealed: the tag manifests that the package holds
}

const stampForm = "2006-01-02T15:04:05Z"

// Marshal returns the entry in its one canonical form, without a line end. An
// entry that breaks the form is an error of kind Invalid.
func (e Entry) Marshal() ([]byte, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	return e.marshal(make([]byte, 0, 256))
}

// marshal appends the canonical form of an entry that was checked.
func (e Entry) marshal(to []byte) ([]byte, error) {
	b := e.appendTo(to)
	if len(b) > maxEntry {
		return nil, fmt.Errorf("entry has %d bytes, at most %d are allowed: %w", len(b), maxEntry, recourse.Invalid)
	}
	return b, nil
}

// ParseEntry reads the canonical form and nothing else: another order of
// fields, a space, an unknown field or a different spelling of the same value is
// an error of kind Invalid.
func ParseEntry(line []byte) (Entry, error) {
	if len(line) > maxEntry {
		return Entry{}, fmt.Errorf("entry has %d bytes, at most %d are allowed: %w", len(line), maxEntry, recourse.Invalid)
	}
	e, ok := readEntry(string(line))
	if !ok {
		return Entry{}, fmt.Errorf("entry %.80q is not in canonical form: %w", line, recourse.Invalid)
	}
	if err := e.check(); err != nil {
		return Entry{}, err
	}
	var room [512]byte
	again, err := e.marshal(room[:0])
	if err != nil {
		return Entry{}, err
	}
	if !bytes.Equal(again, line) {
		return Entry{}, fmt.Errorf("entry %.80q is not in canonical form: %w", line, recourse.Invalid)
	}
	return e, nil
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(stampForm)
}

// appendStamp is stamp for years of four digits, which all entries have.
func appendStamp(b []byte, t time.Time) []byte {
	t = t.UTC()
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	if year < 0 || year > 9999 {
		return t.AppendFormat(b, stampForm)
	}
	b = append(b, byte('0'+year/1000), byte('0'+year/100%10))
	b = append(two(b, year%100), '-')
	b = append(two(b, int(month)), '-')
	b = append(two(b, day), 'T')
	b = append(two(b, hour), ':')
	b = append(two(b, minute), ':')
	return append(two(b, second), 'Z')
}

func two(b []byte, n int) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }

func (e Entry) check() error {
	bad := func(field, value string) error {
		return fmt.Errorf("entry has %s %.80q: %w", field, value, recourse.Invalid)
	}
	switch {
	case e.N < 0:
		return bad("n", fmt.Sprint(e.N))
	case e.At.Year() < 1970 || e.At.Year() > 9999:
		return bad("at", e.At.String())
	case !e.Clock.IsZero() && (!e.Clock.Before(e.At) || e.Clock.Year() < 1):
		return bad("clock", e.Clock.String())
	case !e.Do.known():
		return bad("do", string(e.Do))
	case !isWord(e.Who):
		return bad("who", e.Who)
	case e.Size < 0 || e.Size > 0 && e.Item == "":
		return bad("size", fmt.Sprint(e.Size))
	}
	for _, w := range [][2]string{{"door", e.Door}, {"tool", e.Tool}, {"ref", e.Ref}} {
		if w[1] != "" && !isWord(w[1]) {
			return bad(w[0], w[1])
		}
	}
	for _, h := range [][2]string{{"item", e.Item}, {"of", e.Of}} {
		if h[1] != "" && !isDigest(h[1]) {
			return bad(h[0], h[1])
		}
	}
	return e.checkAction()
}

// checkAction holds what each action needs.
func (e Entry) checkAction() error {
	needsItem := e.Do == Kept || e.Do == Derived
	switch {
	case e.Do == Rekeyed && !isDigestRef(e.Ref):
		return fmt.Errorf("entry %q names no statement: %w", e.Do, recourse.Invalid)
	case needsItem && e.Item == "":
		return fmt.Errorf("entry %q names no item: %w", e.Do, recourse.Invalid)
	case e.Do == Derived && e.Of == "":
		return fmt.Errorf("entry %q names no parent: %w", e.Do, recourse.Invalid)
	case (e.Do == Sealed) != (len(e.Files) > 0) || (e.Do == Sealed) != (len(e.TagManifests) > 0):
		return fmt.Errorf("entry %q: files and tag manifests belong to a sealed entry, and only there: %w", e.Do, recourse.Invalid)
	case len(e.Files) > maxFiles || len(e.TagManifests) > maxFiles:
		return fmt.Errorf("entry covers %d files, at most %d are allowed: %w", len(e.Files), maxFiles, recourse.Invalid)
	}
	last := ""
	for _, f := range e.Files {
		if !isWord(f.Path) || !isDigest(f.SHA256) || f.Path <= last {
			return fmt.Errorf("entry covers file %.80q out of order or form: %w", f.Path, recourse.Invalid)
		}
		last = f.Path
	}
	last = ""
	for _, p := range e.TagManifests {
		if !isWord(p) || !strings.HasPrefix(p, "tagmanifest-") || p <= last {
			return fmt.Errorf("entry lists tag manifest %.80q out of order or form: %w", p, recourse.Invalid)
		}
		last = p
	}
	return nil
}

func (a Action) known() bool {
	switch a {
	case Kept, Derived, Viewed, Shared, Exported, Sealed, Verified, Erased, Noted, Rekeyed:
		return true
	}
	return false
}
