package sqlstore

import "testing"

// SetFormForTest makes the database look as if a newer program had changed it.
func SetFormForTest(t *testing.T, db *DB, version int64) {
	t.Helper()
	if _, err := db.write.ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (?, 1)", version); err != nil {
		t.Fatal(err)
	}
}

// Pragma reads one setting of a connection.
func Pragma(t *testing.T, db *DB, writes bool, name string) string {
	t.Helper()
	on := db.read
	if writes {
		on = db.write
	}
	var v string
	if err := on.QueryRowContext(t.Context(), "PRAGMA "+name).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// AlterForTest runs a statement as somebody else would who can write to the database.
func AlterForTest(t *testing.T, db *DB, statement string) {
	t.Helper()
	if _, err := db.write.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}
