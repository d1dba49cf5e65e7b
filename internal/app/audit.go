package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"recourse"
	"recourse/custody"
	"recourse/internal/casefile"
	"recourse/internal/evidence"
	"recourse/internal/keys"
	"recourse/internal/spill"
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

// AuditStore reads everything that is kept again: the store's own files, where it is a
// [SelfChecker], each case's log from its first
// entry to its head, each item's bytes against their digest, and that items and
// log speak of each other. What is wrong is in the problems; a problem's path is
// the case's ID, and behind a slash the item's name. progress, which may be nil,
// is called again and again with the items and bytes so far.
func AuditStore(ctx context.Context, store Store, blobs Blobs, progress func(items int, bytes int64)) (Audit, error) {
	a := auditor{blobs: blobs, progress: progress, found: Audit{Problems: []recourse.Problem{}}, buf: make([]byte, 64<<10)}
	unfinished, err := blobs.Unfinished(ctx)
	if err != nil {
		return Audit{}, fmt.Errorf("audit: %w", err)
	}
	a.unfinished = unfinished
	if err := a.store(ctx, store); err != nil {
		return Audit{}, fmt.Errorf("audit: %w", err)
	}
	flawed := len(a.found.Problems) > 0
	err = store.View(ctx, func(tx Tx) error {
		return eachCase(ctx, tx, func(c casefile.Brief) error { return a.audit(ctx, tx, c) })
	})
	switch {
	case err == nil, flawed && errors.Is(err, recourse.Invalid): // the second is among the problems
		return a.found, nil
	}
	return Audit{}, fmt.Errorf("audit: %w", err)
}

// store lets the store look through its own files.
func (a *auditor) store(ctx context.Context, store Store) error {
	c, ok := store.(SelfChecker)
	if !ok {
		return nil
	}
	flaws, err := c.Check(ctx)
	for _, flaw := range flaws {
		a.problem("", "audit-database", flaw)
	}
	return err
}

// NamedBlobs yields the blobs that records name, each once, as <case>/<digest>, in
// the order of the digests within each case.
func NamedBlobs(ctx context.Context, store Store) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		stopped := errors.New("stopped")
		err := store.View(ctx, func(tx Tx) error {
			return eachCase(ctx, tx, func(c casefile.Brief) error {
				for digest, err := range tx.Evidence().Digests(ctx, c.ID) {
					if err != nil {
						return err
					}
					if !yield(c.ID+"/"+digest, nil) {
						return stopped
					}
				}
				return nil
			})
		})
		if err != nil && !errors.Is(err, stopped) {
			yield("", fmt.Errorf("list blobs: %w", err))
		}
	}
}

// eachCase calls f with the cases of all persons, erased ones too.
func eachCase(ctx context.Context, tx Tx, f func(casefile.Brief) error) error {
	persons, err := tx.People().List(ctx)
	if err != nil {
		return err
	}
	for _, p := range persons {
		cases, err := tx.Cases().Briefs(ctx, p.ID)
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
	buf        []byte
}

func (a *auditor) problem(path, code, detail string) {
	a.found.Problems = append(a.found.Problems, recourse.Problem{Path: path, Code: code, Detail: detail})
}

func (a *auditor) audit(ctx context.Context, tx Tx, c casefile.Brief) (err error) {
	a.found.Cases++
	space := spill.New(Scratch)
	defer func() { err = errors.Join(err, space.Close()) }()
	logged := space.Sorter()
	if err := a.log(ctx, tx, c.ID, logged); err != nil || c.State == casefile.Erased {
		return err
	}
	for item, err := range tx.Evidence().Each(ctx, c.ID) {
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		a.item(ctx, item)
		a.found.Items++
		a.told(0)
	}
	return a.others(ctx, tx, c.ID, logged, space)
}

// others looks for what only one of log, records and folder has.
func (a *auditor) others(ctx context.Context, tx Tx, caseID string, logged *spill.Sorter, space *spill.Space) error {
	named := space.List()
	for digest, err := range tx.Evidence().Digests(ctx, caseID) {
		if err == nil {
			err = addDigest(named, digest)
		}
		if err != nil {
			return err
		}
	}
	err := without(named.Cursor(), logged.Cursor(), func(sum []byte) error {
		items, err := tx.Evidence().ByDigest(ctx, caseID, hex.EncodeToString(sum))
		for _, item := range items {
			a.problem(caseID+"/"+item.Name, "audit-unlogged", "")
		}
		return err
	})
	if err != nil {
		return err
	}
	err = without(logged.Cursor(), named.Cursor(), func(sum []byte) error {
		a.problem(caseID, "audit-unrecorded", hex.EncodeToString(sum))
		return nil
	})
	if err != nil || slices.Contains(a.unfinished, caseID) {
		return err
	}
	there := space.Sorter()
	for digest, err := range a.blobs.List(ctx, caseID) {
		if err == nil {
			err = addDigest(there, digest)
		}
		if err != nil {
			return err
		}
	}
	return without(there.Cursor(), named.Cursor(), func(sum []byte) error {
		a.problem(caseID, "audit-unnamed", hex.EncodeToString(sum))
		return nil
	})
}

// addDigest adds a digest in hex. What is none is left out: no blob has its name.
func addDigest(to interface{ Add([]byte) error }, digest string) error {
	sum, err := hex.DecodeString(digest)
	if err != nil || len(sum) != sha256.Size {
		return nil //nolint:nilerr // as is said above
	}
	return to.Add(sum)
}

// log follows the case's log and adds the digests of what it says was kept to kept.
func (a *auditor) log(ctx context.Context, tx Tx, caseID string, kept *spill.Sorter) error {
	want, err := tx.Logs().Head(ctx, caseID)
	if err != nil {
		a.problem(caseID, "audit-log", err.Error())
		return ctx.Err()
	}
	var head custody.Head
	for e, err := range tx.Logs().Entries(ctx, caseID, 0) {
		if err == nil {
			head, err = head.Follow(e)
		}
		if err != nil {
			a.problem(caseID, "audit-log", err.Error())
			return ctx.Err()
		}
		a.found.Entries++
		if !e.Clock.IsZero() {
			a.found.ClockBack++
		}
		if e.Do == custody.Kept || e.Do == custody.Derived {
			if err := addDigest(kept, e.Item); err != nil {
				return err
			}
		}
	}
	if head.Size != want.Size || head.Root() != want.Root() {
		a.problem(caseID, "audit-log", fmt.Sprintf("%d entries do not hash to the head of %d", head.Size, want.Size))
	}
	return nil
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
		n, err = io.CopyBuffer(&toldWriter{auditor: a}, r, a.buf)
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
