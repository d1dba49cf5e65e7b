package custody

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// scratch makes temporary files and counts them.
func scratch(t testing.TB, made *int) Scratch {
	dir := t.TempDir()
	return func() (ScratchFile, error) {
		*made++
		return os.Create(filepath.Join(dir, fmt.Sprint(*made)))
	}
}

// What lies in files is found as what is held: a package of many items is the same, and
// so is what is wrong with it.
func TestAPackageOfManyItems(t *testing.T) {
	const n = 6000
	made := 0
	p := testPackage(t)
	p.Items = nil
	for i := range n {
		p.Items = append(p.Items, textItem(fmt.Sprintf("chat/%d of %d%%.txt", i*7919%n, n), fmt.Sprint("text ", i)))
	}
	held, _ := seal(t, p)
	p.Scratch = scratch(t, &made)
	m, _ := seal(t, p)
	if made == 0 {
		t.Error("nothing lies in files")
	}
	if len(m) != len(held) {
		t.Errorf("%d files, want %d", len(m), len(held))
	}
	for name, b := range held {
		if !bytes.Equal(m[name], b) {
			t.Errorf("%s has other bytes", name)
		}
	}
	item := func(i int) string { return fmt.Sprintf("data/chat/%d of %d%%.txt", i, n) }
	for name, tt := range map[string]struct {
		change func(memFolder)
		want   []string
	}{
		"nothing": {func(memFolder) {}, nil},
		"changed, gone, added": {func(c memFolder) {
			c[item(3000)] = []byte("another text")
			delete(c, item(17))
			c["data/z/more.txt"] = []byte("x")
		}, []string{"bag-changed " + item(3000), "bag-missing " + item(17), "bag-unlisted data/z/more.txt", "seal-item " + item(17), "seal-item data/z/more.txt", "seal-item " + item(3000)}},
		"a row twice, and one of another's": {func(c memFolder) {
			text := string(c["manifest-sha256.txt"])
			lines := strings.SplitAfter(text, "\n")
			c["manifest-sha256.txt"] = []byte(text + lines[9] + strings.Replace(lines[10], "data/", "data/no/", 1))
		}, []string{"bag-twice manifest-sha256.txt", "bag-missing " + "data/no/"}},
		"an item twice in the list": {func(c memFolder) {
			text := string(c[itemsFile])
			lines := strings.SplitAfter(text, "\n")
			c[itemsFile] = []byte(strings.Replace(text, lines[50], lines[50]+lines[50], 1))
		}, []string{"seal-item ", "seal-changed items.json"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := memFolder{}
			for n, b := range m {
				c[n] = b
			}
			tt.change(c)
			want := verifyMem(t, c, VerifyOptions{})
			got := verifyMem(t, c, VerifyOptions{Scratch: scratch(t, &made)})
			if !reflect.DeepEqual(got, want) {
				t.Errorf("with files %+v, without %+v", got.Problems, want.Problems)
			}
			for _, code := range tt.want {
				if !slices.ContainsFunc(codes(got), func(c string) bool { return strings.HasPrefix(c, code) }) {
					t.Errorf("problems %q, want %q", codes(got), code)
				}
			}
			if got.OK != (tt.want == nil) {
				t.Errorf("ok = %v, problems %q", got.OK, codes(got))
			}
		})
	}
}
