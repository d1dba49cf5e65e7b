package intake

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strconv"
	"strings"

	"recourse"
)

const (
	mediaWARC = "application/warc"
	mediaWACZ = "application/wacz+zip"
	// maxWARCHead is how many bytes of one record's head are read.
	maxWARCHead = 64 << 10
	// maxWARCSearch is how often the next record is looked for by reading the file
	// again, because a record says that it is longer than what follows.
	maxWARCSearch = 20
)

var errWARCHead = fmt.Errorf("no record begins here: %w", recourse.Invalid)

// warcRecord is one record of a capture (ISO 28500, WARC 1.0 and 1.1).
type warcRecord struct {
	header textproto.MIMEHeader
	length int64 // of its block, by its own word
	at     int64 // where its block begins in the file
}

// warcReader reads the records of a file one after the other.
type warcReader struct {
	in *bufio.Reader
	at int64 // bytes read
}

// warc reads the records of a capture of web pages: each answer of a server and
// each resource becomes a file of its own.
func (r *reader) warc(f *File, src Source) {
	if r.tooDeep(f) {
		return
	}
	c := &capture{reader: r, f: f}
	start, again := int64(0), 0
	for {
		next, err := c.run(src, start)
		if err == nil || r.ctx.Err() != nil {
			break
		}
		c.damaged++
		if again++; next < 0 || again > maxWARCSearch {
			c.first(err)
			break
		}
		c.first(err)
		start = next
	}
	c.tell()
}

// run reads records from a place in the file on. Where a record lies about its
// length it returns the place behind which the next one is to be looked for, or
// -1, and what was wrong.
func (c *capture) run(src Source, start int64) (next int64, err error) {
	rc, err := src.Open()
	if err != nil {
		c.f.problem(openProblem(err))
		return -1, err
	}
	defer func() { _ = rc.Close() }()
	w := &warcReader{in: bufio.NewReaderSize(recourse.UntilDone(c.ctx, rc), 64<<10)}
	if start > 0 {
		if err := w.skip(start); err != nil {
			return -1, err
		}
		if !w.find() {
			return -1, nil //nolint:nilerr // nothing follows
		}
	}
	for {
		rec, err := w.head()
		switch {
		case errors.Is(err, io.EOF):
			return -1, nil
		case errors.Is(err, errWARCHead):
			c.damaged++
			c.first(err)
			if !w.find() {
				return -1, nil
			}
			continue
		case err != nil:
			return -1, err
		}
		before := w.at
		whole, more := c.record(w, rec)
		switch {
		case !more:
			return -1, nil
		case !whole:
			return before, fmt.Errorf("a record ends before its %d bytes: %w", rec.length, recourse.Invalid)
		}
	}
}

// head reads a record's head. It returns io.EOF where nothing follows and
// errWARCHead where something else does.
func (w *warcReader) head() (warcRecord, error) {
	var rec warcRecord
	line, err := w.line()
	for err == nil && line == "" { // two line ends stand behind each record
		line, err = w.line()
	}
	if err != nil {
		return rec, err
	}
	if !strings.HasPrefix(line, "WARC/") {
		return rec, errWARCHead
	}
	rec.header = make(textproto.MIMEHeader)
	key, size := "", 0
	for {
		line, err := w.line()
		if errors.Is(err, io.EOF) {
			err = errWARCHead
		}
		if err != nil {
			return rec, err
		}
		if line == "" {
			break
		}
		if size += len(line); size > maxWARCHead {
			return rec, errWARCHead
		}
		if (line[0] == ' ' || line[0] == '\t') && key != "" {
			last := len(rec.header[key]) - 1
			rec.header[key][last] += " " + strings.TrimSpace(line)
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return rec, errWARCHead
		}
		key = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name))
		rec.header[key] = append(rec.header[key], strings.TrimSpace(value))
	}
	rec.length, err = strconv.ParseInt(rec.header.Get("Content-Length"), 10, 64)
	if err != nil || rec.length < 0 {
		return rec, errWARCHead
	}
	rec.at = w.at
	return rec, nil
}

// line reads one line without its end. A longer one than a head may be is cut.
func (w *warcReader) line() (string, error) {
	var b []byte
	for {
		part, err := w.in.ReadSlice('\n')
		w.at += int64(len(part))
		if len(b)+len(part) <= maxWARCHead {
			b = append(b, part...)
		} else if errors.Is(err, bufio.ErrBufferFull) {
			return string(b), nil // the rest is looked at as lines of their own
		}
		switch {
		case err == nil:
			return strings.TrimRight(string(b), "\r\n"), nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(b) > 0:
			return string(b), nil
		default:
			return "", err
		}
	}
}

// find skips to the next line that begins a record.
func (w *warcReader) find() bool {
	for begins := true; ; {
		if head, _ := w.in.Peek(len("WARC/1.0")); begins && isWARC(head) {
			return true
		}
		part, err := w.in.ReadSlice('\n')
		w.at += int64(len(part))
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return false
		}
		begins = err == nil
	}
}

func (w *warcReader) skip(n int64) error {
	m, err := io.CopyN(io.Discard, w.in, n)
	w.at += m
	return err //nolint:wrapcheck // the caller says where
}

// isWARC reports whether bytes begin a record.
func isWARC(head []byte) bool {
	for _, v := range []string{"WARC/1.0", "WARC/1.1", "WARC/0.17", "WARC/0.18"} {
		if bytes.HasPrefix(head, []byte(v[:min(len(v), 8)])) {
			return true
		}
	}
	return false
}
