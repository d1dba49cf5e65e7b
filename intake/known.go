package intake

import (
	"errors"
	"fmt"
	"io/fs"

	"recourse/knowledge"
)

// eachKnown decodes the files of fsys that pattern names and hands each to take,
// with the ID that its name gives it. It returns all that is wrong with them, each
// error with its file's name.
func eachKnown[T any](fsys fs.FS, pattern string, take func(id string, file T) error) error {
	names, err := knowledge.Glob(fsys, pattern)
	if err != nil {
		return fmt.Errorf("list %s: %w", pattern, err)
	}
	var errs []error
	for _, name := range names {
		var file T
		if err := knowledge.Decode(fsys, name, &file); err != nil {
			errs = append(errs, err)
		} else if err := take(knowledge.ID(name), file); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
		}
	}
	return errors.Join(errs...)
}
