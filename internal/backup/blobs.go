package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/internal/durable"
	"recourse/internal/keys"
	"recourse/internal/spill"

	"filippo.io/age"
)

// blobs copies of the blobs that the records name what the backup does not have yet, and
// returns their lines in order.
func (w *writer) blobs(ctx context.Context, named iter.Seq2[string, error]) (lines *spill.List, err error) {
	all := w.space.Sorter()
	ids := make(cases)
	for n, err := range named {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, fmt.Errorf("backup: %w", err)
		}
		caseID, digest, _ := strings.Cut(n, "/")
		l, ok := ids.blob(caseID, digest)
		if !ok || !blobForm.MatchString(l.name()) {
			return nil, fmt.Errorf("backup: records name the blob %.100q: %w", n, recourse.Invalid)
		}
		if err := all.Add(l.record()); err != nil {
			return nil, err
		}
	}
	known, err := w.known()
	if err != nil {
		return nil, err
	}
	lines = w.space.List()
	for rec, err := range all.All() {
		if err := errors.Join(err, ctx.Err()); err != nil {
			return nil, fmt.Errorf("backup: %w", err)
		}
		if err := w.listed(ctx, readLine(rec), known, lines); err != nil {
			return nil, err
		}
	}
	w.res.Blobs = lines.Len()
	return lines, known.from.Err()
}

// listed copies one blob and adds its line.
func (w *writer) listed(ctx context.Context, l line, known *lookup, lines *spill.List) error {
	old, _ := known.find(l)
	done, err := w.blob(ctx, l, old)
	if errors.Is(err, errLost) {
		w.res.Missing = append(w.res.Missing, l.id())
		return nil
	}
	if err != nil {
		return err
	}
	l.sum, l.size = done.sum, done.size
	if err := lines.Add(l.record()); err != nil {
		return err
	}
	w.done++
	w.told(0)
	return nil
}

// known are the lines of the newest snapshot.
func (w *writer) known() (*lookup, error) {
	names, err := Snapshots(w.to)
	if err != nil {
		return nil, err
	}
	lines := w.space.Sorter()
	if len(names) > 0 {
		err = blobsOf(filepath.Join(w.to, snapshotsDir, names[len(names)-1]), lines)
	}
	return newLookup(lines.Cursor()), err
}

// errLost is the error for a blob that is nowhere to be had.
var errLost = errors.New("it is lost")

// blob copies one blob, unless the copy is of the same size and time and known: old
// is what the newest snapshot says of it. One that is not whole takes no whole copy's
// place, and is looked at again by the next backup, as its copy does not get its time.
func (w *writer) blob(ctx context.Context, l, old line) (copied, error) {
	src, info, unread := w.source(l)
	if src != nil {
		defer src.Close()
	}
	same := src != nil && w.same(l, old, info)
	if same && !w.Full {
		return copied{old.sum, old.size}, nil
	}
	with, err := w.key(l.of)
	if err != nil {
		return copied{}, err
	}
	if same {
		if have, err := w.have(ctx, l, with); err == nil || ctx.Err() != nil {
			return have, err
		}
	}
	if src == nil {
		return w.without(ctx, l, with, unread)
	}
	known := len(w.flaws)
	done, err := w.fetch(ctx, l, with, src, info.ModTime())
	if same && err == nil && with != nil && len(w.flaws) == known {
		w.res.Mended++
	}
	return done, err
}

// source opens a blob of the data folder; unread says why it cannot be.
func (w *writer) source(l line) (src *os.File, info fs.FileInfo, unread error) {
	if src, unread = durable.OpenRegular(l.below(w.Data)); unread != nil {
		return nil, nil, unread
	}
	if info, unread = src.Stat(); unread != nil {
		return nil, nil, errors.Join(unread, src.Close())
	}
	return src, info, nil
}

// same reports whether the backup has the blob as it lies in the data folder.
func (w *writer) same(l, old line, info fs.FileInfo) bool {
	have, err := os.Stat(l.below(w.to))
	return err == nil && old.blob && have.Size() == info.Size() && old.size == info.Size() && have.ModTime().Equal(info.ModTime())
}

// key is what opens the blobs of a case; nil where its key is not there, which is noted.
func (w *writer) key(caseID string) (age.Identity, error) {
	with, err := w.Keys.CaseIdentity(caseID)
	switch {
	case err == nil:
		return with, nil
	case !errors.Is(err, recourse.NotFound):
		return nil, fmt.Errorf("backup: %w", err)
	case errors.Is(err, keys.ErrDestroyed) && !w.last:
		return nil, errErased
	}
	w.noKey(caseID)
	return nil, nil //nolint:nilnil // as is said above
}

// fetch copies a blob from src. Where it is not whole there, and the backup has it whole
// from before, that copy stays.
func (w *writer) fetch(ctx context.Context, l line, with age.Identity, src io.Reader, at time.Time) (copied, error) {
	to := l.below(w.to)
	if err := durable.MkdirAll(filepath.Dir(to)); err != nil {
		return copied{}, err
	}
	f, err := durable.Begin(filepath.Dir(to))
	if err != nil {
		return copied{}, err
	}
	defer f.Discard()
	done, flawed, err := w.through(ctx, src, f, l, with, w.told)
	if errors.Is(err, errUnread) {
		return w.without(ctx, l, with, err)
	}
	if err == nil && flawed != nil {
		if have, err := w.have(ctx, l, with); err == nil {
			w.flaws = append(w.flaws, flaw{l.id(), "backup-kept", flawed.Error()})
			return have, nil
		}
		if at = (time.Time{}); with != nil {
			w.flaws = append(w.flaws, flaw{l.id(), "backup-damaged", flawed.Error()})
		}
	}
	if err == nil {
		err = f.Replace(to, at)
	}
	if err != nil {
		return copied{}, fmt.Errorf("write %s: %w", to, err)
	}
	w.res.New++
	w.res.Bytes += done.size
	return done, nil
}

// without is for a blob that cannot be read: it stays in the backup where that has it
// whole.
func (w *writer) without(ctx context.Context, l line, with age.Identity, unread error) (copied, error) {
	have, err := w.have(ctx, l, with)
	switch {
	case ctx.Err() != nil:
		return copied{}, ctx.Err()
	case err != nil:
		w.flaws = append(w.flaws, flaw{l.id(), "backup-lost", unread.Error()})
		return copied{}, errLost
	}
	w.flaws = append(w.flaws, flaw{l.id(), "backup-kept", unread.Error()})
	return have, nil
}

// noKey notes once that the key of a case is not there.
func (w *writer) noKey(caseID string) {
	if !slices.Contains(w.keyless, caseID) {
		w.keyless = append(w.keyless, caseID)
	}
}
