package app

import (
	"io/fs"
	"strings"

	"recourse"
	"recourse/knowledge"
	"recourse/playbook"
)

// located is what is wrong with knowledge, with the lines on which it stands.
type located struct {
	error
	fsys fs.FS
}

// Error says it, a line for each file.
func (l located) Error() string {
	lines := strings.Split(l.error.Error(), "\n")
	for i, line := range lines {
		lines[i] = knowledge.Locate(l.fsys, line)
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns what was wrong.
func (l located) Unwrap() error { return l.error }

// CheckKnowledge loads all knowledge and says everything that is wrong with it,
// a line each: files that fail their own proof, texts that one language lacks
// or that differ in their placeholders, and what an audit of the plans' rules
// finds. Notes are what is not wrong and should be looked at on the day today:
// sources that are old.
func CheckKnowledge(fsys fs.FS, today recourse.Date) (e *Engines, problems, notes []string) {
	e, err := loadEngines(fsys, All)
	if err != nil {
		problems = strings.Split(strings.TrimSpace(err.Error()), "\n")
		for i, p := range problems {
			problems[i] = knowledge.Locate(fsys, p)
		}
	}
	if e.Catalogues != nil {
		for _, key := range e.Catalogues.Missing() {
			problems = append(problems, "no text for "+key)
		}
		problems = append(problems, e.Catalogues.Mismatched()...)
	}
	if e.Book == nil {
		return e, problems, nil
	}
	problems = append(problems, e.untold()...)
	findings, err := e.Book.Audit(today)
	if err != nil {
		problems = append(problems, err.Error())
	}
	for _, f := range findings {
		if f.Code == playbook.Stale {
			notes = append(notes, f.String())
		} else {
			problems = append(problems, f.String())
		}
	}
	return e, problems, notes
}

// untold names what a plan may say and a language has no text for.
func (e *Engines) untold() []string {
	if e.Catalogues == nil {
		return nil
	}
	var problems []string
	for _, lang := range e.Catalogues.Languages() {
		p, err := e.Catalogues.Printer(lang)
		if err != nil {
			return append(problems, err.Error())
		}
		for _, key := range e.Book.Keys() {
			if !p.Has(key) {
				problems = append(problems, "no text for "+key+" in "+lang)
			}
		}
	}
	return problems
}
