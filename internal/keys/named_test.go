package keys

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse"
)

// recoveryKey is the public part of a new recovery key.
func recoveryKey(t *testing.T) string {
	t.Helper()
	_, recipient, err := NewRecovery()
	if err != nil {
		t.Fatal(err)
	}
	return recipient
}

// write writes a file of a folder of keys.
func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func readFile(t *testing.T, dir, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// remove removes a file of a folder of keys.
func remove(t *testing.T, dir, name string) {
	t.Helper()
	if err := os.Remove(filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
}

// What a stranger does to the recovery keys is found, and nothing is wrapped to theirs.
func TestOtherRecoveryKeysAreFound(t *testing.T) {
	_, other := newRing(t, Options{Recovery: []string{recoveryKey(t)}})
	own, stranger := recoveryKey(t), recoveryKey(t)
	for name, do := range map[string]func(dir string){
		"a key is appended":         func(dir string) { write(t, dir, recoveryFile, own+"\n"+stranger+"\n") },
		"a key is put in its place": func(dir string) { write(t, dir, recoveryFile, stranger+"\n") },
		"the list is garbage":       func(dir string) { write(t, dir, recoveryFile, "garbage") },
		"the list is an instance's": func(dir string) { write(t, dir, recoveryFile, readFile(t, other, recoveryFile)) },
		"both files are an other's": func(dir string) { copyRecovery(t, other, dir) },
		"the note is an other's":    func(dir string) { write(t, dir, namedFile, readFile(t, other, namedFile)) },
		"a key is added to the note": func(dir string) {
			write(t, dir, namedFile, strings.Replace(readFile(t, dir, namedFile), own, own+"\n"+stranger, 1))
		},
		"the note is garbage": func(dir string) { write(t, dir, namedFile, "garbage") },
	} {
		t.Run(name, func(t *testing.T) {
			_, dir := newRing(t, Options{Recovery: []string{own}})
			do(dir)
			r, err := Open(dir)
			if err != nil {
				t.Fatalf("Open: %v", err)
			}
			r.work = 4
			_, rotated := r.Rotate(time.Now())
			for what, err := range map[string]error{
				"CheckRecovery": r.CheckRecovery(), "KeepRecovery": r.KeepRecovery(), "NewCase": r.NewCase(recourse.NewID()),
				"AddRecovery": r.AddRecovery(recoveryKey(t)), "SetPassphrase": r.SetPassphrase("four words for a key"), "Rotate": rotated,
			} {
				if !errors.Is(err, ErrOtherRecovery) {
					t.Errorf("%s = %v, want %v", what, err, ErrOtherRecovery)
				}
			}
			if len(r.Recovery()) != 0 || len(r.RecoveryKeys()) != 0 {
				t.Errorf("recovery keys are %q", r.RecoveryKeys())
			}
		})
	}
}

func copyRecovery(t *testing.T, from, to string) {
	t.Helper()
	for _, name := range []string{recoveryFile, namedFile} {
		write(t, to, name, readFile(t, from, name))
	}
}

// An instance of an earlier version has no note: it names at its next start what it has.
// A new instance has named that it has none.
func TestRecoveryKeysAreNamed(t *testing.T) {
	own := recoveryKey(t)
	r, dir := newRing(t, Options{})
	write(t, dir, recoveryFile, own+"\n")
	if again, err := Open(dir); err != nil || !errors.Is(again.CheckRecovery(), ErrOtherRecovery) {
		t.Errorf("a key that nobody added is taken for the instance's: %v", err)
	}
	remove(t, dir, recoveryFile)
	if err := r.AddRecovery(own); err != nil {
		t.Fatal(err)
	}
	remove(t, dir, namedFile)
	before, err := Open(dir)
	if err != nil || before.CheckRecovery() != nil || !slices.Equal(before.RecoveryKeys(), []string{own}) {
		t.Fatalf("Open before they are named: %v, %v, %q", err, before.CheckRecovery(), before.RecoveryKeys())
	}
	if err := before.KeepRecovery(); err != nil {
		t.Fatal(err)
	}
	write(t, dir, recoveryFile, recoveryKey(t)+"\n")
	if again, err := Open(dir); err != nil || !errors.Is(again.CheckRecovery(), ErrOtherRecovery) {
		t.Errorf("after they are named another key is taken for the instance's: %v", err)
	}
	// The list that is cut off, or gone, is what a crash leaves: the note holds.
	remove(t, dir, recoveryFile)
	cut, err := Open(dir)
	if err == nil {
		err = cut.KeepRecovery()
	}
	if err != nil || !slices.Equal(cut.RecoveryKeys(), []string{own}) || readFile(t, dir, recoveryFile) != own+"\n" {
		t.Errorf("a list that is gone: %v, %q", err, cut.RecoveryKeys())
	}
}

// Who holds a guarded folder can remove the note, but not the signing key's word that
// there is one.
func TestARemovedNoteIsFoundWhereAPassphraseGuards(t *testing.T) {
	const pass = "four words for a key"
	own := recoveryKey(t)
	for name, guard := range map[string]func(r *Ring) error{
		"since it was set": func(r *Ring) error { return r.SetPassphrase(pass) },
		"and the key was changed": func(r *Ring) error {
			_, err := r.Rotate(time.Now())
			return errors.Join(r.SetPassphrase(pass), err)
		},
		"and the key is changed then": func(r *Ring) error {
			err := r.SetPassphrase(pass)
			_, rotated := r.Rotate(time.Now())
			return errors.Join(err, rotated)
		},
		"of an earlier version": func(r *Ring) error {
			r.recovery.named, r.signing.names = false, false
			err := errors.Join(r.SetPassphrase(pass), os.Remove(filepath.Join(r.dir, namedFile)))
			again, opened := Open(r.dir)
			return errors.Join(err, opened, again.Unlock(pass), again.KeepRecovery())
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, dir := newRing(t, Options{Recovery: []string{own}})
			r.work = 4
			if err := guard(r); err != nil {
				t.Fatal(err)
			}
			whole, err := Open(dir)
			if err = errors.Join(err, whole.CheckRecovery(), whole.Unlock(pass), whole.CheckRecovery()); err != nil || len(whole.Recovery()) != 1 {
				t.Fatalf("as it is: %v, %d recovery keys", err, len(whole.Recovery()))
			}
			remove(t, dir, namedFile)
			write(t, dir, recoveryFile, recoveryKey(t)+"\n")
			again, err := Open(dir)
			if err = errors.Join(err, again.Unlock(pass)); err != nil {
				t.Fatal(err)
			}
			if err := again.KeepRecovery(); !errors.Is(err, ErrOtherRecovery) {
				t.Errorf("KeepRecovery = %v, want %v", err, ErrOtherRecovery)
			}
			if err := again.AddRecovery(recoveryKey(t)); !errors.Is(err, ErrOtherRecovery) {
				t.Errorf("AddRecovery = %v, want %v", err, ErrOtherRecovery)
			}
			// Where both files are gone the list begins anew.
			remove(t, dir, recoveryFile)
			anew, err := Open(dir)
			if err = errors.Join(err, anew.Unlock(pass), anew.AddRecovery(own), anew.CheckRecovery()); err != nil || !slices.Equal(anew.RecoveryKeys(), []string{own}) {
				t.Errorf("a new key where both files are gone: %v, %q", err, anew.RecoveryKeys())
			}
		})
	}
}
