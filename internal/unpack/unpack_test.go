package unpack

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"recourse/intake"
)

// make7z packs the files of a folder with 7-Zip itself.
func make7z(t *testing.T, dir string, options ...string) []byte {
	t.Helper()
	_, program, err := Find()
	if err != nil {
		t.Skipf("%v: this test needs it", err)
	}
	out := filepath.Join(t.TempDir(), "a.7z")
	cmd := exec.Command(program, append(append([]string{"a", "-bd", "-snl"}, options...), out, ".")...)
	cmd.Dir = dir
	if b, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("7z a: %v: %s", err, b)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, body := range files {
		p := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(p), 0o755), os.WriteFile(p, []byte(body), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func read(t *testing.T, name string, b []byte, lim intake.Limits) intake.File {
	t.Helper()
	src := intake.Source{Path: name, Size: int64(len(b)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}
	return intake.Read(t.Context(), src, intake.Options{Unpacker: SevenZip{}, Limits: lim})
}

func codes(f intake.File) []string {
	var all []string
	for _, p := range intake.Problems([]intake.File{f}) {
		all = append(all, p.Code)
	}
	return all
}

func TestA7zIsReadAsATree(t *testing.T) {
	dir := folder(t, map[string]string{"prepiska/račun.txt": "dobar dan", "b.txt": "još"})
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "veza")); err != nil {
		t.Fatal(err)
	}
	f := read(t, "a.7z", make7z(t, dir), intake.Limits{})
	got := map[string]string{}
	for _, n := range f.Files {
		got[n.Path] = n.Text
	}
	if len(got) != 3 || got["a.7z!prepiska/račun.txt"] != "dobar dan" || got["a.7z!b.txt"] != "još" {
		t.Errorf("files %q, problems %v", got, f.Problems)
	}
	if c := codes(f); !slices.Equal(c, []string{"link-not-followed"}) {
		t.Errorf("problems %v, want link-not-followed", c)
	}
}

func TestWhatA7zCannotGiveIsSaid(t *testing.T) {
	dir := folder(t, map[string]string{"a.txt": "dobar dan"})
	big := folder(t, map[string]string{"a.txt": strings.Repeat("\x00", 64<<20)})
	whole := make7z(t, dir)
	tests := []struct {
		name  string
		data  []byte
		lim   intake.Limits
		codes []string
	}{
		{"locked.7z", make7z(t, dir, "-px"), intake.Limits{}, []string{"encrypted"}},
		{"locked list.7z", make7z(t, dir, "-px", "-mhe=on"), intake.Limits{}, []string{"encrypted"}},
		{"cut.7z", whole[:len(whole)/2], intake.Limits{}, []string{"archive-damaged"}},
		{"a.7z.001", whole, intake.Limits{}, []string{"archive-part"}},
		{"more than allowed.7z", make7z(t, big), intake.Limits{Unpacked: 1 << 20}, []string{"archive-too-large"}},
		{"bomb.7z", make7z(t, big), intake.Limits{}, []string{"unpacks-too-far"}},
	}
	for _, tt := range tests {
		f := read(t, tt.name, tt.data, tt.lim)
		if got := codes(f); !slices.Equal(got, tt.codes) || !f.Keep() {
			t.Errorf("%s: problems %v, want %v", tt.name, intake.Problems([]intake.File{f}), tt.codes)
		}
	}
}

func TestWithoutTheProgramThatIsSaid(t *testing.T) {
	if _, _, err := Find(); err == nil {
		t.Skip("7-Zip is installed")
	}
	f := read(t, "a.7z", []byte("7z\xbc\xaf\x27\x1c\x00\x04"), intake.Limits{})
	if got := codes(f); !slices.Equal(got, []string{"archive-not-opened"}) {
		t.Errorf("problems %v, want archive-not-opened", got)
	}
}

func TestTheListIsParsed(t *testing.T) {
	got := parse("Path = f\nSize = 0\nAttributes = D drwxr-xr-x\n\nPath = f/a = b.txt\nSize = 10\nAttributes = A -rw-r--r--\nEncrypted = +\n\nPath = l\nSize = 11\nAttributes = A lrwxrwxrwx\nEncrypted = -\n")
	want := []entry{{name: "f", folder: true}, {name: "f/a = b.txt", size: 10, locked: true}, {name: "l", size: 11, link: true}}
	if !slices.Equal(got, want) {
		t.Errorf("parse = %+v, want %+v", got, want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("Path = a\nSize = 10\nAttributes = A lrwxrwxrwx\n")
	f.Fuzz(func(t *testing.T, list string) {
		entries := parse(list)
		if err := within(entries, intake.Most{Bytes: 100, Files: 10}); err == nil {
			var sum int64
			for _, e := range entries {
				sum += e.size
			}
			if sum < 0 || sum > 100 {
				t.Fatalf("%d bytes are allowed", sum)
			}
		}
	})
}
