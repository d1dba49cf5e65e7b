package main

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/pem"
	"fmt"
	"hash"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"recourse/internal/testkit"
)

// sealedFolder is a package on disk that an attacker changes.
type sealedFolder struct {
	t   *testing.T
	dir string
}

func (f sealedFolder) path(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }

func (f sealedFolder) read(name string) []byte {
	f.t.Helper()
	b, err := os.ReadFile(f.path(name))
	if err != nil {
		f.t.Fatal(err)
	}
	return b
}

func (f sealedFolder) write(name string, b []byte) {
	f.t.Helper()
	if err := os.MkdirAll(filepath.Dir(f.path(name)), 0o755); err != nil {
		f.t.Fatal(err)
	}
	if err := os.WriteFile(f.path(name), b, 0o600); err != nil {
		f.t.Fatal(err)
	}
}

func (f sealedFolder) remove(name string) {
	f.t.Helper()
	if err := os.RemoveAll(f.path(name)); err != nil {
		f.t.Fatal(err)
	}
}

// names lists the files, with "/" between the parts of their paths.
func (f sealedFolder) names() []string {
	var list []string
	for _, p := range files(f.t, f.dir) {
		rel, err := filepath.Rel(f.dir, p)
		if err != nil {
			f.t.Fatal(err)
		}
		list = append(list, filepath.ToSlash(rel))
	}
	return list
}

// swap exchanges two files.
func (f sealedFolder) swap(a, b string) {
	x, y := f.read(a), f.read(b)
	f.write(a, y)
	f.write(b, x)
}

// take replaces what is below a folder by the same of another package.
func (f sealedFolder) take(from sealedFolder, folder string) {
	f.t.Helper()
	f.remove(folder)
	if err := os.CopyFS(f.path(folder), os.DirFS(from.path(folder))); err != nil {
		f.t.Fatal(err)
	}
}

// repair writes all manifests anew, as sha256sum and sha512sum would, so that
// each digest in them holds: a forger needs no key for that.
func (f sealedFolder) repair() {
	for _, tag := range []bool{false, true} {
		for name, sum := range map[string]func() hash.Hash{"sha256": sha256.New, "sha512": sha512.New} {
			manifest := "manifest-" + name + ".txt"
			if tag {
				manifest = "tag" + manifest
			}
			if _, err := os.Stat(f.path(manifest)); err != nil {
				continue
			}
			var lines []string
			for _, file := range f.names() {
				if strings.HasPrefix(file, "data/") != tag && !strings.HasPrefix(file, "tagmanifest-") {
					h := sum()
					_, _ = h.Write(f.read(file))
					lines = append(lines, fmt.Sprintf("%x  %s\n", h.Sum(nil), strings.ReplaceAll(file, "%", "%25")))
				}
			}
			slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[strings.Index(a, "  "):], b[strings.Index(b, "  "):]) })
			f.write(manifest, []byte(strings.Join(lines, "")))
		}
	}
}

