package scam

import (
	"regexp"
	"strings"
)

// maxNested is how deep shorthands may stand in each other.
const maxNested = 4

var shorthandName = regexp.MustCompile(`\{([a-z][a-z-]*)\}`)

// expand puts into the file's expressions what its shorthands stand for: {sum} is what
// the file's shorthand of that name says. A name that it does not say is an error.
func (f *file) expand() error {
	for _, w := range f.allWords() {
		for _, byLang := range []map[string][]string{w.Expressions, w.Except} {
			for _, list := range byLang {
				for i, e := range list {
					long, err := f.long(e)
					if err != nil {
						return err
					}
					list[i] = long
				}
			}
		}
	}
	return nil
}

// long is an expression without shorthands.
func (f *file) long(expr string) (string, error) {
	for range maxNested {
		if !strings.Contains(expr, "{") {
			break
		}
		expr = shorthandName.ReplaceAllStringFunc(expr, func(name string) string {
			if s, ok := f.Shorthand[strings.Trim(name, "{}")]; ok {
				return s
			}
			return name
		})
	}
	if name := shorthandName.FindString(expr); name != "" {
		return "", invalid("shorthand %s is not in the file, or stands in itself", name)
	}
	return expr, nil
}
