package app

import (
	"context"
	"errors"
	"fmt"

	"recourse"
	"recourse/custody"
	"recourse/incident"
	"recourse/internal/casefile"
)

// Scrubber is a store that keeps older states of what was changed. Scrub
// overwrites them.
type Scrubber interface {
	Scrub(ctx context.Context) error
}

// Erase erases the person's case for good: the key of its files is destroyed, the
// files and all that was found and said go. What stays is the case's ID, when it
// was opened and erased, and its log, which holds digests and identifiers alone
// and ends with the entry "erased". A package that was handed out verifies as
// before. Where the end of the log is damaged the case goes all the same, and the log
// gets no such entry. door is how the person came. Erasing again carries an erasure to its
// end that failed half-way.
func (a *App) Erase(ctx context.Context, who, caseID, door string) error {
	now := a.Now()
	err := a.Store.Update(ctx, func(tx Tx) error {
		c, err := tx.Cases().Get(ctx, caseID)
		if err != nil {
			return err
		}
		if c.Owner != who {
			return fmt.Errorf("case %q: %w", caseID, recourse.NotFound)
		}
		if c.State == casefile.Erased {
			return nil
		}
		c = casefile.Case{
			ID: c.ID, Owner: c.Owner, State: casefile.Erased, Incident: incident.Incident{Recourse: incident.FormVersion},
			Created: c.Created, Updated: a.changed(c), Version: c.Version,
		}
		if err := tx.Evidence().Erase(ctx, caseID); err != nil {
			return err
		}
		if err := tx.Cases().Save(ctx, c); err != nil {
			return err
		}
		err = log(ctx, tx, caseID, custody.Entry{At: now, Do: custody.Erased, Who: who, Door: door, Ref: "case"})
		if errors.Is(err, custody.ErrHead) {
			return nil // nobody has to keep a case because of that
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("erase case: %w", err)
	}
	a.seen.drop(caseID)
	if err := a.destroy(ctx, caseID); err != nil {
		return fmt.Errorf("erase case: %w", err)
	}
	if s, ok := a.Store.(Scrubber); ok {
		if err := s.Scrub(context.WithoutCancel(ctx)); err != nil {
			return fmt.Errorf("erase case: %w", err)
		}
	}
	return nil
}

// Personal returns the owner of a personal instance. One that nobody uses yet is
// an error of kind NotFound.
func (a *App) Personal(ctx context.Context) (who string, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		who, err = personalOwner(ctx, tx)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("find owner: %w", err)
	}
	return who, nil
}
