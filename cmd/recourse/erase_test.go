package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"recourse/custody"
)

// add hands more files into a case, as a browser does.
func (s *served) add(t *testing.T, path, folder string) int {
	t.Helper()
	kind, body := uploaded(t, folder)
	r, err := s.Post(s.origin+path+"/add", kind, body)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	return r.StatusCode
}

// packageOf takes the sealed package of a case out as a file system.
func packageOf(t *testing.T, s *served, path string) fs.FS {
	t.Helper()
	code, b := s.get(t, path+"/get/evidence.zip")
	if code != http.StatusOK {
		t.Fatalf("evidence.zip = %d", code)
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	base, _, _ := strings.Cut(z.File[0].Name, "/")
	bag, err := fs.Sub(z, base)
	if err != nil {
		t.Fatal(err)
	}
	return bag
}

// TestAddAndErase adds files to a case, takes the sealed package out and erases
// the case: nothing of it is left on the disk, the package still verifies.
func TestAddAndErase(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	s := start(t, data)
	s.signIn(t)
	path := s.hand(t, handed(t, "WhatsApp razgovor sa Lena Mentor.txt"))
	other := s.hand(t, handed(t, "uplatnica 18-11.txt"))
	if code, b := s.get(t, path+"/evidence"); code != http.StatusOK || bytes.Contains(b, []byte("izvod-novembar-2026.csv")) {
		t.Fatalf("evidence page = %d before anything was added", code)
	}
	if code := s.add(t, path, handed(t, "izvod-novembar-2026.csv")); code != http.StatusOK {
		t.Fatalf("adding ends with %d", code)
	}
	_, page := s.get(t, path+"/evidence")
	_, facts := s.get(t, path+"/get/incident.json")
	if !bytes.Contains(page, []byte("izvod-novembar-2026.csv")) || !bytes.Contains(facts, []byte("izvod-novembar-2026.csv")) {
		t.Error("what was added is not on the page, or not among the facts")
	}
	bag := packageOf(t, s, path)
	log, err := fs.ReadFile(bag, "log/entries.jsonl")
	if err != nil || strings.Count(string(log), `"do":"kept"`) != 2 {
		t.Errorf("the log of the package has %d entries of handing in (%v), want 2", strings.Count(string(log), `"do":"kept"`), err)
	}

	r, err := s.PostForm(s.origin+path+"/erase", url.Values{"sure": {"yes"}})
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusOK {
		t.Fatalf("erasing ends with %d", r.StatusCode)
	}
	for _, gone := range []string{path, path + "/evidence", path + "/get/evidence.zip"} {
		if code, _ := s.get(t, gone); code != http.StatusNotFound {
			t.Errorf("%s of an erased case = %d", gone, code)
		}
	}
	if code := s.add(t, path, handed(t, "uplatnica 18-11.txt")); code != http.StatusNotFound {
		t.Errorf("adding to an erased case = %d", code)
	}
	if code, _ := s.get(t, other); code != http.StatusOK {
		t.Errorf("another case = %d", code)
	}
	id := path[strings.LastIndexByte(path, '/')+1:]
	nothingOf(t, data, id, "Lena Mentor", "150638", "izvod-novembar")
	if code := s.stop(); code != exitDone {
		t.Errorf("serve ends with %d", code)
	}
	nothingOf(t, data, id, "Lena Mentor", "150638", "izvod-novembar")
	report, err := custody.Verify(t.Context(), bag, custody.VerifyOptions{})
	if err != nil || !report.OK {
		t.Errorf("the package that was handed out: ok %v, %v, %v", report.OK, report.Problems, err)
	}
	if code, out, errs := do(t, "doctor", "--full", "--data", data); code != exitDone {
		t.Errorf("doctor --full after erasing ends with %d: %s%s", code, out, errs)
	}
	erasedByOperator(t, data, other)
}

// erasedByOperator does on the command line what the pages did.
func erasedByOperator(t *testing.T, data, path string) {
	t.Helper()
	id := path[strings.LastIndexByte(path, '/')+1:]
	code, out, errs := do(t, "admin", "cases", "--data", data, "--json")
	var list []struct{ ID string }
	if err := json.Unmarshal([]byte(out), &list); code != exitDone || err != nil || len(list) != 1 || list[0].ID != id {
		t.Fatalf("admin cases ends with %d: %s%s, want %s alone", code, out, errs, id)
	}
	more := handed(t, "WhatsApp razgovor sa Lena Mentor.txt")
	if code, out, errs = do(t, "admin", "add", id, more, "--data", data); code != exitDone || !strings.Contains(out, "1 file kept") {
		t.Errorf("admin add ends with %d: %s%s", code, out, errs)
	}
	if code, out, errs = do(t, "doctor", "--full", "--data", data, "--json"); code != exitDone || !strings.Contains(out, `"items": 2`) {
		t.Errorf("doctor --full after admin add ends with %d: %s%s", code, out, errs)
	}
	if code, _, errs = do(t, "admin", "erase", id, "--data", data); code != exitInput || !strings.Contains(errs, "--yes") {
		t.Errorf("admin erase without --yes ends with %d: %s", code, errs)
	}
	if code, out, errs = do(t, "admin", "erase", id, "--data", data, "--yes"); code != exitDone || !strings.Contains(out, "is erased") {
		t.Errorf("admin erase ends with %d: %s%s", code, out, errs)
	}
	nothingOf(t, data, id, "Lena Mentor", "uplatnica")
	if code, out, errs = do(t, "doctor", "--full", "--data", data, "--json"); code != exitDone || !strings.Contains(out, `"items": 0`) {
		t.Errorf("doctor --full after admin erase ends with %d: %s%s", code, out, errs)
	}
	if code, _, errs = do(t, "admin", "add", id, more, "--data", data); code != exitInput {
		t.Errorf("admin add to an erased case ends with %d: %s", code, errs)
	}
}

// nothingOf looks for the key, the blobs and the words of an erased case.
func nothingOf(t *testing.T, data, id string, words ...string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(data, "blobs", id)); err == nil {
		t.Error("the blobs of an erased case are there")
	}
	if _, err := os.Stat(filepath.Join(data, "keys", "cases", id+".age")); err == nil {
		t.Error("the key of an erased case is there")
	}
	for _, name := range files(t, data) {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range words {
			if bytes.Contains(b, []byte(w)) {
				t.Errorf("%s still holds %q", name, w)
			}
		}
	}
}
