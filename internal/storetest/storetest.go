// Package storetest is what a record store is: the behaviour that the
// application relies on, as tests. It is for tests only.
//
// Call [Run] with a function that opens an empty store; every implementation of
// app.Store passes all of it.
package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"recourse"
	"recourse/internal/app"
	"recourse/internal/casefile"
	"recourse/internal/evidence"
	"recourse/internal/people"
)

// Open opens an empty store that is closed when the test ends.
type Open func(t *testing.T) app.Store

// Run runs the whole suite.
func Run(t *testing.T, open Open) {
	t.Helper()
	tests := []struct {
		name string
		test func(*testing.T, app.Store)
	}{
		{"persons are kept and listed in order", testPersons},
		{"a pass is found until it is taken or swept", testPasses},
		{"of many that take a pass one gets it", testTakePassOnce},
		{"cases are kept whole", testCases},
		{"a case that was changed meanwhile is not overwritten", testCaseConflict},
		{"evidence is kept whole and in order", testEvidence},
		{"many items are gone through one by one", testManyItems},
		{"evidence of one case is erased alone", testErase},
		{"a log grows by one and reads back", testLog},
		{"a log whose end has moved is not appended to", testLogConflict},
		{"logs do not touch each other", testTwoLogs},
		{"an update that fails leaves nothing", testRollback},
		{"an update that panics leaves nothing", testPanic},
		{"a cancelled update leaves nothing", testCancelled},
		{"a view cannot write", testViewCannotWrite},
		{"updates at the same time all count", testConcurrent},
		{"text of every script comes back", testText},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { tt.test(t, open(t)) })
	}
}

var epoch = time.Date(2026, 11, 22, 19, 5, 0, 123456000, time.UTC)

func update(t *testing.T, s app.Store, f func(app.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), f); err != nil {
		t.Fatalf("Update: %v", err)
	}
}

func view(t *testing.T, s app.Store, f func(app.Tx) error) {
	t.Helper()
	if err := s.View(t.Context(), f); err != nil {
		t.Fatalf("View: %v", err)
	}
}

func wantKind(t *testing.T, what string, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("%s: err = %v, want kind %q", what, err, kind)
	}
}

func newPerson() people.Person {
	return people.Person{ID: recourse.NewID(), Name: "Danijel Marković", Role: people.Owner, Lang: "sr-Latn", Created: epoch}
}

func newCase(owner string) casefile.Case {
	return casefile.Case{ID: recourse.NewID(), Owner: owner, Title: "Posao", State: casefile.Open, Created: epoch, Updated: epoch}
}

func newItem(caseID, digest string) evidence.Item {
	return evidence.Item{
		ID: recourse.NewID(), Case: caseID, SHA256: digest, Size: 12, MediaType: "text/plain", Name: "chat.txt", Kind: evidence.Chat,
		Origin: "telefon", Door: "web", By: "owner", At: epoch,
	}
}

// addCase keeps a person and a case.
func addCase(t *testing.T, s app.Store) casefile.Case {
	t.Helper()
	p := newPerson()
	c := newCase(p.ID)
	update(t, s, func(tx app.Tx) error {
		return errors.Join(tx.People().Add(t.Context(), p), tx.Cases().Add(t.Context(), c))
	})
	c.Version = 1
	return c
}

// failing is an error that no store makes.
var errFailing = errors.New("the test says no")

func testRollback(t *testing.T, s app.Store) {
	p := newPerson()
	err := s.Update(t.Context(), func(tx app.Tx) error {
		if err := tx.People().Add(t.Context(), p); err != nil {
			return err
		}
		if _, err := tx.People().Get(t.Context(), p.ID); err != nil {
			t.Errorf("a transaction does not see what it wrote: %v", err)
		}
		return errFailing
	})
	if !errors.Is(err, errFailing) {
		t.Errorf("Update = %v, want the function's own error", err)
	}
	wantGone(t, s, p.ID)
}

func wantGone(t *testing.T, s app.Store, person string) {
	t.Helper()
	view(t, s, func(tx app.Tx) error {
		_, err := tx.People().Get(t.Context(), person)
		wantKind(t, "Get after an update that failed", err, recourse.NotFound)
		return nil
	})
}

func testPanic(t *testing.T, s app.Store) {
	p := newPerson()
	func() {
		defer func() {
			if recover() == nil {
				t.Error("Update swallowed a panic")
			}
		}()
		_ = s.Update(t.Context(), func(tx app.Tx) error {
			if err := tx.People().Add(t.Context(), p); err != nil {
				return err
			}
			panic("the test panics")
		})
	}()
	wantGone(t, s, p.ID)
	update(t, s, func(tx app.Tx) error { return tx.People().Add(t.Context(), p) })
}

func testCancelled(t *testing.T, s app.Store) {
	p := newPerson()
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Update(ctx, func(tx app.Tx) error {
		err := tx.People().Add(ctx, p)
		cancel()
		return err
	})
	if err == nil {
		t.Error("Update with a context that was cancelled before the commit returned nil")
	}
	wantGone(t, s, p.ID)
}

func testViewCannotWrite(t *testing.T, s app.Store) {
	p := newPerson()
	err := s.View(t.Context(), func(tx app.Tx) error { return tx.People().Add(t.Context(), p) })
	if err == nil {
		t.Error("Add in a View returned nil")
	}
	wantGone(t, s, p.ID)
}
