package main

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Which name of a chat is the person's is answered on a page: the files are read
// again with it, it holds after a restart, and it can be changed.
func TestServeAsksWhichNameIsThePersons(t *testing.T) {
	dir := t.TempDir()
	const chat = "10.11.2026. 17:44 - Lena: posao za Alibaba, uplatite 6.000 RSD za aktivaciju zadataka na račun 265-0000001234567-89\n" +
		"10.11.2026. 17:45 - Ana: dobro\n14.11.2026. 17:44 - Lena: sada provizija 150.638 RSD za isplatu zarade\n"
	if err := os.WriteFile(filepath.Join(dir, "chat.txt"), []byte(chat), 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, filepath.Join(t.TempDir(), "data"))
	s.signIn(t)
	path := s.hand(t, dir)
	say := func(name string, want int) {
		t.Helper()
		r, err := s.PostForm(s.origin+path+"/names", url.Values{"fact": {"person.name"}, "chat": {"chat.txt"}, "name": {name}})
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.StatusCode != want {
			t.Fatalf("saying %q: %s, want %d", name, r.Status, want)
		}
	}
	other := func(s *served, name string) {
		t.Helper()
		_, b := s.get(t, path+"/get/incident.json")
		_, facts, _ := strings.Cut(string(b), `"parties"`)
		if (facts != "") != (name != "") || !strings.Contains(facts, name) {
			t.Errorf("the other side is not %q in\n%s", name, b)
		}
		_, page := s.get(t, path+"/evidence")
		if !bytes.Contains(page, []byte(`value="Ana"`)) || bytes.Contains(page, []byte("nobody in this chat")) != (name == "") {
			t.Errorf("the page does not go with the other side %q", name)
		}
	}
	other(s, "")
	say("Petar", http.StatusUnprocessableEntity)
	say("", http.StatusOK)
	other(s, "")
	say("Lena", http.StatusOK) // by mistake
	other(s, "Ana")
	say("Ana", http.StatusOK)
	other(s, "Lena")
	s.stop()
	again := start(t, s.data)
	again.signIn(t)
	other(again, "Lena")
}

// Which day a date means that can be read two ways is answered on the same page, and holds
// after a restart.
func TestServeAsksWhichDayADateMeans(t *testing.T) {
	dir := t.TempDir()
	const chat = "10/09/2026, 09:01 - Chloe HR: Hi, remote job, 40 tasks a day, you optimise app ratings and earn £80 per day\n" +
		"10/09/2026, 09:20 - Priya Shah: ok\n11/09/2026, 10:00 - Chloe HR: Please top up £120\n11/09/2026, 11:07 - Priya Shah: paid £120 today\n"
	if err := os.WriteFile(filepath.Join(dir, "WhatsApp Chat with Chloe HR.txt"), []byte(chat), 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, filepath.Join(t.TempDir(), "data"))
	s.signIn(t)
	path := s.hand(t, dir)
	shows := func(s *served, at string) {
		t.Helper()
		_, b := s.get(t, path+"/get/incident.json")
		if !bytes.Contains(b, []byte(at)) {
			t.Errorf("%s is not in\n%s", at, b)
		}
		if _, page := s.get(t, path+"/evidence"); !bytes.Contains(page, []byte(`name="fact" value="chat.dates"`)) {
			t.Error("the page does not ask which day the dates mean")
		}
	}
	shows(s, `"days"`)
	r, err := s.PostForm(s.origin+path+"/names", url.Values{"fact": {"chat.dates"}, "chat": {"WhatsApp Chat with Chloe HR.txt"}, "name": {"month-first"}})
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	shows(s, `"at": "2026-11-09"`)
	s.stop()
	again := start(t, s.data)
	again.signIn(t)
	shows(again, `"at": "2026-11-09"`)
}
