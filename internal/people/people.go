// Package people is the persons that use an instance, and how they sign in:
// tokens that work once and sessions that end.
//
// Call [Issue] to make either; hand its secret to the person and keep the
// [Pass], which holds only the secret's digest. [Pass.Check] says whether a
// secret that comes back is the right one.
package people

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"time"

	"recourse"
)

// Role is what a person may do.
type Role string

// The roles.
const (
	Owner Role = "owner" // of a personal instance: everything
)

// Person is somebody who uses the instance.
type Person struct {
	ID      string
	Name    string
	Role    Role
	Lang    string
	Created time.Time
}

// Check reports what a person lacks: an error of kind Invalid.
func (p Person) Check() error {
	if !recourse.ValidID(p.ID) || p.Role != Owner || p.Created.IsZero() {
		return fmt.Errorf("person has no ID, role or date: %w", recourse.Invalid)
	}
	return nil
}

// Use is what a pass is for.
type Use string

// The uses of a pass.
const (
	SignIn  Use = "sign-in" // works once
	Session Use = "session"
)

// Hash is the SHA-256 of a secret.
type Hash [sha256.Size]byte

// Pass lets its bearer in as a person, until it expires. It holds no secret.
type Pass struct {
	Hash    Hash
	Use     Use
	Person  string // ID
	Created time.Time
	Expires time.Time
}

// Issue makes a secret of 256 random bits and the pass that knows it again.
func Issue(use Use, person string, now time.Time, valid time.Duration) (secret string, p Pass) {
	var b [32]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails; it ends the program where it would
	secret = base64.RawURLEncoding.EncodeToString(b[:])
	return secret, Pass{Hash: HashOf(secret), Use: use, Person: person, Created: now, Expires: now.Add(valid)}
}

// HashOf returns the digest by which a table finds the pass of a secret. The
// secret has 256 random bits: how long the search takes says nothing of use.
func HashOf(secret string) Hash { return sha256.Sum256([]byte(secret)) }

// Check reports, in constant time, a secret that is not the pass's own, another
// use or an expired pass: all are the same error of kind Denied.
func (p Pass) Check(secret string, use Use, now time.Time) error {
	h := HashOf(secret)
	right := subtle.ConstantTimeCompare(h[:], p.Hash[:]) & subtle.ConstantTimeCompare([]byte(use), []byte(p.Use))
	if right != 1 || !now.Before(p.Expires) || now.Before(p.Created.Add(-time.Minute)) {
		return fmt.Errorf("pass does not open: %w", recourse.Denied)
	}
	return nil
}

// Table keeps persons and passes.
type Table interface {
	// Add keeps a new person. It returns Conflict where the ID is taken.
	Add(context.Context, Person) error
	// Get returns one person, or NotFound.
	Get(ctx context.Context, id string) (Person, error)
	// List returns all persons, the first that was added first.
	List(context.Context) ([]Person, error)
	// AddPass keeps a pass. It returns NotFound where the person is not there.
	AddPass(context.Context, Pass) error
	// FindPass returns the pass with this digest, or NotFound.
	FindPass(context.Context, Hash) (Pass, error)
	// TakePass returns the pass with this digest and removes it, or NotFound: of
	// several that try, one gets it.
	TakePass(context.Context, Hash) (Pass, error)
	// Sweep removes the passes that expired before now.
	Sweep(ctx context.Context, now time.Time) error
}
