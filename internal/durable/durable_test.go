package durable

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"recourse"
)

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestWriteFileNeverReplaces(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	if err := MkdirAll(dir); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "key")
	if err := WriteFile(name, []byte("first")); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(name, []byte("second")); !errors.Is(err, recourse.Conflict) {
		t.Errorf("WriteFile on a taken name: err = %v, want conflict", err)
	}
	if got := read(t, name); got != "first" {
		t.Errorf("file holds %q, want %q", got, "first")
	}
	info, err := os.Stat(name)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v (%v), want 0600", info.Mode().Perm(), err)
	}
	list, err := os.ReadDir(dir)
	if err != nil || len(list) != 1 {
		t.Errorf("folder holds %v (%v), want the one file", list, err)
	}
}

func TestMkdirAllRefusesAFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "x")
	if err := WriteFile(name, nil); err != nil {
		t.Fatal(err)
	}
	if err := MkdirAll(name); !errors.Is(err, recourse.Conflict) {
		t.Errorf("MkdirAll on a file: err = %v, want conflict", err)
	}
}

func TestDiscardLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	f, err := Begin(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(filepath.Base(f.file.Name()), TempPrefix) {
		t.Errorf("a file that is being written is called %q", f.file.Name())
	}
	f.Discard()
	if list, err := os.ReadDir(dir); err != nil || len(list) != 0 {
		t.Errorf("after Discard the folder holds %v (%v)", list, err)
	}
}

func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out", "evidence")
	f, err := NewFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"bagit.txt", "data/a/b/c.txt", "data/a/d.txt"} {
		w, err := f.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(name)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"bagit.txt", "../escaped.txt", "/tmp/escaped.txt"} {
		if _, err := f.Create(name); err == nil {
			t.Errorf("Create(%q) returned nil", name)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if got := read(t, filepath.Join(dir, "data/a/b/c.txt")); got != "data/a/b/c.txt" {
		t.Errorf("file holds %q", got)
	}
	if _, err := NewFolder(dir); !errors.Is(err, recourse.Conflict) {
		t.Errorf("NewFolder where one is: err = %v, want conflict", err)
	}
}
