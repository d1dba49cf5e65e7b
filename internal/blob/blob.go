// Package blob keeps the bytes of evidence: written once, addressed by case and
// digest, encrypted with age under the case's key while they stream.
//
// Call [Open] with a folder or "mem://", then [Store.Put] and [Store.Open]. The
// same file in two cases is two blobs under two keys, so that erasing one case
// never touches another. What Put has returned for is on the disk, and stays;
// what Open reads is compared with its digest, and a blob that is missing, cut
// off, changed or put in another's place ends in an error that says so.
//
// A folder is written by this package and not by gocloud.dev's fileblob, which
// renames without flushing: after a power failure a file that it acknowledged
// may be empty. Everything else is a gocloud.dev bucket, whose services answer
// only once an object is kept.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"os"
	"regexp"
	"strings"
	"sync"

	"recourse"
	"recourse/internal/app"
	"recourse/internal/durable"

	"filippo.io/age"
	"gocloud.dev/blob/memblob"
)

// ErrDamaged is the error for a blob that is there and is not what was kept:
// changed, cut off, exchanged, or encrypted under another key.
var ErrDamaged = errors.New("blob is damaged")

// Keyring gives the keys of cases; *keys.Ring is one.
type Keyring interface {
	CaseRecipient(caseID string) (age.Recipient, error)
	CaseIdentity(caseID string) (age.Identity, error)
}

// bucket is where encrypted bytes lie, by key.
type bucket interface {
	// begin opens a spool for an object of the case.
	begin(ctx context.Context, caseID string) (*durable.File, error)
	// commit keeps the spool under key, durably. Where the key is taken it leaves
	// what is there, unless replace is set, and returns false.
	commit(ctx context.Context, spool *durable.File, key string, replace bool) (bool, error)
	open(ctx context.Context, key string) (io.ReadCloser, error)
	list(ctx context.Context, caseID string) iter.Seq2[string, error]
	erase(ctx context.Context, caseID string) error
	survey(ctx context.Context) (cases, strays []string, err error)
	// mark, marked and sweep are Begin, Unfinished and Sweep.
	mark(ctx context.Context, caseID string) (unmark func() error, err error)
	marked(ctx context.Context) ([]string, error)
	sweep(ctx context.Context, caseID string, named map[string]bool) error
	close() error
}

// Store is a place for blobs. It is safe for concurrent use.
type Store struct {
	bucket bucket
	keys   Keyring
}

var _ app.Blobs = (*Store)(nil)

// Open opens the blobs in a folder, given as a path or a file: URL and made where
// it is not there, or those of "mem://", which end with the program.
func Open(_ context.Context, where string, keys Keyring) (*Store, error) {
	scheme, rest, ok := strings.Cut(where, "://")
	switch {
	case where == "":
		return nil, fmt.Errorf("blobs have no place: %w", recourse.Invalid)
	case ok && scheme == "mem":
		return &Store{&cloud{memblob.OpenBucket(nil)}, keys}, nil
	case ok && scheme != "file":
		return nil, fmt.Errorf("blobs at %q: only folders and mem:// are known: %w", scheme+"://…", recourse.Invalid)
	case ok:
		where = rest
	}
	if err := durable.MkdirAll(where); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(where)
	if err != nil {
		return nil, fmt.Errorf("open blobs: %w", err)
	}
	return &Store{&dir{where, root}, keys}, nil
}

// Close lets go of the place.
func (s *Store) Close() error { return s.bucket.close() }

var digestForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// shardForm is the name of a folder of blobs in a case's.
var shardForm = regexp.MustCompile(`^[0-9a-f]{2}$`)

// isBlob reports whether what lies at rest below a case's place is named as a blob is.
func isBlob(caseID, rest string) bool {
	k, err := key(caseID, rest[strings.LastIndexByte(rest, '/')+1:])
	return err == nil && k == caseID+"/"+rest
}

func key(caseID, digest string) (string, error) {
	if !recourse.ValidID(caseID) || !digestForm.MatchString(digest) {
		return "", fmt.Errorf("blob %.80q of case %.40q: %w", digest, caseID, recourse.Invalid)
	}
	return caseID + "/" + digest[:2] + "/" + digest, nil
}

