package main

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestADownloadOfWhatIsNotWholeSaysWhy damages what is kept and asks for it: half a file
// never looks like a whole one, and who asks again is told which file it is and what helps.
func TestADownloadOfWhatIsNotWholeSaysWhy(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"a.txt": firstText, "b.txt": strings.Repeat("second ", 20000)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, damage := range map[string]func(string){
		"missing": func(blob string) { remove(t, blob) },
		"flipped": func(blob string) { spoil(t, blob) },
	} {
		s := start(t, filepath.Join(t.TempDir(), "data"))
		s.signIn(t)
		path := s.hand(t, dir)
		item := s.itemNamed(t, path, "b.txt")
		damage(flawed{cases: [2]string{filepath.Base(path)}}.blob(t, s.data, 0, 0))
		once := func(what string, ask func() (*http.Response, error)) (told bool) {
			r, err := ask()
			if err != nil {
				return false
			}
			defer r.Body.Close()
			b, err := io.ReadAll(r.Body)
			if r.StatusCode == http.StatusOK && err == nil {
				t.Errorf("%s: %s is sent whole, with %d bytes", name, what, len(b))
			}
			return r.StatusCode == http.StatusInternalServerError && strings.Contains(string(b), "“b.txt” cannot be read") && strings.Contains(string(b), "again: then it is whole")
		}
		told := func(what string, ask func() (*http.Response, error)) {
			for range 2 {
				if once(what, ask) {
					return
				}
			}
			t.Errorf("%s: %s asked for again is no page that says why", name, what)
		}
		for _, of := range []string{"evidence.zip", "everything.zip"} {
			get := func() (*http.Response, error) { return s.Get(s.origin + path + "/get/" + of) }
			told(of, get)
		}
		take := func() (*http.Response, error) { return s.PostForm(s.origin+item+"/get", url.Values{}) }
		told("the item", take)
		if code, _ := s.get(t, s.itemNamed(t, path, "a.txt")); code != http.StatusOK {
			t.Errorf("%s: the other item = %d", name, code)
		}
		if code := s.add(t, path, dir); code != http.StatusOK {
			t.Fatalf("%s: handing in again = %d", name, code)
		}
		for _, of := range []string{"evidence.zip", "everything.zip"} {
			if code, b := s.get(t, path+"/get/"+of); code != http.StatusOK || len(b) == 0 {
				t.Errorf("%s: handed in again, %s = %d", name, of, code)
			}
		}
		s.stop()
	}
}
