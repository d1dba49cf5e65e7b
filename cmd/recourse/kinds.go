package main

import (
	"errors"
	"fmt"
	"iter"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"recourse"
	"recourse/custody"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/evidence"
	"recourse/locale"
)

// kindFlags say what files are, and whether identity documents may leave.
type kindFlags struct {
	Kind            []string `sep:"none" help:"What a file is, where it is not told right, or a file in it (archive.zip!name) or a page (file.pdf#page=7): order, invoice, contract, payment-slip, statement, shipping-document, chat, mail, page-capture, product-photo, identity-document or other. May be given more than once." placeholder:"FILE=KIND"`
	IncludeIdentity bool     `help:"Put identity documents into the package too, and what holds one; they are left out otherwise."`
}

// saidKinds are what the person says that files are, by the paths that the files have here.
type saidKinds struct {
	kinds map[string]string
	inner []string // those of the names that are of a file in another, or of a page
}

// read reads the flags. A file is named by its path as it stands in the package or on
// the command line, where roots were named, or by the last part of that; a file in another as
// archive.zip!name, a page of a document as file.pdf#page=7. One that is named and not
// there is an error of kind NotFound; inner names are looked for by [leaving.check].
func (k kindFlags) read(roots []string, paths iter.Seq2[string, error]) (s saidKinds, err error) {
	s.kinds = make(map[string]string)
	if len(k.Kind) == 0 {
		return s, nil
	}
	typed := typedNames(roots)
	known, err := k.known(typed, paths)
	if err != nil {
		return s, err
	}
	for _, flag := range k.Kind {
		i := strings.LastIndexByte(flag, '=')
		if i <= 0 || !evidence.Kind(flag[i+1:]).Known() {
			return s, misused(recourse.Invalid, "kind", "value", flag)
		}
		name, kind := flag[:i], flag[i+1:]
		outer, inner := name, ""
		for !known[outer] && !known[typed(outer)] {
			at := strings.LastIndexAny(outer, "!#")
			if at <= 0 {
				return s, misused(recourse.NotFound, "kind-file", "path", name)
			}
			outer, inner = outer[:at], outer[at:]+inner
		}
		if !known[outer] {
			outer = typed(outer)
		}
		s.kinds[outer+inner] = kind
		if inner != "" {
			s.inner = append(s.inner, outer+inner)
		}
	}
	return s, nil
}

// known are those of the names that a flag may mean which a file has.
func (k kindFlags) known(typed func(string) string, paths iter.Seq2[string, error]) (map[string]bool, error) {
	meant := make(map[string]bool)
	for _, flag := range k.Kind {
		for name := flag; ; {
			at := strings.LastIndexAny(name, "=!#")
			if at <= 0 {
				break
			}
			name = name[:at]
			meant[name], meant[typed(name)] = true, true
		}
	}
	known := make(map[string]bool)
	for p, err := range paths {
		if err != nil {
			return nil, err
		}
		for _, name := range []string{p, path.Base(p)} {
			if meant[name] {
				known[name] = true
			}
		}
	}
	return known, nil
}

// typedNames gives the name that a file below one of the roots has here, by the path
// that leads to it on this machine; the path itself where it is below none.
func typedNames(roots []string) func(string) string {
	return func(name string) string {
		at, err := filepath.Abs(name)
		for _, root := range roots {
			root, rootErr := filepath.Abs(root)
			rel, relErr := filepath.Rel(root, at)
			err := errors.Join(err, rootErr, relErr)
			switch {
			case err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)):
			case rel == ".": // a file that was named itself
				return filepath.ToSlash(filepath.Base(root))
			case len(roots) > 1:
				return filepath.ToSlash(filepath.Join(filepath.Base(root), rel))
			default:
				return filepath.ToSlash(rel)
			}
		}
		return name
	}
}

// of is what the person says that a file, a file in it or a page of it is, or "".
func (s saidKinds) of(path string) string { return app.DocumentSaid(s.kinds, path) }

// leaving sorts out what of the files that were read may leave.
type leaving struct {
	kindFlags
	said     saidKinds
	met      map[string]bool // inner names that are there
	same     *sameBytes
	place    *recourse.Problem // that pictures hold the place where they were taken, at the first of them
	places   int               // how many do
	problems []recourse.Problem
}

