package intake

import (
	"bytes"
	"errors"
	"hash/crc32"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	uni "golang.org/x/text/encoding/unicode"
)

// charsetLook tells in which characters a stream is written that is too long to
// be held, by the same signs as decode.
type charsetLook struct {
	sample    []byte // the first bytes
	tail      []byte // of a character that a piece cut off
	good, bad int    // characters beyond ASCII that are UTF-8, and that are not
	sum       uint32 // of all bytes, to see whether a later reading gets the same
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Write looks at a piece.
func (c *charsetLook) Write(p []byte) (int, error) {
	const most = 1 << 20
	c.sum = crc32.Update(c.sum, castagnoli, p)
	if room := most - len(c.sample); room > 0 {
		c.sample = append(c.sample, p[:min(room, len(p))]...)
	}
	n := len(p)
	if len(c.tail) > 0 {
		p = append(c.tail, p...)
		c.tail = nil
	}
	if utf8.Valid(p) {
		if !allASCII(p) {
			c.good++
		}
		return n, nil
	}
	for i := 0; i < len(p); {
		if p[i] < utf8.RuneSelf {
			i++
			continue
		}
		if !utf8.FullRune(p[i:]) {
			c.tail = bytes.Clone(p[i:])
			break
		}
		r, size := utf8.DecodeRune(p[i:])
		if r == utf8.RuneError && size == 1 {
			c.bad++
		} else {
			c.good++
		}
		i += size
	}
	return n, nil
}

func allASCII(p []byte) bool {
	for _, c := range p {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// encoding returns what turns the stream into UTF-8; nil where it is UTF-8.
func (c *charsetLook) encoding() encoding.Encoding {
	sample := string(c.sample)
	switch name := utf16Of(sample); {
	case name != "":
		return utf16Encoding(name)
	case c.bad == 0 && len(c.tail) == 0:
		return nil
	}
	if e := declared(sample); e != nil {
		return e
	}
	if c.good > c.bad {
		return uni.UTF8 // puts a mark where a character is damaged
	}
	return legacy(sample)
}

// opener returns how to open src as UTF-8. What it opens notes in f if the bytes
// are no longer those that were looked at.
func (c *charsetLook) opener(src Source, f *File) func() (io.ReadCloser, error) {
	e := c.encoding()
	if e != nil && c.good > c.bad && c.bad > 0 {
		f.problem("text-damaged", "", "n", c.bad)
	}
	if e == simplifiedchinese.GB18030 && declared(string(c.sample)) == nil {
		f.problem("charset-guessed", "")
	}
	return func() (io.ReadCloser, error) {
		rc, err := src.Open()
		if err != nil {
			return nil, err
		}
		again := &sameBytes{in: rc, want: c.sum, f: f}
		if e == nil {
			return again, nil
		}
		return struct {
			io.Reader
			io.Closer
		}{e.NewDecoder().Reader(again), again}, nil
	}
}

// sameBytes notes at the end of a stream whether it was the one that was looked at.
type sameBytes struct {
	in        io.ReadCloser
	sum, want uint32
	f         *File
}

// Read reads on.
func (c *sameBytes) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.sum = crc32.Update(c.sum, castagnoli, p[:n])
	if errors.Is(err, io.EOF) && c.sum != c.want {
		c.f.problem("changed-while-read", "")
	}
	return n, err
}

// Close closes the file.
func (c *sameBytes) Close() error { return c.in.Close() }

// declared returns the characters that an XML declaration or the head of an OFX
// file names, where they are not UTF-8; nil where none are named or known.
func declared(head string) encoding.Encoding {
	head = strings.TrimLeft(head[:min(len(head), 1024)], "\ufeff \t\r\n")
	name := ""
	switch {
	case strings.HasPrefix(head, "<?xml"):
		line, _, _ := strings.Cut(head, "?>")
		_, after, _ := strings.Cut(line, "encoding")
		after = strings.TrimLeft(after, " \t\r\n=")
		if after != "" && (after[0] == '"' || after[0] == '\'') {
			name, _, _ = strings.Cut(after[1:], after[:1])
		}
	case strings.HasPrefix(head, "OFXHEADER"):
		_, after, _ := strings.Cut(head, "CHARSET:")
		name = strings.TrimSpace(after[:min(len(after), 20)])
		name, _, _ = strings.Cut(name, "\n")
		if name = strings.TrimSpace(name); strings.HasPrefix(name, "125") {
			name = "windows-" + name
		}
	}
	if name == "" {
		return nil
	}
	e, err := htmlindex.Get(name)
	if err != nil || e == uni.UTF8 {
		return nil
	}
	return e
}
