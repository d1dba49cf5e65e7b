package custody

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the vectors anew")

type expectation struct {
	kind, signer string
	problems     []string
}

// readExpect reads "name: value" lines; "problem" may stand several times.
func readExpect(t *testing.T, name string) expectation {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var e expectation
	for line := range strings.Lines(string(b)) {
		k, v, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch k {
		case "kind":
			e.kind = v
		case "signer":
			e.signer = v
		case "problem":
			e.problems = append(e.problems, v)
		}
	}
	return e
}

func vectorPackage(t *testing.T) Package {
	t.Helper()
	p := testPackage(t)
	p.Items = []Item{textItem("chat.txt", "Lena: the task is easy\n"), textItem("100% sure.txt", "yes\n"), textItem("izvod/č.csv", "1;2;3\n")}
	return p
}

// vectors are packages and what was done to them, by name.
func vectors() map[string]func(*testing.T, memFolder) {
	replace := func(name, old, new string) func(*testing.T, memFolder) {
		return func(_ *testing.T, m memFolder) {
			m[name] = bytes.Replace(m[name], []byte(old), []byte(new), 1)
		}
	}
	repaired := func(f func(*testing.T, memFolder)) func(*testing.T, memFolder) {
		return func(t *testing.T, m memFolder) {
			f(t, m)
			forge(t, m)
		}
	}
	return map[string]func(*testing.T, memFolder){
		"sealed":                    func(*testing.T, memFolder) {},
		"item-changed":              replace("data/chat.txt", "easy", "hard"),
		"item-changed-and-repaired": repaired(replace("data/chat.txt", "easy", "hard")),
		"item-added":                func(_ *testing.T, m memFolder) { m["data/new.txt"] = []byte("new\n") },
		"item-dropped":              func(_ *testing.T, m memFolder) { delete(m, "data/chat.txt") },
		"manifest-dropped-repaired": repaired(func(_ *testing.T, m memFolder) { delete(m, "manifest-sha512.txt") }),
		"tagmanifest-dropped":       func(_ *testing.T, m memFolder) { delete(m, "tagmanifest-sha512.txt") },
		"log-dropped-repaired":      repaired(func(_ *testing.T, m memFolder) { maps.DeleteFunc(m, inLog) }),
		"entry-changed-repaired":    repaired(replace(entriesFile, `"who":"owner"`, `"who":"other"`)),
		"entry-not-canonical":       repaired(replace(entriesFile, `"n":0,`, `"n": 0,`)),
		"bag-info-changed-repaired": repaired(replace(infoFile, "2026-11-22\n", "2026-11-02\n")),
		"signature-changed-repaired": repaired(func(_ *testing.T, m memFolder) {
			b := bytes.Clone(m[checkpointFile])
			b[len(b)-9] ^= 2
			m[checkpointFile] = b
		}),
		"other-signer": func(t *testing.T, m memFolder) {
			p := vectorPackage(t)
			p.Signer = testSigner(t, 9)
			other, _ := seal(t, p)
			maps.Copy(m, other)
		},
		"bag-of-others": func(t *testing.T, m memFolder) {
			clear(m)
			maps.Copy(m, foreign([]algorithm{"md5", "sha512"}, map[string]string{"data/a/100% sure.txt": "yes\n"}))
		},
		"bag-version-with-space": func(t *testing.T, m memFolder) {
			clear(m)
			maps.Copy(m, foreign([]algorithm{"md5"}, map[string]string{"data/a.txt": "yes\n", "bagit.txt": "BagIt-Version : 1.0\nTag-File-Character-Encoding: UTF-8\n"}))
		},
	}
}

func inLog(name string, _ []byte) bool { return strings.HasPrefix(name, "log/") }

func writeVectors(t *testing.T, dir string) {
	t.Helper()
	readme, err := os.ReadFile(filepath.Join(dir, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	put := func(name string, b []byte) {
		t.Helper()
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("README.md", readme)
	for name, change := range vectors() {
		m, _ := seal(t, vectorPackage(t))
		change(t, m)
		for file, b := range m {
			put(name+"/"+file, b)
		}
		signer := testSigner(t, 1).Key().String()
		if strings.HasPrefix(name, "bag-of") || strings.HasPrefix(name, "bag-version") {
			signer = ""
		}
		r := verifyMem(t, m, VerifyOptions{Signer: signer})
		expect := fmt.Sprintf("kind: %s\nsigner: %s\nok: %v\n", r.Kind, signer, r.OK)
		for _, c := range codes(r) {
			expect += "problem: " + c + "\n"
		}
		put(name+".expect", []byte(expect))
	}
}
