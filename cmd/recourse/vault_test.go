package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/blob"
	"recourse/internal/durable"
	"recourse/internal/keys"
	"recourse/internal/sqlstore"
	"recourse/knowledge"
)

// shipped are the engines with the knowledge that ships, loaded once.
var shipped = sync.OnceValues(func() (*app.Engines, error) {
	return app.LoadEngines(knowledge.Files(), app.All|app.Proven)
})

// vault is a data folder that is open, as serve opens it.
type vault struct {
	*app.App
	dir   string
	ring  *keys.Ring
	blobs *blob.Store
	store *sqlstore.DB
	who   string
}

// openVault opens the data folder, with its store behind wrap where that is given.
func openVault(t testing.TB, dir string, wrap func(app.Store) app.Store) *vault {
	t.Helper()
	engines, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	v := &vault{dir: dir}
	if err := errors.Join(durable.MkdirAll(dir), v.open(engines, wrap)); err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *vault) open(engines *app.Engines, wrap func(app.Store) app.Store) (err error) {
	ctx := context.Background()
	if v.ring, err = keys.OpenOrCreate(filepath.Join(v.dir, "keys"), keys.Options{}); err != nil {
		return err
	}
	if err := v.ring.Sweep(); err != nil {
		return err
	}
	if v.blobs, err = blob.Open(ctx, filepath.Join(v.dir, "blobs"), v.ring); err != nil {
		return err
	}
	if v.store, err = sqlstore.Open(ctx, filepath.Join(v.dir, "recourse.db")); err != nil {
		return err
	}
	var store app.Store = v.store
	if wrap != nil {
		store = wrap(store)
	}
	v.App = app.New(app.Config{Engines: engines, Store: store, Blobs: v.blobs, Keys: v.ring, Readers: intake.Options{PDF: pagesRead{}}, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err := v.Recover(ctx); err != nil {
		return err
	}
	if v.who, err = v.Personal(ctx); err != nil {
		if _, err = v.Invite(ctx); err == nil {
			v.who, err = v.Personal(ctx)
		}
	}
	return err
}

func (v *vault) close(t testing.TB) {
	t.Helper()
	if err := errors.Join(v.blobs.Close(), v.store.Close()); err != nil {
		t.Errorf("close: %v", err)
	}
}

// audit reads all that is kept again, finds nothing wrong with it and returns it.
func (v *vault) audit(t testing.TB) app.Audit {
	t.Helper()
	found, err := app.AuditStore(context.Background(), app.AuditOf{Store: v.store, Blobs: v.blobs, Keys: v.ring})
	if err != nil {
		t.Fatalf("audit: %v", err)
	}
	for _, p := range found.Problems {
		t.Errorf("audit: %s: %s %s", p.Path, p.Code, p.Detail)
	}
	return found
}

// input is texts that are handed in, each a file.
func input(texts ...string) app.Input {
	var in app.Input
	for i, text := range texts {
		in.Files = append(in.Files, app.Upload{Name: string(rune('a'+i)) + ".txt", Size: int64(len(text)), Open: func() (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader([]byte(text))), nil
		}})
	}
	return in
}

// pagesRead reads pages out of files that begin as a PDF does.
type pagesRead struct{}

const pdfHead = "%PDF-1.4\n"

// PDFText returns what stands behind the beginning.
func (pagesRead) PDFText(_ context.Context, r io.Reader) (string, error) {
	b, err := io.ReadAll(r)
	return strings.TrimPrefix(string(b), pdfHead), err
}

// ToolName is that of a program.
func (pagesRead) ToolName(context.Context, intake.Maker) (string, error) {
	return "pdftotext/22.12.0", nil
}

// pages are what is handed in as PDFs, each with a text.
func pages(texts ...string) (in app.Input) {
	for i, text := range texts {
		b := pdfHead + text
		in.Files = append(in.Files, app.Upload{Name: fmt.Sprintf("%d.pdf", i), Size: int64(len(b)), Open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(b)), nil
		}})
	}
	return in
}

// copyFolder copies the files of a folder, for their owner alone.
func copyFolder(t testing.TB, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(p string, d fs.DirEntry, err error) error {
		rel, relErr := filepath.Rel(from, p)
		switch {
		case errors.Join(err, relErr) != nil:
			return errors.Join(err, relErr)
		case d.IsDir():
			return os.MkdirAll(filepath.Join(to, rel), 0o700)
		}
		b, err := os.ReadFile(p)
		if err == nil {
			err = os.WriteFile(filepath.Join(to, rel), b, 0o600)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
