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

// An identity document in an archive is asked about as one by itself is: in packages, for
// the archive alone, and where it was kept before anybody looked into archives.
func TestWhatHoldsAnIdentityDocumentLeavesOnceTheyConfirm(t *testing.T) {
	const (
		card  = "REPUBLIKA SRBIJA\nLIČNA KARTA\nPrezime: PRIMER\nDatum rođenja: 01.01.1990.\nMesto rođenja: Niš\nJMBG: 0101990710008\n"
		place = "papiri.zip!dokument.txt"
	)
	archive := zipped(t, map[string][]byte{"dokument.txt": []byte(card), "beleška.txt": []byte("Zovi banku sutra.")})
	dir := t.TempDir()
	for name, bytes := range map[string][]byte{"papiri.zip": archive, "uplatnica.txt": []byte("NALOG ZA PRENOS\nPrimalac: Lena Uzorak\nIznos: 6.000,00 RSD\nSvrha: Aktivacija naloga\n")} {
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
		if _, page := s.get(t, path+"/get/everything.zip"); !bytes.Contains(page, []byte("beleška.txt")) {
			t.Errorf("the page does not say what else of the archive stays out: %.300s", page)
		}
		_, out := s.get(t, path+"/get/everything.zip?without=identity")
		if report := unzipped(t, out)["report.html"]; !strings.Contains(report, "papiri.zip is not among the sealed evidence here") || !strings.Contains(report, "left out with it: beleška.txt") {
			t.Error("the report beside the package does not say what is not in that")
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
		if code, _, out := s.form(t, item+"/get", url.Values{"identity": {"yes"}}); code != http.StatusOK || !bytes.Equal(out, archive) {
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

// Where an archive with an identity document is all that there is, the download without it
// says that no evidence is in it, and no paper encloses the archive.
func TestWhatIsHeldBackAloneIsNoEnclosure(t *testing.T) {
	const card = "REPUBLIKA SRBIJA\nLIČNA KARTA\nPrezime: PRIMER\nDatum rođenja: 01.01.1990.\nMesto rođenja: Niš\nJMBG: 0101990710008\n"
	const chat = "10.11.2026. 17:44 - Lena: posao za Alibaba, uplatite 6.000 RSD za aktivaciju zadataka na račun 965-0000100003141-07\n" +
		"10.11.2026. 17:55 - Ana: uplatila sam 6.000 dinara\n14.11.2026. 17:44 - Lena: sada provizija 150.638 RSD za isplatu zarade\n"
	archive := zipped(t, map[string][]byte{"dokument.txt": []byte(card), "WhatsApp razgovor sa Lena.txt": []byte(chat)})
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "wa.zip"), archive, 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, filepath.Join(t.TempDir(), "data"))
	s.signIn(t)
	path := s.hand(t, dir)
	_, page := s.get(t, path+"/get/everything.zip")
	for _, want := range []string{"wa.zip!dokument.txt", "WhatsApp razgovor sa Lena.txt", "no file is left"} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page before the download lacks %q", want)
		}
	}
	if _, page := s.get(t, path+"/get/evidence.zip"); bytes.Contains(page, []byte("without=identity")) {
		t.Error("a package of nothing is offered")
	}
	_, out := s.get(t, path+"/get/everything.zip?without=identity")
	files := unzipped(t, out)
	if list := strings.Join(names(files), " "); strings.Contains(list, "evidence/") || !strings.Contains(list, "papers/rs-bank-recall.docx") {
		t.Errorf("everything.zip without identity documents holds %q", list)
	}
	if report := files["report.html"]; !strings.Contains(report, "there is no sealed evidence beside the report") || !strings.Contains(report, "it holds an identity document") {
		t.Error("the report does not say that the evidence is missing, or why papers do not enclose it")
	}
	paper := unzipped(t, []byte(files["papers/rs-bank-recall.docx"]))["document.xml"]
	if !strings.Contains(paper, "965") || strings.Contains(paper, "wa.zip") {
		t.Errorf("the paper encloses what was left out: %v, has the account: %v", strings.Contains(paper, "wa.zip"), strings.Contains(paper, "965"))
	}
}

func names(files map[string]string) (list []string) {
	for name := range files {
		list = append(list, name)
	}
	return list
}
