package sqlstore_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"recourse"
	"recourse/internal/app"
	"recourse/internal/people"
	"recourse/internal/sqlstore"
	"recourse/internal/storetest"
)

func open(t *testing.T, path string) *sqlstore.DB {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), path)
	if err != nil {
		t.Fatalf("Open(%q): %v", path, err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return db
}

func TestSQLiteFile(t *testing.T) {
	storetest.Run(t, func(t *testing.T) app.Store { return open(t, filepath.Join(t.TempDir(), "a ?#%č.db")) })
}

func TestSQLiteMemory(t *testing.T) {
	storetest.Run(t, func(t *testing.T) app.Store { return open(t, ":memory:") })
}

func TestWhatWasWrittenIsThereAfterReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "recourse.db")
	p := people.Person{ID: recourse.NewID(), Role: people.Owner, Created: time.Unix(1, 0)}
	db := open(t, path)
	if err := db.Update(t.Context(), func(tx app.Tx) error { return tx.People().Add(t.Context(), p) }); err != nil {
		t.Fatal(err)
	}
	again := open(t, path)
	err := again.View(t.Context(), func(tx app.Tx) error {
		_, err := tx.People().Get(t.Context(), p.ID)
		return err
	})
	if err != nil {
		t.Errorf("Get after opening again: %v", err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the database has mode %v (%v), want 0600", info.Mode().Perm(), err)
	}
}

// A reader sees one state, however long it reads, and does not wait for a writer.
func TestViewSeesOneState(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "recourse.db"))
	count := func(ctx context.Context, tx app.Tx) int {
		list, err := tx.People().List(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	err := db.View(t.Context(), func(tx app.Tx) error {
		before := count(t.Context(), tx)
		p := people.Person{ID: recourse.NewID(), Role: people.Owner, Created: time.Unix(1, 0)}
		if err := db.Update(t.Context(), func(w app.Tx) error { return w.People().Add(t.Context(), p) }); err != nil {
			return err
		}
		if after := count(t.Context(), tx); after != before {
			t.Errorf("within one View the number of persons went from %d to %d", before, after)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("this is no database\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	newer := filepath.Join(dir, "newer.db")
	db := open(t, newer)
	sqlstore.SetFormForTest(t, db, 99999)
	for _, tt := range []struct {
		path string
		kind error
	}{
		{text, recourse.Invalid},
		{newer, recourse.Invalid},
		{"postgres://desk.example/db", recourse.Invalid},
	} {
		if _, err := sqlstore.Open(t.Context(), tt.path); !errors.Is(err, tt.kind) {
			t.Errorf("Open(%q): err = %v, want kind %q", filepath.Base(tt.path), err, tt.kind)
		}
	}
	if _, err := sqlstore.Open(t.Context(), filepath.Join(dir, "no", "such", "folder.db")); err == nil {
		t.Error("Open in a folder that is not there returned nil")
	}
}

func TestConnectionsAreSetUp(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "recourse.db"))
	want := map[string]string{"busy_timeout": "10000", "journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1"}
	for name, v := range want {
		for _, writes := range []bool{true, false} {
			if got := sqlstore.Pragma(t, db, writes, name); got != v {
				t.Errorf("PRAGMA %s = %q (writer: %v), want %q", name, got, writes, v)
			}
		}
	}
}
