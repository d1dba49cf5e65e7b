package backup

import (
	"archive/tar"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/internal/durable"

	"filippo.io/age"
)

// Options are how a backup is brought back.
type Options struct {
	Identity age.Identity // a recovery key
	Snapshot string       // its name; the newest where empty
	// Signer is the public key that must have signed the snapshot, or one that the key
	// which did has followed; any where empty.
	Signer string
	// Open opens the keys in a folder and returns the public one of their signer, and the
	// statements by which it followed earlier ones.
	Open func(keys string) (custody.Key, [][]byte, error)
	// Check reads everything in a data folder again and returns what is wrong.
	Check func(ctx context.Context, data string) ([]recourse.Problem, error)
	Items Items
	// Partial brings back what is whole of a backup that is not. Its list must be signed
	// and its records and keys as that lists them all the same.
	Partial bool
	// Progress, which may be nil, is told again and again how many files and bytes
	// are done.
	Progress func(files int, bytes int64)
}

// maxKeys bounds what is unpacked of keys.age, in bytes.
const maxKeys = 4 << 30

// restorePrefix begins the name of the folder that a restore fills beside the
// new data folder, and locks.
const restorePrefix = ".restore-"

// Restore brings a snapshot of the backup in the folder from back into the new
// data folder to. It says done only where the manifest is signed, each file is as
// the manifest lists it, and opt.Check found nothing wrong; otherwise nothing is
// left at to. What is wrong comes back as problems, with an error of kind Invalid,
// which is [ErrNotWhole] where opt.Partial would bring the rest back. With opt.Partial
// it comes back as problems without an error.
func Restore(ctx context.Context, from, to string, opt Options) (Result, []recourse.Problem, error) {
	res, problems, err := restore(ctx, from, to, opt)
	return res, withBroken(problems, err), err
}

// restore is Restore without the problem that its error is.
func restore(ctx context.Context, from, to string, opt Options) (Result, []recourse.Problem, error) {
	if left, err := os.ReadDir(to); err == nil && len(left) > 0 {
		return Result{}, nil, fmt.Errorf("restore: %s is not empty: %w", to, recourse.Conflict)
	}
	name, err := choose(from, opt.Snapshot)
	if err != nil {
		return Result{}, nil, err
	}
	snapshot := filepath.Join(from, snapshotsDir, name)
	r := restorer{Options: opt, copier: copier{buf: make([]byte, copySize)}, backup: from, snapshot: snapshot, listed: make(map[string]line)}
	blobs := 0
	if r.sum, err = readManifest(snapshot, func(l line) error {
		if l.blob {
			blobs++
		} else {
			r.listed[l.of] = l
		}
		return nil
	}); err != nil {
		return Result{}, nil, err
	}
	to = filepath.Clean(to)
	if err := durable.MkdirAll(filepath.Dir(to)); err != nil {
		return Result{}, nil, err
	}
	if err := sweepLocked(filepath.Dir(to), restorePrefix); err != nil {
		return Result{}, nil, fmt.Errorf("restore: remove what an earlier one left: %w", err)
	}
	temp, err := os.MkdirTemp(filepath.Dir(to), restorePrefix)
	if err != nil {
		return Result{}, nil, fmt.Errorf("restore: %w", err)
	}
	defer os.RemoveAll(temp)
	lock, err := durable.Lock(temp)
	if err != nil {
		return Result{}, nil, fmt.Errorf("restore: %w", err)
	}
	defer lock.Close()
	r.to = temp
	signer, err := r.keys()
	if err != nil {
		return Result{}, nil, err
	}
	if err := r.files(ctx); err != nil {
		return Result{}, r.problems, err
	}
	more, err := opt.Check(ctx, temp)
	if err != nil {
		return Result{}, nil, fmt.Errorf("restore: %w", err)
	}
	problems, err := r.all(ctx, more)
	switch {
	case err != nil:
		return Result{}, nil, fmt.Errorf("restore: %w", err)
	case len(r.problems) > 0:
		return Result{}, problems, fmt.Errorf("restore: records or keys are not as they were listed: %w", recourse.Invalid)
	case len(problems) > 0 && !opt.Partial:
		return Result{}, problems, fmt.Errorf("restore: %w", ErrNotWhole)
	}
	if err := os.Remove(to); err != nil && !os.IsNotExist(err) {
		return Result{}, nil, fmt.Errorf("restore: %w", err)
	}
	if err := durable.Rename(temp, to); err != nil {
		return Result{}, nil, fmt.Errorf("restore: %w", err)
	}
	return Result{Snapshot: name, Blobs: blobs, New: blobs, Bytes: r.bytes, Signer: signer}, problems, nil
}

