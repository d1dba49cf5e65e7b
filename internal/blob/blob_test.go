package blob

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"recourse"
	"recourse/internal/durable"
	"recourse/internal/keys"
)

func newKeys(t testing.TB, cases ...string) *keys.Ring {
	t.Helper()
	r, err := keys.OpenOrCreate(filepath.Join(t.TempDir(), "keys"), keys.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if err := r.NewCase(c); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func open(t testing.TB, where string, k Keyring) *Store {
	t.Helper()
	s, err := Open(t.Context(), where, k)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

// each runs f on a folder and on a bucket.
func each(t *testing.T, f func(t *testing.T, s *Store, k *keys.Ring, caseID string)) {
	t.Helper()
	for _, where := range []string{"mem://", "folder", "file URL"} {
		t.Run(where, func(t *testing.T) {
			id := recourse.NewID()
			k := newKeys(t, id)
			switch where {
			case "folder":
				where = filepath.Join(t.TempDir(), "blobs")
			case "file URL":
				where = "file://" + filepath.Join(t.TempDir(), "blobs")
			}
			f(t, open(t, where, k), k, id)
		})
	}
}

func read(s *Store, caseID, digest string) ([]byte, error) {
	r, err := s.Open(context.Background(), caseID, digest)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(r)
	return b, errors.Join(err, r.Close())
}

func put(t testing.TB, s *Store, caseID string, b []byte) string {
	t.Helper()
	digest, size, err := s.Put(t.Context(), caseID, bytes.NewReader(b))
	if err != nil {
		t.Fatalf("Put: %v", err)
	}
	want := sha256.Sum256(b)
	if digest != hex.EncodeToString(want[:]) || size != int64(len(b)) {
		t.Errorf("Put = %s, %d; want %x, %d", digest, size, want, len(b))
	}
	return digest
}

func TestPutAndOpen(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *keys.Ring, id string) {
		for _, n := range []int{0, 1, 65535, 65536, 65537, 300<<10 + 7} {
			b := make([]byte, n)
			_, _ = rand.Read(b)
			digest := put(t, s, id, b)
			put(t, s, id, b)
			got, err := read(s, id, digest)
			if err != nil || !bytes.Equal(got, b) {
				t.Errorf("%d bytes come back as %d bytes, %v", n, len(got), err)
			}
		}
		n := 0
		for _, err := range s.List(t.Context(), id) {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		if n != 6 {
			t.Errorf("List yields %d blobs, want 6", n)
		}
		if _, err := s.Open(t.Context(), id, strings.Repeat("0", 64)); !errors.Is(err, recourse.NotFound) {
			t.Errorf("Open of what is not there: err = %v, want not found", err)
		}
		for _, bad := range [][2]string{{id, "../../keys"}, {"../x", strings.Repeat("0", 64)}, {id, ""}} {
			if _, err := s.Open(t.Context(), bad[0], bad[1]); !errors.Is(err, recourse.Invalid) {
				t.Errorf("Open(%q): err = %v, want invalid", bad, err)
			}
		}
	})
}

func TestEraseTouchesOneCaseOnly(t *testing.T) {
	each(t, func(t *testing.T, s *Store, k *keys.Ring, id string) {
		other := recourse.NewID()
		if err := k.NewCase(other); err != nil {
			t.Fatal(err)
		}
		digest := put(t, s, id, []byte("the same file"))
		put(t, s, other, []byte("the same file"))
		for range 2 {
			if err := s.Erase(t.Context(), id); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := read(s, id, digest); !errors.Is(err, recourse.NotFound) {
			t.Errorf("after Erase: err = %v, want not found", err)
		}
		if b, err := read(s, other, digest); err != nil || string(b) != "the same file" {
			t.Errorf("the other case's blob reads %q, %v", b, err)
		}
		if err := k.DestroyCase(other); err != nil {
			t.Fatal(err)
		}
		if _, err := read(s, other, digest); !errors.Is(err, keys.ErrDestroyed) {
			t.Errorf("Open under a destroyed key: err = %v", err)
		}
		if _, _, err := s.Put(t.Context(), other, strings.NewReader("x")); !errors.Is(err, keys.ErrDestroyed) {
			t.Errorf("Put under a destroyed key: err = %v", err)
		}
	})
}

// An erasure of a case that nobody recorded is cut off in its midst: the mark is
// still there, and the next start finds the case by it.
func TestEraseThatIsCutOffIsFoundAgain(t *testing.T) {
	id := recourse.NewID()
	where := filepath.Join(t.TempDir(), "blobs")
	s := open(t, where, newKeys(t, id))
	if _, err := s.Begin(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	digest := put(t, s, id, []byte("x"))
	errCut := errors.New("cut off")
	back := durable.BreakForTest(func(step, name string) (before, after error) {
		if step == "syncdir" && filepath.Base(name) == id {
			return errCut, nil
		}
		return nil, nil
	})
	err := s.Erase(t.Context(), id)
	back()
	if !errors.Is(err, errCut) {
		t.Fatalf("Erase = %v, want the fault", err)
	}
	if _, err := read(s, id, digest); !errors.Is(err, recourse.NotFound) {
		t.Errorf("the blob: %v, want not found", err)
	}
	if list, err := s.Unfinished(t.Context()); err != nil || !slices.Equal(list, []string{id}) {
		t.Errorf("Unfinished = %q, %v, want the case", list, err)
	}
	if err := s.Erase(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if list, err := s.Unfinished(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("Unfinished = %q, %v after it was erased", list, err)
	}
}

func TestPutThatFailsKeepsNothing(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *keys.Ring, id string) {
		broken := io.MultiReader(strings.NewReader(strings.Repeat("x", 1<<20)), failing{})
		if _, _, err := s.Put(t.Context(), id, broken); !errors.Is(err, errFailing) {
			t.Errorf("Put of a reader that fails: err = %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, _, err := s.Put(ctx, id, strings.NewReader("x")); !errors.Is(err, context.Canceled) {
			t.Errorf("Put with a cancelled context: err = %v", err)
		}
		for d, err := range s.List(t.Context(), id) {
			t.Errorf("List yields %q, %v after two failures", d, err)
		}
	})
}

var errFailing = errors.New("the test says no")

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errFailing }

func TestPutAtTheSameTime(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *keys.Ring, id string) {
		b := bytes.Repeat([]byte("same "), 50000)
		var wg sync.WaitGroup
		errs := make([]error, 6)
		for i := range errs {
			wg.Go(func() { _, _, errs[i] = s.Put(t.Context(), id, bytes.NewReader(b)) })
		}
		wg.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, err := range s.List(t.Context(), id) {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		if n != 1 {
			t.Errorf("List yields %d blobs, want 1", n)
		}
	})
}

// damage changes the file of a blob on the disk.
func TestDamageIsFound(t *testing.T) {
	id := recourse.NewID()
	k := newKeys(t, id)
	where := filepath.Join(t.TempDir(), "blobs")
	s := open(t, where, k)
	content := bytes.Repeat([]byte("0123456789abcdef"), 10000)
	digest := put(t, s, id, content)
	other := put(t, s, id, []byte("another"))
	name := func(d string) string { return filepath.Join(where, id, d[:2], d) }
	whole, err := os.ReadFile(name(digest))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(whole, []byte("0123456789")) {
		t.Error("the file on the disk shows the content")
	}
	exchanged, err := os.ReadFile(name(other))
	if err != nil {
		t.Fatal(err)
	}
	flipped := func(i int) []byte {
		b := bytes.Clone(whole)
		b[i] ^= 1
		return b
	}
	tests := map[string][]byte{
		"emptied":                    {},
		"cut in the header":          whole[:100],
		"cut at a chunk's end":       whole[:200+65536+16],
		"cut by one byte":            whole[:len(whole)-1],
		"longer by one byte":         append(bytes.Clone(whole), 0),
		"flipped in the header":      flipped(60),
		"flipped in the middle":      flipped(len(whole) / 2),
		"flipped at the end":         flipped(len(whole) - 1),
		"exchanged for another blob": exchanged,
	}
	for what, b := range tests {
		t.Run(what, func(t *testing.T) {
			if err := os.WriteFile(name(digest), b, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := read(s, id, digest); !errors.Is(err, ErrDamaged) {
				t.Errorf("read: err = %v, want ErrDamaged", err)
			}
			// Handing the same file in again repairs it.
			put(t, s, id, content)
			if got, err := read(s, id, digest); err != nil || !bytes.Equal(got, content) {
				t.Errorf("after handing in again: %d bytes, %v", len(got), err)
			}
		})
	}
}

func TestWrongKeyIsFound(t *testing.T) {
	id := recourse.NewID()
	where := filepath.Join(t.TempDir(), "blobs")
	digest := put(t, open(t, where, newKeys(t, id)), id, []byte("x"))
	if _, err := read(open(t, where, newKeys(t, id)), id, digest); !errors.Is(err, ErrDamaged) {
		t.Errorf("read under another key: err = %v, want ErrDamaged", err)
	}
}

// A crash leaves a spool; it is no blob, and nothing lists it.
func TestSpoolsAreNoBlobs(t *testing.T) {
	id := recourse.NewID()
	where := filepath.Join(t.TempDir(), "blobs")
	s := open(t, where, newKeys(t, id))
	digest := put(t, s, id, []byte("x"))
	if err := os.WriteFile(filepath.Join(where, id, durable.TempPrefix+"1"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	var got []string
	for d, err := range s.List(t.Context(), id) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, d)
	}
	if !slices.Equal(got, []string{digest}) {
		t.Errorf("List = %q, want %q", got, digest)
	}
}

func TestOpenRefusesPlaces(t *testing.T) {
	for _, where := range []string{"", "ftp://host.example/x", "s3://bucket"} {
		if _, err := Open(t.Context(), where, nil); !errors.Is(err, recourse.Invalid) {
			t.Errorf("Open(%q): err = %v, want invalid", where, err)
		}
	}
}

func BenchmarkPut(b *testing.B) {
	id := recourse.NewID()
	s := open(b, filepath.Join(b.TempDir(), "blobs"), newKeys(b, id))
	content := make([]byte, 8<<20)
	b.SetBytes(int64(len(content)))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		copy(content, fmt.Sprint(i))
		if _, _, err := s.Put(b.Context(), id, bytes.NewReader(content)); err != nil {
			b.Fatal(err)
		}
	}
}

// What lies among the blobs and is none is named; what somebody is putting, and the empty
// folder of who was cut off, is not.
func TestSurvey(t *testing.T) {
	id, empty := recourse.NewID(), recourse.NewID()
	dir := t.TempDir()
	s := open(t, dir, newKeys(t, id))
	digest := put(t, s, id, []byte("x"))
	if _, err := s.Begin(t.Context(), empty); err != nil {
		t.Fatal(err)
	}
	if cases, strays, err := s.Survey(t.Context()); err != nil || !slices.Equal(cases, []string{id}) || len(strays) > 0 {
		t.Errorf("Survey = %q, %q, %v", cases, strays, err)
	}
	want := []string{id + "/" + digest, id + "/zz", "folder", "notes.txt"}
	for _, name := range append(want, "folder/x") {
		var err error
		if name == "folder" || name == id+"/zz" {
			err = os.Mkdir(filepath.Join(dir, name), 0o700)
		} else {
			err = os.WriteFile(filepath.Join(dir, name), nil, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(want)
	if cases, strays, err := s.Survey(t.Context()); err != nil || !slices.Equal(cases, []string{id}) || !slices.Equal(strays, want) {
		t.Errorf("Survey = %q, %q, %v, want %q", cases, strays, err, want)
	}
	mem := open(t, "mem://", newKeys(t, id))
	put(t, mem, id, []byte("x"))
	if cases, strays, err := mem.Survey(t.Context()); err != nil || !slices.Equal(cases, []string{id}) || len(strays) > 0 {
		t.Errorf("Survey of a bucket = %q, %q, %v", cases, strays, err)
	}
}
