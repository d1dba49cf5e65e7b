package letter

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"text/template"

	"recourse"
	"recourse/document"
	"recourse/incident"
	"recourse/knowledge"
	"recourse/locale"
	"recourse/rule"
)

// Shelf holds the letters that are known. It does not change and is safe for
// concurrent use.
type Shelf struct {
	cats    *locale.Catalogues
	letters []*file // by id, then language
}

// file is a letter file.
type file struct {
	path string
	meta head
	lang string
	// address, title and body are templates over the closed set of functions.
	address []*template.Template
	body    *template.Template
}

// head is a letter file's front matter.
type head struct {
	ID      string        `yaml:"id"`
	Title   string        `yaml:"title"`
	Kind    string        `yaml:"kind"`
	Readers []string      `yaml:"readers"` // of a letter in several languages: the countries whose people read this one
	To      []string      `yaml:"to"`
	Needs   []need        `yaml:"needs"`
	Accepts []string      `yaml:"accepts"`
	Attach  []string      `yaml:"attach"`
	Samples []string      `yaml:"samples"`
	Sources []rule.Source `yaml:"sources"`
}

type need struct {
	Fact     string `yaml:"fact"`
	Question string `yaml:"question"` // locale key; without one letter.ask.<fact>
	Rail     string `yaml:"rail"`     // bank or card: asked only where something was, or may have been, paid that way
}

// byHand is the fact that no incident holds: the person writes it on the paper.
const byHand = "story.own"

var (
	kinds   = []string{"bank", "police", "card", "platform", "seller"}
	formats = []string{"pdf", "docx", "html", "txt"}
)

// Load reads the letter files of fsys below letters/ and writes each for its
// sample persons and for a person of whom nothing is known. All files that fail
// are named in the error.
func Load(fsys fs.FS, cats *locale.Catalogues) (*Shelf, error) {
	names, err := knowledge.Glob(fsys, "letters/**")
	if err != nil {
		return nil, fmt.Errorf("list letters: %w", err)
	}
	samples, err := loadSamples(fsys)
	if err != nil {
		return nil, err
	}
	s := &Shelf{cats: cats}
	var bad []error
	for _, name := range names {
		if path.Ext(name) != ".md" {
			continue
		}
		f, err := readFile(fsys, name)
		if err == nil {
			err = s.prove(f, samples)
		}
		if err != nil {
			bad = append(bad, err)
			continue
		}
		s.letters = append(s.letters, f)
	}
	slices.SortFunc(s.letters, func(a, b *file) int { return cmp.Or(cmp.Compare(a.meta.ID, b.meta.ID), cmp.Compare(a.lang, b.lang)) })
	for i := 1; i < len(s.letters); i++ {
		if a, b := s.letters[i-1], s.letters[i]; a.meta.ID == b.meta.ID && a.lang == b.lang {
			bad = append(bad, fmt.Errorf("%s and %s are the same letter: %w", a.path, b.path, recourse.Invalid))
		}
	}
	return s, errors.Join(bad...)
}

// loadSamples reads the sample persons: letters/samples/<name>.json.
func loadSamples(fsys fs.FS) (map[string]incident.Incident, error) {
	names, err := knowledge.Glob(fsys, "letters/samples/*.json")
	if err != nil {
		return nil, fmt.Errorf("list sample persons: %w", err)
	}
	form, err := incident.NewForm()
	if err != nil {
		return nil, err
	}
	samples := make(map[string]incident.Incident)
	for _, name := range names {
		b, err := knowledge.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		inc, problems, err := form.Decode(bytes.NewReader(b))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if len(problems) > 0 {
			return nil, fmt.Errorf("%s: %s %s: %w", name, problems[0].Code, problems[0].Detail, recourse.Invalid)
		}
		samples[knowledge.ID(name)] = inc
	}
	return samples, nil
}

func readFile(fsys fs.FS, name string) (*file, error) {
	b, err := knowledge.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	text := strings.ReplaceAll(string(b), "\r\n", "\n")
	front, body, ok := strings.Cut(strings.TrimPrefix(text, "---\n"), "\n---\n")
	if !ok || !strings.HasPrefix(text, "---\n") {
		return nil, fmt.Errorf("%s has no front matter between two lines of ---: %w", name, recourse.Invalid)
	}
	if strings.ContainsFunc(text, isMark) {
		return nil, fmt.Errorf("%s contains a private-use sign: %w", name, recourse.Invalid)
	}
	f := &file{path: name}
	if err := knowledge.DecodeBytes(name, []byte(front), &f.meta); err != nil {
		return nil, err
	}
	if err := f.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return f, f.parse(body)
}

