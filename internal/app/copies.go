package app

import (
	"context"
	"slices"
	"strings"

	"recourse/incident"
	"recourse/intake"
	"recourse/internal/casefile"
	"recourse/internal/evidence"
	"recourse/internal/spill"
)

// guard knows by their bytes which items are an identity document, or hold one, because a copy
// of it is one: a record says it only of the item that was looked at or spoken of.
type guard struct {
	whole  map[string]bool        // digests of identity documents
	inside map[string]intake.File // in which they lie, by its digest
}

// guardOf is what the files of a case show, among which copies were marked by [shareIdentity].
func guardOf(files []intake.File) guard {
	g := guard{make(map[string]bool), make(map[string]intake.File)}
	for _, f := range files {
		switch {
		case f.SHA256 == "" || f.Size == 0:
		case f.Document == intake.DocIdentity:
			g.whole[f.SHA256] = true
		case len(f.IdentityPlaces()) > 0:
			g.inside[f.SHA256] = f
		}
	}
	return g
}

// mark returns an item with what is known of its bytes.
func (g guard) mark(k evidence.Item) evidence.Item {
	if g.whole[k.SHA256] {
		k.Kind = evidence.Identity
	}
	var places []string
	if k.Inside != "" {
		places = strings.Split(k.Inside, "\n")
	}
	file := g.inside[k.SHA256]
	for _, p := range renamed(file.IdentityPlaces(), file.Path, k.Name) {
		if p = strings.ReplaceAll(p, "\n", " "); len(places) < mostInside && !slices.Contains(places, p) {
			places = append(places, p)
		}
	}
	k.Inside = strings.Join(places, "\n")
	return k
}

// renamed are places in a file as they are called in a copy of it.
func renamed(places []string, from, to string) []string {
	for i, p := range places {
		places[i] = to + strings.TrimPrefix(p, from)
	}
	return places
}

func (g guard) markAll(list []evidence.Item) []evidence.Item {
	for i := range list {
		list[i] = g.mark(list[i])
	}
	return list
}

// guard looks for copies among the items of a case. Where no item is an identity document
// nothing is read.
func (a *App) guard(ctx context.Context, caseID string) (guard, error) {
	var c casefile.Case
	var list items
	some := false
	space := spill.New(Scratch)
	defer space.Close()
	err := a.Store.View(ctx, func(tx Tx) (err error) {
		for k, err := range tx.Evidence().Each(ctx, caseID) {
			if err != nil {
				return err
			}
			if some = k.Kind == evidence.Identity && k.Parent == ""; some {
				break
			}
		}
		if !some {
			return nil
		}
		if c, err = tx.Cases().Get(ctx, caseID); err == nil {
			list, err = originals(space, tx.Evidence().Each(ctx, caseID))
		}
		return err
	})
	if err != nil || !some {
		return guard{}, err
	}
	f, err := a.findings(ctx, c, list)
	return guardOf(f.Files), err
}

// withCopies says in the facts of a case which of its files are or hold a copy of an identity
// document, which was perhaps found or said later.
func withCopies(in incident.Incident, files []intake.File) incident.Incident {
	g := guardOf(files)
	if len(g.whole)+len(g.inside) == 0 {
		return in
	}
	in.Evidence = slices.Clone(in.Evidence)
	for i := range in.Evidence {
		e := &in.Evidence[i]
		if g.whole[e.Item] {
			e.Document = intake.DocIdentity
		}
		_, holds := g.inside[e.Item]
		e.HoldsIdentity = e.HoldsIdentity || holds
	}
	return in
}
