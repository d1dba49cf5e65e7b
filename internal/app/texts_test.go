package app

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"recourse"
	"recourse/intake"
	"recourse/internal/evidence"
	"recourse/internal/spill"

	"github.com/google/go-cmp/cmp"
)

func TestTextName(t *testing.T) {
	long := strings.Repeat("a", 4091) + "č.png"
	for path, want := range map[string]string{
		"slip.png":                       "slip.png.txt",
		"a.zip!b/slip.png":               "a.zip!b/slip.png.txt",
		strings.Repeat("a", 4092):        strings.Repeat("a", 4092) + ".txt",
		long:                             strings.Repeat("a", 4091) + ".txt",
		strings.Repeat("\x80", 5000):     ".txt",
		"x" + strings.Repeat("a", 9<<10): "x" + strings.Repeat("a", 4091) + ".txt",
	} {
		got := textName(path)
		if got != want || len(got) > 4096 || utf8.ValidString(path) != utf8.ValidString(got) && utf8.ValidString(path) {
			t.Errorf("textName(%.20q, %d bytes) = %.20q, %d bytes, want %d", path, len(path), got, len(got), len(want))
		}
	}
}

// A twin leaves in its original's place whichever version made it, and the text of the
// original does not leave with it, nor a twin of that text.
func TestATextDoesNotLeaveBesideATwin(t *testing.T) {
	item := func(id, parent, media, tool, name string) evidence.Item {
		return evidence.Item{ID: id, Parent: parent, MediaType: media, Tool: tool, Name: name}
	}
	const reader = "tesseract/5.3.0+eng+recourse/0.0.9"
	kept := []evidence.Item{
		item("a", "", "image/png", "", "a.png"), item("b", "", "image/png", "", "b.png"),
		item("at", "a", textMedia, reader, "a.png.txt"), item("bt", "b", textMedia, reader, "b.png.txt"),
		item("a1", "a", "image/png", "recourse-redact/0.0.9", "a.redacted.png"),
		item("a2", "a1", "application/json", "recourse-redact/0.0.9", "a.redacted.png.redaction.json"),
		item("at1", "at", textMedia, "recourse-redact/0.0.9", "a.png.redacted.txt"),
	}
	var names []string
	for _, k := range (View{Kept: kept}).Redaction().items {
		names = append(names, k.Name)
	}
	if diff := cmp.Diff([]string{"a.redacted.png", "a.redacted.png.redaction.json", "b.png", "b.png.txt"}, names); diff != "" {
		t.Errorf("what leaves (-want +got):\n%s", diff)
	}
	var texts []string
	for _, k := range kept {
		if IsText(k) {
			texts = append(texts, k.ID)
		}
	}
	if !slices.Equal(texts, []string{"at", "bt"}) {
		t.Errorf("the texts are %q", texts)
	}
}

// An item that was handed in under the name of a text keeps it in a package, though it
// came later.
func TestWhatWasHandedInKeepsItsName(t *testing.T) {
	kept := []evidence.Item{
		{ID: "a", Name: "a.png", SHA256: "a"},
		{ID: "t", Name: "a.png.txt", SHA256: "text", Parent: "a", Tool: "tesseract/5.3.0"},
		{ID: "o", Name: "a.png.txt", SHA256: "own"},
	}
	want := map[string]string{"a.png": "a", "a.png.txt": "own", "2/a.png.txt": "text"}
	listed, streamed := make(map[string]string), make(map[string]string)
	for _, i := range sealItems(kept) {
		listed[i.Path] = i.SHA256
	}
	sorter := spill.New(nil).Sorter()
	for n, k := range kept {
		if err := sorter.Add(leavingRecord(n, k, "")); err != nil {
			t.Fatal(err)
		}
	}
	var p places
	for rec, err := range sorter.All() {
		k, of, bad := readLeaving(rec)
		if errors.Join(err, bad) != nil {
			t.Fatal(err, bad)
		}
		i := p.item(k, of)
		streamed[i.Path] = i.SHA256
	}
	for _, got := range []map[string]string{listed, streamed} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the places (-want +got):\n%s", diff)
		}
	}
}

// pagesNamed is a reader of pages that says what it is, or why it cannot.
type pagesNamed struct {
	asked *int
	err   error
}

// PDFText returns nothing.
func (pagesNamed) PDFText(context.Context, io.Reader) (string, error) { return "", nil }

// ToolName counts how often it is asked.
func (n pagesNamed) ToolName(context.Context, intake.Maker) (string, error) {
	*n.asked++
	return "pdftotext/22.12.0", n.err
}

// unnamed is a reader of recordings that does not say what it is.
type unnamed struct{}

// Transcribe returns nothing.
func (unnamed) Transcribe(context.Context, io.Reader, string) (string, error) { return "", nil }

// Name is a name without a version.
func (unnamed) Name() string { return "write-down" }

func TestATextIsKeptWhereItIsKnownWhatMadeIt(t *testing.T) {
	asked := 0
	a := &App{Config: Config{Readers: intake.Options{PDF: pagesNamed{asked: &asked}, Voices: unnamed{}}, Log: slog.New(slog.DiscardHandler)}}
	h := newHandIn("c", "owner", "web")
	defer h.close()
	for _, tt := range []struct {
		by   []intake.Maker
		want string
	}{
		{nil, "recourse/" + recourse.Version},
		{[]intake.Maker{intake.ByPages}, "pdftotext/22.12.0+recourse/" + recourse.Version},
		{[]intake.Maker{intake.ByPages, intake.ByPictures}, ""}, // nobody reads pictures
		{[]intake.Maker{intake.ByVoices}, ""},
	} {
		if got := a.toolOf(t.Context(), h, tt.by); got != tt.want {
			t.Errorf("toolOf(%q) = %q, want %q", tt.by, got, tt.want)
		}
	}
	if asked != 1 {
		t.Errorf("a program was asked %d times for its version in one handing in", asked)
	}
	a.Readers.PDF = pagesNamed{&asked, errors.New("gone")}
	again := newHandIn("c", "owner", "web")
	defer again.close()
	if got := a.toolOf(t.Context(), again, []intake.Maker{intake.ByPages}); got != "" {
		t.Errorf("toolOf of a program that does not answer = %q", got)
	}
}
