package backup

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/internal/durable"
	"recourse/internal/spill"

	"filippo.io/age"
)

// The parts of a data folder.
const (
	databaseFile = "recourse.db"
	keysDir      = "keys"
)

// Source is what is copied, and how.
type Source struct {
	Data       string          // the data folder
	Recipients []age.Recipient // recovery keys; at least one
	Signer     *custody.Signer
	// Snapshot writes one state of the database at from into the new file to.
	Snapshot func(ctx context.Context, from, to string) error
	// Copy does the same where nothing can be written beside the database: it names the
	// copy, which done removes.
	Copy func(ctx context.Context, from string) (copy string, done func() error, err error)
	// Blobs yields the blobs that the database at path names, as <case>/<digest>,
	// each once. It stops at the first error.
	Blobs func(ctx context.Context, path string) iter.Seq2[string, error]
	Keys  Keyring // of the cases: what is copied is compared with what was kept
	Items Items
	// Check compares the records of the database at path with their logs and returns
	// what is wrong.
	Check func(ctx context.Context, path string) ([]recourse.Problem, error)
	Now   time.Time
	Keep  int // how many snapshots stay; at least one
	// Full reads what the backup has already again too. What is not whole there is
	// copied anew.
	Full bool
	// Progress, which may be nil, is told again and again how many blobs and bytes
	// are done.
	Progress func(blobs int, bytes int64)
	// Scratch makes temporary files for the lists of blobs; nil holds them.
	Scratch spill.Place
}

// Result is what was copied, or brought back.
type Result struct {
	Snapshot string `json:"snapshot"` // its name
	Blobs    int    `json:"blobs"`
	New      int    `json:"new"`   // of them copied this time
	Bytes    int64  `json:"bytes"` // that were copied
	Dropped  int    `json:"dropped"`
	// Mended is how many copies in the backup were not whole and were made anew.
	Mended int `json:"mended,omitempty"`
	// Missing are blobs that records name and that are nowhere whole enough to be copied.
	Missing []string `json:"missing,omitempty"`
	Signer  string   `json:"signer"`
	// Recipients are the public recovery keys (age1…) that open what was copied.
	Recipients []string `json:"recipients,omitempty"`
	// Problems are what is wrong with the instance that was copied, by the case's ID and
	// behind a slash the item's name.
	Problems []recourse.Problem `json:"-"`
}

// Write adds a snapshot of the data folder to the backup in the folder to, which
// is made where it is not there. What is copied anew is compared with what was kept;
// what is not whole is copied as it is, and is among the problems of the result. It is
// an error of kind Invalid where no recovery key is given, Conflict where another backup into this folder runs.
func Write(ctx context.Context, to string, s Source) (Result, error) {
	if len(s.Recipients) == 0 || s.Keep < 1 {
		return Result{}, fmt.Errorf("backup: no recovery key is given, so nobody could read it: %w", recourse.Invalid)
	}
	if err := durable.MkdirAll(filepath.Join(to, snapshotsDir)); err != nil {
		return Result{}, err
	}
	lock, err := durable.Lock(to)
	if err != nil {
		return Result{}, err
	}
	defer lock.Close()
	if err := errors.Join(sweepTarget(to), sweepData(s.Data)); err != nil {
		return Result{}, fmt.Errorf("backup: remove what an earlier one left: %w", err)
	}
	w := writer{Source: s, to: to, copier: copier{buf: make([]byte, copySize)}}
	for try := 1; ; try++ {
		w.space = spill.New(s.Scratch)
		res, err := w.write(ctx, try == writeTries)
		err = errors.Join(err, w.space.Close())
		if !errors.Is(err, errErased) {
			return res, err
		}
	}
}

// writeTries is how often a snapshot is begun again because a case was erased
// while it was copied.
const writeTries = 5

// errErased is the error for a case that was erased since the records were copied.
var errErased = errors.New("a case was erased meanwhile")

// write adds a snapshot. Where last is set what is missing is left out and said.
func (w *writer) write(ctx context.Context, last bool) (_ Result, err error) {
	// The records come first: a blob is there before a record names it. What is
	// handed in from now on is for the next backup.
	records, done, err := w.records(ctx)
	if err != nil {
		return Result{}, err
	}
	defer func() { err = errors.Join(err, done()) }()
	res := Result{Snapshot: w.Now.UTC().Format(timeForm), Signer: w.Signer.Key().String()}
	for _, to := range w.Recipients {
		res.Recipients = append(res.Recipients, fmt.Sprint(to))
	}
	w.res, w.last, w.done, w.flaws, w.keyless = &res, last, 0, nil, nil
	lines, err := w.blobs(ctx, w.Blobs(ctx, records))
	if err != nil {
		return Result{}, err
	}
	if err := w.snapshot(records, lines); err != nil {
		return Result{}, err
	}
	if err := w.problems(ctx, records); err != nil {
		return Result{}, err
	}
	if len(w.keyless) > 0 {
		return res, nil // an older snapshot may have the key
	}
	return res, w.prune()
}

// records copies one state of the records into the data folder, which is for its owner
// alone as they are, or where nothing can be written there to where w.Copy does. done
// removes the copy.
func (w *writer) records(ctx context.Context) (copied string, done func() error, err error) {
	from := filepath.Join(w.Data, databaseFile)
	temp, err := os.MkdirTemp(w.Data, tempPrefix)
	if err = durable.Explain(err); errors.Is(err, durable.ErrReadOnly) {
		return w.Copy(ctx, from)
	}
	if err != nil {
		return "", nil, fmt.Errorf("backup: %w", err)
	}
	remove := func() error { return os.RemoveAll(temp) }
	own, err := durable.Lock(temp)
	if err != nil {
		return "", nil, fmt.Errorf("backup: %w", errors.Join(err, remove()))
	}
	done = func() error { return errors.Join(own.Close(), remove()) }
	copied = filepath.Join(temp, databaseFile)
	if err := w.Snapshot(ctx, from, copied); err != nil {
		return "", nil, errors.Join(err, done())
	}
	return copied, done, nil
}

// problems says what is wrong with what was copied.
func (w *writer) problems(ctx context.Context, records string) error {
	named, err := w.Items.problems(ctx, records, w.flaws)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	for _, id := range w.keyless {
		named = append(named, recourse.Problem{Path: id, Code: "backup-key"})
	}
	more, err := w.Check(ctx, records)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	w.res.Problems = append(named, more...)
	return nil
}

// tempPrefix begins the names of folders in the data folder that hold the records
// while they are copied. Each is locked by the backup that made it.
const tempPrefix = durable.TempPrefix + "backup-"

type writer struct {
	Source
	copier
	to    string
	space *spill.Space
	res   *Result
	last  bool // what is missing is left out and said
	done  int  // blobs

	flaws   []flaw
	keyless []string // cases whose key is not there, in order
}

// told tells how far it is, with n bytes of the blob at hand.
func (w *writer) told(n int64) {
	if w.Progress != nil {
		w.Progress(w.done, w.res.Bytes+n)
	}
}
