package durable

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
	"unsafe"
)

// What is held of a file while it is written: pieces that are full and on their
// way to the disk, and the one that is being filled.
const (
	pieceSize = 512 << 10 // bytes
	underway  = 4         // pieces
	alignment = 4096      // of pieces in memory and in the file, as direct writing asks
)

var pieces = sync.Pool{New: func() any { return newPiece() }}

// newPiece returns a piece that begins at a multiple of alignment.
func newPiece() *[]byte {
	b := make([]byte, pieceSize+alignment)
	skip := int(-uintptr(unsafe.Pointer(unsafe.SliceData(b))) & (alignment - 1)) //nolint:gosec // its address alone is looked at
	b = b[skip : skip : skip+pieceSize]
	return &b
}

// File is a file without a name yet. Commit, Replace or Discard ends it. It is
// for one goroutine.
//
// A file of more than a piece is written by a goroutine of its own and, where the
// system can, around its cache: what is kept is rarely read soon, and the flush at
// the end has nothing left to wait for.
type File struct {
	file *os.File
	room *[]byte // what was written since the last full piece
	full chan *[]byte
	idle sync.WaitGroup // until the goroutine has ended

	mu  sync.Mutex
	err error // the first of a write
}

// Begin opens a new file in dir, readable by its owner alone.
func Begin(dir string) (*File, error) {
	f, err := step("begin", dir, func() (*os.File, error) { return os.CreateTemp(dir, TempPrefix+"*") })
	if err != nil {
		return nil, fmt.Errorf("begin file: %w", err)
	}
	return &File{file: f}, nil
}

// Write writes p. A failure of the disk may be reported by a later Write, or by
// what ends the file.
func (f *File) Write(p []byte) (n int, err error) {
	for len(p) > 0 {
		if f.room == nil {
			f.room, _ = pieces.Get().(*[]byte)
		}
		room := *f.room
		m := copy(room[len(room):cap(room)], p)
		*f.room = room[:len(room)+m]
		n, p = n+m, p[m:]
		if len(*f.room) == cap(*f.room) {
			f.send()
			if err := f.failed(nil); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// send gives the full piece to the goroutine that writes.
func (f *File) send() {
	if f.full == nil {
		f.full = make(chan *[]byte, underway)
		f.idle.Go(f.writePieces)
	}
	f.full <- f.room
	f.room = nil
}

func (f *File) writePieces() {
	around := aroundCache(f.file, true)
	for piece := range f.full {
		if f.failed(nil) == nil {
			err := f.write(*piece)
			if err != nil && around && refused(err) {
				around = false
				aroundCache(f.file, false)
				err = f.write(*piece)
			}
			_ = f.failed(err)
		}
		release(piece)
	}
	if around {
		aroundCache(f.file, false)
	}
}

func release(piece *[]byte) {
	*piece = (*piece)[:0]
	pieces.Put(piece)
}

func (f *File) write(b []byte) error {
	_, err := step("write", f.file.Name(), func() (int, error) { return f.file.Write(b) })
	return err
}

// failed keeps err where it is the first error, and returns the first.
func (f *File) failed(err error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil && err != nil {
		f.err = fmt.Errorf("write file: %w", err)
	}
	return f.err
}

// settle writes what is still held.
func (f *File) settle() error {
	if f.full != nil {
		close(f.full)
		f.idle.Wait()
		f.full = nil
	}
	if f.room != nil {
		if len(*f.room) > 0 && f.failed(nil) == nil {
			_ = f.failed(f.write(*f.room))
		}
		release(f.room)
		f.room = nil
	}
	return f.failed(nil)
}

// Sync writes and flushes what was written so far.
func (f *File) Sync() error {
	if err := f.settle(); err != nil {
		return err
	}
	if err := act("sync", f.file.Name(), f.file.Sync); err != nil {
		return fmt.Errorf("flush file: %w", err)
	}
	return nil
}

// WriteTo writes to w what was written so far.
func (f *File) WriteTo(w io.Writer) (int64, error) {
	if err := f.settle(); err != nil {
		return 0, err
	}
	if _, err := f.file.Seek(0, io.SeekStart); err != nil {
		return 0, fmt.Errorf("read file: %w", err)
	}
	return io.Copy(w, f.file)
}

// Commit flushes the file and gives it its name, which must lie in the same file
// system. It returns false, and leaves what is there, where the name is taken.
func (f *File) Commit(name string) (bool, error) {
	defer f.Discard()
	if err := f.Sync(); err != nil {
		return false, err
	}
	// A link, unlike a rename, never replaces a file.
	err := act("link", name, func() error { return os.Link(f.file.Name(), name) })
	if knowsNoLinks(err) {
		if other := act("rename", name, func() error { return renameNew(f.file.Name(), name) }); !errors.Is(other, errors.ErrUnsupported) {
			err = other
		}
	}
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("name file: %w", err)
	}
	return true, SyncDir(filepath.Dir(name))
}

// Replace flushes the file and gives it a name that may be taken: a crash leaves
// the old file or this one. Where at is set it becomes the time of its last change.
func (f *File) Replace(name string, at time.Time) error {
	defer f.Discard()
	if err := f.Sync(); err != nil {
		return err
	}
	if !at.IsZero() {
		if err := os.Chtimes(f.file.Name(), at, at); err != nil {
			return fmt.Errorf("name file: %w", err)
		}
	}
	return Rename(f.file.Name(), name)
}

// knowsNoLinks reports that a link failed because the file's system, such as that of
// most USB sticks, has none.
func knowsNoLinks(err error) bool {
	return errors.Is(err, syscall.EPERM) || errors.Is(err, errors.ErrUnsupported)
}

// Chmod changes who may read the file.
func (f *File) Chmod(mode os.FileMode) error {
	if err := f.file.Chmod(mode); err != nil {
		return fmt.Errorf("write file: %w", Explain(err))
	}
	return nil
}

// Discard removes the file. After Commit and Replace it does nothing.
func (f *File) Discard() {
	_ = f.failed(os.ErrClosed)
	_ = f.settle()
	_ = f.file.Close()
	_ = os.Remove(f.file.Name())
}
