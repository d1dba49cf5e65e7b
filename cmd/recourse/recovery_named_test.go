package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// keyFile is a file in the folder of the keys.
func keyFile(data, name string) string { return filepath.Join(data, "keys", name) }

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Recovery keys that somebody put in the place of the instance's, or beside them, are found
// before anything is written that they would open.
func TestOtherRecoveryKeysAreNamed(t *testing.T) {
	dir := t.TempDir()
	data, other := filepath.Join(dir, "data"), filepath.Join(dir, "other")
	v := openVault(t, data, nil)
	if _, err := v.Open(t.Context(), v.who, input(firstText)); err != nil {
		t.Fatal(err)
	}
	v.close(t)
	recovery(t, data)
	recovery(t, other)
	own, stranger := read(t, keyFile(data, "recovery.txt")), read(t, keyFile(other, "recovery.txt"))
	for name, list := range map[string]string{"another's": stranger, "one more": own + stranger, "none at all": "garbage\n"} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			copyFolder(t, data, dir)
			if err := os.WriteFile(keyFile(dir, "recovery.txt"), []byte(list), 0o600); err != nil {
				t.Fatal(err)
			}
			to := filepath.Join(t.TempDir(), "to")
			for _, tt := range []struct {
				command, lang string
				code          int
				words         string
			}{
				{"backup " + to, "en", exitInput, "are not those that this instance named"},
				{"backup " + to, "sr-Latn", exitInput, "nisu oni koje je ova instalacija navela"},
				{"serve --addr 127.0.0.1:0", "en", exitInput, "are not those that this instance named"},
				{"admin recovery-key", "en", exitInput, "are not those that this instance named"},
				{"admin rotate-key", "en", exitInput, "are not those that this instance named"},
				{"doctor", "en", exitNo, "are not those of this instance"},
				{"doctor --full", "sr-Latn", exitNo, "nisu ključevi ove instalacije"},
			} {
				code, out, errs := do(t, append(strings.Fields(tt.command), "--data", dir, "--lang", tt.lang)...)
				if code != tt.code || strings.Count(out+errs, tt.words) != 1 {
					t.Errorf("%s ends with %d: %s%s", tt.command, code, out, errs)
				}
			}
			if _, err := os.Stat(to); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("something was copied: %v", err)
			}
			// Without the wrong list the one that was signed holds.
			if err := os.Remove(keyFile(dir, "recovery.txt")); err != nil {
				t.Fatal(err)
			}
			if code, _, errs := do(t, "admin", "cases", "--data", dir); code != exitDone || read(t, keyFile(dir, "recovery.txt")) != own {
				t.Errorf("without the list admin cases ends with %d: %s", code, errs)
			}
		})
	}
}

// A backup and doctor say which keys open it. An instance of an earlier version, which
// named none, is copied as before, and names them at its next start.
func TestBackupNamesItsRecipients(t *testing.T) {
	data, to := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "to")
	v := openVault(t, data, nil)
	if _, err := v.Open(t.Context(), v.who, input(firstText)); err != nil {
		t.Fatal(err)
	}
	v.close(t)
	key := recovery(t, data)
	want := strings.Fields(read(t, keyFile(data, "recovery.txt")))
	if err := os.Remove(keyFile(data, "recovery.txt.note")); err != nil {
		t.Fatal(err)
	}
	code, out, errs := do(t, "backup", to, "--data", data, "--json")
	var res struct{ Recipients []string }
	if err := json.Unmarshal([]byte(out), &res); err != nil || code != exitDone || !slices.Equal(res.Recipients, want) {
		t.Errorf("backup ends with %d, %v: %s%s, want the recipients %q", code, err, out, errs, want)
	}
	if code, out, errs := do(t, "backup", to, "--data", data, "--lang", "en"); code != exitDone || !strings.Contains(out, "Recovery keys that open it: 1.") || !strings.Contains(out, want[0]) {
		t.Errorf("backup ends with %d: %s%s", code, out, errs)
	}
	var found struct {
		Recovery []string `json:"recovery_keys"`
	}
	code, out, errs = do(t, "doctor", "--data", data, "--json")
	if err := json.Unmarshal([]byte(out), &found); err != nil || code != exitDone || !slices.Equal(found.Recovery, want) {
		t.Errorf("doctor ends with %d, %v: %s%s, want the keys %q", code, err, out, errs, want)
	}
	if code, _, errs := do(t, "admin", "cases", "--data", data); code != exitDone {
		t.Fatalf("admin cases ends with %d: %s", code, errs)
	}
	if note := read(t, keyFile(data, "recovery.txt.note")); !strings.Contains(note, want[0]) {
		t.Errorf("after a start the note is %q", note)
	}
	if code, out, errs := do(t, "backup", to, "--data", data); code != exitDone {
		t.Fatalf("backup ends with %d: %s%s", code, out, errs)
	}
	restored := filepath.Join(t.TempDir(), "restored")
	if code, out, errs := do(t, "restore", to, "--data", restored, "--identity", key); code != exitDone || read(t, keyFile(restored, "recovery.txt.note")) != read(t, keyFile(data, "recovery.txt.note")) {
		t.Errorf("restore ends with %d: %s%s", code, out, errs)
	}
}