// ErrNotWhole is the error for a backup of which all can be trusted and some is missing
// or damaged.
var ErrNotWhole = fmt.Errorf("the backup is not whole; nothing was restored: %w", recourse.Invalid)

// all are r's problems, those of its blobs by the items that they are, and more, which
// opt.Check has found. What both name is named once. A blob that is not as it was listed
// and is whole all the same keeps nobody from a partial restore.
func (r *restorer) all(ctx context.Context, more []recourse.Problem) ([]recourse.Problem, error) {
	if r.Partial {
		return append(r.problems, more...), nil
	}
	named, err := r.Items.problems(ctx, filepath.Join(r.to, databaseFile), r.flaws)
	if err != nil {
		return nil, err
	}
	said := make(map[string]bool)
	for _, p := range more {
		said[p.Path] = true
	}
	named = slices.DeleteFunc(named, func(p recourse.Problem) bool {
		caseID, _, _ := strings.Cut(p.Path, "/")
		return said[p.Path] || said[caseID]
	})
	return append(append(r.problems, named...), more...), nil
}

func choose(backup, name string) (string, error) {
	names, err := Snapshots(backup)
	if err != nil {
		return "", err
	}
	switch {
	case len(names) == 0:
		return "", fmt.Errorf("%s holds no backup: %w", backup, recourse.NotFound)
	case name == "":
		return names[len(names)-1], nil
	case !slices.Contains(names, name):
		return "", fmt.Errorf("%s has no snapshot %q; it has %s: %w", backup, name, strings.Join(names, ", "), recourse.NotFound)
	}
	return name, nil
}

type restorer struct {
	Options
	copier
	backup, snapshot, to string
	sum                  string             // of the manifest
	listed               map[string]line    // what it lists beside blobs
	problems             []recourse.Problem // of records and keys
	flaws                []flaw             // of blobs
	bytes                int64
	done                 int // files
}

// told tells how far it is, with n bytes of the file at hand.
func (r *restorer) told(n int64) {
	if r.Progress != nil {
		r.Progress(r.done, r.bytes+n)
	}
}

// keys brings the folder of the keys back and sees that its key signed the manifest.
func (r *restorer) keys() (string, error) {
	dir := filepath.Join(r.to, keysDir)
	err := r.decrypt(keysFile, func(plain io.Reader) error { return untar(plain, dir) })
	if err != nil {
		// A key that does not open what was changed may be the right one.
		return "", cmp.Or(r.changed(keysFile), err)
	}
	key, statements, err := r.Open(dir)
	if err != nil {
		return "", fmt.Errorf("restore: %w", err)
	}
	if err := r.expected(key, statements); err != nil {
		return "", fmt.Errorf("restore: %w", err)
	}
	if err := checkNote(r.snapshot, r.sum, key); err != nil {
		return "", fmt.Errorf("restore: %w", err)
	}
	return key.String(), nil
}

// changed says where a file of the snapshot is not as the manifest lists it.
func (r *restorer) changed(name string) error {
	f, err := openPart(r.snapshot, name)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return &broken{r.snapshot, name, "backup-missing", err.Error()}
	}
	if l, ok := r.listed[name]; ok && bytes.Equal(l.sum[:], sum.Sum(nil)) {
		return nil
	}
	return &broken{r.snapshot, name, "backup-changed", hex.EncodeToString(sum.Sum(nil))}
}

// expected sees that key is the one that must have signed, or that the statements lead
// from that one to it.
func (r *restorer) expected(key custody.Key, statements [][]byte) error {
	if r.Signer == "" {
		return nil
	}
	want, err := custody.ParseKey(r.Signer)
	if err != nil {
		return err
	}
	follows, err := key.Follows(want, statements)
	if err == nil && !follows {
		err = fmt.Errorf("the backup is of another instance, %s: %w", key, recourse.Denied)
	}
	return err
}

