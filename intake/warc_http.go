package intake

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"recourse"
)

// answer is what a server sent (RFC 9112), with the codings of its way undone.
type answer struct {
	status          string // such as "200"
	media           string // by the server's word
	raw             []byte // the body as it was sent
	unchunked       []byte // without the marks of its pieces
	body            []byte // as it is shown
	problem, detail string
}

// maxCodings is how many codings of one body are undone.
const maxCodings = 3

// http reads a server's answer.
func (c *capture) http(block []byte) answer {
	head, body, ok := cutHead(block)
	if !ok {
		return answer{body: block, raw: block, problem: "capture-no-head"}
	}
	line, rest, _ := strings.Cut(string(head), "\n")
	header, _ := splitHeaders(rest)
	a := answer{media: header.Get("Content-Type"), raw: body, unchunked: body, body: body}
	if fields := strings.Fields(line); len(fields) > 1 {
		a.status = fields[1]
	}
	if strings.Contains(strings.ToLower(header.Get("Transfer-Encoding")), "chunked") {
		// Some programs undo the pieces and leave the head as it was.
		if whole, err := unchunk(body); err == nil {
			a.unchunked, a.body = whole, whole
		}
	}
	codings := strings.FieldsFunc(strings.ToLower(strings.Join(header["Content-Encoding"], ",")), func(r rune) bool { return r == ',' || r == ' ' })
	for i := len(codings) - 1; i >= 0; i-- {
		if len(codings)-i > maxCodings {
			a.problem, a.detail = "capture-coded", shortened(strings.Join(codings, ", "))
			return a
		}
		plain, err := c.uncode(codings[i], a.body)
		if err != nil {
			a.problem, a.detail = "capture-coded", codings[i]
			if code, detail, _, ok := c.limitProblem(err); ok {
				c.f.problem(code, detail, "limit", int(c.lim.Ratio))
			}
			return a
		}
		a.body = plain
	}
	return a
}

// cutHead parts an answer's head from its body.
func cutHead(block []byte) (head, body []byte, ok bool) {
	if !bytes.HasPrefix(block, []byte("HTTP/")) {
		return nil, nil, false
	}
	const most = 256 << 10
	near := block[:min(len(block), most)]
	i, j := bytes.Index(near, []byte("\r\n\r\n")), bytes.Index(near, []byte("\n\n"))
	switch {
	case i >= 0 && (j < 0 || i < j):
		return block[:i+2], block[i+4:], true
	case j >= 0:
		return block[:j+1], block[j+2:], true
	}
	return nil, nil, false
}

var errChunks = fmt.Errorf("pieces are not in form: %w", recourse.Invalid)

// unchunk joins the pieces of a body (RFC 9112, 7.1).
func unchunk(b []byte) ([]byte, error) {
	out := make([]byte, 0, len(b))
	for {
		line, rest, ok := bytes.Cut(b, []byte("\n"))
		if !ok {
			return nil, errChunks
		}
		size, _, _ := strings.Cut(strings.TrimSpace(string(line[:min(len(line), 100)])), ";")
		n, err := strconv.ParseUint(strings.TrimSpace(size), 16, 32)
		if err != nil || n > uint64(len(rest)) {
			return nil, errChunks
		}
		if n == 0 {
			return out, nil
		}
		out = append(out, rest[:n]...)
		b = rest[n:]
		switch {
		case bytes.HasPrefix(b, []byte("\r\n")):
			b = b[2:]
		case bytes.HasPrefix(b, []byte("\n")):
			b = b[1:]
		default:
			return nil, errChunks
		}
	}
}

var errCoding = fmt.Errorf("coding is not known: %w", recourse.Invalid)

// uncode undoes one coding of a body, within the limits of archives.
func (c *capture) uncode(coding string, b []byte) ([]byte, error) {
	in := bytes.NewReader(b)
	var out io.ReadCloser
	var err error
	switch coding {
	case "identity", "":
		return b, nil
	case "gzip", "x-gzip":
		if !bytes.HasPrefix(b, []byte{0x1f, 0x8b}) {
			return b, nil // undone before, and the head left as it was
		}
		out, err = gzip.NewReader(in)
	case "deflate":
		if out, err = zlib.NewReader(in); err != nil {
			out, err = flate.NewReader(bytes.NewReader(b)), nil
		}
	case "zstd":
		out, _, err = openZstd(in)
	default:
		return nil, errCoding
	}
	if err != nil {
		return nil, fmt.Errorf("undo %s: %w", coding, err)
	}
	limited := c.meter(out, int64(len(b)))
	defer func() { _ = limited.Close() }()
	plain, err := io.ReadAll(io.LimitReader(limited, c.lim.Text))
	if errors.Is(err, io.ErrUnexpectedEOF) && len(plain) > 0 {
		err = nil // cut at its end, as it was sent
	}
	if err != nil {
		return nil, fmt.Errorf("undo %s: %w", coding, err)
	}
	return plain, nil
}
