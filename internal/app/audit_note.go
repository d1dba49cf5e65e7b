package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"recourse"
	"recourse/custody"
)

// wholeLog is a case and the end of its log, up to which all of it was found whole.
type wholeLog struct {
	caseID string
	head   custody.Head
}

// What NoteVerified says of how a case was verified.
const (
	ByDoctor  = "doctor"
	ByRestore = "restore"
)

// NoteVerified writes into the log of each case with which an audit found nothing wrong
// that all of it was verified, up to the entry before; by says how. A case whose log has
// grown since it was read gets none: what came was not looked at. It returns how many
// entries were written. Others may use the store meanwhile.
func NoteVerified(ctx context.Context, store Store, found Audit, by string, now time.Time) (n int, err error) {
	for _, l := range found.whole {
		err := store.Update(ctx, func(tx Tx) error {
			head, err := tx.Logs().Head(ctx, l.caseID)
			if err != nil {
				return err
			}
			if !head.Same(l.head) {
				return fmt.Errorf("the log has grown: %w", recourse.Conflict)
			}
			placed, _, _, err := head.Next(custody.Entry{At: now, Do: custody.Verified, Who: "owner", Door: "cli", Ref: by})
			if err != nil {
				return err
			}
			_, err = tx.Logs().Append(ctx, l.caseID, head, placed)
			return err
		})
		switch {
		case err == nil:
			n++
		case !errors.Is(err, recourse.Conflict):
			return n, fmt.Errorf("note that case %s was verified: %w", l.caseID, err)
		}
	}
	return n, nil
}
