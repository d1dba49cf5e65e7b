package intake

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"strings"

	"recourse"
)

// archive lists what an archive holds and reads each file in it.
func (r *reader) archive(f *File, src Source, t fileType, h held) {
	f.Title = r.words.title(f.Name)
	switch {
	case t.container:
		r.zip(f, src, h)
	case unpackers[t.media] != nil:
		r.packed(f, src, unpackers[t.media])
	case t.media == "application/x-tar":
		r.sequence(f, src, openTar)
	case t.media == "application/vnd.rar":
		r.sequence(f, src, openRar)
	case t.media == mediaWARC:
		r.warc(f, src)
	default:
		r.foreign(f, src)
	}
}

// admit reports whether one more file of an archive may be read.
func (r *reader) admit(f *File) bool {
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
	return true
}

// tooDeep reports, and says, that f holds files in more levels than are read.
func (r *reader) tooDeep(f *File) bool {
	if r.depth+1 <= r.lim.Depth {
		return false
	}
	f.problem("archive-too-deep", fmt.Sprintf("more than %d levels", r.lim.Depth), "limit", r.lim.Depth)
	return true
}

// inside reads a file that f holds, one level deeper.
func (r *reader) inside(f *File, name, title string, src Source) {
	if r.tooDeep(f) {
		return
	}
	safe, why := safeName(name)
	src.Path = f.Path + "!" + safe
	sub := *r
	sub.depth++
	sub.title = title
	sub.charset, sub.pass = r.pass, ""
	sub.muted, sub.mute = r.mute, false
	nested := sub.read(src, path.Base(safe))
	if why != "" {
		nested.problem("unsafe-name", fmt.Sprintf("%q: %s", name[:runeStart(name, 200)], why))
	}
	f.Files = append(f.Files, nested)
}

// member reads a file of the archive that l is of.
func (r *reader) member(l *listing, name string, src Source) {
	if r.tooDeep(l.file) {
		return
	}
	safe, notes := l.name(name)
	src.Path = l.file.Path + "!" + safe
	sub := *r
	sub.depth++
	sub.title, sub.later = l.file.Title, true
	nested := sub.read(src, path.Base(safe))
	notes.tell(&nested)
	l.file.Files = append(l.file.Files, nested)
}

// refused lists a file of an archive that is not read, and says why.
func (l *listing) refused(name, code, detail string, pairs ...any) {
	safe, notes := l.name(name)
	nested := File{Path: l.file.Path + "!" + safe, Name: path.Base(safe), Kind: KindUnknown}
	nested.problem(code, detail, pairs...)
	notes.tell(&nested)
	l.file.Files = append(l.file.Files, nested)
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

// meter bounds what is read of in: a file that takes size bytes in its archive,
// or -1 where that is not known.
func (r *reader) meter(in io.ReadCloser, size int64) *metered {
	const always = 1 << 20 // small files may be packed as well as they like
	most := int64(math.MaxInt64)
	if size >= 0 {
		most = max(min(size, 1<<40)*r.lim.Ratio, always)
	}
	return &metered{in, most, &r.left.unpacked}
}

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

// damaged says why an archive could not be read to its end.
func (r *reader) damaged(f *File, err error) {
	code, detail, limit, ok := r.limitProblem(err)
	detail = strings.ToValidUTF8(cmp.Or(detail, err.Error()), "\uFFFD")
	switch {
	case r.ctx.Err() != nil: // read says so
	case ok:
		f.problem(code, detail, "limit", limit)
	case len(f.Files) > 0:
		f.problem("archive-cut", detail)
	default:
		f.problem("archive-damaged", detail)
	}
}
