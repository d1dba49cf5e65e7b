//go:build !unix

package durable

import (
	"errors"
	"io"
	"os"
)

const notWaiting = 0

// Hold does nothing: this system does not tell one process of another's hold, and
// [SweepLeft] removes nothing.
func Hold(string) (io.Closer, error) { return io.NopCloser(nil), nil }

func take(*os.File) {}

func hold(string) (*os.File, error) { return nil, errors.ErrUnsupported }
