package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"html"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"recourse/internal/child"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// packed is an item of a package as items.json has it.
type packed struct {
	Path, SHA256, Kind, Of, Tool string
	MediaType                    string `json:"media_type"`
}

func packedItems(t *testing.T, files map[string]string) map[string]packed {
	t.Helper()
	var list []packed
	if err := json.Unmarshal([]byte(files["items.json"]), &list); err != nil {
		t.Fatalf("items.json: %v", err)
	}
	items := make(map[string]packed)
	for _, i := range list {
		items[i.Path] = i
	}
	return items
}

// needTools skips a test that needs programs which are not installed.
func needTools(t *testing.T, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := child.Find(program); err != nil {
			t.Skipf("%v: this test needs it", err)
		}
	}
}

// drawnLines draws lines of text as a picture.
func drawnLines(t *testing.T, lines ...string) []byte {
	t.Helper()
	f, err := opentype.Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: 32, DPI: 72})
	if err != nil {
		t.Fatal(err)
	}
	img := image.NewRGBA(image.Rect(0, 0, 900, 60+50*len(lines)))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	d := font.Drawer{Dst: img, Src: image.NewUniform(color.Black), Face: face}
	for i, l := range lines {
		d.Dot = fixed.P(30, 60+50*i)
		d.DrawString(l)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// zipped packs files.
func zipped(t *testing.T, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(files[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// itemOn returns the path of the page of an item that the page at path leads to.
func (s *served) itemOn(t *testing.T, path, name string) string {
	t.Helper()
	_, b := s.get(t, path)
	m := regexp.MustCompile(`href="(/en/case/[^"/]+/item/[^"/]+)"[^>]*>` + regexp.QuoteMeta(name) + "<").FindSubmatch(b)
	if m == nil {
		t.Fatalf("the page at %s has no link to %s", path, name)
	}
	return string(m[1])
}

func itemPaths(items map[string]packed) []string { return slices.Sorted(maps.Keys(items)) }

// textsFolder is a folder with a chat, an offer as a PDF, a drawn slip, and an archive
// with the same slip in it.
func textsFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	offer, err := os.ReadFile("../../intake/testdata/ponuda.pdf")
	if err != nil {
		t.Fatal(err)
	}
	slip := drawnLines(t, "Platilac Milena Primer", "Iznos 6.000,00 RSD", "Svrha aktivacija naloga")
	for name, b := range map[string][]byte{
		"ponuda.pdf": offer, "uplatnica.png": slip, "beleška.txt": []byte("Zovi banku sutra."),
		"slike.zip": zipped(t, map[string][]byte{"u banci.png": slip, "beleška.txt": []byte("Zovi banku.")}),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// What programs read out of a PDF and of pictures is kept as items made from these: they
// name parent, tool and version, are in the log and the package, and are no files that
// somebody handed in. The same files again make no second text.
func TestTextsAreItemsOfTheirOwn(t *testing.T) {
	needTools(t, "pdftotext", "tesseract")
	dir := textsFolder(t)
	s := start(t, filepath.Join(t.TempDir(), "data"))
	s.signIn(t)
	path := s.hand(t, dir)
	_, whole := s.get(t, path+"/get/evidence.zip")
	verified(t, "evidence.zip", whole)
	files := unzipped(t, whole)
	items := packedItems(t, files)
	if want := []string{
		"data/beleška.txt", "data/ponuda.pdf", "data/ponuda.pdf.txt", "data/slike.zip", "data/slike.zip!u banci.png.txt", "data/uplatnica.png", "data/uplatnica.png.txt",
	}; !slices.Equal(itemPaths(items), want) {
		t.Fatalf("the package holds %q, want %q", itemPaths(items), want)
	}
	for _, tt := range []struct{ text, of, tool, says string }{
		{"ponuda.pdf.txt", "ponuda.pdf", `^pdftotext/[0-9.]+\+recourse/[0-9.]+$`, "Ponuda"},
		{"uplatnica.png.txt", "uplatnica.png", `^tesseract/[0-9.]+(\+[a-z_]+)+\+recourse/[0-9.]+$`, "6.000,00"},
		{"slike.zip!u banci.png.txt", "slike.zip", `^tesseract/[0-9.]+(\+[a-z_]+)+\+recourse/[0-9.]+$`, "6.000,00"},
	} {
		text, of := items["data/"+tt.text], items["data/"+tt.of]
		if text.Of != of.SHA256 || !regexp.MustCompile(tt.tool).MatchString(text.Tool) || text.MediaType != "text/plain; charset=utf-8" || text.Kind != of.Kind {
			t.Errorf("%s is %+v, made from %+v", tt.text, text, of)
		}
		if !strings.Contains(strings.ToLower(files["data/"+tt.text]), strings.ToLower(tt.says)) {
			t.Errorf("%s says %q, and not %q", tt.text, files["data/"+tt.text], tt.says)
		}
		entry := `"do":"derived","who":"[^"]*","door":"web","item":"` + text.SHA256 + `","size":[0-9]+,"of":"` + of.SHA256 + `","tool":"` + regexp.QuoteMeta(text.Tool) + `"`
		if n := len(regexp.MustCompile(entry).FindAllString(files["log/entries.jsonl"], -1)); n != 1 {
			t.Errorf("the log has %d entries for %s, want one", n, tt.text)
		}
		if page := html.UnescapeString(files["index.html"]); !strings.Contains(page, text.Tool) || strings.Count(page, of.SHA256) < 2 {
			t.Errorf("the index does not say what %s was made from: %s", tt.text, page)
		}
	}
	if strings.Contains(files["log/entries.jsonl"], `"clock"`) {
		t.Error("the log says that the clock was set back")
	}

	s.add(t, path, dir)
	_, b := s.get(t, path+"/get/evidence.zip")
	if again := packedItems(t, unzipped(t, b)); !slices.Equal(itemPaths(again), itemPaths(items)) {
		t.Errorf("after the same files again the package holds %q", itemPaths(again))
	}
	var incident struct{ Evidence []struct{ Name string } }
	_, b = s.get(t, path+"/get/incident.json")
	if err := json.Unmarshal(b, &incident); err != nil || slices.ContainsFunc(incident.Evidence, func(e struct{ Name string }) bool {
		return strings.HasSuffix(e.Name, ".pdf.txt") || strings.HasSuffix(e.Name, ".png.txt")
	}) || len(incident.Evidence) != 5 {
		t.Errorf("the facts name %+v, %v: want each file once and no text", incident.Evidence, err)
	}
	if rows := s.page(t, path+"/evidence").Find("table.files tbody tr .name a"); rows.Length() != 4 {
		t.Errorf("the evidence page lists %d files, want the four", rows.Length())
	}
	if code, out, errs := func() (int, string, string) { s.stop(); return do(t, "doctor", "--full", "--data", s.data) }(); code != exitDone {
		t.Errorf("doctor --full ends with %d: %s%s", code, out, errs)
	}
}

// A text is of the kind of what it was read out of, and leaves only where that leaves.
func TestTextsFollowTheirParents(t *testing.T) {
	needTools(t, "pdftotext", "tesseract")
	s := start(t, filepath.Join(t.TempDir(), "data"))
	s.signIn(t)
	path := s.hand(t, textsFolder(t))
	picture := s.itemNamed(t, path, "uplatnica.png")
	text := s.itemOn(t, picture, "The text by itself")
	if code, _, _ := s.form(t, text+"/kind", url.Values{"kind": {"order"}}); code != http.StatusUnprocessableEntity {
		t.Errorf("a kind of the text's own = %d, want %d", code, http.StatusUnprocessableEntity)
	}
	if code, _, _ := s.form(t, picture+"/kind", url.Values{"kind": {"identity-document"}}); code != http.StatusOK {
		t.Fatalf("the picture's kind = %d", code)
	}
	for _, name := range []string{"evidence", "everything"} {
		_, b := s.get(t, path+"/get/"+name+".zip?without=identity")
		if files := strings.Join(names(unzipped(t, b)), " "); strings.Contains(files, "uplatnica.png") || !strings.Contains(files, "data/ponuda.pdf.txt") {
			t.Errorf("%s.zip without identity documents holds %q", name, files)
		}
		_, b = s.get(t, path+"/get/"+name+"-with-identity.zip")
		files := unzipped(t, b)
		if !strings.Contains(strings.Join(names(files), " "), "data/uplatnica.png.txt") {
			t.Errorf("%s-with-identity.zip holds %q", name, names(files))
		}
		if name == "evidence" && packedItems(t, files)["data/uplatnica.png.txt"].Kind != "identity-document" {
			t.Errorf("the text is %+v", packedItems(t, files)["data/uplatnica.png.txt"])
		}
	}
	if _, page := s.get(t, text); !bytes.Contains(page, []byte(`name="identity"`)) {
		t.Error("the text's page does not ask before it is taken")
	}
	if code, _, _ := s.form(t, text+"/get", nil); code != http.StatusForbidden {
		t.Errorf("the text alone = %d, want %d", code, http.StatusForbidden)
	}
	if code, _, out := s.form(t, text+"/get", url.Values{"identity": {"yes"}}); code != http.StatusOK || !bytes.Contains(out, []byte("6.000,00")) {
		t.Errorf("the text alone, confirmed = %d: %q", code, out)
	}

	offer := s.itemNamed(t, path, "ponuda.pdf")
	if code, at, b := s.form(t, offer+"/redact", url.Values{"other": {"Ponuda"}}); code != http.StatusOK || at == offer {
		t.Fatalf("the copy's page = %d at %s: %s", code, at, b)
	}
	digest := func(text string) string {
		sum := sha256.Sum256([]byte(text))
		return hex.EncodeToString(sum[:])
	}
	_, b := s.get(t, path+"/get/evidence.zip?without=identity")
	read := unzipped(t, b)["data/ponuda.pdf.txt"]
	_, b = s.get(t, path+"/get/evidence-redacted.zip?without=identity")
	verified(t, "evidence-redacted.zip", b)
	redacted := unzipped(t, b)
	all := strings.Join(names(redacted), " ")
	if read == "" || strings.Contains(all, "ponuda.pdf.txt") || !strings.Contains(all, "ponuda.redacted") || strings.Contains(all, "uplatnica.png") {
		t.Errorf("evidence-redacted.zip holds %q", all)
	}
	for name, content := range redacted {
		if strings.Contains(content, digest(read)) {
			t.Errorf("%s in evidence-redacted.zip has the digest of the text", name)
		}
	}
}

// Of an identity document no text is kept: few words are known by their digest, which the
// log has for good.
func TestNoTextOfAnIdentityDocumentIsKept(t *testing.T) {
	needTools(t, "tesseract")
	dir := t.TempDir()
	card := drawnLines(t, "REPUBLIKA SRBIJA", "LIČNA KARTA", "Prezime PRIMER", "Datum rođenja 01.01.1990.", "JMBG 0101990710008")
	if err := os.WriteFile(filepath.Join(dir, "lična karta.png"), card, 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, filepath.Join(t.TempDir(), "data"))
	s.signIn(t)
	path := s.hand(t, dir)
	_, b := s.get(t, path+"/get/evidence-with-identity.zip")
	files := unzipped(t, b)
	if items := packedItems(t, files); len(items) != 1 || items["data/lična karta.png"].Kind != "identity-document" || strings.Contains(files["log/entries.jsonl"], "derived") {
		t.Errorf("the package holds %+v", items)
	}
}

// What a transcriber wrote down of a recording and what stands in a code come back from a
// backup, and go when the case is erased.
func TestTextsComeBackFromABackup(t *testing.T) {
	needTools(t, "sh")
	recording, err := os.ReadFile("../../recording/testdata/PTT-20261118-WA0007.opus")
	if err != nil {
		t.Fatal(err)
	}
	code, err := os.ReadFile("../../intake/testdata/racun_qr.png")
	if err != nil {
		t.Fatal(err)
	}
	dir, tools := t.TempDir(), t.TempDir()
	program := filepath.Join(tools, "write-down")
	if err := errors.Join(
		os.Chmod(filepath.Dir(tools), 0o755), os.Chmod(tools, 0o755),
		os.WriteFile(program, []byte("#!/bin/sh\necho \"Uplatite šest hiljada dinara\"\n"), 0o755),
		os.WriteFile(filepath.Join(dir, "PTT-1.opus"), recording, 0o600), os.WriteFile(filepath.Join(dir, "račun.png"), code, 0o600),
	); err != nil {
		t.Fatal(err)
	}
	t.Setenv("RECOURSE_TRANSCRIBER", program)
	data, to, restored := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "backup"), filepath.Join(t.TempDir(), "restored")
	key := recovery(t, data)
	s := start(t, data)
	s.signIn(t)
	path := s.hand(t, dir)
	s.stop()
	if code, _, errs := do(t, "backup", to, "--data", data); code != exitDone {
		t.Fatalf("backup ends with %d: %s", code, errs)
	}
	if code, _, errs := do(t, "restore", to, "--data", restored, "--identity", key); code != exitDone {
		t.Fatalf("restore ends with %d: %s", code, errs)
	}
	again := start(t, restored)
	again.signIn(t)
	_, b := again.get(t, path+"/get/evidence.zip")
	verified(t, "evidence.zip", b)
	files := unzipped(t, b)
	items := packedItems(t, files)
	for name, tt := range map[string]struct{ tool, says string }{
		"data/PTT-1.opus.txt": {`^write-down/sha256:[0-9a-f]{16}\+recourse/`, "Uplatite šest hiljada dinara"},
		"data/račun.png.txt":  {`^(tesseract/[0-9a-z._+-]+\+)?recourse/`, "K:PR"},
	} {
		if !regexp.MustCompile(tt.tool).MatchString(items[name].Tool) || !strings.Contains(files[name], tt.says) {
			t.Errorf("%s is %+v and says %q", name, items[name], files[name])
		}
	}
	again.stop()
	if code, out, errs := do(t, "doctor", "--full", "--data", restored, "--json"); code != exitDone || !strings.Contains(out, `"items": 4`) {
		t.Errorf("doctor --full ends with %d: %s%s", code, out, errs)
	}
	id := path[strings.LastIndexByte(path, '/')+1:]
	if code, out, errs := do(t, "admin", "erase", id, "--data", restored, "--yes"); code != exitDone {
		t.Errorf("admin erase ends with %d: %s%s", code, out, errs)
	}
	nothingOf(t, restored, id, "PTT-1.opus", "račun.png")
}
