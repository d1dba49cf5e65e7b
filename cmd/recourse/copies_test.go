package main

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// handCopies hands in a slip, the same bytes under another name, and an archive and a mail
// that hold them, beside a note.
func handCopies(t *testing.T, s *served, slip string) (path string) {
	t.Helper()
	mail := "From: lena@uzorak.example\r\nTo: ana@primer.example\r\nSubject: Slip\r\nDate: Mon, 23 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nEvo.\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n" +
		"Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"slip.txt\"\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(slip)) + "\r\n--x--\r\n"
	inner := zipped(t, map[string][]byte{"u/prilog.txt": []byte(slip), "tekst.txt": []byte("Pozdrav.")})
	dir := t.TempDir()
	for name, b := range map[string][]byte{
		"uplatnica.txt": []byte(slip), "IMG_2.txt": []byte(slip), "beleška.txt": []byte("Zovi banku sutra."), "poruka.eml": []byte(mail),
		"pack.zip": zipped(t, map[string][]byte{"inner.zip": inner}), "other.zip": zipped(t, map[string][]byte{"tekst.txt": []byte("Pozdrav.")}),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.signIn(t)
	return s.hand(t, dir)
}

func payload(files map[string]string) (list []string) {
	for name := range files {
		if rest, ok := strings.CutPrefix(name, "data/"); ok {
			list = append(list, rest)
		}
	}
	slices.Sort(list)
	return list
}

// Where a copy with parts blacked out goes in the original's place, nothing else goes that
// shows the original: the same bytes under another name, and what holds them. It is said.
func TestNothingLeavesThatShowsTheOriginalOfATwin(t *testing.T) {
	const (
		number = "0101990710008"
		slip   = "NALOG ZA PRENOS\nPlatilac: Danijel Primer, JMBG 0101990710008\nPrimalac: Lena Uzorak\nIznos: 6.000,00 RSD\nSvrha: Aktivacija naloga"
	)
	s := start(t, filepath.Join(t.TempDir(), "data"))
	path := handCopies(t, s, slip)
	item := s.itemNamed(t, path, "uplatnica.txt")
	for _, found := range []url.Values{{"find": {number}, "other": {"Danijel Primer"}}, {"find": {number}}} {
		if code, _, _ := s.form(t, item+"/redact", found); code != http.StatusOK {
			t.Fatalf("the copy's page = %d", code)
		}
	}
	_, out := s.get(t, path+"/get/evidence-redacted.zip")
	verified(t, "evidence-redacted.zip", out)
	files := unzipped(t, out)
	want := []string{"beleška.txt", "other.zip", "uplatnica.redacted.txt", "uplatnica.redacted.txt.redaction.json"}
	if got := payload(files); !slices.Equal(got, want) {
		t.Errorf("the package holds %q, want %q", got, want)
	}
	for name, text := range files {
		if strings.Contains(text, number) || strings.Contains(text, sha256Hex(slip)) {
			t.Errorf("%s holds the number, or the original's digest", name)
		}
	}
	if !strings.Contains(files["data/uplatnica.redacted.txt"], "Danijel Primer") {
		t.Error("the copy in the package is not the newest")
	}
	if !strings.Contains(files["index.html"], "3 more files are kept and are not in here") || strings.Contains(files["index.html"], "IMG_2") {
		t.Error("the index does not say that files were left out, or names them")
	}
	_, page := s.get(t, path+"/evidence")
	at := bytes.Index(page, []byte("These files stay out of the package too"))
	if at < 0 {
		t.Fatal("the page does not say that files stay out")
	}
	for _, want := range []string{"IMG_2.txt", "pack.zip!inner.zip!u/prilog.txt", "poruka.eml!slip.txt"} {
		if !bytes.Contains(page[at:], []byte(want)) {
			t.Errorf("the page does not say that %s stays out", want)
		}
	}
	if n := bytes.Count(page, []byte(">uplatnica.redacted.txt<")); n != 1 || !bytes.Contains(page, []byte("only the newest goes")) {
		t.Errorf("the page lists %d copies of one file, or does not say which goes", n)
	}
}

// What a person says of one item holds for the same bytes under another name, and in other
// files: all is held back and named; what they take back is taken back everywhere.
func TestWhatIsSaidOfAnItemHoldsForItsCopies(t *testing.T) {
	const text = "Ana Primer\n17. jun 1990."
	s := start(t, filepath.Join(t.TempDir(), "data"))
	path := handCopies(t, s, text)
	item := s.itemNamed(t, path, "uplatnica.txt")
	kind := func(kind string) {
		if code, _, _ := s.form(t, item+"/kind", url.Values{"kind": {kind}}); code != http.StatusOK {
			t.Fatalf("correction = %d", code)
		}
	}
	kind("identity-document")
	check := func(s *served) {
		t.Helper()
		_, page := s.get(t, path+"/get/everything.zip")
		for _, want := range []string{">uplatnica.txt<", ">IMG_2.txt<", "pack.zip!inner.zip!u/prilog.txt", "poruka.eml!slip.txt"} {
			if !bytes.Contains(page, []byte(want)) {
				t.Errorf("the page before the download does not name %s", want)
			}
		}
		if !bytes.Contains(page, []byte("inner.zip!tekst.txt")) {
			t.Error("the page before the download does not say what stays out beside")
		}
		for _, name := range []string{"everything", "evidence"} {
			_, out := s.get(t, path+"/get/"+name+".zip?without=identity")
			files := unzipped(t, out)
			for file, text := range files {
				if name := filepath.Base(file); strings.Contains(text, "17. jun") && strings.HasSuffix(name, ".txt") || name == "pack.zip" || name == "poruka.eml" {
					t.Errorf("%s.zip holds %s", name, file)
				}
			}
			if list := strings.Join(names(files), " "); !strings.Contains(list, "data/other.zip") {
				t.Errorf("%s.zip holds %q", name, list)
			}
			if report, ok := files["report.html"]; ok && (!strings.Contains(report, "pack.zip is not among the sealed evidence here") || !strings.Contains(report, "IMG_2.txt looks like an identity document")) {
				t.Error("the report beside the package does not say what is not in that")
			}
		}
		for _, name := range []string{"IMG_2.txt", "pack.zip"} {
			one := s.itemNamed(t, path, name)
			if code, _, _ := s.form(t, one+"/get", nil); code != http.StatusForbidden {
				t.Errorf("%s alone = %d, want %d", name, code, http.StatusForbidden)
			}
		}
		if _, out := s.get(t, path+"/get/incident.json"); !bytes.Contains(out, []byte(`"holds_identity": true`)) {
			t.Error("the facts do not say that the archive holds one")
		}
	}
	check(s)
	s.stop()
	again := start(t, s.data)
	again.signIn(t)
	check(again)
	s = again
	kind("other")
	if _, out := again.get(t, path+"/get/evidence.zip"); !slices.Equal(payload(unzipped(t, out)), []string{"IMG_2.txt", "beleška.txt", "other.zip", "pack.zip", "poruka.eml", "uplatnica.txt"}) {
		t.Errorf("what was taken back holds still: %q", payload(unzipped(t, out)))
	}
}
