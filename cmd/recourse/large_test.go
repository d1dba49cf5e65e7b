package main

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"recourse/custody"
	"recourse/internal/app"
	"recourse/internal/backup"
	"recourse/internal/keys"
)

// pattern is n bytes without an end of their own.
type pattern struct{ left int64 }

func (p *pattern) Read(b []byte) (int, error) {
	if p.left == 0 {
		return 0, io.EOF
	}
	n := int(min(int64(len(b)), p.left))
	for i := range b[:n] {
		b[i] = byte(p.left>>16) + byte(i)*7
	}
	p.left -= int64(n)
	return n, nil
}

// needed is how much of the heap each step needs, in bytes.
type needed map[string]int64

// step does one thing with a large case, and says what it took.
func (n needed) step(t *testing.T, what string, f func() error) {
	t.Helper()
	began := time.Now()
	var err error
	heap := heapOf(func() { err = f() })
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	t.Logf("%s: %v, %.1f MB of heap are needed, %.1f in use", what, time.Since(began).Round(time.Millisecond), float64(heap.live)/(1<<20), float64(heap.inUse)/(1<<20))
	n[what] = heap.live
}

// throughAll hands in, seals, verifies, audits, backs up and restores, below the folder
// where. The package is verified as a folder too where that is asked for.
func throughAll(t *testing.T, where string, in app.Input, folder bool) needed {
	dir, err := os.MkdirTemp(where, "recourse-large") //nolint:usetesting // the test's own folder lies elsewhere
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	t.Setenv("TMPDIR", dir)
	n := make(needed)
	v := openVault(t, filepath.Join(dir, "data"), nil)
	secret, recipient, err := keys.NewRecovery()
	if err == nil {
		err = v.ring.AddRecovery(recipient)
	}
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	var id string
	n.step(t, "hand in", func() (err error) { id, err = v.Open(ctx, v.who, in); return err })
	v.close(t)
	v = openVault(t, v.dir, nil) // what was found is not at hand any more
	n.sealed(t, v, id, filepath.Join(dir, "package"), folder)
	n.step(t, "audit", func() error { v.audit(t); return nil })
	to := filepath.Join(dir, "backup")
	source := sourceOf(v.dir, v.ring)
	source.Now, source.Keep = time.Now(), 1
	copied := func() error {
		res, err := backup.Write(ctx, to, source)
		if err == nil && len(res.Problems) > 0 {
			err = fmt.Errorf("the copy has problems: %v", res.Problems)
		}
		return err
	}
	n.step(t, "back up", copied)
	n.step(t, "back up again", copied)
	v.close(t)
	if err := os.RemoveAll(v.dir); err != nil { // a large item need not lie there three times
		t.Fatal(err)
	}
	key := filepath.Join(dir, "recovery.txt")
	if err := os.WriteFile(key, []byte(secret), 0o600); err != nil {
		t.Fatal(err)
	}
	n.step(t, "restore", func() error {
		if code, _, errs := do(t, "restore", to, "--data", filepath.Join(dir, "restored"), "--identity", key); code != exitDone {
			return fmt.Errorf("restore ends with %d: %s", code, errs)
		}
		return nil
	})
	return n
}

