// Package knowledge carries every pattern, brand, route, letter and word list
// that Recourse knows, as files, and the strict reader for them. It judges
// nothing: the engines decode the files into their own types and prove them.
//
// [Files] is what ships; [Overlay] lays an operator's folder of the same shape
// over it. [Glob] finds files in a steady order, [Decode] reads one and [ReadAll] many.
package knowledge

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"recourse"
	"recourse/internal/cores"

	"github.com/goccy/go-yaml"
)

//go:embed *
var shipped embed.FS

// maxFile is the largest knowledge file that is read, in bytes.
const maxFile = 4 << 20

// Files returns the knowledge that ships with the program. The folders below
// this package's are embedded whole: a new file needs no Go.
func Files() fs.FS { return shipped }

// Glob lists the files of fsys that match pattern, in the order of their paths.
// A trailing "/**" matches everything below a folder, at any depth.
func Glob(fsys fs.FS, pattern string) ([]string, error) {
	dir, deep := strings.CutSuffix(pattern, "/**")
	if !deep {
		return fs.Glob(fsys, pattern)
	}
	var files []string
	err := fs.WalkDir(fsys, dir, func(p string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return fs.SkipAll
		case err != nil:
			return err
		case !d.IsDir() && !strings.HasPrefix(d.Name(), "."):
			files = append(files, p)
		}
		return nil
	})
	slices.Sort(files)
	return files, err
}

// ReadFile reads one file and refuses one that is too large.
func ReadFile(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open knowledge: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read knowledge %s: %w", name, err)
	}
	if len(b) > maxFile {
		return nil, fmt.Errorf("%s is larger than %d bytes: %w", name, maxFile, recourse.Invalid)
	}
	return b, nil
}

// Decode reads the YAML file name into v. A field that v does not have, a
// second document and a value of the wrong type are errors of kind Invalid that
// name the file and the line.
func Decode(fsys fs.FS, name string, v any) error {
	b, err := ReadFile(fsys, name)
	if err != nil {
		return err
	}
	return DecodeBytes(name, b, v)
}

// DecodeBytes is [Decode] for a document that is at hand; name is for errors.
func DecodeBytes(name string, b []byte, v any) error {
	if decodePlain(b, v) {
		return nil
	}
	dec := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict())
	if err := decode(dec, v); err != nil {
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("%s is empty: %w", name, recourse.Invalid)
		}
		return fmt.Errorf("%s: %s: %w", name, yaml.FormatError(err, false, true), recourse.Invalid)
	}
	var more any
	if err := decode(dec, &more); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s holds a second document: %w", name, recourse.Invalid)
	}
	return nil
}

// decode decodes one document. The library panics on some that are malformed, such as a
// tag without a value where a list is wanted (goccy/go-yaml v1.19.2): an operator's file
// must not end the program, so that is an error too.
func decode(dec *yaml.Decoder, v any) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("malformed YAML: %v", cause)
		}
	}()
	return dec.Decode(v)
}

// ReadAll calls read for each name, several at a time, and returns what it gives in
// the order of the names. The error is that of the first name that has one.
func ReadAll[T any](names []string, read func(name string) (T, error)) ([]T, error) {
	all, errs := make([]T, len(names)), make([]error, len(names))
	var next atomic.Int64
	var readers sync.WaitGroup
	for range min(cores.Count(), len(names)) {
		readers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(names)); i = next.Add(1) - 1 {
				all[i], errs[i] = read(names[i])
			}
		})
	}
	readers.Wait()
	if i := slices.IndexFunc(errs, func(err error) bool { return err != nil }); i >= 0 {
		return nil, errs[i]
	}
	return all, nil
}

// ID returns the id that a file's name gives it: "task-job" for
// "patterns/job/task-job.yaml".
func ID(name string) string {
	base := path.Base(name)
	return strings.TrimSuffix(base, path.Ext(base))
}
