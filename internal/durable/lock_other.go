//go:build !unix

package durable

import (
	"fmt"
	"os"
	"path/filepath"
)

// Lock keeps a file in dir open. This system does not tell one process of
// another's hold on it.
func Lock(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, ".lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock folder: %w", Explain(err))
	}
	return f, nil
}