// sealed seals the case into a zip and verifies that.
func (n needed) sealed(t *testing.T, v *vault, id, to string, folder bool) {
	defer os.RemoveAll(to)
	if err := os.Mkdir(to, 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(to, "package.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ctx := context.Background()
	n.step(t, "seal", func() error { return v.Write(ctx, v.who, id, app.EvidenceZip, "en", f) })
	verify := func(what string, check func(custody.VerifyOptions) (custody.Report, error)) {
		n.step(t, what, func() error {
			r, err := check(custody.VerifyOptions{Scratch: app.Scratch})
			if err == nil && !r.OK {
				err = fmt.Errorf("problems: %v", r.Problems[:min(3, len(r.Problems))])
			}
			return err
		})
	}
	verify("verify the zip", func(opt custody.VerifyOptions) (custody.Report, error) {
		info, err := f.Stat()
		if err != nil {
			return custody.Report{}, err
		}
		return custody.VerifyZip(ctx, f, info.Size(), opt)
	})
	if !folder {
		return
	}
	unzipInto(t, f.Name(), to)
	verify("verify the folder", func(opt custody.VerifyOptions) (custody.Report, error) {
		dirs, err := filepath.Glob(filepath.Join(to, "recourse-*"))
		if err != nil || len(dirs) != 1 {
			return custody.Report{}, fmt.Errorf("unpacked: %q, %v", dirs, err)
		}
		return custody.Verify(ctx, os.DirFS(dirs[0]), opt)
	})
}

// unzipInto unpacks a zip into a folder.
func unzipInto(t *testing.T, name, to string) {
	t.Helper()
	zr, err := zip.OpenReader(name)
	if err == nil {
		err = os.CopyFS(to, zr)
		err = errors.Join(err, zr.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestLargeItem takes one item of 256 MB through everything: memory does not
// depend on its size. With RECOURSE_LONG it has 10 GB.
func TestLargeItem(t *testing.T) {
	if !byItself(t) {
		return
	}
	size := int64(256 << 20)
	if os.Getenv("RECOURSE_LONG") != "" {
		size = 10 << 30
	}
	n := throughAll(t, "", app.Input{Files: []app.Upload{{Name: "call.bin", Size: size, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(&pattern{size}), nil
	}}}}, false)
	for step, bytes := range n {
		if bytes > 12<<20 {
			t.Errorf("%s: %d bytes of heap are needed, want at most %d", step, bytes, 12<<20)
		}
	}
}

// TestManyItems takes 2,000 items of one case through everything, and then 8,000, with
// RECOURSE_LONG 20,000 and 100,000 too: memory does not grow with their number. Each step stays below
// one bound, whatever the number: what a short step of few items needs is over before it
// is seen, so the numbers are not compared with each other.
func TestManyItems(t *testing.T) {
	if !byItself(t) {
		return
	}
	const most = 12 << 20 // bytes, of all items together
	counts := []int{2000, 8000}
	where := memoryDisk()
	if os.Getenv("RECOURSE_LONG") != "" {
		counts = append(counts, 20_000, 100_000)
	}
	for _, count := range counts {
		t.Run(fmt.Sprint(count), func(t *testing.T) {
			for step, bytes := range throughAll(t, where, manyItems(count), true) {
				if bytes > most {
					t.Errorf("%s: %d items need %d bytes of heap, want at most %d", step, count, bytes, most)
				}
			}
		})
	}
}

// TestSealOfManyFiles seals 4,000 files of a folder on the command line, with
// RECOURSE_LONG 100,000 too: the list of them is not held.
func TestSealOfManyFiles(t *testing.T) {
	if !byItself(t) {
		return
	}
	const most = 24 << 20 // bytes, of all files together and of what ships, which each run loads
	counts := []int{4000}
	if os.Getenv("RECOURSE_LONG") != "" {
		counts = append(counts, 100_000)
	}
	dir, err := os.MkdirTemp(memoryDisk(), "recourse-many") //nolint:usetesting // where no flush is needed
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	t.Setenv("TMPDIR", dir)
	n := make(needed)
	for _, count := range append([]int{1}, counts...) { // one file first: what ships is loaded then
		from, to := filepath.Join(dir, fmt.Sprint(count)), filepath.Join(dir, fmt.Sprint(count, ".zip"))
		if err := os.Mkdir(from, 0o700); err != nil {
			t.Fatal(err)
		}
		for i := range count {
			if err := os.WriteFile(filepath.Join(from, fmt.Sprintf("%d.txt", i)), fmt.Appendf(nil, "Message %d: see you on Monday", i), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		what := fmt.Sprintf("seal %d files", count)
		n.step(t, what, func() error {
			if code, _, errs := do(t, "seal", from, "--zip", "--out", to); code != exitDone {
				return fmt.Errorf("ends with %d: %s", code, errs)
			}
			return nil
		})
		if count > 1 && n[what] > most {
			t.Errorf("%s: %d bytes of heap are needed, want at most %d", what, n[what], most)
		}
	}
}

// memoryDisk is a folder that lies in memory, where the system has one: it needs no
// flush, which is most of the time of small items.
func memoryDisk() string {
	const shm = "/dev/shm"
	if info, err := os.Stat(shm); err != nil || !info.IsDir() {
		return ""
	}
	return shm
}

// TestManyTexts takes 1,500 PDFs of one case through everything, with RECOURSE_LONG 5,000
// and 20,000 too, out of each of which a text is read that is kept as well.
func TestManyTexts(t *testing.T) {
	if !byItself(t) {
		return
	}
	const most = 12 << 20 // bytes, of all items together
	counts := []int{1500}
	if os.Getenv("RECOURSE_LONG") != "" {
		counts = append(counts, 5000, 20_000)
	}
	for _, count := range counts {
		t.Run(fmt.Sprint(count), func(t *testing.T) {
			var texts []string
			for i := range count {
				texts = append(texts, fmt.Sprintf("Message %d: see you on Monday", i))
			}
			for step, bytes := range throughAll(t, memoryDisk(), pages(texts...), true) {
				if bytes > most {
					t.Errorf("%s: %d items need %d bytes of heap, want at most %d", step, count, bytes, most)
				}
			}
		})
	}
}

func manyItems(n int) (in app.Input) {
	for i := range n {
		text := fmt.Sprintf("Message %d: see you on Monday", i)
		in.Files = append(in.Files, app.Upload{Name: fmt.Sprintf("%d.txt", i), Size: int64(len(text)), Open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(text)), nil
		}})
	}
	return in
}
