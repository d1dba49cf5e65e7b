package intake

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"recourse"

	"github.com/klauspost/compress/zstd"
	"github.com/nwaples/rardecode/v2"
	"github.com/therootcompany/xz"
)

// dictionaryLimit is how many bytes a method of compression may look back, which
// is what it takes in memory. What the usual tools make by default, and the
// strongest of xz, stays below.
const dictionaryLimit = 64 << 20

// unpacker unpacks one stream; name is what the stream says that it was called.
type unpacker func(in io.Reader) (out io.ReadCloser, name string, err error)

// unpackers are the forms that hold one stream, by media type.
var unpackers = map[string]unpacker{
	"application/gzip":    openGzip,
	"application/x-bzip2": func(in io.Reader) (io.ReadCloser, string, error) { return io.NopCloser(bzip2.NewReader(in)), "", nil },
	"application/x-xz":    openXZ,
	"application/zstd":    openZstd,
}

// openGzip opens RFC 1952, several members one after the other included.
func openGzip(in io.Reader) (io.ReadCloser, string, error) {
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, "", fmt.Errorf("open gzip: %w", err)
	}
	return z, z.Name, nil
}

func openXZ(in io.Reader) (io.ReadCloser, string, error) {
	z, err := xz.NewReader(in, dictionaryLimit+1<<20)
	if err != nil {
		return nil, "", fmt.Errorf("open xz: %w", err)
	}
	return io.NopCloser(z), "", nil
}

func openZstd(in io.Reader) (io.ReadCloser, string, error) {
	z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(dictionaryLimit), zstd.WithDecoderMaxMemory(dictionaryLimit*4))
	if err != nil {
		return nil, "", fmt.Errorf("open zstd: %w", err)
	}
	return z.IOReadCloser(), "", nil
}

// unpacked turns an unpacker into what archive/zip takes.
func unpacked(open unpacker) func(io.Reader) io.ReadCloser {
	return func(in io.Reader) io.ReadCloser {
		out, _, err := open(in)
		if err != nil {
			return io.NopCloser(failing{err})
		}
		return out
	}
}

type failing struct{ err error }

// Read fails.
func (f failing) Read([]byte) (int, error) { return 0, f.err }

// packed reads what one stream holds: the files of a tar in it, else one file.
func (r *reader) packed(f *File, src Source, open unpacker) {
	if r.tooDeep(f) || !r.admit(f) {
		return
	}
	inner := func() (io.ReadCloser, string, error) { return r.openPacked(src, f.Size, open) }
	rc, name, err := inner()
	if err != nil {
		r.damaged(f, err)
		return
	}
	head := make([]byte, 1024)
	n, err := readUpTo(rc, head)
	_ = rc.Close()
	if n == 0 && err != nil && !errors.Is(err, io.EOF) {
		r.damaged(f, err)
		return
	}
	source := Source{Size: -1, Open: func() (io.ReadCloser, error) { rc, _, err := inner(); return rc, err }}
	if detect(head[:n]).media == "application/x-tar" {
		r.sequence(f, source, openTar)
		return
	}
	l := newListing(f)
	if name == "" {
		name = withoutPacking(f.Name)
	}
	r.member(l, name, source)
}

// openPacked opens the stream in src, which counts against what may be unpacked.
func (r *reader) openPacked(src Source, size int64, open unpacker) (io.ReadCloser, string, error) {
	rc, err := src.Open()
	if err != nil {
		return nil, "", err
	}
	out, name, err := open(bufio.NewReaderSize(rc, 64<<10))
	if err != nil {
		_ = rc.Close()
		return nil, "", err
	}
	return r.meter(both{out, rc}, size), name, nil
}

// both is what is unpacked and what it is unpacked from.
type both struct {
	io.ReadCloser
	from io.Closer
}

// Close closes both.
func (b both) Close() error { return errors.Join(b.ReadCloser.Close(), b.from.Close()) }

// withoutPacking is the name that a packed file had before.
func withoutPacking(name string) string {
	ext := path.Ext(name)
	switch strings.ToLower(ext) {
	case ".gz", ".bz2", ".xz", ".zst":
		return strings.TrimSuffix(name, ext)
	}
	return name + "_"
}

