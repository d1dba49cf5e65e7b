package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"recourse/internal/testkit"
)

// verdict is what verify --json says.
type verdict struct {
	OK        bool     `json:"ok"`
	Container string   `json:"container"`
	VouchedBy []string `json:"vouched_by"`
	Witnesses []struct {
		Witness, Key string
		OK           bool
	} `json:"witnesses"`
	Problems []struct{ Code, Path string } `json:"problems"`
}

func verifyJSON(t *testing.T, args ...string) (int, verdict) {
	t.Helper()
	code, out, errs := do(t, append([]string{"verify", "--json"}, args...)...)
	var v verdict
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		t.Fatalf("verify %q ends with %d: %v\n%s%s", args, code, err, out, errs)
	}
	if (code == exitDone) != v.OK || (code == exitNo) == v.OK {
		t.Errorf("verify %q ends with %d and says ok = %v", args, code, v.OK)
	}
	return code, v
}

// A package is signed by a witness that a real server is, and verify says which one vouched.
func TestSealWithAWitness(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_DATA_HOME", filepath.Join(dir, "data"))
	name := filepath.Join(dir, "chat.txt")
	if err := os.WriteFile(name, []byte("Lena: the task is easy\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	witness := testkit.NewWitness(t, "witness.example/w")
	out := filepath.Join(dir, "package")
	sealed := []string{"seal", name, "--out", out, "--now", "2026-11-23T09:00:00Z", "--witness", witness.URL, "--witness-key", witness.Key}
	if code, _, errs := do(t, sealed...); code != exitInput || !strings.Contains(errs, "does not know this log") {
		t.Errorf("seal with a witness that does not know the log ends with %d: %s", code, errs)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a package is there that the witness did not sign")
	}
	code, keys, errs := do(t, "admin", "signing-keys", "--json")
	var list struct{ Keys []struct{ Key string } }
	if err := json.Unmarshal([]byte(keys), &list); code != exitDone || err != nil || len(list.Keys) != 1 {
		t.Fatalf("signing-keys ends with %d, %v: %s%s", code, err, keys, errs)
	}
	witness.Know(t, list.Keys[0].Key)
	if code, _, errs := do(t, sealed...); code != exitDone {
		t.Fatalf("seal ends with %d: %s", code, errs)
	}
	if _, v := verifyJSON(t, out); !v.OK || len(v.VouchedBy) != 0 || len(v.Witnesses) != 1 || v.Witnesses[0].OK {
		t.Errorf("verify without the witness's key = %+v, want ok, vouched for by nobody", v)
	}
	if _, v := verifyJSON(t, out, "--witness", witness.Key); !v.OK || strings.Join(v.VouchedBy, " ") != "witness" || !v.Witnesses[0].OK || v.Witnesses[0].Witness != "witness.example/w" {
		t.Errorf("verify with the witness's key = %+v, want that it vouches", v)
	}
	if _, said, _ := do(t, "verify", out, "--lang", "en", "--witness", witness.Key); !strings.HasPrefix(said, "OK") || !strings.Contains(said, "The witness witness.example/w signed this log at") {
		t.Errorf("verify says\n%s", said)
	}
	if code, _, _ := do(t, "seal", name, "--out", out+"2", "--witness", witness.URL); code != exitInput {
		t.Errorf("seal with a witness and no key ends with %d, want %d", code, exitInput)
	}
}

// certificate writes a certificate that is its own root, and its key, into dir.
func certificate(t *testing.T, dir string) (certFile, keyFile string) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	cert := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Primer d.o.o."}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, cert, cert, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for name, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certFile, keyFile
}

// A container that a certificate signs: what is written verifies, and what is changed does not.
func TestSealASiC(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_DATA_HOME", filepath.Join(dir, "data"))
	put := func(name string, b []byte) string {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	certFile, keyFile := certificate(t, dir)
	chat := put("chat.txt", []byte("Lena: the task is easy\n"))
	out := filepath.Join(dir, "dokazi.asice")
	seal := func(out string, more ...string) (int, string) {
		code, _, errs := do(t, append([]string{"seal", chat, "--out", out, "--now", "2026-11-23T09:00:00Z", "--asic"}, more...)...)
		return code, errs
	}
	for name, more := range map[string][]string{
		"neither signature nor stamp": nil,
		"a certificate and no key":    {"--sign-certificate", certFile},
		"a key that is none":          {"--sign-certificate", certFile, "--sign-key", chat},
		"a certificate that is none":  {"--sign-certificate", chat, "--sign-key", keyFile},
		"two forms at once":           {"--sign-certificate", certFile, "--sign-key", keyFile, "--zip"},
	} {
		if code, errs := seal(out, more...); code != exitInput || errs == "" {
			t.Errorf("seal --asic with %s ends with %d: %s", name, code, errs)
		}
	}
	for _, name := range []string{out, out + "2"} {
		if code, errs := seal(name, "--sign-certificate", certFile, "--sign-key", keyFile); code != exitDone {
			t.Fatalf("seal --asic ends with %d: %s", code, errs)
		}
	}
	first, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if _, v := verifyJSON(t, out); !v.OK || v.Container != "asic-e" || len(v.VouchedBy) != 0 {
		t.Errorf("verify = %+v, want a container that nobody vouches for", v)
	}
	if _, v := verifyJSON(t, out, "--authority", certFile); !v.OK || strings.Join(v.VouchedBy, " ") != "certificate" {
		t.Errorf("verify with the root = %+v, want that the certificate vouches", v)
	}
	first[len(first)/2] ^= 1
	if _, v := verifyJSON(t, put("changed.asice", first)); v.OK {
		t.Error("a changed container verifies")
	}
}

// What seal answers for programs is what the package says of itself.
func TestSealedAsJSON(t *testing.T) {
	dir := t.TempDir()
	name, out := filepath.Join(dir, "note.txt"), filepath.Join(dir, "package")
	if err := os.WriteFile(name, []byte("Zovi banku sutra.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, said, errs := do(t, "seal", name, "--out", out, "--now", "2026-11-23T09:00:00Z", "--json")
	var got map[string]any
	if err := json.Unmarshal([]byte(said), &got); err != nil || code != exitDone {
		t.Fatalf("seal ends with %d, %v: %s", code, err, errs)
	}
	checkpoint, err := os.ReadFile(filepath.Join(out, "log", "checkpoint"))
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]any{
		"out": out, "items": 1.0, "bytes": 18.0, "entries": 2.0, "sealed_at": "2026-11-23T09:00:00Z", "checkpoint": string(checkpoint),
		"sha256": map[string]any{"note.txt": "cc852d3a44a63cc1910880fde4cdfe6d45cca463fa276070a81e9e9a59b3cff3"}, "problems": []any{},
	} {
		if !reflect.DeepEqual(got[key], want) {
			t.Errorf("%s is %v, want %v", key, got[key], want)
		}
	}
	if _, v := verifyJSON(t, out, "--signer", got["signer"].(string)); !v.OK {
		t.Errorf("the signer that seal names is not the package's: %+v", v)
	}
}
