package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse"
	"recourse/internal/app"
	"recourse/internal/blob"
	"recourse/internal/keys"
)

// flawed is a data folder with two cases, one of two items, that a way of breaking it is
// tried on.
type flawed struct {
	dir, key, to string
	cases        [2]string
}

// flawless makes the folder once; each test breaks a copy.
func flawless(t *testing.T) flawed {
	t.Helper()
	f := flawed{dir: filepath.Join(t.TempDir(), "data")}
	v := openVault(t, f.dir, nil)
	for i, in := range []app.Input{input(firstText, strings.Repeat("second ", 20000)), input(secondText)} {
		id, err := v.Open(t.Context(), v.who, in)
		if err != nil {
			t.Fatal(err)
		}
		f.cases[i] = id
	}
	v.close(t)
	f.key = recovery(t, f.dir)
	return f
}

// copied is the folder elsewhere, with a place for its backup.
func (f flawed) copied(t *testing.T) flawed {
	t.Helper()
	at := t.TempDir()
	f.to = filepath.Join(at, "backup")
	dir := filepath.Join(at, "data")
	copyFolder(t, f.dir, dir)
	f.dir = dir
	return f
}

// blob is the file of an item of a case below a folder, by its size: the nth largest.
func (f flawed) blob(t *testing.T, root string, of, nth int) string {
	t.Helper()
	list := files(t, filepath.Join(root, "blobs", f.cases[of]))
	size := func(name string) int64 {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	slices.SortFunc(list, func(a, b string) int { return int(size(b) - size(a)) })
	return list[nth]
}

// spoil changes one byte of a file, as a disk does: at another time than that of its last
// change.
func spoil(t *testing.T, name string) {
	t.Helper()
	change(t, name, func(b []byte) []byte { b[len(b)/2] ^= 1; return b })
	if err := os.Chtimes(name, time.Time{}, time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
}

// says are the problems that a command names in JSON, as path and code, and whether its
// answer is no.
func says(t *testing.T, args ...string) (list []string, no bool) {
	t.Helper()
	code, out, errs := do(t, append(args, "--json", "--lang", "en")...)
	var said struct {
		Problems []app.ProblemJSON
	}
	if err := json.Unmarshal([]byte(out), &said); err != nil || code != exitDone && code != exitNo {
		t.Fatalf("%q ends with %d, %v: %s%s", args, code, err, out, errs)
	}
	for _, p := range said.Problems {
		if p.Text == "" || strings.HasPrefix(p.Text, "problem.") {
			t.Errorf("%q has no words for %s", args, p.Code)
		}
		list = append(list, p.Path+" "+p.Code)
	}
	slices.Sort(list)
	return list, code == exitNo
}

// expect sees that a command names these problems and no others. Its answer is no where
// there are any.
func expect(t *testing.T, what string, want []string, args ...string) {
	t.Helper()
	got, no := says(t, args...)
	if !slices.Equal(got, want) || no != (len(want) > 0) {
		t.Errorf("%s: %q names %q, no is %v; want %q", what, args[0], got, no, want)
	}
}

// restores brings the newest snapshot back, or the one that args name. It sees that all or
// nothing is brought back, and with --what-is-whole all but what is wrong, which doctor
// names again.
func (f flawed) restores(t *testing.T, what string, want []string, args ...string) (restored string) {
	t.Helper()
	restore := func(to string, more ...string) []string {
		return append(append([]string{"restore", f.to, "--data", to, "--identity", f.key}, args...), more...)
	}
	all := filepath.Join(t.TempDir(), "all")
	got, no := says(t, restore(all)...)
	if no != (len(want) > 0) || len(got) != len(want) {
		t.Errorf("%s: restore names %q, want %q", what, got, want)
	}
	if _, err := os.Stat(all); (err == nil) == no {
		t.Errorf("%s: restore with the answer no %v, and its folder: %v", what, no, err)
	}
	part := filepath.Join(t.TempDir(), "part")
	expect(t, what, want, restore(part, "--what-is-whole")...)
	found, err := auditFolder(t.Context(), part, func(*keys.Ring) error { return nil }, app.ByDoctor, time.Now(), nil) // as doctor --full does
	if err != nil {
		t.Fatal(err)
	}
	got = nil
	for _, p := range found.Problems {
		got = append(got, p.Path+" "+p.Code)
	}
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("%s: doctor --full of what was restored names %q, want %q", what, got, want)
	}
	if left := files(t, filepath.Dir(part)); slices.ContainsFunc(left, func(n string) bool { return strings.Contains(n, ".restore-") }) {
		t.Errorf("%s: %q is left", what, left)
	}
	return part
}

// holdsBut sees that a restored folder opens, that all items but those with these names of
// the first case are what was handed in, and that none of these is handed out as whole.
func (f flawed) holdsBut(t *testing.T, dir string, lost ...string) {
	t.Helper()
	v := openVault(t, dir, nil)
	defer v.close(t)
	whole := map[string]string{"a.txt": firstText, "b.txt": strings.Repeat("second ", 20000)}
	err := v.Store.View(t.Context(), func(tx app.Tx) error {
		for item, err := range tx.Evidence().Each(t.Context(), f.cases[0]) {
			if err != nil {
				return err
			}
			var b []byte
			r, err := v.blobs.Open(t.Context(), item.Case, item.SHA256)
			if err == nil {
				b, err = io.ReadAll(r)
				err = errors.Join(err, r.Close())
			}
			gone := errors.Is(err, blob.ErrDamaged) || errors.Is(err, recourse.NotFound)
			if slices.Contains(lost, item.Name) != gone || !gone && string(b) != whole[item.Name] {
				t.Errorf("%s reads %d bytes, %v", item.Name, len(b), err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	holds(t, v, f.cases[1], secondText)
	view, err := v.Case(t.Context(), v.who, f.cases[0])
	if err != nil {
		t.Fatalf("the case does not open: %v", err)
	}
	for _, name := range lost {
		if !slices.ContainsFunc(view.Findings.Problems, func(p recourse.Problem) bool { return p.Path == name }) {
			t.Errorf("the case opens and says nothing of %s: %v", name, view.Findings.Problems)
		}
	}
	var zip bytes.Buffer
	if err := v.Write(t.Context(), v.who, f.cases[0], app.EvidenceZip, "en", &zip); (err != nil) != (len(lost) > 0) {
		t.Errorf("a package of the case without %q: %v", lost, err)
	}
	// Handed in again it is whole again.
	if _, err := v.Add(t.Context(), v.who, f.cases[0], input(firstText, whole["b.txt"])); err != nil {
		t.Fatal(err)
	}
	v.audit(t)
}

func remove(t *testing.T, name string) {
	t.Helper()
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
}
