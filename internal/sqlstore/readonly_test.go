package sqlstore

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"recourse"
	"recourse/internal/app"
	"recourse/internal/people"
)

// A copy has what was committed last and lies in the write-ahead log still, and the
// original is not touched.
func TestOpenCopy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "recourse.db")
	db, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	p := people.Person{ID: recourse.NewID(), Name: "Milena", Role: people.Owner, Lang: "sr-Latn", Created: time.Now()}
	if err := db.Update(t.Context(), func(tx app.Tx) error { return tx.People().Add(t.Context(), p) }); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path + walExt); err != nil || info.Size() == 0 {
		t.Fatalf("nothing lies in the write-ahead log: %v", err)
	}
	before, err := stateOf(path)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "recourse.db-wal"), []byte("of another try"), 0o600); err != nil {
		t.Fatal(err)
	}
	dup, err := OpenCopy(t.Context(), path, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer dup.Close()
	err = dup.View(t.Context(), func(tx app.Tx) error {
		got, err := tx.People().Get(t.Context(), p.ID)
		if got.Name != p.Name {
			t.Errorf("the copy has %+v", got)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if after, err := stateOf(path); err != nil || after != before {
		t.Errorf("the original was touched: %+v, %+v, %v", before, after, err)
	}
	if _, err := OpenCopy(t.Context(), filepath.Join(dir, "none.db"), t.TempDir()); err == nil {
		t.Error("OpenCopy of what is not there returned nil")
	}
}
