// Package sqlstore keeps the records in a SQL database. It is written in the SQL
// that SQLite and PostgreSQL share; what differs is in a dialect and in one
// folder of migrations each. SQLite is built in.
//
// Call [Open] with a file's path or ":memory:"; the [DB] is an app.Store. What
// storetest.Run asks of a store holds for every dialect.
//
// On SQLite there is one writer at a time and many readers, none of whom waits
// for the writer. A commit is on the disk when Update returns. What is deleted is
// overwritten.
package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"recourse"
	"recourse/internal/app"
	"recourse/internal/casefile"
	"recourse/internal/durable"
	"recourse/internal/evidence"
	"recourse/internal/people"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

//go:embed migrations
var migrations embed.FS

// readers is how many transactions may read at the same time.
const readers = 4

// DB is an open database. It is safe for concurrent use.
type DB struct {
	dialect dialect
	write   *sql.DB // one connection
	read    *sql.DB // the same as write for a database in memory
}

var _ app.Store = (*DB)(nil)

// Open opens the database at a path, or a new one for ":memory:", and brings its
// form up to date. A database that a newer program has changed, or that is no
// database, is an error of kind Invalid.
func Open(ctx context.Context, path string) (*DB, error) {
	if scheme, _, ok := strings.Cut(path, "://"); ok {
		return nil, fmt.Errorf("database %q: only SQLite files are known: %w", scheme+"://…", recourse.Invalid)
	}
	db := &DB{dialect: sqliteDialect()}
	var err error
	if path == ":memory:" {
		db.write, err = sql.Open("sqlite", sqliteDSN(":memory:", true))
		db.read = db.write
	} else {
		err = db.openFiles(path)
	}
	if err != nil {
		return nil, fmt.Errorf("open database: %w", durable.Explain(err))
	}
	db.write.SetMaxOpenConns(1)
	db.write.SetConnMaxLifetime(0)
	db.write.SetConnMaxIdleTime(0)
	if err := db.migrate(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func (db *DB) openFiles(path string) error {
	// The file is made before the driver makes it, for its owner alone.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	if db.write, err = sql.Open("sqlite", sqliteDSN(abs, true)); err != nil {
		return err
	}
	if db.read, err = sql.Open("sqlite", sqliteDSN(abs, false)); err != nil {
		return errors.Join(err, db.write.Close())
	}
	db.read.SetMaxOpenConns(readers)
	db.read.SetMaxIdleConns(readers)
	return nil
}

// sqliteDSN names the database and how each connection begins. busy_timeout
// comes first: the step to WAL already has to wait for others.
func sqliteDSN(path string, writes bool) string {
	q := []string{"_pragma=busy_timeout(10000)"}
	if path != ":memory:" {
		path = (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String()
		q = append(q, "_pragma=journal_mode(WAL)")
	}
	q = append(q, "_pragma=synchronous(FULL)", "_pragma=foreign_keys(1)", "_pragma=secure_delete(1)", "_pragma=trusted_schema(0)")
	if writes {
		q = append(q, "_txlock=immediate")
	} else {
		q = append(q, "_pragma=query_only(1)")
	}
	return path + "?" + strings.Join(q, "&")
}

func (db *DB) migrate(ctx context.Context) error {
	sub, err := fs.Sub(migrations, "migrations/"+db.dialect.name)
	if err != nil {
		return fmt.Errorf("open migrations: %w", err)
	}
	p, err := goose.NewProvider(db.dialect.goose, db.write, sub)
	if err != nil {
		return fmt.Errorf("open migrations: %w", err)
	}
	// Where this table cannot be read the migrations would try to make it, again and
	// again, and tell of that. A new database does not have it yet.
	if _, err := db.write.ExecContext(ctx, "SELECT COUNT(*) FROM goose_db_version"); errors.Is(db.dialect.kind(err), errDamaged) {
		return fmt.Errorf("read the database's form: %w", db.dialect.kind(err))
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the database's form: %w", db.dialect.kind(err))
	}
	if have > want {
		return fmt.Errorf("database has form %d, this program knows up to %d: take a newer program: %w", have, want, recourse.Invalid)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("bring the database's form up to date: %w", db.dialect.kind(err))
	}
	return nil
}

// Close waits for the transactions that run and closes the database.
func (db *DB) Close() error {
	err := db.write.Close()
	if db.read != db.write {
		err = errors.Join(db.read.Close(), err)
	}
	return err
}

// Scrub overwrites older states of what was changed or deleted: they lie in the
// write-ahead log until it is copied into the database. Where others read at this
// moment a part may stay until they have ended and the next is written.
func (db *DB) Scrub(ctx context.Context) error {
	if db.read == db.write {
		return nil
	}
	if _, err := db.write.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return fmt.Errorf("scrub database: %w", db.dialect.kind(err))
	}
	return nil
}

// View runs f on one state of the database.
func (db *DB) View(ctx context.Context, f func(app.Tx) error) error {
	return db.run(ctx, db.read, &sql.TxOptions{ReadOnly: db.read != db.write}, false, f)
}

// Update runs f and commits what it wrote, unless it returns an error or panics.
func (db *DB) Update(ctx context.Context, f func(app.Tx) error) error {
	return db.run(ctx, db.write, nil, true, f)
}

func (db *DB) run(ctx context.Context, on *sql.DB, opt *sql.TxOptions, writes bool, f func(app.Tx) error) (err error) {
	sqlTx, err := on.BeginTx(ctx, opt)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", db.dialect.kind(err))
	}
	// After a commit this does nothing; it also ends the transaction where f panics.
	defer func() {
		if rerr := sqlTx.Rollback(); rerr != nil && !errors.Is(rerr, sql.ErrTxDone) && err == nil {
			err = fmt.Errorf("end transaction: %w", db.dialect.kind(rerr))
		}
	}()
	t := &tx{sql: sqlTx, dialect: db.dialect, writes: writes}
	if err := f(t); err != nil {
		return err
	}
	if !writes {
		return nil
	}
	if err := sqlTx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", db.dialect.kind(err))
	}
	return nil
}

// tx is one transaction.
type tx struct {
	sql     *sql.Tx
	dialect dialect
	writes  bool
}

func (t *tx) Cases() casefile.Table    { return cases{t} }
func (t *tx) Evidence() evidence.Table { return items{t} }
func (t *tx) People() people.Table     { return persons{t} }
func (t *tx) Logs() app.LogTable       { return logs{t} }

// exec runs a statement and returns how many rows it changed.
func (t *tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	if !t.writes {
		return 0, errors.New("write in a transaction that only reads")
	}
	res, err := t.sql.ExecContext(ctx, t.dialect.bind(query), args...)
	if err != nil {
		return 0, t.dialect.kind(err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return 0, t.dialect.kind(err)
	}
	return n, nil
}

// one reads one row into dest, or returns NotFound.
func (t *tx) one(ctx context.Context, query string, args []any, dest ...any) error {
	return t.dialect.kind(t.sql.QueryRowContext(ctx, t.dialect.bind(query), args...).Scan(dest...))
}

// all calls scan for each row.
func (t *tx) all(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	rows, err := t.sql.QueryContext(ctx, t.dialect.bind(query), args...)
	if err != nil {
		return t.dialect.kind(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return t.dialect.kind(err)
		}
	}
	return t.dialect.kind(rows.Err())
}
