package intake

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"slices"
	"strconv"
	"strings"
)

// boxReader gives the mails of a mailbox one after the other. It reads the four
// forms in use (mboxo, mboxrd, mboxcl, mboxcl2; RFC 4155 and
// https://www.loc.gov/preservation/digital/formats/fdd/fdd000383.shtml) and
// holds no more than one mail.
type boxReader struct {
	in   io.Reader
	most int // bytes of one mail that are held

	buf    []byte // read and not yet given
	at     int64  // where buf begins in the box
	ended  bool
	err    error // of in
	style  boxStyle
	closed int // what of buf was given already
}

// boxStyle is how a box marks where its mails begin, as its first mail shows.
type boxStyle struct {
	known   bool
	dated   bool // the lines that begin a mail carry a date
	learned bool
	counts  bool // Content-Length counts a mail's body
}

// boxMail is one mail of a box.
type boxMail struct {
	offset int64 // of its first byte behind the line that begins it
	size   int64
	raw    []byte // its first bytes; valid until the next mail
	whole  bool   // raw is all of it
	exact  bool   // its body is as long as Content-Length says and needed no quoting
	sum    []byte // SHA-256 of its bytes
}

const (
	boxChunk       = 256 << 10 // read at once
	longestBoxLine = 1 << 20   // what is longer is taken in pieces
)

// beginsBox reports whether text begins with the line that begins a mail in a box.
func beginsBox(text []byte) bool {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	line, rest, _ := bytes.Cut(text, []byte("\n"))
	return isFromLine(line) && (isDated(line) || isKnownHeader(rest))
}

// next returns the next mail. The error is io.EOF behind the last one.
func (b *boxReader) next() (boxMail, error) {
	b.drop(b.closed)
	b.closed = 0
	start, ok := b.lineEnd(0)
	if !ok && start == 0 {
		if b.err != nil && !errors.Is(b.err, io.EOF) {
			return boxMail{}, b.err
		}
		return boxMail{}, io.EOF
	}
	if !b.style.known {
		b.style = boxStyle{known: true, dated: isDated(b.buf[:start])}
	}
	b.drop(start)
	s := boxScan{boxReader: b, sum: sha256.New(), begin: b.at, blank: true}
	return s.mail()
}

// drop forgets the first n bytes of buf.
func (b *boxReader) drop(n int) {
	b.buf = b.buf[n:]
	b.at += int64(n)
}

// fill reads until buf holds n bytes, or to the end.
func (b *boxReader) fill(n int) bool {
	for len(b.buf) < n && !b.ended {
		b.buf = slices.Grow(b.buf, boxChunk)
		k, err := b.in.Read(b.buf[len(b.buf) : len(b.buf)+boxChunk])
		b.buf = b.buf[:len(b.buf)+k]
		if err != nil {
			b.ended, b.err = true, err
		}
	}
	return len(b.buf) >= n
}

// lineEnd returns where the line that begins at i ends, its line end included.
// It reports false for one that has none: the last, or one that is too long.
func (b *boxReader) lineEnd(i int) (int, bool) {
	for from := i; ; {
		if j := bytes.IndexByte(b.buf[min(from, len(b.buf)):], '\n'); j >= 0 {
			return from + j + 1, true
		}
		from = len(b.buf)
		if from-i > longestBoxLine || !b.fill(from+1) {
			return from, false
		}
	}
}

// begins reports whether a mail begins at i. blank says that the line before is
// empty.
func (b *boxReader) begins(i int, blank bool) bool {
	b.fill(i + 5)
	if !isFromLine(b.buf[min(i, len(b.buf)):]) {
		return false
	}
	end, _ := b.lineEnd(i)
	dated := isDated(b.buf[i:end])
	after, _ := b.lineEnd(end)
	next := b.buf[end:after]
	if b.style.dated {
		return dated && (blank || isHeader(next))
	}
	return blank && (dated || isKnownHeader(next))
}

// boxScan looks for the end of one mail.
type boxScan struct {
	*boxReader
	sum   hash.Hash
	begin int64
	held  []byte // the first bytes of a mail that is too long to be held
	body  int    // where the body begins in buf; 0 as long as that is not known
	blank bool   // the line before is empty
	open  bool   // the line before goes on
	last  int    // where the line before begins
	said  bool   // the mail's Content-Length was looked at
	exact bool
}

// mail returns the mail that begins at the start of buf.
func (s *boxScan) mail() (boxMail, error) {
	i := 0
	for {
		if !s.open && s.begins(i, s.blank) {
			past, ok := s.counted(i)
			if !ok {
				break
			}
			i, s.last, s.blank, s.exact = past, past, true, true
		}
		end, ok := s.lineEnd(i)
		if end == i {
			break
		}
		s.blank = !s.open && len(bytes.TrimRight(s.buf[i:end], "\r\n")) == 0
		s.open = !ok
		if s.last = i; s.blank && s.body == 0 {
			s.body = end
			s.learn()
		}
		if i = end; !ok && s.ended {
			break
		}
		i = s.spill(i)
	}
	end := i
	if s.blank && i > s.last {
		end = s.last // the empty line that ends each mail in a box is the box's
	}
	return s.give(end, i)
}

