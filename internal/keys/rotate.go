package keys

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/internal/durable"

	"filippo.io/age"
)

// The files of signing keys that took each other's place: the key that is to
// follow while it does not yet, and the statements, which hold the old public
// keys and no secret.
const (
	nextFile = "signing.next"
	pastDir  = "past"
	pastExt  = ".note"
)

func (r *Ring) pastFile(n int) string {
	return filepath.Join(r.dir, pastDir, strconv.Itoa(n)+pastExt)
}

// Statements returns the statements by which signing keys took each other's
// place, the oldest first, in the form of [custody.ParseSuccession].
func (r *Ring) Statements() [][]byte { return r.past }

// Rotate makes a new signing key and has the old one sign that it takes its
// place from now on. The old secret is destroyed: nothing more is signed with
// it. Only one process may rotate keys at a time; a crash on the way leaves the
// old key in force or the new one, and the next [Open] ends what was begun.
func (r *Ring) Rotate(now time.Time) (custody.Succession, error) {
	none := custody.Succession{}
	if r.signer == nil {
		return none, ErrLocked
	}
	if err := r.KeepRecovery(); err != nil {
		return none, err
	}
	name := r.signer.Key().Name()
	secret, err := custody.GenerateKey(rand.Reader, name)
	if err != nil {
		return none, err
	}
	next, err := custody.NewSigner(secret)
	if err != nil {
		return none, err
	}
	if n := len(r.past); n > 0 {
		last, err := custody.ParseSuccession(r.past[n-1])
		if err != nil {
			return none, err
		}
		if now.Before(last.At) {
			return none, fmt.Errorf("the clock shows %s, and the key that is in force began at %s: set the clock right: %w", now.UTC().Format(time.RFC3339), last.At.Format(time.RFC3339), recourse.Conflict)
		}
	}
	statement, err := custody.SignSuccession(r.signer, next, now)
	if err != nil {
		return none, err
	}
	if _, err := next.After(append(r.past[:len(r.past):len(r.past)], statement)); err != nil {
		return none, err
	}
	var to []age.Recipient
	if r.sealed != "" {
		if to, err = r.recipients(r.identity); err != nil {
			return none, err
		}
	}
	text, err := signingKey{public: next.Key(), secret: secret, names: true}.text(to...)
	if err != nil {
		return none, err
	}
	if err := replace(filepath.Join(r.dir, nextFile), text); err != nil {
		return none, fmt.Errorf("keep next signing key: %w", err)
	}
	if err := durable.MkdirAll(filepath.Join(r.dir, pastDir)); err != nil {
		return none, err
	}
	// Whichever of both a crash leaves in force has named the recovery keys.
	if err := r.name(r.recovery.list, next); err != nil {
		return none, err
	}
	// From here on the old key has said that it ended.
	if err := durable.WriteFile(r.pastFile(len(r.past)+1), statement); err != nil {
		return none, fmt.Errorf("keep statement of keys: %w", err)
	}
	again, err := Open(r.dir)
	if err != nil {
		return none, err
	}
	again.signing.secret, again.signing.names = secret, r.sealed != ""
	r.past = again.past
	if err := r.use(again.signing); err != nil {
		return none, err
	}
	return custody.ParseSuccession(statement)
}

// readPast reads the statements and puts the next key into force where the last
// statement is for it. It returns the key that signs.
func (r *Ring) readPast() (signing signingKey, err error) {
	if signing, err = readSigning(filepath.Join(r.dir, signingFile)); err != nil {
		return signing, err
	}
	for n := 1; ; n++ {
		b, err := os.ReadFile(r.pastFile(n))
		if errors.Is(err, fs.ErrNotExist) {
			break
		}
		if err != nil {
			return signing, fmt.Errorf("read statement of keys: %w", err)
		}
		r.past = append(r.past, b)
	}
	if len(r.past) == 0 {
		return signing, nil
	}
	last, err := custody.ParseSuccession(r.past[len(r.past)-1])
	if err != nil {
		return signing, fmt.Errorf("statement %d: %w", len(r.past), err)
	}
	next, err := readSigning(filepath.Join(r.dir, nextFile))
	if errors.Is(err, recourse.NotFound) || errors.Is(err, recourse.Invalid) || err == nil && next.public.String() != last.New.String() {
		return signing, nil // none, or of an attempt that said nothing yet
	}
	if err != nil {
		return signing, err
	}
	return next, r.putIntoForce()
}

// readSigning reads a file of a signing key.
func readSigning(name string) (signingKey, error) {
	text, err := readSecret(name)
	if err != nil {
		return signingKey{}, err
	}
	k, err := parseSigning(text)
	if err != nil {
		return k, fmt.Errorf("open %s: %w", filepath.Base(name), err)
	}
	return k, nil
}

// putIntoForce moves the next key over the old one, and overwrites the old one's
// bytes. A disk or a backup may keep older blocks all the same.
func (r *Ring) putIntoForce() error {
	name := filepath.Join(r.dir, signingFile)
	old, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("end signing key: %w", err)
	}
	defer old.Close()
	info, err := old.Stat()
	if err != nil {
		return fmt.Errorf("end signing key: %w", err)
	}
	err = os.Rename(filepath.Join(r.dir, nextFile), name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // another process came first
	}
	if err == nil {
		err = durable.SyncDir(r.dir)
	}
	if err == nil {
		_, err = old.Write(make([]byte, info.Size()))
	}
	if err := errors.Join(err, old.Sync()); err != nil {
		return fmt.Errorf("end signing key: %w", err)
	}
	return nil
}
