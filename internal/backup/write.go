package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/internal/durable"
	"recourse/internal/keys"
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
func (w *writer) write(ctx context.Context, last bool) (Result, error) {
	// The records come first: a blob is there before a record names it. What is
	// handed in from now on is for the next backup.
	temp, err := os.MkdirTemp(w.Data, tempPrefix)
	if err != nil {
		return Result{}, fmt.Errorf("backup: %w", durable.Explain(err))
	}
	defer os.RemoveAll(temp)
	own, err := durable.Lock(temp)
	if err != nil {
		return Result{}, fmt.Errorf("backup: %w", err)
	}
	defer own.Close()
	records := filepath.Join(temp, databaseFile)
	if err := w.Snapshot(ctx, filepath.Join(w.Data, databaseFile), records); err != nil {
		return Result{}, err
	}
	res := Result{Snapshot: w.Now.UTC().Format(timeForm), Signer: w.Signer.Key().String()}
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

// blobs copies of the blobs that the records name what the backup does not have yet, and
// returns their lines in order.
func (w *writer) blobs(ctx context.Context, named iter.Seq2[string, error]) (lines *spill.List, err error) {
	all := w.space.Sorter()
	ids := make(cases)
	for n, err := range named {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, fmt.Errorf("backup: %w", err)
		}
		caseID, digest, _ := strings.Cut(n, "/")
		l, ok := ids.blob(caseID, digest)
		if !ok || !blobForm.MatchString(l.name()) {
			return nil, fmt.Errorf("backup: records name the blob %.100q: %w", n, recourse.Invalid)
		}
		if err := all.Add(l.record()); err != nil {
			return nil, err
		}
	}
	known, err := w.known()
	if err != nil {
		return nil, err
	}
	lines = w.space.List()
	for rec, err := range all.All() {
		if err := errors.Join(err, ctx.Err()); err != nil {
			return nil, fmt.Errorf("backup: %w", err)
		}
		if err := w.listed(ctx, readLine(rec), known, lines); err != nil {
			return nil, err
		}
	}
	w.res.Blobs = lines.Len()
	return lines, known.from.Err()
}

// listed copies one blob and adds its line.
func (w *writer) listed(ctx context.Context, l line, known *lookup, lines *spill.List) error {
	old, _ := known.find(l)
	done, err := w.blob(ctx, l, old)
	if errors.Is(err, errLost) {
		w.res.Missing = append(w.res.Missing, l.id())
		return nil
	}
	if err != nil {
		return err
	}
	l.sum, l.size = done.sum, done.size
	if err := lines.Add(l.record()); err != nil {
		return err
	}
	w.done++
	w.told(0)
	return nil
}

// known are the lines of the newest snapshot.
func (w *writer) known() (*lookup, error) {
	names, err := Snapshots(w.to)
	if err != nil {
		return nil, err
	}
	lines := w.space.Sorter()
	if len(names) > 0 {
		err = blobsOf(filepath.Join(w.to, snapshotsDir, names[len(names)-1]), lines)
	}
	return newLookup(lines.Cursor()), err
}

// errLost is the error for a blob that is nowhere to be had.
var errLost = errors.New("it is lost")

// blob copies one blob, unless the copy is of the same size and time and known: old
// is what the newest snapshot says of it. One that is not whole takes no whole copy's
// place, and is looked at again by the next backup, as its copy does not get its time.
func (w *writer) blob(ctx context.Context, l, old line) (copied, error) {
	src, info, unread := w.source(l)
	if src != nil {
		defer src.Close()
	}
	same := src != nil && w.same(l, old, info)
	if same && !w.Full {
		return copied{old.sum, old.size}, nil
	}
	with, err := w.key(l.of)
	if err != nil {
		return copied{}, err
	}
	if same {
		if have, err := w.have(ctx, l, with); err == nil || ctx.Err() != nil {
			return have, err
		}
	}
	if src == nil {
		return w.without(ctx, l, with, unread)
	}
	known := len(w.flaws)
	done, err := w.fetch(ctx, l, with, src, info.ModTime())
	if same && err == nil && with != nil && len(w.flaws) == known {
		w.res.Mended++
	}
	return done, err
}

// source opens a blob of the data folder; unread says why it cannot be.
func (w *writer) source(l line) (src *os.File, info fs.FileInfo, unread error) {
	if src, unread = durable.OpenRegular(l.below(w.Data)); unread != nil {
		return nil, nil, unread
	}
	if info, unread = src.Stat(); unread != nil {
		return nil, nil, errors.Join(unread, src.Close())
	}
	return src, info, nil
}

// same reports whether the backup has the blob as it lies in the data folder.
func (w *writer) same(l, old line, info fs.FileInfo) bool {
	have, err := os.Stat(l.below(w.to))
	return err == nil && old.blob && have.Size() == info.Size() && old.size == info.Size() && have.ModTime().Equal(info.ModTime())
}

// key is what opens the blobs of a case; nil where its key is not there, which is noted.
func (w *writer) key(caseID string) (age.Identity, error) {
	with, err := w.Keys.CaseIdentity(caseID)
	switch {
	case err == nil:
		return with, nil
	case !errors.Is(err, recourse.NotFound):
		return nil, fmt.Errorf("backup: %w", err)
	case errors.Is(err, keys.ErrDestroyed) && !w.last:
		return nil, errErased
	}
	w.noKey(caseID)
	return nil, nil //nolint:nilnil // as is said above
}

