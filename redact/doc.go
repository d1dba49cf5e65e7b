// Package redact makes redacted twins: copies of a text, a picture or a PDF in
// which parts are withheld, so that the rest can be handed out while the original
// stays where it is.
//
// Call [Text], [Picture] or [PDF] for a [Twin], [Find] and [FindWords] for the
// places of a name or number. A twin comes with its [Record], which goes out with
// it, and its [Secrets], which stay with the original. The record names each part
// that is withheld and commits to it: SHA-256 over 32 random bytes and what was
// there. [Secrets.Only] takes out what opens one part and no other; [Record.Check]
// tests a twin, and what was opened, against the record.
//
// What is promised: what is withheld is not in the twin. A text gets a block of one
// length in place of each part; a picture is unpacked, painted and written anew, so
// that nothing beside its pixels goes along; of a PDF each page becomes a picture.
// The record holds no digest of the original, since whoever can guess what was
// withheld could test a guess with it.
//
// The package reads no clock, no disk and no randomness of its own.
package redact

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"recourse"
	"recourse/picture"
)

// The bounds of what is redacted.
const (
	MaxText  = 16 << 20 // bytes of a text
	MaxParts = 2000     // parts that are withheld in one twin
	MaxPages = 200      // pages of a PDF
	maxJSON  = 64 << 20 // bytes of a record or of secrets
)

// The forms of a twin.
const (
	FormText    = "text"
	FormPicture = "picture"
	FormPages   = "pages" // of a PDF, each a picture
)

// Tool names this package and its version, as items and logs name it.
const Tool = toolName + recourse.Version

const toolName = "recourse-redact/"

// IsTool reports whether tool names this package, in any version.
func IsTool(tool string) bool { return strings.HasPrefix(tool, toolName) }

// Original is what a twin is made from.
type Original struct {
	SHA256    string // of the file, lower-case hex
	MediaType string // of the file
	// Read says that a text is not the file's own bytes but what was read from it.
	Read bool
}

// Twin is a redacted copy.
type Twin struct {
	Bytes   []byte
	Record  Record
	Secrets Secrets
	// Again are the numbers of parts whose words stand elsewhere in the twin too.
	Again []int
}

// OpenedBy returns the twin with a record that kept opens, where kept are the secrets
// of the same twin of the same original and hold the same parts: a run that was ended
// too early had kept them.
func (t Twin) OpenedBy(kept Secrets) (Twin, bool) {
	own := t.Secrets
	if kept.Twin != own.Twin || kept.Original == nil || kept.Original.SHA256 != own.Original.SHA256 || len(kept.Withheld) != len(own.Withheld) {
		return t, false
	}
	digest, err := hex.DecodeString(own.Original.SHA256)
	salt, saltErr := hex.DecodeString(kept.Original.Salt)
	if errors.Join(err, saltErr) != nil || len(salt) != saltLen {
		return t, false
	}
	t.Record.Original.Commitment = commitment(salt, digest)
	t.Record.Withheld = slices.Clone(t.Record.Withheld)
	for i, s := range kept.Withheld {
		salt, err := hex.DecodeString(s.Salt)
		if err != nil || len(salt) != saltLen || s.N != own.Withheld[i].N || !bytes.Equal(s.Text, own.Withheld[i].Text) || !bytes.Equal(s.PNG, own.Withheld[i].PNG) {
			return t, false
		}
		over := s.Text
		if t.Record.Withheld[i].Box != nil {
			p, err := open(s.PNG)
			if err != nil {
				return t, false
			}
			over = pixels(p.Image, p.Image.Rect)
		}
		t.Record.Withheld[i].Commitment = commitment(salt, over)
	}
	t.Secrets = kept
	return t, true
}

// Record says what was withheld without saying what it was. Its JSON form is
// specified in doc/redaction.md.
type Record struct {
	Form     int          `json:"recourse_redaction"` // 1
	Tool     string       `json:"tool"`
	Kind     string       `json:"kind"` // text picture pages
	Original OriginalMark `json:"original"`
	Twin     TwinMark     `json:"twin"`
	Withheld []Part       `json:"withheld"`
}

// OriginalMark commits to the original: SHA-256 over a salt of 32 bytes and the 32
// bytes of the original's SHA-256.
type OriginalMark struct {
	MediaType  string `json:"media_type"`
	Read       bool   `json:"read,omitempty"`
	Commitment string `json:"commitment"`
}

