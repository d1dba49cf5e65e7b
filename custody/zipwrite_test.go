package custody

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"testing"
	"time"

	"recourse/internal/spill"
)

// zipCase is files of a zip that begins at start, as if so many bytes stood before it.
type zipCase struct {
	start int64
	files int
	name  func(i int) string
	size  func(i int) int
}

// both writes the same files with archive/zip alone and with zipFiles.
func (c zipCase) both(t testing.TB) (want, got []byte) {
	t.Helper()
	var a, b bytes.Buffer
	zw := zip.NewWriter(&a)
	zw.SetOffset(c.start)
	ours := newZipFiles(&b, spill.New(nil))
	ours.at = c.start
	for i := range c.files {
		content := bytes.Repeat([]byte{byte(i)}, c.size(i))
		at := testNow.Add(time.Duration(i) * time.Hour)
		w, err := zw.CreateHeader(&zip.FileHeader{Name: c.name(i), Method: zip.Store, Modified: at})
		if err == nil {
			_, err = w.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
		if w, err = ours.stored(c.name(i), at); err == nil {
			_, err = w.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	if err := ours.close(); err != nil {
		t.Fatal(err)
	}
	return a.Bytes(), b.Bytes()
}

func TestOurZipIsThatOfArchiveZip(t *testing.T) {
	plain := func(i int) string { return fmt.Sprintf("dokazi/data/%d.txt", i) }
	for name, c := range map[string]zipCase{
		"no file":                      {0, 0, plain, nil},
		"a few":                        {0, 5, plain, func(i int) int { return i * 70_000 }},
		"names in other letters":       {0, 3, func(i int) string { return fmt.Sprintf("dokazi/data/čekić ž%d\n%%.txt", i) }, func(int) int { return 10 }},
		"names that are not UTF-8":     {0, 2, func(i int) string { return fmt.Sprintf("dokazi/\xff\xfe%d", i) }, func(int) int { return 1 }},
		"folders":                      {0, 2, func(i int) string { return fmt.Sprintf("dokazi/%d/", i) }, func(int) int { return 0 }},
		"more files than fit 16 bits":  {0, 66_000, plain, func(i int) int { return i % 3 }},
		"as many as 16 bits":           {0, 65_535, plain, func(int) int { return 0 }},
		"one less":                     {0, 65_534, plain, func(int) int { return 0 }},
		"behind four gigabytes":        {5 << 30, 3, plain, func(i int) int { return i }},
		"around four gigabytes":        {1<<32 - 150, 4, plain, func(int) int { return 1 }},
		"just at what fits in 32 bits": {1<<32 - 1, 2, plain, func(int) int { return 1 }},
	} {
		t.Run(name, func(t *testing.T) {
			if want, got := c.both(t); !bytes.Equal(want, got) {
				t.Errorf("%d bytes, want %d, or others", len(got), len(want))
			}
		})
	}
}

// endless is a file of so many bytes without their being there.
type endless struct{ n int64 }

func (e *endless) Write(p []byte) (int, error) { e.n += int64(len(p)); return len(p), nil }

// A file of more than 32 bits can count is described in another way.
func TestALargeFileInAZip(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes seconds")
	}
	const size = 1<<32 + 10
	var tails [2][]byte
	for i := range tails {
		var out lastBytes
		buf := make([]byte, 1<<20)
		write := func(w io.Writer) {
			for n := int64(0); n < size; n += int64(len(buf)) {
				if _, err := w.Write(buf[:min(int64(len(buf)), size-n)]); err != nil {
					t.Fatal(err)
				}
			}
		}
		if i == 0 {
			zw := zip.NewWriter(&out)
			w, err := zw.CreateHeader(&zip.FileHeader{Name: "a", Method: zip.Store, Modified: testNow})
			if err != nil {
				t.Fatal(err)
			}
			write(w)
			if err := zw.Close(); err != nil {
				t.Fatal(err)
			}
		} else {
			z := newZipFiles(&out, spill.New(nil))
			w, err := z.stored("a", testNow)
			if err != nil {
				t.Fatal(err)
			}
			write(w)
			if err := z.close(); err != nil {
				t.Fatal(err)
			}
		}
		tails[i] = append(fmt.Appendf(nil, "%d ", out.n), out.last...)
	}
	if !bytes.Equal(tails[0], tails[1]) {
		t.Errorf("a large file ends with %x, want %x", tails[1], tails[0])
	}
}

// lastBytes counts what is written and keeps its end.
type lastBytes struct {
	endless
	last []byte
}

func (l *lastBytes) Write(p []byte) (int, error) {
	l.last = append(l.last, p[max(0, len(p)-512):]...)
	l.last = l.last[max(0, len(l.last)-512):]
	return l.endless.Write(p)
}

// listOf lists the files of a zip as a directory gives them, each opened by its place.
func listOf(t testing.TB, dir zipDir) (list []string) {
	t.Helper()
	err := dir.each(func(f *zip.File, place int64) error {
		again, err := dir.file(place)
		if err != nil || again.Name != f.Name {
			t.Errorf("the file at %d is %v (%v), want %q", place, again, err, f.Name)
			return err
		}
		content := "?"
		if r, err := again.Open(); err == nil {
			b, err := io.ReadAll(r)
			content = fmt.Sprintf("%q %v", b, err)
		}
		list = append(list, fmt.Sprintf("%q %v %v %s", f.Name, f.Mode(), f.Modified.UTC(), content))
		return nil
	})
	if err != nil {
		list = append(list, err.Error())
	}
	return list
}

// FuzzZipPages compares a directory that is read page by page with one that is read at
// once: where both can be read they are the same.
func FuzzZipPages(f *testing.F) {
	plain := zipCase{0, 3, func(i int) string { return fmt.Sprintf("a/%d", i) }, func(i int) int { return i }}
	want, _ := plain.both(f)
	f.Add(want)
	f.Add(want[:len(want)-1])
	f.Add(append([]byte("ahead"), want...))
	var packed bytes.Buffer
	zw := zip.NewWriter(&packed)
	for _, name := range []string{"b/", "b/x", "b/x", "../y"} {
		if w, err := zw.Create(name); err == nil {
			_, _ = io.WriteString(w, name[:len(name)/3])
		}
	}
	_ = zw.Close()
	f.Add(packed.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		pages, ok := pagesOf(bytes.NewReader(b), int64(len(b)))
		if !ok {
			return
		}
		zr, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		if zr == nil || zr.File == nil {
			if list := listOf(t, pages); len(list) > 0 && err != nil {
				t.Errorf("page by page it has %q; at once: %v", list, err)
			}
			return
		}
		if got, want := listOf(t, pages), listOf(t, wholeZip{zr}); !slices.Equal(got, want) {
			t.Errorf("page by page it has %q, want %q", got, want)
		}
	})
}

func TestManyFilesInPages(t *testing.T) {
	c := zipCase{0, 1000, func(i int) string { return fmt.Sprintf("a/%d", i) }, func(i int) int { return i % 5 }}
	b, _ := c.both(t)
	pages, ok := pagesOf(bytes.NewReader(b), int64(len(b)))
	if !ok {
		t.Fatal("a zip of a thousand files is not read in pages")
	}
	zr, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := listOf(t, pages), listOf(t, wholeZip{zr}); !slices.Equal(got, want) {
		t.Errorf("%d files, want %d, or others", len(got), len(want))
	}
	for _, place := range []int{999, 0, 500, 127, 128} { // in any order
		f, err := pages.file(placesIn(dirOf(t, pages))[place])
		if err != nil || f.Name != fmt.Sprintf("a/%d", place) {
			t.Errorf("file %d is %v, %v", place, f, err)
		}
	}
}

func dirOf(t *testing.T, z *zipPages) []byte {
	b, _, err := z.heads(0, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
