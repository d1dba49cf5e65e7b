package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"recourse/custody"
	"recourse/redact"
)

// form sends a form and returns the path that it ends at, and the page.
func (s *served) form(t *testing.T, path string, values url.Values) (code int, at string, body []byte) {
	t.Helper()
	r, err := s.PostForm(s.origin+path, values)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, r.Request.URL.Path, b
}

// itemNamed returns the path of the page of a file in a case.
func (s *served) itemNamed(t *testing.T, casePath, name string) string {
	t.Helper()
	_, b := s.get(t, casePath+"/evidence")
	m := regexp.MustCompile(`href="(/en/case/[^"/]+/item/[^"/]+)"[^>]*>` + regexp.QuoteMeta(name) + "<").FindSubmatch(b)
	if m == nil {
		t.Fatalf("the evidence page has no link to %s", name)
	}
	return string(m[1])
}

// unzipped returns the files below a zip's one folder.
func unzipped(t *testing.T, b []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatalf("%v: %.200s", err, b)
	}
	files := make(map[string]string)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		_, name, _ := strings.Cut(f.Name, "/")
		files[name] = string(text)
	}
	return files
}

func verified(t *testing.T, what string, b []byte) {
	t.Helper()
	report, err := custody.VerifyZip(t.Context(), bytes.NewReader(b), int64(len(b)), custody.VerifyOptions{})
	if err != nil || !report.OK {
		t.Errorf("%s: ok %v, problems %v, error %v", what, report.OK, report.Problems, err)
	}
}

// A person hands a slip and an identity card in, corrects what a file is, blacks a
// number out, and takes a package with the copy in place of the original.
func TestATwinLeavesInPlaceOfItsOriginal(t *testing.T) {
	const (
		slip   = "NALOG ZA PRENOS\nPlatilac: Danijel Primer, JMBG 0101990710008\nPrimalac: Lena Uzorak\nIznos: 6.000,00 RSD\nSvrha: Aktivacija naloga\n"
		card   = "REPUBLIKA SRBIJA\nLIČNA KARTA\nPrezime: PRIMER\nDatum rođenja: 01.01.1990.\nMesto rođenja: Niš\nJMBG: 0101990710008\n"
		number = "0101990710008"
	)
	dir := t.TempDir()
	for name, text := range map[string]string{"uplatnica.txt": slip, "dokument.txt": card, "beleška.txt": "Zovi banku sutra."} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := start(t, filepath.Join(t.TempDir(), "data"))
	s.signIn(t)
	path := s.hand(t, dir)
	item := s.itemNamed(t, path, "uplatnica.txt")
	code, b := s.get(t, item+"/redact")
	if code != http.StatusOK || !bytes.Contains(b, []byte(`value="`+number+`"`)) {
		t.Fatalf("the page to black out = %d, offers the number: %v", code, bytes.Contains(b, []byte(number)))
	}
	code, at, b := s.form(t, item+"/redact", url.Values{"find": {number}, "other": {"Danijel Primer"}})
	if code != http.StatusOK || at == item || !bytes.Contains(b, []byte("Platilac: █████, JMBG █████")) {
		t.Fatalf("the copy's page = %d at %s: %s", code, at, b)
	}
	if code, at, _ := s.form(t, s.itemNamed(t, path, "beleška.txt")+"/kind", url.Values{"kind": {"order"}}); code != http.StatusOK || !strings.Contains(at, "/item/") {
		t.Errorf("correction = %d at %s", code, at)
	}
	if _, b := s.get(t, path+"/get/incident.json"); !regexp.MustCompile(`"beleška\.txt"(?s:.{0,200})"document": "order"`).Match(b) {
		t.Error("the facts do not have the corrected kind")
	}

	_, whole := s.get(t, path+"/get/evidence.zip?without=identity")
	verified(t, "evidence.zip", whole)
	files := unzipped(t, whole)
	for name, want := range map[string]bool{"data/uplatnica.txt": true, "data/uplatnica.redacted.txt": true, "data/dokument.txt": false} {
		if _, ok := files[name]; ok != want {
			t.Errorf("evidence.zip has %s: %v, want %v", name, ok, want)
		}
	}
	noSecrets(t, "evidence.zip", files)
	if n := regexp.MustCompile(fmt.Sprintf(`"do":"viewed"[^\n]*"item":"%x"`, sha256.Sum256([]byte(slip)))).FindAllString(files["log/entries.jsonl"], -1); len(n) != 1 {
		t.Errorf("the log says %d times that the slip was looked at, want once for the hour", len(n))
	}
	if !strings.Contains(files["items.json"], `"tool":"`+redact.Tool+`"`) || !strings.Contains(files["log/entries.jsonl"], `"do":"derived"`) {
		t.Error("the package does not say what the copy was made from")
	}
	_, all := s.get(t, path+"/get/evidence-with-identity.zip")
	verified(t, "evidence-with-identity.zip", all)
	if unzipped(t, all)["data/dokument.txt"] != card {
		t.Error("the identity document is not in the package that may hold it")
	}
	noSecrets(t, "evidence-with-identity.zip", unzipped(t, all))
	for _, name := range []string{"everything.zip?without=identity", "everything-with-identity.zip"} {
		_, b := s.get(t, path+"/get/"+name)
		noSecrets(t, name, unzipped(t, b))
	}

	_, out := s.get(t, path+"/get/evidence-redacted.zip?without=identity")
	verified(t, "evidence-redacted.zip", out)
	checkRedacted(t, unzipped(t, out), slip, number)

	if code, _ := s.get(t, path+"/evidence"); code != http.StatusOK {
		t.Errorf("the evidence page = %d", code)
	}
	s.stop()
	var stdout bytes.Buffer
	if code := run(t.Context(), []string{"doctor", "--full", "--data", s.data}, strings.NewReader(""), &stdout, io.Discard); code != exitDone {
		t.Errorf("what is kept is not whole: %s", stdout.String())
	}
	again := start(t, s.data)
	again.signIn(t)
	if _, b := again.get(t, path+"/evidence"); bytes.Count(b, []byte(">uplatnica.txt</a>")) != 1 {
		t.Error("after a restart the files are not the three that were handed in")
	}
}

