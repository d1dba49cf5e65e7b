// Package spill keeps and sorts records of which there may be more than memory
// should hold: what is beyond a bound lies in a file.
//
// Call [New] with what makes such a file, then [Space.List] for records in the order
// in which they come and [Space.Sorter] for those in the order of their bytes;
// [Space.Close] lets go of all of them. Few records are held in memory and no file is
// made. [AppendKey] and the functions beside it write records whose order is that of
// their keys, [Fields] reads them.
package spill

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// File is where records lie; an *os.File is one. Nobody else uses it, and Close
// ends it for good.
type File interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
}

// Place makes the files. Nil means that there is none: everything is held.
type Place func() (File, error)

// Space owns lists and sorters. It is for one goroutine, as they are.
type Space struct {
	place Place
	files []File
}

// New returns a space whose files place makes.
func New(place Place) *Space { return &Space{place: place} }

// Close ends all lists and sorters of the space.
func (s *Space) Close() error {
	var errs []error
	for _, f := range s.files {
		errs = append(errs, f.Close())
	}
	s.files = nil
	return errors.Join(errs...)
}

// writer appends to a file that is made when it is needed.
type writer struct {
	space *Space
	file  File
	size  int64
}

// can reports whether there is a place for files.
func (w *writer) can() bool { return w.space.place != nil }

func (w *writer) write(b []byte) error {
	if w.file == nil {
		f, err := w.space.place()
		if err != nil {
			return fmt.Errorf("make temporary file: %w", err)
		}
		w.file = f
		w.space.files = append(w.space.files, f)
	}
	if _, err := w.file.WriteAt(b, w.size); err != nil {
		return fmt.Errorf("write temporary file: %w", err)
	}
	w.size += int64(len(b))
	return nil
}

// maxRecord bounds a record that is read, in bytes.
const maxRecord = 1 << 30

// reader reads records, each behind its length.
type reader struct {
	in  *bufio.Reader
	rec []byte
}

// next reads the next record; io.EOF says that there is none.
func (r *reader) next() error {
	n, err := binary.ReadUvarint(r.in)
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	if err == nil && n > maxRecord {
		err = errors.New("it was changed")
	}
	if err == nil {
		if uint64(cap(r.rec)) < n {
			r.rec = make([]byte, n, n+n/2)
		}
		r.rec = r.rec[:n]
		_, err = io.ReadFull(r.in, r.rec)
	}
	if err != nil {
		return fmt.Errorf("read temporary file: %w", err)
	}
	return nil
}
