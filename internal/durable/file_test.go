package durable

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"recourse"
)

// Files of every length around a piece come back whole, written at once or in
// small parts.
func TestFileIsWhole(t *testing.T) {
	dir := t.TempDir()
	for _, size := range []int{0, 1, pieceSize - 1, pieceSize, pieceSize + 1, 5*pieceSize + alignment + 7} {
		for _, part := range []int{size, 100_003} {
			want := bytes.Repeat([]byte("0123456789abcdefg"), size/17+1)[:size]
			f, err := Begin(dir)
			if err != nil {
				t.Fatal(err)
			}
			for rest := want; len(rest) > 0; rest = rest[min(part, len(rest)):] {
				if n, err := f.Write(rest[:min(part, len(rest))]); err != nil || n != min(part, len(rest)) {
					t.Fatalf("Write = %d, %v", n, err)
				}
			}
			name := filepath.Join(dir, "x")
			if err := f.Replace(name, time.Time{}); err != nil {
				t.Fatal(err)
			}
			if got := read(t, name); got != string(want) {
				t.Errorf("%d bytes written in parts of %d come back as %d, or changed", size, part, len(got))
			}
		}
	}
	if list, err := os.ReadDir(dir); err != nil || len(list) != 1 {
		t.Errorf("folder holds %v (%v), want the one file", list, err)
	}
}

// A system that cannot write around its cache, and says so only when it is asked
// to, loses nothing.
func TestFileWhereDirectWritesAreRefused(t *testing.T) {
	refusals := 0
	defer BreakForTest(func(step, _ string) (before, after error) {
		if step == "write" && refusals == 0 {
			refusals++
			return syscall.EINVAL, nil
		}
		return nil, nil
	})()
	f, err := Begin(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer f.Discard()
	want := strings.Repeat("x", 3*pieceSize+5)
	if _, err := io.WriteString(f, want); err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	if _, err := f.WriteTo(&got); err != nil || got.String() != want || refusals != 1 {
		t.Errorf("after %d refusals %d bytes come back, %v; want %d", refusals, got.Len(), err, len(want))
	}
}

var errDisk = errors.New("the disk says no")

// Each step of giving a file its name is broken twice: without effect, and with
// effect but reported as failed. Nothing claims success, and what stands under
// the name is all or nothing.
func TestCommitSurvivesEveryFault(t *testing.T) {
	want := strings.Repeat("x", 2*pieceSize+5)
	for _, late := range []bool{false, true} {
		for n, hit := 1, true; hit; n++ {
			dir := filepath.Join(t.TempDir(), "a")
			hit = false
			step := ""
			left := n
			back := BreakForTest(func(s, _ string) (before, after error) {
				if left--; left != 0 {
					return nil, nil
				}
				hit, step = true, s
				if late {
					return nil, errDisk
				}
				return errDisk, nil
			})
			made, err := commit(dir, want)
			back()
			if hit && !errors.Is(err, errDisk) || !hit && (err != nil || !made) {
				t.Errorf("step %d (%s) fails, with effect: %v: commit = %v, %v", n, step, late, made, err)
			}
			if !hit && n < 8 {
				t.Errorf("only %d steps were broken", n-1)
			}
			if b, err := os.ReadFile(filepath.Join(dir, "x")); err == nil && string(b) != want {
				t.Errorf("step %d (%s) fails, with effect: %v: half a file is visible", n, step, late)
			}
			if list, err := filepath.Glob(filepath.Join(dir, TempPrefix+"*")); err != nil || len(list) > 0 && step != "begin" {
				t.Errorf("step %d (%s) fails, with effect: %v: %v is left (%v)", n, step, late, list, err)
			}
		}
	}
}

func commit(dir, content string) (bool, error) {
	if err := MkdirAll(dir); err != nil {
		return false, err
	}
	f, err := Begin(dir)
	if err != nil {
		return false, err
	}
	defer f.Discard()
	if _, err := io.WriteString(f, content); err != nil {
		return false, err
	}
	return f.Commit(filepath.Join(dir, "x"))
}

// A stick whose system knows no links gets whole files all the same, and none is
// replaced there either.
func TestCommitWithoutLinks(t *testing.T) {
	for _, refused := range []error{syscall.EPERM, syscall.EOPNOTSUPP} {
		dir := t.TempDir()
		if err := renameNew(filepath.Join(dir, "none"), filepath.Join(dir, "other")); errors.Is(err, errors.ErrUnsupported) {
			t.Skip("this system renames only with replacing")
		}
		back := BreakForTest(func(step, _ string) (before, after error) {
			if step == "link" {
				return refused, nil
			}
			return nil, nil
		})
		defer back()
		name := filepath.Join(dir, "x")
		if err := WriteFile(name, []byte("first")); err != nil {
			t.Fatal(err)
		}
		if err := WriteFile(name, []byte("second")); !errors.Is(err, recourse.Conflict) {
			t.Errorf("WriteFile on a taken name: err = %v, want conflict", err)
		}
		if got := read(t, name); got != "first" {
			t.Errorf("file holds %q, want %q", got, "first")
		}
		if list, err := os.ReadDir(dir); err != nil || len(list) != 1 {
			t.Errorf("folder holds %v (%v), want the one file", list, err)
		}
		back()
	}
}
