package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// servedOnce is what serve prints in its first moments.
func servedOnce(t *testing.T, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	said := &watched{until: "token=", found: make(chan struct{})}
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...), strings.NewReader(""), said, said)
	}()
	select {
	case <-said.found:
	case code := <-done:
		t.Fatalf("serve ends with %d: %s", code, said)
	case <-time.After(time.Minute):
		t.Fatal("serve prints no link")
	}
	cancel()
	if code := <-done; code != exitDone {
		t.Fatalf("serve ends with %d: %s", code, said)
	}
	return said.String() // of a program that has ended
}

// watched keeps what is written, and says when a word has come.
type watched struct {
	strings.Builder
	until string
	found chan struct{}
}

// Write keeps.
func (w *watched) Write(b []byte) (int, error) {
	before := strings.Contains(w.Builder.String(), w.until)
	n, err := w.Builder.Write(b)
	if !before && strings.Contains(w.Builder.String(), w.until) {
		close(w.found)
	}
	return n, err
}

// An instance without a recovery key says at its start, and doctor says, how one is made;
// one that has one says nothing of it.
func TestNoRecoveryKeyIsSaid(t *testing.T) {
	data := filepath.Join(t.TempDir(), "my data")
	command := "recourse admin recovery-key --data '" + data + "'"
	for lang, words := range map[string]string{"en": "There is no recovery key.", "sr-Cyrl": "Кључа за опоравак нема."} {
		if said := servedOnce(t, "--data", data, "--lang", lang); strings.Count(said, words) != 1 || strings.Count(said, command) != 1 {
			t.Errorf("serve --lang %s says %s; want %q and %q once", lang, said, words, command)
		}
	}
	if code, out, errs := do(t, "doctor", "--data", data, "--lang", "en"); code != exitDone || strings.Count(out, "There is no recovery key.") != 1 || strings.Count(out, command) != 1 {
		t.Errorf("doctor ends with %d: %s%s", code, out, errs)
	}
	if _, out, _ := do(t, "doctor", "--data", data, "--json", "--lang", "en"); strings.Count(out, `"no_recovery_key": "There is no`) != 1 {
		t.Errorf("doctor --json says %s", out)
	}
	recovery(t, data)
	if said := servedOnce(t, "--data", data, "--lang", "en"); strings.Contains(said, "recovery") {
		t.Errorf("with a recovery key serve says %s", said)
	}
	if code, out, errs := do(t, "doctor", "--data", data, "--lang", "en", "--json"); code != exitDone || strings.Contains(out, "no_recovery") {
		t.Errorf("with a recovery key doctor ends with %d: %s%s", code, out, errs)
	}
}

// A command that needs the data folder for itself says that serve has it, and to stop it.
func TestACommandBesideServeSaysToStopIt(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	s := start(t, data)
	defer s.stop()
	english, serbian := "is in use by another running program. If that is recourse serve, stop it first", "Ako je to recourse serve, prvo ga zaustavite"
	for _, of := range []struct{ args, words string }{
		{"admin recovery-key", english}, {"admin recovery-key --lang sr-Latn", serbian}, {"admin rotate-key", english}, {"admin cases", english}, {"admin passphrase --remove", english},
	} {
		code, out, errs := do(t, append(strings.Fields(of.args), "--data", data)...)
		if code != exitInput || out != "" || strings.Count(errs, of.words) != 1 || !strings.Contains(errs, data) || strings.Contains(errs, "conflict") {
			t.Errorf("%q ends with %d: %s%s", of.args, code, out, errs)
		}
	}
}
