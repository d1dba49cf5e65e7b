package intake

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/bzip2"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"
)

// directoryLimit is how many bytes of an archive's list of files are read; it
// bounds the memory that the list takes.
const directoryLimit = 16 << 20

// Flags of a zip entry, APPNOTE.TXT 6.3.10, 4.4.4.
const (
	zipEncrypted = 1 << 0
	zipLater     = 1 << 3 // sizes stand behind the data
	zipMasked    = 1 << 13
)

// The methods of compression that are read beside those of archive/zip,
// APPNOTE.TXT 4.4.5.
const (
	zipBzip2 = 12
	zipZstd  = 93
	zipXZ    = 95
)

// zip reads the files of a zip by its list of files, and where that is missing
// or damaged, as they come.
func (r *reader) zip(f *File, src Source, h held) {
	in, closer, ok := r.readerAt(f, src, h)
	if !ok {
		return
	}
	defer func() { _ = closer.Close() }()
	if zipPart(in, f.Size) {
		f.problem("archive-part", "")
		return
	}
	limited := &limitedAt{in: in, left: directoryLimit}
	z, err := zip.NewReader(limited, f.Size)
	limited.off = true
	switch {
	case limited.left < 0:
		f.problem("archive-too-many", "its list of files is too long", "limit", r.lim.Entries)
		return
	case errors.Is(err, zip.ErrInsecurePath): // names are made safe
	case err != nil && isOffice(f.MediaType):
		f.Title = ""
		f.problem("document-damaged", err.Error())
		return
	case err != nil:
		r.salvage(f, src, err)
		return
	}
	z.RegisterDecompressor(zipBzip2, func(in io.Reader) io.ReadCloser { return io.NopCloser(bzip2.NewReader(in)) })
	z.RegisterDecompressor(zipZstd, unpacked(openZstd))
	z.RegisterDecompressor(zipXZ, unpacked(openXZ))
	l := newListing(f)
	names := make([]string, 0, len(z.File))
	for _, e := range z.File {
		e.Name = unicodeName(e.Name, e.Extra)
		names = append(names, e.Name)
	}
	l.page = guessPage(names)
	shared := sharedData(z.File)
	if kind := officeKind(z); kind != "" {
		r.office(l, z, kind, shared)
		return
	}
	if pack := waczPackage(z); pack != nil {
		r.wacz(l, z, pack, shared)
		return
	}
	if isOffice(f.MediaType) {
		f.problem("format-not-read", f.MediaType, "type", f.MediaType)
		return
	}
	for _, e := range z.File {
		if strings.HasSuffix(e.Name, "/") && e.UncompressedSize64 == 0 {
			continue
		}
		if !r.entry(l, e, shared[e]) {
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

// entry reads one file of a zip and reports whether to go on.
func (r *reader) entry(l *listing, e *zip.File, shared bool) bool {
	if !r.admit(l.file) {
		return false
	}
	switch mode := e.Mode(); {
	case mode&fs.ModeSymlink != 0:
		l.refused(e.Name, "link-not-followed", "")
	case !mode.IsRegular():
		l.refused(e.Name, "device-not-opened", mode.String())
	case e.Flags&(zipEncrypted|zipMasked) != 0:
		l.refused(e.Name, "encrypted", "")
	case !zipReads(e.Method):
		method := fmt.Sprintf("zip, method %d", e.Method)
		l.refused(e.Name, "format-not-read", method, "type", method)
	case shared:
		l.refused(e.Name, "archive-overlap", "")
	default:
		r.member(l, e.Name, r.zipSource(e))
	}
	return true
}

func zipReads(method uint16) bool {
	return slices.Contains([]uint16{zip.Store, zip.Deflate, zipBzip2, zipZstd, zipXZ}, method)
}

// zipSource opens an entry as often as it is needed. Each time costs of what the
// archive may unpack to.
func (r *reader) zipSource(e *zip.File) Source {
	return Source{Size: -1, Open: func() (io.ReadCloser, error) {
		rc, err := e.Open()
		if err != nil {
			return nil, err
		}
		return r.meter(rc, int64(min(e.CompressedSize64, 1<<40))), nil
	}}
}

// sharedData finds the entries whose bytes lie inside those of one before them
// in the file: a small archive made so unpacks to a huge one.
func sharedData(files []*zip.File) map[*zip.File]bool {
	type piece struct {
		file       *zip.File
		start, end int64
	}
	pieces := make([]piece, 0, len(files))
	for _, e := range files {
		start, err := e.DataOffset()
		if err == nil && e.CompressedSize64 > 0 && e.CompressedSize64 < 1<<62 {
			pieces = append(pieces, piece{e, start, start + int64(e.CompressedSize64)})
		}
	}
	slices.SortStableFunc(pieces, func(a, b piece) int { return cmp.Compare(a.start, b.start) })
	var shared map[*zip.File]bool
	var end int64
	for _, p := range pieces {
		if p.start < end {
			if shared == nil {
				shared = make(map[*zip.File]bool)
			}
			shared[p.file] = true
		}
		end = max(end, p.end)
	}
	return shared
}

// unicodeName returns the name in UTF-8 that Info-ZIP writes beside one in an
// older character set (extra field 0x7075, APPNOTE.TXT 4.6.9), where it is of
// that name.
func unicodeName(name string, extra []byte) string {
	const field, head = 0x7075, 5
	for len(extra) >= 4 {
		id, size := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		if extra = extra[4:]; size > len(extra) {
			return name
		}
		if b := extra[:size]; id == field && size > head && b[0] == 1 &&
			binary.LittleEndian.Uint32(b[1:]) == crc32.ChecksumIEEE([]byte(name)) && utf8.Valid(b[head:]) {
			return string(b[head:])
		}
		extra = extra[size:]
	}
	return name
}

// zipPart reports whether a zip is one of several parts: its last record names a
// disk other than the first (APPNOTE.TXT 4.3.16), or it begins with the mark of
// a split archive.
func zipPart(in io.ReaderAt, size int64) bool {
	const record, longest = 22, 1<<16 + 22
	var mark [4]byte
	if n, _ := in.ReadAt(mark[:], 0); n == 4 && string(mark[:]) == "PK\x07\x08" {
		return true
	}
	tail := make([]byte, min(size, longest))
	n, err := in.ReadAt(tail, size-int64(len(tail)))
	if err != nil && !errors.Is(err, io.EOF) {
		return false
	}
	tail = tail[:n]
	i := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if i < 0 || len(tail)-i < record {
		return false
	}
	disk := binary.LittleEndian.Uint16(tail[i+4:])
	return disk > 0 && disk < 1000
}
