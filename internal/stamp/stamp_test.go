package stamp

import (
	"context"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/internal/durable"
	"recourse/internal/testkit"
)

type speaker struct{}

func (speaker) Lang() string { return "en" }

func (speaker) Say(p recourse.Phrase) string { return p.Key }

// A package is sealed with a stamp of a real authority, verified by us with the
// network gone, and by openssl with the command that stands in the package.
func TestPackageStampedByOpenssl(t *testing.T) {
	address, root := testkit.Authority(t)
	a, err := New(address, []*x509.Certificate{root}, asn1.ObjectIdentifier{1, 2, 3, 4, 1})
	if err != nil {
		t.Fatal(err)
	}
	strict, err := New(address, []*x509.Certificate{root}, asn1.ObjectIdentifier{1, 2, 3, 4, 9})
	if err != nil {
		t.Fatal(err)
	}
	if s, err := strict.Stamp(t.Context(), []byte("m")); err == nil {
		t.Errorf("Stamp under a policy that the authority does not have = %v", s)
	}
	dir := sealed(t, a)
	roots := x509.NewCertPool()
	roots.AddCert(root)
	r, err := custody.Verify(t.Context(), os.DirFS(dir), custody.VerifyOptions{Roots: roots})
	if err != nil || !r.OK || len(r.Timestamps) != 1 || !r.Timestamps[0].OK {
		t.Fatalf("Verify = %+v, %v, want one stamp that counts", r, err)
	}
	if age := time.Since(r.Timestamps[0].Time); age < -time.Minute || age > 5*time.Minute {
		t.Errorf("stamp is of %v", r.Timestamps[0].Time)
	}
	how, err := os.ReadFile(filepath.Join(dir, "HOW-TO-VERIFY.txt"))
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for line := range strings.Lines(string(how)) {
		command := strings.TrimSpace(line)
		if !strings.HasPrefix(command, "openssl ts") {
			continue
		}
		cmd := exec.Command("sh", "-ec", command)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil || strings.Contains(command, "-verify") && !strings.Contains(string(out), "Verification: OK") {
			t.Errorf("%s: %v\n%s", command, err, out)
		}
		ran++
	}
	if ran != 2 {
		t.Errorf("%d commands of HOW-TO-VERIFY.txt were run, want 2", ran)
	}
}

// sealed is a package that an authority stamped.
func sealed(t *testing.T, a *Authority) (dir string) {
	t.Helper()
	secret, err := custody.GenerateKey(zeros{}, "recourse.example/test")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := custody.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(t.TempDir(), "package")
	folder, err := durable.NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = custody.Seal(t.Context(), folder, custody.Package{
		Items: []custody.Item{{Path: "a.txt", Open: func(context.Context) (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader("a")), nil
		}}},
		Signer: signer, Now: time.Now(), Stampers: []custody.Stamper{a}, Speaker: speaker{},
	})
	if err := errors.Join(err, folder.Close()); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Where a certificate names a responder and no list, its answer is kept, holds with the
// network gone, and openssl says the same of it. What was revoked is not sealed.
func TestPackageWithTheAnswerOfAResponder(t *testing.T) {
	address, root, revoke := testkit.AuthorityWithResponder(t)
	a, err := New(address, []*x509.Certificate{root}, nil)
	if err != nil {
		t.Fatal(err)
	}
	dir := sealed(t, a)
	roots := x509.NewCertPool()
	roots.AddCert(root)
	r, err := custody.Verify(t.Context(), os.DirFS(dir), custody.VerifyOptions{Roots: roots})
	if err != nil || !r.OK || len(r.Timestamps) != 1 || r.Timestamps[0].Revocation != custody.NotRevoked {
		t.Fatalf("Verify = %+v, %v, want a stamp whose certificate was not revoked", r, err)
	}
	how, err := os.ReadFile(filepath.Join(dir, "HOW-TO-VERIFY.txt"))
	if err != nil {
		t.Fatal(err)
	}
	_, step, found := strings.Cut(string(how), "custody.howto.answer\n")
	step, _, ended := strings.Cut(step, "custody.howto.")
	if !found || !ended {
		t.Fatalf("HOW-TO-VERIFY.txt does not say how to read the answer:\n%s", how)
	}
	step = step[:strings.LastIndex(step, "fi")+2]
	cmd := exec.Command("sh", "-ec", step)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "Response verify OK") || !strings.Contains(string(out), ".pem: good") {
		t.Errorf("%s: %v\n%s", step, err, out)
	}
	revoke()
	if _, err := a.Stamp(t.Context(), []byte("m")); !errors.Is(err, recourse.Invalid) || !strings.Contains(err.Error(), "revoked") {
		t.Errorf("Stamp of an authority that was revoked = %v", err)
	}
}

// An authority whose responder does not answer stamps all the same; what is not known is
// not said to be well.
func TestAResponderThatFails(t *testing.T) {
	address, root, _ := testkit.AuthorityWithResponder(t)
	a, err := New(address, []*x509.Certificate{root}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := a.ask(t.Context(), []byte("m"))
	if err != nil || len(s.Answers) == 0 {
		t.Fatalf("ask = %v, %d bytes of answers", err, len(s.Answers))
	}
	s.Answers = nil
	roots := x509.NewCertPool()
	roots.AddCert(root)
	if got, err := custody.CheckStamp([]byte("m"), s, roots); err != nil || !got.OK || got.Revocation != custody.RevocationUnknown {
		t.Errorf("without an answer: %+v, %v; want unknown", got, err)
	}
}

func TestAuthorityThatFails(t *testing.T) {
	status := http.StatusInternalServerError
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "<html>not a stamp</html>")
	}))
	defer s.Close()
	a, err := New(s.URL, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Stamp(t.Context(), []byte("m")); !errors.Is(err, recourse.Unavailable) {
		t.Errorf("Stamp = %v, want an error of kind unavailable", err)
	}
	status = http.StatusOK
	if _, err := a.Stamp(t.Context(), []byte("m")); !errors.Is(err, recourse.Invalid) {
		t.Errorf("Stamp = %v, want an error of kind invalid", err)
	}
	s.Close()
	if _, err := a.Stamp(t.Context(), []byte("m")); !errors.Is(err, recourse.Unavailable) {
		t.Errorf("Stamp = %v, want an error of kind unavailable", err)
	}
	for _, address := range []string{"", "stamp.example", "ftp://stamp.example", "https://"} {
		if _, err := New(address, nil, nil); !errors.Is(err, recourse.Invalid) {
			t.Errorf("New(%q) = %v, want an error of kind invalid", address, err)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
