// Package durable writes files that are still there, whole, after the power
// fails: each file is flushed before it gets its name, and the directory after.
//
// Call [WriteFile] for a small file that must never be overwritten, [Begin] for
// one that is streamed and gets its name at the end, and [NewFolder] for a new
// folder of many files, such as a sealed package.
//
// A crash at any point leaves the old state, the new one, or a file whose name
// begins with [TempPrefix], which may be removed at any time when nothing is
// being written.
package durable

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"recourse"
)

// TempPrefix begins the names of files that are being written.
const TempPrefix = ".incoming-"

// MkdirAll makes dir and what it lies in, for its owner alone, and flushes the
// directories that name them.
func MkdirAll(dir string) error {
	dir = filepath.Clean(dir)
	if info, err := os.Stat(dir); err == nil {
		if !info.IsDir() {
			return fmt.Errorf("make folder %q: a file has its name: %w", dir, recourse.Conflict)
		}
		return nil
	}
	parent := filepath.Dir(dir)
	if parent != dir {
		if err := MkdirAll(parent); err != nil {
			return err
		}
	}
	if err := act("mkdir", dir, func() error { return os.Mkdir(dir, 0o700) }); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make folder: %w", err)
	}
	return SyncDir(parent)
}

// SyncDir flushes a directory, so that the names in it last. Systems that cannot
// flush directories keep their names by other means.
func SyncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("flush folder: %w", err)
	}
	if err := errors.Join(act("syncdir", dir, d.Sync), d.Close()); err != nil {
		return fmt.Errorf("flush folder: %w", err)
	}
	return nil
}

// WriteFile writes the new file name, readable by its owner alone. A file that is
// there already is an error of kind Conflict and stays as it is.
func WriteFile(name string, data []byte) error {
	f, err := Begin(filepath.Dir(name))
	if err != nil {
		return err
	}
	defer f.Discard()
	if _, err := f.Write(data); err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	made, err := f.Commit(name)
	if err == nil && !made {
		err = fmt.Errorf("write file: %q is there already: %w", name, recourse.Conflict)
	}
	return err
}

// Rename gives a file or folder whose content was flushed another name, and
// flushes the directory of that name.
func Rename(from, to string) error {
	if err := act("rename", to, func() error { return os.Rename(from, to) }); err != nil {
		return fmt.Errorf("rename: %w", err)
	}
	return SyncDir(filepath.Dir(to))
}

// Swap gives from, a file or folder whose content was flushed, the name of to, which
// is there, and what is there the name from. A crash leaves either under both names.
// Where the system cannot do that it is an error that [errors.ErrUnsupported] matches.
func Swap(from, to string) error {
	if err := act("rename", to, func() error { return swap(from, to) }); err != nil {
		return fmt.Errorf("rename: %w", err)
	}
	return SyncDir(filepath.Dir(to))
}

// Remove removes a file and flushes its directory. One that is not there is as
// good.
func Remove(name string) error {
	err := act("remove", name, func() error { return os.Remove(name) })
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove file: %w", err)
	}
	return SyncDir(filepath.Dir(name))
}

// Folder writes the files of one new folder; it fits custody.Seal. The folder is
// durable when Close returns nil.
type Folder struct {
	root *os.Root
	dir  string
	dirs map[string]bool
}

// NewFolder makes the folder dir, which must not exist.
func NewFolder(dir string) (*Folder, error) {
	if err := MkdirAll(filepath.Dir(filepath.Clean(dir))); err != nil {
		return nil, err
	}
	if err := act("mkdir", dir, func() error { return os.Mkdir(dir, 0o755) }); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("make folder: %q is there already: %w", dir, recourse.Conflict)
		}
		return nil, fmt.Errorf("make folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open folder: %w", err)
	}
	return &Folder{root, dir, map[string]bool{".": true}}, nil
}

type folderFile struct{ *os.File }

// Write writes.
func (f folderFile) Write(p []byte) (int, error) {
	return step("write", f.Name(), func() (int, error) { return f.File.Write(p) })
}

// Close flushes the file and closes it.
func (f folderFile) Close() error {
	return errors.Join(act("sync", f.Name(), f.Sync), f.File.Close())
}

// Create makes the new file name, whose parts are separated by "/".
func (f *Folder) Create(name string) (io.WriteCloser, error) {
	name = filepath.FromSlash(name)
	if dir := filepath.Dir(name); !f.dirs[dir] {
		if err := f.root.MkdirAll(dir, 0o755); err != nil {
			return nil, fmt.Errorf("make folder: %w", err)
		}
		for ; !f.dirs[dir]; dir = filepath.Dir(dir) {
			f.dirs[dir] = true
		}
	}
	file, err := step("create", name, func() (*os.File, error) {
		return f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	})
	if err != nil {
		return nil, fmt.Errorf("create file: %w", err)
	}
	return folderFile{file}, nil
}

// Close flushes the folder's directories.
func (f *Folder) Close() error {
	errs := []error{f.root.Close()}
	for dir := range f.dirs {
		errs = append(errs, SyncDir(filepath.Join(f.dir, dir)))
	}
	return errors.Join(append(errs, SyncDir(filepath.Dir(filepath.Clean(f.dir))))...)
}
