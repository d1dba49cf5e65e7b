package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"recourse"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/durable"
	"recourse/locale"
)

// stdinName is how standard input is called where it is read as a file.
const stdinName = "stdin"

// stdin is how paths name standard input.
const stdin = "-"

// sources lists the files that paths name, as [app.Sources] does; "-" is standard
// input, which is read whole, once, as one file.
func (e *environment) sources(paths []string) ([]intake.Source, []recourse.Problem, error) {
	return withStdin(paths, e.heldStdin)
}

// longSources is [environment.sources] for what is not held: standard input goes to a
// temporary file that has no name and ends with the program.
func (e *environment) longSources(paths []string) ([]intake.Source, []recourse.Problem, error) {
	return withStdin(paths, e.scratchStdin)
}

// withStdin lists the files that paths name, and where one names standard input what
// own makes of that, first.
func withStdin(paths []string, own func() (intake.Source, error)) ([]intake.Source, []recourse.Problem, error) {
	if !slices.Contains(paths, stdin) {
		sources, problems := app.Sources(paths)
		return sources, problems, nil
	}
	first, err := own()
	if err != nil {
		return nil, nil, err
	}
	sources, problems := app.Sources(slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return p == stdin }))
	first.Path = stdinName
	for slices.ContainsFunc(sources, func(s intake.Source) bool { return s.Path == first.Path }) {
		first.Path = stdin + first.Path
	}
	return append([]intake.Source{first}, sources...), problems, nil
}

func (e *environment) heldStdin() (own intake.Source, err error) {
	most := intake.DefaultLimits().File
	b, err := io.ReadAll(io.LimitReader(e.in, most+1))
	if err != nil {
		return own, fmt.Errorf("read standard input: %v: %w", err, recourse.Invalid)
	}
	if int64(len(b)) > most {
		return own, misused(recourse.Invalid, "stdin-large", "mb", int(most>>20))
	}
	return intake.Source{Size: int64(len(b)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(b)), nil
	}}, nil
}

func (e *environment) scratchStdin() (own intake.Source, err error) {
	scratch, err := durable.NewScratch()
	if err != nil {
		return own, fmt.Errorf("keep standard input: %w", err)
	}
	size, err := io.Copy(io.NewOffsetWriter(scratch, 0), recourse.UntilDone(e, e.in))
	if err != nil {
		return own, fmt.Errorf("read standard input: %w", errors.Join(err, scratch.Close()))
	}
	return intake.Source{Size: size, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.NewSectionReader(scratch, 0, size)), nil
	}}, nil
}

// nothingToRead is the error of a run whose paths name no file.
func nothingToRead(p *locale.Printer) error {
	return fmt.Errorf("%s: %w", p.T("cli.nothing-to-read"), recourse.Invalid)
}
