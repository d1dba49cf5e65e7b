package main

import (
	"fmt"
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
			return nil, fmt.Errorf("--kind %q is not FILE=KIND with one of the kinds: %w", s, recourse.Invalid)
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
			return fmt.Errorf("--kind %s: there is no such file among those that are read: %w", name, recourse.NotFound)
		}
	}
	return err
}

// mayLeave leaves identity documents out, and says so, unless they may leave.
func (k kindFlags) mayLeave(items []custody.Item) (kept []custody.Item, problems []recourse.Problem) {
	for _, i := range items {
		if i.Kind == intake.DocIdentity && !k.IncludeIdentity {
			problems = append(problems, recourse.Problem{Path: i.Path, Code: "identity-left-out"})
			continue
		}
		kept = append(kept, i)
	}
	return kept, problems
}

// maxLooked is the largest file that sealing alone looks into to tell what it is, in bytes.
const maxLooked = 8 << 20

// describe says what each item is, as far as its name and its text tell. Pictures
// are not read here, because that takes seconds for each: they are known by their
// names, and by what the person says.
func (k kindFlags) describe(env *environment, engines *app.Engines, items []custody.Item, sources []intake.Source) error {
	said, err := k.kinds()
	if err != nil {
		return err
	}
	opt := env.readers(engines, "RS")
	opt.Pictures, opt.Voices, opt.Unpacker = nil, nil, nil
	byPath := make(map[string]intake.Source, len(sources))
	for _, s := range sources {
		byPath[custody.SafePath(s.Path)] = s
	}
	for i := range items {
		src := byPath[items[i].Path]
		kind := app.DocumentSaid(said, src.Path)
		if kind == "" && items[i].Size <= maxLooked {
			kind = intake.Read(env, src, opt).Document
		}
		items[i].Kind = kind
	}
	return env.Err()
}