func (r *restorer) decrypt(name string, use func(io.Reader) error) error {
	f, err := openPart(r.snapshot, name)
	if err != nil {
		return err
	}
	defer f.Close()
	plain, err := age.Decrypt(f, r.Identity)
	if err != nil {
		var wrong *age.NoIdentityMatchError
		if errors.As(err, &wrong) {
			return fmt.Errorf("restore: this recovery key does not open the backup: %w", recourse.Denied)
		}
		return fmt.Errorf("restore %s: %v: %w", name, err, recourse.Invalid)
	}
	if err := use(plain); err != nil {
		return fmt.Errorf("restore %s: %v: %w", name, err, recourse.Invalid)
	}
	return nil
}

func untar(in io.Reader, to string) error {
	root, err := openNew(to)
	if err != nil {
		return err
	}
	defer root.Close()
	tr := tar.NewReader(io.LimitReader(in, maxKeys))
	for {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if h.Typeflag != tar.TypeReg {
			return fmt.Errorf("%.80q is no file: %w", h.Name, recourse.Invalid)
		}
		if dir := filepath.Dir(filepath.FromSlash(h.Name)); dir != "." {
			if err := root.MkdirAll(dir, 0o700); err != nil {
				return err
			}
		}
		f, err := root.OpenFile(filepath.FromSlash(h.Name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		_, err = io.CopyN(f, tr, h.Size) // of a reader that ends at maxKeys
		if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
			return err
		}
	}
}

func openNew(dir string) (*os.Root, error) {
	if err := durable.MkdirAll(dir); err != nil {
		return nil, err
	}
	return os.OpenRoot(dir)
}

// files brings back what the manifest lists, each file compared with it. The manifest is
// read again: it must be the one whose signature was checked.
func (r *restorer) files(ctx context.Context) error {
	for _, must := range []string{recordsFile, keysFile} {
		if _, ok := r.listed[must]; !ok {
			return &broken{r.snapshot, manifestFile, "backup-list", "it does not list " + must}
		}
	}
	if err := durable.MkdirAll(filepath.Join(r.to, blobsDir)); err != nil {
		return err
	}
	sum, err := readManifest(r.snapshot, func(l line) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.file(ctx, l); err != nil {
			return err
		}
		r.done++
		r.told(0)
		return nil
	})
	if err == nil && sum != r.sum {
		err = &broken{r.snapshot, manifestFile, "backup-list", "it was changed while it was read"}
	}
	if err != nil {
		return err
	}
	return r.decrypt(recordsFile, func(plain io.Reader) error {
		_, err := r.copy(ctx, plain, filepath.Join(r.to, databaseFile), time.Time{}, r.told)
		return err
	})
}

func (r *restorer) file(ctx context.Context, l line) error {
	from, to := filepath.Join(r.snapshot, l.of), filepath.Join(r.to, durable.TempPrefix+"checked")
	if l.blob {
		from, to = l.below(r.backup), l.below(r.to)
	}
	src, err := durable.OpenRegular(from)
	if err != nil {
		r.wrong(l, "backup-missing", err.Error())
		return nil
	}
	defer src.Close()
	info, err := src.Stat()
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	got, err := r.copy(ctx, src, to, info.ModTime(), r.told)
	if errors.Is(err, errUnread) && ctx.Err() == nil {
		r.wrong(l, "backup-missing", err.Error())
		return nil
	}
	if err != nil {
		return err
	}
	if got.sum != l.sum || got.size != l.size {
		r.wrong(l, "backup-changed", hex.EncodeToString(got.sum[:]))
	}
	if l.blob {
		r.bytes += got.size
		return nil
	}
	return os.Remove(to)
}

// wrong notes what is wrong with a file of the backup.
func (r *restorer) wrong(l line, code, detail string) {
	if l.blob {
		r.flaws = append(r.flaws, flaw{l.id(), code, detail})
		return
	}
	r.problems = append(r.problems, recourse.Problem{Path: l.path(), Code: code, Detail: detail})
}
