package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"recourse"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/locale"
)

// stdinName is how standard input is called where it is read as a file.
const stdinName = "stdin"

// sources lists the files that paths name, as [app.Sources] does; "-" is standard
// input, which is read whole, once, as one file.
func (e *environment) sources(paths []string) ([]intake.Source, []recourse.Problem, error) {
	const stdin = "-"
	at := slices.Index(paths, stdin)
	if at < 0 {
		sources, problems := app.Sources(paths)
		return sources, problems, nil
	}
	most := intake.DefaultLimits().File
	b, err := io.ReadAll(io.LimitReader(e.in, most+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read standard input: %v: %w", err, recourse.Invalid)
	}
	if int64(len(b)) > most {
		return nil, nil, misused(recourse.Invalid, "stdin-large", "mb", int(most>>20))
	}
	rest := slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return p == stdin })
	sources, problems := app.Sources(rest)
	name := stdinName
	for slices.ContainsFunc(sources, func(s intake.Source) bool { return s.Path == name }) {
		name = stdin + name
	}
	own := intake.Source{Path: name, Size: int64(len(b)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(b)), nil
	}}
	return append([]intake.Source{own}, sources...), problems, nil
}

// nothingToRead is the error of a run whose paths name no file.
func nothingToRead(p *locale.Printer) error {
	return fmt.Errorf("%s: %w", p.T("cli.nothing-to-read"), recourse.Invalid)
}

// nothingLeft refuses paths of which nothing is there to be kept: it was held back, as the
// problems say, or there was nothing.
func nothingLeft(p *locale.Printer, problems []recourse.Problem) error {
	if heldBack(problems) {
		return fmt.Errorf("%s: %w", p.T("cli.nothing-leaves"), recourse.Invalid)
	}
	return nothingToRead(p)
}

// heldBack reports whether a file was left out because of what it is or holds.
func heldBack(problems []recourse.Problem) bool {
	return slices.ContainsFunc(problems, func(p recourse.Problem) bool {
		return slices.Contains([]string{"identity-left-out", "identity-inside", "secrets-inside", "secrets-left-out"}, p.Code)
	})
}
