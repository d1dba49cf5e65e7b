package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

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
			if code != exitNo || strings.Contains(out, "add --what-is-whole") || !regexp.MustCompile(`--snapshot: 20261123T100000Z\n`).MatchString(out+errs) {
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
