package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"recourse/internal/testkit"
)

const (
	hostileMemory = 400 << 20 // bytes of the program at its largest
	hostileTime   = 2 * time.Minute
	hostileWork   = 20 * time.Second // of the processor; time by the clock depends on what else runs
)

// program builds the real program, without the race detector, whose memory would
// be measured instead.
func program(t *testing.T) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "recourse")
	if b, err := exec.Command("go", "build", "-o", out, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v: %s", err, b)
	}
	return out
}

type hostileAnswer struct {
	Files []struct {
		Path string `json:"path"`
		nested
	} `json:"files"`
	Problems []struct {
		Code string `json:"code"`
	} `json:"problems"`
}

type nested struct {
	Files []struct {
		Path string `json:"path"`
		Name string `json:"name"`
	} `json:"files"`
}

// readHostile runs the program on a path and holds what it may take.
func readHostile(t *testing.T, program, path string) (codes []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), hostileTime)
	defer cancel()
	var out, complaints bytes.Buffer
	cmd := exec.CommandContext(ctx, program, "read", "--json", path)
	cmd.Stdout, cmd.Stderr = &out, &complaints
	began := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	memory := watchMemory(cmd.Process.Pid)
	err := cmd.Wait()
	took, most := time.Since(began), memory()
	var exit *exec.ExitError
	if ctx.Err() != nil || err != nil && !(errors.As(err, &exit) && exit.ExitCode() == exitInput) {
		t.Fatalf("%s after %v: %v: %.300s", path, took, err, complaints.String())
	}
	if work := cmd.ProcessState.UserTime(); work > hostileWork {
		t.Errorf("%s: %v of processor time, want at most %v", path, work, hostileWork)
	}
	if most > hostileMemory {
		t.Errorf("%s: %d MB in memory, want at most %d", path, most>>20, hostileMemory>>20)
	} else {
		t.Logf("%s: %d MB, %v", filepath.Base(path), most>>20, took.Round(time.Millisecond))
	}
	var a hostileAnswer
	if out.Len() > 0 {
		if err := json.Unmarshal(out.Bytes(), &a); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
	for _, p := range a.Problems {
		codes = append(codes, p.Code)
	}
	for _, f := range a.Files {
		for _, n := range f.Files {
			inner, ok := strings.CutPrefix(n.Path, f.Path+"!")
			if !ok || !fs.ValidPath(inner) || strings.ContainsAny(inner, "\x1b\n\\") || strings.ContainsRune(inner, 0x202e) {
				t.Errorf("%s holds %q", path, n.Path)
			}
		}
	}
	return codes
}

// Each file that is made to hurt ends within bounds, and is reported.
func TestHostileFilesEndBoundedAndReported(t *testing.T) {
	recourse := program(t)
	dir := t.TempDir()
	if err := testkit.WriteHostileFiles(dir); err != nil {
		t.Fatal(err)
	}
	for _, h := range testkit.HostileFiles() {
		codes := readHostile(t, recourse, filepath.Join(dir, h.Name))
		for _, want := range h.Codes {
			if !slices.Contains(codes, want) {
				t.Errorf("%s: problems %.300q, want %s among them", h.Name, codes, want)
			}
		}
	}
}

func TestWhatIsNoFileIsNotReadForEver(t *testing.T) {
	recourse := program(t)
	dir := t.TempDir()
	sparse := filepath.Join(dir, "sparse.bin")
	f, err := os.Create(sparse)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.Truncate(1<<30), f.Close()); err != nil {
		t.Fatal(err)
	}
	loop := filepath.Join(dir, "loop")
	if err := errors.Join(os.MkdirAll(filepath.Join(loop, "a", "b"), 0o755), os.WriteFile(filepath.Join(loop, "a", "x.txt"), []byte("dobar dan"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Symlink(loop, filepath.Join(loop, "a", "b", "up")), os.Symlink("self", filepath.Join(loop, "self"))); err != nil {
		t.Skipf("no links here: %v", err)
	}
	for path, want := range map[string]string{sparse: "too-large", loop: "not-a-file", filepath.Join(loop, "self"): "unreadable", filepath.Join(dir, "none"): "missing"} {
		if codes := readHostile(t, recourse, path); !slices.Contains(codes, want) {
			t.Errorf("%s: problems %q, want %s", path, codes, want)
		}
	}
	for _, path := range devices(t, dir) {
		if codes := readHostile(t, recourse, path); !slices.Contains(codes, "not-a-file") {
			t.Errorf("%s: problems %q, want not-a-file", path, codes)
		}
	}
}

// A file that changes while it is read gives an answer and never a crash.
func TestAFileThatChangesWhileItIsRead(t *testing.T) {
	recourse := program(t)
	path := filepath.Join(t.TempDir(), "raste.zip")
	first, second := testkit.HostileFiles()[2], testkit.HostileFiles()[10]
	a, err := first.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	b, err := second.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, a, 0o600); err != nil {
		t.Fatal(err)
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			_ = os.WriteFile(path, [][]byte{a, b, a[:len(a)/2], nil, b[:len(b)/3]}[i%5], 0o600)
		}
	}()
	for range 8 {
		readHostile(t, recourse, path)
	}
	close(stop)
	<-stopped
}
