package app

import (
	"context"
	"fmt"
	"io"
	"slices"

	"recourse"
	"recourse/custody"
	"recourse/intake"
	"recourse/internal/evidence"
	"recourse/locale"
)

// Redaction is what the redacted evidence of a case has, and what it is without.
type Redaction struct {
	// Twins are those that go in place of their originals: of each original the newest.
	Twins []evidence.Item
	Older bool // there are older ones, which stay
	// Left are the items that stay because they show what a twin withholds: copies of its
	// original, what holds one, and what was made from any of these.
	Left []HeldBack
	// Similar are the places of pictures that go and look like an original.
	Similar []string

	items []evidence.Item // all that go
}

// Redaction parts the items of the case.
func (v View) Redaction() Redaction {
	s := newShown(v.Kept)
	files := make(map[string]intake.File)
	for _, f := range v.Findings.Files {
		files[f.SHA256] = f
	}
	r := Redaction{Older: s.older}
	stays := make(map[string]bool) // by ID; a parent stands before what was made from it
	for _, k := range v.Kept {
		if isRedaction(k) {
			continue
		}
		twin, ok := s.latest[k.ID]
		file := files[k.SHA256]
		inside := renamed(file.Holding(func(d string) bool { return s.digests[d] }), file.Path, k.Name)
		stays[k.ID] = ok || s.has(k) || stays[k.Parent] || k.Parent == "" && len(inside) > 0
		switch {
		case !stays[k.ID]:
			r.items = append(r.items, k)
		case ok && !(IsText(k) && stays[k.Parent]):
			r.Twins = append(r.Twins, twin)
			r.items = append(r.items, withRecord(v.Kept, twin)...)
		case !IsText(k): // a text goes where its item goes
			r.Left = append(r.Left, HeldBack{Name: k.Name, Inside: inside})
		}
	}
	r.Similar = lookAlike(v.Findings.Files, s.digests, r.items)
	return r
}

// withRecord are a twin and its record, which do not name what they were made from.
func withRecord(kept []evidence.Item, twin evidence.Item) (list []evidence.Item) {
	for _, k := range kept {
		if k.ID == twin.ID || k.Parent == twin.ID {
			k.Parent = ""
			list = append(list, k)
		}
	}
	return list
}

// shown is what shows what twins withhold.
type shown struct {
	latest  map[string]evidence.Item // twins, by the original's ID
	older   bool
	from    map[string]bool // IDs of what originals were made from
	digests map[string]bool // of the originals, of what they were made from and what was made from these
}

func newShown(kept []evidence.Item) shown {
	s := shown{latest: make(map[string]evidence.Item), from: make(map[string]bool), digests: make(map[string]bool)}
	byID := make(map[string]evidence.Item)
	for _, k := range kept {
		byID[k.ID] = k
		if IsTwin(k) {
			_, twice := s.latest[k.Parent]
			s.older = s.older || twice
			s.latest[k.Parent] = k
		}
	}
	for id := range s.latest {
		s.add(byID[id])
		for k, ok := byID[byID[id].Parent]; ok; k, ok = byID[k.Parent] {
			s.from[k.ID] = true
			s.add(k)
		}
	}
	for more := len(s.digests) > 0; more; { // what was made from a copy shows it too
		more = false
		for _, k := range kept {
			parent := byID[k.Parent]
			if s.digests[parent.SHA256] && !isRedaction(k) && (!IsText(k) || OwnText(parent, k)) {
				more = s.add(k) || more
			}
		}
	}
	return s
}

// add adds an item's bytes, where it has some, and reports whether they are new.
func (s shown) add(k evidence.Item) bool {
	if k.Size == 0 || k.SHA256 == "" || s.digests[k.SHA256] {
		return false
	}
	s.digests[k.SHA256] = true
	return true
}

func (s shown) has(k evidence.Item) bool { return s.from[k.ID] || s.digests[k.SHA256] }

// lookAlike are the places of pictures, in files of which an item goes, that show what one of
// these digests shows, in another size or compressed otherwise.
func lookAlike(files []intake.File, digests map[string]bool, items []evidence.Item) (places []string) {
	goes, originals := make(map[string]bool), make(map[string]bool)
	for _, k := range items {
		goes[k.SHA256] = true
	}
	eachFile(files, func(f intake.File) {
		if digests[f.SHA256] && f.Picture != nil {
			originals[f.Path], originals[f.Picture.SameAs] = true, true
		}
	})
	delete(originals, "")
	for _, outer := range files {
		if !goes[outer.SHA256] {
			continue
		}
		eachFile([]intake.File{outer}, func(f intake.File) {
			if f.Picture != nil && (originals[f.Path] || originals[f.Picture.SameAs]) && !slices.Contains(places, f.Path) {
				places = append(places, f.Path)
			}
		})
	}
	return places
}

func eachFile(files []intake.File, use func(intake.File)) {
	for _, f := range files {
		use(f)
		eachFile(f.Files, use)
	}
}

// writeRedacted seals items in a log of their own and notes that they were given out.
func (a *App) writeRedacted(ctx context.Context, who string, view View, identity bool, printer *locale.Printer, w io.Writer) error {
	now, caseID := a.Now(), view.ID
	r := view.Redaction()
	z, err := custody.NewZip(w, "recourse-redacted-"+now.Format("2006-01-02"), now, Scratch)
	if err != nil {
		return err
	}
	defer z.Discard()
	pkg := custody.Package{
		Scratch: Scratch, Items: sealItems(mayLeave(r.items, identity)), Open: a.opener(caseID), Stampers: a.Stampers, Witnesses: a.Witnesses, Signer: a.Keys.Signer(), Now: now, Who: who, Door: "web", Speaker: printer,
	}
	if n := len(r.Left); n > 0 { // their names may say what is withheld
		pkg.Notes = append(pkg.Notes, recourse.P("web.twins.index", "n", n))
	}
	if _, err := custody.Seal(ctx, z, pkg); err != nil {
		return fmt.Errorf("seal redacted evidence: %w", err)
	}
	err = a.Store.Update(ctx, func(tx Tx) error {
		return log(ctx, tx, caseID, custody.Entry{At: now, Do: custody.Exported, Who: who, Door: "web", Ref: RedactedZip})
	})
	if err != nil {
		return fmt.Errorf("note sealing: %w", err)
	}
	return z.Close()
}