// check holds the front matter to its form and the file's name to its id.
func (f *file) check() error {
	id, lang, _ := strings.Cut(knowledge.ID(f.path), ".")
	f.lang = lang
	m := f.meta
	switch {
	case m.ID != id || lang == "":
		return fmt.Errorf("id %q, want the file's name %q with a language: %w", m.ID, path.Base(f.path), recourse.Invalid)
	case m.Title == "" || len(m.To) == 0 || len(m.Needs) == 0 || len(m.Samples) == 0:
		return fmt.Errorf("title, to, needs and samples must be given: %w", recourse.Invalid)
	case !slices.Contains(kinds, m.Kind):
		return fmt.Errorf("kind %q, want one of %s: %w", m.Kind, strings.Join(kinds, ", "), recourse.Invalid)
	case len(m.Sources) == 0:
		return fmt.Errorf("no source is named: %w", recourse.Invalid)
	}
	for _, c := range m.Readers {
		if len(c) != 2 || strings.ToUpper(c) != c {
			return fmt.Errorf("readers %q, want countries as two capital letters: %w", c, recourse.Invalid)
		}
	}
	for _, a := range m.Accepts {
		if !slices.Contains(formats, a) {
			return fmt.Errorf("accepts %q, want some of %s: %w", a, strings.Join(formats, ", "), recourse.Invalid)
		}
	}
	for _, n := range m.Needs {
		if _, ok := facts[n.Fact]; !ok {
			return fmt.Errorf("needs %q, which is no fact of letters: %w", n.Fact, recourse.Invalid)
		}
		if !slices.Contains([]string{"", "bank", "card"}, n.Rail) {
			return fmt.Errorf("needs %q on the rail %q, want bank or card: %w", n.Fact, n.Rail, recourse.Invalid)
		}
	}
	for _, s := range m.Sources {
		if err := s.Check(); err != nil {
			return err
		}
	}
	return nil
}

func (f *file) parse(body string) error {
	closed := (*page)(nil).funcs()
	for i, line := range f.meta.To {
		t, err := template.New("to").Funcs(closed).Option("missingkey=error").Parse(line)
		if err != nil {
			return fmt.Errorf("%s: line %d of to: %w: %w", f.path, i+1, err, recourse.Invalid)
		}
		f.address = append(f.address, t)
	}
	t, err := template.New(path.Base(f.path)).Funcs(closed).Option("missingkey=error").Parse(body)
	if err != nil {
		return fmt.Errorf("%s: %w: %w", f.path, err, recourse.Invalid)
	}
	f.body = t
	return nil
}

// prove writes the letter for its samples and for nobody. A sample person must
// leave no required fact open; nobody must leave all of them open.
func (s *Shelf) prove(f *file, samples map[string]incident.Incident) error {
	today := recourse.Date{Year: 2026, Month: 11, Day: 23}
	for _, lang := range s.langs(f.lang) {
		p, err := s.cats.Printer(lang)
		if err != nil {
			return fmt.Errorf("%s: %w", f.path, err)
		}
		for _, n := range f.meta.Needs {
			if key := n.key(); !p.Has(key) {
				return fmt.Errorf("%s: question %q is not in %s: %w", f.path, key, lang, recourse.Invalid)
			}
		}
		for _, name := range f.meta.Samples {
			inc, ok := samples[name]
			if !ok {
				return fmt.Errorf("%s: there is no sample person %q: %w", f.path, name, recourse.NotFound)
			}
			doc, missing, err := f.write(p, Data{Incident: inc, Today: today, Exhibits: exhibitsOf(inc)})
			missing = slices.DeleteFunc(missing, func(m Missing) bool { return m.Fact == byHand })
			if err == nil && len(missing) > 0 {
				err = fmt.Errorf("the fact %s stays open: %w", missing[0].Fact, recourse.Invalid)
			}
			if err == nil && len(document.PlainText(flat(doc.Blocks))) < 200 {
				err = fmt.Errorf("the paper is nearly empty: %w", recourse.Invalid)
			}
			if err != nil {
				return fmt.Errorf("%s for %s in %s: %w", f.path, name, lang, err)
			}
		}
		_, missing, err := f.write(p, Data{Today: today})
		if err == nil && len(missing) < len(f.meta.Needs) {
			err = fmt.Errorf("%d of %d needs are listed as missing: %w", len(missing), len(f.meta.Needs), recourse.Invalid)
		}
		if err != nil {
			return fmt.Errorf("%s for a person of whom nothing is known: %w", f.path, err)
		}
	}
	return nil
}

func (n need) key() string {
	if n.Question != "" {
		return n.Question
	}
	return "letter.ask." + n.Fact
}

// langs are the languages in which a letter of lang can be written: Serbian in
// both scripts.
func (s *Shelf) langs(lang string) []string {
	if lang == "sr-Latn" && slices.Contains(s.cats.Languages(), "sr-Cyrl") {
		return []string{"sr-Latn", "sr-Cyrl"}
	}
	return []string{lang}
}

// exhibitsOf numbers an incident's evidence.
func exhibitsOf(inc incident.Incident) []Exhibit {
	var out []Exhibit
	for i, e := range inc.Evidence {
		kind := e.Kind
		if kind == "" {
			kind = "unknown"
		}
		out = append(out, Exhibit{Number: i + 1, Name: e.Name, Title: recourse.P("kind." + kind), SHA256: e.Item, Size: e.Size})
	}
	return out
}
