package durable

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"recourse"
)

// The failures of a disk that the person can mend.
var (
	ErrFull     = fmt.Errorf("there is no room left on the disk: %w", recourse.Unavailable)
	ErrTooLong  = fmt.Errorf("the file is longer than its disk, or the limit that is set here (ulimit -f), allows: %w", recourse.Unavailable)
	ErrReadOnly = fmt.Errorf("the disk or folder cannot be written to: %w", recourse.Unavailable)
)

// Explain gives a failure of the disk that the person can mend its kind: [ErrFull],
// [ErrTooLong] or [ErrReadOnly]. Any other error comes back as it is.
func Explain(err error) error {
	switch {
	case err == nil, errors.Is(err, ErrFull), errors.Is(err, ErrTooLong), errors.Is(err, ErrReadOnly):
		return err
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("%w: %w", err, ErrFull)
	case errors.Is(err, syscall.EFBIG):
		return fmt.Errorf("%w: %w", err, ErrTooLong)
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w: %w", err, ErrReadOnly)
	}
	return err
}
