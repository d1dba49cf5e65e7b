//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"recourse/internal/durable"
)

// making returns what a run makes in dir under a name of a pattern, once it is there, or ended.
func making(t *testing.T, dir, pattern string, ended <-chan error) string {
	t.Helper()
	for {
		if left, _ := filepath.Glob(filepath.Join(dir, pattern)); len(left) > 0 {
			return left[0]
		}
		select {
		case err := <-ended:
			t.Fatalf("the run ended (%v) before %s was seen", err, pattern)
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
				made = making(t, to, "."+of.command+"-*", ended)
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

// killedAt is the program, ended by SIGKILL at the nth step of a kind that reaches the
// disk: its first argument is n, or n:kind.
func killedAt() {
	count, kind, _ := strings.Cut(os.Args[1], ":")
	n, _ := strconv.Atoi(count)
	os.Args = append(os.Args[:1], os.Args[2:]...)
	durable.BreakForTest(func(step, _ string) (before, after error) {
		if kind == "" || kind == step {
			n--
		}
		if n == 0 {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
		return nil, nil
	})
	main()
}

// Whenever a run is killed that makes a redacted twin, the next one under the same name
// works, and what it leaves is what a run leaves that nobody killed.
func TestKilledRedactBlocksNothing(t *testing.T) {
	long := time.Now().Add(-time.Hour)
	for _, secrets := range []string{"", "apart/secrets.json"} {
		steps := 0
		for killed := true; killed; {
			steps++
			dir := t.TempDir()
			original := filepath.Join(dir, "izjava.txt")
			err := errors.Join(os.Mkdir(filepath.Join(dir, "apart"), 0o700), os.WriteFile(original, []byte("Ja sam Petar Uzorak iz Niša."), 0o600))
			if err != nil {
				t.Fatal(err)
			}
			twin := filepath.Join(dir, "twin.txt")
			args := []string{"redact", "make", original, "--find", "Petar Uzorak", "--out", twin}
			if secrets != "" {
				args = append(args, "--secrets", filepath.Join(dir, secrets))
			}
			err = exec.Command("killed-at", append([]string{strconv.Itoa(steps)}, args...)...).Run()
			if killed = err != nil; !killed {
				break
			}
			for _, name := range leftIn(t, dir) {
				if err := os.Chtimes(name, long, long); err != nil {
					t.Fatal(err)
				}
			}
			code, _, errs := do(t, args...)
			_, whole := os.Stat(twin)
			if code != exitDone && (code != exitInput || whole != nil || !strings.Contains(errs, "twin.txt exists already")) {
				t.Errorf("killed at step %d, the next run ends with %d: %s", steps, code, errs)
			}
			if code != exitDone { // all was done but the tidying
				if code, _, errs := do(t, "redact", "make", original, "--find", "Niša", "--out", filepath.Join(dir, "other.txt")); code != exitDone {
					t.Errorf("killed at step %d, another run ends with %d: %s", steps, code, errs)
				}
			}
			if left := leftIn(t, dir); len(left) > 0 {
				t.Errorf("killed at step %d, after the next run %q is left", steps, left)
			}
			kept, _ := filepath.Glob(original + ".*.redaction-secrets.json")
			if secrets != "" {
				kept = []string{filepath.Join(dir, secrets)}
			} else if code == exitDone && len(kept) != 1 {
				t.Errorf("killed at step %d: secrets are in %q, want one file", steps, kept)
			}
			opens := false
			for _, k := range kept {
				code, _, _ := do(t, "redact", "check", twin, "--opened", k, "--original", original)
				opens = opens || code == exitDone
			}
			if !opens {
				t.Errorf("killed at step %d: nothing in %q opens the twin of the next run", steps, kept)
			}
		}
		if steps < 12 {
			t.Errorf("it was killed at %d steps only", steps-1)
		}
	}
}

// leftIn are the files below dir that a run has left without their own name.
func leftIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if strings.HasPrefix(d.Name(), ".") {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// A run that is killed while it replaces what an earlier one wrote leaves one of both
// whole under the name, and what it leaves beside it goes with the next.
func TestKilledTriageReplacesOrNot(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_DATA_HOME", filepath.Join(dir, "home"))
	in, out := filepath.Join(dir, "in.txt"), filepath.Join(dir, "out")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(in, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("Zovi banku sutra.")
	args := []string{"triage", in, "--out", out, "--force"}
	if code, _, errs := do(t, args...); code != exitDone {
		t.Fatalf("triage ends with %d: %s", code, errs)
	}
	long := time.Now().Add(-time.Hour)
	for _, of := range []struct{ at, want string }{{"1:rename", "banku"}, {"1:syncdir", "policiju"}} {
		write("Zovi policiju sutra.")
		if err := exec.Command("killed-at", append([]string{of.at}, args...)...).Run(); err == nil {
			t.Fatalf("it was not killed at %s", of.at)
		}
		found, err := os.ReadFile(filepath.Join(out, "evidence", "data", "in.txt"))
		if err != nil || !strings.Contains(string(found), of.want) {
			t.Errorf("killed at %s, the folder holds %q (%v), want %q in it", of.at, found, err, of.want)
		}
		if code, text, errs := do(t, "verify", filepath.Join(out, "evidence")); code == exitInput || strings.Contains(text, "NOT WHOLE") {
			t.Errorf("killed at %s, verify ends with %d: %s%s", of.at, code, text, errs)
		}
		left, _ := filepath.Glob(filepath.Join(dir, ".triage-*"))
		if len(left) != 1 {
			t.Fatalf("killed at %s, %q is left, want one folder", of.at, left)
		}
		if err := os.Chtimes(left[0], long, long); err != nil {
			t.Fatal(err)
		}
		write("Zovi banku sutra.")
		if code, _, errs := do(t, args...); code != exitDone {
			t.Fatalf("killed at %s, the next run ends with %d: %s", of.at, code, errs)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, ".triage-*")); len(left) > 0 {
			t.Errorf("killed at %s, %q is left by the next run too", of.at, left)
		}
	}
}

// The folder of a program that a killed run had started, and what killed runs that
// write one file left beside it, go with the next run.
func TestKilledRunsLeaveNoFilesForEver(t *testing.T) {
	temp, dir := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temp)
	t.Setenv("XDG_DATA_HOME", filepath.Join(dir, "home"))
	long := time.Now().Add(-time.Hour)
	begin := func(ext string) (cmd *exec.Cmd, ended chan error, made string) {
		cmd = exec.Command("recourse", "read", "../../recording/testdata/tone"+ext, "--transcriber", "sh -c 'sleep 5' {}")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = cmd.Process.Kill() })
		ended = make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		made = filepath.Dir(making(t, temp, "recourse-child-*/recording"+ext, ended))
		if !isHeld(t, made) {
			t.Error("the folder of a running program is not held")
		}
		_ = cmd.Process.Signal(syscall.SIGSTOP)
		if err := os.Chtimes(made, long, long); err != nil {
			t.Fatal(err)
		}
		return cmd, ended, made
	}
	killed, ended, left := begin(".mp3")
	_ = killed.Process.Kill()
	if err := <-ended; err == nil {
		t.Fatal("it was not killed")
	}
	running, _, made := begin(".ogg")
	if code, _, errs := do(t, "read", "../../examples/task-job"); code != exitDone {
		t.Fatalf("read ends with %d: %s", code, errs)
	}
	if _, err := os.Lstat(left); err == nil {
		t.Errorf("%s of a killed run is still there", filepath.Base(left))
	}
	if _, err := os.Lstat(made); err != nil {
		t.Error("the next run removed the folder of a running program")
	}
	_ = running.Process.Kill()

	told := filepath.Join(t.TempDir(), "told")
	if code, _, errs := do(t, "triage", "../../examples/task-job", "--out", told); code != exitDone {
		t.Fatalf("triage ends with %d: %s", code, errs)
	}
	learn := filepath.Join(dir, "learn.jsonl")
	var lines strings.Builder
	for i := range 40 {
		fmt.Fprintf(&lines, "{\"text\":\"uplatite %d dinara odmah\",\"label01\":%d}\n", i, i%2)
	}
	if err := os.WriteFile(learn, []byte(lines.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for command, args := range map[string][]string{
		"model": {"model", "train", learn, filepath.Join(dir, "own.model")},
		"write": {"write", "rs-criminal-complaint", filepath.Join(told, "incident.json"), "--format", "txt", "--out", filepath.Join(dir, "letter.txt")},
	} {
		if err := exec.Command("killed-at", append([]string{"1:rename"}, args...)...).Run(); err == nil {
			t.Fatalf("%s was not killed", command)
		}
		left, _ := filepath.Glob(filepath.Join(dir, "."+command+"-*"))
		if len(left) != 1 {
			t.Fatalf("a killed %s left %q, want one file", command, left)
		}
		if err := os.Chtimes(left[0], long, long); err != nil {
			t.Fatal(err)
		}
		if code, _, errs := do(t, args...); code != exitDone {
			t.Fatalf("the next %s ends with %d: %s", command, code, errs)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, ".*-*")); len(left) > 0 {
			t.Errorf("after the next %s %q is left", command, left)
		}
	}
}
