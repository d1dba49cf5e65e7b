package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"recourse/internal/app"
)

var _ app.SelfChecker = (*DB)(nil)

// mostFlaws is how many flaws of a database are named.
const mostFlaws = 100

// Check goes through the whole file of the database: that its pages, tables and
// indexes fit together, and that each row that names another names one that is there.
// It returns what does not, in the database's own words.
func (db *DB) Check(ctx context.Context) (flaws []string, err error) {
	each := func(query string, scan func(*sql.Rows) error) error {
		rows, err := db.read.QueryContext(ctx, query)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := scan(rows); err != nil {
				return err
			}
		}
		return rows.Err()
	}
	err = each(fmt.Sprintf("PRAGMA integrity_check(%d)", mostFlaws), func(r *sql.Rows) error {
		var said string
		if err := r.Scan(&said); err != nil {
			return err
		}
		for line := range strings.Lines(said) {
			if line = strings.TrimSpace(line); line != "ok" && !strings.HasPrefix(line, "***") {
				flaws = append(flaws, line)
			}
		}
		return nil
	})
	if err == nil {
		err = each("SELECT \"table\", parent, COUNT(*) FROM pragma_foreign_key_check GROUP BY 1, 2", func(r *sql.Rows) error {
			var table, parent string
			var n int
			err := r.Scan(&table, &parent, &n)
			flaws = append(flaws, fmt.Sprintf("%d rows of %s name a row of %s that is not there", n, table, parent))
			return err
		})
	}
	if err = db.dialect.kind(err); err != nil {
		if len(flaws) == 0 {
			return nil, fmt.Errorf("check database: %w", err)
		}
		flaws = append(flaws, err.Error()) // it is so damaged that the rest cannot be looked at
	}
	return flaws, nil
}
