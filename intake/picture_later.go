package intake

import (
	"slices"
	"sync"
	"sync/atomic"

	"recourse/internal/cores"
)

// recognition bounds what of a file and of all that is in it is looked at by other
// programs, and lets the pictures and PDFs of archives be read at the same time. One
// is shared by the readers of a file.
type recognition struct {
	left   atomic.Int64 // pictures and PDFs
	asked  sync.Once    // for lacks
	lacks  []string     // languages that pictures are read without
	unread int          // that were left out; of the goroutine that lists the files

	askedTries sync.Once // for lacksTries
	lacksTries []string  // languages that unclear words could not be tried in

	turns chan struct{} // of pictures and PDFs
	pages chan struct{} // of pages that are pictures, of all PDFs
	wait  sync.WaitGroup
	mu    sync.Mutex // done, told
	done  int
	told  func(n int)
}

// failureCost is how many pictures one counts for that the program could not read:
// it may have taken all the time that it is given.
const failureCost = 20

func newRecognition(most int, told func(n int)) *recognition {
	procs := cores.Count()
	g := &recognition{turns: make(chan struct{}, procs), pages: make(chan struct{}, procs), told: told}
	g.left.Store(int64(most))
	return g
}

// admit reports whether one more is looked at.
func (g *recognition) admit() bool {
	if g.left.Add(-1) < 0 {
		g.unread++
		return false
	}
	return true
}

// take takes up to n more at once, and returns how many.
func (g *recognition) take(n int) int {
	for {
		left := g.left.Load()
		n = min(n, int(max(0, left)))
		if g.left.CompareAndSwap(left, left-int64(n)) {
			return n
		}
	}
}

func (g *recognition) failed() { g.left.Add(1 - failureCost) }

// later reads a picture or a PDF of an archive while what follows it is listed, as
// many at once as the machine works on. What is read goes into a copy of f, until
// settle puts that in its place.
func (g *recognition) later(f *File, read func(f *File)) {
	waiting := *f
	waiting.Problems = slices.Clip(waiting.Problems)
	f.waiting, f.said = &waiting, len(f.Problems)
	g.turns <- struct{}{}
	g.wait.Go(func() {
		defer func() { <-g.turns }()
		read(&waiting)
		g.mu.Lock()
		defer g.mu.Unlock()
		if g.done++; g.told != nil {
			g.told(g.done)
		}
	})
}

// settle waits for what is still read and puts them in their places below f.
func (g *recognition) settle(f *File) {
	g.wait.Wait()
	var walk func(f *File)
	walk = func(f *File) {
		if w := f.waiting; w != nil {
			w.Problems = append(w.Problems, f.Problems[f.said:]...) // what was said of it meanwhile
			*f, f.waiting = *w, nil
		}
		for i := range f.Files {
			walk(&f.Files[i])
		}
	}
	walk(f)
}
