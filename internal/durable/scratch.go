package durable

import (
	"fmt"
	"os"
	"runtime"
)

// Scratch is a file without a name for others, which is gone when it is closed or the
// program ends, however it ends. (On Windows it has a name until it is closed.)
type Scratch struct {
	file  *os.File
	named bool
}

// NewScratch makes one in the temporary folder, readable by its owner alone.
func NewScratch() (*Scratch, error) {
	f, err := step("begin", os.TempDir(), func() (*os.File, error) { return os.CreateTemp("", TempPrefix+"*") })
	if err != nil {
		return nil, Explain(err)
	}
	s := &Scratch{f, runtime.GOOS == "windows"}
	if !s.named {
		if err := os.Remove(f.Name()); err != nil {
			_ = f.Close()
			return nil, fmt.Errorf("make temporary file: %w", err)
		}
	}
	return s, nil
}

// ReadAt reads.
func (s *Scratch) ReadAt(p []byte, at int64) (int, error) { return s.file.ReadAt(p, at) }

// WriteAt writes.
func (s *Scratch) WriteAt(p []byte, at int64) (int, error) {
	n, err := step("write", s.file.Name(), func() (int, error) { return s.file.WriteAt(p, at) })
	return n, Explain(err)
}

// Close ends the file.
func (s *Scratch) Close() error {
	err := s.file.Close()
	if s.named {
		_ = os.Remove(s.file.Name())
	}
	return err
}
