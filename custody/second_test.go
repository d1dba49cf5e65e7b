package custody

import (
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	bagit "github.com/nyudlts/go-bagit"
)

// A second implementation, written from doc/package.md and doc/custody.md alone,
// in another language and with openssl for the signatures, agrees on every vector.
func TestSecondImplementationAgrees(t *testing.T) {
	for _, tool := range []string{"python3", "openssl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not on this machine", tool)
		}
	}
	eachVector(t, func(t *testing.T, dir string, expect expectation) {
		t.Parallel()
		args := []string{filepath.Join("testdata", "verify.py"), dir}
		if expect.opt.Signer != "" {
			args = append(args, "--signer", expect.opt.Signer)
		}
		for _, w := range expect.opt.Witnesses {
			args = append(args, "--witness", w)
		}
		if len(expect.opt.Successions) > 0 {
			args = append(args, "--succession", dir+noteExt)
		}
		out, _ := exec.CommandContext(t.Context(), "python3", args...).CombinedOutput()
		want := "not ok"
		if expect.ok == "true" {
			want = strings.TrimSpace("ok " + expect.vouched)
		}
		said := strings.Split(strings.TrimSpace(string(out)), "\n")
		if got := said[len(said)-1]; got != want {
			t.Errorf("the second implementation says %q, want %q:\n%s", got, want, out)
		}
	})
}

// go-bagit, which the library of New York University made, reads what we seal
// and finds what was changed, and we read what it makes. It takes a space in a
// name for the name's end; names with spaces are tried with sha256sum.
func TestSecondReaderOfBagIt(t *testing.T) {
	bagit.WithLogger(log.New(io.Discard, "", 0))
	dir := t.TempDir()
	write := func(name string, b []byte) {
		t.Helper()
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := testPackage(t)
	p.Items[1] = textItem("izvod/oktobar-2026.csv", "1;2;3\n")
	p.Signer, _ = heir(t)
	p.Witnesses = []Witness{newTestWitness("witness.example/a", 21)}
	p.Stampers = []Stamper{newAuthority(t)}
	m, _ := seal(t, p)
	for name, b := range m {
		write("sealed/"+name, b)
	}
	if err := bagit.ValidateBag(filepath.Join(dir, "sealed"), false, true); err != nil {
		t.Errorf("the second reader says of a sealed package: %v", err)
	}
	write("sealed/data/chat.txt", []byte("Lena: I promise\n"))
	if err := bagit.ValidateBag(filepath.Join(dir, "sealed"), false, true); err == nil {
		t.Error("the second reader finds nothing in a package that was changed")
	}
	for _, alg := range []string{"md5", "sha1", "sha256", "sha512"} {
		write(alg+"/a.txt", []byte("a"))
		write(alg+"/folder/\u010d.txt", []byte("b"))
		if err := bagit.CreateBag(filepath.Join(dir, alg), alg, 1); err != nil {
			t.Fatal(err)
		}
		r, err := Verify(t.Context(), os.DirFS(filepath.Join(dir, alg)), VerifyOptions{})
		if err != nil || !r.OK || r.Kind != KindBagIt || r.Items != 2 {
			t.Errorf("a bag of the second program, %s: %+v, %v, problems %q", alg, r, err, codes(r))
		}
		write(alg+"/data/folder/\u010d.txt", []byte("c"))
		if r, err := Verify(t.Context(), os.DirFS(filepath.Join(dir, alg)), VerifyOptions{}); err != nil || r.OK {
			t.Errorf("a bag of the second program, %s, changed: ok = %v, %v", alg, r.OK, err)
		}
	}
}