// TwinMark is the twin's own digest, size and type.
type TwinMark struct {
	SHA256    string `json:"sha256"`
	Size      int64  `json:"size"`
	MediaType string `json:"media_type"`
}

// Part is one part that is withheld. In a text Span is where its block stands in
// the twin; in a picture or on a page Box is the black area, in pixels of the
// twin's picture.
type Part struct {
	N          int            `json:"n"` // from 1
	Page       int            `json:"page,omitempty"`
	Box        *picture.Box   `json:"box,omitempty"`
	Span       *recourse.Span `json:"span,omitempty"`
	Commitment string         `json:"commitment"`
}

// Secrets open a record's commitments, all or some of them. They hold what was
// withheld: they stay with the original.
type Secrets struct {
	Form     int             `json:"recourse_redaction_secrets"` // 1
	Twin     string          `json:"twin"`                       // its SHA-256
	Original *OriginalSecret `json:"original,omitempty"`
	Withheld []Secret        `json:"withheld"`
}

// OriginalSecret opens the commitment to the original.
type OriginalSecret struct {
	Salt   string `json:"salt"`
	SHA256 string `json:"sha256"`
}

// Secret opens one part: the bytes of a text, or the pixels as a PNG, whose rows
// of 8-bit red, green and blue are what the commitment is over.
type Secret struct {
	N    int    `json:"n"`
	Salt string `json:"salt"` // 32 bytes, lower-case hex
	Text []byte `json:"text,omitempty"`
	PNG  []byte `json:"png,omitempty"`
}

const saltLen = 32

// maker gathers the parts of one twin.
type maker struct {
	random  io.Reader
	record  Record
	secrets Secrets
}

func newMaker(kind string, o Original, random io.Reader) (*maker, error) {
	digest, err := hex.DecodeString(o.SHA256)
	if err != nil || len(digest) != sha256.Size || hex.EncodeToString(digest) != o.SHA256 {
		return nil, fmt.Errorf("original has SHA-256 %.80q: %w", o.SHA256, recourse.Invalid)
	}
	m := &maker{random: random}
	salt, mark, err := m.commit(digest)
	if err != nil {
		return nil, err
	}
	m.record = Record{Form: 1, Tool: Tool, Kind: kind, Original: OriginalMark{o.MediaType, o.Read, mark}, Withheld: []Part{}}
	m.secrets = Secrets{Form: 1, Original: &OriginalSecret{salt, o.SHA256}, Withheld: []Secret{}}
	return m, nil
}

// commit returns a new salt and the commitment to b, both in hex.
func (m *maker) commit(b []byte) (salt, mark string, err error) {
	raw := make([]byte, saltLen)
	if _, err := io.ReadFull(m.random, raw); err != nil {
		return "", "", fmt.Errorf("draw a salt: %w", err)
	}
	return hex.EncodeToString(raw), commitment(raw, b), nil
}

func commitment(salt, b []byte) string {
	h := sha256.New()
	_, _ = h.Write(salt)
	_, _ = h.Write(b)
	return hex.EncodeToString(h.Sum(nil))
}

// add notes one part: where it is, over which bytes the commitment goes, and what
// is kept to open it.
func (m *maker) add(p Part, over []byte, s Secret) error {
	if len(m.record.Withheld) >= MaxParts {
		return fmt.Errorf("more than %d parts are to be withheld: %w", MaxParts, recourse.Invalid)
	}
	salt, mark, err := m.commit(over)
	if err != nil {
		return err
	}
	p.N, p.Commitment = len(m.record.Withheld)+1, mark
	s.N, s.Salt = p.N, salt
	m.record.Withheld = append(m.record.Withheld, p)
	m.secrets.Withheld = append(m.secrets.Withheld, s)
	return nil
}

// twin ends the making.
func (m *maker) twin(b []byte, mediaType string) Twin {
	sum := sha256.Sum256(b)
	m.record.Twin = TwinMark{hex.EncodeToString(sum[:]), int64(len(b)), mediaType}
	m.secrets.Twin = m.record.Twin.SHA256
	return Twin{Bytes: b, Record: m.record, Secrets: m.secrets}
}

