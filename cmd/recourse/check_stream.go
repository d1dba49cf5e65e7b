package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"recourse/internal/app"
	"recourse/internal/cores"
	"recourse/locale"
	"recourse/scam"
)

const (
	// maxStreamLine is the longest line of a stream that is judged, in bytes.
	maxStreamLine = 16 << 20
	// batchSize is from how many bytes on no more lines are put together.
	batchSize = 64 << 10
	// readAhead is how much of the input is read at once.
	readAhead = 256 << 10
)

// streams answers the lines of each file in turn. Of several a line that cannot be
// judged says in which it stands. A file that cannot be opened is an error, and the
// others are answered.
func (c checkCmd) streams(env *environment, checker *scam.Checker, p *locale.Printer, files []string) error {
	var errs []error
	for _, name := range files {
		path := ""
		if len(files) > 1 {
			path = name
		}
		if name == "-" {
			errs = append(errs, c.stream(env, checker, p, env.in, path))
			continue
		}
		f, err := openFile(name)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		errs = append(errs, c.stream(env, checker, p, f, path), f.Close())
	}
	return errors.Join(errs...)
}

// stream answers line by line, in the order of the lines and in constant memory,
// on as many cores as there are. What can be read at once is answered at once. A
// broken line is answered as such and the stream goes on.
func (c checkCmd) stream(env *environment, checker *scam.Checker, p *locale.Printer, from io.Reader, path string) error {
	ctx, stop := context.WithCancelCause(env)
	defer stop(nil)
	many := cores.Count()
	free, work, ordered := make(chan *batch, 2*many), make(chan *batch, 2*many), make(chan *batch, 2*many)
	for range cap(free) {
		free <- &batch{done: make(chan struct{}, 1)}
	}
	var judges, writer sync.WaitGroup
	for range many {
		judges.Go(func() {
			s := app.NewStream(p, app.ModelName(checker))
			for b := range work {
				c.answer(s, checker, b, path)
				b.done <- struct{}{}
			}
		})
	}
	writer.Go(func() {
		for b := range ordered {
			<-b.done
			if ctx.Err() == nil {
				if err := b.write(env.out); err != nil {
					stop(err)
				}
			}
			free <- b
		}
	})
	in := newLines(from)
	var ended error
	for ended == nil && ctx.Err() == nil {
		b := <-free
		ended = in.fill(b)
		ordered <- b
		work <- b
	}
	close(work)
	close(ordered)
	judges.Wait()
	writer.Wait()
	if err := context.Cause(ctx); err != nil {
		return err //nolint:wrapcheck // whoever stopped it said why
	}
	if !errors.Is(ended, io.EOF) {
		return fmt.Errorf("read messages: %w", ended)
	}
	return nil
}

// answer judges the lines of a batch.
func (c checkCmd) answer(s *app.Stream, checker *scam.Checker, b *batch, path string) {
	b.out = b.out[:0]
	at := 0
	for i, end := range b.ends {
		line := b.data[at:end]
		at = end
		switch n := b.first + i; {
		case b.tooLong && i == len(b.ends)-1:
			b.problem(path, n, app.Item{}, fmt.Sprintf("it is longer than %d bytes", maxStreamLine))
		case len(bytes.TrimSpace(line)) > 0:
			item, err := s.Parse(line)
			if err != nil {
				b.problem(path, n, item, unreadable(line, err))
				continue
			}
			v, took := c.judge(checker, item.Text)
			if b.out, b.err = s.Append(b.out, v, item, took); b.err != nil {
				return
			}
		}
	}
}

// unreadable says why a line cannot be read.
func unreadable(line []byte, err error) string {
	if bytes.IndexByte(line, 0) >= 0 {
		return "it is not UTF-8 (it may be UTF-16): convert the input and try again"
	}
	return err.Error()
}

// batch is lines that are judged together.
type batch struct {
	first   int    // number of its first line
	data    []byte // the lines without their ends
	ends    []int  // of each line in data
	tooLong bool   // the last line was, and is left out
	out     []byte
	err     error
	done    chan struct{} // told when out is ready
}

// lineProblem answers a line of the stream that cannot be judged.
type lineProblem struct {
	ID      any    `json:"id,omitempty"`   // where it can be read
	Path    string `json:"path,omitempty"` // of several files, in which
	Line    int    `json:"line"`
	Problem string `json:"problem"`
}

func (b *batch) problem(path string, n int, it app.Item, what string) {
	p := lineProblem{Path: path, Line: n, Problem: what}
	switch {
	case it.Number:
		p.ID = json.Number(it.ID)
	case it.ID != "":
		p.ID = it.ID
	}
	line, err := json.Marshal(p)
	b.out, b.err = append(append(b.out, line...), '\n'), errors.Join(b.err, err)
}

func (b *batch) write(w io.Writer) error {
	if b.err != nil {
		return b.err
	}
	if len(b.out) == 0 {
		return nil
	}
	if _, err := w.Write(b.out); err != nil {
		return fmt.Errorf("write verdict: %w", err)
	}
	return nil
}

// lines reads a stream.
type lines struct {
	in   *bufio.Reader
	next int // number of the next line
}

func newLines(r io.Reader) *lines { return &lines{bufio.NewReaderSize(r, readAhead), 1} }

// fill reads the lines that are there into a batch, at least one; io.EOF says that
// no more follow.
func (l *lines) fill(b *batch) error {
	b.first, b.data, b.ends, b.tooLong, b.out, b.err = l.next, b.data[:0], b.ends[:0], false, b.out[:0], nil
	for {
		err := l.line(b)
		if err != nil || b.tooLong || len(b.data) >= batchSize {
			return err
		}
		there, _ := l.in.Peek(l.in.Buffered()) // never short
		if bytes.IndexByte(there, '\n') < 0 {
			return nil
		}
	}
}

// line adds the next line. Of one that is too long nothing is kept.
func (l *lines) line(b *batch) error {
	line, err := readLine(l.in)
	switch {
	case errors.Is(err, errLineTooLong):
		b.tooLong = true
	case err != nil:
		return err
	case l.next == 1:
		line = bytes.TrimPrefix(line, []byte(app.Mark))
	}
	b.data = append(b.data, line...)
	b.ends = append(b.ends, len(b.data))
	l.next++
	return nil
}

var errLineTooLong = errors.New("line too long")

// readLine returns the next line without its end, valid until the next call. Of
// a line that is too long it returns errLineTooLong and skips the rest.
func readLine(r *bufio.Reader) ([]byte, error) {
	line, err := r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		line, err = readLong(r, bytes.Clone(line))
	}
	if errors.Is(err, io.EOF) && len(line) > 0 {
		err = nil
	}
	return bytes.TrimRight(line, "\r\n"), err
}

// readLong reads the rest of a line that is longer than the reader's buffer.
func readLong(r *bufio.Reader, line []byte) ([]byte, error) {
	for tooLong := false; ; {
		part, err := r.ReadSlice('\n')
		if !tooLong {
			line = append(line, part...)
			if len(line) > maxStreamLine {
				tooLong, line = true, nil
			}
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case tooLong && (err == nil || errors.Is(err, io.EOF)):
			return nil, errLineTooLong
		}
		return line, err
	}
}
