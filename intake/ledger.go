package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"strings"

	"recourse"
	"recourse/incident"
)

// Ledger is a bank statement that is read entry by entry. It is for one
// goroutine.
type Ledger struct {
	run  ledger
	form ledgerForm
}

// OpenStatement looks at a statement in one of the forms that are known (CAMT,
// MT940, OFX, QIF, a table of values), of any length, and reads its entries when
// [Ledger.Entries] is called. It is an error of kind Invalid if the file is none
// of them; a table whose columns are not known is in the error's text.
// Limits.File and Limits.Rows do not apply: memory does not grow with the file.
func OpenStatement(ctx context.Context, src Source, opt Options) (*Ledger, error) {
	name := path.Base(strings.ReplaceAll(src.Path, "\\", "/"))
	f := &File{Path: src.Path, Name: name, Kind: KindStatement}
	text, err := lookThrough(ctx, src, f)
	if err != nil {
		return nil, fmt.Errorf("open statement: %w", err)
	}
	l := &Ledger{run: ledger{ctx: ctx, opt: opt, f: f, text: text}}
	head, err := l.run.head()
	if err != nil {
		return nil, fmt.Errorf("open statement: %w", err)
	}
	if l.form = signedForm(head); l.form == nil {
		table, ok := openTable(&l.run, head)
		if !ok {
			names, _ := unknownTable(head)
			return nil, fmt.Errorf("open statement: %s is no statement in a form that is known; columns: %s: %w", name, strings.Join(names, " | "), recourse.Invalid)
		}
		l.form = table
	}
	return l, nil
}

// Entries gives the entries in the order of the file. What it could not read is
// in the problems of [Ledger.File] afterwards.
func (l *Ledger) Entries() iter.Seq[incident.Payment] {
	return func(yield func(incident.Payment) bool) {
		l.run.use = yield
		l.form.read(&l.run)
	}
}

// File is the statement without its entries and its text, with what was wrong with what
// was read until now.
func (l *Ledger) File() File {
	f := *l.run.f
	f.MediaType = l.form.media()
	return f
}

// ledgerForm is a form of statements.
type ledgerForm interface {
	// read gives every entry to l.use until that says false, and tells problems.
	read(l *ledger)
	// media is the type of a file in that form.
	media() string
}

// ledger is the reading of one statement.
type ledger struct {
	ctx context.Context
	opt Options
	f   *File // is told of problems; its digest is the origin of entries
	// text opens the statement as UTF-8, as often as it is needed.
	text func() (io.ReadCloser, error)
	// held is the text where all of it is in memory: what entries say is part of it.
	held string
	use  func(incident.Payment) bool
	// shown is how much of the text the file holds: an origin beyond it has no
	// span. 0 is all of it.
	shown   int
	stopped bool
	origins []incident.Origin // made in advance
}

// head returns the first bytes of the text.
func (l *ledger) head() (string, error) {
	in, err := l.text()
	if err != nil {
		return "", err
	}
	defer func() { _ = in.Close() }()
	b := make([]byte, headSize)
	n, err := io.ReadFull(in, b)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", err
	}
	return string(b[:n]), nil
}

// each opens the text and lets use read it. A file that cannot be read to its
// end is a problem.
func (l *ledger) each(use func(w *window)) {
	in, err := l.text()
	if err != nil {
		l.f.problem(openProblem(err))
		return
	}
	defer func() { _ = in.Close() }()
	w := newWindow(recourse.UntilDone(l.ctx, in))
	use(w)
	if err := w.failed(); err != nil {
		l.f.problem(readProblem(l.ctx, err))
	}
}

// entry hands out one entry that stands at span, and reports whether to go on.
func (l *ledger) entry(p incident.Payment, span recourse.Span, place string) bool {
	if l.shown > 0 && span.End > l.shown {
		span = recourse.Span{}
	}
	const many = 128
	if len(l.origins) == 0 {
		l.origins = make([]incident.Origin, many)
	}
	l.origins[0] = incident.Origin{Item: l.f.SHA256, Span: span, Place: place}
	p.Origins, l.origins = incident.Origins(l.origins[:1:1]), l.origins[1:]
	if !l.use(p) {
		l.stopped = true
	}
	return !l.stopped
}

// lookThrough reads a file once: its digest, its size and its characters. It
// returns how to open it as UTF-8.
func lookThrough(ctx context.Context, src Source, f *File) (func() (io.ReadCloser, error), error) {
	rc, err := src.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = rc.Close() }()
	sum := sha256.New()
	look := charsetLook{}
	f.Size, err = io.CopyBuffer(io.MultiWriter(sum, &look), readOnly{recourse.UntilDone(ctx, rc)}, make([]byte, 256<<10))
	if err != nil {
		return nil, err
	}
	f.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return look.opener(src, f), nil
}

// readOnly hides what a reader can do beyond reading.
type readOnly struct{ io.Reader }
