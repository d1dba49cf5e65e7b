package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"recourse"
	"recourse/incident"
	"recourse/internal/app"
	"recourse/internal/casefile"
	"recourse/internal/evidence"
	"recourse/internal/people"
	"recourse/money"

	"github.com/google/go-cmp/cmp"
)

func testPersons(t *testing.T, s app.Store) {
	a, b := newPerson(), newPerson()
	b.Created = a.Created.Add(time.Second)
	update(t, s, func(tx app.Tx) error {
		return errors.Join(tx.People().Add(t.Context(), b), tx.People().Add(t.Context(), a))
	})
	view(t, s, func(tx app.Tx) error {
		list, err := tx.People().List(t.Context())
		if diff := cmp.Diff([]people.Person{a, b}, list); diff != "" {
			t.Errorf("List (-want +got):\n%s", diff)
		}
		return err
	})
	err := s.Update(t.Context(), func(tx app.Tx) error { return tx.People().Add(t.Context(), a) })
	wantKind(t, "Add of a taken ID", err, recourse.Conflict)
	err = s.Update(t.Context(), func(tx app.Tx) error { return tx.People().Add(t.Context(), people.Person{ID: "x"}) })
	wantKind(t, "Add of half a person", err, recourse.Invalid)
}

func testPasses(t *testing.T, s app.Store) {
	p := newPerson()
	secret, pass := people.Issue(people.SignIn, p.ID, epoch, time.Hour)
	_, old := people.Issue(people.Session, p.ID, epoch.Add(-48*time.Hour), time.Hour)
	err := s.Update(t.Context(), func(tx app.Tx) error { return tx.People().AddPass(t.Context(), pass) })
	wantKind(t, "AddPass for nobody", err, recourse.NotFound)
	update(t, s, func(tx app.Tx) error {
		return errors.Join(tx.People().Add(t.Context(), p), tx.People().AddPass(t.Context(), pass), tx.People().AddPass(t.Context(), old))
	})
	update(t, s, func(tx app.Tx) error {
		got, err := tx.People().FindPass(t.Context(), people.HashOf(secret))
		if diff := cmp.Diff(pass, got); diff != "" {
			t.Errorf("FindPass (-want +got):\n%s", diff)
		}
		return errors.Join(err, tx.People().Sweep(t.Context(), epoch))
	})
	update(t, s, func(tx app.Tx) error {
		_, err := tx.People().FindPass(t.Context(), old.Hash)
		wantKind(t, "FindPass of an expired pass after Sweep", err, recourse.NotFound)
		_, err = tx.People().TakePass(t.Context(), pass.Hash)
		return err
	})
	err = s.Update(t.Context(), func(tx app.Tx) error {
		_, err := tx.People().TakePass(t.Context(), pass.Hash)
		return err
	})
	wantKind(t, "TakePass a second time", err, recourse.NotFound)
}

func testTakePassOnce(t *testing.T, s app.Store) {
	p := newPerson()
	_, pass := people.Issue(people.SignIn, p.ID, epoch, time.Hour)
	update(t, s, func(tx app.Tx) error {
		return errors.Join(tx.People().Add(t.Context(), p), tx.People().AddPass(t.Context(), pass))
	})
	var got atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			err := s.Update(t.Context(), func(tx app.Tx) error {
				_, err := tx.People().TakePass(t.Context(), pass.Hash)
				return err
			})
			if err == nil {
				got.Add(1)
			} else {
				wantKind(t, "TakePass of the others", err, recourse.NotFound)
			}
		})
	}
	wg.Wait()
	if got.Load() != 1 {
		t.Errorf("%d of 8 got the pass, want 1", got.Load())
	}
}

