package durable

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"recourse"
)

// ErrNotFile is the error for a name at which there is something else than a file, such
// as a folder, a device or a pipe. Its kind is Invalid.
var ErrNotFile = fmt.Errorf("it is no file: %w", recourse.Invalid)

// OpenRegular opens a file for reading. What is no regular file is [ErrNotFile], and is
// not waited for: a pipe that nobody writes to would never open.
func OpenRegular(name string) (*os.File, error) {
	return regular(os.OpenFile(name, os.O_RDONLY|notWaiting, 0))
}

// OpenRegularIn is [OpenRegular] for a name below root, its parts separated by "/".
func OpenRegularIn(root *os.Root, name string) (*os.File, error) {
	return regular(root.OpenFile(filepath.FromSlash(name), os.O_RDONLY|notWaiting, 0))
}

func regular(f *os.File, err error) (*os.File, error) {
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = ErrNotFile
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
