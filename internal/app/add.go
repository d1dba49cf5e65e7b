package app

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"recourse"
	"recourse/incident"
	"recourse/intake"
	"recourse/internal/casefile"
	"recourse/internal/evidence"
	"recourse/internal/spill"
)

// addTries is how often Add begins again because the case was changed meanwhile.
const addTries = 3

// Add keeps more files in the person's case: byte for byte under its key, each
// with an entry in its log. All that is known of the case is then worked out
// again from all files; what the person said of it stays. It is an error of kind
// Invalid where nothing was handed in, NotFound where the person has no such case.
//
// Again is how many files were there already, byte for byte and under the same name:
// they are no second item, and the log notes that they were handed in once more.
func (a *App) Add(ctx context.Context, who, caseID string, in Input) (again int, err error) {
	if in.count() == 0 {
		return 0, fmt.Errorf("add to case: nothing was handed in: %w", recourse.Invalid)
	}
	if err := in.noSecrets(); err != nil {
		return 0, fmt.Errorf("add to case: %w", err)
	}
	if _, err := a.own(ctx, who, caseID); err != nil {
		return 0, fmt.Errorf("add to case: %w", err)
	}
	end, err := a.Blobs.Begin(ctx, caseID)
	if err != nil {
		return 0, fmt.Errorf("add to case: %w", err)
	}
	h := newHandIn(caseID, who, in.door())
	defer func() { err = errors.Join(err, h.close()) }()
	put := a.putAll(ctx, h, in)
	if err = put; err == nil {
		err = a.addItems(ctx, h, nil)
	}
	if err != nil && (put != nil || a.recorded(ctx, h.first) != nil) {
		// What was put and is named by no record goes at the next start: now another
		// hand may be putting too.
		return 0, fmt.Errorf("add to case: %w", err)
	}
	a.ended(caseID, end)
	return h.again.Len(), nil
}

// ended ends a beginning. One that cannot be ended is looked at again at the next
// start, and loses nothing.
func (a *App) ended(caseID string, end func() error) {
	if err := end(); err != nil {
		a.Log.Error("end of handing in", "case", caseID, "error", err)
	}
}

// recorded returns nil where the store has items, of which id is the first, although
// it said that it failed, and NotFound where it has not. Another error leaves it open.
func (a *App) recorded(ctx context.Context, id string) error {
	if id == "" {
		return recourse.NotFound
	}
	return a.Store.View(context.WithoutCancel(ctx), func(tx Tx) error {
		_, err := tx.Evidence().Get(ctx, id)
		return err
	})
}

// addItems records items whose bytes are kept, and what was made from them, with what
// now follows from all.
func (a *App) addItems(ctx context.Context, h *handIn, derived []evidence.Item) (err error) {
	for range addTries {
		var c casefile.Case
		var before items
		if c, before, err = a.ownWithItems(ctx, h.space, h.who, h.caseID); err != nil {
			return err
		}
		if len(derived) == 0 { // what something is made from is an item of its own
			if err := h.setAside(before); err != nil {
				return err
			}
		}
		h.begin()
		old := before.len()
		var r reading
		r, err = a.readKept(ctx, c.ID, append(before, h.items), c.Tables, c.Incident, func(i int, f *intake.File) error {
			if i < old {
				return nil
			}
			return a.describe(ctx, h, i-old, f)
		})
		if err != nil {
			return err
		}
		var f Findings
		if f, err = a.Engines.conclude(r, circumstances(c), a.Now()); err != nil {
			return err
		}
		f.Incident = withTold(f.Incident, c.Incident)
		c.Incident, c.Updated = f.Incident, a.changed(c)
		err = a.Store.Update(ctx, func(tx Tx) error {
			if err := tx.Cases().Save(ctx, c); err != nil {
				return err
			}
			if err := recordItems(ctx, tx, c.ID, h.records()); err != nil {
				return err
			}
			if err := h.recordAgain(ctx, tx); err != nil {
				return err
			}
			return recordItems(ctx, tx, c.ID, after(all(derived), h.textRecords(c.Updated)))
		})
		if !errors.Is(err, recourse.Conflict) {
			if err == nil {
				a.seen.put(c.ID, f)
			}
			return err
		}
	}
	return err
}

// ownWithItems returns the person's case and what was handed in for it.
func (a *App) ownWithItems(ctx context.Context, space *spill.Space, who, caseID string) (c casefile.Case, list items, err error) {
	err = a.Store.View(ctx, func(tx Tx) (err error) {
		if c, err = own(ctx, tx, who, caseID); err != nil {
			return err
		}
		list, err = originals(space, tx.Evidence().Each(ctx, caseID))
		return err
	})
	return c, list, err
}

// withTold adds to what the files show what the person said of the case before:
// no reading of files gives that again.
func withTold(now, before incident.Incident) incident.Incident {
	now.Person, now.Answers = before.Person, before.Answers
	said := func(f incident.Fact) bool {
		return f.Confirmed || slices.ContainsFunc(f.Origins, func(o incident.Origin) bool { return o.Told })
	}
	var payments []incident.Payment
	for _, p := range before.Payments {
		switch i := slices.IndexFunc(now.Payments, func(n incident.Payment) bool { return n.Shows(p) }); {
		case !said(p.Fact):
		case i >= 0:
			now.Payments[i].Join(p)
		default:
			payments = append(payments, p)
		}
	}
	now.AddPayments(payments)
	now.Asked = addSaid(now.Asked, before.Asked, func(x incident.Asked) incident.Fact { return x.Fact }, said)
	now.Orders = addSaid(now.Orders, before.Orders, func(x incident.Order) incident.Fact { return x.Fact }, said)
	now.Promises = addSaid(now.Promises, before.Promises, func(x incident.Promise) incident.Fact { return x.Fact }, said)
	now.Events = addSaid(now.Events, before.Events, func(x incident.Event) incident.Fact { return x.Fact }, said)
	for _, g := range before.Given {
		if !slices.Contains(now.Given, g) {
			now.Given = append(now.Given, g)
		}
	}
	return now
}

// addSaid adds what was said before and is not there already.
func addSaid[T any](now, before []T, fact func(T) incident.Fact, said func(incident.Fact) bool) []T {
	for _, b := range before {
		if said(fact(b)) && !slices.ContainsFunc(now, func(n T) bool { return reflect.DeepEqual(n, b) }) {
			now = append(now, b)
		}
	}
	return now
}