func testCases(t *testing.T, s app.Store) {
	c := addCase(t, s)
	yes := true
	c.Title, c.State, c.Updated = "Alibaba — „posao“", casefile.Closed, epoch.Add(time.Hour)
	c.Progress = map[string]casefile.Progress{"bank-recall": {State: "waiting", At: recourse.At(epoch.Truncate(time.Second)), Note: "zvao"}}
	c.Tables = map[string]string{"kada|koliko": "date=1,amount=2"}
	c.Incident = incident.Incident{
		Recourse: 1, Branch: incident.Impersonation,
		Payments: []incident.Payment{{
			At: recourse.OnDay(recourse.Date{Year: 2026, Month: 11, Day: 12}), Amount: money.Amount{Minor: 600000, Currency: "RSD"},
			Authorised: &yes, Fact: incident.Fact{Origins: incident.Origins{{Item: strings.Repeat("ab", 32), Place: "row 7"}}, Confirmed: true},
		}},
	}
	update(t, s, func(tx app.Tx) error { return tx.Cases().Save(t.Context(), c) })
	c.Version = 2
	other := newCase(c.Owner)
	update(t, s, func(tx app.Tx) error { return tx.Cases().Add(t.Context(), other) })
	other.Version = 1
	view(t, s, func(tx app.Tx) error {
		got, err := tx.Cases().Get(t.Context(), c.ID)
		if diff := cmp.Diff(c, got); diff != "" {
			t.Errorf("Get (-want +got):\n%s", diff)
		}
		list, lerr := tx.Cases().List(t.Context(), c.Owner)
		if diff := cmp.Diff([]casefile.Case{c, other}, list); diff != "" {
			t.Errorf("List (-want +got):\n%s", diff)
		}
		briefs, berr := tx.Cases().Briefs(t.Context(), c.Owner)
		if diff := cmp.Diff([]casefile.Brief{{ID: c.ID, Owner: c.Owner, State: casefile.Closed}, {ID: other.ID, Owner: c.Owner, State: casefile.Open}}, briefs); diff != "" {
			t.Errorf("Briefs (-want +got):\n%s", diff)
		}
		if brief, err := tx.Cases().Brief(t.Context(), c.ID); err != nil || brief != briefs[0] {
			t.Errorf("Brief = %v, %v, want %v", brief, err, briefs[0])
		}
		_, gone := tx.Cases().Brief(t.Context(), recourse.NewID())
		wantKind(t, "Brief of what is not there", gone, recourse.NotFound)
		none, nerr := tx.Cases().List(t.Context(), recourse.NewID())
		if len(none) != 0 {
			t.Errorf("List of a stranger = %v", none)
		}
		return errors.Join(err, lerr, berr, nerr)
	})
	err := s.Update(t.Context(), func(tx app.Tx) error { return tx.Cases().Add(t.Context(), newCase(recourse.NewID())) })
	wantKind(t, "Add of a case of nobody", err, recourse.NotFound)
	err = s.Update(t.Context(), func(tx app.Tx) error { return tx.Cases().Add(t.Context(), c) })
	wantKind(t, "Add of a taken ID", err, recourse.Conflict)
}

func testCaseConflict(t *testing.T, s app.Store) {
	c := addCase(t, s)
	first, second := c, c
	first.Title, second.Title = "first", "second"
	update(t, s, func(tx app.Tx) error { return tx.Cases().Save(t.Context(), first) })
	err := s.Update(t.Context(), func(tx app.Tx) error { return tx.Cases().Save(t.Context(), second) })
	wantKind(t, "Save of a version that is not the last", err, recourse.Conflict)
	second.ID = recourse.NewID()
	err = s.Update(t.Context(), func(tx app.Tx) error { return tx.Cases().Save(t.Context(), second) })
	wantKind(t, "Save of a case that is not there", err, recourse.NotFound)
	view(t, s, func(tx app.Tx) error {
		got, err := tx.Cases().Get(t.Context(), c.ID)
		if got.Title != "first" || got.Version != 2 {
			t.Errorf("after a conflict the case is %q in version %d, want %q in 2", got.Title, got.Version, "first")
		}
		return err
	})
}

