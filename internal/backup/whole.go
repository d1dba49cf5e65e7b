package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"recourse"
	"recourse/internal/durable"

	"filippo.io/age"
)

// Keyring gives the keys of cases; *keys.Ring is one.
type Keyring interface {
	CaseIdentity(caseID string) (age.Identity, error)
}

// Items returns for each blob, given as <case>/<digest>, the names of the items that it
// is by the records of the database at path.
type Items func(ctx context.Context, path string, blobs []string) ([][]string, error)

// errUnread is the error for a file that is there and that the disk does not give back.
var errUnread = errors.New("it cannot be read")

// errDamaged is the error for a blob that is not what was kept.
var errDamaged = errors.New("it is not what was kept")

// errNoKey is the error for a blob of which nobody can say whether it is whole.
var errNoKey = errors.New("the key of its case is not there")

// flaw is what is wrong with a blob, given as <case>/<digest>.
type flaw struct{ blob, code, detail string }

// problems are the flaws by the names of the items.
func (named Items) problems(ctx context.Context, path string, flaws []flaw) ([]recourse.Problem, error) {
	if len(flaws) == 0 {
		return nil, nil
	}
	blobs := make([]string, len(flaws))
	for i, f := range flaws {
		blobs[i] = f.blob
	}
	items, err := named(ctx, path, blobs)
	if err != nil {
		return nil, fmt.Errorf("name what is not whole: %w", err)
	}
	var list []recourse.Problem
	for i, f := range flaws {
		caseID, _, _ := strings.Cut(f.blob, "/")
		paths := []string{f.blob}
		for j, name := range items[i] {
			paths = append(paths[:j], caseID+"/"+name)
		}
		for _, path := range paths {
			list = append(list, recourse.Problem{Path: path, Code: f.code, Detail: f.detail})
		}
	}
	return list, nil
}

// teed reads from in and writes what it reads to out. Where that fails it tells of which
// of both.
type teed struct {
	in   io.Reader
	out  io.Writer
	told func(int64)
	n    int64
	err  error // the first one that is not the end
}

// Read reads, and writes what it has read.
func (t *teed) Read(p []byte) (int, error) {
	if t.err != nil {
		return 0, t.err
	}
	n, err := t.in.Read(p)
	if err != nil && err != io.EOF {
		t.err = fmt.Errorf("%w: %w", errUnread, err)
	}
	if _, werr := t.out.Write(p[:n]); werr != nil {
		t.err = werr
	}
	if t.n += int64(n); t.told != nil {
		t.told(t.n)
	}
	if t.err != nil {
		return n, t.err
	}
	return n, err
}

// rest reads what is left, and returns what went wrong until then.
func (t *teed) rest(buf []byte) error {
	for {
		if _, err := t.Read(buf); err != nil {
			return t.err
		}
	}
}

// through copies a blob to out and sees on the way that it is whole: that with opens it,
// and that its bytes have the digest which names it. All of it is copied where it is
// not, and flaw says why. An err that is not [errUnread] has nothing to do with the blob.
func (c *copier) through(ctx context.Context, in io.Reader, out io.Writer, l line, with age.Identity, told func(int64)) (done copied, flaw, err error) {
	sum := sha256.New()
	t := &teed{in: recourse.UntilDone(ctx, in), out: io.MultiWriter(out, sum), told: told}
	flaw = c.whole(t, l, with)
	err = t.rest(c.buf) // what is behind the flaw, or was not needed to find it
	if ctx.Err() != nil {
		return copied{}, nil, ctx.Err()
	}
	if err != nil {
		return copied{}, nil, err
	}
	done.size = t.n
	sum.Sum(done.sum[:0])
	return done, flaw, nil
}

// whole reads a blob and says where it is not what was kept.
func (c *copier) whole(in io.Reader, l line, with age.Identity) error {
	if with == nil {
		return errNoKey
	}
	plain, err := age.Decrypt(in, with)
	if err != nil {
		return fmt.Errorf("%w: %v", errDamaged, err)
	}
	sum := sha256.New()
	if _, err := io.CopyBuffer(sum, plain, c.buf); err != nil {
		return fmt.Errorf("%w: %v", errDamaged, err)
	}
	if got := sum.Sum(nil); [sha256.Size]byte(got) != l.digest {
		return fmt.Errorf("%w: its SHA-256 is %s", errDamaged, hex.EncodeToString(got))
	}
	return nil
}

// have reads the copy of a blob that the backup has, and says where it is not whole.
func (w *writer) have(ctx context.Context, l line, with age.Identity) (copied, error) {
	f, err := durable.OpenRegular(l.below(w.to))
	if err != nil {
		return copied{}, err
	}
	defer f.Close()
	done, flaw, err := w.through(ctx, f, io.Discard, l, with, nil)
	return done, errors.Join(flaw, err)
}
