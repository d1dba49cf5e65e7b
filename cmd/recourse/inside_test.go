package main

import (
	"archive/zip"
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An identity document in an archive is asked about as one by itself is: in packages, for
// the archive alone, and where it was kept before anybody looked into archives.
func TestWhatHoldsAnIdentityDocumentLeavesOnceTheyConfirm(t *testing.T) {
	const (
		card  = "REPUBLIKA SRBIJA\nLIČNA KARTA\nPrezime: PRIMER\nDatum rođenja: 01.01.1990.\nMesto rođenja: Niš\nJMBG: 0101990710008\n"
		place = "papiri.zip!dokument.txt"
	)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{"dokument.txt": card, "beleška.txt": "Zovi banku sutra."} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, bytes := range map[string][]byte{"papiri.zip": b.Bytes(), "uplatnica.txt": []byte("NALOG ZA PRENOS\nPrimalac: Lena Uzorak\nIznos: 6.000,00 RSD\nSvrha: Aktivacija naloga\n")} {
		if err := os.WriteFile(filepath.Join(dir, name), bytes, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := start(t, filepath.Join(t.TempDir(), "data"))
	s.signIn(t)
	path := s.hand(t, dir)
	check := func(s *served) {
		t.Helper()
		if _, page := s.get(t, path+"/get/evidence.zip"); !bytes.Contains(page, []byte(place)) || bytes.HasPrefix(page, []byte("PK")) {
			t.Errorf("the package is handed out without a question that names %s: %.300s", place, page)
		}
		for _, name := range []string{"evidence", "everything"} {
			_, out := s.get(t, path+"/get/"+name+".zip?without=identity")
			files := strings.Join(names(unzipped(t, out)), " ")
			if strings.Contains(files, "papiri.zip") || !strings.Contains(files, "data/uplatnica.txt") {
				t.Errorf("%s.zip without identity documents holds %q", name, files)
			}
			_, out = s.get(t, path+"/get/"+name+"-with-identity.zip")
			if files := strings.Join(names(unzipped(t, out)), " "); !strings.Contains(files, "data/papiri.zip") {
				t.Errorf("%s-with-identity.zip holds %q", name, files)
			}
		}
		item := s.itemNamed(t, path, "papiri.zip")
		if _, page := s.get(t, item); !bytes.Contains(page, []byte(place)) || !bytes.Contains(page, []byte(`name="identity"`)) {
			t.Error("the archive's page does not say what lies in it, or does not ask")
		}
		if code, _, _ := s.form(t, item+"/get", nil); code != http.StatusForbidden {
			t.Errorf("the archive alone = %d, want %d", code, http.StatusForbidden)
		}
		if code, _, out := s.form(t, item+"/get", url.Values{"identity": {"yes"}}); code != http.StatusOK || !bytes.Equal(out, b.Bytes()) {
			t.Errorf("the archive alone, confirmed = %d", code)
		}
	}
	check(s)
	s.stop()
	alter(t, s.data, "UPDATE evidence SET inside = NULL")
	again := start(t, s.data)
	again.signIn(t)
	check(again)
}

func names(files map[string]string) (list []string) {
	for name := range files {
		list = append(list, name)
	}
	return list
}
