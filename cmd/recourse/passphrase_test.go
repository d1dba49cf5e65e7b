package main

import (
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// A passphrase locks the server and its doctor, and whatever signs; what is restored
// from a backup is read with the recovery key, and where the passphrase is lost the
// recovery key gives a new one. The key that signs stays the same throughout.
func TestPassphraseOfAnInstance(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("descriptors have no names here")
	}
	dir := t.TempDir()
	data, to := filepath.Join(dir, "data"), filepath.Join(dir, "backup")
	key := recovery(t, data)
	v := openVault(t, data, nil)
	id, err := v.Open(t.Context(), v.who, input(firstText))
	if err != nil {
		t.Fatal(err)
	}
	v.close(t)
	file := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	t.Setenv(newPassphraseFile, file("first", "jedna dve tri četiri"))
	if code, _, errs := do(t, "admin", "passphrase", "--data", data); code != exitDone {
		t.Fatalf("admin passphrase ends with %d: %s", code, errs)
	}
	for _, args := range [][]string{{"serve", "--addr", "127.0.0.1:0"}, {"doctor", "--full"}, {"admin", "erase", id, "--yes"}, {"backup", to}, {"admin", "rotate-key"}} {
		if code, _, errs := do(t, append(args, "--data", data)...); code != exitInput || !strings.Contains(errs, passphraseFile) {
			t.Errorf("%q without the passphrase ends with %d: %s", args, code, errs)
		}
	}
	signs := func(data string) string {
		code, out, errs := do(t, "admin", "signing-keys", "--data", data, "--json")
		if code != exitDone {
			t.Fatalf("admin signing-keys ends with %d: %s", code, errs)
		}
		return out
	}
	before := signs(data)
	t.Setenv(passphraseFile, file("typed", "jedna dve tri četiri"))
	if code, _, errs := do(t, "backup", to, "--data", data); code != exitDone {
		t.Fatalf("backup with the passphrase ends with %d: %s", code, errs)
	}
	t.Setenv(passphraseFile, "")
	restored := filepath.Join(dir, "restored")
	if code, _, errs := do(t, "restore", to, "--data", restored, "--identity", key); code != exitDone {
		t.Fatalf("restore with the recovery key ends with %d: %s", code, errs)
	}
	t.Setenv(newPassphraseFile, file("second", "pet šest sedam osam"))
	if code, _, errs := do(t, "admin", "passphrase", "--data", restored, "--identity", key); code != exitDone {
		t.Fatalf("a new passphrase with the recovery key: %d: %s", code, errs)
	}
	if after := signs(restored); after != before {
		t.Errorf("after restoring and a new passphrase the keys are %s, want %s", after, before)
	}
	// The passphrase comes through a descriptor.
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := io.WriteString(w, "pet šest sedam osam\n"); err != nil {
		t.Fatal(err)
	}
	w.Close()
	t.Setenv(passphraseFile, "/dev/fd/"+strconv.Itoa(int(r.Fd())))
	if code, out, errs := do(t, "doctor", "--full", "--data", restored, "--json"); code != exitDone || !strings.Contains(out, `"items": 1`) {
		t.Errorf("doctor --full with the new passphrase ends with %d: %s%s", code, out, errs)
	}
}
