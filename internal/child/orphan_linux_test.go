package child

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// orphanVariable tells a copy of this test what to run: how it is kept apart, and how
// long, which is also what it is found by.
const orphanVariable = "RECOURSE_TEST_ORPHAN"

// TestAProgramEndsWithUs kills a process in the midst of a run, for each way in which
// the system lets programs be kept apart, and sees the program end too.
func TestAProgramEndsWithUs(t *testing.T) {
	if said := os.Getenv(orphanVariable); said != "" {
		runOrphan(t, said)
		return
	}
	tried := 0
	for i := range isolations() {
		seconds := fmt.Sprintf("%d.%03d", 3000+os.Getpid(), i)
		cmd := exec.Command(os.Args[0], "-test.run=^TestAProgramEndsWithUs$")
		cmd.Env = append(os.Environ(), orphanVariable+"="+strconv.Itoa(i)+" "+seconds+" "+t.TempDir()) // which it cannot remove itself
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		began := time.Now()
		for !runs(t, seconds) && len(ended) == 0 && time.Since(began) < 20*time.Second {
			time.Sleep(5 * time.Millisecond)
		}
		if !runs(t, seconds) {
			if err := <-ended; err != nil {
				t.Fatalf("the process that is to be killed: %v", err)
			}
			continue // the system does not allow this way
		}
		tried++
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; err == nil {
			t.Error("the process that was killed ended well")
		}
		for began = time.Now(); runs(t, seconds); time.Sleep(5 * time.Millisecond) {
			if time.Since(began) > 5*time.Second {
				t.Errorf("%+v: the program runs on", isolations()[i])
				break
			}
		}
	}
	if tried == 0 {
		t.Error("no program could be run in any way")
	}
}

func runOrphan(t *testing.T, said string) {
	var i int
	var seconds, dir string
	if _, err := fmt.Sscan(said, &i, &seconds, &dir); err != nil {
		t.Fatal(err)
	}
	c := Command{Program: "sleep", Args: []string{seconds}, Limits: Limits{Time: time.Minute}}
	program, err := locate(c)
	if err != nil {
		t.Fatal(err)
	}
	iso := isolations()[i]
	cmd := command(context.Background(), program, dir, c)
	cmd.Stdout, cmd.Stderr = io.Discard, io.Discard
	_, release, err := start(cmd, cmd.Dir, c, c.Limits.orDefault(), iso)
	if errors.Is(err, errNoIsolation) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	_ = cmd.Wait()
}

// runs reports whether a program sleeps for so many seconds.
func runs(t *testing.T, seconds string) bool {
	t.Helper()
	names, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if b, err := os.ReadFile(name); err == nil && bytes.HasSuffix(b, []byte("sleep\x00"+seconds+"\x00")) {
			return true
		}
	}
	return false
}
