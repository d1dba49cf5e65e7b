package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"recourse/internal/app"
	"recourse/internal/backup"
	"recourse/internal/keys"
	"recourse/internal/sqlstore"
)

// heap is by how much the heap grew at its largest, in bytes.
type heap struct {
	inUse int64 // with what nobody needs any more and is not collected yet
	live  int64 // what was found to be needed, each time that it was collected
}

// heapOf runs f and returns by how much the heap grew.
func heapOf(f func()) heap {
	read := func() heap {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		return heap{int64(m.HeapInuse), int64(live[0].Value.Uint64())}
	}
	runtime.GC()
	before, most := read(), heap{}
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
				now := read()
				most = heap{max(most.inUse, now.inUse-before.inUse), max(most.live, now.live-before.live)}
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

// step does one thing with a large case, and says what it took. limit is what may be
// needed of the heap, in bytes.
func step(t *testing.T, what string, limit int64, f func() error) {
	t.Helper()
	began := time.Now()
	var err error
	heap := heapOf(func() { err = f() })
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	t.Logf("%s: %v, %.1f MB of heap are needed, %.1f in use", what, time.Since(began).Round(time.Millisecond), float64(heap.live)/(1<<20), float64(heap.inUse)/(1<<20))
	if heap.live > limit {
		t.Errorf("%s: %d bytes of heap are needed, want at most %d", what, heap.live, limit)
	}
}

// limits are how much of the heap each step may need, in bytes.
type limits struct{ handIn, seal, audit, backUp, restore int64 }

// throughAll hands in, seals, audits, backs up and restores, below the folder where.
func throughAll(t *testing.T, where string, in app.Input, limit limits) {
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
	step(t, "hand in", limit.handIn, func() (err error) { id, err = v.Open(ctx, v.who, in); return err })
	v.close(t)
	v = openVault(t, v.dir, nil) // what was found is not at hand any more
	step(t, "seal", limit.seal, func() error { return v.Write(ctx, v.who, id, app.EvidenceZip, "en", io.Discard) })
	step(t, "audit", limit.audit, func() error { v.audit(t); return nil })
	to := filepath.Join(dir, "backup")
	step(t, "back up", limit.backUp, func() error {
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
	step(t, "restore", limit.restore, func() error {
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
	}}}}, limits{24 << 20, 24 << 20, 24 << 20, 24 << 20, 24 << 20})
}

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
	// Some of what is alive is there whatever the number: what was allocated while the
	// rest was collected.
	each := func(bytes int64) int64 { return 24<<20 + int64(n)*bytes }
	throughAll(t, where, in, limits{handIn: each(400), seal: each(600), audit: each(150), backUp: each(150) - 12<<20, restore: each(200)})
}
