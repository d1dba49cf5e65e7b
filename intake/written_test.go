package intake

import (
	"slices"
	"strings"
	"testing"

	"recourse"

	"github.com/google/go-cmp/cmp"
)

// paged is a PDF whose pages hold these texts, where they hold any.
func paged(path string, pages ...Page) File {
	return File{Path: path, MediaType: "application/pdf", Kind: KindPage, Text: "jedan\ndva\ntri", Pages: pages}
}

func span(text string) recourse.Span {
	at := strings.Index("jedan\ndva\ntri", text)
	return recourse.Span{Start: at, End: at + len(text)}
}

func TestWritten(t *testing.T) {
	seen := func(path, media, document, text string) File {
		return File{
			Path: path, MediaType: media, Document: document, Text: text, Kind: KindImage,
			Picture: &Picture{wordsRead: true, Words: []PictureWord{{Text: text}}},
		}
	}
	unread := seen("b.jpg", "image/jpeg", "", "https://a.example/qr")
	unread.Picture = &Picture{}
	coded := unread
	coded.Picture = &Picture{Codes: []PictureCode{{Content: coded.Text}}}
	spoken := File{Path: "PTT-1.opus", MediaType: "audio/ogg", Kind: KindAudio, Text: "Uplatite danas.", Meta: Meta{{Key: MetaTranscriber, Value: "write-down"}}}
	for _, tt := range []struct {
		name string
		file File
		want []Written
	}{
		{"a chat has its text in its bytes", File{Path: "a.txt", MediaType: "text/plain", Kind: KindChat, Text: "dobar dan"}, nil},
		{"a picture", seen("a.png", "image/png", "", "Uplatite"), []Written{{"a.png", "Uplatite", []Maker{ByPictures}}}},
		{"a picture that is converted first", seen("a.heic", "image/heic", "", "Uplatite"), []Written{{"a.heic", "Uplatite", []Maker{ByConverter, ByPictures}}}},
		{"a picture whose words were not read", unread, nil},
		{"a picture of which only the codes were read", coded, []Written{{"b.jpg", "https://a.example/qr", nil}}},
		{"an identity document", seen("lk.jpg", "image/jpeg", DocIdentity, "JMBG"), nil},
		{"a recording", spoken, []Written{{"PTT-1.opus", "Uplatite danas.", []Maker{ByVoices}}}},
		{
			"pages, of which the second is empty and the third is a scan",
			paged("p.pdf", Page{Number: 1, Span: span("jedan")}, Page{Number: 3, Span: span("tri"), Recognised: true}),
			[]Written{{"p.pdf", "jedan\f\ftri", []Maker{ByPages, ByPictures}}},
		},
		{
			"a scan with an identity document on a page",
			paged("s.pdf", Page{Number: 1, Span: span("jedan"), Recognised: true}, Page{Number: 2, Span: span("dva"), Recognised: true, Document: DocIdentity}),
			[]Written{{"s.pdf", "jedan", []Maker{ByPictures}}},
		},
		{"pages without a text", paged("e.pdf"), nil},
		{
			"an archive's pictures and recordings",
			File{Path: "w.zip", Kind: KindArchive, Files: []File{
				seen("w.zip!a.png", "image/png", "", "Uplatite"), seen("w.zip!lk.png", "image/png", DocIdentity, "JMBG"),
				{Path: "w.zip!m.eml", Kind: KindMail, Text: "dobar dan", Files: []File{spoken}},
			}},
			[]Written{{"w.zip!a.png", "Uplatite", []Maker{ByPictures}}, {"PTT-1.opus", "Uplatite danas.", []Maker{ByVoices}}},
		},
	} {
		if diff := cmp.Diff(tt.want, slices.Collect(tt.file.Written())); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}
