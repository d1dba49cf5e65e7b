package intake

import (
	"bytes"
	"strconv"

	"recourse"
)

const (
	rowLongest  = 1 << 20 // bytes of a row without quotations, or of one quotation
	rowCells    = 1000    // more cells than a table of a bank has
	wrongQuotes = 8       // quotations without an end; then none is read as one
)

// rowScan reads the rows of a table of values (RFC 4180, with any delimiter). It
// takes quotation marks inside a cell as they stand; a quotation that does not
// end where a cell may end, within the bounds, is none.
type rowScan struct {
	win    *window
	comma  byte
	row    int   // of the line in which the row begins
	begins int64 // where the row begins, and where it ends without its line end
	ends   int64

	line  int    // lines that were used
	text  string // the whole text where that is held: cells of rows without quotations are parts of it
	raw   bool   // the row is as it stands in the text
	bytes []byte
	cells [][2]int // in bytes
	spare []byte
	named []byte
	wrong int
	long  int // rows that were left out because they are too long
}

func newRowScan(win *window, comma byte) *rowScan {
	win.skipMark()
	return &rowScan{win: win, comma: comma}
}

// next goes to the next row that is not empty, and reports whether there is one.
func (s *rowScan) next() bool {
	for {
		line, ok := s.upTo(0)
		if !ok {
			return false
		}
		s.begins, s.row = s.win.offset(), s.line+1
		body := bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
		if len(body) == 0 {
			s.use(len(line))
			continue
		}
		s.cells = s.cells[:0]
		if s.wrong < wrongQuotes && bytes.IndexByte(body, '"') >= 0 {
			s.use(s.quoted())
		} else {
			s.plain(body)
			s.use(len(line))
		}
		return true
	}
}

// use ends the row; its bytes hold until the next row.
func (s *rowScan) use(n int) {
	b := s.win.rest()[:n]
	s.line += max(1, bytes.Count(b, []byte("\n")))
	s.ends = s.win.offset() + int64(len(bytes.TrimRight(b, "\r\n")))
	s.win.skip(n)
}

// upTo returns what is left up to the first line end at or after the byte from,
// with it. It is false at the end. A line without end is left out.
func (s *rowScan) upTo(from int) ([]byte, bool) {
	at := from
	for {
		b := s.win.rest()
		if i := bytes.IndexByte(b[min(at, len(b)):], '\n'); i >= 0 {
			return b[:at+i+1], true
		}
		at = len(b)
		if at > rowLongest {
			if from > 0 {
				return b, true
			}
			s.leave()
			at = 0
			continue
		}
		if !s.win.more() {
			b = s.win.rest()
			return b, len(b) > from && s.win.failed() == nil
		}
	}
}

// leave passes a line that is too long.
func (s *rowScan) leave() {
	s.long++
	for {
		b := s.win.rest()
		if i := bytes.IndexByte(b, '\n'); i >= 0 {
			s.win.skip(i)
			return
		}
		s.win.skip(len(b))
		if !s.win.more() {
			return
		}
	}
}

// plain splits a line at its delimiters.
func (s *rowScan) plain(line []byte) {
	s.bytes, s.raw = line, true
	at := 0
	for len(s.cells) < rowCells {
		i := bytes.IndexByte(line[at:], s.comma)
		if i < 0 {
			break
		}
		s.cells = append(s.cells, [2]int{at, at + i})
		at += i + 1
	}
	s.cells = append(s.cells, [2]int{at, len(line)})
}

