package custody

import (
	"archive/zip"
	"fmt"
	"hash/maphash"
	"io"
	"time"

	"recourse"
)

// Zip is a [Folder] that writes one zip file: below one directory, as RFC 8493
// asks, and stored without compression, so that the same package gives the same
// bytes. It belongs to one goroutine; each file must be closed before the next.
type Zip struct {
	zw   *zip.Writer
	base string
	now  time.Time
	open *zipFile
	// seen are hashes of the names so far: of a hundred thousand names they take a
	// sixth of the memory, and no two of them will ever be alike.
	seen map[uint64]bool
	seed maphash.Seed
}

// NewZip writes to w a zip whose one directory is base. All files are dated now.
func NewZip(w io.Writer, base string, now time.Time) (*Zip, error) {
	if err := CheckPath(base); err != nil {
		return nil, err
	}
	return &Zip{zw: zip.NewWriter(w), base: base, now: now.UTC().Truncate(2 * time.Second), seen: make(map[uint64]bool), seed: maphash.MakeSeed()}, nil
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
	hash := maphash.String(z.seed, name)
	if z.seen[hash] {
		return nil, fmt.Errorf("zip has a file %q already: %w", name, recourse.Conflict)
	}
	z.seen[hash] = true
	w, err := createStored(z.zw, z.base+"/"+name, z.now)
	if err != nil {
		return nil, err
	}
	z.open = &zipFile{Writer: w}
	return z.open, nil
}

func createStored(zw *zip.Writer, name string, at time.Time) (io.Writer, error) {
	w, err := zw.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: at})
	if err != nil {
		return nil, fmt.Errorf("begin %q in zip: %w", name, err)
	}
	return w, nil
}

// Close writes the zip's directory. It does not close the writer below.
func (z *Zip) Close() error {
	if err := z.zw.Close(); err != nil {
		return fmt.Errorf("end zip: %w", err)
	}
	return nil
}
