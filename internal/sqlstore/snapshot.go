package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"recourse"
)

// Snapshot writes one state of the SQLite database at path from into the new file
// to, also while another program uses the database. The copy holds nothing of
// what was deleted. Its errors are of kind NotFound where there is no database,
// Conflict where to is there.
func Snapshot(ctx context.Context, from, to string) error {
	if _, err := os.Stat(from); err != nil {
		return fmt.Errorf("snapshot: no database at %s: %w", from, recourse.NotFound)
	}
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("snapshot: %s is there already: %w", to, recourse.Conflict)
	}
	abs, err := filepath.Abs(from)
	if err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	db, err := sql.Open("sqlite", sqliteDSN(abs, false))
	if err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	_, err = db.ExecContext(ctx, "PRAGMA query_only(0)")
	if err == nil {
		_, err = db.ExecContext(ctx, "VACUUM INTO ?", to)
	}
	if err := errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("snapshot: %w", errors.Join(sqliteDialect().kind(err), os.RemoveAll(to)))
	}
	return os.Chmod(to, 0o600)
}
