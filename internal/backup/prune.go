package backup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"recourse/internal/durable"
	"recourse/internal/spill"
)

// prune drops the oldest snapshots, and blobs that no other lists.
func (w *writer) prune() error {
	names, err := Snapshots(w.to)
	if err != nil || len(names) <= w.Keep {
		return err
	}
	listed := w.space.Sorter()
	for _, name := range names[len(names)-w.Keep:] {
		if err := blobsOf(filepath.Join(w.to, snapshotsDir, name), listed); err != nil {
			return err
		}
	}
	for _, name := range names[:len(names)-w.Keep] {
		if err := os.RemoveAll(filepath.Join(w.to, snapshotsDir, name)); err != nil {
			return fmt.Errorf("drop snapshot: %w", err)
		}
		w.res.Dropped++
	}
	return w.pruneBlobs(listed)
}

// pruneBlobs drops the blobs that are not listed. The folder is gone through in the
// order of the lines.
func (w *writer) pruneBlobs(listed *spill.Sorter) error {
	root, err := os.OpenRoot(filepath.Join(w.to, blobsDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("drop blobs: %w", err)
	}
	defer root.Close()
	ids, stays := make(cases), newLookup(listed.Cursor())
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		m := blobForm.FindStringSubmatch(name)
		if err != nil || m == nil || !d.Type().IsRegular() {
			return err
		}
		if l, ok := ids.blob(m[1], m[3]); ok && l.name() == name {
			_, listed := stays.find(l)
			if err := stays.from.Err(); listed || err != nil {
				return err
			}
		}
		return root.Remove(filepath.FromSlash(name))
	})
	if err != nil {
		return fmt.Errorf("drop blobs: %w", err)
	}
	return nil
}

// sweepTarget removes what a backup into this folder that was cut off has left.
// The folder is locked.
func sweepTarget(to string) error {
	root, err := os.OpenRoot(to)
	if err != nil {
		return err
	}
	defer root.Close()
	return fs.WalkDir(root.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasPrefix(d.Name(), durable.TempPrefix) {
			return err
		}
		if err := root.RemoveAll(filepath.FromSlash(path)); err != nil || !d.IsDir() {
			return err
		}
		return fs.SkipDir
	})
}

// sweepData removes the records that a backup which was cut off has left in the
// data folder, in plain text as they are there.
func sweepData(data string) error { return sweepLocked(data, tempPrefix) }

// sweepLocked removes the folders in dir whose names begin with prefix and that
// no program holds.
func sweepLocked(dir, prefix string) error {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if err != nil || !e.IsDir() || !strings.HasPrefix(e.Name(), prefix) {
			continue
		}
		name := filepath.Join(dir, e.Name())
		lock, lerr := durable.Lock(name)
		if lerr != nil {
			continue // another program is at it
		}
		err = errors.Join(os.RemoveAll(name), lock.Close())
	}
	return err
}
