package durable

import (
	"errors"

	"golang.org/x/sys/unix"
)

func renameNew(from, to string) error { return rename2(from, to, unix.RENAME_NOREPLACE) }

func swap(a, b string) error { return rename2(a, b, unix.RENAME_EXCHANGE) }

func rename2(from, to string, how uint) error {
	err := unix.Renameat2(unix.AT_FDCWD, from, unix.AT_FDCWD, to, how)
	if errors.Is(err, unix.EINVAL) { // the file's system does not know how
		return errors.ErrUnsupported
	}
	return err
}
