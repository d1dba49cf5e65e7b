package app

import (
	"context"
	"errors"
	"fmt"
	"io"

	"recourse"
	"recourse/custody"
	"recourse/intake"
	"recourse/internal/casefile"
	"recourse/internal/evidence"
)

// Open opens a case for the person with what they hand in: every file is kept
// byte for byte under the case's own key, then read. It is an error of kind
// Invalid where nothing was handed in; what is wrong with one file of many is
// in the view's problems.
func (a *App) Open(ctx context.Context, who string, in Input) (caseID string, err error) {
	sources := in.Sources()
	if len(sources) == 0 {
		return "", fmt.Errorf("open case: nothing was handed in: %w", recourse.Invalid)
	}
	if err := a.known(ctx, who); err != nil {
		return "", err
	}
	id := recourse.NewID()
	if err := a.Keys.NewCase(id); err != nil {
		return "", fmt.Errorf("open case: %w", err)
	}
	defer func() {
		if err != nil {
			a.discard(ctx, id)
		}
	}()
	tables, err := a.tables(ctx, who)
	if err != nil {
		return "", fmt.Errorf("open case: %w", err)
	}
	items, files, err := a.keepAll(ctx, who, id, sources, tables)
	if err != nil {
		return "", fmt.Errorf("open case: %w", err)
	}
	now := a.Now()
	f, err := a.Engines.conclude(files, in.Circumstances, now)
	if err != nil {
		return "", fmt.Errorf("open case: %w", err)
	}
	c := casefile.Case{ID: id, Owner: who, State: casefile.Open, Incident: f.Incident, Tables: tables, Created: now, Updated: now}
	err = a.Store.Update(ctx, func(tx Tx) error { return record(ctx, tx, c, items) })
	if err != nil {
		return "", fmt.Errorf("open case: %w", err)
	}
	a.seen.put(id, f)
	return id, nil
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

// keepAll encrypts each source under the case's key and reads what was kept.
func (a *App) keepAll(ctx context.Context, who, caseID string, sources []intake.Source, tables map[string]string) ([]evidence.Item, []intake.File, error) {
	var items []evidence.Item
	for _, src := range sources {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		digest, size, err := a.put(ctx, caseID, src)
		if err != nil {
			return nil, nil, err
		}
		item := evidence.Item{ID: recourse.NewID(), Case: caseID, SHA256: digest, Size: size, Name: src.Path, Kind: evidence.Other, Door: "web", By: who, At: a.Now()}
		items = append(items, item)
	}
	files, err := a.readKept(ctx, items, tables)
	for i, file := range files {
		items[i].MediaType, items[i].Kind = file.MediaType, evidenceKind(file.Kind)
	}
	return items, files, err
}

func (a *App) put(ctx context.Context, caseID string, src intake.Source) (digest string, size int64, err error) {
	r, err := src.Open()
	if err != nil {
		return "", 0, fmt.Errorf("open %q: %w", src.Path, err)
	}
	defer r.Close()
	return a.Blobs.Put(ctx, caseID, r)
}

// kept is an item as a source: its bytes are decrypted and checked while they are read.
func (a *App) kept(ctx context.Context, item evidence.Item) intake.Source {
	return intake.Source{Path: item.Name, Size: item.Size, Open: func() (io.ReadCloser, error) {
		return a.Blobs.Open(ctx, item.Case, item.SHA256)
	}}
}

// evidenceKind is what a file is kept as until the person says better.
func evidenceKind(kind string) evidence.Kind {
	switch kind {
	case intake.KindChat:
		return evidence.Chat
	case intake.KindMail:
		return evidence.Mail
	case intake.KindStatement:
		return evidence.Statement
	default:
		return evidence.Other
	}
}

// record keeps a new case, its items and a log entry for each of them.
func record(ctx context.Context, tx Tx, c casefile.Case, items []evidence.Item) error {
	if err := tx.Cases().Add(ctx, c); err != nil {
		return err
	}
	for _, item := range items {
		if err := tx.Evidence().Add(ctx, item); err != nil {
			return err
		}
		e := custody.Entry{At: item.At, Do: custody.Kept, Who: item.By, Door: item.Door, Item: item.SHA256, Size: item.Size}
		if err := log(ctx, tx, c.ID, e); err != nil {
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
