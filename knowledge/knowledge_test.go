package knowledge_test

import (
	"bytes"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"recourse"
	"recourse/knowledge"
)

type brand struct {
	ID    string   `yaml:"id"`
	Names []string `yaml:"names"`
	Score int      `yaml:"score"`
}

func TestDecodeIsStrict(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		wants      []string // parts of the error; none: it is read
	}{
		{"a file as it should be", "id: a\nnames: [x, y]\n", nil},
		{"an unknown field", "id: a\ncolour: red\n", []string{"a.yaml", "colour", "2"}},
		{"a value of another type", "id: a\nscore: many\n", []string{"a.yaml", "2"}},
		{"a key given twice", "id: a\nid: b\n", []string{"a.yaml", "id"}},
		{"a second document", "id: a\n---\nid: b\n", []string{"a.yaml", "second document"}},
		{"nothing", "", []string{"a.yaml", "empty"}},
		{"no YAML", "id: [", []string{"a.yaml"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var b brand
			err := knowledge.Decode(fstest.MapFS{"a.yaml": {Data: []byte(tc.text)}}, "a.yaml", &b)
			if tc.wants == nil {
				if err != nil || b.ID != "a" {
					t.Fatalf("Decode = %+v, %v", b, err)
				}
				return
			}
			if !errors.Is(err, recourse.Invalid) {
				t.Fatalf("Decode(%q) = %v, want kind Invalid", tc.text, err)
			}
			for _, want := range tc.wants {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not name %q", err, want)
				}
			}
		})
	}
}

func TestReadFileIsBounded(t *testing.T) {
	fsys := fstest.MapFS{"big.yaml": {Data: bytes.Repeat([]byte("#"), 5<<20)}}
	if _, err := knowledge.ReadFile(fsys, "big.yaml"); !errors.Is(err, recourse.Invalid) {
		t.Errorf("ReadFile of 5 MiB = %v, want kind Invalid", err)
	}
}

func TestOverlay(t *testing.T) {
	lower := fstest.MapFS{
		"brands/a.yaml": {Data: []byte("lower a")}, "brands/b.yaml": {Data: []byte("lower b")}, "brands/c.yaml": {Data: []byte("lower c")},
	}
	upper := fstest.MapFS{
		"brands/b.yaml": {Data: []byte("upper b")}, "brands/c.yaml": {}, "brands/d.yaml": {Data: []byte("upper d")}, "letters/x.md": {Data: []byte("x")},
	}
	fsys := knowledge.Overlay(lower, upper)
	names, err := knowledge.Glob(fsys, "brands/**")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"brands/a.yaml", "brands/b.yaml", "brands/d.yaml"}, names); diff != "" {
		t.Errorf("files of both, an empty one hiding its namesake (-want +got):\n%s", diff)
	}
	for name, want := range map[string]string{"brands/a.yaml": "lower a", "brands/b.yaml": "upper b", "letters/x.md": "x"} {
		if b, err := fs.ReadFile(fsys, name); err != nil || string(b) != want {
			t.Errorf("%s = %q, %v; want %q", name, b, err, want)
		}
	}
	if _, err := fs.ReadFile(fsys, "brands/none.yaml"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that neither has = %v", err)
	}
	if files, err := knowledge.Glob(fsys, "nowhere/**"); err != nil || len(files) != 0 {
		t.Errorf("Glob of a folder that is not there = %v, %v", files, err)
	}
}

func TestWhatShipsIsFoundByListing(t *testing.T) {
	for _, folder := range []string{"patterns", "brands", "routes", "playbooks", "jurisdictions", "letters", "statements", "pages", "chats", "documents", "mailboxes", "locales"} {
		files, err := knowledge.Glob(knowledge.Files(), folder+"/**")
		if err != nil || len(files) == 0 {
			t.Errorf("%s holds %d files, %v", folder, len(files), err)
		}
	}
	if got := knowledge.ID("patterns/job/task-job.yaml"); got != "task-job" {
		t.Errorf("ID = %q, want task-job", got)
	}
}

func FuzzDecodeBytes(f *testing.F) {
	for _, s := range []string{"id: a\nnames: [x]\n", "id: &a b\nnames: [*a, *a]\n", "---\n---\n", "id: !!binary aGk=\n", "{id: a, score: 1e9}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var v brand
		if err := knowledge.DecodeBytes("fuzz.yaml", b, &v); err != nil && !errors.Is(err, recourse.Invalid) {
			t.Errorf("DecodeBytes = %v, want kind Invalid", err)
		}
	})
}

func TestReadAllKeepsTheOrderOfNames(t *testing.T) {
	names := strings.Fields(strings.Repeat("a b c d e f g h ", 20))
	all, err := knowledge.ReadAll(names, func(name string) (string, error) { return name + "!", nil })
	if err != nil || len(all) != len(names) {
		t.Fatalf("ReadAll gives %d of %d, %v", len(all), len(names), err)
	}
	for i, got := range all {
		if got != names[i]+"!" {
			t.Errorf("ReadAll gives %q for %q", got, names[i])
		}
	}
	_, err = knowledge.ReadAll(names, func(name string) (string, error) {
		if name > "c" {
			return "", errors.New("wrong: " + name)
		}
		return name, nil
	})
	if err == nil || err.Error() != "wrong: d" {
		t.Errorf("ReadAll = %v, want the first error", err)
	}
}
