package app

import (
	"context"
	"io"
	"iter"

	"recourse/custody"
	"recourse/internal/casefile"
	"recourse/internal/evidence"
	"recourse/internal/people"
)

// Store keeps the records. It is safe for concurrent use. A function that is
// given to View or Update must not call the store again: it would wait for itself.
type Store interface {
	// View calls f with a transaction that reads one state of the store.
	View(ctx context.Context, f func(Tx) error) error
	// Update calls f with a transaction that may write. What f wrote is durable
	// when Update returns nil, and none of it is kept otherwise. f is called once.
	Update(ctx context.Context, f func(Tx) error) error
}

// SelfChecker is a [Store] that can look through its own files.
type SelfChecker interface {
	// Check reads all of the store and returns what does not fit together in it. An
	// error means that it could not be read.
	Check(ctx context.Context) (flaws []string, err error)
}

// Tx is the tables, as one transaction sees them. It must not be used after the
// function that it was given to has returned.
type Tx interface {
	Cases() casefile.Table
	Evidence() evidence.Table
	People() people.Table
	Logs() LogTable
}

// LogTable keeps the custody logs; a case's log has the case's ID.
type LogTable interface {
	// Head returns the end of a log; the zero Head for one that has no entry.
	Head(ctx context.Context, logID string) (custody.Head, error)
	// Append keeps the entry that [custody.Head.Next] or [custody.Seal] placed
	// after old, and returns the new head. It returns Conflict where old is not the
	// log's end any more.
	Append(ctx context.Context, logID string, old custody.Head, placed custody.Entry) (custody.Head, error)
	// Entries yields a log's entries from the nth, oldest first. It stops at the
	// first error.
	Entries(ctx context.Context, logID string, n int64) iter.Seq2[custody.Entry, error]
	// IDs returns the logs that have an entry or a head, in their order.
	IDs(ctx context.Context) ([]string, error)
}

// Blobs keep bytes: written once, addressed by case and digest, encrypted under
// the case's key. They are safe for concurrent use.
type Blobs interface {
	// Begin marks, durably, that blobs are about to be put for a case that no
	// record names yet. end takes the mark away once records name them.
	Begin(ctx context.Context, caseID string) (end func() error, err error)
	// Unfinished lists the cases with a mark that was not taken away. It is asked
	// while nobody puts.
	Unfinished(ctx context.Context) (cases []string, err error)
	// Sweep removes the blobs of an unfinished case that were put since it was
	// marked and whose digests are not among named, and then the mark.
	Sweep(ctx context.Context, caseID string, named map[string]bool) error
	// Put reads r to its end and keeps the bytes, durably when it returns. The
	// same bytes in the same case are kept once.
	Put(ctx context.Context, caseID string, r io.Reader) (sha256 string, size int64, err error)
	// Open returns the bytes. A blob that is not there is NotFound; one that was
	// changed or cut off ends in an error in place of io.EOF, so bytes count only
	// once the end was reached.
	Open(ctx context.Context, caseID, sha256 string) (io.ReadCloser, error)
	// List yields the digests that are kept for a case, in no order.
	List(ctx context.Context, caseID string) iter.Seq2[string, error]
	// Survey returns the cases that blobs are kept for, and the paths of what lies among the
	// blobs and is none, of which it names a hundred at most.
	Survey(ctx context.Context) (cases, strays []string, err error)
	// Erase removes all blobs of a case; doing it again does no harm.
	Erase(ctx context.Context, caseID string) error
}
