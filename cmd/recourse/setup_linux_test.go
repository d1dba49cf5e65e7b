package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var recoverySecret = regexp.MustCompile(`AGE-SECRET-KEY-1[0-9A-Z]+`)

// The first start on a terminal makes the recovery key and shows it once; a backup opens
// with it. Where nobody reads what is printed no key is made, and that is said.
func TestSetUpShowsTheRecoveryKey(t *testing.T) {
	if _, err := exec.LookPath("script"); err != nil {
		t.Skip("script, which makes a terminal, is not on this machine")
	}
	dir := t.TempDir()
	data, service := filepath.Join(dir, "data"), filepath.Join(dir, "service")
	onTerminal := func(data string) string {
		return started(t, "script", "-qec", "recourse serve --addr 127.0.0.1:0 --data '"+data+"'", "/dev/null")
	}
	first := onTerminal(data)
	secret := recoverySecret.FindString(first)
	if secret == "" || strings.Contains(first, "There is no recovery key") {
		t.Fatalf("the first start prints\n%s", first)
	}
	if second := onTerminal(data); recoverySecret.MatchString(second) || strings.Contains(second, "There is no recovery key") {
		t.Errorf("the second start prints\n%s", second)
	}
	if log := started(t, "recourse", "serve", "--addr", "127.0.0.1:0", "--data", service); recoverySecret.MatchString(log) || !strings.Contains(log, "There is no recovery key") {
		t.Errorf("a service prints\n%s", log)
	}

	v := openVault(t, data, nil)
	id, err := v.Open(t.Context(), v.who, input(firstText))
	if err != nil {
		t.Fatal(err)
	}
	v.close(t)
	key, to, restored := filepath.Join(dir, "recovery.txt"), filepath.Join(dir, "backup"), filepath.Join(dir, "restored")
	if err := os.WriteFile(key, []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := do(t, "backup", to, "--data", data); code != exitDone {
		t.Fatalf("backup ends with %d: %s", code, errs)
	}
	if code, _, errs := do(t, "restore", to, "--data", restored, "--identity", key); code != exitDone {
		t.Fatalf("restore ends with %d: %s", code, errs)
	}
	again := openVault(t, restored, nil)
	defer again.close(t)
	if _, err := again.Case(t.Context(), again.who, id); err != nil {
		t.Errorf("the restored case: %v", err)
	}
}

// started runs the server and stops it, and returns what it prints up to the sign-in link;
// where it prints to no terminal, with what follows.
func started(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	typed, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		_, _ = typed.Write([]byte{3}) // Ctrl-C, which a terminal makes the signal
		if name != "script" {
			_ = cmd.Process.Signal(os.Interrupt)
		}
		_, _ = io.Copy(io.Discard, out)
		_ = cmd.Wait()
	}()
	var said strings.Builder
	lines := bufio.NewScanner(out)
	for linked := false; lines.Scan(); {
		said.WriteString(lines.Text() + "\n")
		if linked && (name == "script" || strings.TrimSpace(lines.Text()) != "") {
			break
		}
		linked = linked || strings.Contains(lines.Text(), "/sign-in?token=")
	}
	return said.String()
}
