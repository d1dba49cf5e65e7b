package playbook

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"recourse/knowledge"
)

// lines is a knowledge file's text by lines, to say where something stands.
type lines []string

// decode reads a YAML file strictly and keeps its lines.
func decode(fsys fs.FS, name string, v any) (lines, error) {
	raw, err := knowledge.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	return strings.Split(string(raw), "\n"), knowledge.DecodeBytes(name, raw, v)
}

// at returns "path:line" for the first line that gives the id or name, and the
// path alone where none does.
func (l lines) at(path, id string) string {
	if id == "" {
		return path
	}
	given := regexp.MustCompile(`(?:\bid|\bname): *["']?` + regexp.QuoteMeta(id) + `["']?(?:[ ,}]|$)`)
	for i, line := range l {
		if given.MatchString(line) {
			return fmt.Sprintf("%s:%d", path, i+1)
		}
	}
	return path
}
