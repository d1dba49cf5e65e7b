package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"recourse"
)

// copyTries is how often a database is copied anew because it was written to meanwhile.
const copyTries = 3

// walExt ends the name of what a database has committed and not yet copied into its file.
const walExt = "-wal"

// OpenCopy copies the SQLite database at path, with what it committed last, into the
// empty folder dir and opens the copy: for a database that lies where nothing can be
// written. It is an error of kind Unavailable where somebody else goes on writing to it.
func OpenCopy(ctx context.Context, path, dir string) (*DB, error) {
	to := filepath.Join(dir, filepath.Base(path))
	for range copyTries {
		before, err := stateOf(path)
		if err == nil {
			err = errors.Join(copyFile(path, to), copyFile(path+walExt, to+walExt))
		}
		var after state
		if err == nil {
			after, err = stateOf(path)
		}
		if err != nil {
			return nil, fmt.Errorf("copy database: %w", err)
		}
		if before == after {
			return Open(ctx, to)
		}
	}
	return nil, fmt.Errorf("copy database: somebody is writing to it: %w", recourse.Unavailable)
}

// state tells whether a database was written to.
type state struct {
	size, walSize int64
	at, walAt     time.Time
}

func stateOf(path string) (s state, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return s, err
	}
	s.size, s.at = info.Size(), info.ModTime()
	switch info, err = os.Stat(path + walExt); {
	case err == nil:
		s.walSize, s.walAt = info.Size(), info.ModTime()
	case !errors.Is(err, fs.ErrNotExist):
		return s, err
	}
	return s, nil
}

// copyFile copies a file over one that is there. Where there is none, there is none after.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if errors.Is(err, fs.ErrNotExist) {
		return os.RemoveAll(to)
	}
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