// Only returns what opens the parts of these numbers and nothing else; 0 stands
// for the original's digest. A number that is not there is an error of kind NotFound.
func (s Secrets) Only(numbers ...int) (Secrets, error) {
	out := Secrets{Form: s.Form, Twin: s.Twin, Withheld: []Secret{}}
	for _, n := range numbers {
		if n == 0 && s.Original != nil {
			out.Original = s.Original
			continue
		}
		i := slices.IndexFunc(s.Withheld, func(w Secret) bool { return w.N == n })
		if i < 0 {
			return Secrets{}, fmt.Errorf("no part has the number %d: %w", n, recourse.NotFound)
		}
		out.Withheld = append(out.Withheld, s.Withheld[i])
	}
	return out, nil
}

// SecretsHead is how many bytes of a file [OpensTwin] looks at.
const SecretsHead = 512

var secretsForm = regexp.MustCompile(`^\s*\{\s*"recourse_redaction_secrets"\s*:\s*\d+\s*,\s*"twin"\s*:\s*"[^"]*"\s*,\s*"original"\s*:`)

// OpensTwin reports whether a file that begins with head is what opens all of a twin,
// whatever its name: [Secrets] with the original's digest among them. What opens single
// parts may be handed out, and is another thing.
func OpensTwin(head []byte) bool { return secretsForm.Match(head[:min(len(head), SecretsHead)]) }

// ReadRecord reads a record. Another form is an error of kind Invalid.
func ReadRecord(r io.Reader) (Record, error) {
	var rec Record
	if err := readJSON(r, &rec); err != nil {
		return Record{}, fmt.Errorf("read record of a redaction: %w", err)
	}
	if err := rec.form(); err != nil {
		return Record{}, fmt.Errorf("read record of a redaction: %w", err)
	}
	return rec, nil
}

// ReadSecrets reads secrets. Another form is an error of kind Invalid.
func ReadSecrets(r io.Reader) (Secrets, error) {
	var s Secrets
	if err := readJSON(r, &s); err != nil {
		return Secrets{}, fmt.Errorf("read secrets of a redaction: %w", err)
	}
	if s.Form != 1 || !isDigest(s.Twin) || len(s.Withheld) > MaxParts {
		return Secrets{}, fmt.Errorf("read secrets of a redaction: they have another form: %w", recourse.Invalid)
	}
	return s, nil
}

func readJSON(r io.Reader, to any) error {
	b, err := io.ReadAll(io.LimitReader(r, maxJSON+1))
	switch {
	case err != nil:
		return err
	case len(b) > maxJSON:
		return fmt.Errorf("more than %d bytes: %w", maxJSON, recourse.Invalid)
	}
	if err := json.Unmarshal(b, to); err != nil {
		return fmt.Errorf("%v: %w", err, recourse.Invalid)
	}
	return nil
}

// form reports what a record breaks of its form.
func (r Record) form() error {
	bad := func(what string) error {
		return fmt.Errorf("the record has %s: %w", what, recourse.Invalid)
	}
	switch {
	case r.Form != 1:
		return bad(fmt.Sprintf("form %d, and 1 is known", r.Form))
	case r.Kind != FormText && r.Kind != FormPicture && r.Kind != FormPages:
		return bad(fmt.Sprintf("kind %.40q", r.Kind))
	case !isDigest(r.Twin.SHA256) || !isDigest(r.Original.Commitment) || r.Twin.Size < 0:
		return bad("no digest of the twin, or no commitment to the original")
	case len(r.Withheld) > MaxParts:
		return bad(fmt.Sprintf("more than %d parts", MaxParts))
	}
	for i, p := range r.Withheld {
		inText := r.Kind == FormText
		if p.N != i+1 || !isDigest(p.Commitment) || (p.Span != nil) != inText || (p.Box != nil) == inText || (p.Page > 0) != (r.Kind == FormPages) {
			return bad(fmt.Sprintf("part %d out of form", i+1))
		}
		if b := p.Box; b != nil && (b.X < 0 || b.Y < 0 || b.Width <= 0 || b.Height <= 0 || b.X > 1<<20 || b.Y > 1<<20 || b.Width > 1<<20 || b.Height > 1<<20) {
			return bad(fmt.Sprintf("part %d with a box that is none", i+1))
		}
	}
	return nil
}

func isDigest(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size && hex.EncodeToString(b) == s
}

func sameHex(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
