package app

import (
	"context"
	"fmt"
	"io"
	"slices"

	"recourse"
	"recourse/custody"
	"recourse/internal/casefile"
	"recourse/internal/evidence"
)

// Item returns an item of the person's case, what was made from it, and what it
// was made from.
func (a *App) Item(ctx context.Context, who, caseID, itemID string) (item evidence.Item, related []evidence.Item, err error) {
	if err := a.lookInside(ctx, who, caseID); err != nil {
		return evidence.Item{}, nil, fmt.Errorf("read item: %w", err)
	}
	err = a.Store.View(ctx, func(tx Tx) (err error) {
		item, err = ownItem(ctx, tx, who, caseID, itemID)
		if err != nil {
			return err
		}
		all, err := tx.Evidence().List(ctx, caseID)
		for _, i := range all {
			if i.Parent == item.ID || i.ID == item.Parent {
				related = append(related, i)
			}
		}
		return err
	})
	var g guard
	if err == nil {
		g, err = a.guard(ctx, caseID)
	}
	if err != nil {
		return evidence.Item{}, nil, fmt.Errorf("read item: %w", err)
	}
	return g.mark(item), g.markAll(related), nil
}

// ownItem returns an item of the person's case, or NotFound.
func ownItem(ctx context.Context, tx Tx, who, caseID, itemID string) (evidence.Item, error) {
	if _, err := own(ctx, tx, who, caseID); err != nil {
		return evidence.Item{}, err
	}
	item, err := tx.Evidence().Get(ctx, itemID)
	if err == nil && item.Case != caseID {
		err = fmt.Errorf("item %q: %w", itemID, recourse.NotFound)
	}
	return item, err
}

// Classify says what an item of the person's case is: the kind that was proposed
// may be wrong. It holds for the plan and the papers, for what else was handed in with the
// same bytes, and for the texts that were read out of these. A text itself is Invalid: it is
// of the kind of what it was read out of.
func (a *App) Classify(ctx context.Context, who, caseID, itemID string, kind evidence.Kind) error {
	err := a.Store.Update(ctx, func(tx Tx) error {
		item, err := ownItem(ctx, tx, who, caseID, itemID)
		if err != nil {
			return err
		}
		c, err := tx.Cases().Get(ctx, caseID)
		if err != nil {
			return err
		}
		if IsText(item) {
			return fmt.Errorf("item %q is a text and of the kind of what it was read out of: %w", itemID, recourse.Invalid)
		}
		if err := classifyCopies(ctx, tx, item, kind); err != nil {
			return err
		}
		if err := reclassify(ctx, tx, c, item, kind, a); err != nil {
			return err
		}
		return log(ctx, tx, caseID, custody.Entry{At: a.Now(), Do: custody.Noted, Who: who, Door: "web", Item: item.SHA256, Size: item.Size, Ref: "kind/" + string(kind)})
	})
	if err != nil {
		return fmt.Errorf("classify item: %w", err)
	}
	a.seen.drop(caseID)
	return nil
}

// classifyCopies gives an item, what was handed in with the same bytes, and the texts that were
// read out of these, a kind.
func classifyCopies(ctx context.Context, tx Tx, item evidence.Item, kind evidence.Kind) error {
	copies, err := tx.Evidence().ByDigest(ctx, item.Case, item.SHA256)
	if err != nil {
		return err
	}
	for _, c := range copies {
		if c.ID != item.ID && c.Parent != "" {
			continue
		}
		if err := tx.Evidence().Classify(ctx, c.ID, kind); err != nil {
			return err
		}
		if err := classifyTexts(ctx, tx, c, kind); err != nil {
			return err
		}
	}
	return nil
}

// reclassify puts the kind into the case's facts.
func reclassify(ctx context.Context, tx Tx, c casefile.Case, item evidence.Item, kind evidence.Kind, a *App) error {
	c.Incident.Evidence = slices.Clone(c.Incident.Evidence)
	for i, e := range c.Incident.Evidence {
		if e.Item == item.SHA256 {
			c.Incident.Evidence[i].Document = string(kind)
		}
	}
	c.Updated = a.Now()
	return tx.Cases().Save(ctx, c)
}

// ErrIdentity refuses an identity document that would leave without the person's
// word for it. Its kind is Denied.
var ErrIdentity = fmt.Errorf("it is an identity document, or holds one: %w", recourse.Denied)

// WriteItem writes an item's bytes and notes in the case's log that they were taken
// out. An identity document is [ErrIdentity] unless identity says that it may leave.
func (a *App) WriteItem(ctx context.Context, who, caseID, itemID string, identity bool, w io.Writer) error {
	item, related, err := a.Item(ctx, who, caseID, itemID)
	if err != nil {
		return err
	}
	if guarded(item, related) && !identity {
		return fmt.Errorf("write item: %w", ErrIdentity)
	}
	r, err := a.openKept(ctx, caseID, item.SHA256, item.Name)
	if err != nil {
		return fmt.Errorf("write item: %w", err)
	}
	defer r.Close()
	err = a.Store.Update(ctx, func(tx Tx) error {
		return log(ctx, tx, caseID, custody.Entry{At: a.Now(), Do: custody.Exported, Who: who, Door: "web", Item: item.SHA256, Size: item.Size})
	})
	if err != nil {
		return fmt.Errorf("note that the item leaves: %w", err)
	}
	if _, err := io.Copy(w, r); err != nil {
		return fmt.Errorf("write item: %w", err)
	}
	return nil
}
