package app

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"recourse"
	"recourse/internal/durable"
)

// Folder is a folder in the making: it has its name only once [Folder.Keep]
// returns, so that whoever sees the name sees all of it. Close removes what was
// not kept.
type Folder struct {
	out, temp string
	names     []string
	kept      bool
	held      io.Closer
}

// listName is the file in which a folder lists what was written into it, so
// that a later run replaces its own work and nothing else.
const listName = ".recourse-files"

// NewFolder starts the folder out. Where something of that name exists it is an
// error of kind Conflict, unless force says to put the new one in its place; and
// that holds only for a folder that holds what an earlier run wrote, and nothing
// else. A folder that lies in one of inputs, or holds one, is refused always.
func NewFolder(out string, force bool, inputs ...string) (*Folder, error) {
	out = filepath.Clean(out)
	if err := Apart(out, inputs...); err != nil {
		return nil, err
	}
	info, err := os.Lstat(out)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("look at %s: %w", out, err)
	case !info.IsDir():
		return nil, fmt.Errorf("%s exists and is not a folder: %w", out, recourse.Conflict)
	case isEmpty(out):
	case !force:
		return nil, fmt.Errorf("%s exists already; choose another folder, or add --force to replace it: %w", out, recourse.Conflict)
	default:
		if err := onlyOurs(out); err != nil {
			return nil, err
		}
	}
	parent := filepath.Dir(out)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return nil, fmt.Errorf("make folder %s: %v: %w", parent, err, recourse.Invalid)
	}
	temp, held, err := durable.MakeHeld(parent, "triage", func(name string) error { return os.Mkdir(name, 0o700) })
	if err != nil {
		return nil, fmt.Errorf("make folder beside %s: %v: %w", out, err, recourse.Invalid)
	}
	return &Folder{out: out, temp: temp, held: held}, nil
}

// Apart refuses an output that lies in an input or holds one: a run would read
// its own results, or replace what it reads; a backup would be lost with what it copies.
// It refuses what [NotInPackage] does too.
func Apart(out string, inputs ...string) error {
	to := real(out)
	if err := notInPackage(to, out); err != nil {
		return err
	}
	for _, in := range inputs {
		from := real(in)
		if info, err := os.Stat(from); err == nil && !info.IsDir() {
			if inside(from, to) {
				return fmt.Errorf("%s holds %s, which is to be read; choose another folder: %w", out, in, recourse.Conflict)
			}
			continue
		}
		if inside(from, to) || inside(to, from) {
			return fmt.Errorf("%s and %s lie in one another; choose a folder beside what is to be read: %w", out, in, recourse.Conflict)
		}
	}
	return nil
}

// notInPackage refuses a place inside a sealed package, or any BagIt bag: what is added
// there breaks it.
func notInPackage(to, out string) error {
	for dir := filepath.Dir(to); ; dir = filepath.Dir(dir) {
		if info, err := os.Stat(filepath.Join(dir, "bagit.txt")); err == nil && info.Mode().IsRegular() {
			return fmt.Errorf("%s lies in %s, which is a sealed package and would not be whole any more; choose a place outside of it: %w", out, dir, recourse.Conflict)
		}
		if dir == filepath.Dir(dir) {
			return nil
		}
	}
}

// NotInPackage refuses a file or folder to write that lies in a sealed package, or any
// BagIt bag: it would not be whole any more.
func NotInPackage(out string) error { return notInPackage(real(out), out) }

// real is a path without links, as far as it exists.
func real(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	for dir, rest := abs, ""; ; dir, rest = filepath.Dir(dir), filepath.Join(filepath.Base(dir), rest) {
		if found, err := filepath.EvalSymlinks(dir); err == nil {
			return filepath.Join(found, rest)
		}
		if dir == filepath.Dir(dir) {
			return abs
		}
	}
}

// inside reports whether path is dir or lies below it.
func inside(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// onlyOurs checks that a folder holds what an earlier run wrote and nothing else.
func onlyOurs(dir string) error {
	list, err := os.ReadFile(filepath.Join(dir, listName))
	if err != nil {
		return fmt.Errorf("%s was not written by this program and is left alone; choose another folder: %w", dir, recourse.Conflict)
	}
	ours := map[string]bool{listName: true}
	for line := range strings.Lines(string(list)) {
		ours[strings.TrimSuffix(line, "\n")] = true
	}
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("look at %s: %w", path, err)
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if !d.IsDir() && !ours[quoteName(filepath.ToSlash(rel))] {
			return fmt.Errorf("%s holds %q, which this program did not write; move it away, or choose another folder: %w", dir, rel, recourse.Conflict)
		}
		return nil
	})
}

// quoteName is a file's name on a line of its own.
func quoteName(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(name, "%", "%25"), "\n", "%0A")
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
	f.names = append(f.names, quoteName(name))
	return file, nil
}

// Keep gives the folder its name. What stood there before is gone only once the
// new folder stands in its place.
func (f *Folder) Keep() error {
	list := strings.Join(f.names, "\n") + "\n"
	if err := os.WriteFile(filepath.Join(f.temp, listName), []byte(list), 0o644); err != nil {
		return fmt.Errorf("list what was written: %w", err)
	}
	if err := os.Chmod(f.temp, 0o755); err != nil {
		return fmt.Errorf("open folder to its owner: %w", err)
	}
	old, err := f.place()
	if err != nil {
		return err
	}
	f.kept = true
	if old != "" {
		if err := os.RemoveAll(old); err != nil {
			return fmt.Errorf("remove the earlier folder: %w", err)
		}
	}
	return nil
}

// place puts the folder under its name and returns where what stood there is now. Where
// the system can swap the two, a run that is killed leaves either under the name.
func (f *Folder) place() (old string, err error) {
	if _, err := os.Lstat(f.out); err == nil {
		err := durable.Swap(f.temp, f.out)
		if err == nil {
			return f.temp, nil
		}
		if !errors.Is(err, errors.ErrUnsupported) {
			return "", fmt.Errorf("name folder %s: %w", f.out, err)
		}
		old = f.temp + durable.Aside
		if err := os.Rename(f.out, old); err != nil {
			return "", fmt.Errorf("put the earlier %s aside: %w", f.out, err)
		}
	}
	if err := os.Rename(f.temp, f.out); err != nil {
		if old != "" {
			err = errors.Join(err, os.Rename(old, f.out))
		}
		return "", fmt.Errorf("name folder %s: %w", f.out, err)
	}
	return old, nil
}

// Close removes a folder that was not kept.
func (f *Folder) Close() error {
	var err error
	if !f.kept {
		err = os.RemoveAll(f.temp)
	}
	return errors.Join(err, f.held.Close())
}
