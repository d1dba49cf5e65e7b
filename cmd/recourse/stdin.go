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