// noSecrets looks for what opens a redaction, which is in no package that leaves.
func noSecrets(t *testing.T, what string, files map[string]string) {
	t.Helper()
	if len(files) == 0 {
		t.Errorf("%s is empty", what)
	}
	for name, text := range files {
		if strings.HasSuffix(name, ".redaction-secrets.json") || strings.Contains(text, "recourse_redaction_secrets") {
			t.Errorf("%s holds %s, which opens what was withheld", what, name)
		}
	}
}

// checkRedacted looks for what was withheld, and for the original's digest, in all
// that left.
func checkRedacted(t *testing.T, files map[string]string, slip, number string) {
	t.Helper()
	var data []string
	digest := sha256Hex(slip)
	for name, text := range files {
		if strings.HasPrefix(name, "data/") {
			data = append(data, name)
		}
		for _, secret := range []string{number, "Danijel", digest} {
			if strings.Contains(text, secret) {
				t.Errorf("%s holds %q", name, secret)
			}
		}
	}
	slices.Sort(data)
	if want := []string{"data/beleška.txt", "data/uplatnica.redacted.txt", "data/uplatnica.redacted.txt.redaction.json"}; !slices.Equal(data, want) {
		t.Errorf("the package holds %v, want %v", data, want)
	}
	record, err := redact.ReadRecord(strings.NewReader(files["data/uplatnica.redacted.txt.redaction.json"]))
	if err != nil {
		t.Fatal(err)
	}
	if p := record.Check("twin", []byte(files["data/uplatnica.redacted.txt"]), redact.Secrets{}); len(p) > 0 || len(record.Withheld) != 2 {
		t.Errorf("the copy does not fit its record: %v, %d parts", p, len(record.Withheld))
	}
}

func sha256Hex(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
