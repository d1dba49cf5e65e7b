package recourse

import (
	"context"
	"io"
)

// UntilDone returns a reader of r's bytes that fails with the context's error once ctx is
// done, so that what reads it to the end can be stopped.
func UntilDone(ctx context.Context, r io.Reader) io.Reader { return &untilDone{ctx, r} }

type untilDone struct {
	ctx context.Context
	in  io.Reader
}

// Read reads, or fails with the context's error.
func (u *untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.in.Read(p)
}
