package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"

	"recourse"
	"recourse/internal/app"
	"recourse/internal/blob"
	"recourse/internal/capture"
	"recourse/internal/cores"
	"recourse/internal/durable"
	"recourse/internal/keys"
	"recourse/internal/ocr"
	"recourse/internal/sqlstore"
)

// closers are what ends an opened data folder, the last first.
type closers []func() error

func (c closers) close() error {
	var errs []error
	for _, f := range slices.Backward(c) {
		errs = append(errs, f())
	}
	return errors.Join(errs...)
}

// open opens the data folder for this process alone: records in SQLite, bytes
// encrypted in files, keys beside them. What it returns ends it all.
func (c serveCmd) open(env *environment, engines *app.Engines, log *slog.Logger) (a *app.App, opened closers, err error) {
	defer func() {
		if err != nil {
			err = errors.Join(err, opened.close())
		}
	}()
	dir, err := c.folder()
	if err != nil {
		return nil, nil, err
	}
	if err := durable.MkdirAll(dir); err != nil {
		return nil, nil, err
	}
	lock, err := lockData(dir)
	if err != nil {
		return nil, nil, err
	}
	opened = append(opened, lock.Close)
	back, err := ownTemp(dir)
	if err != nil {
		return nil, opened, err
	}
	opened = append(opened, back)
	ring, err := keys.OpenOrCreate(filepath.Join(dir, "keys"), keys.Options{})
	if err != nil {
		return nil, opened, err
	}
	if err := ring.Sweep(); err != nil {
		return nil, opened, err
	}
	p, err := env.printer(engines.Catalogues, "")
	if err != nil {
		return nil, opened, err
	}
	if err := env.unlock(p, ring); err != nil {
		return nil, opened, err
	}
	if err := errors.Join(ring.Protect(), ring.KeepFirst()); err != nil {
		return nil, opened, err
	}
	if err := ownKeys(dir, ring); err != nil {
		return nil, opened, err
	}
	if err := ring.KeepRecovery(); err != nil {
		return nil, opened, err
	}
	cores.Oversubscribe() // what is handed in waits for the disk
	blobs, err := blob.Open(context.WithoutCancel(env), filepath.Join(dir, "blobs"), ring)
	if err != nil {
		return nil, opened, err
	}
	opened = append(opened, blobs.Close)
	store, err := sqlstore.Open(env, filepath.Join(dir, "recourse.db"))
	if err != nil {
		return nil, opened, err
	}
	opened = append(opened, store.Close)
	stampers, err := c.stampers(env)
	if err != nil {
		return nil, opened, err
	}
	witnesses, err := c.witnesses()
	if err != nil {
		return nil, opened, err
	}
	readers := env.readers(engines, c.Country)
	readers.Pictures = env.pictures(c.Data)
	a = app.New(app.Config{
		Engines: engines, Store: store, Blobs: blobs, Keys: ring, Readers: readers, Stampers: stampers, Witnesses: witnesses, Now: env.clock(), Log: log,
		Capturer: capture.Browser{},
		Redactor: app.Redactor{Pages: ocr.Reader{}, Random: rand.Reader},
	})
	return a, opened, a.Recover(env)
}

// ownKeys sees that the key which signs and the recovery keys are the instance's own: what
// another signs nobody could take for this instance's, and what is wrapped for another its
// owner opens.
func ownKeys(dir string, ring *keys.Ring) error {
	err := ring.CheckSigner()
	switch {
	case errors.Is(err, keys.ErrOtherSigner):
		return misused(recourse.Invalid, "other-signer", "path", filepath.Join(dir, "keys", "signing.key"))
	case err != nil:
		return err
	}
	return ring.CheckRecovery()
}

// folder is the data folder that is asked for, or the person's own, unless its records
// are gone: then nothing is to be done in it.
func (d dataFlag) folder() (string, error) {
	dir, err := dataDir(d.Data)
	if err == nil {
		err = recordsThere(dir)
	}
	return dir, err
}

// lockData takes the data folder for this process. One that another program uses is
// refused with what to do.
func lockData(dir string) (*os.File, error) {
	lock, err := durable.Lock(dir)
	if errors.Is(err, recourse.Conflict) {
		return nil, misused(recourse.Conflict, "data-in-use", "path", dir)
	}
	return lock, err
}

// recordsThere refuses a folder that has keys of cases and no records: a new database
// would hide that they are lost.
func recordsThere(dir string) error {
	cases, err := filepath.Glob(filepath.Join(dir, "keys", "cases", "*.age"))
	if err != nil || len(cases) == 0 {
		return err
	}
	for _, name := range []string{"recourse.db", "recourse.db-wal"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.Size() > 0 {
			return nil
		}
	}
	return fmt.Errorf("%s keeps files of cases (%d), and the records of them (recourse.db) are gone: move it aside and bring the newest backup back with recourse restore; "+
		"to begin anew name another folder with --data: %w", dir, len(cases), recourse.Invalid)
}

// ownTemp makes the program's temporary folder one that nobody else can read: a
// large upload waits there until it is encrypted. What an earlier run left in
// it, because the power failed, is removed. The function that it returns empties
// the folder and goes back to the system's.
func ownTemp(dir string) (back func() error, err error) {
	const name = "TMPDIR"
	temp := filepath.Join(dir, "tmp")
	if err := os.RemoveAll(temp); err != nil {
		return nil, fmt.Errorf("empty the temporary folder: %w", err)
	}
	if err := durable.MkdirAll(temp); err != nil {
		return nil, err
	}
	before, set := os.LookupEnv(name)
	if err := os.Setenv(name, temp); err != nil {
		return nil, fmt.Errorf("set the temporary folder: %w", err)
	}
	return func() error {
		if set {
			return errors.Join(os.RemoveAll(temp), os.Setenv(name, before))
		}
		return errors.Join(os.RemoveAll(temp), os.Unsetenv(name))
	}, nil
}
