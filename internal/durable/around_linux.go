package durable

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// aroundCache lets writes to f go around the system's cache, or through it, and
// reports whether the file's system can do that.
func aroundCache(f *os.File, on bool) bool {
	conn, err := f.SyscallConn()
	if err != nil {
		return false
	}
	done := false
	err = conn.Control(func(fd uintptr) {
		flags, err := unix.FcntlInt(fd, unix.F_GETFL, 0)
		if err != nil {
			return
		}
		flags &^= unix.O_DIRECT
		if on {
			flags |= unix.O_DIRECT
		}
		_, err = unix.FcntlInt(fd, unix.F_SETFL, flags)
		done = err == nil
	})
	return done && err == nil
}

// refused reports a write that the system takes through its cache alone.
func refused(err error) bool { return errors.Is(err, unix.EINVAL) }
