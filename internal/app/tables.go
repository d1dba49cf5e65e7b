package app

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"

	"recourse"
	"recourse/custody"
	"recourse/incident"
	"recourse/intake"
	"recourse/internal/casefile"
	"recourse/internal/evidence"
	"recourse/internal/spill"
)

// Choose says what the columns of a table in the person's case are, as
// [intake.ParseColumns] reads it. The choice is kept in the case and holds for
// every table with the same header, in this case and in those that the person
// opens later. What the table then shows is added to the facts; none is lost. A
// choice that was made before is corrected: what was read of the table as it was
// chosen then goes, and all that follows from it is found anew. It is an error of
// kind Invalid where the choice is none, and NotFound where the case has no such
// table.
func (a *App) Choose(ctx context.Context, who, caseID string, columns []string, choice string) error {
	chosen, err := intake.ParseColumns(choice)
	if err != nil {
		return fmt.Errorf("choose columns: %w", err)
	}
	space := spill.New(Scratch)
	defer space.Close()
	c, items, err := a.ownWithItems(ctx, space, who, caseID)
	if err != nil {
		return fmt.Errorf("choose columns: %w", err)
	}
	before, err := a.findings(ctx, c, items)
	if err != nil {
		return fmt.Errorf("choose columns: %w", err)
	}
	key := intake.HeaderKey(columns)
	unread, chosenBefore := tablesOf(before.Files, key)
	if len(unread)+len(chosenBefore) == 0 {
		return fmt.Errorf("choose columns: the case has no table %q that is read as it was chosen, or not read: %w", columns, recourse.NotFound)
	}
	c.Tables = maps.Clone(c.Tables)
	if c.Tables == nil {
		c.Tables = make(map[string]string)
	}
	c.Tables[key] = chosen.String()
	r, err := a.readKept(ctx, caseID, items, c.Tables, c.Incident, nil)
	if err != nil {
		return fmt.Errorf("choose columns: %w", err)
	}
	now := a.Now()
	after, err := a.Engines.conclude(r, circumstances(c), now)
	if err != nil {
		return fmt.Errorf("choose columns: %w", err)
	}
	if len(chosenBefore) > 0 {
		c.Incident = withTold(after.Incident, c.Incident)
	} else {
		c.Incident.AddPayments(shownBy(after.Incident.Payments, unread))
		c.Incident.Possible = append(c.Incident.Possible, shownBy(after.Incident.Possible, unread)...)
	}
	c.Updated = a.changed(c)
	err = a.Store.Update(ctx, func(tx Tx) error {
		if err := tx.Cases().Save(ctx, c); err != nil {
			return err
		}
		return log(ctx, tx, caseID, custody.Entry{At: now, Do: custody.Noted, Who: who, Door: "web", Ref: "columns"})
	})
	if err != nil {
		return fmt.Errorf("choose columns: %w", err)
	}
	a.seen.put(caseID, after)
	return nil
}

// tablesOf are the digests of the files whose table has that header: those that
// are not read, and those that are read as the person chose.
func tablesOf(files []intake.File, key string) (unread, chosen []string) {
	for _, f := range flatten(files) {
		switch {
		case len(f.Columns) > 0 && intake.HeaderKey(f.Columns) == key:
			unread = append(unread, f.SHA256)
		case f.Chosen != nil && intake.HeaderKey(f.Chosen.Names) == key:
			chosen = append(chosen, f.SHA256)
		}
	}
	return unread, chosen
}

// shownBy are the payments that the items show, with these origins alone.
func shownBy(payments []incident.Payment, items []string) (list []incident.Payment) {
	for _, p := range payments {
		p.Origins = slices.DeleteFunc(slices.Clone(p.Origins), func(o incident.Origin) bool { return !slices.Contains(items, o.Item) })
		if len(p.Origins) > 0 {
			list = append(list, p)
		}
	}
	return list
}

// readKept reads items of a case; told is what the person said of names and dates. fresh,
// where it is not nil, is told of each before anything else; see [Engines.read].
func (a *App) readKept(ctx context.Context, caseID string, list items, tables map[string]string, told incident.Incident, fresh func(i int, f *intake.File) error) (reading, error) {
	opt := a.Readers
	opt.Choices = choices(tables)
	opt.Person, opt.Dates = append(slices.Clip(opt.Person), named(told)...), datesSaid(told)
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	next, end := iter.Pull2(list.all())
	defer end()
	var mu sync.Mutex
	said := make(map[int]evidence.Kind) // of those that are being read: what the person said, or did not object to
	source := func(i int) intake.Source {
		item, err, _ := next()
		if err != nil {
			stop(err)
		}
		if item.kind != "" {
			mu.Lock()
			defer mu.Unlock()
			said[i] = item.kind
		}
		return a.kept(ctx, caseID, item)
	}
	r, err := a.Engines.read(ctx, list.len(), source, opt, func(_, i int, f *intake.File) error {
		mu.Lock()
		if kind := said[i]; kind != "" {
			f.Document = string(kind)
			delete(said, i)
		}
		mu.Unlock()
		if fresh == nil {
			return nil
		}
		return fresh(i, f)
	})
	if cause := context.Cause(ctx); err != nil && cause != nil {
		err = cause
	}
	return r, err
}

// tables are what the person chose in earlier cases; the latest choice holds.
func (a *App) tables(ctx context.Context, who string) (map[string]string, error) {
	var all map[string]string
	err := a.Store.View(ctx, func(tx Tx) error {
		list, err := tx.Cases().List(ctx, who)
		slices.SortStableFunc(list, func(a, b casefile.Case) int { return a.Updated.Compare(b.Updated) })
		for _, c := range list {
			if all == nil && len(c.Tables) > 0 {
				all = make(map[string]string)
			}
			maps.Copy(all, c.Tables)
		}
		return err
	})
	return all, err
}

// choices are the tables of a case as intake takes them. What this version no
// longer understands is left out: the person is asked again.
func choices(tables map[string]string) (list []intake.Choice) {
	for _, key := range slices.Sorted(maps.Keys(tables)) {
		if c, err := intake.ParseColumns(tables[key]); err == nil {
			list = append(list, intake.Choice{Header: key, Columns: c})
		}
	}
	return list
}
