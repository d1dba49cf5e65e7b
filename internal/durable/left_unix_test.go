//go:build unix

package durable

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"recourse"
)

// Of all that lies in a folder only what a run left and that nobody holds goes; of the
// programs' folders only what is old.
func TestSweepLeftTakesNothingElse(t *testing.T) {
	dir := t.TempDir()
	long := time.Now().Add(-2 * leftAfter)
	put := func(name string, folder bool, at time.Time) string {
		t.Helper()
		var err error
		if folder {
			if err = os.Mkdir(name, 0o700); err == nil {
				err = os.WriteFile(filepath.Join(name, "x"), nil, 0o600)
			}
		} else {
			err = os.WriteFile(name, nil, 0o600)
		}
		if err == nil {
			err = os.Chtimes(name, at, at)
		}
		if err != nil {
			t.Fatal(err)
		}
		return filepath.Base(name)
	}
	t.Setenv("TMPDIR", dir)
	for _, command := range []string{"capture", "model", "redact", "seal", "triage", "write"} {
		put(MakingName(dir, command), true, long)
		put(MakingName(dir, command), false, long)
	}
	put(ChildName(), true, long)
	put(MakingName(dir, "seal"), true, time.Now())
	put(MakingName(dir, "triage")+Aside, true, long) // what stood there before
	unplaced := MakingName(dir, "triage")
	stay := []string{
		put(filepath.Join(dir, ".seal-keep-this"), false, long),
		put(filepath.Join(dir, ".other-"+recourse.NewID()), false, long),
		put(filepath.Join(dir, "seal-"+recourse.NewID()), true, long),
		put(unplaced, true, long), // it had not got its place, which is free
		put(unplaced+Aside, true, long),
		put(filepath.Join(dir, "recourse-child-1234567"), true, long),
		put(ChildName(), true, time.Now()),
	}
	for _, folder := range []bool{false, true} {
		name := MakingName(dir, "seal")
		stay = append(stay, put(name, folder, long))
		held, err := Hold(name)
		if err != nil {
			t.Fatal(err)
		}
		defer held.Close()
	}
	link := MakingName(dir, "seal")
	if err := os.Symlink(put(filepath.Join(dir, "goods"), true, long), link); err != nil {
		t.Fatal(err)
	}
	stay = append(stay, "goods", filepath.Base(link))

	SweepLeft(dir, time.Now())
	var left []string
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		left = append(left, e.Name())
	}
	slices.Sort(stay)
	if err != nil || !slices.Equal(left, stay) {
		t.Errorf("after the sweep %q (%v), want %q", left, err, stay)
	}
}

// What is made while others sweep is never taken from who holds it, and is always made.
func TestSweepLeftTakesNothingThatIsMade(t *testing.T) {
	dir := t.TempDir()
	stop, swept := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(swept)
		for {
			select {
			case <-stop:
				return
			default:
				SweepLeft(dir, time.Now())
			}
		}
	}()
	for range 300 {
		name, held, err := MakeHeld(dir, "seal", func(name string) error { return os.Mkdir(name, 0o700) })
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(name, "x"), nil, 0o600); err != nil {
			t.Fatalf("what is held was taken: %v", err)
		}
		_ = held.Close()
		f, err := BeginMaking(dir, "write", time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Commit(filepath.Join(dir, "out-"+recourse.NewID())); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	<-swept
	SweepLeft(dir, time.Now())
	if left := Left(dir, time.Now()); len(left) > 0 {
		t.Errorf("%q is left", left)
	}
}
