// Package app holds the verbs: what a person can do with Recourse, each as one
// permission check, one transaction and its entries in the custody log. Doors
// have no other way in.
//
// [LoadEngines] loads the knowledge, [Engines.Examine] makes [Findings] of a
// person's files without keeping anything, [Engines.Results] writes what the
// person takes away. [New] makes the application that keeps cases.
package app

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/intake"
	"recourse/internal/casefile"
	"recourse/internal/evidence"
	"recourse/internal/spill"
)

// Keys make and destroy the keys of cases, and sign.
type Keys interface {
	NewCase(caseID string) error
	DestroyCase(caseID string) error
	Signer() *custody.Signer
}

// Config is what an application is made of. All fields must be set.
type Config struct {
	Engines *Engines
	Store   Store
	Blobs   Blobs
	Keys    Keys
	Readers intake.Options // how pages and pictures are read
	// Redactor makes redacted twins; its Reading is set by [New].
	Redactor Redactor
	Capturer Capturer
	// Stampers and Witnesses vouch for the logs of packages that are handed out;
	// none is asked where there are none.
	Stampers  []custody.Stamper
	Witnesses []custody.Witness

	Now func() time.Time
	Log *slog.Logger // where a failure goes that the person cannot mend
}

// App is the application. It is safe for concurrent use.
type App struct {
	Config
	seen   *cache
	sights sights
}

// New returns the application of a configuration.
func New(c Config) *App {
	c.Redactor.Reading = c.Engines.readers(c.Readers)
	return &App{Config: c, seen: newCache()}
}

// View is one case as its owner sees it.
type View struct {
	ID       string
	Created  time.Time
	Findings Findings
	Kept     []evidence.Item
}

// CaseLine is one case in the list of a person's cases.
type CaseLine struct {
	ID      string
	Created time.Time
	Title   string // the pattern's id, or ""
	Damaged bool   // what was found in it cannot be read any more
}

// Cases lists the person's cases, the one that was changed last first.
func (a *App) Cases(ctx context.Context, who string) ([]CaseLine, error) {
	var list []CaseLine
	err := a.Store.View(ctx, func(tx Tx) error {
		cases, err := tx.Cases().List(ctx, who)
		for _, c := range cases {
			if c.State != casefile.Erased {
				list = append(list, CaseLine{c.ID, a.local(c.Created), c.Incident.Pattern, c.Damaged})
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", err)
	}
	return list, nil
}

// local is an instant as the clocks show it where the person is.
func (a *App) local(t time.Time) time.Time {
	if a.Readers.Zone == nil {
		return t
	}
	return t.In(a.Readers.Zone)
}

// changed is when a case is changed now: not before it was made, though the clock
// was set back. Its log says what the clock showed.
func (a *App) changed(c casefile.Case) time.Time {
	if now := a.Now(); now.After(c.Created) {
		return now
	}
	return c.Created
}

// ErasedError is the error for a case of the person's own that was erased. It is of kind
// NotFound.
type ErasedError struct {
	Case string
	At   time.Time
}

// Error says when.
func (e *ErasedError) Error() string {
	return fmt.Sprintf("case %q was erased on %s", e.Case, e.At.UTC().Format(time.RFC3339))
}

// Unwrap is the kind.
func (e *ErasedError) Unwrap() error { return recourse.NotFound }

// own returns the person's case. Somebody else's is NotFound, so that nobody
// learns that it is there.
func own(ctx context.Context, tx Tx, who, caseID string) (casefile.Case, error) {
	c, err := tx.Cases().Get(ctx, caseID)
	if err != nil {
		return casefile.Case{}, err
	}
	switch {
	case c.Owner != who:
		return casefile.Case{}, fmt.Errorf("case %q: %w", caseID, recourse.NotFound)
	case c.State == casefile.Erased:
		return casefile.Case{}, &ErasedError{caseID, c.Updated}
	}
	return c, nil
}

// own is [own] in a transaction of its own.
func (a *App) own(ctx context.Context, who, caseID string) (c casefile.Case, err error) {
	err = a.Store.View(ctx, func(tx Tx) (err error) {
		c, err = own(ctx, tx, who, caseID)
		return err
	})
	return c, err
}

// ownBrief is own without reading what the case carries.
func ownBrief(ctx context.Context, tx Tx, who, caseID string) error {
	c, err := tx.Cases().Brief(ctx, caseID)
	if err == nil && (c.Owner != who || c.State == casefile.Erased) {
		err = fmt.Errorf("case %q: %w", caseID, recourse.NotFound)
	}
	return err
}

// Case returns one of the person's cases. What the files hold is read anew
// from the encrypted bytes where it is not at hand.
func (a *App) Case(ctx context.Context, who, caseID string) (View, error) {
	if err := a.lookInside(ctx, who, caseID); err != nil {
		return View{}, fmt.Errorf("read case: %w", err)
	}
	var c casefile.Case
	var items []evidence.Item
	err := a.Store.View(ctx, func(tx Tx) (err error) {
		if c, err = own(ctx, tx, who, caseID); err != nil {
			return err
		}
		items, err = tx.Evidence().List(ctx, caseID)
		return err
	})
	if err != nil {
		return View{}, fmt.Errorf("read case: %w", err)
	}
	list, err := originals(spill.New(nil), all(items)) // which are held anyway
	if err != nil {
		return View{}, fmt.Errorf("read case: %w", err)
	}
	f, err := a.findings(ctx, c, list)
	if err != nil {
		return View{}, err
	}
	return View{ID: c.ID, Created: a.local(c.Created), Findings: f, Kept: guardOf(f.Files).markAll(items)}, nil
}

// findings returns what a case's files show and what follows today from its facts.
func (a *App) findings(ctx context.Context, c casefile.Case, items items) (Findings, error) {
	now := a.Now()
	f, ok := a.seen.get(c.ID)
	if !ok {
		r, err := a.readKept(ctx, c.ID, items, c.Tables, c.Incident, nil)
		if err != nil {
			return Findings{}, err
		}
		if f, err = a.Engines.conclude(r, circumstances(c), now); err != nil {
			return Findings{}, err
		}
		a.seen.put(c.ID, f)
	}
	f.Incident = withCopies(c.Incident, f.Files)
	return a.Engines.plan(f, now)
}

// discard takes back a case that could not be kept.
func (a *App) discard(ctx context.Context, caseID string) {
	if err := a.destroy(ctx, caseID); err != nil {
		a.Log.Error("discard case", "case", caseID, "error", err)
	}
}
