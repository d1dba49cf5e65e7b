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
	secret, err := custody.GenerateKey(zeros{}, "recourse.example/test")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := custody.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "package")
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
