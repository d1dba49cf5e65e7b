package main

import (
	"encoding/json"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse/custody"
	"recourse/internal/testkit"
)

// containerCommands are those of doc/package.md for a container of a name.
func containerCommands(t *testing.T, name string) string {
	t.Helper()
	doc, err := os.ReadFile("../../doc/package.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(doc), "## The ASiC-E container")
	var script strings.Builder
	for line := range strings.SplitSeq(rest, "\n") {
		if cmd, ok := strings.CutPrefix(line, "    $ "); ok {
			script.WriteString(strings.ReplaceAll(cmd, "FILE.asice", name) + "\n")
		}
	}
	return script.String()
}

// A container keeps the answers of its authorities' responders, and their lists: they hold
// with the network gone, and openssl says the same of them. (What is done to them is found
// in package custody.)
func TestASiCWithAnswersAndLists(t *testing.T) {
	for _, tool := range []string{"unzip", "openssl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not on this machine", tool)
		}
	}
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
	chat := put("chat.txt", []byte("Lena: the task is easy\n"))
	certFile, keyFile := certificate(t, dir)
	answered, root, revoke := testkit.AuthorityWithResponder(t)
	listed, otherRoot := testkit.Authority(t)
	rootFile := put("roots.pem", slices.Concat(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Raw}),
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: otherRoot.Raw})))
	seal := func(name, authority string) (int, string) {
		t.Helper()
		code, _, errs := do(t, "seal", chat, "--out", filepath.Join(dir, name), "--asic", "--timestamp", authority, "--authority", rootFile,
			"--sign-certificate", certFile, "--sign-key", keyFile)
		return code, errs
	}
	verify := func(name string) stampedVerdict {
		t.Helper()
		_, out, errs := do(t, "verify", "--json", filepath.Join(dir, name), "--authority", rootFile)
		var v stampedVerdict
		if err := json.Unmarshal([]byte(out), &v); err != nil {
			t.Fatalf("verify: %v\n%s%s", err, out, errs)
		}
		return v
	}
	for _, of := range []struct {
		name, authority string
		prints          []string
	}{
		{"answered.asice", answered, []string{"Response verify OK", ".pem: good"}},
		{"listed.asice", listed, []string{"lastUpdate=", "timestamp002.pem: OK"}},
	} {
		if code, errs := seal(of.name, of.authority); code != exitDone {
			t.Fatalf("seal --asic ends with %d: %s", code, errs)
		}
		v := verify(of.name)
		if !v.OK || len(v.Timestamps) != 2 || !slices.Contains(v.VouchedBy, custody.ByStamp) {
			t.Errorf("%s: verify = %+v, want two stamps that vouch", of.name, v)
		}
		for _, s := range v.Timestamps {
			if !s.OK || s.Revocation != custody.NotRevoked {
				t.Errorf("%s: stamp %+v, want one whose certificate was not revoked", of.name, s)
			}
		}
		at := t.TempDir()
		b, err := os.ReadFile(filepath.Join(dir, of.name))
		if err == nil {
			err = os.WriteFile(filepath.Join(at, of.name), b, 0o600)
		}
		cert, certErr := os.ReadFile(certFile)
		if err != nil || certErr != nil || os.WriteFile(filepath.Join(at, "root.pem"), cert, 0o600) != nil {
			t.Fatal(err, certErr)
		}
		cmd := exec.CommandContext(t.Context(), "sh", "-ec", containerCommands(t, of.name))
		cmd.Dir = at
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%s: the commands of doc/package.md: %v\n%s", of.name, err, out)
		}
		for _, want := range append(of.prints, "CMS Verification successful", "Verification: OK", "CONTAINER OK") {
			if !strings.Contains(string(out), want) {
				t.Errorf("%s: the commands of doc/package.md print\n%s\nwhich lacks %q", of.name, out, want)
			}
		}
	}

	revoke()
	if code, errs := seal("revoked.asice", answered); code != exitInput || !strings.Contains(errs, "revoked on "+time.Now().UTC().Format(time.DateOnly)) {
		t.Errorf("seal --asic by a revoked authority ends with %d: %s", code, errs)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*revoked*")); len(left) > 0 {
		t.Errorf("%q is left", left)
	}
}

// stampedVerdict is what verify --json says of time stamps.
type stampedVerdict struct {
	OK         bool                                  `json:"ok"`
	VouchedBy  []string                              `json:"vouched_by"`
	Timestamps []custody.Timestamp                   `json:"timestamps"`
	Problems   []struct{ Code, Path, Detail string } `json:"problems"`
	NotProven  any                                   `json:"does_not_prove"`
}
