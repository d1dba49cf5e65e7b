package intake

import (
	"errors"
	"io"

	"recourse"
)

// window is the part of a stream that a scanner looks at. It holds what is not
// used yet, and never more than most bytes.
type window struct {
	in   io.Reader
	buf  []byte
	from int   // of what is not used
	base int64 // of buf in the stream
	most int
	err  error // io.EOF at the end
}

const (
	windowSize = 128 << 10
	windowMost = 2 << 20
)

func newWindow(in io.Reader) *window {
	return &window{in: in, buf: make([]byte, 0, windowSize), most: windowMost}
}

// rest is what was read and not used. It holds until the next call of more.
func (w *window) rest() []byte { return w.buf[w.from:] }

// skip uses n bytes.
func (w *window) skip(n int) { w.from += n }

// offset is the place of the first unused byte in the stream.
func (w *window) offset() int64 { return w.base + int64(w.from) }

// more reads on, and reports whether rest has grown. It has not at the end of
// the stream, after an error, and where the window is full.
func (w *window) more() bool {
	if w.err != nil {
		return false
	}
	if w.from > 0 && (w.from == len(w.buf) || len(w.buf) == cap(w.buf)) {
		n := copy(w.buf, w.buf[w.from:])
		w.base += int64(w.from)
		w.buf, w.from = w.buf[:n], 0
	}
	if len(w.buf) == cap(w.buf) {
		if cap(w.buf) >= w.most {
			return false
		}
		w.buf = append(make([]byte, 0, min(2*cap(w.buf), w.most)), w.buf...)
	}
	for range 100 {
		n, err := w.in.Read(w.buf[len(w.buf):cap(w.buf)])
		w.buf, w.err = w.buf[:len(w.buf)+n], err
		if n > 0 || err != nil {
			return n > 0
		}
	}
	w.err = io.ErrNoProgress
	return false
}

// failed returns the error that ended the stream early, if one did.
func (w *window) failed() error {
	if errors.Is(w.err, io.EOF) {
		return nil
	}
	return w.err
}

// skipMark skips a mark of byte order at the start.
func (w *window) skipMark() {
	const mark = "\ufeff"
	for len(w.rest()) < len(mark) && w.more() {
	}
	if b := w.rest(); w.offset() == 0 && len(b) >= len(mark) && string(b[:len(mark)]) == mark {
		w.skip(len(mark))
	}
}

// spanOf is the place of a piece of the stream.
func spanOf(from, to int64) recourse.Span { return recourse.Span{Start: int(from), End: int(to)} }
