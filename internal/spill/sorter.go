package spill

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"iter"
	"slices"

	"recourse"
)

// The bounds of what a sorter holds, in bytes, where there is a place for the rest.
const (
	sortRoom  = 512 << 10 // while records come
	mergeRoom = 1 << 20   // while they go, of all runs
	leastRun  = 4 << 10   // of each run
)

// Sorter gives records back in the order of their bytes. Those that are alike are all
// there.
type Sorter struct {
	out  writer
	held []byte
	ends []int // of the records that are held
	runs []run // records in their order, in the file
	n    int
	done bool // sorted: nothing may come any more
}

type run struct{ at, size int64 }

// Sorter returns a new sorter.
func (s *Space) Sorter() *Sorter { return &Sorter{out: writer{space: s}} }

// Len is how many records there are.
func (s *Sorter) Len() int { return s.n }

// Add adds a record, of which it keeps a copy. Once the records were asked for it is an
// error of kind Conflict.
func (s *Sorter) Add(rec []byte) error {
	if s.done {
		return fmt.Errorf("add a record after the sorting: %w", recourse.Conflict)
	}
	s.held = append(s.held, rec...)
	s.ends = append(s.ends, len(s.held))
	s.n++
	if len(s.held)+8*len(s.ends) < sortRoom || !s.out.can() {
		return nil
	}
	return s.spill()
}

// spill writes what is held as a run.
func (s *Sorter) spill() error {
	at := s.out.size
	var out []byte
	for _, rec := range s.sorted() {
		out = append(binary.AppendUvarint(out, uint64(len(rec))), rec...)
		if len(out) >= listRoom {
			if err := s.out.write(out); err != nil {
				return err
			}
			out = out[:0]
		}
	}
	if err := s.out.write(out); err != nil {
		return err
	}
	s.runs = append(s.runs, run{at, s.out.size - at})
	s.held, s.ends = s.held[:0], s.ends[:0]
	return nil
}

// sorted are the records that are held, in their order.
func (s *Sorter) sorted() [][]byte {
	list := make([][]byte, len(s.ends))
	start := 0
	for i, end := range s.ends {
		list[i], start = s.held[start:end], end
	}
	slices.SortFunc(list, bytes.Compare)
	return list
}

// Cursor returns one that stands before the least record.
func (s *Sorter) Cursor() *Cursor {
	s.done = true
	if len(s.runs) == 0 {
		return inMemory(s.sorted())
	}
	if len(s.ends) > 0 {
		if err := s.spill(); err != nil {
			return &Cursor{err: err, done: true}
		}
	}
	s.held, s.ends = nil, nil
	m := &merge{room: max(leastRun, mergeRoom/len(s.runs))}
	for _, r := range s.runs {
		if err := m.begin(io.NewSectionReader(s.out.file, r.at, r.size)); err != nil {
			return &Cursor{err: err, done: true}
		}
	}
	return &Cursor{next: m.next}
}

// All yields the records in their order, each until the next one is asked for.
func (s *Sorter) All() iter.Seq2[[]byte, error] { return s.Cursor().all() }

func inMemory(list [][]byte) *Cursor {
	return &Cursor{next: func() ([]byte, error) {
		if len(list) == 0 {
			return nil, io.EOF
		}
		rec := list[0]
		list = list[1:]
		return rec, nil
	}}
}

// merge gives the records of several runs in one order: a heap of their readers, the
// one with the least record first.
type merge struct {
	room  int
	heads []*reader
	given bool // the first head's record was given away
}

func (m *merge) begin(in io.Reader) error {
	r := &reader{in: bufio.NewReaderSize(in, m.room)}
	if err := r.next(); err != nil {
		return err // a run holds at least one record
	}
	m.heads = append(m.heads, r)
	for i := len(m.heads) - 1; i > 0 && m.less(i, (i-1)/2); i = (i - 1) / 2 {
		m.heads[i], m.heads[(i-1)/2] = m.heads[(i-1)/2], m.heads[i]
	}
	return nil
}

func (m *merge) less(i, j int) bool { return bytes.Compare(m.heads[i].rec, m.heads[j].rec) < 0 }

func (m *merge) next() ([]byte, error) {
	if m.given {
		switch err := m.heads[0].next(); {
		case err == io.EOF: //nolint:errorlint // the reader's own, as it stands
			last := len(m.heads) - 1
			m.heads[0] = m.heads[last]
			m.heads = m.heads[:last]
		case err != nil:
			return nil, err
		}
		m.sink()
	}
	if len(m.heads) == 0 {
		return nil, io.EOF
	}
	m.given = true
	return m.heads[0].rec, nil
}

// sink puts the first head in its place.
func (m *merge) sink() {
	for i := 0; ; {
		least := i
		for _, c := range []int{2*i + 1, 2*i + 2} {
			if c < len(m.heads) && m.less(c, least) {
				least = c
			}
		}
		if least == i {
			return
		}
		m.heads[i], m.heads[least] = m.heads[least], m.heads[i]
		i = least
	}
}
