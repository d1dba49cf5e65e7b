//go:build unix

package main

import (
	"syscall"

	"recourse/internal/durable"
)

// refusals are the ways in which a disk refuses, as the system says them.
var refusals = map[string]struct{ err, kind error }{
	"full":      {syscall.ENOSPC, durable.ErrFull},
	"over size": {syscall.EDQUOT, durable.ErrFull},
	"too long":  {syscall.EFBIG, durable.ErrTooLong},
	"read-only": {syscall.EROFS, durable.ErrReadOnly},
	"forbidden": {syscall.EACCES, durable.ErrReadOnly},
}
