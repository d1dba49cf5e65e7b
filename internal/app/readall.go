package app

import (
	"context"
	"sync"

	"recourse/intake"
	"recourse/internal/cores"
)

// mostAtOnce bounds how many files are read at one time, because each may hold an
// unpacked picture.
const mostAtOnce = 8

// ReadAll reads files at the same time, as many as there are processors, and
// returns them in the order of the sources. done, where it is not nil, is told after
// each file how many were read; it is called by one goroutine at a time. When ctx
// ends, its error is returned.
func ReadAll(ctx context.Context, sources []intake.Source, opt intake.Options, done func(n int)) ([]intake.File, error) {
	files := make([]intake.File, len(sources))
	err := readEach(ctx, len(sources), at(sources), opt, func(n, i int, f intake.File) {
		files[i] = f
		if done != nil {
			done(n)
		}
	})
	return files, err
}

// ReadEach is [ReadAll] for what need not be held: take gets each file with its place
// among the count sources as soon as it is read, in no order; it is called by one
// goroutine at a time. source is asked for 0 to count-1, one after the other.
func ReadEach(ctx context.Context, count int, source func(i int) intake.Source, opt intake.Options, take func(i int, f intake.File)) error {
	return readEach(ctx, count, source, opt, func(_, i int, f intake.File) { take(i, f) })
}

// at gives the sources of a list by their places.
func at(sources []intake.Source) func(i int) intake.Source {
	return func(i int) intake.Source { return sources[i] }
}

// readEach reads the sources that source gives for 0 to count-1; it is asked for them in
// this order, by one goroutine. take gets the place of each, and how many were read with
// it.
func readEach(ctx context.Context, count int, source func(i int) intake.Source, opt intake.Options, take func(n, i int, f intake.File)) error {
	type placed struct {
		i   int
		src intake.Source
	}
	next := make(chan placed)
	var (
		wait sync.WaitGroup
		mu   sync.Mutex
		n    int
	)
	for range min(cores.Count(), mostAtOnce, count) {
		wait.Go(func() {
			for p := range next {
				f := intake.Read(ctx, p.src, opt)
				mu.Lock()
				n++
				take(n, p.i, f)
				mu.Unlock()
			}
		})
	}
	for i := range count {
		if ctx.Err() != nil {
			break
		}
		next <- placed{i, source(i)}
	}
	close(next)
	wait.Wait()
	return ctx.Err() //nolint:wrapcheck // the caller's own
}
