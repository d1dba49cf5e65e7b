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
	"time"
)

var update = flag.Bool("update", false, "write the vectors anew")

type expectation struct {
	kind     string
	opt      VerifyOptions
	vouched  string
	ok       string
	problems []string
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
			e.opt.Signer = v
		case "ok":
			e.ok = v
		case "witness":
			e.opt.Witnesses = append(e.opt.Witnesses, v)
		case "succession":
			msg, err := os.ReadFile(filepath.Join(filepath.Dir(name), v))
			if err != nil {
				t.Fatal(err)
			}
			e.opt.Successions = append(e.opt.Successions, msg)
		case "vouched-by":
			e.vouched = v
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

// vectorPackages are the packages of the vectors that are no change of "sealed".
func vectorPackages(t *testing.T) map[string]Package {
	t.Helper()
	all := make(map[string]Package)
	p := vectorPackage(t)
	p.Signer, _ = heir(t)
	all["key-followed"] = p
	p.LogID = "case1"
	_, log := keptBefore(t, p, testNow.AddDate(0, 0, -5))
	p.History = history(log)
	all["key-followed-in-log"] = p
	p = vectorPackage(t)
	all["key-ended"] = p
	p.Now = p.Now.AddDate(0, 0, -3)
	all["key-ended-later"] = p
	p = vectorPackage(t)
	p.Witnesses = []Witness{newTestWitness("witness.example/a", 21), newTestWitness("witness.example/b", 22)}
	all["witnessed"] = p
	p = vectorPackage(t)
	p.LogID = "case1"
	head, log := keptBefore(t, p, testNow.AddDate(0, 0, -5))
	for len(log) < 600 { // three bundles, and a second level of tiles
		e, _, next, err := head.Next(Entry{At: testNow.Add(-time.Hour), Do: Viewed, Who: fmt.Sprintf("p%d", len(log))})
		if err != nil {
			t.Fatal(err)
		}
		head, log = next, append(log, e)
	}
	p.History, p.Now = history(log), testNow.Add(-2*time.Hour)
	all["log-of-601-and-clock-set-back"] = p
	return all
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
		"tile-changed-repaired": repaired(func(_ *testing.T, m memFolder) {
			b := bytes.Clone(m[tilePath(0, 0, 4)])
			b[40] ^= 1
			m[tilePath(0, 0, 4)] = b
		}),
		"tile-dropped-repaired": repaired(func(_ *testing.T, m memFolder) { delete(m, tilePath(entryLevel, 0, 4)) }),
		"tile-added-repaired":   repaired(func(_ *testing.T, m memFolder) { m[tilePath(1, 0, 1)] = make([]byte, 32) }),
		"items-exchanged-repaired": repaired(func(_ *testing.T, m memFolder) {
			m["data/chat.txt"], m["data/izvod/č.csv"] = m["data/izvod/č.csv"], m["data/chat.txt"]
		}),
		"log-older-repaired": repaired(func(t *testing.T, m memFolder) {
			p := vectorPackage(t)
			p.Now = p.Now.AddDate(0, 0, -3)
			older, _ := seal(t, p)
			maps.DeleteFunc(older, func(n string, b []byte) bool { return !inLog(n, b) })
			maps.Copy(m, older)
		}),
		"form-to-come-repaired": repaired(replace(infoFile, "Recourse-Package: 2", "Recourse-Package: 9")),
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
	write := func(name string, m memFolder, opt VerifyOptions, said string) {
		t.Helper()
		for file, b := range m {
			put(name+"/"+file, b)
		}
		r := verifyMem(t, m, opt)
		expect := fmt.Sprintf("kind: %s\nsigner: %s\n%sok: %v\nvouched-by: %s\n", r.Kind, opt.Signer, said, r.OK, strings.Join(r.VouchedBy, " "))
		for _, c := range codes(r) {
			expect += "problem: " + c + "\n"
		}
		put(name+".expect", []byte(expect))
	}
	first, second := testSigner(t, 1).Key().String(), testSigner(t, 2).Key().String()
	for name, change := range vectors() {
		m, _ := seal(t, vectorPackage(t))
		change(t, m)
		opt := VerifyOptions{Signer: first}
		if strings.HasPrefix(name, "bag-of") || strings.HasPrefix(name, "bag-version") {
			opt.Signer = ""
		}
		write(name, m, opt, "")
	}
	_, msg := heir(t)
	for name, p := range vectorPackages(t) {
		m, _ := seal(t, p)
		opt, said := VerifyOptions{Signer: first}, ""
		switch {
		case strings.HasPrefix(name, "key-ended"):
			put(name+".note", msg)
			opt, said = VerifyOptions{Signer: second, Successions: [][]byte{msg}}, "succession: "+name+".note\n"
		case name == "witnessed":
			w := newTestWitness("witness.example/a", 21).vkey()
			opt, said = VerifyOptions{Witnesses: []string{w}}, "witness: "+w+"\n"
			c := m.clone()
			c[witnessesFile] = []byte(newTestWitness("witness.example/a", 23).vkey() + "\n" + newTestWitness("witness.example/b", 22).vkey() + "\n")
			forge(t, c)
			write(name+"-by-others-repaired", c, opt, said)
		case name == "key-followed":
			c := m.clone()
			delete(c, successionFile(1))
			forge(t, c)
			write(name+"-statement-dropped-repaired", c, opt, said)
		}
		write(name, m, opt, said)
	}
}
