package app

import (
	"io/fs"
	"strings"
)

// CheckKnowledge loads all knowledge and says everything that is wrong with it,
// a line each: files that fail their own proof, and texts that one language
// lacks or that differ in their placeholders.
func CheckKnowledge(fsys fs.FS) (*Engines, []string) {
	e, err := loadEngines(fsys, All)
	var problems []string
	if err != nil {
		problems = strings.Split(strings.TrimSpace(err.Error()), "\n")
	}
	if e.Catalogues != nil {
		for _, key := range e.Catalogues.Missing() {
			problems = append(problems, "no text for "+key)
		}
		problems = append(problems, e.Catalogues.Mismatched()...)
	}
	return e, problems
}
