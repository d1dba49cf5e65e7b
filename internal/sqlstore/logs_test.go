package sqlstore_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/internal/app"
	"recourse/internal/sqlstore"
)

var began = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// appendAt appends an entry as the application does.
func appendAt(t testing.TB, db *sqlstore.DB, logID string, at time.Time) error {
	return db.Update(t.Context(), func(tx app.Tx) error {
		head, err := tx.Logs().Head(t.Context(), logID)
		if err != nil {
			return err
		}
		e := custody.Entry{At: at, Do: custody.Kept, Who: "owner", Door: "web", Item: strings.Repeat("ab", 32), Size: 1}
		placed, _, _, err := head.Next(e)
		if err != nil {
			return err
		}
		_, err = tx.Logs().Append(t.Context(), logID, head, placed)
		return err
	})
}

// What was done to the end of a log from outside, and that nothing is added to it then.
func TestAppendToAnEndThatWasAltered(t *testing.T) {
	for name, statement := range map[string]string{
		"dated later":               "UPDATE custody_head SET last_at = last_at + 31536000000000",
		"dated earlier":             "UPDATE custody_head SET last_at = 0",
		"dated within the second":   "UPDATE custody_head SET last_at = last_at + 1",
		"its last entry is gone":    "DELETE FROM custody_entry WHERE n = 1",
		"its last entry is garbage": "UPDATE custody_entry SET line = 'garbage' WHERE n = 1",
		"all entries are gone":      "DELETE FROM custody_entry",
	} {
		t.Run(name, func(t *testing.T) {
			db, logID := open(t, filepath.Join(t.TempDir(), "recourse.db")), recourse.NewID()
			for i := range 2 {
				if err := appendAt(t, db, logID, began.Add(time.Duration(i)*time.Minute)); err != nil {
					t.Fatal(err)
				}
			}
			sqlstore.AlterForTest(t, db, statement)
			for _, at := range []time.Time{began.AddDate(-1, 0, 0), began.Add(time.Hour)} {
				if err := appendAt(t, db, logID, at); !errors.Is(err, custody.ErrHead) {
					t.Errorf("an entry of %s is appended: %v, want %v", at, err, custody.ErrHead)
				}
			}
		})
	}
}

func BenchmarkAppend(b *testing.B) {
	db, err := sqlstore.Open(b.Context(), ":memory:")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	logID := recourse.NewID()
	b.ReportAllocs()
	for b.Loop() {
		if err := appendAt(b, db, logID, began); err != nil {
			b.Fatal(err)
		}
	}
}
