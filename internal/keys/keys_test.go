package keys

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"recourse"

	"filippo.io/age"
)

func newRing(t *testing.T, opt Options) (*Ring, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "keys")
	r, err := OpenOrCreate(dir, opt)
	if err != nil {
		t.Fatalf("OpenOrCreate: %v", err)
	}
	return r, dir
}

func encrypt(t *testing.T, rec age.Recipient, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := age.Encrypt(&b, rec)
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCaseKeys(t *testing.T) {
	r, dir := newRing(t, Options{})
	id := recourse.NewID()
	if _, err := r.CaseIdentity(id); !errors.Is(err, recourse.NotFound) {
		t.Errorf("CaseIdentity before NewCase: err = %v, want not found", err)
	}
	if err := r.NewCase(id); err != nil {
		t.Fatal(err)
	}
	if err := r.NewCase(id); !errors.Is(err, recourse.Conflict) {
		t.Errorf("NewCase twice: err = %v, want conflict", err)
	}
	rec, err := r.CaseRecipient(id)
	if err != nil {
		t.Fatal(err)
	}
	sealed := encrypt(t, rec, "proof")
	again, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if again.String() != r.String() {
		t.Errorf("opened again the ring is %v, want %v", again, r)
	}
	key, err := again.CaseIdentity(id)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := age.Decrypt(bytes.NewReader(sealed), key)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(plain); err != nil || string(b) != "proof" {
		t.Errorf("decrypted %q, %v", b, err)
	}
}

func TestDestroyedCaseKeyIsGone(t *testing.T) {
	r, dir := newRing(t, Options{})
	id, other := recourse.NewID(), recourse.NewID()
	for _, c := range []string{id, other} {
		if err := r.NewCase(c); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := r.DestroyCase(id); err != nil {
			t.Fatalf("DestroyCase: %v", err)
		}
	}
	if _, err := r.CaseIdentity(id); !errors.Is(err, ErrDestroyed) {
		t.Errorf("CaseIdentity: err = %v, want ErrDestroyed", err)
	}
	if err := r.NewCase(id); !errors.Is(err, recourse.Conflict) {
		t.Errorf("NewCase after DestroyCase: err = %v, want conflict", err)
	}
	if _, err := os.Stat(filepath.Join(dir, casesDir, id+wrappedExt)); err == nil {
		t.Error("the wrapped key is still there")
	}
	if _, err := r.CaseIdentity(other); err != nil {
		t.Errorf("the other case's key: %v", err)
	}
	for _, bad := range []string{"", "../signing", strings.Repeat("a", 27)} {
		if err := r.DestroyCase(bad); !errors.Is(err, recourse.Invalid) {
			t.Errorf("DestroyCase(%q): err = %v, want invalid", bad, err)
		}
	}
}

func TestRecoveryKeyOpensCases(t *testing.T) {
	secret, recipient, err := NewRecovery()
	if err != nil {
		t.Fatal(err)
	}
	r, dir := newRing(t, Options{Name: "desk.example/evidence", Recovery: []string{recipient}})
	if got := r.Signer().Key().Name(); got != "desk.example/evidence" {
		t.Errorf("signer is called %q", got)
	}
	id := recourse.NewID()
	if err := r.NewCase(id); err != nil {
		t.Fatal(err)
	}
	offline, err := age.ParseX25519Identity(secret)
	if err != nil {
		t.Fatal(err)
	}
	recovered, err := unwrapFile(filepath.Join(dir, casesDir, id+wrappedExt), offline)
	if err != nil {
		t.Fatalf("unwrap with the recovery key: %v", err)
	}
	if rec, err := r.CaseRecipient(id); err != nil || fmt.Sprint(rec) != recovered.Recipient().String() {
		t.Errorf("recovered key is for %v, want %v (%v)", recovered.Recipient(), rec, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	if _, err := Open(t.TempDir()); !errors.Is(err, recourse.NotFound) {
		t.Errorf("Open of an empty folder: err = %v, want not found", err)
	}
	r, dir := newRing(t, Options{})
	if err := r.NewCase(recourse.NewID()); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, signingFile)
	if err := os.Chmod(name, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); !errors.Is(err, recourse.Denied) {
		t.Errorf("Open with a key that others can read: err = %v, want denied", err)
	}
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenOrCreate(dir, Options{}); !errors.Is(err, recourse.Unavailable) {
		t.Errorf("OpenOrCreate beside cases whose key is lost: err = %v, want unavailable", err)
	}
	if _, err := OpenOrCreate(t.TempDir(), Options{Recovery: []string{"age1nothing"}}); !errors.Is(err, recourse.Invalid) {
		t.Errorf("OpenOrCreate with a broken recovery key: err = %v, want invalid", err)
	}
}

func TestNothingPrintsASecret(t *testing.T) {
	r, dir := newRing(t, Options{})
	if err := r.NewCase(recourse.NewID()); err != nil {
		t.Fatal(err)
	}
	var secrets []string
	for _, name := range []string{signingFile, identityFile} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.TrimSpace(string(b))
		secrets = append(secrets, text[len(text)-20:])
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text[:len(text)-3]+"!!!"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, openErr := Open(dir)
		if openErr == nil {
			t.Errorf("Open with a broken %s returned nil", name)
		}
		secrets = append(secrets, text[len(text)-25:len(text)-5])
		for _, s := range secrets {
			if strings.Contains(fmt.Sprint(openErr), s) {
				t.Errorf("the error of a broken %s shows the key", name)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		for _, s := range secrets {
			if strings.Contains(fmt.Sprintf(verb, r), s) || strings.Contains(fmt.Sprintf(verb, r.Signer()), s) {
				t.Errorf("%s shows a secret", verb)
			}
		}
	}
}

func TestEveryFileIsPrivate(t *testing.T) {
	r, dir := newRing(t, Options{})
	if err := r.NewCase(recourse.NewID()); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", p, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A recovery key that is added later opens the cases that were there before, and
// adding it again does no harm.
func TestAddRecovery(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	r, err := OpenOrCreate(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	id := recourse.NewID()
	if err := r.NewCase(id); err != nil {
		t.Fatal(err)
	}
	want, err := r.unwrap(id)
	if err != nil {
		t.Fatal(err)
	}
	secret, recipient, err := NewRecovery()
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := r.AddRecovery(recipient); err != nil {
			t.Fatal(err)
		}
	}
	with, err := ParseIdentity("# on paper\n\n" + secret + "\n")
	if err != nil {
		t.Fatal(err)
	}
	got, err := unwrapFile(filepath.Join(dir, casesDir, id+wrappedExt), with)
	if err != nil || got.String() != want.String() {
		t.Errorf("the recovery key opens the case's key: %v", err)
	}
	again, err := Open(dir)
	if err != nil || len(again.Recovery()) != 1 {
		t.Errorf("Open: %d recovery keys, %v, want one", len(again.Recovery()), err)
	}
	for _, bad := range []string{"", "age1xyz", secret} {
		if err := r.AddRecovery(bad); !errors.Is(err, recourse.Invalid) || strings.Contains(err.Error(), "SECRET-KEY-1"+secret[16:40]) {
			t.Errorf("AddRecovery(%.10q) = %v, want invalid, without the secret", bad, err)
		}
	}
	for name, text := range map[string]string{
		"as it was printed": "This is the recovery key. Write it down.\n\n" + secret + "\n\nThe keys are wrapped to it.\n",
		"as it was typed":   " " + strings.ToLower(secret[:20]) + " " + secret[20:40] + "  " + strings.ToLower(secret[40:]),
	} {
		if typed, err := ParseIdentity(text); err != nil {
			t.Errorf("a recovery key %s: %v", name, err)
		} else if got, err := unwrapFile(filepath.Join(dir, casesDir, id+wrappedExt), typed); err != nil || got.String() != want.String() {
			t.Errorf("a recovery key %s opens the case's key: %v", name, err)
		}
	}
	for _, bad := range []string{"", "nothing", recipient, secret[:30], strings.Replace(secret, secret[30:31], "B", 1)} {
		if _, err := ParseIdentity(bad); !errors.Is(err, recourse.Invalid) || len(bad) > 20 && strings.Contains(err.Error(), bad[:20]) {
			t.Errorf("ParseIdentity(%.10q…) = %v, want invalid, without the secret", bad, err)
		}
	}
}
