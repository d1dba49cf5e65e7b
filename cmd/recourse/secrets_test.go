package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"recourse/internal/app"
	"recourse/internal/evidence"
	"recourse/redact"
)

// secretsFile writes a text, what opens its twin and the twin into a folder.
func secretsFile(t *testing.T, dir, name string) {
	t.Helper()
	original := filepath.Join(dir, "izjava.txt")
	if err := os.WriteFile(original, []byte("Ja, Milena Uzorak, JMBG 0101990710008."), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := do(t, "redact", original, "--find", "0101990710008", "--out", filepath.Join(dir, "kopija.txt"), "--secrets", filepath.Join(dir, name)); code != exitDone {
		t.Fatalf("redact ends with %d: %s", code, errs)
	}
}

// What opens a twin is not taken into a case, by no door: it would leave with the
// evidence.
func TestWhatOpensATwinIsNotKept(t *testing.T) {
	dir, plain := t.TempDir(), t.TempDir()
	secretsFile(t, dir, "beleska.txt")
	if err := os.WriteFile(filepath.Join(plain, "poruka.txt"), []byte("Zovi banku sutra."), 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, filepath.Join(t.TempDir(), "data"))
	s.signIn(t)
	kind, body := uploaded(t, dir)
	r, err := s.Post(s.origin+"/en/check", kind, body)
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(r.Body)
	r.Body.Close()
	if err != nil || r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(string(page), "Nothing was kept") {
		t.Fatalf("handing in what opens a twin = %d, %v: %.300s", r.StatusCode, err, page)
	}
	path := s.hand(t, plain)
	s.stop()

	_, out, _ := do(t, "admin", "cases", "--data", s.data, "--json")
	var cases []caseJSON
	if err := json.Unmarshal([]byte(out), &cases); err != nil || len(cases) != 1 {
		t.Fatalf("cases %s, %v; want the one", out, err)
	}
	code, out, errs := do(t, "admin", "add", cases[0].ID, dir, "--data", s.data, "--lang", "en")
	if code != exitDone || !strings.Contains(errs, "beleska.txt opens what is withheld") || !strings.Contains(out, "3 files kept") {
		t.Fatalf("admin add = %d, %s %s", code, out, errs)
	}
	again := start(t, s.data)
	again.signIn(t)
	_, b := again.get(t, path+"/get/everything.zip")
	files := unzipped(t, b)
	noSecrets(t, "everything.zip", files)
	if files["evidence/data/kopija.txt"] == "" {
		t.Errorf("the twin is not in the package: %d files", len(files))
	}
}

// What an earlier version let in stays in the vault.
func TestWhatOpensATwinStaysInTheVault(t *testing.T) {
	for name, want := range map[string]bool{
		"slip.pdf.1a2b3c4d.redaction-secrets.json": true, "dir/Slip.REDACTION-SECRETS.JSON": true, "slip.redaction.json": false, "secrets.json": false,
	} {
		if got := app.IsSecrets(evidence.Item{Name: name}); got != want {
			t.Errorf("IsSecrets(%q) = %v, want %v", name, got, want)
		}
	}
	for head, want := range map[string]bool{
		"{\n \"recourse_redaction_secrets\": 1,\n \"twin\": \"ab\",\n \"original\": {": true,
		`{"recourse_redaction_secrets":1,"twin":"ab","original":{`:                     true,
		`{"recourse_redaction_secrets":1,"twin":"ab","withheld":[`:                     false,
		`{"recourse_redaction":1,"twin":"ab","original":{`:                             false,
		"": false,
	} {
		if got := redact.OpensTwin([]byte(head)); got != want {
			t.Errorf("OpensTwin(%q) = %v, want %v", head, got, want)
		}
	}
}
