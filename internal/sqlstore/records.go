package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"recourse"
	"recourse/internal/casefile"
	"recourse/internal/evidence"
)

func micros(t time.Time) int64 { return t.UnixMicro() }

func instant(us int64) time.Time { return time.UnixMicro(us).UTC() }

// cases is the table of cases.
type cases struct{ *tx }

const caseColumns = "id, owner_id, title, state, incident, progress, tables, created_at, updated_at, version"

func caseDocuments(c casefile.Case) (inc, progress, tables string, err error) {
	i, err := json.Marshal(c.Incident)
	if err != nil {
		return "", "", "", fmt.Errorf("write incident: %w", err)
	}
	p, err := json.Marshal(c.Progress)
	if err != nil {
		return "", "", "", fmt.Errorf("write progress: %w", err)
	}
	t, err := json.Marshal(c.Tables)
	if err != nil {
		return "", "", "", fmt.Errorf("write tables: %w", err)
	}
	return string(i), string(p), string(t), nil
}

func (t cases) Add(ctx context.Context, c casefile.Case) error {
	if err := c.Check(); err != nil {
		return err
	}
	inc, progress, tables, err := caseDocuments(c)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, "INSERT INTO casefile ("+caseColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
		c.ID, c.Owner, c.Title, string(c.State), inc, progress, tables, micros(c.Created), micros(c.Updated))
	if err != nil {
		return fmt.Errorf("add case: %w", err)
	}
	return nil
}

// scanCase reads a record. With [casefile.ErrForm] the case is a damaged one.
func scanCase(scan func(...any) error) (casefile.Case, error) {
	var c casefile.Case
	var inc, progress, tables string
	var created, updated int64
	if err := scan(&c.ID, &c.Owner, &c.Title, &c.State, &inc, &progress, &tables, &created, &updated, &c.Version); err != nil {
		return casefile.Case{}, err
	}
	c.Created, c.Updated = instant(created), instant(updated)
	damaged := c
	damaged.Damaged = true
	if err := json.Unmarshal([]byte(inc), &c.Incident); err != nil {
		return damaged, fmt.Errorf("read incident of case %s: %w: %v", c.ID, casefile.ErrForm, err)
	}
	if err := json.Unmarshal([]byte(progress), &c.Progress); err != nil {
		return damaged, fmt.Errorf("read progress of case %s: %w: %v", c.ID, casefile.ErrForm, err)
	}
	if err := json.Unmarshal([]byte(tables), &c.Tables); err != nil {
		return damaged, fmt.Errorf("read tables of case %s: %w: %v", c.ID, casefile.ErrForm, err)
	}
	return c, nil
}

func (t cases) Get(ctx context.Context, id string) (casefile.Case, error) {
	c, err := scanCase(func(dest ...any) error {
		return t.one(ctx, "SELECT "+caseColumns+" FROM casefile WHERE id = ?", []any{id}, dest...)
	})
	if err != nil {
		return casefile.Case{}, fmt.Errorf("get case: %w", err)
	}
	return c, nil
}

