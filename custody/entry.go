package custody

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
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
)

// The bounds of an entry.
const (
	maxEntry = 64 << 10 // bytes of one entry in canonical form
	maxFiles = 64       // files that a sealed entry covers
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

// entryJSON is the canonical form: these fields in this order, no space between
// tokens, empty fields left out.
type entryJSON struct {
	N            int64     `json:"n"`
	At           string    `json:"at"`
	Clock        string    `json:"clock,omitempty"`
	Do           Action    `json:"do"`
	Who          string    `json:"who"`
	Door         string    `json:"door,omitempty"`
	Item         string    `json:"item,omitempty"`
	Size         int64     `json:"size,omitempty"`
	Of           string    `json:"of,omitempty"`
	Tool         string    `json:"tool,omitempty"`
	Ref          string    `json:"ref,omitempty"`
	Files        []FileSum `json:"files,omitempty"`
	TagManifests []string  `json:"tag_manifests,omitempty"`
}

const stampForm = "2006-01-02T15:04:05Z"

var (
	// Words are identifiers: no character of them is ever escaped in JSON.
	wordForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:/+@-]{0,127}$`)
	hexForm  = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// Marshal returns the entry in its one canonical form, without a line end. An
// entry that breaks the form is an error of kind Invalid.
func (e Entry) Marshal() ([]byte, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	v := entryJSON{
		N: e.N, At: stamp(e.At), Clock: stamp(e.Clock), Do: e.Do, Who: e.Who, Door: e.Door, Item: e.Item,
		Size: e.Size, Of: e.Of, Tool: e.Tool, Ref: e.Ref, Files: e.Files, TagManifests: e.TagManifests,
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write entry: %w", err)
	}
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
	var v entryJSON
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		return Entry{}, fmt.Errorf("read entry %.80q: %v: %w", line, err, recourse.Invalid)
	}
	if _, err := dec.Token(); err != io.EOF {
		return Entry{}, fmt.Errorf("read entry %.80q: more than one value: %w", line, recourse.Invalid)
	}
	at, err := parseStamp(v.At)
	if err != nil {
		return Entry{}, err
	}
	clock, err := parseStamp(v.Clock)
	if err != nil {
		return Entry{}, err
	}
	e := Entry{
		N: v.N, At: at, Clock: clock, Do: v.Do, Who: v.Who, Door: v.Door, Item: v.Item, Size: v.Size,
		Of: v.Of, Tool: v.Tool, Ref: v.Ref, Files: v.Files, TagManifests: v.TagManifests,
	}
	again, err := e.Marshal()
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

func parseStamp(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(stampForm, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("time %.40q has not the form %s: %w", s, stampForm, recourse.Invalid)
	}
	return t, nil
}

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
	case !wordForm.MatchString(e.Who):
		return bad("who", e.Who)
	case e.Size < 0 || e.Size > 0 && e.Item == "":
		return bad("size", fmt.Sprint(e.Size))
	}
	for _, w := range [][2]string{{"door", e.Door}, {"tool", e.Tool}, {"ref", e.Ref}} {
		if w[1] != "" && !wordForm.MatchString(w[1]) {
			return bad(w[0], w[1])
		}
	}
	for _, h := range [][2]string{{"item", e.Item}, {"of", e.Of}} {
		if h[1] != "" && !hexForm.MatchString(h[1]) {
			return bad(h[0], h[1])
		}
	}
	return e.checkAction()
}

// checkAction holds what each action needs.
func (e Entry) checkAction() error {
	needsItem := e.Do == Kept || e.Do == Derived
	switch {
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
		if !wordForm.MatchString(f.Path) || !hexForm.MatchString(f.SHA256) || f.Path <= last {
			return fmt.Errorf("entry covers file %.80q out of order or form: %w", f.Path, recourse.Invalid)
		}
		last = f.Path
	}
	last = ""
	for _, p := range e.TagManifests {
		if !wordForm.MatchString(p) || !strings.HasPrefix(p, "tagmanifest-") || p <= last {
			return fmt.Errorf("entry lists tag manifest %.80q out of order or form: %w", p, recourse.Invalid)
		}
		last = p
	}
	return nil
}

func (a Action) known() bool {
	switch a {
	case Kept, Derived, Viewed, Shared, Exported, Sealed, Verified, Erased, Noted:
		return true
	}
	return false
}