// fetch copies a blob from src. Where it is not whole there, and the backup has it whole
// from before, that copy stays.
func (w *writer) fetch(ctx context.Context, l line, with age.Identity, src io.Reader, at time.Time) (copied, error) {
	to := l.below(w.to)
	if err := durable.MkdirAll(filepath.Dir(to)); err != nil {
		return copied{}, err
	}
	f, err := durable.Begin(filepath.Dir(to))
	if err != nil {
		return copied{}, err
	}
	defer f.Discard()
	done, flawed, err := w.through(ctx, src, f, l, with, w.told)
	if errors.Is(err, errUnread) {
		return w.without(ctx, l, with, err)
	}
	if err == nil && flawed != nil {
		if have, err := w.have(ctx, l, with); err == nil {
			w.flaws = append(w.flaws, flaw{l.id(), "backup-kept", flawed.Error()})
			return have, nil
		}
		if at = (time.Time{}); with != nil {
			w.flaws = append(w.flaws, flaw{l.id(), "backup-damaged", flawed.Error()})
		}
	}
	if err == nil {
		err = f.Replace(to, at)
	}
	if err != nil {
		return copied{}, fmt.Errorf("write %s: %w", to, err)
	}
	w.res.New++
	w.res.Bytes += done.size
	return done, nil
}

// without is for a blob that cannot be read: it stays in the backup where that has it
// whole.
func (w *writer) without(ctx context.Context, l line, with age.Identity, unread error) (copied, error) {
	have, err := w.have(ctx, l, with)
	switch {
	case ctx.Err() != nil:
		return copied{}, ctx.Err()
	case err != nil:
		w.flaws = append(w.flaws, flaw{l.id(), "backup-lost", unread.Error()})
		return copied{}, errLost
	}
	w.flaws = append(w.flaws, flaw{l.id(), "backup-kept", unread.Error()})
	return have, nil
}

// noKey notes once that the key of a case is not there.
func (w *writer) noKey(caseID string) {
	if !slices.Contains(w.keyless, caseID) {
		w.keyless = append(w.keyless, caseID)
	}
}

// snapshot writes records, keys and manifest under a name of no snapshot, and
// gives them theirs when all is durable.
func (w *writer) snapshot(records string, blobs *spill.List) error {
	wanted := make(map[string]bool) // the files of the cases' keys
	last := ""
	for rec, err := range blobs.All() {
		if err != nil {
			return err
		}
		if of := spill.Read(rec).Key(); of != last {
			last, wanted["cases/"+of+".age"] = of, true
		}
	}
	var files []line
	root := filepath.Join(w.to, snapshotsDir)
	temp, err := os.MkdirTemp(root, durable.TempPrefix)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer os.RemoveAll(temp)
	for _, part := range []struct {
		name string
		fill func(io.Writer) error
	}{
		{recordsFile, func(out io.Writer) error { return copyInto(out, records) }},
		{keysFile, func(out io.Writer) error { return tarFolder(out, filepath.Join(w.Data, keysDir), wanted) }},
	} {
		l, err := w.encrypt(filepath.Join(temp, part.name), part.fill)
		if err != nil {
			return err
		}
		l.of = part.name
		files = append(files, l)
	}
	for name := range wanted { // its key was destroyed between its blobs and the keys, or was not there before
		id := strings.TrimSuffix(strings.TrimPrefix(name, "cases/"), ".age")
		if _, err := w.key(id); err != nil {
			return err
		}
		w.noKey(id)
	}
	sum, err := writeManifest(filepath.Join(temp, manifestFile), blobs, files)
	if err != nil {
		return err
	}
	// Two within one second, or a clock set back: the name stays after the newest.
	names, err := Snapshots(w.to)
	if err != nil {
		return err
	}
	if n := len(names); n > 0 && w.res.Snapshot <= names[n-1] {
		w.res.Snapshot = names[n-1] + "-1"
	}
	note, err := custody.SignNote(w.Signer, signedText(w.res.Snapshot, sum))
	if err != nil {
		return err
	}
	if err := durable.WriteFile(filepath.Join(temp, noteFile), note); err != nil {
		return err
	}
	if err := durable.SyncDir(temp); err != nil {
		return err
	}
	return durable.Rename(temp, filepath.Join(root, w.res.Snapshot))
}

// encrypt writes a file that the recovery keys open.
func (w *writer) encrypt(name string, fill func(io.Writer) error) (line, error) {
	f, err := durable.Begin(filepath.Dir(name))
	if err != nil {
		return line{}, err
	}
	defer f.Discard()
	sum := sha256.New()
	counted := &counter{}
	enc, err := age.Encrypt(io.MultiWriter(f, sum, counted), w.Recipients...)
	if err == nil {
		err = fill(enc)
	}
	if err == nil {
		err = enc.Close()
	}
	if err == nil {
		_, err = f.Commit(name)
	}
	if err != nil {
		return line{}, fmt.Errorf("write %s: %w", filepath.Base(name), err)
	}
	l := line{size: counted.n}
	sum.Sum(l.sum[:0])
	return l, nil
}

type counter struct{ n int64 }

// Write counts.
func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}

func copyInto(out io.Writer, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(out, f)
	return err
}

// tarFolder writes the regular files of a folder and those below it, and takes
// their names out of wanted.
func tarFolder(out io.Writer, root string, wanted map[string]bool) error {
	dir, err := os.OpenRoot(root)
	if err != nil {
		return err
	}
	defer dir.Close()
	tw := tar.NewWriter(out)
	err = fs.WalkDir(dir.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || strings.HasPrefix(d.Name(), durable.TempPrefix) {
			return err
		}
		b, err := dir.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a case was erased in this moment
		}
		if err != nil {
			return err
		}
		if err := tw.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(b))}); err != nil {
			return err
		}
		delete(wanted, name)
		_, err = tw.Write(b)
		return err
	})
	return errors.Join(err, tw.Close())
}
