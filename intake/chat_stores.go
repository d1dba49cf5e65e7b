package intake

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"recourse"
	"recourse/rule"
)

// store is a file that an app or a phone keeps for itself, of which an export can be
// made: its database or a backup. The locale key "store.<id>" says what it is and how
// to export instead.
type store struct {
	id     string
	names  []string // of files, as path.Match reads them, in small letters
	begins []string // how the bytes begin
}

// storeFile is an app's file below knowledge/chats/stores.
type storeFile struct {
	ID     string      `yaml:"id"`
	Source rule.Source `yaml:"source"`
	Names  []string    `yaml:"names"`  // a star stands for anything, a question mark for one letter
	Begins []string    `yaml:"begins"` // enough by themselves
	Match  []string    `yaml:"match"`  // names
	Miss   []string    `yaml:"miss"`
}

// loadStores reads and proves chats/stores/*.yaml of fsys.
func (c *Chats) loadStores(fsys fs.FS) error {
	files := make(map[string]storeFile)
	err := eachKnown(fsys, "chats/stores/*.yaml", func(id string, file storeFile) error {
		s := store{id: id, begins: file.Begins}
		if file.ID != id || len(file.Match) == 0 || len(file.Miss) == 0 {
			return fmt.Errorf("id is %q, or match and miss have no name each: %w", file.ID, recourse.Invalid)
		}
		for _, n := range file.Names {
			if _, err := path.Match(n, ""); err != nil {
				return fmt.Errorf("name %q: %w: %w", n, err, recourse.Invalid)
			}
			s.names = append(s.names, strings.ToLower(n))
		}
		files[id] = file
		c.stores = append(c.stores, s)
		return file.Source.Check()
	})
	errs := []error{err}
	for id, file := range files {
		for _, n := range file.Match {
			if got := c.store(n, nil); got != id {
				errs = append(errs, fmt.Errorf("chats/stores/%s.yaml: match %q is %q: %w", id, n, got, recourse.Invalid))
			}
		}
		for _, n := range file.Miss {
			if c.store(n, nil) != "" {
				errs = append(errs, fmt.Errorf("chats/stores/%s.yaml: miss %q is one: %w", id, n, recourse.Invalid))
			}
		}
	}
	return errors.Join(errs...)
}

// store returns whose own file one of that name and those first bytes is, or "".
func (c *Chats) store(name string, head []byte) string {
	name = strings.ToLower(name)
	for _, s := range c.stores {
		for _, b := range s.begins {
			if strings.HasPrefix(string(head[:min(len(head), len(b))]), b) {
				return s.id
			}
		}
		for _, n := range s.names {
			if ok, _ := path.Match(n, name); ok {
				return s.id
			}
		}
	}
	return ""
}

const mediaSQLite = "application/vnd.sqlite3"

// kept reports whether a file is one that is kept and not read, and says what it is and
// what to give instead. What is text, or what can be opened, is not known by its name.
func (r *reader) kept(f *File, t fileType, head []byte) bool {
	name := f.Name
	if t.text || t.container || t.kind != KindUnknown && t.kind != KindArchive {
		name = ""
	}
	id := r.words.store(name, head)
	switch {
	case id != "":
		f.Kind = KindUnknown
		f.problem(codeStore, id, "n", 1, "what", recourse.P("store."+id))
	case t.media == mediaSQLite:
		f.problem("database-not-read", t.media)
	default:
		return false
	}
	return true
}
