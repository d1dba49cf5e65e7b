package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"recourse/redact"
)

// Somebody changes an amount that is not withheld and repairs record and secrets: who
// has the original is told.
func TestAChangedTwinIsHeldAgainstTheOriginal(t *testing.T) {
	const text, changed = "Milena Uzorak: 6.000 RSD\n", "Milena Uzorak: 9.000 RSD\n"
	for said, want := range map[string]int{text: exitDone, changed: exitNo} {
		twin, err := redact.Text(said, redact.Original{SHA256: sha256Hex(text), MediaType: "text/plain"}, redact.Find(said, "Milena Uzorak"), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		write := func(name string, v any) string {
			b, ok := v.([]byte)
			if !ok {
				if b, err = json.Marshal(v); err != nil {
					t.Fatal(err)
				}
			}
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		}
		write("twin.txt.redaction.json", twin.Record)
		args := []string{"redact", "check", write("twin.txt", twin.Bytes), "--opened", write("o.json", twin.Secrets), "--original", write("t.txt", []byte(text)), "--lang", "en"}
		var out bytes.Buffer
		if code := run(t.Context(), args, strings.NewReader(""), &out, &out); code != want || strings.Contains(out.String(), "differs from the original") != (want == exitNo) {
			t.Errorf("a twin of %q: exit %d, want %d: %s", said, code, want, out.String())
		}
	}
}

// What cannot be written, and a file that is broken, is for the person to mend: exit
// code 2, and no word of a program.
func TestRedactSaysWhatToDo(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"izjava.txt": "JMBG 0101990710008", "junk.pdf": "%PDF-1.7\nnothing of it", "cut.png": "\x89PNG\r\n\x1a\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	long := strings.Repeat("0123456789", 25) // a name for which no end is left
	for name, tt := range map[string]struct {
		in, out, want string
	}{
		"no folder":         {"izjava.txt", "nodir/x", "make it first"},
		"a file for one":    {"izjava.txt", "izjava.txt/x", "make it first"},
		"a name too long":   {"izjava.txt", long, "name is too long"},
		"a damaged PDF":     {"junk.pdf", "x.pdf", "damaged"},
		"a picture cut off": {"cut.png", "x.png", "damaged"},
	} {
		code, _, errs := do(t, "redact", filepath.Join(dir, tt.in), "--box", "1,1,2,2", "--out", filepath.Join(dir, tt.out), "--lang", "en")
		if tt.in == "izjava.txt" {
			code, _, errs = do(t, "redact", filepath.Join(dir, tt.in), "--find", "0101990710008", "--out", filepath.Join(dir, tt.out), "--lang", "en")
		}
		if code != exitInput || !strings.Contains(errs, tt.want) || strings.Contains(errs, "pdftotext") || strings.Contains(errs, "EOF") {
			t.Errorf("%s: ends with %d, %q; want 2 and %q", name, code, errs, tt.want)
		}
		if left, err := filepath.Glob(filepath.Join(dir, "*secrets*")); err != nil || len(left) > 0 {
			t.Errorf("%s: leaves %v, %v", name, left, err)
		}
	}
}
