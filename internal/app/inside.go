package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
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

// HeldBack is an item that is left out where identity documents are, with what is left out
// with it.
type HeldBack struct {
	Name   string
	Inside []string // the places in it that look like an identity document; none where it is one itself
	Beside []string // what else lies in it, by its name there, and what was made from it
}

// HeldBack are the items that the result of that name is without where identity documents are
// left out; all says that no other item is left.
func (v View) HeldBack(name string) (held []HeldBack, all bool) {
	kept := v.Kept
	if name == RedactedZip {
		kept = v.Redaction().items
	}
	at := make(map[string]int) // places among the held, by ID
	for _, k := range kept {
		outer, made := at[k.Parent]
		switch {
		case made:
			held[outer].Beside = append(held[outer].Beside, k.Name)
			at[k.ID] = outer
		case HoldsIdentity(k):
			at[k.ID] = len(held)
			held = append(held, v.heldBack(k))
		}
	}
	return held, len(held) > 0 && len(mayLeave(kept, false)) == 0
}

func (v View) heldBack(k evidence.Item) HeldBack {
	h := HeldBack{Name: k.Name}
	if k.Kind != evidence.Identity {
		h.Inside = strings.Split(k.Inside, "\n")
	}
	for _, f := range v.Findings.Files {
		if f.Path == k.Name && f.SHA256 == k.SHA256 {
			h.Beside = f.BesideIdentity()
			break
		}
	}
	return h
}

// heldProblems say in a report what its package is without, and why.
func heldProblems(held []HeldBack, all bool) (list []recourse.Problem) {
	for _, h := range held {
		if len(h.Inside) == 0 {
			list = append(list, recourse.Problem{Path: h.Name, Code: "identity-not-sealed"})
		} else {
			list = append(list, recourse.Problem{Path: h.Name, Code: "identity-inside-not-sealed", Detail: strings.Join(h.Inside, ", ")})
		}
		if len(h.Beside) > 0 {
			list = append(list, recourse.Problem{Path: h.Name, Code: "identity-beside", Detail: Told(h.Beside)})
		}
	}
	if all {
		list = append(list, recourse.Problem{Path: "evidence", Code: "nothing-leaves"})
	}
	return list
}

// Told are names in one line, and no more of them than are told.
func Told(names []string) string {
	if len(names) > mostInside {
		names = append(slices.Clone(names[:mostInside]), "…")
	}
	return strings.Join(names, ", ")
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
