package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"recourse"
	"recourse/custody"
	"recourse/internal/app"
	"recourse/internal/durable"
	"recourse/internal/keys"
)

// explained gives what a person can mend the sentence that says how. Any other error comes
// back as it is.
func explained(err error) error {
	var erased *app.ErasedError
	switch {
	case len(saidBy(err)) > 0:
		return err
	case errors.Is(err, custody.ErrHead):
		return misused(recourse.Unavailable, "log-end")
	case errors.Is(err, keys.ErrOtherRecovery):
		return misused(recourse.Invalid, "other-recovery")
	case errors.As(err, &erased):
		return misused(recourse.NotFound, "erased", "case", erased.Case, "at", recourse.At(erased.At))
	case errors.Is(err, fs.ErrPermission) && !errors.Is(err, durable.ErrReadOnly):
		return noRight(err, "")
	}
	return durable.Explain(err)
}

// noRight says that this user has no right to a file or folder: the one that the error
// names, or the one given.
func noRight(err error, path string) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		path = at.Path
	}
	if path == "" {
		return durable.Explain(err)
	}
	return misused(recourse.Denied, "no-right", "path", path)
}

// notKept says why a data folder cannot be used: nothing is kept in it, or something is
// wrong with what is.
func notKept(dir string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, recourse.NotFound):
		return misused(recourse.NotFound, "nothing-kept", "path", dir)
	case errors.Is(err, fs.ErrPermission):
		return noRight(err, dir)
	}
	return err
}

// keysOf opens the keys of a data folder in which something is kept.
func keysOf(dir string) (*keys.Ring, error) {
	ring, err := keys.Open(filepath.Join(dir, "keys"))
	if err != nil {
		return nil, notKept(dir, err)
	}
	return ring, nil
}

// kept sees that something is kept in a data folder.
func kept(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, "recourse.db")); err != nil {
		return notKept(dir, err)
	}
	return nil
}
