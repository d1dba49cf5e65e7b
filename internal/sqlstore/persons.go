package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"recourse/internal/people"
)

// persons is the table of persons and passes.
type persons struct{ *tx }

func (t persons) Add(ctx context.Context, p people.Person) error {
	if err := p.Check(); err != nil {
		return err
	}
	_, err := t.exec(ctx, "INSERT INTO person (id, name, role, lang, created_at) VALUES (?, ?, ?, ?, ?)",
		p.ID, p.Name, string(p.Role), p.Lang, micros(p.Created))
	if err != nil {
		return fmt.Errorf("add person: %w", err)
	}
	return nil
}

const personColumns = "id, name, role, lang, created_at"

func scanPerson(scan func(...any) error) (people.Person, error) {
	var p people.Person
	var created int64
	if err := scan(&p.ID, &p.Name, &p.Role, &p.Lang, &created); err != nil {
		return people.Person{}, err
	}
	p.Created = instant(created)
	return p, nil
}

func (t persons) Get(ctx context.Context, id string) (people.Person, error) {
	p, err := scanPerson(func(dest ...any) error {
		return t.one(ctx, "SELECT "+personColumns+" FROM person WHERE id = ?", []any{id}, dest...)
	})
	if err != nil {
		return people.Person{}, fmt.Errorf("get person: %w", err)
	}
	return p, nil
}

func (t persons) List(ctx context.Context) ([]people.Person, error) {
	var list []people.Person
	err := t.all(ctx, "SELECT "+personColumns+" FROM person ORDER BY created_at, id", nil, func(r *sql.Rows) error {
		p, err := scanPerson(r.Scan)
		list = append(list, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list persons: %w", err)
	}
	return list, nil
}

func (t persons) AddPass(ctx context.Context, p people.Pass) error {
	_, err := t.exec(ctx, "INSERT INTO pass (hash, use, person_id, created_at, expires_at) VALUES (?, ?, ?, ?, ?)",
		p.Hash[:], string(p.Use), p.Person, micros(p.Created), micros(p.Expires))
	if err != nil {
		return fmt.Errorf("add pass: %w", err)
	}
	return nil
}

func (t persons) FindPass(ctx context.Context, h people.Hash) (people.Pass, error) {
	return t.pass(ctx, "SELECT use, person_id, created_at, expires_at FROM pass WHERE hash = ?", h)
}

func (t persons) TakePass(ctx context.Context, h people.Hash) (people.Pass, error) {
	p, err := t.FindPass(ctx, h)
	if err != nil {
		return people.Pass{}, err
	}
	n, err := t.exec(ctx, "DELETE FROM pass WHERE hash = ?", h[:])
	if err == nil && n != 1 {
		err = sql.ErrNoRows
	}
	if err != nil {
		return people.Pass{}, fmt.Errorf("take pass: %w", t.dialect.kind(err))
	}
	return p, nil
}

func (t persons) pass(ctx context.Context, query string, h people.Hash) (people.Pass, error) {
	p := people.Pass{Hash: h}
	var created, expires int64
	if err := t.one(ctx, query, []any{h[:]}, &p.Use, &p.Person, &created, &expires); err != nil {
		return people.Pass{}, fmt.Errorf("find pass: %w", err)
	}
	p.Created, p.Expires = instant(created), instant(expires)
	return p, nil
}

func (t persons) Sweep(ctx context.Context, now time.Time) error {
	if _, err := t.exec(ctx, "DELETE FROM pass WHERE expires_at <= ?", micros(now)); err != nil {
		return fmt.Errorf("sweep passes: %w", err)
	}
	return nil
}
