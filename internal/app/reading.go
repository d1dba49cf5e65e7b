package app

import (
	"cmp"
	"context"
	"slices"

	"recourse"
	"recourse/intake"
	"recourse/legal"
	"recourse/scam"
)

// manyFiles is how many files of one matter are looked at manyFiles whatever they say.
// Beyond them only those are held that show something by themselves: a case of very
// many files needs no more memory than one of so many.
const manyFiles = 4096

// reading is what was read of the files of one matter.
type reading struct {
	files []intake.File // in the order of their sources
	quiet int           // how many are not among them, because they show nothing
	first string        // the path of the first of those
}

// problems says that files have no part in what was found.
func (r reading) problems() []recourse.Problem {
	if r.quiet == 0 {
		return nil
	}
	return []recourse.Problem{{Path: r.first, Code: "files-quiet", Args: recourse.Args{"n": r.quiet}}}
}

// read reads the files of one matter, those that source gives for 0 to count-1. seen
// is told of each before anything else, with its place, in no order and one at a time,
// and may change it; an error of its own ends the reading.
func (e *Engines) read(ctx context.Context, count int, source func(i int) intake.Source, opt intake.Options, seen func(n, i int, f *intake.File) error) (reading, error) {
	type placed struct {
		at   int
		file intake.File
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	list := make([]placed, 0, min(count, manyFiles))
	r, first := reading{}, count
	err := readEach(ctx, count, source, e.readers(opt), func(n, i int, f intake.File) {
		if err := seen(n, i, &f); err != nil {
			stop(err)
		}
		if i < manyFiles || !e.quiet(&f) {
			list = append(list, placed{i, f})
			return
		}
		r.quiet++
		if i < first {
			first, r.first = i, f.Path
		}
	})
	if err != nil {
		return reading{}, context.Cause(ctx) //nolint:wrapcheck // the caller's own
	}
	slices.SortFunc(list, func(a, b placed) int { return cmp.Compare(a.at, b.at) })
	r.files = make([]intake.File, 0, len(list))
	for _, p := range list {
		r.files = append(r.files, p.file)
	}
	return r, nil
}

// quiet reports whether a file shows nothing by itself: it is none of the kinds that
// papers ask for, holds no messages, payments or files, nothing is wrong with it, and
// in its words there is no sign, no sum, no name of a thing and no clause.
func (e *Engines) quiet(f *intake.File) bool {
	switch {
	case f.Kind != intake.KindText && f.Kind != intake.KindPage && f.Kind != intake.KindImage && f.Kind != intake.KindUnknown,
		f.Document != "" && f.Document != intake.DocOther,
		len(f.Messages)+len(f.Payments)+len(f.Orders)+len(f.Columns)+len(f.Signs)+len(f.Indicators)+len(f.Files)+len(f.Problems) > 0,
		f.Chosen != nil:
		return false
	case f.Text == "":
		return true
	}
	v := e.Checker.Check(scam.Document{Text: f.Text})
	if v.Verdict != scam.NoSigns || len(v.Demands)+len(v.Tellings)+len(v.Others)+len(v.Returned)+len(v.Came)+len(v.Gave)+len(v.Found) > 0 {
		return false
	}
	if e.Law == nil {
		return true
	}
	clauses, cut := e.Law.Clauses(legal.Paper{Text: f.Text})
	return len(clauses) == 0 && cut == 0
}

// speakAlone parts the files of a flat list, whose thread is t, where some show signs
// of a scam and what shows nothing by itself would only make them harder to see. Where
// none does, or all together show more, nothing is quiet: it may take them together.
func (e *Engines) speakAlone(all []*intake.File, t Thread) (speaking, quiet []*intake.File) {
	if len(t.Pieces) < 2 {
		return all, nil
	}
	for _, f := range all {
		if f.Text != "" && e.quiet(f) {
			quiet = append(quiet, f)
		} else {
			speaking = append(speaking, f)
		}
	}
	if len(quiet) == 0 {
		return all, nil
	}
	v := e.Checker.Check(thread(slices.Clone(speaking)).document())
	signs := v.Verdict == scam.Scam || v.Verdict == scam.Suspicious
	if !signs || v.Score <= e.Checker.Check(t.document()).Score {
		return all, nil
	}
	return speaking, quiet
}
