package backup

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"recourse"
	"recourse/internal/durable"
)

// copySize is how much of a file is held while it is copied, in bytes.
const copySize = 256 << 10

// copier copies files, one after the other.
type copier struct{ buf []byte }

// copied is what was copied.
type copied struct {
	sum  [sha256.Size]byte
	size int64
}

// copy writes the file to from src, durably and over an older one, with the time of
// its last change. It tells of the bytes so far. Where src cannot be read the error is
// [errUnread].
func (c *copier) copy(ctx context.Context, src io.Reader, to string, at time.Time, told func(int64)) (done copied, err error) {
	if err := durable.MkdirAll(filepath.Dir(to)); err != nil {
		return done, err
	}
	f, err := durable.Begin(filepath.Dir(to))
	if err != nil {
		return done, err
	}
	defer f.Discard()
	sum := sha256.New()
	t := &teed{in: recourse.UntilDone(ctx, src), out: io.MultiWriter(f, sum), told: told}
	if err = t.rest(c.buf); err == nil {
		err = f.Replace(to, at)
	}
	if err != nil {
		return copied{}, fmt.Errorf("write %s: %w", to, err)
	}
	done.size = t.n
	sum.Sum(done.sum[:0])
	return done, nil
}
