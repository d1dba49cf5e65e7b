package main

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
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

// A choice that was wrong is corrected on a page: what was read so goes, and what
// follows from it is found anew, also after a restart and for the next table.
func TestServeCorrectsAChoiceOfColumns(t *testing.T) {
	dir := t.TempDir()
	const table = "Kada;Potrosnja;Ostatak;Kome\n12.11.2026.;-6.000,00;94.000,00;Lena Uzorak\n13.11.2026.;-19,90;93.980,10;Lamp shop\n"
	const chat = "12.11.2026. 10:00 - Lena: Posao od kuće, VIP zadatak za Alibaba. Uplatite 6.000 RSD\n12.11.2026. 10:05 - Vesna: Uplatila sam 6.000 RSD\n"
	for name, text := range map[string]string{"nepoznato.csv": table, "WhatsApp razgovor sa Lena.txt": chat} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := start(t, filepath.Join(t.TempDir(), "data"))
	s.signIn(t)
	path := s.hand(t, dir)
	post := func(page string, amount, balance string) {
		t.Helper()
		r, err := s.PostForm(s.origin+path+page, url.Values{
			"table": {"kada|potrosnja|ostatak|kome"}, "column1": {"date"}, "column2": {amount}, "column3": {balance}, "column4": {"name"}, "currency": {"RSD"},
		})
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(r.Body)
		r.Body.Close()
		if r.StatusCode != http.StatusOK || r.Request.URL.Path != path+"/evidence" {
			t.Fatalf("choosing ended at %s with %s: %s", r.Request.URL.Path, r.Status, body)
		}
	}
	facts := func() string {
		_, b := s.get(t, path+"/get/incident.json")
		return string(b)
	}
	post("/columns", "debit", "credit") // what is left is no income
	wrong := facts()
	if _, b := s.get(t, path+"/evidence"); !bytes.Contains(b, []byte(path+"/tables")) {
		t.Fatal("the page does not lead to the choice")
	}
	post("/tables", "amount", "balance")
	right := facts()
	if wrong == right || !strings.Contains(right, "row 2") || strings.Count(right, `"Lena Uzorak"`) != 1 {
		t.Errorf("the facts were\n%s\nand are\n%s", wrong, right)
	}
	post("/tables", "debit", "credit")
	if again := facts(); strings.Count(again, `"minor"`) != strings.Count(wrong, `"minor"`) {
		t.Errorf("choosing the first again gives\n%s\nand not\n%s", again, wrong)
	}
}
