package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"recourse"
	"recourse/intake"
	"recourse/internal/evidence"
)

// HoldsIdentity reports whether an item is an identity document, or holds one: it leaves
// only where the person says so once more.
func HoldsIdentity(i evidence.Item) bool { return i.Kind == evidence.Identity || i.Inside != "" }

// mostInside is how many places in one item are kept.
const mostInside = 20

// identityInside are the places in a file that was read which look like an identity document, as
// an item has them.
func identityInside(f *intake.File) string {
	places := f.IdentityPlaces()
	places = places[:min(len(places), mostInside)]
	for i, p := range places {
		places[i] = strings.ReplaceAll(p, "\n", " ")
	}
	return strings.Join(places, "\n")
}

// lookInside looks into the items of the person's case that were kept before anybody did.
func (a *App) lookInside(ctx context.Context, who, caseID string) error {
	var unseen []evidence.Item
	err := a.Store.View(ctx, func(tx Tx) error {
		if err := ownBrief(ctx, tx, who, caseID); err != nil {
			return err
		}
		for i, err := range tx.Evidence().Each(ctx, caseID) {
			if err != nil {
				return err
			}
			if !i.Looked {
				unseen = append(unseen, i)
			}
		}
		return nil
	})
	if err != nil || len(unseen) == 0 {
		return err
	}
	found := make([]string, len(unseen))
	source := func(n int) intake.Source { return a.itemSource(ctx, unseen[n]) }
	if err := readEach(ctx, len(unseen), source, a.Engines.readers(a.Readers), func(_, n int, f intake.File) { found[n] = identityInside(&f) }); err != nil {
		return fmt.Errorf("look into items: %w", err)
	}
	err = a.Store.Update(ctx, func(tx Tx) error {
		for n, i := range unseen {
			if err := tx.Evidence().Look(ctx, i.ID, found[n]); err != nil && !errors.Is(err, recourse.NotFound) {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("look into items: %w", err)
	}
	return nil
}
