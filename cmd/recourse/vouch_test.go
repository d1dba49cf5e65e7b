package main

import (
	"bytes"
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/internal/app"
	"recourse/internal/keys"
	"recourse/internal/stamp"
	"recourse/internal/testkit"
)

// handOut takes the sealed evidence of a case out and verifies it.
func handOut(t *testing.T, v *vault, caseID string, opt custody.VerifyOptions) custody.Report {
	t.Helper()
	var b bytes.Buffer
	if err := v.Write(t.Context(), v.who, caseID, app.EvidenceZip, "en", &b); err != nil {
		t.Fatalf("take evidence out: %v", err)
	}
	r, err := custody.VerifyZip(t.Context(), bytes.NewReader(b.Bytes()), int64(b.Len()), opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// oldestKey is the first signing key of an instance.
func oldestKey(t *testing.T, v *vault) string {
	t.Helper()
	if all := v.ring.Statements(); len(all) > 0 {
		s, err := custody.ParseSuccession(all[0])
		if err != nil {
			t.Fatal(err)
		}
		return s.Old.String()
	}
	return v.ring.Signer().Key().String()
}

// A case's log grows from package to package, its key is replaced in between, and
// a witness follows it all along.
func TestHandedOutLogsAreVouchedFor(t *testing.T) {
	v := openVault(t, filepath.Join(t.TempDir(), "data"), nil)
	defer v.close(t)
	witness := testkit.NewWitness(t, "witness.example/w", v.ring.Signer().Key().String())
	w, err := stamp.NewWitness(witness.URL, witness.Key)
	if err != nil {
		t.Fatal(err)
	}
	address, root := testkit.Authority(t)
	a, err := stamp.New(address, []*x509.Certificate{root}, nil)
	if err != nil {
		t.Fatal(err)
	}
	v.Witnesses, v.Stampers = []custody.Witness{w}, []custody.Stamper{a}
	id, err := v.Open(t.Context(), v.who, input("Lena: the task is easy"))
	if err != nil {
		t.Fatal(err)
	}
	first := oldestKey(t, v)
	trusted := x509.NewCertPool()
	trusted.AddCert(root)
	opt := custody.VerifyOptions{Signer: first, Witnesses: []string{witness.Key}, Roots: trusted}
	want := []string{custody.BySigner, custody.ByStamp, custody.ByWitness}
	before := handOut(t, v, id, opt)
	if !before.OK || !slices.Equal(before.VouchedBy, want) {
		t.Fatalf("first package: vouched for by %v, problems %v", before.VouchedBy, before.Problems)
	}
	if _, err := v.ring.Rotate(time.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	witness.Know(t, v.ring.Signer().Key().String())
	after := handOut(t, v, id, opt)
	if !after.OK || !slices.Equal(after.VouchedBy, want) || after.Log.Size != before.Log.Size+2 || after.Log.Signer == first || len(after.Log.Earlier) != 1 {
		t.Errorf("second package: %+v, vouched for by %v, problems %v; want the entries rekeyed and sealed more", after.Log, after.VouchedBy, after.Problems)
	}
	if again := handOut(t, v, id, opt); !again.OK || again.Log.Size != after.Log.Size+1 {
		t.Errorf("third package: %+v, problems %v", again.Log, again.Problems)
	}
	v.audit(t)

	// A witness that refuses: nothing is handed out, and the log goes on.
	stranger := testkit.NewWitness(t, "witness.example/w")
	if v.Witnesses[0], err = stamp.NewWitness(stranger.URL, stranger.Key); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := v.Write(t.Context(), v.who, id, app.EvidenceZip, "en", &b); !errors.Is(err, recourse.NotFound) {
		t.Errorf("take evidence out: err = %v, want not found", err)
	}
	if r, err := custody.VerifyZip(t.Context(), bytes.NewReader(b.Bytes()), int64(b.Len()), custody.VerifyOptions{}); err == nil && r.OK {
		t.Error("what was written without the witness verifies")
	}
	v.audit(t)
	v.Witnesses[0] = w
	if r := handOut(t, v, id, opt); !r.OK || !slices.Contains(r.VouchedBy, custody.ByWitness) {
		t.Errorf("after that: vouched for by %v, problems %v", r.VouchedBy, r.Problems)
	}
}

// A backup brings the statements of keys back too: what is handed out from it
// still leads from the first key to the one that signs.
func TestRestoredKeysKnowTheEarlierOnes(t *testing.T) {
	dir := t.TempDir()
	v := openVault(t, filepath.Join(dir, "data"), nil)
	id, err := v.Open(t.Context(), v.who, input("Lena: the task is easy"))
	if err != nil {
		t.Fatal(err)
	}
	first := oldestKey(t, v)
	secret, recipient, err := keys.NewRecovery()
	if err == nil {
		err = v.ring.AddRecovery(recipient)
	}
	if err == nil {
		_, err = v.ring.Rotate(time.Now())
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "recovery.txt"), []byte(secret), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	v.close(t)
	to, restored := filepath.Join(dir, "backup"), filepath.Join(dir, "restored")
	if code, _, errs := do(t, "backup", to, "--data", v.dir); code != exitDone {
		t.Fatalf("backup ends with %d: %s", code, errs)
	}
	if code, _, errs := do(t, "restore", to, "--data", restored, "--identity", filepath.Join(dir, "recovery.txt")); code != exitDone {
		t.Fatalf("restore ends with %d: %s", code, errs)
	}
	again := openVault(t, restored, nil)
	defer again.close(t)
	if r := handOut(t, again, id, custody.VerifyOptions{Signer: first}); !r.OK || !r.Log.Successor || len(again.ring.Statements()) != 1 {
		t.Errorf("after a restore: %d statements, log %+v, problems %v", len(again.ring.Statements()), r.Log, r.Problems)
	}
}
