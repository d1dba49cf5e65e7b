package letter

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"recourse"
	"recourse/document"
	"recourse/locale"
)

// List returns what is on the shelf, by id.
func (s *Shelf) List() []Meta {
	out := make([]Meta, len(s.letters))
	for i, f := range s.letters {
		out[i] = Meta{
			ID: f.meta.ID, Title: f.meta.Title, Lang: f.lang, Langs: s.langs(f.lang), Readers: slices.Clone(f.meta.Readers), Kind: f.meta.Kind,
			Accepts: slices.Clone(f.meta.Accepts), Attach: slices.Clone(f.meta.Attach), Sources: slices.Clone(f.meta.Sources),
		}
	}
	return out
}

// Language chooses the language of a letter that has several: that in which its reader
// wrote, where said names it, else that which is read in the reader's country; else the
// first that is for no country alone. It is "" where there is no such letter.
func (s *Shelf) Language(id, said, country string) string {
	lang, list := "", s.List()
	several := slices.ContainsFunc(list, func(m Meta) bool { return m.ID == id && len(m.Readers) > 0 })
	for _, m := range list {
		switch {
		case m.ID != id:
		case several && slices.Contains(m.Langs, said):
			return said
		case country != "" && slices.Contains(m.Readers, country):
			lang = m.Lang
		case lang == "" && len(m.Readers) == 0:
			lang = m.Lang
		}
	}
	return lang
}

// Write writes a letter in a language of its own. With lang "" the letter's
// first language is taken. It is an error of kind NotFound where there is no
// such letter, and of kind Invalid where it has not that language: a paper for
// a Serbian bank is of no use in English.
func (s *Shelf) Write(id, lang string, data Data) (document.Document, []Missing, error) {
	var have []string
	for _, f := range s.letters {
		if f.meta.ID != id {
			continue
		}
		langs := s.langs(f.lang)
		have = append(have, langs...)
		if lang == "" {
			lang = langs[0]
		}
		if !slices.Contains(langs, lang) {
			continue
		}
		p, err := s.cats.Printer(lang)
		if err != nil {
			return document.Document{}, nil, fmt.Errorf("write %s: %w", id, err)
		}
		doc, missing, err := f.write(p, data)
		if err != nil {
			return document.Document{}, nil, fmt.Errorf("write %s: %w", f.path, err)
		}
		return doc, missing, nil
	}
	if len(have) > 0 {
		return document.Document{}, nil, fmt.Errorf("letter %s is not written in %q, only in %s: %w", id, lang, strings.Join(have, ", "), recourse.Invalid)
	}
	return document.Document{}, nil, fmt.Errorf("letter %q is not known: %w", id, recourse.NotFound)
}

// write renders the letter. Each fact that it needs and that is not there is
// in the list of missing ones, in the order of the front matter.
func (f *file) write(p *locale.Printer, data Data) (document.Document, []Missing, error) {
	pg := newPage(p, data)
	title := pg.fixed(f.meta.Title)
	doc := document.Document{Title: title, Lang: p.Lang(), Date: data.Today, Paper: true, Footer: title}
	to := document.Address{Label: p.T("letter.to")}
	for _, t := range f.address {
		out, err := pg.execute(t)
		if err != nil {
			return doc, nil, err
		}
		runs, err := pg.inline(out)
		if err != nil {
			return doc, nil, err
		}
		if len(runs) > 0 {
			to.Lines = append(to.Lines, runs)
		}
	}
	out, err := pg.execute(f.body)
	if err != nil {
		return doc, nil, err
	}
	blocks, err := pg.blocks(out)
	if err != nil {
		return doc, nil, err
	}
	doc.Blocks = append([]document.Block{pg.sender(f.meta.Kind), to}, blocks...)
	return doc, f.missing(pg), nil
}

func (f *file) missing(pg *page) []Missing {
	var out []Missing
	seen := make(map[string]bool)
	for _, n := range f.meta.Needs {
		if n.Rail != "" && len(pg.paid(n.Rail)) == 0 && len(pg.paid("")) > 0 {
			continue
		}
		if _, ok := facts[n.Fact](pg); !ok && !seen[n.Fact] {
			seen[n.Fact] = true
			out = append(out, Missing{n.Fact, recourse.P(n.key())})
		}
	}
	return out
}

// errBrokenValue is a body that takes a value apart.
var errBrokenValue = errors.New("the body takes a value apart")
