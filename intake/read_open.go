package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"recourse"
)

// take reads the file once: digest, size, its head, and its bytes where they
// are needed.
func (r *reader) take(src Source, f *File) (head []byte, h held, ok bool) {
	if src.Size > r.lim.File {
		f.Size = src.Size
		f.problem("too-large", fmt.Sprintf("%d > %d", src.Size, r.lim.File), "limit", megabytes(r.lim.File), "size", megabytes(src.Size))
		return nil, h, false
	}
	rc, ok := f.open(src)
	if !ok {
		return nil, h, false
	}
	defer func() { _ = rc.Close() }()
	in := recourse.UntilDone(r.ctx, io.LimitReader(rc, r.lim.File+1))
	sum := sha256.New()
	head, err := readHead(in, src.Size)
	sum.Write(head)
	size := int64(len(head))
	switch {
	case err == nil:
		size, err = r.rest(in, head, sum, rc, src.Size, f.Name, &h)
	case errors.Is(err, io.EOF):
		h, err = held{string(head), true}, nil
	}
	f.Size = size
	if code, detail, limit, ok := r.limitProblem(err); ok {
		f.problem(code, detail, "limit", limit)
		return nil, h, false
	}
	if err != nil {
		f.problem(readProblem(r.ctx, err))
		return nil, h, false
	}
	if size > r.lim.File {
		f.problem("too-large", fmt.Sprintf("more than %d", r.lim.File), "limit", megabytes(r.lim.File), "size", megabytes(size))
		return nil, h, false
	}
	f.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return head, h, true
}

// open opens the source of f, or says why it cannot be opened.
func (f *File) open(src Source) (io.ReadCloser, bool) {
	rc, err := src.Open()
	if err != nil {
		f.problem(openProblem(err))
		return nil, false
	}
	return rc, true
}

// readHead reads as much as decides a file's type. known is how long the file is said
// to be, from which its room follows: most files are much shorter than a head.
func readHead(in io.Reader, known int64) (head []byte, err error) {
	head = make([]byte, min(headSize, max(512, known+1)))
	for n := 0; ; head = append(head, make([]byte, min(len(head), headSize-len(head)))...) {
		var m int
		m, err = readUpTo(in, head[n:])
		if n += m; err != nil || n == headSize {
			return head[:n], err
		}
	}
}

// readUpTo reads until b is full. Unlike io.ReadFull it tells a file that ends, which
// is io.EOF, from one that breaks off.
func readUpTo(in io.Reader, b []byte) (n int, err error) {
	for n < len(b) && err == nil {
		var m int
		m, err = in.Read(b[n:])
		n += m
	}
	if n == len(b) {
		return n, nil
	}
	return n, err
}

// rest reads what follows the head into sum, and holds as much as its type needs.
func (r *reader) rest(in io.Reader, head []byte, sum io.Writer, rc io.Reader, known int64, name string, h *held) (int64, error) {
	t := detect(head)
	_, at := rc.(io.ReaderAt)
	if !t.holds || ((t.container || t.ole) && at) || isBox(name, head) {
		n, err := io.Copy(sum, in)
		return int64(len(head)) + n, err
	}
	var b strings.Builder
	b.Write(head)
	const trust = 1 << 20 // what is so long is believed to be as long as it is said to be
	n, err := io.Copy(io.MultiWriter(sum, &b), io.LimitReader(in, min(trust, r.lim.Text-int64(len(head)))))
	if err == nil && n == trust {
		var more int64
		b.Grow(int(max(0, min(known, r.lim.Text)-int64(b.Len()))))
		more, err = io.Copy(io.MultiWriter(sum, &b), io.LimitReader(in, r.lim.Text-int64(b.Len())))
		n += more
	}
	size := int64(len(head)) + n
	if err == nil {
		n, err = io.Copy(sum, in)
		size += n
	}
	*h = held{b.String(), size == int64(b.Len())}
	return size, err
}

func openProblem(err error) (code, detail string) {
	if errors.Is(err, fs.ErrNotExist) {
		return "missing", ""
	}
	return "unreadable", err.Error()
}

func readProblem(ctx context.Context, err error) (code, detail string) {
	if ctx.Err() != nil {
		return "interrupted", ctx.Err().Error()
	}
	return "unreadable", err.Error()
}

func megabytes(n int64) int { return int((n + 1<<20 - 1) >> 20) }
