package keys

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"recourse"
	"recourse/custody"
)

var rotated = time.Date(2026, 11, 26, 8, 0, 0, 0, time.UTC)

func TestRotate(t *testing.T) {
	r, dir := newRing(t, Options{})
	first := r.Signer().Key()
	secret, err := os.ReadFile(filepath.Join(dir, signingFile))
	if err != nil {
		t.Fatal(err)
	}
	old, err := os.Open(filepath.Join(dir, signingFile))
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	id := recourse.NewID()
	if err := r.NewCase(id); err != nil {
		t.Fatal(err)
	}
	s, err := r.Rotate(rotated)
	if err != nil || s.Old.String() != first.String() || s.New.String() != r.Signer().Key().String() || !s.At.Equal(rotated) || s.New.Name() != first.Name() {
		t.Fatalf("Rotate = %+v, %v", s, err)
	}
	if _, err := r.Rotate(rotated.Add(-time.Hour)); !errors.Is(err, recourse.Conflict) {
		t.Errorf("Rotate with the clock set back: err = %v, want conflict", err)
	}
	if _, err := r.Rotate(rotated.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	again, err := Open(dir)
	if err != nil || again.Signer().Key().String() != r.Signer().Key().String() || len(again.Statements()) != 2 {
		t.Fatalf("Open after two rotations: %v, %d statements, %v", again, len(again.Statements()), err)
	}
	if _, err := again.CaseIdentity(id); err != nil {
		t.Errorf("CaseIdentity after a rotation: %v", err)
	}
	left := make([]byte, 4096)
	if n, err := old.ReadAt(left, 0); n == 0 || bytes.Contains(left[:n], secret[40:60]) {
		t.Errorf("the old secret is still in its file (%d bytes, %v)", n, err)
	}
	err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, bytes.TrimSpace(secret)) {
			t.Errorf("%s holds the old secret", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// A rotation that a crash cut off leaves the old key in force or the new one,
// and statements that lead to it.
func TestRotationThatIsCutOff(t *testing.T) {
	r, dir := newRing(t, Options{})
	first := r.Signer().Key().String()
	secret, err := custody.GenerateKey(bytes.NewReader(bytes.Repeat([]byte{7}, 64)), r.Signer().Key().Name())
	if err != nil {
		t.Fatal(err)
	}
	next, err := custody.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	statement, err := custody.SignSuccession(r.Signer(), next, rotated)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, nextFile), []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r, err = Open(dir); err != nil || r.Signer().Key().String() != first {
		t.Fatalf("Open with a key that is to follow: %v, %v, want the first key", r, err)
	}
	if err := os.Mkdir(filepath.Join(dir, pastDir), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, pastDir, "1"+pastExt), statement, 0o600); err != nil {
		t.Fatal(err)
	}
	if r, err = Open(dir); err != nil || r.Signer().Key().String() != next.Key().String() {
		t.Fatalf("Open once the old key has said that it ended: %v, %v, want the next key", r, err)
	}
	if _, err := os.Stat(filepath.Join(dir, nextFile)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is still there: %v", nextFile, err)
	}
	if err := os.WriteFile(filepath.Join(dir, pastDir, "1"+pastExt), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); err == nil {
		t.Error("Open with a statement that is none: no error")
	}
}