// Begin marks, durably, that blobs are about to be put for a case. end takes the
// mark away, once records name them.
func (s *Store) Begin(ctx context.Context, caseID string) (end func() error, err error) {
	if !recourse.ValidID(caseID) {
		return nil, fmt.Errorf("begin to put: case %.40q: %w", caseID, recourse.Invalid)
	}
	if end, err = s.bucket.mark(ctx, caseID); err != nil {
		return nil, fmt.Errorf("begin to put: %w", err)
	}
	return end, nil
}

// Unfinished lists the cases with a mark that was not taken away, or with a file
// that is being written.
func (s *Store) Unfinished(ctx context.Context) ([]string, error) {
	cases, err := s.bucket.marked(ctx)
	if err != nil {
		return nil, fmt.Errorf("list unfinished cases: %w", err)
	}
	return cases, nil
}

// Sweep removes what was put for a case since it was marked and is not among the
// digests that records name, and what was being written; then the marks. Nobody
// may be putting at the same time.
func (s *Store) Sweep(ctx context.Context, caseID string, named map[string]bool) error {
	if !recourse.ValidID(caseID) {
		return fmt.Errorf("sweep blobs: case %.40q: %w", caseID, recourse.Invalid)
	}
	if err := s.bucket.sweep(ctx, caseID, named); err != nil {
		return fmt.Errorf("sweep blobs: %w", err)
	}
	return nil
}

// Put keeps the bytes of r for the case and returns their SHA-256, in lower-case
// hex, and their number. Bytes that are there already are read again; where they
// turn out to be damaged, the new ones take their place.
func (s *Store) Put(ctx context.Context, caseID string, r io.Reader) (string, int64, error) {
	if !recourse.ValidID(caseID) {
		return "", 0, fmt.Errorf("put blob: case %.40q: %w", caseID, recourse.Invalid)
	}
	rec, err := s.keys.CaseRecipient(caseID)
	if err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	spool, err := s.bucket.begin(ctx, caseID)
	if err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	defer spool.Discard()
	digest, size, err := encrypt(ctx, spool, r, rec)
	if err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	k, err := key(caseID, digest)
	if err != nil {
		return "", 0, err
	}
	if err := s.settle(ctx, spool, k, caseID, digest); err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	return digest, size, nil
}

// settle commits the spool. A blob that is in its place stays only if it is whole.
func (s *Store) settle(ctx context.Context, spool *durable.File, k, caseID, digest string) error {
	replace := false
	old, err := s.Open(ctx, caseID, digest)
	switch {
	case err == nil:
		_, err = io.Copy(io.Discard, old)
		if err := errors.Join(err, old.Close()); err == nil {
			return nil
		} else if !errors.Is(err, ErrDamaged) {
			return err
		}
		replace = true
	case errors.Is(err, ErrDamaged):
		replace = true
	case !errors.Is(err, recourse.NotFound):
		return err
	}
	_, err = s.bucket.commit(ctx, spool, k, replace)
	return err
}

// What encrypt holds of an item: blocks that were read and are not hashed yet.
const (
	blockSize = 128 << 10 // bytes
	blocks    = 16
)

// spare holds blocks that no item needs now: most items are much smaller than one.
var spare = sync.Pool{New: func() any { return new([blockSize]byte) }}

// block is n bytes of an item.
type block struct {
	room *[blockSize]byte
	n    int
}

