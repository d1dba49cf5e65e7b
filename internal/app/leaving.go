package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"recourse/custody"
	"recourse/internal/evidence"
	"recourse/internal/spill"
)

// leaving tells which items of a case may leave, one after the other in the order
// in which they came: what opens a redaction never, identity documents, what holds one
// and what was made from them only where identity says so.
type leaving struct {
	identity bool
	guard    guard
	held     map[string]bool // by ID
}

func (l *leaving) may(k evidence.Item) bool {
	if !l.identity && (HoldsIdentity(l.guard.mark(k)) || l.held[k.Parent]) {
		if l.held == nil {
			l.held = make(map[string]bool)
		}
		l.held[k.ID] = true
		return false
	}
	return !IsSecrets(k)
}

// mayLeave are the items that may leave.
func mayLeave(kept []evidence.Item, identity bool) (list []evidence.Item) {
	l := leaving{identity: identity}
	for _, k := range kept {
		if l.may(k) {
			list = append(list, k)
		}
	}
	return list
}

// addItemsOf lets a package have the items of a case that may leave.
func (a *App) addItemsOf(ctx context.Context, pkg *custody.Package, caseID string, identity bool) {
	pkg.Open = a.opener(caseID)
	pkg.Stream = func(yield func(custody.Item, error) bool) {
		space := spill.New(Scratch)
		defer space.Close()
		leave := space.Sorter()
		l := leaving{identity: identity}
		var err error
		if !identity {
			if l.guard, err = a.guard(ctx, caseID); err != nil {
				yield(custody.Item{}, err)
				return
			}
		}
		err = a.Store.View(ctx, func(tx Tx) error {
			for k, err := range tx.Evidence().Each(ctx, caseID) {
				if err != nil {
					return err
				}
				if !l.may(k) {
					continue
				}
				var parent evidence.Item
				if k.Parent != "" {
					if parent, err = tx.Evidence().Get(ctx, k.Parent); err != nil {
						return err
					}
				}
				if err := leave.Add(leavingRecord(leave.Len(), k, parent.SHA256)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			yield(custody.Item{}, err)
			return
		}
		var p places
		for rec, err := range leave.All() {
			var item custody.Item
			if err == nil {
				k, of, bad := readLeaving(rec)
				item, err = p.item(k, of), bad
			}
			if !yield(item, err) || err != nil {
				return
			}
		}
	}
}

// leavingRecord is an item that may leave, made from the one with the digest of, in the
// order of the paths and then of their coming: those that were handed in are first, so
// that they keep their names.
func leavingRecord(n int, k evidence.Item, of string) []byte {
	rec := spill.AppendNumber(spill.AppendKey(nil, custody.SafePath(k.Name)), made(k))
	rec = spill.AppendNumber(rec, int64(n))
	for _, s := range []string{k.Name, k.SHA256, k.MediaType, string(k.Kind), k.Origin, k.Door, k.By, k.Tool, of} {
		rec = spill.AppendString(rec, s)
	}
	return spill.AppendInt(spill.AppendInt(rec, k.Size), k.At.UnixMicro())
}

func readLeaving(rec []byte) (k evidence.Item, of string, err error) {
	f := spill.Read(rec)
	_, _, _ = f.Key(), f.Number(), f.Number()
	k = evidence.Item{
		Name: f.String(), SHA256: f.String(), MediaType: f.String(), Kind: evidence.Kind(f.String()), Origin: f.String(), Door: f.String(), By: f.String(),
		Tool: f.String(),
	}
	of, k.Size, k.At = f.String(), f.Int(), time.UnixMicro(f.Int())
	return k, of, f.Err()
}

// made is 1 for an item that was made from another one.
func made(i evidence.Item) int64 {
	if i.Parent != "" {
		return 1
	}
	return 0
}

// places counts the items of a path, which come one after the other: two files of one
// name are told apart by a number.
type places struct {
	path string
	n    int
}

// item is an item to be sealed, made from the one with the digest of.
func (p *places) item(k evidence.Item, of string) custody.Item {
	path := custody.SafePath(k.Name)
	if path != p.path {
		*p = places{path: path}
	}
	if p.n++; p.n > 1 {
		path = fmt.Sprintf("%d/%s", p.n, path)
	}
	return custody.Item{
		Path: path, SHA256: k.SHA256, Size: k.Size, MediaType: k.MediaType, Kind: string(k.Kind), Origin: k.Origin, Door: k.Door, By: k.By, At: k.At,
		Of: of, Tool: k.Tool,
	}
}

// sealItems lists items to be sealed.
func sealItems(kept []evidence.Item) (items []custody.Item) {
	digests := make(map[string]string) // by ID
	for _, k := range kept {
		digests[k.ID] = k.SHA256
	}
	kept = slices.Clone(kept)
	slices.SortStableFunc(kept, func(a, b evidence.Item) int {
		return cmp.Or(strings.Compare(custody.SafePath(a.Name), custody.SafePath(b.Name)), cmp.Compare(made(a), made(b)))
	})
	var p places
	for _, k := range kept {
		items = append(items, p.item(k, digests[k.Parent]))
	}
	return items
}