func (t cases) List(ctx context.Context, owner string) ([]casefile.Case, error) {
	var list []casefile.Case
	err := t.all(ctx, "SELECT "+caseColumns+" FROM casefile WHERE owner_id = ? ORDER BY updated_at DESC, id", []any{owner}, func(r *sql.Rows) error {
		c, err := scanCase(r.Scan)
		if errors.Is(err, casefile.ErrForm) {
			err = nil // the others are as good as they were
		}
		list = append(list, c)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", err)
	}
	return list, nil
}

func (t cases) Briefs(ctx context.Context, owner string) ([]casefile.Brief, error) {
	var list []casefile.Brief
	err := t.all(ctx, "SELECT id, owner_id, state FROM casefile WHERE owner_id = ? ORDER BY updated_at DESC, id", []any{owner}, func(r *sql.Rows) error {
		var b casefile.Brief
		err := r.Scan(&b.ID, &b.Owner, &b.State)
		list = append(list, b)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", err)
	}
	return list, nil
}

func (t cases) All(ctx context.Context) ([]casefile.Brief, error) {
	var list []casefile.Brief
	err := t.all(ctx, "SELECT id, owner_id, state FROM casefile ORDER BY id", nil, func(r *sql.Rows) error {
		var b casefile.Brief
		err := r.Scan(&b.ID, &b.Owner, &b.State)
		list = append(list, b)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", err)
	}
	return list, nil
}

func (t cases) Brief(ctx context.Context, id string) (b casefile.Brief, err error) {
	if err := t.one(ctx, "SELECT id, owner_id, state FROM casefile WHERE id = ?", []any{id}, &b.ID, &b.Owner, &b.State); err != nil {
		return casefile.Brief{}, fmt.Errorf("get case: %w", err)
	}
	return b, nil
}

func (t cases) Save(ctx context.Context, c casefile.Case) error {
	if err := c.Check(); err != nil {
		return err
	}
	inc, progress, tables, err := caseDocuments(c)
	if err != nil {
		return err
	}
	n, err := t.exec(ctx, "UPDATE casefile SET title = ?, state = ?, incident = ?, progress = ?, tables = ?, updated_at = ?, version = version + 1 WHERE id = ? AND version = ?",
		c.Title, string(c.State), inc, progress, tables, micros(c.Updated), c.ID, c.Version)
	if err != nil {
		return fmt.Errorf("save case: %w", err)
	}
	if n == 1 {
		return nil
	}
	if _, err := t.Get(ctx, c.ID); err != nil {
		return fmt.Errorf("save case: %w", err)
	}
	return fmt.Errorf("save case: it was changed since version %d was read: %w", c.Version, recourse.Conflict)
}

// items is the table of evidence.
type items struct{ *tx }

const itemColumns = "id, case_id, sha256, size, media_type, name, kind, origin, door, by_id, at, parent_id, tool, inside, salt"

func (t items) Add(ctx context.Context, i evidence.Item) error {
	if err := i.Check(); err != nil {
		return err
	}
	if i.Parent != "" {
		var parentCase string
		if err := t.one(ctx, "SELECT case_id FROM evidence WHERE id = ?", []any{i.Parent}, &parentCase); err != nil {
			return fmt.Errorf("add evidence: parent: %w", err)
		}
		if parentCase != i.Case {
			return fmt.Errorf("add evidence: parent is in another case: %w", recourse.NotFound)
		}
	}
	_, err := t.exec(ctx, "INSERT INTO evidence ("+itemColumns+", seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "+
		"(SELECT COALESCE(MAX(seq), 0) + 1 FROM evidence WHERE case_id = ?))",
		i.ID, i.Case, i.SHA256, i.Size, i.MediaType, []byte(i.Name), string(i.Kind), i.Origin, i.Door, i.By, micros(i.At),
		sql.NullString{String: i.Parent, Valid: i.Parent != ""}, i.Tool, sql.NullString{String: i.Inside, Valid: i.Looked}, sql.NullString{String: i.Salt, Valid: i.Salt != ""}, i.Case)
	if err != nil {
		return fmt.Errorf("add evidence: %w", err)
	}
	return nil
}

func scanItem(scan func(...any) error) (evidence.Item, error) {
	var i evidence.Item
	var name []byte
	var at int64
	var parent, inside, salt sql.NullString
	err := scan(&i.ID, &i.Case, &i.SHA256, &i.Size, &i.MediaType, &name, &i.Kind, &i.Origin, &i.Door, &i.By, &at, &parent, &i.Tool, &inside, &salt)
	if err != nil {
		return evidence.Item{}, err
	}
	i.Name, i.At, i.Parent, i.Salt = string(name), instant(at), parent.String, salt.String
	i.Looked, i.Inside = inside.Valid, inside.String
	return i, nil
}

func (t items) Get(ctx context.Context, id string) (evidence.Item, error) {
	i, err := scanItem(func(dest ...any) error {
		return t.one(ctx, "SELECT "+itemColumns+" FROM evidence WHERE id = ?", []any{id}, dest...)
	})
	if err != nil {
		return evidence.Item{}, fmt.Errorf("get evidence: %w", err)
	}
	return i, nil
}

func (t items) List(ctx context.Context, caseID string) ([]evidence.Item, error) {
	return t.where(ctx, "case_id = ?", caseID)
}

func (t items) ByDigest(ctx context.Context, caseID, sha256 string) ([]evidence.Item, error) {
	return t.where(ctx, "case_id = ? AND sha256 = ?", caseID, sha256)
}

// where lists items; the condition is a constant of this file.
func (t items) where(ctx context.Context, condition string, args ...any) ([]evidence.Item, error) {
	var list []evidence.Item
	err := t.all(ctx, "SELECT "+itemColumns+" FROM evidence WHERE "+condition+" ORDER BY seq", args, func(r *sql.Rows) error {
		i, err := scanItem(r.Scan)
		list = append(list, i)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list evidence: %w", err)
	}
	return list, nil
}

// pageSize is how many rows are held at a time where a table is gone through.
const pageSize = 500

func (t items) Each(ctx context.Context, caseID string) iter.Seq2[evidence.Item, error] {
	return func(yield func(evidence.Item, error) bool) {
		last := int64(-1)
		for full := true; full; {
			page := make([]evidence.Item, 0, pageSize)
			err := t.all(ctx, "SELECT "+itemColumns+", seq FROM evidence WHERE case_id = ? AND seq > ? ORDER BY seq LIMIT ?", []any{caseID, last, pageSize}, func(r *sql.Rows) error {
				i, err := scanItem(func(dest ...any) error { return r.Scan(append(dest, &last)...) })
				page = append(page, i)
				return err
			})
			if err != nil {
				yield(evidence.Item{}, fmt.Errorf("list evidence: %w", err))
				return
			}
			for _, i := range page {
				if !yield(i, nil) {
					return
				}
			}
			full = len(page) == pageSize
		}
	}
}

func (t items) Digests(ctx context.Context, caseID string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		last := ""
		for full := true; full; {
			page := make([]string, 0, pageSize)
			err := t.all(ctx, "SELECT DISTINCT sha256 FROM evidence WHERE case_id = ? AND sha256 > ? ORDER BY sha256 LIMIT ?", []any{caseID, last, pageSize}, func(r *sql.Rows) error {
				err := r.Scan(&last)
				page = append(page, last)
				return err
			})
			if err != nil {
				yield("", fmt.Errorf("list digests: %w", err))
				return
			}
			for _, digest := range page {
				if !yield(digest, nil) {
					return
				}
			}
			full = len(page) == pageSize
		}
	}
}

func (t items) Classify(ctx context.Context, id string, kind evidence.Kind) error {
	if !kind.Known() {
		return fmt.Errorf("classify evidence as %q: %w", kind, recourse.Invalid)
	}
	if _, err := t.Get(ctx, id); err != nil {
		return err
	}
	if _, err := t.exec(ctx, "UPDATE evidence SET kind = ? WHERE id = ?", string(kind), id); err != nil {
		return fmt.Errorf("classify evidence: %w", err)
	}
	return nil
}

func (t items) Look(ctx context.Context, id, inside string) error {
	if _, err := t.Get(ctx, id); err != nil {
		return err
	}
	if _, err := t.exec(ctx, "UPDATE evidence SET inside = ? WHERE id = ?", inside, id); err != nil {
		return fmt.Errorf("look into evidence: %w", err)
	}
	return nil
}

func (t items) Erase(ctx context.Context, caseID string) error {
	// Derivatives point at their parents: cut the links before the rows go.
	if _, err := t.exec(ctx, "UPDATE evidence SET parent_id = NULL WHERE case_id = ?", caseID); err != nil {
		return fmt.Errorf("erase evidence: %w", err)
	}
	if _, err := t.exec(ctx, "DELETE FROM evidence WHERE case_id = ?", caseID); err != nil {
		return fmt.Errorf("erase evidence: %w", err)
	}
	return nil
}