// quoted splits a row with quotations, which may hold line ends, and returns how
// many bytes it has.
func (s *rowScan) quoted() int {
	s.raw = false
	out := s.spare[:0]
	at := 0
	for {
		start := len(out)
		if b := s.win.rest(); at < len(b) && b[at] == '"' && s.wrong < wrongQuotes {
			if inner, end, ok := s.quotation(at); ok {
				out = appendQuotation(out, s.win.rest()[inner[0]:inner[1]])
				s.cells, at = append(s.cells, [2]int{start, len(out)}), end
				if done, n := s.cellEnd(&at); done {
					s.spare, s.bytes = out, out
					return n
				}
				continue
			}
			s.wrong++
		}
		line, ok := s.upTo(at)
		if !ok {
			line = s.win.rest()
		}
		n := at
		for n < len(line) && line[n] != s.comma && line[n] != '\n' {
			n++
		}
		out = append(out, bytes.TrimSuffix(line[at:n], []byte("\r"))...)
		s.cells, at = append(s.cells, [2]int{start, len(out)}), n
		if done, n := s.cellEnd(&at); done {
			s.spare, s.bytes = out, out
			return n
		}
	}
}

// cellEnd passes the delimiter at at; at a line end or the end of the text it
// returns how many bytes the row has.
func (s *rowScan) cellEnd(at *int) (done bool, n int) {
	b := s.win.rest()
	if len(s.cells) >= rowCells {
		line, _ := s.upTo(*at)
		return true, max(len(line), *at)
	}
	switch {
	case *at >= len(b):
		return true, len(b)
	case b[*at] == s.comma:
		*at++
		return false, 0
	case b[*at] == '\r':
		return true, min(*at+2, len(b))
	}
	return true, *at + 1
}

// quotation looks for the end of the quotation that begins at at: a mark before
// a delimiter, a line end or the end of the text.
func (s *rowScan) quotation(at int) (inner [2]int, end int, ok bool) {
	for i := at + 1; ; {
		b := s.win.rest()
		k := bytes.IndexByte(b[min(i, len(b)):], '"')
		if k < 0 || i+k+2 >= len(b) {
			if len(b)-at <= rowLongest && s.win.more() {
				continue
			}
			if b = s.win.rest(); k < 0 {
				return inner, 0, false
			}
		}
		i += k
		switch rest := b[i+1:]; {
		case len(rest) == 0, rest[0] == s.comma, rest[0] == '\n', len(rest) > 1 && rest[0] == '\r' && rest[1] == '\n', len(rest) == 1 && rest[0] == '\r':
			return [2]int{at + 1, i}, i + 1, true
		case rest[0] == '"':
			i++
		}
		i++
	}
}

// appendQuotation appends what stands in a quotation: two marks are one.
func appendQuotation(out, b []byte) []byte {
	for i := 0; i < len(b); i++ {
		if b[i] == '"' && i+1 < len(b) && b[i+1] == '"' {
			i++
		}
		out = append(out, b[i])
	}
	return out
}

// cell returns the bytes of the i-th cell, without white space at its ends.
func (s *rowScan) cell(i int) []byte {
	if i < 0 || i >= len(s.cells) {
		return nil
	}
	return bytes.TrimSpace(s.bytes[s.cells[i][0]:s.cells[i][1]])
}

// strings returns the cells as strings in dst.
func (s *rowScan) strings(dst []string) []string {
	all := string(s.bytes)
	dst = dst[:0]
	for _, c := range s.cells {
		dst = append(dst, all[c[0]:c[1]])
	}
	return dst
}

// span is the row's place, without its line end.
func (s *rowScan) span() recourse.Span { return spanOf(s.begins, s.ends) }

// placed returns the cells as strings in dst, and the name of the row's place.
func (s *rowScan) placed(dst []string) (cells []string, place string) {
	s.named = s.named[:0]
	end := s.begins + int64(len(s.bytes))
	held := s.raw && end <= int64(len(s.text))
	if !held {
		s.named = append(s.named, s.bytes...)
	}
	n := len(s.named)
	s.named = strconv.AppendInt(append(s.named, "row "...), int64(s.row), 10)
	all := string(s.named)
	place = all[n:]
	if held {
		all = s.text[s.begins:end]
	}
	dst = dst[:0]
	for _, c := range s.cells {
		dst = append(dst, all[c[0]:c[1]])
	}
	return dst, place
}
