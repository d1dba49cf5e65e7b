package app

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"recourse"
	"recourse/intake"
)

// maxSources is how many files one run takes.
const maxSources = 100_000

// Sources lists the files that paths name, folders with all below them, in the
// order of their names. Symbolic links and devices are not followed: they and
// what cannot be looked at are problems.
func Sources(paths []string) ([]intake.Source, []recourse.Problem) {
	w := walker{taken: make(map[string]bool)}
	for _, p := range paths {
		w.root(p, len(paths) > 1)
	}
	return w.sources, w.problems
}

type walker struct {
	sources  []intake.Source
	taken    map[string]bool // the names of the sources
	problems []recourse.Problem
}

func (w *walker) problem(path, code, detail string) {
	w.problems = append(w.problems, recourse.Problem{Path: path, Code: code, Detail: detail})
}

// root adds one path that was named; several are told apart by their own names.
func (w *walker) root(root string, several bool) {
	info, err := os.Stat(root) // a link that the person names is followed
	if err != nil {
		w.problem(root, code(err), "")
		return
	}
	if !info.IsDir() && !info.Mode().IsRegular() {
		w.problem(root, "not-a-file", info.Mode().Type().String())
		return
	}
	if !info.IsDir() {
		w.add(filepath.Base(root), root, info.Size())
		return
	}
	prefix := ""
	if several {
		prefix = filepath.Base(filepath.Clean(root))
	}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		rel, relErr := filepath.Rel(root, path)
		if relErr != nil {
			return relErr
		}
		name := filepath.ToSlash(filepath.Join(prefix, rel))
		switch {
		case err != nil:
			w.problem(name, code(err), "")
			return nil
		case d.IsDir():
			return nil
		case !d.Type().IsRegular():
			w.problem(name, "not-a-file", d.Type().String())
			return nil
		case len(w.sources) >= maxSources:
			w.problem(name, "too-many-files", "")
			return fs.SkipAll
		}
		var size int64
		if info, err := d.Info(); err == nil {
			size = info.Size()
		}
		w.add(name, path, size)
		return nil
	})
	if err != nil {
		w.problem(root, "unreadable", "")
	}
}

func (w *walker) add(name, path string, size int64) {
	if w.taken[name] {
		name = filepath.ToSlash(path)
	}
	w.taken[name] = true
	w.sources = append(w.sources, intake.Source{Path: name, Size: size, Open: func() (io.ReadCloser, error) { return os.Open(path) }})
}

func code(err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		return "missing"
	}
	return "unreadable"
}
