package app

import (
	"context"
	"errors"
	"fmt"

	"recourse"
	"recourse/internal/casefile"
)

// Recover puts right what a run that was cut off has left: bytes that were kept
// for a case and never recorded, so that nobody was told of them, go; an erasure
// that was recorded is carried to its end. It must be called before anything
// else, while no other program uses the data.
func (a *App) Recover(ctx context.Context) error {
	cases, err := a.Blobs.Unfinished(ctx)
	if err != nil {
		return fmt.Errorf("recover: %w", err)
	}
	for _, id := range cases {
		if err := a.recoverCase(ctx, id); err != nil {
			return fmt.Errorf("recover case %s: %w", id, err)
		}
	}
	erased, err := a.erasedCases(ctx)
	if err != nil {
		return fmt.Errorf("recover: %w", err)
	}
	for _, id := range erased {
		if err := a.destroy(ctx, id); err != nil {
			return fmt.Errorf("recover: %w", err)
		}
	}
	return nil
}

func (a *App) recoverCase(ctx context.Context, caseID string) error {
	named := make(map[string]bool)
	err := a.Store.View(ctx, func(tx Tx) error {
		if _, err := tx.Cases().Get(ctx, caseID); err != nil {
			return err
		}
		items, err := tx.Evidence().List(ctx, caseID)
		for _, i := range items {
			named[i.SHA256] = true
		}
		return err
	})
	if errors.Is(err, recourse.NotFound) {
		return a.destroy(ctx, caseID)
	}
	if err != nil {
		return err
	}
	return a.Blobs.Sweep(ctx, caseID, named)
}

func (a *App) erasedCases(ctx context.Context) (ids []string, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		return eachCase(ctx, tx, func(c casefile.Brief) error {
			if c.State == casefile.Erased {
				ids = append(ids, c.ID)
			}
			return nil
		})
	})
	return ids, err
}

// destroy makes what was kept for a case unreadable for good, and removes it.
func (a *App) destroy(ctx context.Context, caseID string) error {
	ctx = context.WithoutCancel(ctx)
	return errors.Join(a.Keys.DestroyCase(caseID), a.Blobs.Erase(ctx, caseID))
}
