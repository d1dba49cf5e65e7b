package custody

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"time"

	"recourse"
	"recourse/internal/spill"
)

// Zip is a [Folder] that writes one zip file: below one directory, as RFC 8493
// asks, and stored without compression, so that the same package gives the same
// bytes. It belongs to one goroutine; each file must be closed before the next. That a
// name was given to two files is found by Close at the latest.
type Zip struct {
	base  string
	now   time.Time
	open  *zipFile
	files *zipFiles
	space *spill.Space
	last  string // the name of the last file
	// seen are hashes of the names: no two names will ever have the same one.
	seen *spill.Sorter
	seed maphash.Seed
}

// NewZip writes to w a zip whose one directory is base. All files are dated now. What
// is known of the files lies in what scratch makes; nil holds it. Close the zip, whatever
// happens.
func NewZip(w io.Writer, base string, now time.Time, scratch Scratch) (*Zip, error) {
	if err := CheckPath(base); err != nil {
		return nil, err
	}
	space := spill.New(scratch)
	return &Zip{
		base: base, now: now.UTC().Truncate(2 * time.Second), files: newZipFiles(w, space), space: space, seen: space.Sorter(), seed: maphash.MakeSeed(),
	}, nil
}

type zipFile struct {
	io.Writer
	closed bool
}

// Close ends the file.
func (f *zipFile) Close() error {
	f.closed = true
	return nil
}

// Create begins the next file.
func (z *Zip) Create(name string) (io.WriteCloser, error) {
	if z.open != nil && !z.open.closed {
		return nil, fmt.Errorf("file %q begins before the one ahead of it is closed: %w", name, recourse.Conflict)
	}
	if name == z.last {
		return nil, twiceInZip(name)
	}
	z.last = name
	if err := z.seen.Add(binary.BigEndian.AppendUint64(nil, maphash.String(z.seed, name))); err != nil {
		return nil, err
	}
	w, err := z.files.stored(z.base+"/"+name, z.now)
	if err != nil {
		return nil, err
	}
	z.open = &zipFile{Writer: w}
	return z.open, nil
}

func twiceInZip(name string) error {
	return fmt.Errorf("zip has a file %q already: %w", name, recourse.Conflict)
}

// Discard lets go of a zip that is not to be finished. After Close it does nothing.
func (z *Zip) Discard() { _ = z.space.Close() }

// Close writes the zip's directory. It does not close the writer below.
func (z *Zip) Close() (err error) {
	defer func() { err = errors.Join(err, z.space.Close()) }()
	var before []byte
	for hash, err := range z.seen.All() {
		if err != nil {
			return err
		}
		if bytes.Equal(hash, before) {
			return fmt.Errorf("zip has two files of one name: %w", recourse.Conflict)
		}
		before = append(before[:0], hash...)
	}
	return z.files.close()
}
