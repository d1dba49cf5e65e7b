package app_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path"
	"strings"
	"testing"

	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/testkit"
	"recourse/picture"
)

// demand is a reader that reads a demand in every picture, so that papers follow.
type demand struct{}

// PictureWords returns the demand's words.
func (demand) PictureWords(ctx context.Context, _ picture.Picture) ([]picture.Word, error) {
	var list []picture.Word
	for i, w := range strings.Fields("Uplatite 61.328,00 RSD za aktivaciju naloga na račun 265-0000000001234-88 da biste podigli zaradu od zadataka") {
		list = append(list, picture.Word{Text: w, Box: picture.Box{X: i * 50, Y: 10, Width: 40, Height: 20}, Conf: 0.9, Line: 1})
	}
	return list, ctx.Err()
}

// Where a picture was taken is for its owner: read shows it, and nothing that is
// handed on does.
func TestThePlaceOfAPictureStaysWithItsOwner(t *testing.T) {
	engines := loaded(t)
	photo, err := os.ReadFile("../../intake/testdata/poruka.jpg")
	if err != nil {
		t.Fatal(err)
	}
	source := intake.Source{Path: "poruka.jpg", Size: int64(len(photo)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(photo)), nil
	}}
	sources := []intake.Source{source}
	for _, name := range []string{testkit.Chat, testkit.Statement} {
		b, err := os.ReadFile(testkit.Example(t, "task-job", name))
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, intake.Source{Path: name, Size: int64(len(b)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }})
	}
	f, err := engines.Examine(t.Context(), sources, intake.Options{Pictures: demand{}}, app.Circumstances{Country: "RS", Lang: "sr-Latn"}, testkit.Now())
	if err != nil {
		t.Fatal(err)
	}
	shown, err := json.Marshal(f.Files[0])
	if err != nil || f.Files[0].Picture.Place == nil || !tellsPlace(shown) {
		t.Fatalf("read does not show the place to its owner: %s (%v)", shown, err)
	}
	results, err := engines.Results(f, "sr-Latn", "x", testkit.Now())
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, name := range results.Names() {
		var b bytes.Buffer
		if err := results.Write(name, &b); err != nil {
			t.Fatal(err)
		}
		for part, content := range parts(t, name, b.Bytes()) {
			checked++
			if tellsPlace(content) {
				t.Errorf("%s %s tells where the picture was taken", name, part)
			}
		}
	}
	if checked < 8 {
		t.Errorf("only %d results were checked", checked)
	}
}

func tellsPlace(b []byte) bool {
	s := strings.ToLower(string(b))
	for _, word := range []string{"44.82", "44,82", "20.458", "20,458", "latitude", "longitude"} {
		if strings.Contains(s, word) {
			return true
		}
	}
	return false
}

// parts are the contents of a result; a DOCX is opened.
func parts(t *testing.T, name string, b []byte) map[string][]byte {
	t.Helper()
	if path.Ext(name) != ".docx" {
		return map[string][]byte{"": b}
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string][]byte)
	for _, e := range z.File {
		r, err := e.Open()
		if err != nil {
			t.Fatal(err)
		}
		if all[e.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		_ = r.Close()
	}
	return all
}
