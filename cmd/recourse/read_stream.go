package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"recourse"
	"recourse/incident"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/locale"
)

// paymentsAtOnce is how many payments go from the reader to the writer together.
const paymentsAtOnce = 256

// statementJSON ends the lines of a statement: what it is, how many payments stand above,
// and what could not be read.
type statementJSON struct {
	Path      string            `json:"path"`
	SHA256    string            `json:"sha256"`
	Size      int64             `json:"size"`
	MediaType string            `json:"media_type"`
	Payments  int               `json:"payments"`
	Problems  []app.ProblemJSON `json:"problems"`
}

// stream writes the payments of each statement, one a line, while it is read: memory does
// not depend on how many there are. A file that is no statement is an error, and the
// others are read.
func (c readCmd) stream(env *environment, p *locale.Printer, opt intake.Options) error {
	sources, problems, err := env.longSources(c.Files)
	if err != nil {
		return err
	}
	var errs []error
	for _, pr := range problems {
		errs = append(errs, fmt.Errorf("%s: %w", p.Say(pr.Phrase()), recourse.Invalid))
	}
	if len(sources) == 0 && len(errs) == 0 {
		return nothingToRead(p)
	}
	m := env.meter(p, len(sources))
	done := int64(0)
	for i, src := range sources {
		f, n, err := c.statement(env, src, opt, func(at int) { m.set(i, done+int64(at)) })
		if err != nil {
			errs = append(errs, err)
			continue
		}
		done += f.Size
		errs = append(errs, env.printLine(statementJSON{f.Path, f.SHA256, f.Size, f.MediaType, n, app.ProblemsJSON(p, f.Problems)}))
	}
	return errors.Join(errs...)
}

// statement writes the payments of one, and returns what else is known of it and how many
// there were. told hears how many bytes of its text are done.
func (c readCmd) statement(env *environment, src intake.Source, opt intake.Options, told func(at int)) (f intake.File, n int, err error) {
	ctx, stop := context.WithCancelCause(env)
	defer stop(nil)
	l, err := intake.OpenStatement(ctx, src, opt)
	if errors.Is(err, recourse.Invalid) {
		return f, 0, misused(recourse.Invalid, "no-statement", "path", src.Path)
	}
	if err != nil {
		return f, 0, inputError(src.Path, err)
	}
	read, free := make(chan []incident.Payment, 2), make(chan []incident.Payment, 4)
	for range cap(free) {
		free <- nil
	}
	var writer sync.WaitGroup
	writer.Go(func() {
		var line []byte
		for batch := range read {
			line = line[:0]
			for i := range batch {
				line = app.AppendPayment(line, src.Path, &batch[i])
			}
			if ctx.Err() == nil {
				if _, err := env.out.Write(line); err != nil {
					stop(err)
				}
			}
			free <- batch
		}
	})
	batch := (<-free)[:0]
	hand := func() {
		if n += len(batch); len(batch) > 0 {
			told(batch[len(batch)-1].Origins[0].Span.End)
			read <- batch
			batch = (<-free)[:0]
		}
	}
	for p := range l.Entries() {
		if batch = append(batch, p); len(batch) == paymentsAtOnce {
			hand()
		}
		if ctx.Err() != nil {
			break
		}
	}
	hand()
	close(read)
	writer.Wait()
	if err := context.Cause(ctx); err != nil {
		return f, 0, err //nolint:wrapcheck // whoever stopped it said why
	}
	return l.File(), n, nil
}

// printLine writes a value as one line of JSON.
func (e *environment) printLine(v any) error {
	enc := json.NewEncoder(e.out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	return nil
}
