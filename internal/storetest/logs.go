package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/internal/app"

	"github.com/google/go-cmp/cmp"
)

func entry(i int) custody.Entry {
	return custody.Entry{
		At: epoch.Add(time.Duration(i) * time.Minute), Do: custody.Kept, Who: "owner", Door: "web",
		Item: strings.Repeat(fmt.Sprintf("%02x", i%256), 32), Size: int64(i),
	}
}

// appendEntry appends in one transaction, as the application does.
func appendEntry(t *testing.T, tx app.Tx, logID string, e custody.Entry) (custody.Entry, error) {
	head, err := tx.Logs().Head(t.Context(), logID)
	if err != nil {
		return custody.Entry{}, err
	}
	placed, _, _, err := head.Next(e)
	if err != nil {
		return custody.Entry{}, err
	}
	_, err = tx.Logs().Append(t.Context(), logID, head, placed)
	return placed, err
}

// readLog reads a log and checks that its head is the head of its entries.
func readLog(t *testing.T, s app.Store, logID string) []custody.Entry {
	t.Helper()
	var list []custody.Entry
	view(t, s, func(tx app.Tx) error {
		var head custody.Head
		for e, err := range tx.Logs().Entries(t.Context(), logID, 0) {
			if err != nil {
				return err
			}
			if head, err = head.Follow(e); err != nil {
				return err
			}
			list = append(list, e)
		}
		kept, err := tx.Logs().Head(t.Context(), logID)
		if diff := cmp.Diff(head, kept); diff != "" {
			t.Errorf("Head is not that of the entries (-entries +Head):\n%s", diff)
		}
		return err
	})
	return list
}

func testLog(t *testing.T, s app.Store) {
	logID := recourse.NewID()
	var want []custody.Entry
	for i := range 20 {
		update(t, s, func(tx app.Tx) error {
			placed, err := appendEntry(t, tx, logID, entry(i))
			want = append(want, placed)
			return err
		})
	}
	// The clock is set back: the entry keeps its place and says so.
	back := entry(0)
	back.At = epoch.Add(-time.Hour)
	update(t, s, func(tx app.Tx) error {
		placed, err := appendEntry(t, tx, logID, back)
		if placed.Clock.IsZero() || placed.At != want[len(want)-1].At {
			t.Errorf("entry with the clock set back is dated %v, clock %v", placed.At, placed.Clock)
		}
		want = append(want, placed)
		return err
	})
	if diff := cmp.Diff(want, readLog(t, s, logID)); diff != "" {
		t.Errorf("Entries (-want +got):\n%s", diff)
	}
	view(t, s, func(tx app.Tx) error {
		for e, err := range tx.Logs().Entries(t.Context(), logID, 7) {
			if e.N != 7 {
				t.Errorf("Entries from 7 begin with %d", e.N)
			}
			if err != nil {
				return err
			}
			break
		}
		_, err := tx.Logs().Head(t.Context(), logID)
		return err
	})
	if got := readLog(t, s, recourse.NewID()); len(got) != 0 {
		t.Errorf("a log that nobody wrote has %d entries", len(got))
	}
}

func testLogConflict(t *testing.T, s app.Store) {
	logID := recourse.NewID()
	for n := range 3 {
		var stale custody.Head
		view(t, s, func(tx app.Tx) (err error) {
			stale, err = tx.Logs().Head(t.Context(), logID)
			return err
		})
		late, _, _, err := stale.Next(entry(100 + n))
		if err != nil {
			t.Fatal(err)
		}
		update(t, s, func(tx app.Tx) error {
			_, err := appendEntry(t, tx, logID, entry(n))
			return err
		})
		err = s.Update(t.Context(), func(tx app.Tx) error {
			_, err := tx.Logs().Append(t.Context(), logID, stale, late)
			return err
		})
		wantKind(t, fmt.Sprintf("Append to an end that has moved, at size %d", n), err, recourse.Conflict)
	}
	err := s.Update(t.Context(), func(tx app.Tx) error {
		head, err := tx.Logs().Head(t.Context(), logID)
		if err != nil {
			return err
		}
		wrong := entry(5)
		wrong.N = head.Size + 1
		_, err = tx.Logs().Append(t.Context(), logID, head, wrong)
		return err
	})
	wantKind(t, "Append of an entry that was not placed there", err, recourse.Invalid)
	if got := readLog(t, s, logID); len(got) != 3 {
		t.Errorf("after the conflicts the log has %d entries, want 3", len(got))
	}
}

func testTwoLogs(t *testing.T, s app.Store) {
	a, b := recourse.NewID(), recourse.NewID()
	for i := range 6 {
		update(t, s, func(tx app.Tx) error {
			_, err := appendEntry(t, tx, []string{a, b}[i%2], entry(i))
			return err
		})
	}
	if la, lb := readLog(t, s, a), readLog(t, s, b); len(la) != 3 || len(lb) != 3 || la[0].Item == lb[0].Item {
		t.Errorf("two logs have %d and %d entries, want 3 each", len(la), len(lb))
	}
}

func testConcurrent(t *testing.T, s app.Store) {
	const workers, each = 4, 10
	logID := recourse.NewID()
	var wg sync.WaitGroup
	errs := make([]error, workers*each)
	for w := range workers {
		wg.Go(func() {
			for i := range each {
				errs[w*each+i] = s.Update(t.Context(), func(tx app.Tx) error {
					p := newPerson()
					_, err := appendEntry(t, tx, logID, entry(w*each+i))
					return errors.Join(err, tx.People().Add(t.Context(), p))
				})
				_ = s.View(t.Context(), func(tx app.Tx) error {
					_, err := tx.Logs().Head(t.Context(), logID)
					return err
				})
			}
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatalf("updates at the same time: %v", err)
	}
	log := readLog(t, s, logID)
	if len(log) != workers*each || !slices.IsSortedFunc(log, func(a, b custody.Entry) int { return int(a.N - b.N) }) {
		t.Errorf("the log has %d entries, want %d in order", len(log), workers*each)
	}
	view(t, s, func(tx app.Tx) error {
		list, err := tx.People().List(t.Context())
		if len(list) != workers*each {
			t.Errorf("%d persons were kept, want %d", len(list), workers*each)
		}
		return err
	})
}
