package custody

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"regexp"
	"strings"

	"recourse"

	"github.com/transparency-dev/formats/log"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// maxCheckpoint is the most bytes that a signed checkpoint may have: those of
// eight witnesses whose signatures are of ML-DSA.
const maxCheckpoint = 64 << 10

// keyName is the form of a signer's name: like a host and path, without a scheme.
var keyName = regexp.MustCompile(`^[a-z0-9][a-z0-9./-]{0,99}$`)

// GenerateKey makes a new Ed25519 signing key from rand and returns it in the
// form that [NewSigner] reads. The result is a secret.
func GenerateKey(rand io.Reader, name string) (string, error) {
	if !keyName.MatchString(name) {
		return "", fmt.Errorf("signer's name %q: only a-z, 0-9, '.', '/' and '-' are allowed: %w", name, recourse.Invalid)
	}
	secret, _, err := note.GenerateKey(rand, name)
	if err != nil {
		return "", fmt.Errorf("make signing key: %w", err)
	}
	return secret, nil
}

// Signer signs the checkpoints of logs. Printing one shows its public key only.
type Signer struct {
	note note.Signer
	key  Key
	past []statement // by which the key came into its place, the oldest first
}

// NewSigner reads a key that [GenerateKey] made. Its errors never contain it.
func NewSigner(secret string) (*Signer, error) {
	unusable := fmt.Errorf("signing key is not usable: %w", recourse.Invalid)
	s, err := note.NewSigner(secret)
	if err != nil || !keyName.MatchString(s.Name()) {
		return nil, unusable
	}
	// PRIVATE+KEY+name+hash+data; the data's own base64 may hold a plus.
	parts := strings.SplitN(secret, "+", 5)
	data, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	if err != nil || len(parts) != 5 || len(data) != 1+ed25519.SeedSize {
		return nil, unusable
	}
	public, ok := ed25519.NewKeyFromSeed(data[1:]).Public().(ed25519.PublicKey)
	if !ok {
		return nil, unusable
	}
	text, err := note.NewEd25519VerifierKey(s.Name(), public)
	if err != nil {
		return nil, unusable
	}
	key, err := ParseKey(text)
	if err != nil {
		return nil, unusable
	}
	return &Signer{s, key, nil}, nil
}

// Key returns the public half.
func (s *Signer) Key() Key { return s.key }

// String returns the public key.
func (s *Signer) String() string { return s.key.String() }

// GoString returns the public key.
func (s *Signer) GoString() string { return s.key.String() }

// Key is a signer's public key. [Key.String] is what people hand to each other
// and to verify --signer.
type Key struct {
	text     string
	public   ed25519.PublicKey
	verifier note.Verifier
}

// ParseKey reads a public key in the form name+hash+key of
// https://c2sp.org/signed-note; spaces around it do not matter.
func ParseKey(s string) (Key, error) {
	s = strings.TrimSpace(s)
	v, err := note.NewVerifier(s)
	if err != nil || !keyName.MatchString(v.Name()) {
		return Key{}, fmt.Errorf("signer's key %.200q has not the form name+hash+key: %w", s, recourse.Invalid)
	}
	// The key's own base64 may hold a plus: only the first two separate.
	parts := strings.SplitN(s, "+", 3)
	data, err := base64.StdEncoding.Strict().DecodeString(parts[len(parts)-1])
	if err != nil || len(parts) != 3 || len(data) != 1+ed25519.PublicKeySize {
		return Key{}, fmt.Errorf("signer's key %.200q holds no Ed25519 key: %w", s, recourse.Invalid)
	}
	k := Key{public: data[1:], verifier: v}
	if k.text, err = note.NewEd25519VerifierKey(v.Name(), k.public); err != nil || k.text != s {
		return Key{}, fmt.Errorf("signer's key %.200q is not in canonical form: %w", s, recourse.Invalid)
	}
	return k, nil
}

// Name returns the signer's name, which the key's owner chose and which proves nothing.
func (k Key) Name() string {
	if k.verifier == nil {
		return ""
	}
	return k.verifier.Name()
}

// String returns the key in the form that [ParseKey] reads.
func (k Key) String() string { return k.text }

// PEM returns the key as openssl reads it.
func (k Key) PEM() []byte {
	der, err := x509.MarshalPKIXPublicKey(k.public)
	if err != nil {
		return nil
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}

// Checkpoint says how many entries a log has and what they hash to.
type Checkpoint struct {
	Origin string // the log's name: the signer's name, "/", the log's own ID
	Size   int64
	Root   tlog.Hash
}

// SignCheckpoint signs the state h of the log with the given ID, in the form of
// https://c2sp.org/tlog-checkpoint. The same state and key give the same bytes.
func SignCheckpoint(s *Signer, logID string, h Head) ([]byte, error) {
	if !isWord(logID) {
		return nil, fmt.Errorf("log has ID %.80q: %w", logID, recourse.Invalid)
	}
	if err := h.Check(); err != nil {
		return nil, err
	}
	c := Checkpoint{Origin: s.key.Name() + "/" + logID, Size: h.Size, Root: h.Root()}
	msg, err := note.Sign(&note.Note{Text: string(c.text())}, s.note)
	if err != nil {
		return nil, fmt.Errorf("sign checkpoint: %w", err)
	}
	return msg, nil
}

func (c Checkpoint) text() []byte {
	return log.Checkpoint{Origin: c.Origin, Size: uint64(c.Size), Hash: c.Root[:]}.Marshal()
}

// ParseCheckpoint reads a checkpoint whose first signature is key's, in its one
// canonical form; those of witnesses may follow, and are not checked here. A
// wrong signature is an error of kind Denied, any other flaw one of kind Invalid.
func ParseCheckpoint(msg []byte, key Key) (Checkpoint, error) {
	if len(msg) > maxCheckpoint || key.verifier == nil {
		return Checkpoint{}, fmt.Errorf("checkpoint of %d bytes cannot be read: %w", len(msg), recourse.Invalid)
	}
	n, err := note.Open(msg, note.VerifierList(key.verifier))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("open checkpoint: %v: %w", err, recourse.Denied)
	}
	var lc log.Checkpoint
	rest, err := lc.Unmarshal([]byte(n.Text))
	if err != nil || len(rest) != 0 || len(lc.Hash) != tlog.HashSize || lc.Size > 1<<62 {
		return Checkpoint{}, fmt.Errorf("read checkpoint %.80q: %w", n.Text, recourse.Invalid)
	}
	c := Checkpoint{Origin: lc.Origin, Size: int64(lc.Size), Root: tlog.Hash(lc.Hash)}
	id, ours := strings.CutPrefix(c.Origin, key.Name()+"/")
	if !ours || !isWord(id) {
		return Checkpoint{}, fmt.Errorf("checkpoint of log %.80q is signed by %q: %w", c.Origin, key.Name(), recourse.Invalid)
	}
	if !canonicalNote(msg, c, append(n.Sigs[:1:1], n.UnverifiedSigs...)) {
		return Checkpoint{}, fmt.Errorf("checkpoint is not in canonical form: %w", recourse.Invalid)
	}
	return c, nil
}

// canonicalNote reports whether msg is c and these signatures, spelled in the only way.
func canonicalNote(msg []byte, c Checkpoint, sigs []note.Signature) bool {
	want := append(c.text(), '\n')
	for _, sig := range sigs {
		if _, err := base64.StdEncoding.Strict().DecodeString(sig.Base64); err != nil {
			return false
		}
		want = fmt.Appendf(want, "— %s %s\n", sig.Name, sig.Base64)
	}
	return bytes.Equal(msg, want)
}