// give ends the mail at end, and the next begins at next.
func (s *boxScan) give(end, next int) (boxMail, error) {
	s.sum.Write(s.buf[:end])
	m := boxMail{offset: s.begin, size: s.at + int64(end) - s.begin, raw: s.held, exact: s.exact, sum: s.sum.Sum(nil)}
	if s.held == nil {
		m.raw, m.whole = s.buf[:end], true
	}
	if s.closed = next; s.err != nil && !errors.Is(s.err, io.EOF) {
		return m, s.err
	}
	return m, nil
}

// spill lets go of a mail's bytes where there are more of them than are held,
// all but its last line. It returns where i is then.
func (s *boxScan) spill(i int) int {
	if i <= s.most || s.last == 0 {
		return i
	}
	if s.held == nil {
		s.held = bytes.Clone(s.buf[:min(s.most, s.last)])
	}
	n := s.last
	s.sum.Write(s.buf[:n])
	s.drop(n)
	s.body, s.last, s.said = 1, 0, true
	return i - n
}

// learn looks at the head of a box's first mail: where its Content-Length leads
// to the next mail, the box counts.
func (s *boxScan) learn() {
	if s.style.learned {
		return
	}
	s.style.learned = true
	_, s.style.counts = s.bodyEnd()
}

// counted returns where the mail's body ends by its Content-Length, where that
// lies behind i, at which the next mail only seems to begin.
func (s *boxScan) counted(i int) (int, bool) {
	if s.said || !s.style.counts || s.body == 0 {
		return 0, false
	}
	s.said = true
	end, ok := s.bodyEnd()
	return end, ok && end > i
}

// bodyEnd returns where the body ends by the mail's Content-Length, and whether
// the next mail or the end of the box follows there. The number is a hint alone:
// senders write it too, and nobody corrects it.
func (s *boxScan) bodyEnd() (int, bool) {
	head := string(s.buf[:s.body])
	n, err := strconv.Atoi(headerOf(head, "Content-Length"))
	if err != nil || n < 0 || n > s.most-s.body {
		return 0, false
	}
	end := s.body + n
	if s.fill(end + 2); end > len(s.buf) {
		return 0, false
	}
	next := end
	if rest := s.buf[end:]; bytes.HasPrefix(rest, []byte("\r\n")) {
		next += 2
	} else if bytes.HasPrefix(rest, []byte("\n")) {
		next++
	} else if s.buf[end-1] != '\n' {
		return 0, false
	}
	return end, !s.fill(next+1) || s.begins(next, true)
}

// isFromLine reports whether a line may begin a mail in a box.
func isFromLine(line []byte) bool { return bytes.HasPrefix(line, []byte("From ")) }

const longestFromLine = 1000

// isDated reports whether a line that may begin a mail carries a date, such as
// "From a@firma.example Mon Oct 19 10:00:00 2026", in whatever order.
func isDated(line []byte) bool {
	if len(line) > longestFromLine || !isFromLine(line) {
		return false
	}
	month, clock, year := false, false, false
	for _, w := range strings.Fields(string(line))[1:] {
		switch w = strings.TrimSuffix(w, ","); {
		case len(w) == 3 && strings.Contains(" Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec ", " "+w+" "):
			month = true
		case len(w) >= 4 && strings.Contains(w[:min(3, len(w))], ":") && isDigit(w[0]) && isDigit(w[len(w)-1]):
			clock = true
		case len(w) == 4 && (w[:2] == "19" || w[:2] == "20") && isDigit(w[2]) && isDigit(w[3]):
			year = true
		case len(w) >= 16 && w[4] == '-' && w[7] == '-' && w[10] == 'T' && isDigit(w[0]):
			return true
		}
	}
	return month && clock && year
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isHeader reports whether text begins with a header.
func isHeader(text []byte) bool { return headerAt(text) != "" }

// isKnownHeader reports whether text begins with a header that mails have.
func isKnownHeader(text []byte) bool {
	name := strings.ToLower(headerAt(text))
	return slices.Contains(mailHeaders, name) || strings.HasPrefix(name, "x-")
}

// headerAt returns the name of the header with which text begins, or nothing.
func headerAt(text []byte) string {
	const longest = 100
	i := bytes.IndexByte(text[:min(len(text), longest)], ':')
	for _, c := range text[:max(i, 0)] {
		if c <= ' ' || c > '~' {
			return ""
		}
	}
	return string(text[:max(i, 0)])
}

// headerOf returns the first header of that name in the head of a mail, its
// lines joined.
func headerOf(text, name string) string {
	value, found := "", false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		folded := line != "" && (line[0] == ' ' || line[0] == '\t')
		switch {
		case line == "" || len(value) > maxHeader, found && !folded:
			return value
		case folded && found:
			value += " " + strings.TrimSpace(line)
		case folded:
		default:
			if key, rest, ok := strings.Cut(line, ":"); ok && strings.EqualFold(strings.TrimSpace(key), name) {
				value, found = strings.TrimSpace(rest), true
			}
		}
	}
	return value
}

// unquoted undoes what boxes do to a line of a mail that begins with "From ", or
// with that behind signs of quoting: one ">" is put before it.
func unquoted(text string) string {
	if !strings.Contains(text, ">From ") {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, ">") && strings.HasPrefix(strings.TrimLeft(line, ">"), "From ") {
			line = line[1:]
		}
		b.WriteString(line)
	}
	return b.String()
}
