package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestStoppedTriageLeavesNothing stops a run at several moments, as Ctrl-C does.
func TestStoppedTriageLeavesNothing(t *testing.T) {
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	stopped := 0
	for _, after := range []time.Duration{0, 50 * time.Millisecond, 200 * time.Millisecond, 500 * time.Millisecond, 900 * time.Millisecond} {
		dir := t.TempDir()
		ctx, cancel := context.WithTimeout(t.Context(), after)
		var stderr bytes.Buffer
		code := run(ctx, []string{"triage", "../../examples/task-job", "--out", filepath.Join(dir, "out")}, strings.NewReader(""), io.Discard, &stderr)
		cancel()
		left, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		if code == exitDone {
			continue // it was faster
		}
		stopped++
		if code != exitInput || len(left) != 0 {
			t.Errorf("stopped after %v: exit %d (%s), and %d entries left behind", after, code, stderr.String(), len(left))
		}
	}
	if stopped == 0 {
		t.Error("no run was stopped in its middle")
	}
}
