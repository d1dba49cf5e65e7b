package legal

import (
	"fmt"
	"io/fs"
	"path"

	"recourse"
	"recourse/deadline"
	"recourse/firm"
	"recourse/knowledge"
	"recourse/rule"
)

// Book is all that is known of claims, clauses, forums and lawyers. It is safe
// for concurrent use.
type Book struct {
	cals    *deadline.Calendars
	facts   *rule.Vocabulary
	names   *firm.Names         // what sellers' names say of their country
	unions  map[string][]string // conventions and the countries that are party to them
	claims  []*claimFile
	forums  []*forumFile
	counsel counselFile
	finders []*clauseFile
	promise []*clauseFile
}

// Bounds of what is loaded.
const (
	maxFiles    = 200 // of each kind
	maxElements = 40  // of one claim
)

// Load reads knowledge/law from fsys, checks it and runs all cases and texts.
// What is wrong is an error of kind Invalid that names the file, and the case
// where one failed.
func Load(fsys fs.FS, cals *deadline.Calendars) (*Book, error) {
	b, err := LoadProven(fsys, cals)
	if err != nil {
		return nil, err
	}
	return b, b.prove()
}

// LoadProven is [Load] for files that are known to be right, such as those that
// ship: it checks their form and runs no cases and texts.
func LoadProven(fsys fs.FS, cals *deadline.Calendars) (*Book, error) {
	b := &Book{cals: cals}
	if err := b.loadFacts(fsys); err != nil {
		return nil, err
	}
	var err error
	if b.names, err = firm.Load(fsys); err != nil {
		return nil, err
	}
	if b.claims, err = loadEach(fsys, "law/claims/**", b.checkClaim); err != nil {
		return nil, err
	}
	if b.forums, err = loadEach(fsys, "law/forums/**", b.checkForum); err != nil {
		return nil, err
	}
	if b.finders, err = loadEach(fsys, "law/clauses/**", (*clauseFile).check); err != nil {
		return nil, err
	}
	if b.promise, err = loadEach(fsys, "law/promises/**", (*clauseFile).checkPromises); err != nil {
		return nil, err
	}
	return b, b.loadCounsel(fsys)
}

// factsFile is knowledge/law/facts.yaml.
type factsFile struct {
	Facts  []rule.Fact `yaml:"facts"`
	Unions []union     `yaml:"conventions"`
}

// union is a convention and the countries of ours that are party to it. An
// incident whose two countries are both among them makes the fact of its id true.
type union struct {
	ID      string        `yaml:"id"`
	Parties []string      `yaml:"parties"`
	Sources []rule.Source `yaml:"sources"`
}

const factsName = "law/facts.yaml"

func (b *Book) loadFacts(fsys fs.FS) error {
	var file factsFile
	if err := knowledge.Decode(fsys, factsName, &file); err != nil {
		return err
	}
	v, err := rule.NewVocabulary(file.Facts)
	if err != nil {
		return fmt.Errorf("%s: %w", factsName, err)
	}
	b.facts, b.unions = v, make(map[string][]string)
	for _, u := range file.Unions {
		if f, ok := v.Fact(u.ID); !ok || f.Type != rule.YesNoType {
			return fmt.Errorf("%s: convention %q is no yes-no fact: %w", factsName, u.ID, recourse.Invalid)
		}
		if err := checkSources(u.Sources); err != nil {
			return fmt.Errorf("%s: convention %s: %w", factsName, u.ID, err)
		}
		b.unions[u.ID] = u.Parties
	}
	return nil
}

// loaded is a file that knows its name.
type loaded interface{ named(id, path string) }

// loadEach reads every YAML file that a pattern names and checks it.
func loadEach[T any, P interface {
	*T
	loaded
}](fsys fs.FS, pattern string, check func(P) error) ([]P, error) {
	names, err := knowledge.Glob(fsys, pattern)
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", pattern, err)
	}
	if len(names) > maxFiles {
		return nil, fmt.Errorf("%s: %d files, at most %d are read: %w", pattern, len(names), maxFiles, recourse.Invalid)
	}
	var list []P
	seen := make(map[string]string)
	for _, name := range names {
		if path.Ext(name) != ".yaml" {
			continue
		}
		id := knowledge.ID(name)
		if other, twice := seen[id]; twice {
			return nil, fmt.Errorf("%s: %s is also in %s: %w", name, id, other, recourse.Invalid)
		}
		seen[id] = name
		one := P(new(T))
		if err := knowledge.Decode(fsys, name, one); err != nil {
			return nil, err
		}
		one.named(id, name)
		if err := check(one); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		list = append(list, one)
	}
	return list, nil
}

func checkSources(list []rule.Source) error {
	if len(list) == 0 {
		return fmt.Errorf("a rule needs a source: %w", recourse.Invalid)
	}
	for _, s := range list {
		if err := s.Check(); err != nil {
			return err
		}
	}
	return nil
}

// checkConds checks conditions against the vocabulary.
func (b *Book) checkConds(list ...*rule.Cond) error {
	for _, c := range list {
		if c == nil {
			continue
		}
		if err := b.facts.Check(c); err != nil {
			return err
		}
	}
	return nil
}
