package knowledge

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
)

// Overlay returns a file system that shows the files of upper where it has
// them and those of lower elsewhere; folders show both. A file of upper that is
// empty hides its namesake in lower.
func Overlay(lower, upper fs.FS) fs.FS { return overlay{lower, upper} }

type overlay struct{ lower, upper fs.FS }

var _ fs.ReadDirFS = overlay{}

// Open opens the file in upper, else in lower.
func (o overlay) Open(name string) (fs.File, error) {
	f, err := o.upper.Open(name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return o.lower.Open(name)
		}
		return nil, err
	}
	return f, nil
}

// ReadDir merges the two folders, in the order of names.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	up, upErr := fs.ReadDir(o.upper, name)
	if upErr != nil && !errors.Is(upErr, fs.ErrNotExist) {
		return nil, upErr
	}
	low, lowErr := fs.ReadDir(o.lower, name)
	if lowErr != nil && (upErr != nil || !errors.Is(lowErr, fs.ErrNotExist)) {
		return nil, lowErr
	}
	hidden := make(map[string]bool)
	all := make([]fs.DirEntry, 0, len(up)+len(low))
	for _, e := range up {
		hidden[e.Name()] = true
		if info, err := e.Info(); err == nil && !e.IsDir() && info.Size() == 0 {
			continue
		}
		all = append(all, e)
	}
	for _, e := range low {
		if !hidden[e.Name()] {
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return all, nil
}
