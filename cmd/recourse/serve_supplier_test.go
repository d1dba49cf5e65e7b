package main

import (
	"bytes"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestServeConsidersASupplierAndKeepsNothing asks whether to buy, with a text
// and a file, and looks for both on the disk and in the list of cases.
func TestServeConsidersASupplierAndKeepsNothing(t *testing.T) {
	s := start(t, filepath.Join(t.TempDir(), "data"))
	s.signIn(t)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if err := form.WriteField("text", "Brightmoor Lamps refuses Trade Assurance."); err != nil {
		t.Fatal(err)
	}
	w, err := form.CreateFormFile("files", "offer.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, "Pay the whole amount upfront to our manager's personal account, Brightmoor Lamps."); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := s.Post(s.origin+"/en/supplier", form.FormDataContentType(), &body)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	page, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"do not pay this supplier", "refuses Trade Assurance", "personal account", "Everything is to be paid in advance"} {
		if r.StatusCode != http.StatusOK || !bytes.Contains(page, []byte(want)) {
			t.Errorf("the answer (%d) lacks %q", r.StatusCode, want)
		}
	}
	if code, b := s.get(t, "/en/cases"); code != http.StatusOK || bytes.Contains(b, []byte("/en/case/")) {
		t.Errorf("the list of cases (%d) has a case", code)
	}
	err = filepath.WalkDir(s.data, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		if bytes.Contains(b, []byte("Brightmoor")) || strings.Contains(p, string(filepath.Separator)+"blobs"+string(filepath.Separator)) {
			t.Errorf("%s holds what was only to be considered", p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