// Each attack is found by the program, ends with status 1, and is named by a
// code at a path: as it is, and with all manifests repaired.
func TestEachAttackIsNamed(t *testing.T) {
	dir := t.TempDir()
	address, root := testkit.Authority(t)
	rootFile := filepath.Join(dir, "root.pem")
	if err := os.WriteFile(rootFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_DATA_HOME", filepath.Join(dir, "data"))
	source := sealedFolder{t, filepath.Join(dir, "files")}
	source.write("chat.txt", []byte("Lena: the task is easy\n"))
	source.write("izvod/\u010d.csv", []byte("1;2;3\n"))
	source.write("slip.png", bytes.Repeat([]byte{1, 2, 3}, 200))
	seal := func(name, now string, more ...string) sealedFolder {
		t.Helper()
		out := sealedFolder{t, filepath.Join(dir, name)}
		if code, _, errs := do(t, append([]string{"seal", source.dir, "--out", out.dir, "--now", now}, more...)...); code != exitDone {
			t.Fatalf("seal ends with %d: %s", code, errs)
		}
		return out
	}
	older := seal("older", "2026-11-01T09:00:00Z", "--timestamp", address, "--authority", rootFile)
	good := seal("good", "2026-11-23T09:00:00Z", "--timestamp", address, "--authority", rootFile)
	key := strings.TrimSpace(string(good.read("log/signer.txt")))
	t.Setenv("XDG_DATA_HOME", filepath.Join(dir, "thief"))
	thief := seal("thief-package", "2026-11-23T09:00:00Z")
	item := func(name string) string { // where seal put it
		for _, f := range good.names() {
			if strings.HasPrefix(f, "data/") && strings.HasSuffix(f, name) {
				return f
			}
		}
		t.Fatalf("the package has no %s", name)
		return ""
	}
	chat, slip, table := item("chat.txt"), item("slip.png"), item("\u010d.csv")
	renamed := strings.Replace(table, "\u010d", "c\u030c", 1)
	if code, v := verifyJSON(t, good.dir, "--signer", key, "--authority", rootFile); code != exitDone || strings.Join(v.VouchedBy, " ") != "signer timestamp" {
		t.Fatalf("the package as it was sealed: %d, %+v", code, v)
	}
	edit := func(name string, change func([]byte) []byte) func(sealedFolder) {
		return func(f sealedFolder) { f.write(name, change(f.read(name))) }
	}
	for _, tt := range []struct {
		name           string
		change         func(sealedFolder)
		want, repaired string // code and path; where repaired is empty, repairing changes nothing
	}{
		{"missing payload", func(f sealedFolder) { f.remove(chat) }, "bag-missing " + chat, "seal-item " + chat},
		{"flipped bit", edit(slip, func(b []byte) []byte { b[300] ^= 4; return b }), "bag-changed " + slip, "seal-item " + slip},
		{"truncated file", edit(slip, func(b []byte) []byte { return b[:100] }), "bag-changed " + slip, "seal-item " + slip},
		{"emptied file", edit(slip, func([]byte) []byte { return nil }), "bag-changed " + slip, "seal-item " + slip},
		{"swapped files", func(f sealedFolder) { f.swap(chat, table) }, "bag-changed " + chat, "seal-item " + chat},
		{"added file", func(f sealedFolder) { f.write("data/more.txt", []byte("x")) }, "bag-unlisted data/more.txt", "seal-item data/more.txt"},
		{"added file beside the payload", func(f sealedFolder) { f.write("read-me.txt", []byte("call us")) }, "seal-unexpected read-me.txt", "seal-unexpected read-me.txt"},
		{"added folder", func(f sealedFolder) {
			if err := os.Mkdir(f.path("data/sve ovo je laž"), 0o755); err != nil {
				t.Fatal(err)
			}
		}, "seal-unexpected data/sve ovo je laž/", "seal-unexpected data/sve ovo je laž/"},
		{"a name in other letters", func(f sealedFolder) { f.write("data/CHAT.TXT", f.read(chat)) }, "bag-unlisted data/CHAT.TXT", "seal-item data/CHAT.TXT"},
		{"truncated tile", edit("log/tile/0/000.p/4", func(b []byte) []byte { return b[:40] }), "log-tile log/tile/0/000.p/4", "log-tile log/tile/0/000.p/4"},
		{"manifest that leads out", edit("manifest-sha256.txt", func(b []byte) []byte {
			return append(b, []byte(strings.Repeat("0", 64)+"  data/../../etc/passwd\n")...)
		}), "bag-escape manifest-sha256.txt", ""},
		{"manifest with an absolute path", edit("manifest-sha256.txt", func(b []byte) []byte {
			return append(b, []byte(strings.Repeat("0", 64)+"  /etc/passwd\n")...)
		}), "bag-escape manifest-sha256.txt", ""},
		{"renamed to its NFD twin", func(f sealedFolder) {
			f.write(renamed, f.read(table))
			f.remove(table)
		}, "bag-missing " + table, "seal-item " + renamed},
		{"dropped manifest", func(f sealedFolder) { f.remove("manifest-sha512.txt") }, "seal-missing manifest-sha512.txt", "seal-missing manifest-sha512.txt"},
		{"dropped tag manifest", func(f sealedFolder) { f.remove("tagmanifest-sha256.txt") }, "seal-missing tagmanifest-sha256.txt", "seal-missing tagmanifest-sha256.txt"},
		{"dropped log", func(f sealedFolder) { f.remove("log") }, "seal-missing log/signer.txt", "seal-missing log/signer.txt"},
		{"replayed old checkpoint", func(f sealedFolder) { f.write("log/checkpoint", older.read("log/checkpoint")) }, "log-root log/entries.jsonl", "log-root log/entries.jsonl"},
		{"replayed old log", func(f sealedFolder) { f.take(older, "log") }, "seal-changed bag-info.txt", "seal-changed bag-info.txt"},
		{"entry dropped", edit("log/entries.jsonl", func(b []byte) []byte { return b[bytes.IndexByte(b, '\n')+1:] }), "log-entry log/entries.jsonl", "log-entry log/entries.jsonl"},
		{"clock set back in the log", edit("log/entries.jsonl", func(b []byte) []byte {
			i := bytes.LastIndex(b[:len(b)-1], []byte("2026-11-23T09:00:00Z"))
			return slices.Concat(b[:i], []byte("2026-11-22"), b[i+10:])
		}), "log-entry log/entries.jsonl", "log-entry log/entries.jsonl"},
		{"clock set back in bag-info", edit("bag-info.txt", func(b []byte) []byte {
			return bytes.ReplaceAll(b, []byte("2026-11-23"), []byte("2026-11-02"))
		}), "bag-changed bag-info.txt", "seal-time bag-info.txt"},
		{"forged stamp", edit("log/stamps/1.tsr", func(b []byte) []byte { b[len(b)-5] ^= 1; return b }), "stamp log/stamps/1.tsr", "stamp log/stamps/1.tsr"},
		{"stamp of another package", func(f sealedFolder) { f.take(older, "log/stamps") }, "stamp log/stamps/1.tsr", "stamp log/stamps/1.tsr"},
		{"dropped stamp", func(f sealedFolder) { f.remove("log/stamps") }, "seal-missing log/stamps/1.tsr", "seal-missing log/stamps/1.tsr"},
		{"stamp without its request", func(f sealedFolder) { f.remove("log/stamps/1.tsq") }, "seal-missing log/stamps/1.tsq", "seal-missing log/stamps/1.tsq"},
		{"wrong key", func(f sealedFolder) {
			f.write("log/signer.txt", thief.read("log/signer.txt"))
			f.write("log/signer.pem", thief.read("log/signer.pem"))
		}, "log-signature log/checkpoint", "log-signature log/checkpoint"},
		{"sealed anew by somebody else", func(f sealedFolder) { f.take(thief, ".") }, "unknown-signer log/signer.txt", ""},
		{"changed tile", func(f sealedFolder) {
			name := "log/tile/0/000.p/4"
			b := f.read(name)
			b[7] ^= 1
			f.write(name, b)
		}, "log-tile log/tile/0/000.p/4", "log-tile log/tile/0/000.p/4"},
		{"file made a link", func(f sealedFolder) {
			f.remove(chat)
			if err := os.Symlink("/etc/hostname", f.path(chat)); err != nil {
				t.Skip(err)
			}
		}, "bag-not-a-file " + chat, ""},
	} {
		for _, repair := range []bool{false, true} {
			name, want := tt.name, tt.want
			if repair {
				name, want = name+", manifests repaired", tt.repaired
			}
			if want == "" {
				continue
			}
			t.Run(name, func(t *testing.T) {
				f := sealedFolder{t, filepath.Join(t.TempDir(), "package")}
				if err := os.CopyFS(f.dir, os.DirFS(good.dir)); err != nil {
					t.Fatal(err)
				}
				tt.change(f)
				if repair {
					f.repair()
				}
				code, v := verifyJSON(t, f.dir, "--signer", key, "--authority", rootFile)
				named := slices.ContainsFunc(v.Problems, func(p struct{ Code, Path string }) bool { return p.Code+" "+p.Path == want })
				if code != exitNo || v.OK || !named {
					t.Errorf("verify ends with %d, problems %v; want %d and %q", code, v.Problems, exitNo, want)
				}
				inSerbian(t, f.dir, "--signer", key, "--authority", rootFile)
			})
		}
	}
}

// english are words that stand in no Serbian sentence.
var english = regexp.MustCompile(`(?i)\b(the|is|not|and|of|with|has|was|line|says|than|cannot|there|listed|entry|entries|file|which|this|its?|signed|certificate|answer)\b`)

// inSerbian sees that all that verify says in Serbian is Serbian, but for names of files
// and digests.
func inSerbian(t *testing.T, args ...string) {
	t.Helper()
	_, out, _ := do(t, append(append([]string{"verify"}, args...), "--lang", "sr-Latn")...)
	for line := range strings.Lines(out) {
		var words []string
		for word := range strings.FieldsSeq(line) {
			if !strings.ContainsAny(strings.TrimRight(word, ".,:;)"), "./=+_") {
				words = append(words, word)
			}
		}
		if found := english.FindString(strings.Join(words, " ")); found != "" {
			t.Errorf("in Serbian verify says %q: %s", found, line)
		}
	}
	if strings.Contains(out, "custody.") {
		t.Errorf("a sentence has no words:\n%s", out)
	}
}

// The package passes the tools of others: sha256sum on the manifests, unzip on
// the zip. (HOW-TO-VERIFY.txt is run as it stands in package custody.)
func TestOtherToolsReadAPackage(t *testing.T) {
	for _, tool := range []string{"sha256sum", "sha512sum", "unzip"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not on this machine", tool)
		}
	}
	dir := t.TempDir()
	t.Setenv("XDG_DATA_HOME", filepath.Join(dir, "data"))
	source := sealedFolder{t, filepath.Join(dir, "files")}
	source.write("chat.txt", []byte("Lena: the task is easy\n"))
	source.write("izvod/oktobar 2026.csv", []byte("1;2;3\n"))
	if code, _, errs := do(t, "seal", source.dir, "--out", filepath.Join(dir, "p.zip"), "--zip", "--now", "2026-11-23T09:00:00Z"); code != exitDone {
		t.Fatalf("seal ends with %d: %s", code, errs)
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-ec", "unzip -tq p.zip; unzip -q p.zip; cd p; for a in 256 512; do sha${a}sum -c --strict --quiet manifest-sha$a.txt; sha${a}sum -c --strict --quiet tagmanifest-sha$a.txt; done; echo ALL OK")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "No errors detected") || !strings.HasSuffix(string(out), "ALL OK\n") {
		t.Errorf("%v\n%s", err, out)
	}
	if _, v := verifyJSON(t, filepath.Join(dir, "p")); !v.OK {
		t.Errorf("the folder that unzip made: %+v", v)
	}
}