func testEvidence(t *testing.T, s app.Store) {
	c := addCase(t, s)
	digests := []string{strings.Repeat("0a", 32), strings.Repeat("1b", 32)}
	a, b := newItem(c.ID, digests[0]), newItem(c.ID, digests[1])
	b.Name, b.Size, b.At = "a\xffb\n%.txt", 0, epoch.Add(-time.Hour)
	again := newItem(c.ID, digests[0])
	text := newItem(c.ID, digests[1])
	text.Parent, text.Tool, text.Kind = a.ID, "pdftotext/24.02", evidence.Other
	for _, it := range []evidence.Item{a, b, again, text} {
		update(t, s, func(tx app.Tx) error { return tx.Evidence().Add(t.Context(), it) })
	}
	view(t, s, func(tx app.Tx) error {
		list, err := tx.Evidence().List(t.Context(), c.ID)
		if diff := cmp.Diff([]evidence.Item{a, b, again, text}, list); diff != "" {
			t.Errorf("List (-want +got):\n%s", diff)
		}
		var each []evidence.Item
		for it, err := range tx.Evidence().Each(t.Context(), c.ID) {
			if err != nil {
				return err
			}
			each = append(each, it)
		}
		if diff := cmp.Diff(list, each); diff != "" {
			t.Errorf("Each (-List +Each):\n%s", diff)
		}
		var once []string
		for d, err := range tx.Evidence().Digests(t.Context(), c.ID) {
			if err != nil {
				return err
			}
			once = append(once, d)
		}
		if diff := cmp.Diff(digests, once); diff != "" {
			t.Errorf("Digests (-want +got):\n%s", diff)
		}
		same, serr := tx.Evidence().ByDigest(t.Context(), c.ID, digests[0])
		if diff := cmp.Diff([]evidence.Item{a, again}, same); diff != "" {
			t.Errorf("ByDigest (-want +got):\n%s", diff)
		}
		got, gerr := tx.Evidence().Get(t.Context(), b.ID)
		if diff := cmp.Diff(b, got); diff != "" {
			t.Errorf("Get (-want +got):\n%s", diff)
		}
		_, nerr := tx.Evidence().Get(t.Context(), recourse.NewID())
		wantKind(t, "Get of what is not there", nerr, recourse.NotFound)
		return errors.Join(err, serr, gerr)
	})
	bad := map[string]struct {
		item evidence.Item
		kind error
	}{
		"a taken ID":              {a, recourse.Conflict},
		"no such case":            {newItem(recourse.NewID(), digests[0]), recourse.NotFound},
		"no digest":               {newItem(c.ID, "ab"), recourse.Invalid},
		"a parent that is not":    {func() evidence.Item { i := text; i.ID, i.Parent = recourse.NewID(), recourse.NewID(); return i }(), recourse.NotFound},
		"a parent without a tool": {func() evidence.Item { i := text; i.ID, i.Tool = recourse.NewID(), ""; return i }(), recourse.Invalid},
	}
	for name, tt := range bad {
		err := s.Update(t.Context(), func(tx app.Tx) error { return tx.Evidence().Add(t.Context(), tt.item) })
		wantKind(t, "Add with "+name, err, tt.kind)
	}
	update(t, s, func(tx app.Tx) error { return tx.Evidence().Classify(t.Context(), b.ID, evidence.Identity) })
	view(t, s, func(tx app.Tx) error {
		got, err := tx.Evidence().Get(t.Context(), b.ID)
		b.Kind = evidence.Identity
		if diff := cmp.Diff(b, got); diff != "" {
			t.Errorf("Get after Classify (-want +got):\n%s", diff)
		}
		return err
	})
	update(t, s, func(tx app.Tx) error { return tx.Evidence().Look(t.Context(), b.ID, "b.zip!card.png\nb.pdf#page=2") })
	view(t, s, func(tx app.Tx) error {
		got, err := tx.Evidence().Get(t.Context(), b.ID)
		b.Looked, b.Inside = true, "b.zip!card.png\nb.pdf#page=2"
		if diff := cmp.Diff(b, got); diff != "" {
			t.Errorf("Get after Look (-want +got):\n%s", diff)
		}
		return err
	})
	err := s.Update(t.Context(), func(tx app.Tx) error { return tx.Evidence().Look(t.Context(), recourse.NewID(), "") })
	wantKind(t, "Look into what is not there", err, recourse.NotFound)
	for name, tt := range map[string]struct {
		id   string
		kind evidence.Kind
		want error
	}{"of what is not there": {recourse.NewID(), evidence.Order, recourse.NotFound}, "as an unknown kind": {b.ID, "film", recourse.Invalid}} {
		err := s.Update(t.Context(), func(tx app.Tx) error { return tx.Evidence().Classify(t.Context(), tt.id, tt.kind) })
		wantKind(t, "Classify "+name, err, tt.want)
	}
}

