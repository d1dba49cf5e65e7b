package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"recourse/custody"
)

// A file that is handed in again is no second item: the person is told, the log has an
// entry for each time, and the package holds it once. Under another name it stands as what
// it is, the same file.
func TestTheSameFileHandedInAgain(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	s := start(t, data)
	s.signIn(t)
	const chat = "10.11.2026. 17:44 - Lena: posao za Alibaba, uplatite 6.000 RSD za aktivaciju zadataka\n10.11.2026. 17:45 - Ana: dobro\n"
	folder := func(name, text string) string {
		t.Helper()
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	// rows are what the evidence page lists and says of a file that came again.
	rows := func(path string) (names []string, said string) {
		t.Helper()
		doc := s.page(t, path)
		for _, n := range doc.Find("table.files tbody tr .name a").EachIter() {
			names = append(names, n.Text())
		}
		return names, doc.Find("[role=status]").Text()
	}
	at := s.hand(t, folder("chat.txt", chat))
	if names, said := rows(at + "/evidence"); !slices.Equal(names, []string{"chat.txt"}) || said != "" {
		t.Fatalf("the page lists %q and says %q", names, said)
	}
	kind, body := uploaded(t, folder("chat.txt", chat))
	r, err := s.Post(s.origin+at+"/add", kind, body)
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Body.Close()
	if to := r.Request.URL; to.Path != at+"/evidence" || to.RawQuery != "again=1" {
		t.Errorf("adding the same file leads to %s", to)
	}
	if names, said := rows(at + "/evidence?again=1"); !slices.Equal(names, []string{"chat.txt"}) || !strings.Contains(said, "1 file was here already") {
		t.Errorf("after the same file again the page lists %q and says %q", names, said)
	}
	if _, said := rows(at + "/evidence?again=99999999"); said != "" {
		t.Errorf("a number that nobody can hand in is said: %q", said)
	}
	s.add(t, at, folder("chat.txt", chat+"10.11.2026. 17:46 - Lena: hvala\n"))
	s.add(t, at, folder("kopija.txt", chat))
	if names, _ := rows(at + "/evidence"); !slices.Equal(names, []string{"chat.txt", "chat.txt", "kopija.txt"}) {
		t.Errorf("after another file of the name, and the same under another, the page lists %q", names)
	}

	bag := packageOf(t, s, at)
	report, err := custody.Verify(t.Context(), bag, custody.VerifyOptions{})
	if err != nil || !report.OK {
		t.Errorf("the package: %v, problems %v", err, report.Problems)
	}
	var files []string
	err = fs.WalkDir(bag, "data", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, p)
		}
		return err
	})
	if want := []string{"data/2/chat.txt", "data/chat.txt", "data/kopija.txt"}; err != nil || !slices.Equal(files, want) {
		t.Errorf("the package holds %q (%v), want %q", files, err, want)
	}
	lines, err := fs.ReadFile(bag, "log/entries.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	first, err := fs.ReadFile(bag, "data/chat.txt")
	if err != nil {
		t.Fatal(err)
	}
	kept, same := 0, 0
	for line := range strings.Lines(string(lines)) {
		var e custody.Entry
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		if e.Do != custody.Kept {
			continue
		}
		kept++
		if e.Size == int64(len(first)) && e.Door == "web" {
			same++
		}
	}
	if kept != 4 || same != 3 {
		t.Errorf("the log has %d entries of files that were kept, %d of the first, want 4 and 3:\n%s", kept, same, lines)
	}
	s.stop()

	id := at[strings.LastIndex(at, "/")+1:]
	chatFile := filepath.Join(folder("chat.txt", chat), "chat.txt")
	code, out, errs := do(t, "admin", "add", id, chatFile, "--data", data, "--json")
	var added struct{ Added, Again int }
	if err := json.Unmarshal([]byte(out), &added); code != exitDone || err != nil {
		t.Fatalf("admin add ends with %d, %v: %s%s", code, err, out, errs)
	}
	// Here it has the name of its path.
	if added.Added+added.Again != 1 {
		t.Errorf("admin add says %+v", added)
	}
	if code, out, errs := do(t, "admin", "add", id, chatFile, "--data", data, "--lang", "en"); code != exitDone || !strings.Contains(out, "0 files kept") || !strings.Contains(out, "was here already") {
		t.Errorf("admin add of the same ends with %d: %s%s", code, out, errs)
	}
	v := openVault(t, data, nil)
	defer v.close(t)
	v.audit(t)
}
