package main

import (
	"slices"
	"strings"

	"recourse"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/spill"
)

// sameBytes finds what has the bytes of an identity document that another file was found, or
// is said, to be. It holds none of what leaves, however many files there are.
type sameBytes struct {
	known *intake.Identities
	space *spill.Space
	left  *spill.List // of each file that leaves its place and path, and paths and digests of all in it
}

func newSameBytes() *sameBytes {
	space := spill.New(app.Scratch)
	return &sameBytes{known: intake.NewIdentities(), space: space, left: space.List()}
}

// add notes a file that leaves so far.
func (s *sameBytes) add(place int, f intake.File) error {
	rec := spill.AppendString(spill.AppendNumber(nil, int64(place)), f.Path)
	var tell func(f intake.File)
	tell = func(f intake.File) {
		rec = spill.AppendString(spill.AppendString(rec, f.Path), f.SHA256)
		for _, inner := range slices.Concat(f.Files, f.Pictured) {
			tell(inner)
		}
	}
	tell(f)
	return s.left.Add(rec)
}

// copyHeld is a file that is, or holds, a copy of an identity document.
type copyHeld struct {
	place  int
	path   string
	itself bool
	inside []string // the places in it
	beside []string // what else is in it, by its name there
}

// copies are the files that leave so far and are to be held back.
func (s *sameBytes) copies() (list []copyHeld, err error) {
	for rec, err := range s.left.All() {
		if err != nil {
			return nil, err
		}
		f := spill.Read(rec)
		c := copyHeld{place: int(f.Number()), path: f.String()}
		var paths []string
		for len(f.Rest()) > 0 {
			path, digest := f.String(), f.String()
			switch {
			case !s.known.Has(digest):
				paths = append(paths, path)
			case path == c.path:
				c.itself = true
			case !slices.Contains(c.inside, path):
				c.inside = append(c.inside, path)
			}
		}
		if err := f.Err(); err != nil {
			return nil, err
		}
		if c.itself || len(c.inside) > 0 {
			c.beside = besides(c.path, paths, c.inside)
			list = append(list, c)
		}
	}
	return list, nil
}

// besides are those of the paths in a file that are and hold nothing of what is held back,
// and lie in no other of them.
func besides(outer string, paths, held []string) (names []string) {
	holds := func(path string) bool {
		return slices.ContainsFunc(held, func(h string) bool { return strings.HasPrefix(h, path+"!") })
	}
	for _, p := range paths {
		within := p[:max(0, strings.LastIndexByte(p, '!'))]
		if p != outer && !holds(p) && (within == outer || holds(within)) {
			names = append(names, strings.TrimPrefix(p, outer+"!"))
		}
	}
	return names
}

// holdCopies holds back what has the bytes of an identity document, and tells hold of the
// place of each such file.
func (l *leaving) holdCopies(hold func(place int)) error {
	list, err := l.same.copies()
	if err != nil {
		return err
	}
	for _, c := range list {
		hold(c.place)
		l.problems = slices.DeleteFunc(l.problems, func(p recourse.Problem) bool { // it does not leave
			return p.Code == "kind-not-seen" && p.Path == c.path || p.Code == "inside-not-seen" && p.Detail == c.path
		})
		l.tellHeld(c.path, c.itself, c.inside, c.beside)
	}
	return nil
}
