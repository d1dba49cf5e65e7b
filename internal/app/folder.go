package app

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"recourse"
)

// Folder is a folder in the making: it has its name only once [Folder.Keep]
// returns, so that whoever sees the name sees all of it. Close removes what was
// not kept.
type Folder struct {
	out, temp string
	force     bool
	kept      bool
}

// NewFolder starts the folder out. Where something of that name exists it is an
// error of kind Conflict, unless force says to put the new one in its place.
func NewFolder(out string, force bool) (*Folder, error) {
	out = filepath.Clean(out)
	info, err := os.Lstat(out)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("look at %s: %w", out, err)
	case !info.IsDir():
		return nil, fmt.Errorf("%s exists and is not a folder: %w", out, recourse.Conflict)
	case !force && !isEmpty(out):
		return nil, fmt.Errorf("%s exists already; choose another folder, or add --force to replace it: %w", out, recourse.Conflict)
	}
	parent := filepath.Dir(out)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return nil, fmt.Errorf("make folder %s: %v: %w", parent, err, recourse.Invalid)
	}
	temp, err := os.MkdirTemp(parent, "."+filepath.Base(out)+".part-")
	if err != nil {
		return nil, fmt.Errorf("make folder beside %s: %v: %w", out, err, recourse.Invalid)
	}
	return &Folder{out: out, temp: temp, force: force}, nil
}

func isEmpty(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err == nil && len(entries) == 0
}

// Create makes a file in the folder; name is a slash path that stays inside it.
func (f *Folder) Create(name string) (io.WriteCloser, error) {
	if !fs.ValidPath(name) {
		return nil, fmt.Errorf("file name %q leaves its folder: %w", name, recourse.Invalid)
	}
	path := filepath.Join(f.temp, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("make folder for %s: %w", name, err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, fmt.Errorf("create %s: %w", name, err)
	}
	return file, nil
}

// Keep gives the folder its name. What stood there before is gone only once the
// new folder stands in its place.
func (f *Folder) Keep() error {
	if err := os.Chmod(f.temp, 0o755); err != nil {
		return fmt.Errorf("open folder to its owner: %w", err)
	}
	old := f.temp + ".old"
	replaced := false
	if _, err := os.Lstat(f.out); err == nil {
		if err := os.Rename(f.out, old); err != nil {
			return fmt.Errorf("put the earlier %s aside: %w", f.out, err)
		}
		replaced = true
	}
	if err := os.Rename(f.temp, f.out); err != nil {
		if replaced {
			err = errors.Join(err, os.Rename(old, f.out))
		}
		return fmt.Errorf("name folder %s: %w", f.out, err)
	}
	f.kept = true
	if replaced {
		if err := os.RemoveAll(old); err != nil {
			return fmt.Errorf("remove the earlier folder: %w", err)
		}
	}
	return nil
}

// Close removes a folder that was not kept.
func (f *Folder) Close() error {
	if f.kept {
		return nil
	}
	return os.RemoveAll(f.temp)
}
