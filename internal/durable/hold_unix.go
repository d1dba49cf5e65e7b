//go:build unix

package durable

import (
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// notWaiting is a flag of opening: a pipe is not waited for.
const notWaiting = unix.O_NONBLOCK

// Hold keeps [SweepLeft] from a file or folder that is being made, until what it
// returns is closed or the process ends. Nothing is written for that. Where the
// file's system knows no locks, SweepLeft cannot take it either.
func Hold(name string) (io.Closer, error) {
	f, err := open(name)
	if err != nil {
		return nil, err
	}
	take(f)
	return f, nil
}

// take holds an opened file. A sweep that looks at it has it for a moment: that is
// waited for.
func take(f *os.File) {
	for errors.Is(unix.Flock(int(f.Fd()), unix.LOCK_EX), unix.EINTR) {
	}
}

// hold is Hold, with an error where it is held already or cannot be.
func hold(name string) (*os.File, error) {
	f, err := open(name)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func open(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDONLY|unix.O_NOFOLLOW|notWaiting, 0)
	if err != nil {
		return nil, fmt.Errorf("hold: %w", Explain(err))
	}
	return f, nil
}