// testManyItems goes through more items than any store holds at a time.
func testManyItems(t *testing.T, s app.Store) {
	c := addCase(t, s)
	const n = 1203
	var want []string
	update(t, s, func(tx app.Tx) error {
		for i := range n {
			it := newItem(c.ID, fmt.Sprintf("%064x", (i*7919)%n/2))
			want = append(want, it.ID)
			if err := tx.Evidence().Add(t.Context(), it); err != nil {
				return err
			}
		}
		return nil
	})
	view(t, s, func(tx app.Tx) error {
		var got, digests []string
		for it, err := range tx.Evidence().Each(t.Context(), c.ID) {
			if err != nil {
				return err
			}
			got = append(got, it.ID)
			if _, err := tx.Evidence().Get(t.Context(), it.ID); err != nil { // while it goes on
				return err
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Each (-want +got):\n%s", diff)
		}
		for d, err := range tx.Evidence().Digests(t.Context(), c.ID) {
			if err != nil {
				return err
			}
			digests = append(digests, d)
		}
		if len(digests) != (n+1)/2 || !slices.IsSorted(digests) {
			t.Errorf("Digests: %d, sorted %v, want %d", len(digests), slices.IsSorted(digests), (n+1)/2)
		}
		for _, err := range tx.Evidence().Each(t.Context(), c.ID) {
			return err // the others are not asked for
		}
		return nil
	})
}

func testErase(t *testing.T, s app.Store) {
	c, other := addCase(t, s), addCase(t, s)
	a, b := newItem(c.ID, strings.Repeat("0a", 32)), newItem(other.ID, strings.Repeat("0a", 32))
	child := newItem(c.ID, strings.Repeat("1b", 32))
	child.Parent, child.Tool = a.ID, "redact/1"
	stranger := newItem(other.ID, strings.Repeat("1b", 32))
	stranger.Parent, stranger.Tool = a.ID, "redact/1"
	update(t, s, func(tx app.Tx) error {
		e := tx.Evidence()
		return errors.Join(e.Add(t.Context(), a), e.Add(t.Context(), b), e.Add(t.Context(), child))
	})
	err := s.Update(t.Context(), func(tx app.Tx) error { return tx.Evidence().Add(t.Context(), stranger) })
	wantKind(t, "Add of an item whose parent is in another case", err, recourse.NotFound)
	for range 2 {
		update(t, s, func(tx app.Tx) error { return tx.Evidence().Erase(t.Context(), c.ID) })
	}
	view(t, s, func(tx app.Tx) error {
		gone, err := tx.Evidence().List(t.Context(), c.ID)
		left, lerr := tx.Evidence().List(t.Context(), other.ID)
		if len(gone) != 0 || len(left) != 1 {
			t.Errorf("after Erase the case has %d items and the other %d, want 0 and 1", len(gone), len(left))
		}
		return errors.Join(err, lerr)
	})
}

func testText(t *testing.T, s app.Store) {
	for _, text := range []string{"", "č ć ž š đ", "c\u030c", "Тројан", "阿里巴巴", "😀", "a'b\"c;--", "%_\\", "\u202e"} {
		p := newPerson()
		p.Name = text
		update(t, s, func(tx app.Tx) error { return tx.People().Add(t.Context(), p) })
		view(t, s, func(tx app.Tx) error {
			got, err := tx.People().Get(t.Context(), p.ID)
			if got.Name != text {
				t.Errorf("a person's name %q comes back as %q", text, got.Name)
			}
			return err
		})
	}
}
