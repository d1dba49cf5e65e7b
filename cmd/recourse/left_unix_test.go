//go:build unix

package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// making returns what a command is making in dir, once it is there, or ended.
func making(t *testing.T, dir, command string, ended <-chan error) string {
	t.Helper()
	for {
		if left, _ := filepath.Glob(filepath.Join(dir, "."+command+"-*")); len(left) > 0 {
			return left[0]
		}
		select {
		case err := <-ended:
			t.Fatalf("%s ended (%v) before it was seen at work", command, err)
		case <-time.After(100 * time.Microsecond):
		}
	}
}

// isHeld reports whether a running program holds a file or folder.
func isHeld(t *testing.T, name string) bool {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return errors.Is(syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB), syscall.EWOULDBLOCK)
}

// What a killed run left beside its output goes with the next run there, and what a
// running one makes stays, however old it is.
func TestNextRunRemovesWhatAKilledOneLeft(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_DATA_HOME", filepath.Join(dir, "home"))
	in := filepath.Join(dir, "in")
	small := filepath.Join(dir, "small.txt")
	err := errors.Join(os.MkdirAll(in, 0o700), os.WriteFile(small, []byte("Zovi banku sutra."), 0o600),
		os.WriteFile(filepath.Join(in, "big"), bytes.Repeat([]byte{0, 1, 2, 3}, 8<<20), 0o600))
	if err != nil {
		t.Fatal(err)
	}
	long := time.Now().Add(-time.Hour)
	for _, of := range []struct{ name, command, flag, next string }{
		{"a folder", "seal", "", "seal"},
		{"a zip", "seal", "--zip", "seal"},
		{"a triage", "triage", "", "triage"},
		{"a triage, before a seal", "triage", "", "seal"},
	} {
		t.Run(of.name, func(t *testing.T) {
			to := filepath.Join(t.TempDir(), "to")
			if err := os.Mkdir(to, 0o700); err != nil {
				t.Fatal(err)
			}
			// begin starts a run and stops it in its midst.
			begin := func(name string) (cmd *exec.Cmd, ended chan error, made string) {
				cmd = exec.Command("recourse", strings.Fields(of.command+" "+in+" --out "+filepath.Join(to, name)+" "+of.flag)...)
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = cmd.Process.Kill() })
				ended = make(chan error, 1)
				go func() { ended <- cmd.Wait() }()
				made = making(t, to, of.command, ended)
				for !isHeld(t, made) {
					time.Sleep(time.Millisecond)
				}
				_ = cmd.Process.Signal(syscall.SIGSTOP)
				if err := os.Chtimes(made, long, long); err != nil {
					t.Fatal(err)
				}
				return cmd, ended, made
			}
			cmd, ended, left := begin("killed")
			_ = cmd.Process.Kill()
			if err := <-ended; err == nil {
				t.Fatal("it was not killed")
			}
			if code, _, errs := do(t, of.next, small, "--out", filepath.Join(to, "first")); code != exitDone {
				t.Fatalf("next run ends with %d: %s", code, errs)
			}
			if _, err := os.Lstat(left); err == nil {
				t.Errorf("%s of a killed %s is still there", filepath.Base(left), of.command)
			}

			cmd, ended, made := begin("running")
			if code, _, errs := do(t, of.next, small, "--out", filepath.Join(to, "second")); code != exitDone {
				t.Fatalf("next run ends with %d: %s", code, errs)
			}
			if _, err := os.Lstat(made); err != nil {
				t.Errorf("the next run removed what a running %s makes", of.command)
			}
			_ = cmd.Process.Signal(syscall.SIGCONT)
			if err := <-ended; err != nil {
				t.Errorf("the running %s ended with %v", of.command, err)
			}
			if list, _ := filepath.Glob(filepath.Join(to, ".*-*")); len(list) > 0 {
				t.Errorf("%q is left", list)
			}
			if _, err := os.Lstat(filepath.Join(to, "running")); err != nil {
				t.Error(err)
			}
		})
	}
}
