package app

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"recourse/intake"
	"recourse/internal/evidence"
)

// keptItem is an item whose bytes are told by a letter.
func keptItem(id, parent, media, tool, name, letter string) evidence.Item {
	k := evidence.Item{ID: id, Parent: parent, MediaType: media, Tool: tool, Name: name, Size: 1}
	if letter != "" {
		k.SHA256 = strings.Repeat(letter, 64)
	}
	return k
}

func TestRedaction(t *testing.T) {
	const browser, reader, redactor = "chromium/120", "tesseract/5.3.0+recourse/0.0.9", "recourse-redact/0.0.9"
	twin := func(id, of, name string) []evidence.Item {
		return []evidence.Item{
			keptItem(id, of, "image/png", redactor, name, ""), keptItem(id+"r", id, "application/json", redactor, name+recordEnd, ""),
			keptItem(id+"s", of, "application/json", redactor, name+secretsEnd, ""),
		}
	}
	page := []evidence.Item{
		keptItem("p", "", "multipart/related", "", "page.mhtml", "1"), keptItem("pp", "p", "image/png", browser, "page.png", "2"),
		keptItem("pd", "p", "application/pdf", browser, "page.pdf", "3"), keptItem("pt", "p", textMedia, reader, "page.mhtml!a.png.txt", "4"),
		keptItem("n", "", "text/plain", "", "note.txt", "5"), keptItem("c", "", "image/png", "", "copy of page.png", "2"),
	}
	pictures := []evidence.Item{
		keptItem("a", "", "image/png", "", "a.png", "1"), keptItem("at", "a", textMedia, reader, "a.png.txt", "2"),
		keptItem("z", "", "application/zip", "", "z.zip", "3"), keptItem("zt", "z", textMedia, reader, "z.zip!b/a.png.txt", "2"),
		keptItem("s", "", "image/jpeg", "", "small.jpg", "6"), keptItem("st", "s", textMedia, reader, "small.jpg.txt", "7"),
		keptItem("h", "", "text/html", "", "h.html", "8"), keptItem("t", "", "text/plain", "", "words.txt", "2"),
	}
	zip := intake.File{Path: "z.zip", SHA256: pictures[2].SHA256, Files: []intake.File{{Path: "z.zip!b", Files: []intake.File{{Path: "z.zip!b/a.png", SHA256: pictures[0].SHA256}}}}}
	files := []intake.File{
		{Path: "a.png", SHA256: pictures[0].SHA256, Picture: &intake.Picture{}},
		zip,
		{Path: "small.jpg", SHA256: pictures[4].SHA256, Picture: &intake.Picture{SameAs: "a.png"}},
		{Path: "h.html", SHA256: pictures[6].SHA256, Pictured: []intake.File{{Path: "h.html!picture-1.png", SHA256: pictures[0].SHA256}}},
	}
	join := func(lists ...[]evidence.Item) (all []evidence.Item) {
		for _, l := range lists {
			all = append(all, l...)
		}
		return all
	}
	for _, c := range []struct {
		name                string
		view                View
		goes, left, similar string
	}{
		{"no twin", View{Kept: page}, "page.mhtml page.png page.pdf page.mhtml!a.png.txt note.txt copy of page.png", "", ""},
		{"of a page", View{Kept: join(page, twin("w", "p", "page.redacted.txt"))}, "page.redacted.txt page.redacted.txt.redaction.json note.txt", "page.png page.pdf copy of page.png", ""},
		{"of a page's picture", View{Kept: join(page, twin("w", "pp", "page.redacted.png"))}, "page.redacted.png page.redacted.png.redaction.json note.txt", "page.mhtml page.pdf copy of page.png", ""},
		{
			"of both",
			View{Kept: join(page, twin("v", "p", "page.redacted.txt"), twin("w", "pp", "page.redacted.png"))},
			"page.redacted.txt page.redacted.txt.redaction.json page.redacted.png page.redacted.png.redaction.json note.txt", "page.pdf copy of page.png", "",
		},
		{
			"of a picture",
			View{Kept: join(pictures, twin("w", "a", "old.redacted.png"), twin("v", "a", "a.redacted.png")), Findings: Findings{Files: files}},
			"a.redacted.png a.redacted.png.redaction.json small.jpg small.jpg.txt", "z.zip (z.zip!b/a.png) h.html (h.html!picture-1.png) words.txt", "small.jpg",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := c.view.Redaction()
			var goes, left []string
			for _, k := range r.items {
				goes = append(goes, k.Name)
			}
			for _, h := range r.Left {
				if len(h.Inside) > 0 {
					h.Name += " (" + strings.Join(h.Inside, " ") + ")"
				}
				left = append(left, h.Name)
			}
			got := []string{strings.Join(goes, " "), strings.Join(left, " "), strings.Join(r.Similar, " ")}
			if diff := cmp.Diff([]string{c.goes, c.left, c.similar}, got); diff != "" {
				t.Errorf("goes, left, similar (-want +got):\n%s", diff)
			}
			if want := c.name == "of a picture"; r.Older != want {
				t.Errorf("Older = %v, want %v", r.Older, want)
			}
		})
	}
}
