package child

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"recourse"
)

// give writes the files that a program is to find in its folder.
func give(dir string, files map[string][]byte) error {
	for name, b := range files {
		if name == "" || filepath.Base(name) != name {
			return fmt.Errorf("file name %q for a program is not a bare name: %w", name, recourse.Invalid)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil { // the folder is the program's alone
			return fmt.Errorf("write the program's file: %w", err)
		}
	}
	return nil
}

// take reads the first of the named files that a program wrote into its folder. A
// link is not followed. None is an error of kind Invalid.
func take(dir string, names []string, most int64) ([]byte, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the program's folder: %w", err)
	}
	defer func() { _ = root.Close() }()
	for _, name := range names {
		info, err := root.Lstat(name)
		if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("look for the program's file: %w", err)
		}
		if info.Size() > most {
			return nil, ErrOutput
		}
		b, err := root.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read the program's file: %w", err)
		}
		return b, nil
	}
	return nil, fmt.Errorf("program wrote no file %s: %w", names[0], recourse.Invalid)
}
