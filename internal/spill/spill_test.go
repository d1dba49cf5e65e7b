package spill_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"recourse"
	"recourse/internal/spill"
)

// place makes files in a folder and counts them.
func place(t testing.TB, made *int) spill.Place {
	dir := t.TempDir()
	return func() (spill.File, error) {
		*made++
		return os.Create(filepath.Join(dir, fmt.Sprint(*made)))
	}
}

func collect(t testing.TB, c *spill.Cursor) (list []string) {
	t.Helper()
	for c.Next() {
		list = append(list, string(c.Record()))
	}
	if err := c.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestRecordsComeBack(t *testing.T) {
	for _, n := range []int{0, 1, 2, 1000, 50_000} {
		for _, held := range []bool{true, false} {
			t.Run(fmt.Sprintf("%d, held %v", n, held), func(t *testing.T) {
				var made int
				space := spill.New(place(t, &made))
				if held {
					space = spill.New(nil)
				}
				list, sorter := space.List(), space.Sorter()
				random := rand.New(rand.NewPCG(uint64(n), 1))
				var want []string
				for i := range n {
					rec := fmt.Sprintf("%s %d", strings.Repeat("x", random.IntN(60)), random.IntN(n)+i%3)
					want = append(want, rec)
					if err := errors.Join(list.Add([]byte(rec)), sorter.Add([]byte(rec))); err != nil {
						t.Fatal(err)
					}
				}
				for range 2 { // each may be gone through again
					if got := collect(t, list.Cursor()); !slices.Equal(got, want) {
						t.Errorf("the list of %d has %d records, or others, or in another order", len(want), len(got))
					}
				}
				slices.Sort(want)
				for range 2 {
					if got := collect(t, sorter.Cursor()); !slices.Equal(got, want) {
						t.Errorf("the sorter of %d has %d records, or others, or in another order", len(want), len(got))
					}
				}
				if list.Len() != n || sorter.Len() != n {
					t.Errorf("Len = %d and %d, want %d", list.Len(), sorter.Len(), n)
				}
				if few := n <= 1000; few != (made == 0) && !held {
					t.Errorf("%d files were made for %d records", made, n)
				}
				if err := space.Close(); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// A disk that fails is told, and never a shorter list.
// A record that comes after the sorting would be missed: it is refused.
func TestNothingIsAddedAfterTheSorting(t *testing.T) {
	space := spill.New(nil)
	defer space.Close()
	s := space.Sorter()
	if err := s.Add([]byte("a")); err != nil {
		t.Fatal(err)
	}
	for _, err := range s.All() {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Add([]byte("b")); !errors.Is(err, recourse.Conflict) {
		t.Errorf("Add after All: %v, want conflict", err)
	}
}

func TestAFailureIsTold(t *testing.T) {
	full := errors.New("no space")
	space := spill.New(func() (spill.File, error) { return nil, full })
	list, sorter := space.List(), space.Sorter()
	var err error
	for range 100_000 {
		err = errors.Join(err, list.Add([]byte("a record of some bytes")))
	}
	if !errors.Is(err, full) {
		t.Errorf("List.Add = %v, want that there is no space", err)
	}
	for err = nil; err == nil && sorter.Len() < 100_000; {
		err = sorter.Add([]byte("a record of some bytes"))
	}
	if !errors.Is(err, full) {
		t.Errorf("Sorter.Add = %v, want that there is no space", err)
	}

	var made int
	dir := t.TempDir()
	space = spill.New(func() (spill.File, error) { made++; return os.Create(filepath.Join(dir, "x")) })
	list = space.List()
	for range 100_000 {
		if err := list.Add([]byte("a record of some bytes")); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Truncate(filepath.Join(dir, "x"), 200_001); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, rerr := range list.All() {
		err = rerr
		n++
	}
	if err == nil {
		t.Errorf("a file that was cut off gives %d records and no error", n)
	}
}

func FuzzFields(f *testing.F) {
	f.Add("a/b", "x\x00y", int64(-5))
	f.Add("", "\xff\x00\x01", int64(1)<<62)
	f.Fuzz(func(t *testing.T, a, b string, n int64) {
		rec := spill.AppendKey(nil, a)
		rec = spill.AppendString(rec, b)
		rec = spill.AppendInt(rec, n)
		rec = spill.AppendNumber(rec, n&(1<<62))
		rec = append(rec, b...)
		r := spill.Read(rec)
		if r.Key() != a || r.String() != b || r.Int() != n || r.Number() != n&(1<<62) || string(r.Rest()) != b || r.Err() != nil {
			t.Errorf("fields of %q, %q, %d come back otherwise", a, b, n)
		}
		ka, kb := spill.AppendKey(nil, a), spill.AppendKey(nil, b)
		if got, want := bytes.Compare(append(ka, "zz"...), append(kb, "aa"...)), strings.Compare(a, b); want != 0 && got != want {
			t.Errorf("keys of %q and %q compare as %d, want %d", a, b, got, want)
		}
		spill.Read([]byte(a)).Key() // of anything: no panic
		anything := spill.Read([]byte(b))
		_, _, _ = anything.String(), anything.Int(), anything.Number()
	})
}
