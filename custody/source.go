package custody

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"recourse"
	"recourse/internal/spill"
)

// The bounds of a package that is verified.
const (
	maxPackageFiles = 2 << 20
	maxZipBytes     = 1 << 40 // unpacked
)

// listing is the files and folders that were found, in no order. A file's record is its
// path, its place among those found, and how it is opened.
type listing struct {
	space *spill.Space
	files *spill.Sorter
	dirs  *spill.Sorter
	// open opens a file that was found, by its path and how.
	open func(path string, how int64) (io.ReadCloser, error)
}

func newListing(space *spill.Space) listing {
	return listing{space: space, files: space.Sorter(), dirs: space.Sorter()}
}

func (l *listing) addFile(path string, how int64) error {
	if l.files.Len() >= maxPackageFiles {
		return fmt.Errorf("package has more than %d files: %w", maxPackageFiles, recourse.Invalid)
	}
	rec := spill.AppendNumber(spill.AppendKey(nil, path), int64(l.files.Len()))
	return l.files.Add(spill.AppendInt(rec, how))
}

func (l *listing) addDir(path string) error { return l.dirs.Add(spill.AppendKey(nil, path)) }

// source is the files of a package, wherever they are. Those below data/, of which there
// may be very many, are gone through in the order of their paths.
type source struct {
	listing
	base string // the folder of what was found in which the package lies, with "/", or ""
	// tags are all other files, by path.
	tags map[string]func() (io.ReadCloser, error)
	// list has all files in the order of their paths: path, and how it is opened.
	list *spill.List
	data bool // there is a folder data
}

// readFolder lists the files of fsys. What is neither file nor folder, such as a
// link, cannot be verified and is a problem.
func readFolder(ctx context.Context, fsys fs.FS, space *spill.Space, r *Report) (listing, error) {
	l := newListing(space)
	l.open = func(path string, _ int64) (io.ReadCloser, error) { return fsys.Open(path) }
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		switch {
		case err != nil && p == ".":
			return err
		case err != nil:
			r.unreadable("bag-unreadable", p, err)
		case d.IsDir() && p != ".":
			return l.addDir(p)
		case d.IsDir():
		case !d.Type().IsRegular():
			r.add("bag-not-a-file", p, d.Type().String())
		default:
			return l.addFile(p, 0)
		}
		return nil
	})
	if err != nil {
		return listing{}, fmt.Errorf("list package: %w", err)
	}
	return l, nil
}

// choose returns the package in what was found: all of it, or, where that is none, the one
// package that lies in a folder of it, which is named: the results of a case have the
// evidence in one of theirs.
func (l listing) choose(r *Report) (source, string, error) {
	folder, ours, top, several := "", false, false, false
	for rec, err := range l.files.All() {
		if err != nil {
			return source{}, "", err
		}
		p := spill.Read(rec).Key()
		ours = ours || slices.Contains(oursAlone[:], p)
		top = top || p == declarationFile
		dir, name, _ := strings.Cut(p, "/")
		switch {
		case name != declarationFile, folder == dir:
		case folder != "":
			several = true // it is for the caller to say which
		default:
			folder = dir
		}
	}
	if ours || top || several {
		folder = ""
	}
	s, err := l.within(folder, r)
	return s, folder, err
}

// within returns the files in a folder of what was found; all where it is empty.
func (l listing) within(folder string, r *Report) (source, error) {
	s := source{listing: l, tags: make(map[string]func() (io.ReadCloser, error)), list: l.space.List()}
	if folder != "" {
		s.base = folder + "/"
	}
	before := ""
	for rec, err := range l.files.All() {
		if err != nil {
			return s, err
		}
		f := spill.Read(rec)
		p, in := strings.CutPrefix(f.Key(), s.base)
		_, how := f.Number(), f.Int()
		switch {
		case !in:
			continue
		case p == before:
			r.explain("zip-name", s.base+p, "more than once in the zip", "twice")
			continue
		case strings.HasPrefix(p, payloadDir):
			s.data = true
		default:
			s.tags[p] = func() (io.ReadCloser, error) { return s.openFile(p, how) }
		}
		before = p
		if err := s.list.Add(spill.AppendInt(spill.AppendKey(nil, p), how)); err != nil {
			return s, err
		}
	}
	for rec, err := range l.dirs.All() {
		if err != nil {
			return s, err
		}
		s.data = s.data || spill.Read(rec).Key() == s.base+path.Clean(payloadDir)
	}
	return s, nil
}

func (s *source) openFile(path string, how int64) (io.ReadCloser, error) {
	return s.listing.open(s.base+path, how)
}

// emptyFolders calls f with the folders that hold no file, in the order of their paths.
func (s *source) emptyFolders(f func(path string)) error {
	// With "/" behind it a folder stands ahead of what lies in it and behind what comes
	// before all of that.
	dirs := s.space.Sorter()
	for rec, err := range s.dirs.All() {
		if err != nil {
			return err
		}
		if p, in := strings.CutPrefix(spill.Read(rec).Key(), s.base); in {
			if err := dirs.Add(spill.AppendKey(nil, p+"/")); err != nil {
				return err
			}
		}
	}
	files, file := s.list.Cursor(), ""
	more := true
	for rec, err := range dirs.All() {
		if err != nil {
			return err
		}
		dir := spill.Read(rec).Key()
		for more && file < dir {
			if more = files.Next(); more {
				file = spill.Read(files.Record()).Key()
			}
		}
		if !more || !strings.HasPrefix(file, dir) {
			f(strings.TrimSuffix(dir, "/"))
		}
	}
	return files.Err()
}

// small reads a tag file that must not have more than limit bytes.
func (s *source) small(name string, limit int64) ([]byte, error) {
	open := s.tags[name]
	if open == nil {
		return nil, fmt.Errorf("%s is not there: %w", name, recourse.NotFound)
	}
	f, err := open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(b)) > limit {
		return nil, fmt.Errorf("%s has more than %d bytes: %w", name, limit, recourse.Invalid)
	}
	return b, nil
}
