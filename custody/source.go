package custody

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"recourse"
)

// The bounds of a package that is verified.
const (
	maxPackageFiles = 2 << 20
	maxZipBytes     = 1 << 40 // unpacked
)

// source is the files of a package, wherever they are.
type source struct {
	files map[string]func() (io.ReadCloser, error)
	dirs  map[string]bool
}

// readFolder lists the files of fsys. What is neither file nor folder, such as a
// link, cannot be verified and is a problem.
func readFolder(ctx context.Context, fsys fs.FS, r *Report) (source, error) {
	s := source{files: make(map[string]func() (io.ReadCloser, error)), dirs: make(map[string]bool)}
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		switch {
		case err != nil && p == ".":
			return err
		case err != nil:
			r.unreadable("bag-unreadable", p, err)
		case d.IsDir():
			s.dirs[p] = true
		case !d.Type().IsRegular():
			r.add("bag-not-a-file", p, d.Type().String())
		default:
			s.files[p] = func() (io.ReadCloser, error) { return fsys.Open(p) }
		}
		if len(s.files) > maxPackageFiles {
			return fmt.Errorf("package has more than %d files: %w", maxPackageFiles, recourse.Invalid)
		}
		return nil
	})
	if err != nil {
		return source{}, fmt.Errorf("list package: %w", err)
	}
	return s, nil
}

// readZip lists the files of a zip that are below one directory, and names it.
func readZip(list []*zip.File, r *Report) (src source, base string, err error) {
	s := source{files: make(map[string]func() (io.ReadCloser, error)), dirs: make(map[string]bool)}
	if len(list) > maxPackageFiles {
		return source{}, "", fmt.Errorf("package has more than %d files: %w", maxPackageFiles, recourse.Invalid)
	}
	if len(list) > 0 {
		base, _, _ = strings.Cut(list[0].Name, "/")
	}
	var total uint64
	for _, f := range list {
		if total += f.UncompressedSize64; total > maxZipBytes || f.UncompressedSize64 > maxZipBytes {
			return source{}, "", fmt.Errorf("package unpacks to more than %d bytes: %w", int64(maxZipBytes), recourse.Invalid)
		}
		name, below := strings.CutPrefix(f.Name, base+"/")
		isDir := strings.HasSuffix(f.Name, "/")
		name = strings.TrimSuffix(name, "/")
		switch {
		case name == "" && isDir:
		case !below || CheckPath(name) != nil:
			r.explain("zip-name", f.Name, "not below the zip's one folder, or not a path", "zip-folder")
		case isDir:
			s.dirs[name] = true
		case s.files[name] != nil:
			r.explain("zip-name", name, "more than once in the zip", "twice")
		case !f.Mode().IsRegular():
			r.add("bag-not-a-file", name, f.Mode().Type().String())
		default:
			s.files[name] = f.Open
			for i := range len(name) {
				if name[i] == '/' {
					s.dirs[name[:i]] = true
				}
			}
		}
	}
	return s, base, nil
}

// nested returns the one package that lies in a folder of s, where s itself is none,
// and names the folder: the results of a case have the evidence in one of theirs.
func (s source) nested() (inner source, folder string) {
	for p := range s.files {
		dir, name, _ := strings.Cut(p, "/")
		switch {
		case name != declarationFile:
		case folder != "":
			return s, "" // it is for the caller to say which
		default:
			folder = dir
		}
	}
	if folder == "" || s.files[declarationFile] != nil {
		return s, ""
	}
	inner = source{files: make(map[string]func() (io.ReadCloser, error)), dirs: make(map[string]bool)}
	for p, open := range s.files {
		if name, below := strings.CutPrefix(p, folder+"/"); below {
			inner.files[name] = open
		}
	}
	for p := range s.dirs {
		if name, below := strings.CutPrefix(p, folder+"/"); below {
			inner.dirs[name] = true
		}
	}
	return inner, folder
}

// small reads a tag file that must not have more than limit bytes.
func (s source) small(name string, limit int64) ([]byte, error) {
	open := s.files[name]
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
