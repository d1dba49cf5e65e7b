package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"recourse/internal/app"
	"recourse/internal/backup"
	"recourse/internal/keys"
	"recourse/internal/sqlstore"
)

// heapOf runs f and returns by how much the heap in use grew at its largest, in
// bytes.
func heapOf(f func()) int64 {
	inUse := func() int64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapInuse)
	}
	runtime.GC()
	before, most := inUse(), int64(0)
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
				most = max(most, inUse()-before)
			}
		}
	}()
	f()
	close(done)
	<-ended
	return most
}

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

// step does one thing with a large case, and says what it took.
func step(t *testing.T, what string, limit int64, f func() error) {
	t.Helper()
	began := time.Now()
	var err error
	heap := heapOf(func() { err = f() })
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	t.Logf("%s: %v, %d MB of heap", what, time.Since(began).Round(time.Millisecond), heap>>20)
	if heap > limit {
		t.Errorf("%s: the heap grew by %d MB, want at most %d", what, heap>>20, limit>>20)
	}
}

// throughAll hands in, seals, audits, backs up and restores, below the folder where.
func throughAll(t *testing.T, where string, in app.Input, limit int64) {
	dir, err := os.MkdirTemp(where, "recourse-large") //nolint:usetesting // the test's own folder lies elsewhere
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
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
	step(t, "hand in", limit, func() (err error) { id, err = v.Open(ctx, v.who, in); return err })
	step(t, "seal", limit, func() error { return v.Write(ctx, v.who, id, app.EvidenceZip, "en", io.Discard) })
	step(t, "audit", limit, func() error { v.audit(t); return nil })
	to := filepath.Join(dir, "backup")
	step(t, "back up", limit, func() error {
		_, err := backup.Write(ctx, to, backup.Source{
			Data: v.dir, Recipients: v.ring.Recovery(), Signer: v.ring.Signer(), Snapshot: sqlstore.Snapshot, Blobs: namedBlobs, Now: time.Now(), Keep: 1,
		})
		return err
	})
	v.close(t)
	if err := os.RemoveAll(v.dir); err != nil { // a large item need not lie there three times
		t.Fatal(err)
	}
	key := filepath.Join(dir, "recovery.txt")
	if err := os.WriteFile(key, []byte(secret), 0o600); err != nil {
		t.Fatal(err)
	}
	step(t, "restore", limit, func() error {
		if code, _, errs := do(t, "restore", to, "--data", filepath.Join(dir, "restored"), "--identity", key); code != exitDone {
			return fmt.Errorf("restore ends with %d: %s", code, errs)
		}
		return nil
	})
}

// TestLargeItem takes one item of 256 MB through everything: memory does not
// depend on its size. With RECOURSE_LONG it has 10 GB.
func TestLargeItem(t *testing.T) {
	size := int64(256 << 20)
	if os.Getenv("RECOURSE_LONG") != "" {
		size = 10 << 30
	}
	throughAll(t, "", app.Input{Files: []app.Upload{{Name: "call.bin", Size: size, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(&pattern{size}), nil
	}}}}, 64<<20)
}

// manyHeap is what each item of a case may take of the heap, in bytes: its record,
// what was read of it, its lines in a package.
const manyHeap = 12 << 10

// TestManyItems takes 5,000 items of one case through everything. With
// RECOURSE_LONG they are 100,000.
func TestManyItems(t *testing.T) {
	n, long := 5000, os.Getenv("RECOURSE_LONG") != ""
	if long {
		n = 100_000
	}
	var in app.Input
	for i := range n {
		text := fmt.Sprintf("Message %d: see you on Monday", i)
		in.Files = append(in.Files, app.Upload{Name: fmt.Sprintf("%d.txt", i), Size: int64(len(text)), Open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(text)), nil
		}})
	}
	// What lies in memory needs no flush, which is most of the time of small items.
	where := "/dev/shm"
	if info, err := os.Stat(where); err != nil || !info.IsDir() || long {
		where = ""
	}
	throughAll(t, where, in, 64<<20+int64(n)*manyHeap)
}
