package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"recourse"
	"recourse/internal/durable"
)

// dir is a folder: <case>/<first two digits>/<digest>. Spools lie beside the
// shards, so that naming one never crosses a file system.
type dir struct {
	path string
	root *os.Root
}

func (d *dir) file(key string) string { return filepath.Join(d.path, filepath.FromSlash(key)) }

func (d *dir) begin(_ context.Context, caseID string) (*durable.File, error) {
	if err := durable.MkdirAll(d.file(caseID)); err != nil {
		return nil, err
	}
	return durable.Begin(d.file(caseID))
}

func (d *dir) commit(_ context.Context, spool *durable.File, key string, replace bool) (bool, error) {
	name := d.file(key)
	if err := durable.MkdirAll(filepath.Dir(name)); err != nil {
		return false, err
	}
	if !replace {
		return spool.Commit(name)
	}
	return true, spool.Replace(name, time.Time{})
}

func (d *dir) open(_ context.Context, key string) (io.ReadCloser, error) {
	f, err := durable.OpenRegularIn(d.root, key)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("it is not there: %w", recourse.NotFound)
	case errors.Is(err, durable.ErrNotFile):
		return nil, fmt.Errorf("%w: %v", ErrDamaged, err)
	case err != nil:
		return nil, err
	}
	return f, nil
}

func (d *dir) list(ctx context.Context, caseID string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		err := fs.WalkDir(d.root.FS(), caseID, func(p string, e fs.DirEntry, err error) error {
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case errors.Is(err, fs.ErrNotExist):
				return nil
			case err != nil:
				return err
			case !e.IsDir() && !strings.HasPrefix(e.Name(), durable.TempPrefix) && !yield(p, nil):
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			yield("", fmt.Errorf("list folder: %w", err))
		}
	}
}

// survey walks through the folder. Marks and what is being written are no strays: they
// belong to who puts.
func (d *dir) survey(ctx context.Context) (cases, strays []string, err error) {
	err = fs.WalkDir(d.root.FS(), ".", func(p string, e fs.DirEntry, err error) error {
		caseID, rest, below := strings.Cut(p, "/")
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, fs.ErrNotExist) || p == ".":
			return nil
		case err != nil:
			return err
		case !e.IsDir() && isBlob(caseID, rest):
			if n := len(cases); n == 0 || cases[n-1] != caseID {
				cases = append(cases, caseID)
			}
		case e.IsDir() && (!below && recourse.ValidID(p) || below && shardForm.MatchString(rest)),
			!e.IsDir() && recourse.ValidID(caseID) && (strings.HasPrefix(rest, markPrefix) || strings.HasPrefix(rest, durable.TempPrefix)):
		default:
			if len(strays) < maxStrays {
				strays = append(strays, p)
			}
			if e.IsDir() {
				return fs.SkipDir
			}
		}
		return nil
	})
	return cases, strays, err
}

// erase removes the marks last: a run that is cut off in its midst, while it
// clears what was never recorded, is found again by them.
func (d *dir) erase(_ context.Context, caseID string) error {
	entries, err := fs.ReadDir(d.root.FS(), caseID)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if err == nil && !strings.HasPrefix(e.Name(), markPrefix) {
			err = d.root.RemoveAll(filepath.Join(caseID, e.Name()))
		}
	}
	if err != nil {
		return fmt.Errorf("empty folder: %w", err)
	}
	if err := durable.SyncDir(d.file(caseID)); err != nil {
		return err
	}
	if err := d.root.RemoveAll(caseID); err != nil {
		return fmt.Errorf("remove folder: %w", err)
	}
	return durable.SyncDir(d.path)
}

// markPrefix begins the names of empty files in a case's folder, which say that
// blobs are being put that no record names yet. Their time is when that began.
const markPrefix = ".adding-"

func (d *dir) mark(_ context.Context, caseID string) (func() error, error) {
	name := filepath.Join(d.file(caseID), markPrefix+recourse.NewID())
	if err := durable.MkdirAll(d.file(caseID)); err != nil {
		return nil, err
	}
	if err := durable.WriteFile(name, nil); err != nil {
		return nil, err
	}
	return func() error { return durable.Remove(name) }, nil
}

// marks are the marks of a case and the time of the oldest; spools says that
// there are files without a name yet.
func (d *dir) marks(caseID string) (names []string, oldest time.Time, spools bool, err error) {
	entries, err := fs.ReadDir(d.root.FS(), caseID)
	if err != nil {
		return nil, oldest, false, err
	}
	for _, e := range entries {
		spools = spools || strings.HasPrefix(e.Name(), durable.TempPrefix)
		if !strings.HasPrefix(e.Name(), markPrefix) {
			continue
		}
		info, err := e.Info()
		if err != nil {
			return nil, oldest, false, err
		}
		if names = append(names, e.Name()); oldest.IsZero() || info.ModTime().Before(oldest) {
			oldest = info.ModTime()
		}
	}
	return names, oldest, spools, nil
}

func (d *dir) marked(ctx context.Context) (cases []string, err error) {
	entries, err := fs.ReadDir(d.root.FS(), ".")
	for _, e := range entries {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil || !e.IsDir() || !recourse.ValidID(e.Name()) {
			continue
		}
		names, _, spools, merr := d.marks(e.Name())
		if merr != nil && !errors.Is(merr, fs.ErrNotExist) {
			return nil, merr
		}
		if len(names) > 0 || spools {
			cases = append(cases, e.Name())
		}
	}
	return cases, err
}

func (d *dir) sweep(ctx context.Context, caseID string, named map[string]bool) error {
	marks, since, _, err := d.marks(caseID)
	if err != nil {
		return err
	}
	err = fs.WalkDir(d.root.FS(), caseID, func(p string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		late := len(marks) > 0 && digestForm.MatchString(e.Name()) && !named[e.Name()] && !info.ModTime().Before(since)
		if late || strings.HasPrefix(e.Name(), durable.TempPrefix) {
			return d.root.Remove(filepath.FromSlash(p))
		}
		return nil
	})
	for _, m := range marks {
		if err == nil {
			err = durable.Remove(filepath.Join(d.file(caseID), m))
		}
	}
	return err
}

func (d *dir) close() error { return d.root.Close() }
