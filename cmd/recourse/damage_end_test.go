package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"recourse"
)

// logEnd alters when the log of a case is said to end.
func logEnd(at string) func(t *testing.T, dir string, _, _ []string) {
	return func(t *testing.T, dir string, _, _ []string) {
		alter(t, dir, "UPDATE custody_head SET last_at = "+at+" WHERE log = (SELECT MAX(log) FROM custody_head)")
	}
}

// The end of a log that was altered gets no entry: it would have a time that never was.
func TestDoctorAddsNothingToAnAlteredEnd(t *testing.T) {
	before := filepath.Join(t.TempDir(), "before")
	v := openVault(t, before, nil)
	id, err := v.Open(t.Context(), v.who, input(firstText))
	if err != nil {
		t.Fatal(err)
	}
	v.close(t)
	slip := filepath.Join(t.TempDir(), "slip.txt")
	if err := os.WriteFile(slip, []byte(secondText), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, at := range map[string]string{"later": "last_at + 31536000000000", "earlier": "0"} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			copyFolder(t, before, dir)
			logEnd(at)(t, dir, nil, nil)
			for _, command := range [][]string{{"doctor", "--full", "--now", "2025-01-01T00:00:00Z"}, {"doctor", "--full"}} {
				if code, out, errs := do(t, append(command, "--data", dir)...); code != exitNo {
					t.Errorf("%q ends with %d: %s%s", command, code, out, errs)
				}
			}
			code, _, errs := do(t, "admin", "add", id, slip, "--data", dir, "--lang", "en")
			if code != exitInput || !strings.Contains(errs, "recourse doctor --full") {
				t.Errorf("admin add ends with %d: %s", code, errs)
			}
			v := openVault(t, dir, nil)
			defer v.close(t)
			if got := v.logOf(t, id); strings.Contains(strings.Join(got, " "), "verified") || len(got) != 1 {
				t.Errorf("the log is %q", got)
			}
			if err := v.Erase(t.Context(), v.who, id, "web"); err != nil {
				t.Errorf("the case cannot be erased: %v", err)
			}
			if _, err := v.Case(t.Context(), v.who, id); !errors.Is(err, recourse.NotFound) {
				t.Errorf("the case that was erased: %v", err)
			}
			if _, err := os.Stat(filepath.Join(dir, "blobs", id)); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("its files are there: %v", err)
			}
			if got := v.logOf(t, id); len(got) != 1 {
				t.Errorf("the log after the erasure is %q", got)
			}
		})
	}
}
