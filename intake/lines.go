package intake

import (
	"bytes"

	"recourse"
)

// lineLongest is the longest line of a statement in lines, in bytes.
const lineLongest = 64 << 10

// lineScan reads the lines of a stream. One that is too long is left out.
type lineScan struct {
	win    *window
	text   []byte // without its line end; until the next call of next
	begins int64
	ends   int64 // without the line end
	long   int
}

func newLineScan(win *window) *lineScan {
	win.skipMark()
	return &lineScan{win: win}
}

// next goes to the next line and reports whether there is one.
func (s *lineScan) next() bool {
	at, leave := 0, false
	for {
		b := s.win.rest()
		i := bytes.IndexByte(b[at:], '\n')
		switch {
		case i < 0 && len(b) > lineLongest:
			leave = true
			s.win.skip(len(b))
			at = 0
		case i < 0 && s.win.more():
			at = len(b)
			continue
		case i < 0:
			if b = s.win.rest(); len(b) == 0 || leave || s.win.failed() != nil {
				return false
			}
			s.take(b, len(b))
			return true
		case leave:
			s.long++
			s.win.skip(i + 1)
			leave, at = false, 0
		default:
			s.take(b[:at+i], at+i+1)
			return true
		}
		if leave && len(s.win.rest()) == 0 && !s.win.more() {
			s.long++
			return false
		}
	}
}

func (s *lineScan) take(b []byte, n int) {
	s.text = bytes.TrimRight(b, "\r")
	s.begins = s.win.offset()
	s.ends = s.begins + int64(len(s.text))
	s.win.skip(n)
}

// span is the line's place.
func (s *lineScan) span() recourse.Span { return spanOf(s.begins, s.ends) }
