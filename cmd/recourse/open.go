package main

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"

	"recourse/internal/app"
	"recourse/internal/blob"
	"recourse/internal/durable"
	"recourse/internal/keys"
	"recourse/internal/sqlstore"
)

// open opens the data folder: records in SQLite, bytes encrypted in files, keys
// beside them. The function that it returns closes what it opened.
func (c serveCmd) open(env *environment, engines *app.Engines, log *slog.Logger) (*app.App, func() error, error) {
	dir, err := dataDir(c.Data)
	if err != nil {
		return nil, nil, err
	}
	if err := durable.MkdirAll(dir); err != nil {
		return nil, nil, err
	}
	ring, err := keys.OpenOrCreate(filepath.Join(dir, "keys"), keys.Options{})
	if err != nil {
		return nil, nil, err
	}
	blobs, err := blob.Open(context.WithoutCancel(env), filepath.Join(dir, "blobs"), ring)
	if err != nil {
		return nil, nil, err
	}
	store, err := sqlstore.Open(env, filepath.Join(dir, "recourse.db"))
	if err != nil {
		return nil, nil, errors.Join(err, blobs.Close())
	}
	a := app.New(app.Config{
		Engines: engines, Store: store, Blobs: blobs, Keys: ring, Readers: env.readers(engines, c.Country), Now: env.clock(), Log: log,
	})
	return a, func() error { return errors.Join(store.Close(), blobs.Close()) }, nil
}
