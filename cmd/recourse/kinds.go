package main

import (
	"errors"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"recourse"
	"recourse/custody"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/evidence"
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
func (k kindFlags) read(roots, paths []string) (s saidKinds, err error) {
	s.kinds = make(map[string]string)
	known := make(map[string]bool, 2*len(paths))
	for _, p := range paths {
		known[p], known[path.Base(p)] = true, true
	}
	typed := typedNames(roots)
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
	met      map[string]bool    // inner names that are there
	holding  map[string]bool    // paths of what is left out whole
	places   []recourse.Problem // of pictures that hold the place where they were taken
	problems []recourse.Problem
}

// see looks at a file that was read and corrected: what opens a redaction never
// leaves in it, and an identity document only where the person says so. quiet says
// that somebody else tells the file's own problems.
func (l *leaving) see(f intake.File, quiet bool) {
	at := custody.SafePath(f.Path)
	for _, name := range l.said.inner {
		if has(f, name) {
			l.met[name] = true
		}
	}
	places := f.IdentityPlaces()
	if alone := f.Document == intake.DocIdentity || len(places) > 0; !quiet && (!alone || l.IncludeIdentity) && !app.HoldsSecrets(f) {
		l.places = append(l.places, intake.PlaceNotes([]intake.File{f})...)
	}
	switch {
	case app.HoldsSecrets(f):
		l.holding[at] = true
		l.problems = append(l.problems, recourse.Problem{Path: f.Path, Code: "secrets-inside"})
	case f.Document == intake.DocIdentity: // mayLeave says it
	case len(places) > 0 && !l.IncludeIdentity:
		l.holding[at] = true
		for _, p := range places[:min(len(places), mostTold)] {
			l.problems = append(l.problems, recourse.Problem{Path: p, Code: "identity-inside", Detail: f.Path})
		}
	case !quiet && len(places) == 0:
		for i, p := range f.NotSeen() {
			switch {
			case i == mostTold:
				return
			case p == f.Path && (f.Kind == intake.KindImage || f.Kind == intake.KindPage && f.Text == ""):
				l.problems = append(l.problems, recourse.Problem{Path: p, Code: "kind-not-seen"})
			default:
				l.problems = append(l.problems, recourse.Problem{Path: p, Code: "inside-not-seen", Detail: f.Path})
			}
		}
	}
}

// mostTold is how many places in one file are told.
const mostTold = 20

// has reports whether a file has a file in it, or a page, of that path.
func has(f intake.File, name string) bool {
	return slices.ContainsFunc(f.Pages, func(p intake.Page) bool { return f.PagePath(p.Number) == name }) ||
		slices.ContainsFunc(f.Files, func(inner intake.File) bool { return inner.Path == name || has(inner, name) })
}

// check refuses a file in another that is named and not there.
func (l *leaving) check() error {
	for _, name := range l.said.inner {
		if !l.met[name] {
			return misused(recourse.NotFound, "kind-file", "path", name)
		}
	}
	if n := len(l.places); n > 0 {
		first, all := slices.MinFunc(l.places, func(a, b recourse.Problem) int { return strings.Compare(a.Path, b.Path) }), 0
		for _, p := range l.places {
			held, _ := p.Args["n"].(int)
			all += held
		}
		l.problems = append(l.problems, recourse.Problem{Path: first.Path, Code: first.Code, Args: recourse.P(first.Code, "n", all).Args})
	}
	slices.SortFunc(l.problems, func(a, b recourse.Problem) int { return strings.Compare(a.Path, b.Path) })
	return nil
}

func (k kindFlags) leaving(s saidKinds) *leaving {
	return &leaving{kindFlags: k, said: s, met: make(map[string]bool), holding: make(map[string]bool)}
}

// mayLeave leaves identity documents out, and says so, unless they may leave. The
// list is used again.
func (k kindFlags) mayLeave(items []custody.Item) (kept []custody.Item, problems []recourse.Problem) {
	kept = items[:0]
	for _, i := range items {
		if i.Kind == intake.DocIdentity && !k.IncludeIdentity {
			problems = append(problems, recourse.Problem{Path: i.Path, Code: "identity-left-out"})
			continue
		}
		kept = append(kept, i)
	}
	return kept, problems
}

// describe says what each item is, as the whole way in one go does: by its name, its
// text and the words of its pictures. Items that may not leave are left out; of what
// nobody saw what it shows, it says so, because it may be an identity document. The
// list is used again.
func (k kindFlags) describe(env *environment, engines *app.Engines, items []custody.Item, sources []intake.Source, s saidKinds) (rest []custody.Item, problems []recourse.Problem, err error) {
	opt := env.readers(engines, "RS")
	opt.Voices = nil
	l := k.leaving(s)
	type known struct{ media, kind string }
	byPath := make(map[string]known, len(sources))
	err = app.ReadEach(env, sources, opt, func(f intake.File) {
		f.Correct(s.of)
		byPath[custody.SafePath(f.Path)] = known{f.MediaType, itemKind(f)}
		l.see(f, false)
	})
	if err == nil {
		err = l.check()
	}
	if err != nil {
		return nil, nil, err
	}
	rest = items[:0]
	for _, i := range items {
		if !l.holding[i.Path] {
			i.MediaType, i.Kind = byPath[i.Path].media, byPath[i.Path].kind
			rest = append(rest, i)
		}
	}
	return rest, l.problems, nil
}

// itemKind is what a package says that a file is: what it is for, or else its form.
func itemKind(f intake.File) string {
	if f.Document == "" || f.Document == intake.DocOther {
		return f.Kind
	}
	return f.Document
}
