package intake

import (
	"context"
	"errors"
	"fmt"
	"io"

	"recourse"
)

// Unpacker opens archives that intake does not read itself. Its error is of kind
// Unavailable where its program is missing, wraps [ErrLocked], [ErrArchivePart] or
// [ErrArchiveTooMuch], or says what is wrong with the archive.
type Unpacker interface {
	// Opens reports whether archives of a media type are opened.
	Opens(mediaType string) bool
	// Unpack gives each file of an archive to each, until that returns false.
	Unpack(ctx context.Context, r io.Reader, mediaType string, most Most, each func(Unpacked) bool) error
	// Name is the program's, to be shown.
	Name() string
}

// Most is how much an archive may hold.
type Most struct {
	Bytes int64 // unpacked
	Files int
}

// Unpacked is a file of an archive. Open works until the function that it was
// given to returns.
type Unpacked struct {
	Name   string // as the archive has it
	Refuse string // the code of the problem for which it is not opened
	Open   func() (io.ReadCloser, error)
}

// The ways in which an [Unpacker] refuses an archive.
var (
	ErrArchivePart    = fmt.Errorf("archive is one of several parts: %w", recourse.Invalid)
	ErrArchiveTooMuch = fmt.Errorf("archive unpacks to too much: %w", recourse.Invalid)
)

// foreign reads the files of an archive that a program unpacks.
func (r *reader) foreign(f *File, src Source) {
	u := r.opt.Unpacker
	if isPart(f.Name) {
		f.problem("archive-part", "")
		return
	}
	if u == nil || !u.Opens(f.MediaType) {
		f.problem("format-not-read", f.MediaType, "type", f.MediaType)
		return
	}
	if r.tooDeep(f) {
		return
	}
	rc, ok := f.open(src)
	if !ok {
		return
	}
	defer func() { _ = rc.Close() }()
	l := newListing(f)
	most := Most{Bytes: max(r.left.unpacked, 0), Files: max(r.left.entries, 0)}
	err := u.Unpack(r.ctx, recourse.UntilDone(r.ctx, io.LimitReader(rc, r.lim.File)), f.MediaType, most, func(m Unpacked) bool {
		if !r.admit(f) {
			return false
		}
		if m.Refuse != "" {
			l.refused(m.Name, m.Refuse, "")
			return true
		}
		r.member(l, m.Name, Source{Size: -1, Open: func() (io.ReadCloser, error) {
			in, err := m.Open()
			if err != nil {
				return nil, err
			}
			return r.meter(in, f.Size), nil
		}})
		return r.ctx.Err() == nil
	})
	switch {
	case err == nil || r.ctx.Err() != nil:
	case errors.Is(err, recourse.Unavailable):
		f.problem("archive-not-opened", err.Error(), "tool", u.Name())
	case errors.Is(err, ErrLocked):
		f.problem("encrypted", err.Error())
	case errors.Is(err, ErrArchivePart):
		f.problem("archive-part", err.Error())
	case errors.Is(err, ErrArchiveTooMuch):
		f.problem("archive-too-large", err.Error(), "limit", megabytes(r.lim.Unpacked))
	default:
		r.damaged(f, err)
	}
}

// isPart reports whether a name is that of one part of an archive: "a.7z.001".
func isPart(name string) bool {
	n := len(name)
	return n > 4 && name[n-4] == '.' && name[n-3] >= '0' && name[n-3] <= '9' && name[n-2] >= '0' && name[n-2] <= '9' && name[n-1] >= '0' && name[n-1] <= '9'
}
