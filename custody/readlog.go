package custody

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"recourse/internal/cores"
	"recourse/internal/spill"

	"golang.org/x/mod/sumdb/tlog"
)

// readState is the log of a package, read to its end.
type readState struct {
	head, before Head // after and before the last entry
	last         Entry
	items        *spill.Sorter // digest, place in the log, size
	began        time.Time     // of the first entry
	rekeyed      []Entry
	clockBack    int // entries that say that the clock had been set back
	checkpoint   []byte
	tiler        *tiler // nil where the package has no tiles
	tiles        tileSums
}

// hashOf reads a SHA-256 in hex.
func hashOf(sum string) (h tlog.Hash, ok bool) {
	n, err := hex.Decode(h[:], []byte(sum[:min(len(sum), 2*tlog.HashSize)]))
	return h, err == nil && n == tlog.HashSize && len(sum) == 2*tlog.HashSize
}

// batch is some lines of a log, which are read by one worker.
type batch struct {
	text    []byte
	ends    []int // where each line ends, without its line end
	entries []Entry
	leaves  []tlog.Hash
	err     error         // of the line behind the last entry
	done    chan struct{} // closed once it is read
}

const (
	batchLines = 256
	batchBytes = 256 << 10
)

// read reads the log, entries on all cores, and follows them in their order.
func (st *readState) read(ctx context.Context, f io.Reader) error {
	workers := cores.Count()
	work, order, stop := make(chan *batch), make(chan *batch, 2*workers), make(chan struct{})
	var all sync.WaitGroup
	defer all.Wait()
	defer close(stop)
	for range workers {
		all.Go(func() {
			for b := range work {
				b.parse()
				close(b.done)
			}
		})
	}
	all.Go(func() {
		defer close(order)
		defer close(work)
		br := bufio.NewReaderSize(f, maxEntry+1)
		for more := true; more; {
			b := &batch{done: make(chan struct{})}
			more = b.fill(br)
			for _, to := range []chan *batch{order, work} {
				select {
				case to <- b:
				case <-stop:
					return
				}
			}
		}
	})
	for b := range order {
		select {
		case <-b.done:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := st.follow(b); err != nil {
			return err
		}
	}
	if st.tiler == nil {
		return nil
	}
	return st.tiler.end()
}

// fill takes the next lines and reports whether there may be more.
func (b *batch) fill(br *bufio.Reader) bool {
	for len(b.ends) < batchLines && len(b.text) < batchBytes {
		line, err := br.ReadSlice('\n')
		switch {
		case errors.Is(err, io.EOF) && len(line) == 0:
			return false
		case err != nil:
			b.err = fmt.Errorf("line does not end: %w", err)
			return false
		}
		b.text = append(b.text, line[:len(line)-1]...)
		b.ends = append(b.ends, len(b.text))
	}
	return true
}

func (b *batch) line(i int) []byte {
	start := 0
	if i > 0 {
		start = b.ends[i-1]
	}
	return b.text[start:b.ends[i]]
}

func (b *batch) parse() {
	b.entries, b.leaves = make([]Entry, 0, len(b.ends)), make([]tlog.Hash, 0, len(b.ends))
	for i := range b.ends {
		line := b.line(i)
		e, err := ParseEntry(line)
		if err != nil {
			b.err = err
			return
		}
		b.entries, b.leaves = append(b.entries, e), append(b.leaves, leafHash(line))
	}
}

// follow appends what was read to the log.
func (st *readState) follow(b *batch) error {
	for i, e := range b.entries {
		st.before.Size, st.before.Last = st.head.Size, st.head.Last
		st.before.Frontier = append(st.before.Frontier[:0], st.head.Frontier...)
		if err := st.head.push(e, b.leaves[i]); err != nil {
			return err
		}
		if st.tiler != nil {
			if err := st.tiler.add(b.line(i), b.leaves[i]); err != nil {
				return err
			}
		}
		if err := st.note(e); err != nil {
			return err
		}
	}
	return b.err
}

// note remembers what is checked once all entries are known.
func (st *readState) note(e Entry) error {
	st.last = e
	if e.N == 0 {
		st.began = e.At
	}
	if !e.Clock.IsZero() {
		st.clockBack++
	}
	switch e.Do {
	case Kept, Derived:
		if sum, ok := hashOf(e.Item); ok {
			return st.items.Add(spill.AppendNumber(spill.AppendNumber(sum[:], e.N), e.Size))
		}
	case Rekeyed:
		st.rekeyed = append(st.rekeyed, e)
	}
	return nil
}

// sizes goes through the items of a log in the order of their digests.
type sizes struct {
	*spill.Cursor
	sum  []byte
	size int64 // what the last entry says
	more bool
}

func sizesOf(items *spill.Sorter) *sizes {
	s := &sizes{Cursor: items.Cursor()}
	s.more = s.Next()
	return s
}

// of returns the size of the item with a digest that is not less than any before.
func (s *sizes) of(sum []byte) (size int64, ok bool) {
	for s.more && bytes.Compare(s.sum, sum) < 0 {
		s.sum = append(s.sum[:0], s.Record()[:tlog.HashSize]...)
		for s.more && bytes.HasPrefix(s.Record(), s.sum) {
			f := spill.Read(s.Record()[tlog.HashSize:])
			_, s.size = f.Number(), f.Number()
			s.more = s.Next()
		}
	}
	return s.size, bytes.Equal(s.sum, sum)
}
