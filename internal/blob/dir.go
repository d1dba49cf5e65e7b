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
	f, err := d.root.Open(filepath.FromSlash(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("it is not there: %w", recourse.NotFound)
	}
	return f, err
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
			case e.Type().IsRegular() && !strings.HasPrefix(e.Name(), durable.TempPrefix) && !yield(p, nil):
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			yield("", fmt.Errorf("list folder: %w", err))
		}
	}
}

func (d *dir) erase(_ context.Context, caseID string) error {
	if err := d.root.RemoveAll(caseID); err != nil {
		return fmt.Errorf("remove folder: %w", err)
	}
	return durable.SyncDir(d.path)
}

func (d *dir) close() error { return d.root.Close() }
