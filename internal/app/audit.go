package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"recourse"
	"recourse/custody"
	"recourse/internal/casefile"
	"recourse/internal/evidence"
	"recourse/internal/keys"
)

// Audit is what was found when everything that is kept was read again.
type Audit struct {
	Cases   int   `json:"cases"`
	Items   int   `json:"items"`
	Bytes   int64 `json:"bytes"`   // of the items, decrypted
	Entries int64 `json:"entries"` // of the logs
	// ClockBack is how many entries say that the clock had been set back.
	ClockBack int                `json:"clock_set_back,omitempty"`
	Problems  []recourse.Problem `json:"problems"`
}

// AuditStore reads everything that is kept again: each case's log from its first
// entry to its head, each item's bytes against their digest, and that items and
// log speak of each other. What is wrong is in the problems; a problem's path is
// the case's ID, and behind a slash the item's name. progress, which may be nil,
// is called again and again with the items and bytes so far.
func AuditStore(ctx context.Context, store Store, blobs Blobs, progress func(items int, bytes int64)) (Audit, error) {
	a := auditor{blobs: blobs, progress: progress, found: Audit{Problems: []recourse.Problem{}}}
	unfinished, err := blobs.Unfinished(ctx)
	if err != nil {
		return Audit{}, fmt.Errorf("audit: %w", err)
	}
	a.unfinished = unfinished
	err = store.View(ctx, func(tx Tx) error {
		return eachCase(ctx, tx, func(c casefile.Case) error { return a.audit(ctx, tx, c) })
	})
	if err != nil {
		return Audit{}, fmt.Errorf("audit: %w", err)
	}
	return a.found, nil
}

// NamedBlobs lists the blobs that records name, each once, as <case>/<digest>.
func NamedBlobs(ctx context.Context, store Store) (list []string, err error) {
	seen := make(map[string]bool)
	err = store.View(ctx, func(tx Tx) error {
		return eachCase(ctx, tx, func(c casefile.Case) error {
			items, err := tx.Evidence().List(ctx, c.ID)
			for _, i := range items {
				if name := i.Case + "/" + i.SHA256; !seen[name] {
					seen[name] = true
					list = append(list, name)
				}
			}
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list blobs: %w", err)
	}
	return list, nil
}

// eachCase calls f with the cases of all persons, erased ones too.
func eachCase(ctx context.Context, tx Tx, f func(casefile.Case) error) error {
	persons, err := tx.People().List(ctx)
	if err != nil {
		return err
	}
	for _, p := range persons {
		cases, err := tx.Cases().List(ctx, p.ID)
		if err != nil {
			return err
		}
		for _, c := range cases {
			if err := f(c); err != nil {
				return err
			}
		}
	}
	return nil
}

type auditor struct {
	blobs      Blobs
	progress   func(int, int64)
	keyless    string   // the case whose lack of a key was said last
	unfinished []string // cases that something is being added to, or was when a run was cut off
	found      Audit
}

func (a *auditor) problem(path, code, detail string) {
	a.found.Problems = append(a.found.Problems, recourse.Problem{Path: path, Code: code, Detail: detail})
}

func (a *auditor) audit(ctx context.Context, tx Tx, c casefile.Case) error {
	a.found.Cases++
	logged, err := a.log(ctx, tx, c)
	if err != nil || c.State == casefile.Erased {
		return err
	}
	items, err := tx.Evidence().List(ctx, c.ID)
	if err != nil {
		return err
	}
	named := make(map[string]bool)
	for _, item := range items {
		if err := ctx.Err(); err != nil {
			return err
		}
		named[item.SHA256] = true
		if !logged[item.SHA256] {
			a.problem(c.ID+"/"+item.Name, "audit-unlogged", "")
		}
		a.item(ctx, item)
		a.found.Items++
		a.told(0)
	}
	for digest := range logged {
		if !named[digest] {
			a.problem(c.ID, "audit-unrecorded", digest)
		}
	}
	for digest, err := range a.blobs.List(ctx, c.ID) {
		if err != nil {
			return err
		}
		if !named[digest] && !slices.Contains(a.unfinished, c.ID) {
			a.problem(c.ID, "audit-unnamed", digest)
		}
	}
	return nil
}

// log follows the case's log and returns the digests of what it says was kept.
func (a *auditor) log(ctx context.Context, tx Tx, c casefile.Case) (map[string]bool, error) {
	kept := make(map[string]bool)
	want, err := tx.Logs().Head(ctx, c.ID)
	if err != nil {
		a.problem(c.ID, "audit-log", err.Error())
		return kept, ctx.Err()
	}
	var head custody.Head
	for e, err := range tx.Logs().Entries(ctx, c.ID) {
		if err == nil {
			head, err = head.Follow(e)
		}
		if err != nil {
			a.problem(c.ID, "audit-log", err.Error())
			return kept, ctx.Err()
		}
		a.found.Entries++
		if !e.Clock.IsZero() {
			a.found.ClockBack++
		}
		if e.Do == custody.Kept || e.Do == custody.Derived {
			kept[e.Item] = true
		}
	}
	if head.Size != want.Size || head.Root() != want.Root() {
		a.problem(c.ID, "audit-log", fmt.Sprintf("%d entries do not hash to the head of %d", head.Size, want.Size))
	}
	return kept, nil
}

// told tells how far it is, with n bytes of the item at hand.
func (a *auditor) told(n int64) {
	if a.progress != nil {
		a.progress(a.found.Items, a.found.Bytes+n)
	}
}

// toldWriter takes bytes and tells of them.
type toldWriter struct {
	*auditor
	n int64
}

// Write counts.
func (w *toldWriter) Write(p []byte) (int, error) {
	w.n += int64(len(p))
	w.told(w.n)
	return len(p), nil
}

func (a *auditor) item(ctx context.Context, item evidence.Item) {
	r, err := a.blobs.Open(ctx, item.Case, item.SHA256)
	var n int64
	if err == nil {
		n, err = io.Copy(&toldWriter{auditor: a}, r)
		err = errors.Join(err, r.Close())
	}
	a.found.Bytes += n
	path := item.Case + "/" + item.Name
	switch {
	case ctx.Err() != nil:
	case errors.Is(err, keys.ErrNoKey), errors.Is(err, keys.ErrDestroyed):
		if a.keyless != item.Case { // once for all its items
			a.keyless = item.Case
			a.problem(item.Case, "audit-key", err.Error()+".")
		}
	case errors.Is(err, recourse.NotFound):
		a.problem(path, "audit-missing", err.Error())
	case err != nil:
		a.problem(path, "audit-damaged", err.Error())
	case n != item.Size:
		a.problem(path, "audit-damaged", fmt.Sprintf("%d bytes, and %d were kept", n, item.Size))
	}
}
