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
