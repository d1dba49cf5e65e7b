package ocr

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"recourse/picture"

	"github.com/google/go-cmp/cmp"
)

func TestAReadingIsKeptAndFoundAgain(t *testing.T) {
	need(t, "tesseract")
	dir := t.TempDir()
	c := NewCached(Reader{}, dir)
	in := drawn(t, "Uplatite 61.328 dinara")
	p, err := picture.Open(in)
	if err != nil {
		t.Fatal(err)
	}
	first, err := c.PictureWords(t.Context(), p)
	if err != nil || len(first) < 3 {
		t.Fatalf("PictureWords = %v, %v", first, err)
	}
	stopped, cancel := context.WithCancel(t.Context())
	cancel() // no program runs any more: only what was kept can be given
	again, err := c.PictureWords(stopped, p)
	if diff := cmp.Diff(first, again); err != nil || diff != "" {
		t.Errorf("PictureWords again: %v\n%s", err, diff)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("kept %v, %v", files, err)
	}
	kept, err := os.ReadFile(files[0])
	if err != nil || bytes.Contains(kept, []byte("61.328")) || bytes.Contains(kept, []byte("dinara")) {
		t.Errorf("what is kept can be read by anybody (%v)", err)
	}
	other := p
	other.Bytes = append(bytes.Clone(in), 0)
	if _, err := c.PictureWords(stopped, other); err == nil {
		t.Error("another picture got this one's reading")
	}
	kept[len(kept)-1] ^= 1
	if err := os.WriteFile(files[0], kept, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.PictureWords(stopped, p); err == nil {
		t.Error("a reading that was changed is given")
	}
}

func TestAReadingThatFailedIsNotKept(t *testing.T) {
	need(t, "tesseract")
	dir := t.TempDir()
	c := NewCached(Reader{}, dir)
	if _, err := c.PictureWords(t.Context(), picture.Picture{Bytes: []byte("no picture")}); err == nil {
		t.Error("what is no picture was read")
	}
	if files, _ := os.ReadDir(dir); len(files) != 0 {
		t.Errorf("kept %v", files)
	}
}
