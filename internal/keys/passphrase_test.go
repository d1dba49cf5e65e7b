package keys

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
	b, err := os.ReadFile(filepath.Join(dir, identityFile))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestPassphrase(t *testing.T) {
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
	sealed := encrypt(t, rec, "x")
	if err := r.SetPassphrase("short"); !errors.Is(err, recourse.Invalid) {
		t.Errorf("a short passphrase: %v, want invalid", err)
	}
	if err := r.SetPassphrase(pass); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(keyFiles(t, dir), "AGE-SECRET-KEY") {
		t.Error("the key still stands in its file")
	}

	locked, err := Open(dir)
	if err != nil || !locked.Locked() {
		t.Fatalf("Open = %v, locked: %v", err, locked.Locked())
	}
	if locked.Signer() == nil || len(locked.Recovery()) != 1 {
		t.Error("a locked ring does not sign, or has no recovery key")
	}
	for what, err := range map[string]error{
		"open a case": opens(t, locked, caseID, sealed), "make a case": locked.NewCase(recourse.NewID()),
		"set a passphrase": locked.SetPassphrase(pass), "add a recovery key": locked.AddRecovery(recipient),
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
	if err := opens(t, locked, caseID, sealed); err != nil {
		t.Errorf("after Unlock: %v", err)
	}

	byRecovery, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	id, err := ParseIdentity(secret)
	if err != nil {
		t.Fatal(err)
	}
	byRecovery.UnlockWith(id)
	if err := opens(t, byRecovery, caseID, sealed); err != nil {
		t.Errorf("with the recovery key: %v", err)
	}

	locked.work = 4
	if err := locked.SetPassphrase(pass + "!"); err != nil {
		t.Fatal(err)
	}
	changed, err := Open(dir)
	if err != nil || !errors.Is(changed.Unlock(pass), ErrWrongPassphrase) || changed.Unlock(pass+"!") != nil {
		t.Errorf("the passphrase was not changed (%v)", err)
	}
	if err := changed.SetPassphrase(""); err != nil {
		t.Fatal(err)
	}
	free, err := Open(dir)
	if err != nil || free.Locked() || free.HasPassphrase() || opens(t, free, caseID, sealed) != nil {
		t.Errorf("the passphrase was not taken off: %v", err)
	}
}

// Where the passphrase is lost, the recovery key opens all cases to a new one.
func TestRenew(t *testing.T) {
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
	sealed := encrypt(t, rec, "x")
	if err := r.SetPassphrase("one that is forgotten"); err != nil {
		t.Fatal(err)
	}
	other, _, err := NewRecovery()
	if err != nil {
		t.Fatal(err)
	}
	before := keyFiles(t, dir)
	lost, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	lost.work = 4
	wrong, err := ParseIdentity(other)
	if err != nil {
		t.Fatal(err)
	}
	if err := lost.Renew(wrong, pass); !errors.Is(err, recourse.Denied) || keyFiles(t, dir) != before {
		t.Errorf("Renew with another recovery key: %v", err)
	}
	right, err := ParseIdentity(secret)
	if err != nil {
		t.Fatal(err)
	}
	if err := lost.Renew(right, pass); err != nil {
		t.Fatal(err)
	}
	again, err := Open(dir)
	if err != nil || again.Unlock(pass) != nil || opens(t, again, caseID, sealed) != nil {
		t.Errorf("after Renew: %v, %v", err, opens(t, again, caseID, sealed))
	}
	again.UnlockWith(right)
	if err := opens(t, again, caseID, sealed); err != nil {
		t.Errorf("the recovery key after Renew: %v", err)
	}
}