// sequence gives the files of an archive one after the other.
type sequence interface {
	next() (member, error) // io.EOF at the end; what member.in gives holds until the next call
}

// member is a file of an archive.
type member struct {
	name   string
	folder bool
	packed int64 // bytes in the archive, or -1 where that is not known
	in     io.Reader
	// refuse is the code of the problem for which it is not opened, and detail
	// what that is about.
	refuse, detail string
}

// errReader is a fault of a library that a damaged archive brought out.
var errReader = fmt.Errorf("the archive is damaged: %w", recourse.Invalid)

// sequence reads the files of an archive that are only there one after the other.
func (r *reader) sequence(f *File, src Source, open func(io.Reader) (sequence, error)) {
	rc, s, err := openSequence(src, open)
	if err != nil {
		r.listEnds(f, err)
		return
	}
	defer func() { _ = rc.Close() }()
	l := newListing(f)
	for i := 0; ; i++ {
		m, err := s.next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			r.listEnds(f, err)
			return
		}
		if m.folder {
			if i > 20*r.lim.Entries {
				f.problem("archive-too-many", "folders without end", "limit", r.lim.Entries)
				return
			}
			continue
		}
		if !r.admit(f) {
			return
		}
		if m.refuse != "" {
			l.refused(m.name, m.refuse, m.detail, "type", m.detail)
			continue
		}
		again := func() (io.ReadCloser, error) { return skipTo(src, open, i) }
		source, err := r.memberSource(m, again)
		if err != nil {
			code, detail := readProblem(r.ctx, err)
			l.refused(m.name, code, detail)
			r.listEnds(f, err)
			return
		}
		r.member(l, m.name, source)
	}
}

// listEnds says why an archive's files end before it does.
func (r *reader) listEnds(f *File, err error) {
	switch {
	case errors.Is(err, rardecode.ErrMultiVolume):
		f.problem("archive-part", err.Error())
	case errors.Is(err, rardecode.ErrArchiveEncrypted), errors.Is(err, rardecode.ErrArchivedFileEncrypted):
		f.problem("encrypted", err.Error())
	default:
		r.damaged(f, err)
	}
}

// memberHeld is the size up to which files of an archive are read from memory; a larger one is unpacked again
// each time that it is read.
const memberHeld = 8 << 20

// memberSource gives the bytes of a file as often as they are needed.
func (r *reader) memberSource(m member, again func() (io.ReadCloser, error)) (Source, error) {
	in := r.meter(io.NopCloser(recourse.UntilDone(r.ctx, m.in)), m.packed)
	var b bytes.Buffer
	_, err := io.CopyN(&b, in, memberHeld+1)
	if _, _, _, limit := r.limitProblem(err); limit {
		// The reading says so.
		return Source{Size: -1, Open: func() (io.ReadCloser, error) { return io.NopCloser(failing{err}), nil }}, nil
	}
	if errors.Is(err, io.EOF) {
		return bytesSource(b.Bytes()), nil
	}
	if err != nil {
		return Source{}, err
	}
	first := true
	return Source{Size: -1, Open: func() (io.ReadCloser, error) {
		if first {
			first = false
			return io.NopCloser(io.MultiReader(bytes.NewReader(b.Bytes()), in)), nil
		}
		rc, err := again()
		if err != nil {
			return nil, err
		}
		return r.meter(rc, m.packed), nil
	}}, nil
}

func openSequence(src Source, open func(io.Reader) (sequence, error)) (io.ReadCloser, sequence, error) {
	rc, err := src.Open()
	if err != nil {
		return nil, nil, err
	}
	s, err := open(rc)
	if err != nil {
		_ = rc.Close()
		return nil, nil, err
	}
	return rc, s, nil
}

// skipTo opens an archive anew at its i-th file.
func skipTo(src Source, open func(io.Reader) (sequence, error), i int) (io.ReadCloser, error) {
	rc, s, err := openSequence(src, open)
	if err != nil {
		return nil, err
	}
	for ; ; i-- {
		m, err := s.next()
		if err != nil {
			_ = rc.Close()
			return nil, err
		}
		if i == 0 {
			return both{io.NopCloser(m.in), rc}, nil
		}
	}
}
