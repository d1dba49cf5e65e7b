package sqlstore

import (
	"database/sql"
	"errors"
	"fmt"

	"recourse"
	"recourse/internal/durable"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// dialect is all that differs between databases. Statements are written with "?"
// for their arguments.
type dialect struct {
	name  string // of the folder of migrations
	goose goose.Dialect
	// bind gives a statement the database's own marks for arguments.
	bind func(query string) string
	// code says what kind of failure a driver's error is; nil is our own fault.
	code func(error) error
}

func sqliteDialect() dialect {
	return dialect{
		name: "sqlite", goose: goose.DialectSQLite3,
		bind: func(q string) string { return q },
		code: sqliteCode,
	}
}

// kind gives a driver's error the kind that callers know.
func (d dialect) kind(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("no such record: %w", recourse.NotFound)
	}
	if k := d.code(err); k != nil {
		return fmt.Errorf("%w: %w", err, k)
	}
	return err
}

// errDamaged is a database whose file was changed by something else.
var errDamaged = fmt.Errorf("the database is damaged: move the data folder aside and bring the newest backup back with recourse restore: %w", recourse.Invalid)

func sqliteCode(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return nil
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return recourse.Conflict
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return recourse.NotFound
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_TOOBIG:
		return recourse.Invalid
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return errDamaged
	case sqlite3.SQLITE_FULL:
		return durable.ErrFull
	case sqlite3.SQLITE_READONLY:
		return durable.ErrReadOnly
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN:
		return recourse.Unavailable
	}
	return nil
}
