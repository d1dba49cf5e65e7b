package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse/custody"
	"recourse/internal/app"
	"recourse/internal/durable"
)

// alter runs a statement on a data folder's database.
func alter(t *testing.T, dir, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "recourse.db"))
	if err == nil {
		_, err = db.ExecContext(t.Context(), statement)
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// change rewrites a file.
func change(t *testing.T, name string, f func([]byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err == nil {
		err = os.WriteFile(name, f(b), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// damages are what can befall a data folder, and what doctor --full finds: the
// codes of its problems, each once.
var damages = map[string]struct {
	do    func(t *testing.T, dir string, blobs, caseKeys []string)
	codes []string
}{
	"a blob is gone": {func(t *testing.T, _ string, blobs, _ []string) { _ = os.Remove(blobs[0]) }, []string{"audit-missing"}},
	"a bit is flipped": {func(t *testing.T, _ string, blobs, _ []string) {
		change(t, blobs[0], func(b []byte) []byte { b[len(b)-3] ^= 4; return b })
	}, []string{"audit-damaged"}},
	"a blob is cut off": {func(t *testing.T, _ string, blobs, _ []string) {
		change(t, blobs[0], func(b []byte) []byte { return b[:len(b)-1] })
	}, []string{"audit-damaged"}},
	"two blobs are swapped": {func(t *testing.T, dir string, blobs, _ []string) {
		other := filepath.Join(dir, "swap")
		if err := errors.Join(os.Rename(blobs[0], other), os.Rename(blobs[1], blobs[0]), os.Rename(other, blobs[1])); err != nil {
			t.Fatal(err)
		}
	}, []string{"audit-damaged", "audit-damaged"}},
	"a case's key is gone": {func(t *testing.T, _ string, _, caseKeys []string) { _ = os.Remove(caseKeys[0]) }, []string{"audit-key"}},
	"a case's key is another's": {func(t *testing.T, _ string, _, caseKeys []string) {
		other, err := os.ReadFile(caseKeys[1])
		if err != nil {
			t.Fatal(err)
		}
		change(t, caseKeys[0], func([]byte) []byte { return other })
	}, []string{"audit-damaged"}},
	"the instance's key is another's": {func(t *testing.T, dir string, _, _ []string) {
		other := openVault(t, filepath.Join(dir, "other"), nil)
		defer other.close(t)
		b, err := os.ReadFile(filepath.Join(other.dir, "keys", "identity.age"))
		if err != nil {
			t.Fatal(err)
		}
		change(t, filepath.Join(dir, "keys", "identity.age"), func([]byte) []byte { return b })
	}, []string{"audit-key", "audit-key"}},
	"the last log entry is gone": {func(t *testing.T, dir string, _, _ []string) {
		alter(t, dir, "DELETE FROM custody_entry WHERE rowid = (SELECT MAX(rowid) FROM custody_entry)")
	}, []string{"audit-log", "audit-unlogged"}},
	"a log entry is altered": {func(t *testing.T, dir string, _, _ []string) {
		alter(t, dir, `UPDATE custody_entry SET line = CAST(REPLACE(CAST(line AS TEXT), '"do":"kept"', '"do":"noted"') AS BLOB) WHERE rowid = 1`)
	}, []string{"audit-log", "audit-unlogged"}},
	"a record is gone": {func(t *testing.T, dir string, _, _ []string) {
		alter(t, dir, "DELETE FROM evidence WHERE rowid = (SELECT MAX(rowid) FROM evidence)")
	}, []string{"audit-unnamed", "audit-unrecorded"}},
	"a row of an index is altered": {func(t *testing.T, dir string, _, _ []string) {
		alterIndex(t, dir, "casefile_by_owner")
	}, []string{"audit-database"}},
	"the record of a case is gone": {func(t *testing.T, dir string, _, _ []string) {
		alter(t, dir, "DELETE FROM casefile WHERE rowid = (SELECT MAX(rowid) FROM casefile)")
	}, []string{"audit-database", "audit-log-alone", "audit-key-alone", "audit-blobs-alone"}},
	"all records are gone": {func(t *testing.T, dir string, _, _ []string) {
		alter(t, dir, "DELETE FROM evidence; DELETE FROM casefile")
	}, []string{"audit-log-alone", "audit-log-alone", "audit-key-alone", "audit-key-alone", "audit-blobs-alone", "audit-blobs-alone"}},
	"a log is gone": {func(t *testing.T, dir string, _, _ []string) {
		alter(t, dir, "DELETE FROM custody_entry WHERE log = (SELECT MAX(log) FROM custody_head); DELETE FROM custody_head WHERE log = (SELECT MAX(log) FROM custody_head)")
	}, []string{"audit-no-log", "audit-unlogged"}},
	"the end of a log is dated later":   {logEnd("last_at + 31536000000000"), []string{"audit-log-end"}},
	"the end of a log is dated earlier": {logEnd("0"), []string{"audit-log-end"}},
	"the end of a log is a second off":  {logEnd("last_at - 1000000"), []string{"audit-log-end"}},
	"a name is altered":                 {record("name = 'other.txt'"), []string{"audit-record-words"}},
	"an origin is altered":              {record("origin = 'elsewhere'"), []string{"audit-record-words"}},
	"a media type is altered":           {record("media_type = 'image/png'"), []string{"audit-record-words"}},
	"a salt is gone":                    {record("salt = NULL"), []string{"audit-record-words"}},
	"a kind is altered":                 {record("kind = 'identity-document'"), []string{"audit-record-kind"}},
	"a time is altered":                 {record("at = 1"), []string{"audit-record-at"}},
	"a person is altered":               {record("by_id = 'nobody'"), []string{"audit-record-by"}},
	"a door is altered":                 {record("door = 'mail'"), []string{"audit-record-door"}},
	"a size is altered":                 {record("size = size + 1"), []string{"audit-damaged", "audit-record-size"}},
	"a tool is altered":                 {record("tool = 'redact/1'"), []string{"audit-record-made"}},
	"two things are altered":            {record("name = 'other.txt', door = 'mail'"), []string{"audit-record-door", "audit-record-words"}},
	"the facts are altered": {func(t *testing.T, dir string, _, _ []string) {
		alter(t, dir, "UPDATE casefile SET incident = 'garbage' WHERE rowid = 1")
	}, []string{"audit-incident"}},
	"a case is called erased": {func(t *testing.T, dir string, _, _ []string) {
		alter(t, dir, "UPDATE casefile SET state = 'erased' WHERE rowid = 1")
	}, []string{"audit-state", "audit-erased-records", "audit-erased", "audit-erased"}},
	"another instance's key signs": {func(t *testing.T, dir string, _, _ []string) {
		other := openVault(t, filepath.Join(t.TempDir(), "other"), nil)
		defer other.close(t)
		b, err := os.ReadFile(filepath.Join(other.dir, "keys", "signing.key"))
		if err != nil {
			t.Fatal(err)
		}
		change(t, filepath.Join(dir, "keys", "signing.key"), func([]byte) []byte { return b })
	}, []string{"audit-signer"}},
	"a recovery key is added": {func(t *testing.T, dir string, _, _ []string) {
		recovery(t, filepath.Join(dir, "other"))
		change(t, filepath.Join(dir, "other", "keys", "recovery.txt"), func(b []byte) []byte {
			if err := os.WriteFile(filepath.Join(dir, "keys", "recovery.txt"), b, 0o600); err != nil {
				t.Fatal(err)
			}
			return b
		})
	}, []string{"audit-recovery"}},
	"a file lies among the blobs": {func(t *testing.T, dir string, blobs, _ []string) {
		for _, name := range []string{filepath.Join(dir, "blobs", "notes.txt"), filepath.Join(filepath.Dir(blobs[0]), "notes.txt")} {
			if err := os.WriteFile(name, []byte("x"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}, []string{"audit-stray", "audit-stray"}},
}

// record alters the record of an item.
func record(set string) func(t *testing.T, dir string, _, _ []string) {
	return func(t *testing.T, dir string, _, _ []string) {
		alter(t, dir, "UPDATE evidence SET "+set+" WHERE rowid = 1")
	}
}

// alterIndex flips a bit of the last row of an index, in its page of the database's file.
func alterIndex(t *testing.T, dir, index string) {
	t.Helper()
	name := filepath.Join(dir, "recourse.db")
	db, err := sql.Open("sqlite", name)
	var page, size int
	if err == nil {
		err = db.QueryRowContext(t.Context(), "SELECT rootpage, page_size FROM sqlite_schema, pragma_page_size WHERE name = ?", index).Scan(&page, &size)
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	change(t, name, func(b []byte) []byte { b[page*size-10] ^= 1; return b })
}

// TestDoctorNamesEachDamage does to a data folder what can befall one.
func TestDoctorNamesEachDamage(t *testing.T) {
	before := filepath.Join(t.TempDir(), "before")
	v := openVault(t, before, nil)
	for _, texts := range [][]string{{firstText}, {secondText}} {
		if _, err := v.Open(t.Context(), v.who, input(texts...)); err != nil {
			t.Fatal(err)
		}
	}
	v.audit(t)
	v.close(t)
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			copyFolder(t, before, dir)
			damage.do(t, dir, files(t, filepath.Join(dir, "blobs")), files(t, filepath.Join(dir, "keys", "cases")))
			code, out, errs := do(t, "doctor", "--full", "--data", dir, "--json")
			var found struct{ Kept app.Audit }
			if err := json.Unmarshal([]byte(out), &found); err != nil || code != exitNo {
				t.Fatalf("doctor --full ends with %d: %s%s", code, out, errs)
			}
			var codes []string
			for _, p := range found.Kept.Problems {
				if p.Code != "audit-database" || !slices.Contains(codes, p.Code) { // of one damage it says one thing or two
					codes = append(codes, p.Code)
				}
			}
			for _, want := range damage.codes {
				if strings.Count(strings.Join(codes, " ")+" ", want+" ") != strings.Count(strings.Join(damage.codes, " ")+" ", want+" ") {
					t.Errorf("doctor names %q, want %q", codes, damage.codes)
				}
			}
			if len(codes) != len(damage.codes) {
				t.Errorf("doctor names %q, want %q", codes, damage.codes)
			}
			// In words, in both languages.
			for _, lang := range []string{"en", "sr-Latn"} {
				if code, out, errs = do(t, "doctor", "--full", "--data", dir, "--lang", lang); code != exitNo || strings.Contains(out, "problem.") {
					t.Errorf("doctor --full --lang %s ends with %d: %s%s", lang, code, out, errs)
				}
			}
		})
	}
}

// The clock is set back between two things that are done: they keep their order,
// and it is said.
func TestClockSetBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	v := openVault(t, dir, nil)
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	v.Now = func() time.Time { return now }
	id, err := v.Open(t.Context(), v.who, input(firstText))
	if err != nil {
		t.Fatal(err)
	}
	now = now.Add(-48 * time.Hour)
	if _, err := v.Add(t.Context(), v.who, id, input(secondText)); err != nil {
		t.Errorf("adding with the clock set back: %v", err)
	}
	holds(t, v, id, firstText, secondText)
	var b bytes.Buffer
	if err := v.Write(t.Context(), v.who, id, app.EvidenceZip, "en", &b); err != nil {
		t.Fatal(err)
	}
	report, err := custody.VerifyZip(t.Context(), bytes.NewReader(b.Bytes()), int64(b.Len()), custody.VerifyOptions{})
	if err != nil || !report.OK || report.Log.ClockBack == 0 {
		t.Errorf("package: ok %v, %v, the clock was set back at %d entries, %v", report.OK, report.Problems, report.Log.ClockBack, err)
	}
	if found := v.audit(t); found.ClockBack == 0 {
		t.Error("the audit does not say that the clock was set back")
	}
	v.close(t)
	if code, out, _ := do(t, "doctor", "--full", "--data", dir, "--lang", "en"); code != exitDone || !strings.Contains(out, "had been set back") {
		t.Errorf("doctor --full ends with %d: %s", code, out)
	}
	again := openVault(t, dir, nil)
	defer again.close(t)
	again.Now = v.Now
	if err := again.Erase(t.Context(), again.who, id, "web"); err != nil {
		t.Errorf("erasing with the clock set back: %v", err)
	}
	again.audit(t)
}

// The disk fills up, or cannot be written to, at every step: each operation says
// which of both, and loses nothing.
func TestDiskRefuses(t *testing.T) {
	before := filepath.Join(t.TempDir(), "before")
	v := openVault(t, before, nil)
	id, err := v.Open(t.Context(), v.who, input(firstText))
	if err != nil {
		t.Fatal(err)
	}
	v.close(t)
	for why, refused := range refusals {
		for _, step := range []string{"begin", "mkdir", "write", "sync", "link"} {
			dir := filepath.Join(t.TempDir(), "data")
			copyFolder(t, before, dir)
			v := openVault(t, dir, nil)
			back := durable.BreakForTest(func(s, _ string) (before, after error) {
				if s == step {
					return refused.err, nil
				}
				return nil, nil
			})
			_, openErr := v.Open(t.Context(), v.who, input(secondText))
			_, addErr := v.Add(t.Context(), v.who, id, input(secondText))
			back()
			if !errors.Is(openErr, refused.kind) || !errors.Is(addErr, refused.kind) {
				t.Errorf("%s at %s: open: %v; add: %v", why, step, openErr, addErr)
			}
			v.close(t)
			again := openVault(t, dir, nil)
			again.audit(t)
			holds(t, again, id, firstText)
			again.close(t)
		}
	}
}

// A database that something else has written into is called damaged, with what to do, by
// whatever opens it, and it is not changed.
func TestADamagedDatabaseIsCalledThat(t *testing.T) {
	before := filepath.Join(t.TempDir(), "before")
	v := openVault(t, before, nil)
	if _, err := v.Open(t.Context(), v.who, input(firstText, secondText)); err != nil {
		t.Fatal(err)
	}
	v.close(t)
	if code, _, errs := do(t, "admin", "recovery-key", "--data", before); code != exitDone {
		t.Fatalf("recovery-key ends with %d: %s", code, errs)
	}
	whole, err := os.ReadFile(filepath.Join(before, "recourse.db"))
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	for name, change := range map[string]func(b []byte) []byte{
		"its head is overwritten":       func(b []byte) []byte { return append([]byte("not a database"), b[14:]...) },
		"its pages are overwritten":     func(b []byte) []byte { return append(b[:page:page], bytes.Repeat([]byte{0xa5}, len(b)-page)...) },
		"its second half is missing":    func(b []byte) []byte { return b[:len(b)/2/page*page] },
		"it is empty":                   func([]byte) []byte { return nil },
		"another file took its place":   func([]byte) []byte { return bytes.Repeat([]byte("nothing to see here\n"), 1000) },
		"it was cut within a few bytes": func(b []byte) []byte { return b[:page+100] },
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			copyFolder(t, before, dir)
			db := filepath.Join(dir, "recourse.db")
			damaged := change(bytes.Clone(whole))
			if err := os.WriteFile(db, damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			if len(damaged) == 0 {
				refuseWithoutRecords(t, dir)
				return
			}
			for _, args := range [][]string{
				{"doctor", "--full", "--data", dir},
				{"admin", "cases", "--data", dir},
				{"backup", filepath.Join(t.TempDir(), "backup"), "--data", dir},
				{"serve", "--addr", "127.0.0.1:0", "--data", dir},
			} {
				if code, out, errs := do(t, args...); code != exitInput || !strings.Contains(errs, "database is damaged: move the data folder aside") || strings.Contains(errs, "invalid") {
					t.Errorf("%q ends with %d: %s%s", args[:2], code, out, errs)
				}
			}
			if b, err := os.ReadFile(db); err != nil || !bytes.Equal(b, damaged) {
				t.Errorf("the damaged database was changed (%v)", err)
			}
		})
	}
}

// refuseWithoutRecords sees that each command that uses a data folder refuses one whose
// database is gone, says what to do, and makes no new database.
func refuseWithoutRecords(t *testing.T, dir string) {
	t.Helper()
	db := filepath.Join(dir, "recourse.db")
	before, _ := os.ReadFile(db)
	for _, args := range [][]string{
		{"serve", "--addr", "127.0.0.1:0"},
		{"doctor", "--full"},
		{"backup", filepath.Join(t.TempDir(), "backup")},
		{"admin", "cases"},
		{"admin", "add", "01jd8k3v9r0000000000000000", "damage_test.go"},
		{"admin", "erase", "01jd8k3v9r0000000000000000", "--yes"},
		{"admin", "recovery-key"},
		{"admin", "rotate-key"},
		{"admin", "signing-keys"},
		{"admin", "passphrase", "--remove"},
	} {
		if code, out, errs := do(t, append(args, "--data", dir)...); code != exitInput || !strings.Contains(errs, "keeps files of cases (1), and the records of them (recourse.db) are gone") {
			t.Errorf("%q ends with %d: %s%s", args, code, out, errs)
		}
	}
	if after, _ := os.ReadFile(db); !bytes.Equal(after, before) {
		t.Error("a new database was made")
	}
	for _, more := range []string{"-wal", "-shm"} {
		if _, err := os.Stat(db + more); err == nil {
			t.Errorf("a new database was made: %s%s", db, more)
		}
	}
}

// A database that was deleted is missed by every command.
func TestADeletedDatabaseIsMissed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	v := openVault(t, dir, nil)
	if _, err := v.Open(t.Context(), v.who, input(firstText)); err != nil {
		t.Fatal(err)
	}
	v.close(t)
	if err := os.Remove(filepath.Join(dir, "recourse.db")); err != nil {
		t.Fatal(err)
	}
	refuseWithoutRecords(t, dir)
	if _, err := os.Stat(filepath.Join(dir, "recourse.db")); err == nil {
		t.Error("a new database was made")
	}
}
