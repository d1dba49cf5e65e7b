package keys

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"recourse"

	"filippo.io/age"
)

const pass = "četiri reči i još jedna"

// opens reports whether a ring opens what was encrypted for a case.
func opens(t *testing.T, r *Ring, caseID string, sealed []byte) error {
	t.Helper()
	id, err := r.CaseIdentity(caseID)
	if err != nil {
		return err
	}
	_, err = age.Decrypt(bytes.NewReader(sealed), id)
	return err
}

// keyFiles are all that lies in a folder of keys, in one.
func keyFiles(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		all.Write(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// signingSecret begins the secret of a signing key.
const signingSecret = "PRIVATE+KEY+"

// aRing is a ring with a recovery key, and what was sealed for one of its cases.
type aRing struct {
	*Ring
	dir, secret, recipient, caseID string
	sealed                         []byte
}

func newARing(t *testing.T) aRing {
	t.Helper()
	secret, recipient, err := NewRecovery()
	if err != nil {
		t.Fatal(err)
	}
	r, dir := newRing(t, Options{Recovery: []string{recipient}})
	r.work = 4
	caseID := recourse.NewID()
	if err := r.NewCase(caseID); err != nil {
		t.Fatal(err)
	}
	rec, err := r.CaseRecipient(caseID)
	if err != nil {
		t.Fatal(err)
	}
	return aRing{r, dir, secret, recipient, caseID, encrypt(t, rec, "x")}
}

func TestPassphrase(t *testing.T) {
	r := newARing(t)
	if err := r.SetPassphrase("short"); !errors.Is(err, recourse.Invalid) {
		t.Errorf("a short passphrase: %v, want invalid", err)
	}
	if err := r.SetPassphrase(pass); err != nil {
		t.Fatal(err)
	}
	public := r.Signer().Key().String()
	if all := keyFiles(t, r.dir); strings.Contains(all, "AGE-SECRET-KEY") || strings.Contains(all, signingSecret) || !strings.Contains(all, public) {
		t.Error("a key still stands in its file, or the public one does not")
	}

	locked, err := Open(r.dir)
	if err != nil || !locked.Locked() {
		t.Fatalf("Open = %v, locked: %v", err, locked.Locked())
	}
	if locked.Signer() != nil || locked.SignerKey().String() != public || len(locked.Recovery()) != 1 {
		t.Error("a locked ring signs, does not know its public key, or has no recovery key")
	}
	_, rotated := locked.Rotate(time.Now())
	for what, err := range map[string]error{
		"rotate": rotated, "protect": errors.Join(locked.Protect(), ErrLocked),
		"open a case": opens(t, locked, r.caseID, r.sealed), "make a case": locked.NewCase(recourse.NewID()),
		"set a passphrase": locked.SetPassphrase(pass), "add a recovery key": locked.AddRecovery(r.recipient),
	} {
		if !errors.Is(err, ErrLocked) {
			t.Errorf("%s with a locked ring: %v", what, err)
		}
	}
	if err := locked.Unlock("another of these"); !errors.Is(err, ErrWrongPassphrase) {
		t.Errorf("Unlock with a wrong passphrase: %v", err)
	}
	// The same letters, as another keyboard writes them.
	if err := locked.Unlock(strings.ReplaceAll(pass, "č", "c\u030c")); err != nil {
		t.Errorf("Unlock: %v", err)
	}
	if err := opens(t, locked, r.caseID, r.sealed); err != nil {
		t.Errorf("after Unlock: %v", err)
	}
	if locked.Signer() == nil || locked.Signer().Key().String() != public {
		t.Error("after Unlock the ring does not sign with the same key")
	}

	byRecovery, err := Open(r.dir)
	if err != nil {
		t.Fatal(err)
	}
	id, err := ParseIdentity(r.secret)
	if err != nil {
		t.Fatal(err)
	}
	byRecovery.UnlockWith(id)
	if err := opens(t, byRecovery, r.caseID, r.sealed); err != nil {
		t.Errorf("with the recovery key: %v", err)
	}

	locked.work = 4
	if err := locked.SetPassphrase(pass + "!"); err != nil {
		t.Fatal(err)
	}
	changed, err := Open(r.dir)
	if err != nil || !errors.Is(changed.Unlock(pass), ErrWrongPassphrase) || changed.Unlock(pass+"!") != nil {
		t.Errorf("the passphrase was not changed (%v)", err)
	}
	if err := changed.SetPassphrase(""); err != nil {
		t.Fatal(err)
	}
	free, err := Open(r.dir)
	if err != nil || free.Locked() || free.HasPassphrase() || opens(t, free, r.caseID, r.sealed) != nil || free.Signer().Key().String() != public {
		t.Errorf("the passphrase was not taken off: %v", err)
	}
}

// Where the passphrase is lost, the recovery key opens all cases to a new one.
func TestRenew(t *testing.T) {
	r := newARing(t)
	if err := r.SetPassphrase("one that is forgotten"); err != nil {
		t.Fatal(err)
	}
	other, _, err := NewRecovery()
	if err != nil {
		t.Fatal(err)
	}
	before := keyFiles(t, r.dir)
	lost, err := Open(r.dir)
	if err != nil {
		t.Fatal(err)
	}
	lost.work = 4
	wrong, err := ParseIdentity(other)
	if err != nil {
		t.Fatal(err)
	}
	if err := lost.Renew(wrong, pass); !errors.Is(err, recourse.Denied) || keyFiles(t, r.dir) != before {
		t.Errorf("Renew with another recovery key: %v", err)
	}
	right, err := ParseIdentity(r.secret)
	if err != nil {
		t.Fatal(err)
	}
	if err := lost.Renew(right, pass); err != nil {
		t.Fatal(err)
	}
	again, err := Open(r.dir)
	if err != nil || again.Unlock(pass) != nil || opens(t, again, r.caseID, r.sealed) != nil {
		t.Errorf("after Renew: %v, %v", err, opens(t, again, r.caseID, r.sealed))
	}
	if again.Signer().Key().String() != r.Signer().Key().String() {
		t.Error("another key signs after Renew")
	}
	again.UnlockWith(right)
	if err := opens(t, again, r.caseID, r.sealed); err != nil {
		t.Errorf("the recovery key after Renew: %v", err)
	}
}

// An instance that had a passphrase before the signing key was guarded too is mended when
// it is next unlocked by the one process that may write.
func TestProtectAnOlderInstance(t *testing.T) {
	r, dir := newRing(t, Options{})
	r.work = 4
	name := filepath.Join(dir, signingFile)
	plain, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Protect(); err != nil || !strings.Contains(keyFiles(t, dir), signingSecret) {
		t.Errorf("Protect without a passphrase = %v, or it wrapped the key", err)
	}
	if err := r.SetPassphrase(pass); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, plain, 0o600); err != nil { // as an earlier version left it
		t.Fatal(err)
	}
	older, err := Open(dir)
	if err != nil || older.Unlock(pass) != nil {
		t.Fatal(err)
	}
	if err := older.Protect(); err != nil || strings.Contains(keyFiles(t, dir), signingSecret) {
		t.Errorf("Protect = %v; the signing key stands in its file: %v", err, strings.Contains(keyFiles(t, dir), signingSecret))
	}
	again, err := Open(dir)
	if err != nil || again.Unlock(pass) != nil || again.Signer().Key().String() != r.Signer().Key().String() {
		t.Errorf("after Protect: %v", err)
	}
}

// A guarded key is replaced by another that is guarded; a crash on the way leaves one of
// them in force, and no secret.
func TestRotateAGuardedKey(t *testing.T) {
	r, dir := newRing(t, Options{})
	r.work = 4
	if err := r.SetPassphrase(pass); err != nil {
		t.Fatal(err)
	}
	old := r.Signer().Key().String()
	s, err := r.Rotate(rotated)
	if err != nil || s.Old.String() != old || r.Signer().Key().String() != s.New.String() {
		t.Fatalf("Rotate = %+v, %v", s, err)
	}
	if strings.Contains(keyFiles(t, dir), signingSecret) {
		t.Error("a secret stands in a file after Rotate")
	}
	again, err := Open(dir)
	if err != nil || again.SignerKey().String() != s.New.String() || again.Signer() != nil {
		t.Fatalf("Open after Rotate: %v", err)
	}
	if err := again.Unlock(pass); err != nil || again.Signer().Key().String() != s.New.String() || len(again.Statements()) != 1 {
		t.Errorf("Unlock after Rotate: %v", err)
	}
	if _, err := again.Rotate(rotated.Add(time.Hour)); err != nil {
		t.Errorf("a second Rotate: %v", err)
	}
}

// The public key beside the wrapped one is what others are told: one that was swapped is
// found.
func TestAnotherPublicKeyIsFound(t *testing.T) {
	r, dir := newRing(t, Options{})
	r.work = 4
	if err := r.SetPassphrase(pass); err != nil {
		t.Fatal(err)
	}
	other, _ := newRing(t, Options{})
	name := filepath.Join(dir, signingFile)
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	b = bytes.Replace(b, []byte(r.Signer().Key().String()), []byte(other.Signer().Key().String()), 1)
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	swapped, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := swapped.Unlock(pass); !errors.Is(err, recourse.Unavailable) || swapped.Signer() != nil || !swapped.Locked() {
		t.Errorf("Unlock with another public key = %v", err)
	}
}

// A crash between the two files leaves keys that open.
func TestHalfSetPassphrase(t *testing.T) {
	r, dir := newRing(t, Options{})
	r.work = 4
	to, err := r.recipients(r.identity)
	if err == nil {
		err = r.writeSigning(to...)
	}
	if err != nil {
		t.Fatal(err)
	}
	half, err := Open(dir)
	if err != nil || half.Locked() || half.Signer() == nil || half.Signer().Key().String() != r.Signer().Key().String() {
		t.Fatalf("Open = %v", err)
	}
	half.work = 4
	if err := half.SetPassphrase(pass); err != nil {
		t.Fatal(err)
	}
	if again, err := Open(dir); err != nil || again.Unlock(pass) != nil || again.Signer() == nil {
		t.Errorf("the passphrase set again: %v", err)
	}
}
