package main

import (
	"os"
	"os/exec"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"
)

// heap is by how much the heap grew at its largest, in bytes.
type heap struct {
	inUse int64 // with what nobody needs any more and is not collected yet
	live  int64 // what is needed
}

// heapOf runs f and returns by how much the heap grew.
func heapOf(f func()) heap {
	const every = 50 * time.Millisecond
	read := func() heap {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		runtime.GC()
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
			case <-time.After(every):
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

// byItself runs the test that calls it in a process of its own, and reports whether this
// is that process already. There a collection stops everything else: what is allocated
// beside one is never collected by it, and would count as needed, the more the busier
// the machine is.
func byItself(t *testing.T) bool {
	t.Helper()
	const stopping = "gcstoptheworld=1"
	if os.Getenv("GODEBUG") == stopping {
		return true
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, "-test.run", "^"+t.Name()+"$", "-test.v", "-test.timeout", "0")
	cmd.Env = append(os.Environ(), "GODEBUG="+stopping)
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Errorf("by itself: %v", err)
	}
	return false
}
