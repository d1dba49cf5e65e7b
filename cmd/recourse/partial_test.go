package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
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

// What is wrong with a data folder when it is backed up is named then, with the answer no,
// and not only when it is too late; what is whole can be brought back.
func TestBackupNamesWhatIsNotWhole(t *testing.T) {
	before := flawless(t)
	first := before.cases[0]
	for name, tt := range map[string]struct {
		damage func(t *testing.T, f flawed)
		backup []string // what it names
		lost   []string // what restore and doctor name
		items  []string // of the first case, that are gone; looked at for some
	}{
		"nothing is wrong": {func(*testing.T, flawed) {}, nil, nil, nil},
		"a bit is flipped": {
			func(t *testing.T, f flawed) { t.Helper(); spoil(t, f.blob(t, f.dir, 0, 0)) },
			[]string{first + "/b.txt backup-damaged"},
			[]string{first + "/b.txt audit-damaged"},
			[]string{"b.txt"},
		},
		"two files are cut off and emptied": {
			func(t *testing.T, f flawed) {
				t.Helper()
				small := f.blob(t, f.dir, 0, 1)
				change(t, f.blob(t, f.dir, 0, 0), func(b []byte) []byte { return b[:70000] })
				change(t, small, func([]byte) []byte { return nil })
			},
			[]string{first + "/a.txt backup-damaged", first + "/b.txt backup-damaged"},
			[]string{first + "/a.txt audit-damaged", first + "/b.txt audit-damaged"},
			nil,
		},
		"a file is another one's": {
			func(t *testing.T, f flawed) {
				t.Helper()
				other, err := os.ReadFile(f.blob(t, f.dir, 0, 0))
				if err != nil {
					t.Fatal(err)
				}
				change(t, f.blob(t, f.dir, 0, 1), func([]byte) []byte { return other })
			},
			[]string{first + "/a.txt backup-damaged"},
			[]string{first + "/a.txt audit-damaged"},
			nil,
		},
		"a file is gone": {
			func(t *testing.T, f flawed) { t.Helper(); remove(t, f.blob(t, f.dir, 0, 0)) },
			[]string{first + "/b.txt backup-lost"},
			[]string{first + "/b.txt audit-missing"},
			[]string{"b.txt"},
		},
		"a folder is in a file's place": {
			func(t *testing.T, f flawed) {
				t.Helper()
				name := f.blob(t, f.dir, 0, 0)
				remove(t, name)
				if err := os.Mkdir(name, 0o700); err != nil {
					t.Fatal(err)
				}
			},
			[]string{first + "/b.txt backup-lost"},
			[]string{first + "/b.txt audit-missing"},
			nil,
		},
		"the key of a case is gone": {
			func(t *testing.T, f flawed) {
				t.Helper()
				remove(t, filepath.Join(f.dir, "keys", "cases", first+".age"))
			},
			[]string{first + " backup-key"},
			[]string{first + " audit-key"},
			nil,
		},
		"a record does not fit its log": {
			func(t *testing.T, f flawed) {
				t.Helper()
				alter(t, f.dir, "UPDATE evidence SET door = 'mail' WHERE CAST(name AS TEXT) = 'b.txt'")
			},
			[]string{first + "/b.txt audit-record-door"},
			[]string{first + "/b.txt audit-record-door"},
			nil,
		},
		"a log was changed": {
			func(t *testing.T, f flawed) {
				t.Helper()
				alter(t, f.dir, `UPDATE custody_entry SET line = CAST(REPLACE(CAST(line AS TEXT), '"door":"web"', '"door":"cli"') AS BLOB) WHERE log = '`+first+`'`)
			},
			[]string{first + " audit-log", first + "/a.txt audit-record-door", first + "/b.txt audit-record-door"},
			[]string{first + " audit-log", first + "/a.txt audit-record-door", first + "/b.txt audit-record-door"},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := before.copied(t)
			tt.damage(t, f)
			for _, when := range []string{"the first backup", "the next one, which does not forget"} {
				expect(t, when, tt.backup, "backup", f.to, "--data", f.dir, "--keep", "1")
			}
			dir := f.restores(t, name, tt.lost)
			if len(tt.items) > 0 || len(tt.lost) == 0 {
				f.holdsBut(t, dir, tt.items...)
			}
		})
	}
}

func remove(t *testing.T, name string) {
	t.Helper()
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
}

// What goes wrong in the data folder once it was backed up takes nothing from the backup:
// the copy from before stays, and both snapshots bring all back.
func TestBackupKeepsTheWholeCopy(t *testing.T) {
	before := flawless(t)
	for name, damage := range map[string]func(t *testing.T, name string){"flipped": spoil, "gone": remove} {
		t.Run(name, func(t *testing.T) {
			f := before.copied(t)
			expect(t, "while all is whole", nil, "backup", f.to, "--data", f.dir, "--now", "2026-11-23T10:00:00Z")
			damage(t, f.blob(t, f.dir, 0, 0))
			for range 2 {
				expect(t, name, []string{f.cases[0] + "/b.txt backup-kept"}, "backup", f.to, "--data", f.dir)
			}
			if _, out, _ := do(t, "backup", f.to, "--data", f.dir, "--lang", "en"); !strings.Contains(out, "The backup is whole. The data folder is not") {
				t.Errorf("backup says %s", out)
			}
			f.holdsBut(t, f.restores(t, "the newest", nil))
			f.restores(t, "the first", nil, "--snapshot", "20261123T100000Z")
		})
	}
}

