package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"recourse"
	"recourse/internal/durable"
)

// What the system refuses is said as what it is. The errors are made up: a test may run as
// root, whom no permission stops.
func TestWhatTheSystemRefusesIsSaid(t *testing.T) {
	denied := &fs.PathError{Op: "open", Path: "/srv/rs/keys/signing.key", Err: syscall.EACCES}
	for name, tt := range map[string]struct {
		err  error
		want string
		not  string
	}{
		"reading is denied":                {fmt.Errorf("open key file: %w", denied), "you have no right to /srv/rs/keys/signing.key", "written"},
		"looking for records is denied":    {notKept("/srv/rs", &fs.PathError{Op: "stat", Path: "/srv/rs/recourse.db", Err: syscall.EACCES}), "you have no right to /srv/rs/recourse.db", "nothing is kept"},
		"the keys are denied":              {notKept("/srv/rs", fmt.Errorf("open key file: %w", denied)), "you have no right to /srv/rs/keys/signing.key", "nothing is kept"},
		"a denial without a path":          {notKept("/srv/rs", fs.ErrPermission), "you have no right to /srv/rs", "nothing is kept"},
		"nothing is there":                 {notKept("/srv/rs", &fs.PathError{Op: "stat", Path: "/srv/rs/recourse.db", Err: syscall.ENOENT}), "nothing is kept in /srv/rs", "right"},
		"no keys are there":                {notKept("/srv/rs", fmt.Errorf("key file: %w", recourse.NotFound)), "nothing is kept in /srv/rs", "right"},
		"a key is bad":                     {notKept("/srv/rs", fmt.Errorf("recovery key “x” is none: %w", recourse.Invalid)), "recovery key", "nothing is kept"},
		"writing is denied":                {durable.Explain(denied), "cannot be written to", "right"},
		"the disk is read-only":            {&fs.PathError{Op: "open", Path: "/srv/rs", Err: syscall.EROFS}, "cannot be written to", "right"},
		"the disk is read-only, and asked": {notKept("/srv/rs", &fs.PathError{Op: "open", Path: "/srv/rs", Err: syscall.EROFS}), "cannot be written to", "nothing is kept"},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			if code := exitCode(tt.err, "en", &out); code != exitInput {
				t.Errorf("exit status %d, want %d", code, exitInput)
			}
			if !strings.Contains(out.String(), tt.want) || strings.Contains(out.String(), tt.not) {
				t.Errorf("%v is said as %q, want %q", tt.err, out.String(), tt.want)
			}
		})
	}
}

// A file of recovery keys that cannot be read is no empty folder.
func TestABadRecoveryFileIsNamed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	openVault(t, dir, nil).close(t)
	if err := os.WriteFile(filepath.Join(dir, "keys", "recovery.txt"), []byte("age1nonsense\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"backup " + filepath.Join(t.TempDir(), "to"), "admin rotate-key", "admin cases"} {
		code, _, errs := do(t, append(strings.Fields(command), "--data", dir, "--lang", "en")...)
		if code != exitInput || !strings.Contains(errs, "recovery") || strings.Contains(errs, "nothing is kept") {
			t.Errorf("%s ends with %d: %s", command, code, errs)
		}
	}
}

// Adding to an erased case says that it was erased, and when.
func TestAddToAnErasedCase(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	v := openVault(t, dir, nil)
	id, err := v.Open(t.Context(), v.who, input(firstText))
	if err != nil {
		t.Fatal(err)
	}
	v.Now = func() time.Time { return time.Date(2031, 5, 4, 9, 0, 0, 0, time.UTC) }
	if err := v.Erase(t.Context(), v.who, id, "cli"); err != nil {
		t.Fatal(err)
	}
	v.close(t)
	slip := filepath.Join(t.TempDir(), "slip.txt")
	if err := os.WriteFile(slip, []byte(secondText), 0o600); err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[string]string{"en": "was erased on 4 May 2031", "sr-Latn": "je obrisan 4. 5. 2031."} {
		if code, _, errs := do(t, "admin", "add", id, slip, "--data", dir, "--lang", lang); code != exitInput || !strings.Contains(errs, want) {
			t.Errorf("admin add --lang %s ends with %d: %s", lang, code, errs)
		}
	}
}
