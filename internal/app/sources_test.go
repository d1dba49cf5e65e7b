package app_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"recourse/custody"
	"recourse/internal/app"
)

// writeTree writes files below a folder, with their own names in them.
func writeTree(t *testing.T, dir string, names ...string) {
	t.Helper()
	for _, name := range names {
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// Files that would have one name are told apart by the paths to them, and a listing
// has what the list has.
func TestSourcesOfSeveralPathsHaveTheirOwnNames(t *testing.T) {
	t.Chdir(t.TempDir())
	writeTree(t, ".", "a/slips/1.txt", "a/slips/2.txt", "b/slips/2.txt", "b/slips/3.txt", "b/slips.d/4.txt", "a/chat.txt", "b/chat.txt")
	if err := os.Symlink("1.txt", "a/slips/link"); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ paths, want []string }{
		{[]string{"b"}, []string{"chat.txt", "slips/2.txt", "slips/3.txt", "slips.d/4.txt"}},
		{[]string{"a/slips", "b/slips", "b/slips.d"}, []string{"slips/1.txt", "slips/2.txt", "b/slips/2.txt", "slips/3.txt", "slips.d/4.txt"}},
		{[]string{"a/chat.txt", "b/chat.txt"}, []string{"chat.txt", "b/chat.txt"}},
		{[]string{"b/chat.txt", ".", "a/slips"}, []string{"chat.txt", "a/chat.txt", "a/slips/1.txt", "a/slips/2.txt", "b/chat.txt", "b/slips/2.txt", "b/slips/3.txt", "b/slips.d/4.txt", "slips/1.txt", "slips/2.txt"}},
	} {
		sources, problems := app.Sources(tt.paths)
		var got []string
		for _, s := range sources {
			got = append(got, s.Path)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Sources(%q) (-want +got):\n%s", tt.paths, diff)
		}
		l, same, err := app.List(tt.paths)
		if err != nil {
			t.Fatal(err)
		}
		var listed []string
		for f, err := range l.All() {
			if err != nil {
				t.Fatal(err)
			}
			listed = append(listed, f.Name)
		}
		if diff := cmp.Diff(tt.want, listed); diff != "" || l.Len() != len(listed) {
			t.Errorf("List(%q) has %d (-want +got):\n%s", tt.paths, l.Len(), diff)
		}
		if diff := cmp.Diff(problems, same); diff != "" {
			t.Errorf("problems of Sources and List differ:\n%s", diff)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
}

// What leaves is sealed with the digests that were taken, and opened where it lies.
func TestGatheredItemsAreThoseThatLeave(t *testing.T) {
	dir := t.TempDir()
	writeTree(t, dir, "1.txt", "2.txt", "3.txt", "4.txt")
	l, _, err := app.List([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := os.Remove(filepath.Join(dir, "3.txt")); err != nil { // it goes while they are read
		t.Fatal(err)
	}
	g, problems, err := app.Gather(t.Context(), l, app.Found.Source)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	if len(problems) != 1 || problems[0].Path != "3.txt" || problems[0].Code != "unreadable" {
		t.Errorf("problems = %v, want that 3.txt cannot be read", problems)
	}
	for _, place := range []int{3, 2, 0} { // in the order in which they were read
		if err := g.Leave(place, "text/plain", "chat"); err != nil {
			t.Fatal(err)
		}
	}
	at := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	var got []string
	for it, err := range g.Items(at) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, it.Path)
		r, err := app.OpenFound(t.Context(), it)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		want := custody.Item{Path: it.Path, SHA256: it.SHA256, Size: int64(len(it.Path)), MediaType: "text/plain", Kind: "chat", Door: "cli", By: "owner", At: at, Ref: filepath.Join(dir, it.Path)}
		if err != nil || !bytes.Equal(b, []byte(it.Path)) || it.SHA256 != fmt.Sprintf("%x", sha256.Sum256(b)) || !cmp.Equal(want, it) {
			t.Errorf("item %+v opens as %q, %v; want %+v", it, b, err, want)
		}
	}
	if want := []string{"1.txt", "4.txt"}; !cmp.Equal(want, got) {
		t.Errorf("items %q, want %q", got, want)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := app.Gather(ended, l, app.Found.Source); err == nil {
		t.Error("Gather goes on after its context has ended")
	}
}
