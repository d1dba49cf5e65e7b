package app

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"recourse"
	"recourse/intake"
	"recourse/internal/spill"
)

// maxSources is how many files one run takes.
const maxSources = 100_000

// Found is a file that a path on the command line names, or that lies below one.
type Found struct {
	Name string // that it has here, with "/" between its parts
	Path string // where it lies on this machine
	Size int64  // in bytes, 0 where it cannot be looked at
}

// Source is the file as one that can be read.
func (f Found) Source() intake.Source {
	return intake.Source{Path: f.Name, Size: f.Size, Open: func() (io.ReadCloser, error) { return os.Open(f.Path) }}
}

// Sources lists the files that paths name, folders with all below them, in the
// order of their names. Symbolic links and devices are not followed: they and
// what cannot be looked at are problems.
func Sources(paths []string) (sources []intake.Source, problems []recourse.Problem) {
	problems, _ = walk(paths, func(f Found) error { // only what takes the files fails
		sources = append(sources, f.Source())
		return nil
	})
	return sources, problems
}

// Listing is what [Sources] lists, in a temporary file where there is much of it, so
// that a run which goes through very many files one after the other holds none of them.
type Listing struct {
	space *spill.Space
	list  *spill.List
}

// List lists the files that paths name, as [Sources] and [LeaveSecretsOut] do. It must
// be closed.
func List(paths []string) (l *Listing, problems []recourse.Problem, err error) {
	space := spill.New(Scratch)
	l = &Listing{space, space.List()}
	var rec []byte
	var secrets []recourse.Problem
	problems, err = walk(paths, func(f Found) error {
		if opensRedaction(f.Source()) {
			secrets = append(secrets, secretsLeftOut(f.Name))
			return nil
		}
		rec = spill.AppendString(spill.AppendString(rec[:0], f.Name), f.Path)
		return l.list.Add(spill.AppendInt(rec, f.Size))
	})
	if err != nil {
		return nil, nil, errors.Join(err, l.Close())
	}
	return l, append(problems, secrets...), nil
}

// Len is how many files there are.
func (l *Listing) Len() int { return l.list.Len() }

// All yields the files.
func (l *Listing) All() iter.Seq2[Found, error] {
	return func(yield func(Found, error) bool) {
		for rec, err := range l.list.All() {
			var found Found
			if err == nil {
				f := spill.Read(rec)
				found = Found{Name: f.String(), Path: f.String(), Size: f.Int()}
				err = f.Err()
			}
			if !yield(found, err) || err != nil {
				return
			}
		}
	}
}

// Close lets go of the list.
func (l *Listing) Close() error { return l.space.Close() }

// walk calls take with the files that paths name, in the order in which they are named,
// and those of a folder in the order of their names. Its error is what take returns.
func walk(paths []string, take func(Found) error) ([]recourse.Problem, error) {
	w := walker{take: take, folders: make(map[string][]string), files: make(map[string]bool)}
	for _, p := range paths {
		if err := w.root(p, len(paths) > 1); err != nil {
			return w.problems, err
		}
	}
	return w.problems, nil
}

type walker struct {
	take     func(Found) error
	taken    int
	problems []recourse.Problem
	// What was named before: folders by the name that all in them begin with, and files.
	folders map[string][]string
	files   map[string]bool
}

func (w *walker) problem(path, code, detail string) {
	w.problems = append(w.problems, recourse.Problem{Path: path, Code: code, Detail: detail})
}

// root takes one path that was named; several are told apart by their own names.
func (w *walker) root(root string, several bool) error {
	info, err := os.Stat(root) // a link that the person names is followed
	if err != nil {
		w.problem(root, code(err), "")
		return nil
	}
	if !info.IsDir() && !info.Mode().IsRegular() {
		w.problem(root, "not-a-file", info.Mode().Type().String())
		return nil
	}
	if !info.IsDir() {
		name := filepath.Base(root)
		err := w.add(name, root, info.Size())
		w.files[name] = true
		return err
	}
	prefix := ""
	if several {
		prefix = filepath.Base(filepath.Clean(root))
	}
	if err := w.folder(root, prefix); err != nil && !errors.Is(err, fs.SkipAll) {
		return err
	}
	w.folders[prefix] = append(w.folders[prefix], root)
	return nil
}

// folder takes what lies below a folder, in the order of the names as [filepath.WalkDir]
// has it, but without holding those of a folder. fs.SkipAll says that there were too many.
func (w *walker) folder(dir, name string) error {
	space := spill.New(Scratch)
	defer space.Close()
	entries := space.Sorter()
	unread, err := readNames(dir, entries)
	if err != nil {
		return err
	}
	if unread != nil {
		w.problem(cmp.Or(name, "."), code(unread), "")
	}
	for rec, err := range entries.All() {
		if err != nil {
			return err
		}
		f := spill.Read(rec)
		base, kind := f.Key(), fs.FileMode(f.Int())
		path, name := filepath.Join(dir, base), filepath.ToSlash(filepath.Join(name, base))
		switch {
		case kind.IsDir():
			if err := w.folder(path, name); err != nil {
				return err
			}
		case !kind.IsRegular():
			w.problem(name, "not-a-file", kind.Type().String())
		case w.taken >= maxSources:
			w.problem(name, "too-many-files", "")
			return fs.SkipAll
		default:
			var size int64
			if info, err := os.Lstat(path); err == nil {
				size = info.Size()
			}
			if err := w.add(name, path, size); err != nil {
				return err
			}
		}
	}
	return nil
}

// readNames reads the names and types of what lies in a folder. unread is why not all
// could be read; the other error, why they could not be kept.
func readNames(dir string, to *spill.Sorter) (unread, err error) {
	const atOnce = 1024
	d, unread := os.Open(dir)
	if unread != nil {
		return unread, nil
	}
	defer d.Close()
	for {
		entries, unread := d.ReadDir(atOnce)
		for _, e := range entries {
			if err := to.Add(spill.AppendInt(spill.AppendKey(nil, e.Name()), int64(e.Type()))); err != nil {
				return nil, err //nolint:wrapcheck // it says what it is
			}
		}
		switch {
		case errors.Is(unread, io.EOF):
			return nil, nil
		case unread != nil:
			return unread, nil
		}
	}
}

// add takes a file. One whose name another has already is called by the path to it.
func (w *walker) add(name, path string, size int64) error {
	if w.has(name) {
		name = filepath.ToSlash(path)
	}
	w.taken++
	return w.take(Found{name, path, size})
}

// has reports whether a path that was named before gave a file this name. It asks the
// disk, so that the names need not be held.
func (w *walker) has(name string) bool {
	if w.files[name] {
		return true
	}
	for prefix, roots := range w.folders {
		rel, in := strings.CutPrefix(name, strings.TrimSuffix(prefix, "/")+"/")
		if prefix == "." {
			rel, in = name, true
		}
		if !in {
			continue
		}
		for _, root := range roots {
			if info, err := os.Lstat(filepath.Join(root, filepath.FromSlash(rel))); err == nil && info.Mode().IsRegular() {
				return true
			}
		}
	}
	return false
}

func code(err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		return "missing"
	}
	return "unreadable"
}
