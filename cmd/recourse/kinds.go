package main

import (
	"path"
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
	Kind            []string `sep:"none" help:"What a file is, where it is not told right: order, invoice, contract, payment-slip, statement, shipping-document, chat, mail, page-capture, product-photo, identity-document or other. May be given more than once." placeholder:"FILE=KIND"`
	IncludeIdentity bool     `help:"Put identity documents into the package too; they are left out otherwise."`
}

// kinds reads the flags: by the path or the last part of the path of a file.
func (k kindFlags) kinds() (map[string]string, error) {
	said := make(map[string]string)
	for _, s := range k.Kind {
		name, kind, ok := strings.Cut(s, "=")
		if i := strings.LastIndexByte(s, '='); i > 0 {
			name, kind = s[:i], s[i+1:]
		}
		if !ok || name == "" || !evidence.Kind(kind).Known() {
			return nil, misused(recourse.Invalid, "kind", "value", s)
		}
		said[name] = kind
	}
	return said, nil
}

// check refuses a file that is named and not there.
func (k kindFlags) check(paths []string) error {
	said, err := k.kinds()
	for name := range said {
		if !slices.ContainsFunc(paths, func(p string) bool { return p == name || path.Base(p) == name }) {
			return misused(recourse.NotFound, "kind-file", "path", name)
		}
	}
	return err
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

// mostShown is how many pictures, PDFs and scanned pages of one file are read to tell
// what it is: its title stands on the first of them.
const mostShown = 20

// describe says what each item is, as the whole way in one go does: by its name, its
// text and the words of its pictures. Items that hold what opens a redaction are left
// out; one whose text could not be read is a problem, because it may be an identity
// document. The list is used again.
func (k kindFlags) describe(env *environment, engines *app.Engines, items []custody.Item, sources []intake.Source) (rest []custody.Item, problems []recourse.Problem, err error) {
	said, err := k.kinds()
	if err != nil {
		return nil, nil, err
	}
	opt := env.readers(engines, "RS")
	opt.Voices, opt.Limits.Shown = nil, mostShown
	type known struct {
		media, kind     string
		unread, secrets bool
	}
	byPath := make(map[string]known, len(sources))
	err = app.ReadEach(env, sources, opt, func(f intake.File) {
		if said := app.DocumentSaid(said, f.Path); said != "" {
			f.Document = said
		}
		byPath[custody.SafePath(f.Path)] = known{f.MediaType, itemKind(f), notLookedAt(f), app.HoldsSecrets(f)}
	})
	if err != nil {
		return nil, nil, err
	}
	rest = items[:0]
	for _, i := range items {
		f := byPath[i.Path]
		i.MediaType, i.Kind = f.media, f.kind
		switch {
		case f.secrets:
			problems = append(problems, recourse.Problem{Path: i.Path, Code: "secrets-inside"})
			continue
		case f.unread && i.Kind != intake.DocIdentity:
			problems = append(problems, recourse.Problem{Path: i.Path, Code: "kind-not-seen"})
		}
		rest = append(rest, i)
	}
	return rest, problems, nil
}

// itemKind is what a package says that a file is: what it is for, or else its form.
func itemKind(f intake.File) string {
	if f.Document == "" || f.Document == intake.DocOther {
		return f.Kind
	}
	return f.Document
}

// notLookedAt reports whether the words of a picture or PDF could not be read, so that
// nobody saw what it is.
func notLookedAt(f intake.File) bool {
	return slices.ContainsFunc(f.Problems, func(p recourse.Problem) bool {
		switch p.Code {
		case "text-not-read", "text-failed", "pages-not-read", "picture-not-converted", "picture-too-large", "encrypted":
			return true
		}
		return false
	})
}