// see looks at the file in a place that was read and corrected, and reports whether it leaves,
// as far as it tells by itself: what opens a redaction never does, and an identity document,
// or what holds one, only where the person says so; copies of one [leaving.check] finds. quiet
// says that somebody else tells the file's own problems.
func (l *leaving) see(place int, f intake.File, quiet bool) (leaves bool, err error) {
	l.same.known.Note(f, l.said.of)
	for _, name := range l.said.inner {
		if has(f, name) {
			l.met[name] = true
		}
	}
	places := f.IdentityPlaces()
	switch {
	case app.HoldsSecrets(f):
		l.problem(f.Path, "secrets-inside", "")
		return false, nil
	case !l.IncludeIdentity && (f.Document == intake.DocIdentity || len(places) > 0):
		l.tellHeld(f.Path, f.Document == intake.DocIdentity, places, f.BesideIdentity())
		return false, nil
	}
	if !l.IncludeIdentity {
		if err := l.same.add(place, f); err != nil {
			return false, err
		}
	}
	switch {
	case quiet:
		return true, nil
	case f.Document != intake.DocIdentity && len(places) == 0:
		l.tellNotSeen(f)
	}
	for _, p := range intake.PlaceNotes([]intake.File{f}) {
		l.tellPlace(p)
	}
	return true, nil
}

// tellHeld says that a file is held back: it is an identity document itself, or holds one in
// these places, beside what else is in it.
func (l *leaving) tellHeld(path string, itself bool, inside, beside []string) {
	if itself {
		l.problem(custody.SafePath(path), "identity-left-out", "")
		return
	}
	for _, p := range inside[:min(len(inside), mostTold)] {
		l.problem(p, "identity-inside", path)
	}
	if len(beside) > 0 {
		l.problem(path, "identity-beside", app.Told(beside))
	}
}

func (l *leaving) problem(path, code, detail string) {
	l.problems = append(l.problems, recourse.Problem{Path: path, Code: code, Detail: detail})
}

// tellNotSeen says of what of a file that leaves nobody saw what it shows.
func (l *leaving) tellNotSeen(f intake.File) {
	for i, p := range f.NotSeen() {
		switch {
		case i == mostTold:
			return
		case p == f.Path && !f.OnlyCarries() && (f.Kind == intake.KindImage || f.Picture != nil || f.Kind == intake.KindPage && f.Text == ""):
			l.problem(p, "kind-not-seen", "")
		default:
			l.problem(p, "inside-not-seen", f.Path)
		}
	}
}

// tellPlace adds that pictures hold the place where they were taken to what is said of
// that of all files, once.
func (l *leaving) tellPlace(p recourse.Problem) {
	n, _ := p.Args["n"].(int)
	l.places += n
	if l.place == nil || p.Path < l.place.Path {
		l.place = &p
	}
}

// mostTold is how many places in one file are told.
const mostTold = 20

// has reports whether a file has a file in it, or a page, of that path.
func has(f intake.File, name string) bool {
	return slices.ContainsFunc(f.Pages, func(p intake.Page) bool { return f.PagePath(p.Number) == name }) ||
		slices.ContainsFunc(f.Files, func(inner intake.File) bool { return inner.Path == name || has(inner, name) })
}

// check holds back copies of identity documents, telling hold of their places, once all files
// were seen. It refuses a file in another that is named and not there.
func (l *leaving) check(hold func(place int)) error {
	if err := l.holdCopies(hold); err != nil {
		return err
	}
	for _, name := range l.said.inner {
		if !l.met[name] {
			return misused(recourse.NotFound, "kind-file", "path", name)
		}
	}
	if l.place != nil {
		l.problems = append(l.problems, recourse.Problem{Path: l.place.Path, Code: l.place.Code, Args: recourse.P(l.place.Code, "n", l.places).Args})
	}
	slices.SortStableFunc(l.problems, func(a, b recourse.Problem) int { return strings.Compare(a.Path, b.Path) })
	return nil
}

func (k kindFlags) leaving(s saidKinds) *leaving {
	return &leaving{kindFlags: k, said: s, met: make(map[string]bool), same: newSameBytes()}
}

// describe says what each file is, as the whole way in one go does: by its name, its
// text and the words of its pictures. Those that may not leave are left out; of what
// nobody saw what it shows, it says so, because it may be an identity document.
func (k kindFlags) describe(env *environment, engines *app.Engines, files *app.Listing, source func(app.Found) intake.Source, g *app.Gathering, s saidKinds) ([]recourse.Problem, error) {
	opt := env.readers(engines, "RS")
	opt.Voices = nil
	l := k.leaving(s)
	defer l.same.space.Close()
	next, stop := iter.Pull2(files.All())
	defer stop()
	var failed error
	ask := func(int) intake.Source {
		f, err, _ := next()
		failed = errors.Join(failed, err)
		return source(f)
	}
	var kept error
	err := app.ReadEach(env, files.Len(), ask, opt, func(i int, f intake.File) {
		f.Correct(s.of)
		leaves, err := l.see(i, f, false)
		if leaves && err == nil {
			err = g.Leave(i, f.MediaType, itemKind(f))
		}
		kept = errors.Join(kept, err)
	})
	if err := errors.Join(err, failed, kept); err != nil {
		return nil, err
	}
	err = l.check(g.Hold)
	return l.problems, err
}

// itemKind is what a package says that a file is: what it is for, or else its form.
func itemKind(f intake.File) string {
	if f.Document == "" || f.Document == intake.DocOther {
		return f.Kind
	}
	return f.Document
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
