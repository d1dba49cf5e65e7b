package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"

	"recourse"
	"recourse/internal/durable"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"
)

// cloud is a bucket of gocloud.dev. An object's name is known only at the end of
// its bytes, and services cannot rename: so the encrypted bytes are spooled to a
// file of this machine first.
type cloud struct{ bucket *blob.Bucket }

func (c *cloud) begin(context.Context, string) (*durable.File, error) {
	return durable.Begin(os.TempDir())
}

func (c *cloud) commit(ctx context.Context, spool *durable.File, key string, replace bool) (bool, error) {
	// A writer whose context is cancelled before Close keeps nothing.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w, err := c.bucket.NewWriter(ctx, key, &blob.WriterOptions{ContentType: "application/octet-stream", IfNotExist: !replace})
	if err != nil {
		return false, fmt.Errorf("write object: %w", err)
	}
	if _, err := spool.WriteTo(w); err != nil {
		cancel()
		return false, errors.Join(fmt.Errorf("write object: %w", err), w.Close())
	}
	err = w.Close()
	if gcerrors.Code(err) == gcerrors.FailedPrecondition && !replace {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("write object: %w", err)
	}
	return true, nil
}

func (c *cloud) open(ctx context.Context, key string) (io.ReadCloser, error) {
	r, err := c.bucket.NewReader(ctx, key, nil)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil, fmt.Errorf("it is not there: %w", recourse.NotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("read object: %w", err)
	}
	return r, nil
}

func (c *cloud) list(ctx context.Context, caseID string) iter.Seq2[string, error] {
	return c.below(ctx, caseID+"/")
}

// below yields the keys that begin with prefix.
func (c *cloud) below(ctx context.Context, prefix string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		it := c.bucket.List(&blob.ListOptions{Prefix: prefix})
		for {
			o, err := it.Next(ctx)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield("", fmt.Errorf("list objects: %w", err))
				return
			}
			if !yield(o.Key, nil) {
				return
			}
		}
	}
}

func (c *cloud) survey(ctx context.Context) (cases, strays []string, err error) {
	seen := make(map[string]bool)
	for k, err := range c.below(ctx, "") {
		if err != nil {
			return nil, nil, err
		}
		caseID, rest, _ := strings.Cut(k, "/")
		switch {
		case isBlob(caseID, rest):
			if !seen[caseID] {
				seen[caseID], cases = true, append(cases, caseID)
			}
		case len(strays) < maxStrays:
			strays = append(strays, k)
		}
	}
	return cases, strays, nil
}

func (c *cloud) erase(ctx context.Context, caseID string) error {
	var keys []string
	for k, err := range c.list(ctx, caseID) {
		if err != nil {
			return err
		}
		keys = append(keys, k)
	}
	for _, k := range keys {
		if err := c.bucket.Delete(ctx, k); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
			return fmt.Errorf("delete object: %w", err)
		}
	}
	return nil
}

// A bucket of this kind ends with the program, and has nothing to recover.

func (c *cloud) mark(context.Context, string) (func() error, error) {
	return func() error { return nil }, nil
}

func (c *cloud) marked(context.Context) ([]string, error) { return nil, nil }

func (c *cloud) sweep(context.Context, string, map[string]bool) error { return nil }

func (c *cloud) close() error { return c.bucket.Close() }
