package main

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"
)

// A table whose columns are not known is asked about once: what was chosen holds
// after a restart, and for the next table of the same form.
func TestServeAsksForColumnsOnce(t *testing.T) {
	dir := t.TempDir()
	const table = "Kada;Koliko;Kome\n12.11.2026.;-6.000,00;Lena Uzorak\n13.11.2026.;19,90;Lamp shop\n"
	if err := os.WriteFile(filepath.Join(dir, "nepoznato.csv"), []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, filepath.Join(t.TempDir(), "data"))
	s.signIn(t)
	path := s.hand(t, dir)
	if _, b := s.get(t, path+"/evidence"); !bytes.Contains(b, []byte(path+"/columns")) || bytes.Contains(b, []byte("2 entries")) {
		t.Fatal("the page does not ask for the columns")
	}
	r, err := s.PostForm(s.origin+path+"/columns", url.Values{"table": {"kada|koliko|kome"}, "column1": {"date"}, "column2": {"amount"}, "column3": {"name"}, "currency": {"RSD"}})
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(r.Body)
	r.Body.Close()
	if r.StatusCode != http.StatusOK || r.Request.URL.Path != path+"/evidence" {
		t.Fatalf("choosing ended at %s with %s: %s", r.Request.URL.Path, r.Status, body)
	}
	read := func(s *served, path string) bool {
		_, b := s.get(t, path+"/evidence")
		return bytes.Contains(b, []byte("2 entries")) && !bytes.Contains(b, []byte(path+"/columns"))
	}
	if !read(s, path) {
		t.Error("the table is not read as it was chosen")
	}
	s.stop()
	again := start(t, s.data)
	again.signIn(t)
	if !read(again, path) {
		t.Error("after a restart the choice is gone")
	}
	if err := os.WriteFile(filepath.Join(dir, "nepoznato.csv"), []byte("KADA;Koliko (RSD);Kome\n14.12.2026.;-1,00;a\n15.12.2026.;2,00;b\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if next := again.hand(t, dir); !read(again, next) {
		t.Error("the next table of the same form is asked about again")
	}
}
