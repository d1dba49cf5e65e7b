package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"recourse/custody"
	"recourse/internal/app"
)

// do runs the program and returns its exit code and output.
func do(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(""), &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

// recovery makes a recovery key and returns a file with its secret.
func recovery(t *testing.T, data string) string {
	t.Helper()
	code, out, errs := do(t, "admin", "recovery-key", "--data", data, "--json")
	var key struct{ Secret, Recipient string }
	if err := json.Unmarshal([]byte(out), &key); code != exitDone || err != nil || !strings.HasPrefix(key.Recipient, "age1") {
		t.Fatalf("recovery-key ends with %d, %v: %s", code, err, errs)
	}
	name := filepath.Join(t.TempDir(), "recovery.txt")
	if err := os.WriteFile(name, []byte("# recovery key\n"+key.Secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func files(t *testing.T, root string) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			list = append(list, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// handed copies files of an example into a folder.
func handed(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		b, err := os.ReadFile(filepath.Join("../../examples/task-job", name))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestBackup backs a running instance up twice, restores both states elsewhere
// and looks at the case there; then it breaks the backup in every way.
func TestBackup(t *testing.T) {
	data, to := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "backup")
	if code, _, errs := do(t, "backup", to, "--data", data); code != exitInput {
		t.Errorf("backup of nothing ends with %d: %s", code, errs)
	}
	key := recovery(t, data)
	s := start(t, data)
	s.signIn(t)
	path := s.hand(t, handed(t, "WhatsApp razgovor sa Lena Mentor.txt", "izvod-novembar-2026.csv"))

	code, out, errs := do(t, "backup", to, "--data", data, "--json", "--now", "2026-11-23T10:00:00Z")
	if code != exitDone {
		t.Fatalf("backup ends with %d: %s", code, errs)
	}
	var first, second struct {
		Snapshot, Signer string
		Blobs, New       int
	}
	if err := json.Unmarshal([]byte(out), &first); err != nil || first.Blobs == 0 || first.New != first.Blobs {
		t.Fatalf("backup says %s", out)
	}
	for _, name := range files(t, to) {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte("Lena Mentor")) || bytes.Contains(b, []byte("SQLite format")) || bytes.Contains(b, []byte("PRIVATE+KEY")) {
			t.Errorf("%s holds what only the recovery key may open", name)
		}
	}
	other := s.hand(t, handed(t, "uplatnica 18-11.txt"))
	if code, out, errs = do(t, "backup", to, "--data", data, "--json", "--now", "2026-11-23T11:00:00Z"); code != exitDone {
		t.Fatalf("second backup ends with %d: %s", code, errs)
	}
	if err := json.Unmarshal([]byte(out), &second); err != nil || second.New != second.Blobs-first.Blobs || second.Snapshot <= first.Snapshot {
		t.Errorf("second backup says %s; it should copy only what is new since %+v", out, first)
	}
	s.stop()

	newest, oldest := filepath.Join(t.TempDir(), "newest"), filepath.Join(t.TempDir(), "oldest")
	if code, _, errs := do(t, "restore", to, "--data", newest, "--identity", key, "--signer", second.Signer); code != exitDone {
		t.Fatalf("restore ends with %d: %s", code, errs)
	}
	if code, _, errs := do(t, "restore", to, "--data", oldest, "--identity", key, "--snapshot", first.Snapshot); code != exitDone {
		t.Fatalf("restore of %s ends with %d: %s", first.Snapshot, code, errs)
	}
	checkDisk(t, newest)
	if code, out, errs := do(t, "doctor", "--full", "--data", newest, "--lang", "en"); code != exitDone || !strings.Contains(out, "Every file is byte for byte what was handed in") {
		t.Errorf("doctor --full ends with %d: %s%s", code, out, errs)
	}
	again := start(t, newest)
	again.signIn(t)
	for _, page := range []string{path, other} {
		if code, _ := again.get(t, page); code != http.StatusOK {
			t.Errorf("%s of the restored instance = %d", page, code)
		}
	}
	checkZip(t, again, path)
	again.stop()
	succeeded(t, newest, key, second.Signer)
	before := start(t, oldest)
	before.signIn(t)
	if code, _ := before.get(t, other); code != http.StatusNotFound {
		t.Errorf("%s of the older snapshot = %d, want not found", other, code)
	}
	before.stop()
	damage(t, oldest)

	for _, place := range []string{filepath.Join(data, "backup"), data, filepath.Dir(data)} {
		if code, _, errs := do(t, "backup", place, "--data", data); code != exitInput || !strings.Contains(errs, "lie in one another") {
			t.Errorf("a backup into %s of %s ends with %d: %s", place, data, code, errs)
		}
	}
	for _, place := range []string{filepath.Join(to, "restored"), filepath.Join(to, "snapshots", "restored"), filepath.Join(to, "blobs", "a", "b"), to, filepath.Dir(to)} {
		if code, _, errs := do(t, "restore", to, "--data", place, "--identity", key, "--lang", "en"); code != exitInput || !strings.Contains(errs, "lie in one another") {
			t.Errorf("a restore of %s into %s ends with %d: %s", to, place, code, errs)
		}
	}
	if code, _, errs := do(t, "restore", to, "--data", newest, "--identity", key); code != exitInput || !strings.Contains(errs, "not empty") {
		t.Errorf("restore over an instance ends with %d: %s", code, errs)
	}
	if code, _, errs := do(t, "restore", to, "--data", filepath.Join(t.TempDir(), "x"), "--identity", recovery(t, filepath.Join(t.TempDir(), "foreign"))); code != exitInput || !strings.Contains(errs, "does not open") {
		t.Errorf("restore with a foreign key ends with %d: %s", code, errs)
	}
	breakBackup(t, to, key)
	replay(t, to, key, first.Snapshot)
}

// succeeded backs an instance up whose signing key another one followed: who knows the
// old key is led to the new one, and a stranger's is still refused.
func succeeded(t *testing.T, data, key, old string) {
	t.Helper()
	to := filepath.Join(t.TempDir(), "succeeded")
	for _, args := range [][]string{{"admin", "rotate-key", "--data", data}, {"backup", to, "--data", data}} {
		if code, _, errs := do(t, args...); code != exitDone {
			t.Fatalf("%q ends with %d: %s", args, code, errs)
		}
	}
	stranger, err := custody.GenerateKey(rand.Reader, "recourse.example/x")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := custody.NewSigner(stranger)
	if err != nil {
		t.Fatal(err)
	}
	if code, _, errs := do(t, "restore", to, "--data", filepath.Join(t.TempDir(), "x"), "--identity", key, "--signer", signer.Key().String()); code != exitInput || !strings.Contains(errs, "another instance") {
		t.Errorf("restore with a stranger's key ends with %d: %s", code, errs)
	}
	if code, out, errs := do(t, "restore", to, "--data", filepath.Join(t.TempDir(), "x"), "--identity", key, "--signer", old); code != exitDone || strings.Contains(out, old) {
		t.Errorf("restore with the key that was replaced ends with %d: %s%s", code, out, errs)
	}
}

// replay puts an older snapshot under a newer name; an empty folder that looks
// like a snapshot stops nothing.
func replay(t *testing.T, to, key, older string) {
	t.Helper()
	dir := filepath.Join(to, "snapshots")
	newer := filepath.Join(dir, "29990101T000000Z")
	if err := errors.Join(os.Mkdir(filepath.Join(dir, "29990107T000000Z"), 0o700), os.Rename(filepath.Join(dir, older), newer)); err != nil {
		t.Fatal(err)
	}
	target := filepath.Join(t.TempDir(), "restored")
	if code, out, errs := do(t, "restore", to, "--data", target, "--identity", key, "--lang", "en"); code != exitNo || !strings.Contains(out, "manifest.note, the signature of the list") {
		t.Errorf("restore of an older snapshot under a newer name ends with %d: %s%s", code, out, errs)
	}
}

// damage flips a byte of a kept file, and takes another away: doctor names both.
func damage(t *testing.T, data string) {
	t.Helper()
	blobs := files(t, filepath.Join(data, "blobs"))
	b, err := os.ReadFile(blobs[0])
	if err == nil {
		b[len(b)-9] ^= 1
		err = errors.Join(os.WriteFile(blobs[0], b, 0o600), os.Remove(blobs[1]))
	}
	if err != nil {
		t.Fatal(err)
	}
	code, out, errs := do(t, "doctor", "--full", "--data", data, "--json")
	if code != exitNo || strings.Count(out, "audit-damaged") != 1 || strings.Count(out, "audit-missing") != 1 {
		t.Errorf("doctor --full ends with %d: %s%s", code, out, errs)
	}
}

// breakBackup flips a byte of each kind of file, takes it away and swaps blobs:
// restore says so and leaves nothing behind.
func breakBackup(t *testing.T, to, key string) {
	t.Helper()
	kind := regexp.MustCompile(`(records\.age|keys\.age|manifest\.txt|manifest\.note|blobs/\w+/\w\w/)`)
	tried := make(map[string]bool)
	all := files(t, to)
	for i := len(all) - 1; i >= 0; i-- { // the newest snapshot is the last
		k := kind.FindString(filepath.ToSlash(all[i]))
		if strings.HasPrefix(k, "blobs/") {
			k = "blobs/"
		}
		if k == "" || tried[k] {
			continue
		}
		tried[k] = true
		whole, err := os.ReadFile(all[i])
		if err != nil {
			t.Fatal(err)
		}
		flipped := bytes.Clone(whole)
		flipped[len(flipped)/2] ^= 1
		for how, b := range map[string][]byte{"flipped": flipped, "cut": whole[:len(whole)-1], "empty": {}, "gone": nil} {
			if err := os.Remove(all[i]); err != nil {
				t.Fatal(err)
			}
			if b != nil {
				if err := os.WriteFile(all[i], b, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			target := filepath.Join(t.TempDir(), "restored")
			code, out, errs := do(t, "restore", to, "--data", target, "--identity", key, "--json")
			var said struct{ Problems []app.ProblemJSON }
			if err := json.Unmarshal([]byte(out), &said); err != nil || code != exitNo || len(said.Problems) == 0 {
				t.Errorf("%s, %s: restore ends with %d, %v: %s%s", k, how, code, err, out, errs)
			}
			if k != "blobs/" && !slices.ContainsFunc(said.Problems, func(p app.ProblemJSON) bool { return p.Path == k && !strings.HasPrefix(p.Text, "problem.") }) {
				t.Errorf("%s, %s: restore names %s", k, how, out)
			}
			if _, err := os.Stat(target); err == nil {
				t.Errorf("%s, %s: restore left something behind", k, how)
			}
			if left := files(t, filepath.Dir(target)); len(left) > 0 {
				t.Errorf("%s, %s: restore left %v", k, how, left)
			}
			if err := os.WriteFile(all[i], whole, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(tried) != 5 {
		t.Errorf("tried %v, want five kinds of files", tried)
	}
}