// encrypt streams r to w and hashes it on the way, at the same time: this
// goroutine reads a block and encrypts it while another hashes those before.
func encrypt(ctx context.Context, w io.Writer, r io.Reader, rec age.Recipient) (string, int64, error) {
	enc, err := age.Encrypt(w, rec)
	if err != nil {
		return "", 0, fmt.Errorf("encrypt: %w", err)
	}
	h := sha256.New()
	free, filled := make(chan *[blockSize]byte, blocks), make(chan block, blocks)
	for range blocks {
		free <- nil // taken when it is needed: most items are small
	}
	var hashing sync.WaitGroup
	hashing.Go(func() {
		for b := range filled {
			h.Write(b.room[:b.n])
			free <- b.room
		}
	})
	size, err := encryptBlocks(ctx, enc, r, free, filled)
	close(filled)
	hashing.Wait()
	for range len(free) {
		if b := <-free; b != nil {
			spare.Put(b)
		}
	}
	if err != nil {
		return "", 0, err
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}

// encryptBlocks reads r into free blocks, gives each to be hashed and encrypts
// it. Nobody else takes a block from free, so one that is hashed already is not
// filled again before it is encrypted too.
func encryptBlocks(ctx context.Context, enc io.WriteCloser, r io.Reader, free <-chan *[blockSize]byte, filled chan<- block) (size int64, err error) {
	for {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		b := <-free
		if b == nil {
			b, _ = spare.Get().(*[blockSize]byte)
		}
		n, rerr := fill(r, b[:])
		size += int64(n)
		filled <- block{b, n}
		if _, err := enc.Write(b[:n]); err != nil {
			return 0, fmt.Errorf("encrypt: %w", err)
		}
		if rerr == io.EOF { //nolint:errorlint // the end is io.EOF itself; a reader that wraps it has failed
			break
		}
		if rerr != nil {
			return 0, fmt.Errorf("read: %w", rerr)
		}
	}
	if err := enc.Close(); err != nil {
		return 0, fmt.Errorf("encrypt: %w", err)
	}
	return size, nil
}

// fill reads until b is full, or to the error that r ends with. (io.ReadFull
// says io.ErrUnexpectedEOF at the end of r; a reader that was cut off says so too.)
func fill(r io.Reader, b []byte) (n int, err error) {
	for n < len(b) && err == nil {
		var m int
		m, err = r.Read(b[n:])
		n += m
	}
	return n, err
}

// Open returns the bytes of a blob. Their digest is compared at the end: a reader
// must reach io.EOF before it relies on what it read. A blob that is not there is
// an error of kind NotFound, one that is not what was kept is [ErrDamaged].
func (s *Store) Open(ctx context.Context, caseID, digest string) (io.ReadCloser, error) {
	k, err := key(caseID, digest)
	if err != nil {
		return nil, err
	}
	id, err := s.keys.CaseIdentity(caseID)
	if err != nil {
		return nil, fmt.Errorf("open blob: %w", err)
	}
	f, err := s.bucket.open(ctx, k)
	if err != nil {
		return nil, fmt.Errorf("open blob %s: %w", digest, err)
	}
	plain, err := age.Decrypt(f, id)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open blob %s: %w: %v", digest, ErrDamaged, err), f.Close())
	}
	return &reader{ctx: ctx, plain: plain, file: f, hash: sha256.New(), want: digest}, nil
}

type reader struct {
	ctx   context.Context
	plain io.Reader
	file  io.Closer
	hash  hash.Hash
	want  string
}

// Read returns io.EOF only where the digest of all bytes is the one asked for.
func (r *reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.plain.Read(p)
	r.hash.Write(p[:n])
	switch {
	case err == nil:
		return n, nil
	case err != io.EOF:
		return n, fmt.Errorf("read blob %s: %w: %v", r.want, ErrDamaged, err)
	case hex.EncodeToString(r.hash.Sum(nil)) != r.want:
		return n, fmt.Errorf("read blob %s: %w: its bytes have another digest", r.want, ErrDamaged)
	}
	return n, io.EOF
}

// Close closes the blob.
func (r *reader) Close() error { return r.file.Close() }

// List yields the digests of a case's blobs, in no order, damaged ones too.
func (s *Store) List(ctx context.Context, caseID string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		if !recourse.ValidID(caseID) {
			yield("", fmt.Errorf("list blobs: case %.40q: %w", caseID, recourse.Invalid))
			return
		}
		for k, err := range s.bucket.list(ctx, caseID) {
			digest := k[strings.LastIndexByte(k, '/')+1:]
			if err == nil && !digestForm.MatchString(digest) {
				continue
			}
			if !yield(digest, err) || err != nil {
				return
			}
		}
	}
}

// maxStrays bounds how many strays are named.
const maxStrays = 100

// Survey returns the cases that blobs are kept for, and the paths of what lies among the
// blobs and is none.
func (s *Store) Survey(ctx context.Context) (cases, strays []string, err error) {
	if cases, strays, err = s.bucket.survey(ctx); err != nil {
		return nil, nil, fmt.Errorf("look through the blobs: %w", err)
	}
	return cases, strays, nil
}

// Erase removes all blobs of a case; doing it again does no harm. Destroying the
// case's key first makes what a disk may retain of them unreadable.
func (s *Store) Erase(ctx context.Context, caseID string) error {
	if !recourse.ValidID(caseID) {
		return fmt.Errorf("erase blobs: case %.40q: %w", caseID, recourse.Invalid)
	}
	if err := s.bucket.erase(ctx, caseID); err != nil {
		return fmt.Errorf("erase blobs: %w", err)
	}
	return nil
}
