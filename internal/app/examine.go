package app

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"recourse"
	"recourse/incident"
	"recourse/intake"
	"recourse/scam"
)

// Examine reads the sources and says what follows from them. One file that
// cannot be read is a line in the problems; only a cancelled context or
// knowledge that contradicts itself is an error.
func (e *Engines) Examine(ctx context.Context, sources []intake.Source, opt intake.Options, c Circumstances, now time.Time) (Findings, error) {
	r, err := e.read(ctx, len(sources), at(sources), opt, func(n, i int, f *intake.File) error {
		f.Correct(func(path string) string { return DocumentSaid(c.Documents, path) })
		if c.Progress != nil {
			c.Progress(n)
		}
		if c.Seen != nil {
			c.Seen(i, *f)
		}
		return nil
	})
	if err != nil {
		return Findings{}, err
	}
	c.Person, c.Dates = opt.Person, opt.Dates
	return e.conclude(r, c, now)
}

// DocumentSaid is what the person says that a file, a file in it or a page of it is, or
// "": by its path, or by the last part of it.
func DocumentSaid(said map[string]string, name string) string {
	if kind := said[name]; kind != "" {
		return kind
	}
	return said[path.Base(name)]
}

// shareIdentity marks copies of identity documents, also in other files: said is what the
// person says that files are.
func shareIdentity(files []intake.File, said map[string]string) {
	known := intake.NewIdentities()
	for _, f := range files {
		known.Note(f, func(path string) string { return DocumentSaid(said, path) })
	}
	known.Share(files)
}

// conclude judges what was read, makes one set of facts of it, and plans.
func (e *Engines) conclude(r reading, c Circumstances, now time.Time) (Findings, error) {
	files := r.files
	shareIdentity(files, c.Documents)
	own, doubted, doubts := e.Relate(files, c.Person)
	c.Person = slices.Concat(c.Person, own)
	f := Findings{Files: files, Quiet: r.quiet, Thread: e.thread(files)}
	f.Verdict = e.verdict(files, f.Thread, c)
	f.Problems = append(r.problems(), intake.Problems(files)...)
	var open []recourse.Problem
	var a *assembly
	a, f.Verdict = e.facts(files, f.Thread, f.Verdict, c)
	f.Incident, open = a.in, a.problems
	if ask := f.Verdict.Ask; ask != nil && ask.Key == askPlatform && f.Incident.Direct() {
		other := recourse.P(askSeller)
		f.Verdict.Ask = &other
	}
	f.Problems = append(f.Problems, f.Thread.Left...)
	f.Problems = append(f.Problems, open...)
	ask, unsided := askSides(files)
	f.Ask, f.Problems = slices.Concat(doubted, ask, askDates(files)), slices.Concat(f.Problems, doubts, unsided)
	for _, p := range append(f.Incident.Check(), f.Incident.CheckAgainst(recourse.DateOf(now))...) {
		f.Problems = append(f.Problems, placed(p, f))
	}
	f.Searched = e.SearchPapers(f.Incident, files)
	return e.plan(f, now)
}

// What is asked of a quarrel about an order, and what where nobody knows of a platform.
const (
	askPlatform = "ask.is-the-order-on-the-platform"
	askSeller   = "ask.what-does-the-seller-say"
)

// placed returns a problem of the facts as one of the file that shows the fact:
// nobody who handed in files knows of places such as /payments/0.
func placed(p recourse.Problem, f Findings) recourse.Problem {
	in := f.Incident
	var origins incident.Origins
	list, place, _ := strings.Cut(strings.TrimPrefix(p.Path, "/"), "/")
	n, err := strconv.Atoi(place)
	switch {
	case err != nil || n < 0:
		return p
	case list == "payments" && n < len(in.Payments):
		pay := in.Payments[n]
		origins = pay.Origins
		p.Args = recourse.Args{"detail": pay.Amount}
		if p.Code == "payment-in-future" {
			p.Detail, p.Args = pay.At.Date().String(), recourse.Args{"detail": pay.At.Date()}
		} else {
			p.Detail = pay.Amount.String()
		}
	case list == "orders" && n < len(in.Orders):
		origins = in.Orders[n].Origins
		if p.Code == "received-in-future" {
			p.Args = recourse.Args{"detail": in.Orders[n].ReceivedOn}
			origins = slices.Concat(f.receivedAt(in.Orders[n].ReceivedOn), origins)
		}
	case list == "parties" && n < len(in.Parties):
		origins = in.Parties[n].Origins
	case list == "events" && n < len(in.Events):
		origins = in.Events[n].Origins
		if at := in.Events[n].At; p.Code == "event-in-future" {
			p.Detail, p.Args = at.Date().String(), recourse.Args{"detail": at.Date()}
		}
	}
	for _, o := range origins {
		for _, e := range in.Evidence {
			if e.Item == o.Item && !o.Told {
				p.Path = e.Name
				return p
			}
		}
	}
	return p
}

// receivedAt is where the words say that goods came on a day.
func (f Findings) receivedAt(day recourse.Date) (origins incident.Origins) {
	for _, found := range f.Verdict.Found {
		if found.Name == "order.received_on" && found.Value == day.String() {
			origins = append(origins, f.Thread.Origin(found.Span))
		}
	}
	return origins
}

// plan says what follows from the facts at the instant now.
func (e *Engines) plan(f Findings, now time.Time) (Findings, error) {
	f.Said, f.Incident = f.Incident, e.Book.WithAnswers(f.Incident)
	in := f.Incident
	paid, _ := in.Answered("paid.any", "")
	if in.Branch == "" && f.Verdict.Verdict == scam.NoSigns && paid.Value != "yes" {
		in.Branch = incident.NotAScam // nothing was found: no fraud to report, but care to take
	}
	plan, err := e.Book.Plan(in, now)
	if err != nil {
		return Findings{}, fmt.Errorf("plan: %w", err)
	}
	f.Plan = plan
	if f.Law, err = e.LegalView(in, f.Searched, now); err != nil {
		return Findings{}, err
	}
	if f.Papers, err = e.papers(f, now); err != nil {
		return Findings{}, err
	}
	return f, nil
}
