package custody

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
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
