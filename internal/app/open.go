package app

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"recourse"
	"recourse/custody"
	"recourse/incident"
	"recourse/intake"
	"recourse/internal/casefile"
	"recourse/internal/evidence"
)

// Open opens a case for the person with what they hand in: every file is kept
// byte for byte under the case's own key, then read; what they tell beside is kept
// with it. It is an error of kind Invalid where nothing was handed in or told; what is wrong with one file of many is
// in the view's problems.
func (a *App) Open(ctx context.Context, who string, in Input) (caseID string, err error) {
	if in.count()+len(in.Tellings) == 0 {
		return "", fmt.Errorf("open case: nothing was handed in or told: %w", recourse.Invalid)
	}
	if err := in.noSecrets(); err != nil {
		return "", fmt.Errorf("open case: %w", err)
	}
	if err := a.known(ctx, who); err != nil {
		return "", err
	}
	id := recourse.NewID()
	end, err := a.Blobs.Begin(ctx, id)
	if err != nil {
		return "", fmt.Errorf("open case: %w", err)
	}
	f, err := a.openWith(ctx, who, id, in)
	if err != nil {
		switch there := a.opened(ctx, id); {
		case errors.Is(there, recourse.NotFound):
			a.discard(ctx, id)
			return "", fmt.Errorf("open case: %w", err)
		case there != nil: // the next start looks again
			return "", fmt.Errorf("open case: %w", err)
		}
	}
	a.ended(id, end)
	a.seen.put(id, f)
	return id, nil
}

// openWith makes the case's key, keeps and reads the sources and records the case.
func (a *App) openWith(ctx context.Context, who, id string, in Input) (f Findings, err error) {
	if err := a.Keys.NewCase(id); err != nil {
		return f, err
	}
	tables, err := a.tables(ctx, who)
	if err != nil {
		return f, err
	}
	h := newHandIn(id, who, in.door())
	defer func() { err = errors.Join(err, h.close()) }()
	if err := a.putAll(ctx, h, in); err != nil {
		return f, err
	}
	r, err := a.readKept(ctx, id, items{h.items}, tables, incident.Incident{}, func(n int, f *intake.File) error { return a.describe(ctx, h, n, f) })
	if err != nil {
		return f, err
	}
	now := a.Now()
	if f, err = a.Engines.conclude(r, in.Circumstances, now); err != nil {
		return f, err
	}
	told, err := a.Engines.toldAll(&f.Incident, in.Tellings, custody.Entry{At: now, Do: custody.Noted, Who: who, Door: in.door()})
	if err != nil {
		return f, err
	}
	c := casefile.Case{ID: id, Owner: who, State: casefile.Open, Incident: f.Incident, Tables: tables, Created: now, Updated: now}
	err = a.Store.Update(ctx, func(tx Tx) error {
		return recordNew(ctx, tx, c, after(h.records(), h.textRecords(now)), told)
	})
	return f, err
}

// opened returns nil where the store has the case, although it said that it
// failed, and NotFound where it has not. Another error leaves it open.
func (a *App) opened(ctx context.Context, id string) error {
	return a.Store.View(context.WithoutCancel(ctx), func(tx Tx) error {
		_, err := tx.Cases().Get(ctx, id)
		return err
	})
}

// known checks that who is a person of this instance.
func (a *App) known(ctx context.Context, who string) error {
	err := a.Store.View(ctx, func(tx Tx) error {
		_, err := tx.People().Get(ctx, who)
		return err
	})
	if errors.Is(err, recourse.NotFound) {
		return fmt.Errorf("person is not known here: %w", recourse.Denied)
	}
	return err
}

// putAll encrypts each source under the case's key.
func (a *App) putAll(ctx context.Context, h *handIn, in Input) error {
	for n := range in.count() {
		if err := ctx.Err(); err != nil {
			return err
		}
		src := in.source(n)
		digest, size, err := a.put(ctx, h.caseID, src)
		if err != nil {
			return err
		}
		item, err := handedOf(evidence.Item{ID: recourse.NewID(), SHA256: digest, Size: size, Name: src.Path, At: a.Now()})
		if err == nil {
			err = h.add(&item)
		}
		if err != nil {
			return err
		}
		if in.Progress != nil {
			in.Progress(n + 1)
		}
	}
	return nil
}

func (a *App) put(ctx context.Context, caseID string, src intake.Source) (digest string, size int64, err error) {
	r, err := src.Open()
	if err != nil {
		return "", 0, fmt.Errorf("open %q: %w", src.Path, err)
	}
	defer r.Close()
	return a.Blobs.Put(ctx, caseID, r)
}

// evidenceKind is what a file is kept as until the person says better.
func evidenceKind(f *intake.File) evidence.Kind {
	if k := evidence.Kind(f.Document); k.Known() {
		return k
	}
	return evidence.Other
}

// recordItems keeps items of a case and a log entry for each of them; a parent comes
// before what was made from it.
func recordItems(ctx context.Context, tx Tx, caseID string, items iter.Seq2[evidence.Item, error]) error {
	for item, err := range items {
		if err != nil {
			return err
		}
		item.Salt = evidence.NewSalt()
		if err := tx.Evidence().Add(ctx, item); err != nil {
			return err
		}
		e := custody.Entry{At: item.At, Do: custody.Kept, Who: item.By, Door: item.Door, Item: item.SHA256, Size: item.Size, Ref: item.Ref()}
		if item.Parent != "" {
			parent, err := tx.Evidence().Get(ctx, item.Parent)
			if err != nil {
				return err
			}
			e.Do, e.Of, e.Tool = custody.Derived, parent.SHA256, item.Tool
		}
		if err := log(ctx, tx, caseID, e); err != nil {
			return err
		}
	}
	return nil
}

// log puts an entry at the end of a case's log.
func log(ctx context.Context, tx Tx, caseID string, e custody.Entry) error {
	head, err := tx.Logs().Head(ctx, caseID)
	if err != nil {
		return err
	}
	placed, _, _, err := head.Next(e)
	if err != nil {
		return err
	}
	_, err = tx.Logs().Append(ctx, caseID, head, placed)
	return err
}
