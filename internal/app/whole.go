package app

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// NotWholeError is the error for an item whose bytes cannot be read as they were kept: they
// are gone, or are not those that were handed in. Handed in again the item is whole again.
type NotWholeError struct {
	Name   string // of the item
	sha256 string
	err    error
}

// Error names the item, for who runs the program.
func (e *NotWholeError) Error() string { return fmt.Sprintf("%q is not whole: %v", e.Name, e.err) }

// Unwrap is why.
func (e *NotWholeError) Unwrap() error { return e.err }

// openKept opens the bytes of an item. Where they cannot be read, then or later, the error
// is a [NotWholeError].
func (a *App) openKept(ctx context.Context, caseID, sha256, name string) (io.ReadCloser, error) {
	r, err := a.Blobs.Open(ctx, caseID, sha256)
	if err != nil {
		return nil, notWhole(ctx, name, sha256, err)
	}
	return &keptReader{r, ctx, name, sha256}, nil
}

// keptReader reads the bytes of an item.
type keptReader struct {
	io.ReadCloser
	ctx          context.Context
	name, sha256 string
}

// Read reads on; an error names the item.
func (r *keptReader) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = notWhole(r.ctx, r.name, r.sha256, err)
	}
	return n, err
}

// notWhole is err, as one of the item where nobody stopped the reading.
func notWhole(ctx context.Context, name, sha256 string, err error) error {
	if ctx.Err() != nil {
		return err
	}
	return &NotWholeError{name, sha256, err}
}

// ReadAgain reads the item of the person's case of which err says that it is not whole, and
// returns why it still is not.
func (a *App) ReadAgain(ctx context.Context, who, caseID string, err *NotWholeError) error {
	if _, err := a.own(ctx, who, caseID); err != nil {
		return err
	}
	r, again := a.openKept(ctx, caseID, err.sha256, err.Name)
	if again == nil {
		_, again = io.Copy(io.Discard, r)
		again = errors.Join(again, r.Close())
	}
	if again != nil {
		return fmt.Errorf("read item: %w", again)
	}
	return nil
}
