//go:build !linux && !darwin

package durable

import "errors"

func renameNew(_, _ string) error { return errors.ErrUnsupported }

func swap(_, _ string) error { return errors.ErrUnsupported }
