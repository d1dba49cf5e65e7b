package intake

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"recourse"
)

// directoryLimit is how many bytes of an archive's list of files are read; it
// bounds the memory that the list takes.
const directoryLimit = 16 << 20

// encrypted is the flag of a zip entry that needs a password.
const encrypted = 1

// archive lists what a zip holds and reads each file in it.
func (r *reader) archive(f *File, src Source, t fileType, h held) {
	if !t.container {
		f.problem("format-not-read", t.media, "type", t.media)
		return
	}
	in, closer, ok := r.readerAt(f, src, h)
	if !ok {
		return
	}
	defer func() { _ = closer.Close() }()
	limited := &limitedAt{in: in, left: directoryLimit}
	z, err := zip.NewReader(limited, f.Size)
	limited.off = true
	switch {
	case limited.left < 0:
		f.problem("archive-too-many", "its list of files is too long", "limit", r.lim.Entries)
		return
	case err != nil:
		f.problem("archive-damaged", err.Error())
		return
	}
	title := r.words.title(f.Name)
	f.Title = title
	for _, e := range z.File {
		if strings.HasSuffix(e.Name, "/") && e.UncompressedSize64 == 0 {
			continue
		}
		if !r.entry(f, e, title) {
			return
		}
	}
}

// readerAt gives the archive's bytes in any order: from the source where it can,
// else from memory.
func (r *reader) readerAt(f *File, src Source, h held) (io.ReaderAt, io.Closer, bool) {
	if h.whole {
		return strings.NewReader(h.text), io.NopCloser(nil), true
	}
	if h.text == "" {
		rc, err := src.Open()
		if err == nil {
			if at, ok := rc.(io.ReaderAt); ok {
				return at, rc, true
			}
			_ = rc.Close()
		}
	}
	f.problem("archive-too-large", "it is too large to be opened inside another file", "limit", megabytes(r.lim.Text))
	return nil, nil, false
}

// entry reads one file of an archive and reports whether to go on.
func (r *reader) entry(f *File, e *zip.File, title string) bool {
	if r.ctx.Err() != nil {
		return false
	}
	if r.left.entries--; r.left.entries < 0 {
		f.problem("archive-too-many", fmt.Sprintf("more than %d files", r.lim.Entries), "limit", r.lim.Entries)
		return false
	}
	if r.left.unpacked <= 0 {
		if !r.left.told {
			r.left.told = true
			f.problem("archive-too-large", fmt.Sprintf("unpacks to more than %d bytes", r.lim.Unpacked), "limit", megabytes(r.lim.Unpacked))
		}
		return false
	}
	name, why := safeName(e.Name)
	nested := File{Path: f.Path + "!" + name, Name: path.Base(name), Kind: KindUnknown}
	refuse := func(code, detail string, pairs ...any) bool {
		nested.problem(code, detail, pairs...)
		f.Files = append(f.Files, nested)
		return true
	}
	switch mode := e.Mode(); {
	case mode&fs.ModeSymlink != 0:
		return refuse("link-not-followed", "")
	case !mode.IsRegular():
		return refuse("device-not-opened", mode.String())
	case e.Flags&encrypted != 0:
		return refuse("encrypted", "")
	}
	before := len(f.Files)
	r.inside(f, name, title, r.zipSource(e))
	if why != "" && len(f.Files) > before {
		f.Files[before].problem("unsafe-name", fmt.Sprintf("%q: %s", e.Name[:runeStart(e.Name, 200)], why))
	}
	return true
}

// inside reads a file that f holds, one level deeper.
func (r *reader) inside(f *File, name, title string, src Source) {
	if r.depth+1 > r.lim.Depth {
		f.problem("archive-too-deep", fmt.Sprintf("more than %d levels", r.lim.Depth), "limit", r.lim.Depth)
		return
	}
	safe, why := safeName(name)
	src.Path = f.Path + "!" + safe
	sub := *r
	sub.depth++
	sub.title = title
	nested := sub.read(src, path.Base(safe))
	if why != "" {
		nested.problem("unsafe-name", fmt.Sprintf("%q: %s", name[:runeStart(name, 200)], why))
	}
	f.Files = append(f.Files, nested)
}

// zipSource opens an entry as often as it is needed. Each time costs of what the
// archive may unpack to.
func (r *reader) zipSource(e *zip.File) Source {
	return Source{Size: -1, Open: func() (io.ReadCloser, error) {
		rc, err := e.Open()
		if err != nil {
			return nil, err
		}
		const always = 1 << 20 // small files may be packed as well as they like
		most := max(int64(min(e.CompressedSize64, 1<<40))*r.lim.Ratio, always)
		return &metered{rc, most, &r.left.unpacked}, nil
	}}
}

func bytesSource(b []byte) Source {
	return Source{Size: int64(len(b)), Open: func() (io.ReadCloser, error) {
		return bytesFile{bytes.NewReader(b)}, nil
	}}
}

type bytesFile struct{ *bytes.Reader }

// Close does nothing.
func (bytesFile) Close() error { return nil }

// errRatio and errUnpacked end the reading of an entry that unpacks to too much.
var (
	errRatio    = fmt.Errorf("unpacks to far more than it is: %w", recourse.Invalid)
	errUnpacked = fmt.Errorf("archive unpacks to too much: %w", recourse.Invalid)
)

// metered reads an entry until it or its archive has unpacked to too much.
type metered struct {
	io.ReadCloser
	most int64
	left *int64
}

// Read reads, or fails where a limit is reached.
func (m *metered) Read(p []byte) (int, error) {
	if m.most < 0 {
		return 0, errRatio
	}
	if *m.left < 0 {
		return 0, errUnpacked
	}
	n, err := m.ReadCloser.Read(p)
	m.most -= int64(n)
	*m.left -= int64(n)
	return n, err
}

// limitedAt bounds how much is read until off is set.
type limitedAt struct {
	in   io.ReaderAt
	left int64
	off  bool
}

// ReadAt reads, or fails where too much was read before off.
func (l *limitedAt) ReadAt(p []byte, off int64) (int, error) {
	if !l.off {
		if l.left -= int64(len(p)); l.left < 0 {
			return 0, errUnpacked
		}
	}
	return l.in.ReadAt(p, off)
}

// limitProblem says which limit of an archive ended a read, if one did.
func (r *reader) limitProblem(err error) (code, detail string, limit int, ok bool) {
	switch {
	case errors.Is(err, errRatio):
		return "unpacks-too-far", err.Error(), int(r.lim.Ratio), true
	case errors.Is(err, errUnpacked):
		r.left.told = true
		return "archive-too-large", err.Error(), megabytes(r.lim.Unpacked), true
	}
	return "", "", 0, false
}
