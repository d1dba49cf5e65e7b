package custody

import (
	"archive/zip"
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"recourse/internal/spill"
)

// zipFiles writes a zip of stored files, the same bytes as one [zip.Writer] does for all
// of them. That holds the head of each file until the end, for the directory; here each
// file has a zip.Writer of its own, and the heads lie in a list that need not be held.
type zipFiles struct {
	out  *bufio.Writer
	at   int64 // bytes that were written
	dir  *spill.List
	size int64 // of the directory, in bytes
	one  *oneZip
}

// oneZip is the zip of the file that is being written.
type oneZip struct {
	zw   *zip.Writer
	sink *zipSink
	name string
	n    int64 // bytes of the file
	raw  bool
}

// zipSink is where the zip of one file goes: what belongs to the file goes on, what
// comes at its end is held.
type zipSink struct {
	to    *zipFiles
	ended bool
	end   []byte
}

func (s *zipSink) Write(p []byte) (int, error) {
	if s.ended {
		s.end = append(s.end, p...)
		return len(p), nil
	}
	n, err := s.to.out.Write(p)
	s.to.at += int64(n)
	return n, err
}

func newZipFiles(w io.Writer, space *spill.Space) *zipFiles {
	return &zipFiles{out: bufio.NewWriterSize(w, 64<<10), dir: space.List()}
}

// stored begins a file that is stored, and ends the one before it.
func (z *zipFiles) stored(name string, at time.Time) (io.Writer, error) {
	return z.begin(name, false, func(zw *zip.Writer) (io.Writer, error) {
		return zw.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: at})
	})
}

// raw begins a file whose head is given, and ends the one before it.
func (z *zipFiles) raw(h *zip.FileHeader) (io.Writer, error) {
	return z.begin(h.Name, true, func(zw *zip.Writer) (io.Writer, error) { return zw.CreateRaw(h) })
}

func (z *zipFiles) begin(name string, raw bool, create func(*zip.Writer) (io.Writer, error)) (io.Writer, error) {
	if err := z.endOne(); err != nil {
		return nil, err
	}
	sink := &zipSink{to: z}
	z.one = &oneZip{zw: zip.NewWriter(sink), sink: sink, name: name, raw: raw}
	z.one.zw.SetOffset(z.at)
	w, err := create(z.one.zw)
	if err != nil {
		return nil, fmt.Errorf("begin %q in zip: %w", name, err)
	}
	return &countedWriter{w, &z.one.n}, nil
}

type countedWriter struct {
	io.Writer
	n *int64
}

func (w *countedWriter) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	*w.n += int64(n)
	return n, err
}

// The lengths of the parts of a zip, in bytes (APPNOTE 4.3).
const (
	zipDescriptor   = 16 // behind a file, its digest and sizes
	zipDescriptor64 = 24
	zipHead         = 46 // of a file in the directory, without its name and what follows
	zipEnd          = 22
	zipEnd64        = 56
	zipLocator64    = 20
)

var errZip = errors.New("the zip of one file has not the form that is known")

// endOne ends the file that is being written, where there is one: what stands behind its
// bytes goes on, its head in the directory into the list.
func (z *zipFiles) endOne() error {
	one := z.one
	if one == nil {
		return nil
	}
	z.one = nil
	if err := one.zw.Flush(); err != nil {
		return fmt.Errorf("write %q in zip: %w", one.name, err)
	}
	one.sink.ended = true
	if err := one.zw.Close(); err != nil {
		return fmt.Errorf("end %q in zip: %w", one.name, err)
	}
	behind := zipDescriptor
	switch {
	case one.raw, strings.HasSuffix(one.name, "/"): // a folder has no bytes, and nothing of them is told
		behind = 0
	case one.n >= 1<<32-1:
		behind = zipDescriptor64
	}
	end := one.sink.end
	if len(end) < behind+zipHead || string(end[behind:behind+4]) != "PK\x01\x02" {
		return fmt.Errorf("end %q in zip: %w", one.name, errZip)
	}
	head := end[behind:]
	le := binary.LittleEndian
	length := zipHead + int(le.Uint16(head[28:])) + int(le.Uint16(head[30:])) + int(le.Uint16(head[32:]))
	if rest := len(head) - length; rest != zipEnd && rest != zipEnd+zipEnd64+zipLocator64 {
		return fmt.Errorf("end %q in zip: %w", one.name, errZip)
	}
	one.sink.ended = false
	if _, err := one.sink.Write(end[:behind]); err != nil {
		return fmt.Errorf("end %q in zip: %w", one.name, err)
	}
	z.size += int64(length)
	return z.dir.Add(head[:length])
}

// close writes the directory and the end of the zip.
func (z *zipFiles) close() error {
	if err := z.endOne(); err != nil {
		return err
	}
	for head, err := range z.dir.All() {
		if err == nil {
			_, err = z.out.Write(head)
		}
		if err != nil {
			return fmt.Errorf("write directory of zip: %w", err)
		}
	}
	if _, err := z.out.Write(zipEnding(int64(z.dir.Len()), z.size, z.at)); err != nil {
		return fmt.Errorf("end zip: %w", err)
	}
	return z.flush()
}

func (z *zipFiles) flush() error {
	if err := z.out.Flush(); err != nil {
		return fmt.Errorf("end zip: %w", err)
	}
	return nil
}

// zipEnding is the end of a zip of so many files, whose directory has size bytes and
// begins at the given place (APPNOTE 4.3.14 to 4.3.16).
func zipEnding(files, size, at int64) (b []byte) {
	le := binary.LittleEndian
	if files >= 1<<16-1 || size >= 1<<32-1 || at >= 1<<32-1 {
		const version = 45
		b = append(b, "PK\x06\x06"...)
		b = le.AppendUint64(b, zipEnd64-12)
		b = le.AppendUint16(b, version)
		b = le.AppendUint16(b, version)
		b = le.AppendUint64(b, 0) // the numbers of two disks
		for _, n := range []int64{files, files, size, at} {
			b = le.AppendUint64(b, uint64(n))
		}
		b = append(b, "PK\x06\x07"...)
		b = le.AppendUint32(b, 0)
		b = le.AppendUint64(b, uint64(at+size))
		b = le.AppendUint32(b, 1)
		files, size, at = 1<<16-1, 1<<32-1, 1<<32-1
	}
	b = append(b, "PK\x05\x06"...)
	b = le.AppendUint32(b, 0)
	b = le.AppendUint16(b, uint16(files))
	b = le.AppendUint16(b, uint16(files))
	b = le.AppendUint32(b, uint32(size))
	b = le.AppendUint32(b, uint32(at))
	return le.AppendUint16(b, 0)
}