// A byte that flips on the disk of the backup is in all snapshots, because they share the
// file. The rest of them can be brought back, and backup --full finds it and copies it anew.
func TestBackupIsMended(t *testing.T) {
	f := flawless(t).copied(t)
	for _, now := range []string{"2026-11-23T10:00:00Z", "2026-11-23T11:00:00Z"} {
		expect(t, "while all is whole", nil, "backup", f.to, "--data", f.dir, "--now", now)
	}
	name := f.blob(t, f.to, 0, 0)
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	spoil(t, name)
	if err := os.Chtimes(name, time.Time{}, info.ModTime()); err != nil {
		t.Fatal(err)
	}
	want := []string{f.cases[0] + "/b.txt audit-damaged"}
	for _, snapshot := range []string{"20261123T100000Z", "20261123T110000Z"} {
		f.holdsBut(t, f.restores(t, snapshot, want, "--snapshot", snapshot), "b.txt")
	}
	code, out, errs := do(t, "restore", f.to, "--data", filepath.Join(t.TempDir(), "x"), "--identity", f.key, "--lang", "en")
	if code != exitNo || !strings.Contains(out, "add --what-is-whole") || !strings.Contains(out, "--snapshot: 20261123T100000Z\n") {
		t.Errorf("restore ends with %d: %s%s", code, out, errs)
	}
	if code, out, errs := do(t, "backup", f.to, "--data", f.dir, "--full", "--lang", "en"); code != exitDone || !strings.Contains(out, "1 file in the backup was damaged and was copied anew") {
		t.Errorf("backup --full ends with %d: %s%s", code, out, errs)
	}
	f.holdsBut(t, f.restores(t, "the newest", nil))
	f.restores(t, "the first", nil, "--snapshot", "20261123T100000Z")
	if _, out, _ := do(t, "backup", f.to, "--data", f.dir, "--full", "--json"); strings.Contains(out, "mended") || !strings.Contains(out, `"new": 0`) {
		t.Errorf("a backup that is whole, read again, says %s", out)
	}
}

// Where a case's key is gone older snapshots may still have it: none is dropped.
func TestBackupDropsNothingWithoutAKey(t *testing.T) {
	f := flawless(t).copied(t)
	expect(t, "while all is whole", nil, "backup", f.to, "--data", f.dir, "--now", "2026-11-23T10:00:00Z")
	remove(t, filepath.Join(f.dir, "keys", "cases", f.cases[0]+".age"))
	for range 2 {
		expect(t, "without the key", []string{f.cases[0] + " backup-key"}, "backup", f.to, "--data", f.dir, "--keep", "1")
	}
	f.restores(t, "the newest", []string{f.cases[0] + " audit-key"})
	f.holdsBut(t, f.restores(t, "the first", nil, "--snapshot", "20261123T100000Z"))
}

// What nobody signed is not brought back as a part either: the list, the records and the
// keys are as they were signed, or nothing is restored.
func TestNoPartOfWhatCannotBeTrusted(t *testing.T) {
	f := flawless(t).copied(t)
	for _, now := range []string{"2026-11-23T10:00:00Z", "2026-11-23T11:00:00Z"} {
		expect(t, "while all is whole", nil, "backup", f.to, "--data", f.dir, "--now", now)
	}
	newest := filepath.Join(f.to, "snapshots", "20261123T110000Z")
	older := filepath.Join(f.to, "snapshots", "20261123T100000Z")
	for _, part := range []string{"records.age", "keys.age", "manifest.txt", "manifest.note"} {
		name := filepath.Join(newest, part)
		whole, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		other, err := os.ReadFile(filepath.Join(older, part)) // it opens, and is not the one that was signed
		if err != nil {
			t.Fatal(err)
		}
		flipped := bytes.Clone(whole)
		flipped[len(flipped)-20] ^= 1
		for how, b := range map[string][]byte{"flipped": flipped, "of another snapshot": other} {
			change(t, name, func([]byte) []byte { return b })
			target := filepath.Join(t.TempDir(), "restored")
			code, out, errs := do(t, "restore", f.to, "--data", target, "--identity", f.key, "--what-is-whole", "--lang", "en")
			if code != exitNo && code != exitInput || strings.Contains(out, "add --what-is-whole") || !regexp.MustCompile(`--snapshot: 20261123T100000Z\n`).MatchString(out+errs) {
				t.Errorf("%s, %s: restore ends with %d: %s%s", part, how, code, out, errs)
			}
			if left := files(t, filepath.Dir(target)); len(left) > 0 {
				t.Errorf("%s, %s: restore left %v", part, how, left)
			}
		}
		change(t, name, func([]byte) []byte { return whole })
	}
	f.restores(t, "as it was", nil)
}
