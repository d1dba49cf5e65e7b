package main

import (
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"recourse/internal/testkit"
)

// baseTools are what HOW-TO-VERIFY.txt may use: Debian's coreutils, sed, grep and find, with
// openssl. There is no python, perl or awk.
var baseTools = []string{
	"sh", "sha256sum", "sed", "basenc", "base64", "openssl", "tail", "head", "tr", "cut", "find", "wc", "cat", "mktemp", "date", "split", "grep", "test", "[", "echo", "printf", "od",
}

// A new user has the package as a zip, unzip and the base tools, and follows
// HOW-TO-VERIFY.txt in their language: every command in it is taken from the file and
// works as it stands, and finds a change.
func TestANewUserVerifies(t *testing.T) {
	tools := t.TempDir()
	for _, tool := range baseTools {
		path, err := exec.LookPath(tool)
		if err != nil {
			t.Skipf("%s is not on this machine", tool)
		}
		if err := os.Symlink(path, filepath.Join(tools, tool)); err != nil {
			t.Skip(err)
		}
	}
	unzip, err := exec.LookPath("unzip")
	if err != nil {
		t.Skip("unzip is not on this machine")
	}
	dir := t.TempDir()
	t.Setenv("XDG_DATA_HOME", filepath.Join(dir, "data"))
	source := sealedFolder{t, filepath.Join(dir, "files")}
	source.write("poruka sa Vajbera.txt", []byte("Lena: zadatak je lak\n"))
	source.write("izvod/č 100%.csv", []byte("1;2;3\n"))
	listed, root := testkit.Authority(t)
	answered, root2, _ := testkit.AuthorityWithResponder(t)
	rootFile := filepath.Join(dir, "roots.pem")
	var roots []byte
	for _, c := range [][]byte{root.Raw, root2.Raw} {
		roots = append(roots, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c})...)
	}
	if err := os.WriteFile(rootFile, roots, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"en":      nil,
		"sr-Latn": {"--timestamp", listed, "--authority", rootFile},
		"sr-Cyrl": {"--timestamp", answered, "--timestamp", listed, "--authority", rootFile},
	} {
		t.Run(name, func(t *testing.T) {
			at := t.TempDir()
			out := filepath.Join(at, "paket.zip")
			if code, _, errs := do(t, append([]string{"seal", source.dir, "--out", out, "--zip", "--lang", name}, args...)...); code != exitDone {
				t.Fatalf("seal ends with %d: %s", code, errs)
			}
			cmd := exec.CommandContext(t.Context(), unzip, "-q", out)
			cmd.Dir, cmd.Env = at, append(os.Environ(), "LC_ALL=C.UTF-8") // as HOW-TO-VERIFY.txt says for such names
			if b, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("unzip: %v\n%s", err, b)
			}
			f := sealedFolder{t, filepath.Join(at, "paket")}
			stamps := len(args) / 2 // one word more for the authority's file
			if stamps > 0 {
				stamps--
			}
			printed, err := followHowTo(t, f, tools)
			if err != nil {
				t.Fatalf("the commands end with %v:\n%s", err, printed)
			}
			for want, n := range map[string]int{
				"FILES OK": 1, "TAGS OK": 1, "COUNT OK": 1, "LOG OK": 1, "SEAL OK": 1, "Signature Verified Successfully": 1,
				"Verification: OK": stamps, "ingerprint=": stamps, "Response verify OK": max(stamps-1, 0), ".pem: good": max(stamps-1, 0),
				"/cert: OK": min(stamps, 1), "lastUpdate=": min(stamps, 1), // one of the authorities has a list
			} {
				if got := strings.Count(printed, want); got != n {
					t.Errorf("%q is printed %d times, want %d:\n%s", want, got, n, printed)
				}
			}
			f.write("data/poruka sa Vajbera.txt", []byte("Lena: zadatak je težak\n"))
			if printed, _ := followHowTo(t, f, tools); strings.Contains(printed, "FILES OK") || !strings.Contains(printed, "poruka sa Vajbera.txt: FAILED") {
				t.Errorf("after a change the commands print\n%s", printed)
			}
		})
	}
}

// followHowTo runs all that is indented in HOW-TO-VERIFY.txt but our own program, with
// nothing but the tools.
func followHowTo(t *testing.T, f sealedFolder, tools string) (string, error) {
	t.Helper()
	key := strings.TrimSpace(string(f.read("log/signer.txt")))
	var script strings.Builder
	for line := range strings.Lines(string(f.read("HOW-TO-VERIFY.txt"))) {
		command, ok := strings.CutPrefix(line, "    ")
		if bare := strings.TrimSpace(command); ok && bare != "recourse verify . --signer '"+key+"'" {
			script.WriteString(command)
		}
	}
	cmd := exec.CommandContext(t.Context(), filepath.Join(tools, "sh"), "-ec", script.String())
	cmd.Dir, cmd.Env = f.dir, []string{"PATH=" + tools, "TMPDIR=" + t.TempDir()}
	out, err := cmd.CombinedOutput()
	return string(out), err
}
