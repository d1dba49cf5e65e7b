package spill

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"iter"
)

// listRoom is how much of a list is held, in bytes, where there is a place for the rest.
const listRoom = 128 << 10

// List keeps records in the order in which they come.
type List struct {
	out  writer
	held []byte
	n    int
}

// List returns a new list.
func (s *Space) List() *List { return &List{out: writer{space: s}} }

// Len is how many records there are.
func (l *List) Len() int { return l.n }

// Add appends a record. It keeps a copy.
func (l *List) Add(rec []byte) error {
	l.held = binary.AppendUvarint(l.held, uint64(len(rec)))
	l.held = append(l.held, rec...)
	l.n++
	if len(l.held) < listRoom || !l.out.can() {
		return nil
	}
	err := l.out.write(l.held)
	l.held = l.held[:0]
	return err
}

// Cursor returns one that stands before the first record. Nothing may be added while
// it is used.
func (l *List) Cursor() *Cursor {
	var in io.Reader = bytes.NewReader(l.held)
	if l.out.file != nil {
		in = io.MultiReader(io.NewSectionReader(l.out.file, 0, l.out.size), in)
	}
	r := &reader{in: bufio.NewReaderSize(in, 64<<10)}
	return &Cursor{next: func() ([]byte, error) {
		err := r.next()
		return r.rec, err
	}}
}

// All yields the records, each until the next one is asked for.
func (l *List) All() iter.Seq2[[]byte, error] { return l.Cursor().all() }

// Cursor goes through records.
type Cursor struct {
	next func() ([]byte, error) // io.EOF at the end
	rec  []byte
	err  error
	done bool
}

// Next steps to the next record and reports whether there is one. Where it reports
// that there is none, [Cursor.Err] says whether that is the end.
func (c *Cursor) Next() bool {
	if c.done {
		return false
	}
	c.rec, c.err = c.next()
	if c.err == nil {
		return true
	}
	c.rec, c.done = nil, true
	if errors.Is(c.err, io.EOF) {
		c.err = nil
	}
	return false
}

// Record is the record at which the cursor stands, until Next is called; nil before
// the first and behind the last.
func (c *Cursor) Record() []byte { return c.rec }

// Err is why the records could not be read to their end; nil where they could.
func (c *Cursor) Err() error { return c.err }

func (c *Cursor) all() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for c.Next() {
			if !yield(c.rec, nil) {
				return
			}
		}
		if c.err != nil {
			yield(nil, c.err)
		}
	}
}
