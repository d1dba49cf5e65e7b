package app_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"recourse"
	"recourse/internal/app"
)

func write(t *testing.T, f *app.Folder, name, text string) {
	t.Helper()
	w, err := f.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func TestFolderIsSeenWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	f, err := app.NewFolder(out, false)
	if err != nil {
		t.Fatal(err)
	}
	write(t, f, "a/b.txt", "x")
	if _, err := os.Stat(out); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder has its name before Keep: %v", err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if left := names(t, dir); len(left) != 0 {
		t.Errorf("a folder that was not kept left %v", left)
	}
}

func TestFolderIsNotMixedWithAnEarlierOne(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	first, err := app.NewFolder(out, false)
	if err != nil {
		t.Fatal(err)
	}
	write(t, first, "old.txt", "x")
	if err := first.Keep(); err != nil {
		t.Fatal(err)
	}
	if _, err := app.NewFolder(out, false); !errors.Is(err, recourse.Conflict) {
		t.Errorf("NewFolder over another = %v, want kind Conflict", err)
	}
	second, err := app.NewFolder(out, true)
	if err != nil {
		t.Fatal(err)
	}
	write(t, second, "new.txt", "y")
	if err := second.Keep(); err != nil {
		t.Fatal(err)
	}
	if got := names(t, out); len(got) != 2 || got[1] != "new.txt" {
		t.Errorf("after a forced second run the folder holds %v, want the list and new.txt alone", got)
	}
	if left := names(t, dir); len(left) != 1 {
		t.Errorf("beside the folder stands %v", left)
	}
}

func TestFolderRefusesNamesThatLeaveIt(t *testing.T) {
	f, err := app.NewFolder(filepath.Join(t.TempDir(), "out"), false)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, name := range []string{"../x", "/x", "a/../../x", ""} {
		if _, err := f.Create(name); !errors.Is(err, recourse.Invalid) {
			t.Errorf("Create(%q) = %v, want kind Invalid", name, err)
		}
	}
}

func TestFolderWillNotReplaceAFile(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	if err := os.WriteFile(out, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := app.NewFolder(out, true); !errors.Is(err, recourse.Conflict) {
		t.Errorf("NewFolder over a file = %v, want kind Conflict", err)
	}
}

func TestFolderLeavesWhatItDidNotWrite(t *testing.T) {
	dir := t.TempDir()
	mine := filepath.Join(dir, "mine")
	if err := os.MkdirAll(mine, 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(mine, "letter.txt"), []byte("dear"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := app.NewFolder(mine, true); !errors.Is(err, recourse.Conflict) {
		t.Errorf("NewFolder over somebody's folder = %v, want kind Conflict", err)
	}
	out := filepath.Join(dir, "out")
	f, err := app.NewFolder(out, false)
	if err != nil {
		t.Fatal(err)
	}
	write(t, f, "a%b\nc.txt", "x")
	if err := f.Keep(); err != nil {
		t.Fatal(err)
	}
	again, err := app.NewFolder(out, true)
	if err != nil {
		t.Fatalf("NewFolder over our own folder: %v", err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(out, "note.txt"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := app.NewFolder(out, true); !errors.Is(err, recourse.Conflict) {
		t.Errorf("NewFolder over our folder with a foreign file = %v, want kind Conflict", err)
	}
}

func TestFolderLiesBesideWhatIsRead(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	if err := os.MkdirAll(in, 0o750); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "chat.txt")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(in, link); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ out, in string }{
		{in, in}, {filepath.Join(in, "out"), in}, {dir, in}, {filepath.Join(link, "out"), in}, {in, link}, {dir, file},
	} {
		if _, err := app.NewFolder(tc.out, true, tc.in); !errors.Is(err, recourse.Conflict) {
			t.Errorf("NewFolder(%s) while reading %s = %v, want kind Conflict", tc.out, tc.in, err)
		}
	}
	f, err := app.NewFolder(filepath.Join(dir, "out"), false, in, file)
	if err != nil {
		t.Fatalf("NewFolder beside the input: %v", err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
