package intake

import (
	"slices"
	"strings"
	"testing"
)

const savedByBlink = `From: <Saved by Blink>
Snapshot-Content-Location: https://prodavnica.example/porudzbina?id=7
Subject: =?utf-8?Q?Porud=C5=BEbina_7?=
Date: Wed, 18 Nov 2026 18:05:33 +0100
MIME-Version: 1.0
Content-Type: multipart/related;
	type="text/html";
	boundary="----MultipartBoundary--x----"


------MultipartBoundary--x----
Content-Type: text/html
Content-ID: <frame-1@mhtml.blink>
Content-Transfer-Encoding: quoted-printable
Content-Location: https://prodavnica.example/porudzbina?id=7

<html><head><meta http-equiv=3D"Content-Type" content=3D"text/html; charset=3DUTF-8"><title>Porud=C5=BEbina 7</title></head>
<body><p>Stanje: pla=C4=87eno 120 USD</p><script>x()</script></body></html>
------MultipartBoundary--x----
Content-Type: text/css
Content-Transfer-Encoding: quoted-printable
Content-Location: https://cdn.example/stil.css?v=3D2

body { background: url("https://cdn.example/a.png"); }
------MultipartBoundary--x----
Content-Type: image/png
Content-Transfer-Encoding: base64
Content-Location: https://cdn.example/a/slika.png

PNG
------MultipartBoundary--x----
Content-Type: image/png
Content-Transfer-Encoding: base64
Content-Location: https://cdn.example/b/slika.png

PNG
------MultipartBoundary--x----
Content-Type: text/html
Content-ID: <frame-2@mhtml.blink>
Content-Location: cid:frame-2@mhtml.blink

<p>U okviru</p>
------MultipartBoundary--x------
`

func TestAPageThatABrowserSavedWithItsParts(t *testing.T) {
	src := strings.ReplaceAll(savedByBlink, "\nPNG\n", "\n"+encodeBase64(string(png))+"\n")
	for _, name := range []string{"strana.mhtml", "strana.mht", "strana.eml", "strana"} {
		f := Read(t.Context(), memory(name, []byte(strings.ReplaceAll(src, "\n", "\r\n"))), Options{})
		if f.Kind != KindPage || f.MediaType != "multipart/related" || f.Title != "Porudžbina 7" || f.Text != "Stanje: plaćeno 120 USD" {
			t.Fatalf("%s: kind %q type %q title %q text %q", name, f.Kind, f.MediaType, f.Title, f.Text)
		}
		if got, want := f.Meta.Get(MetaURL), "https://prodavnica.example/porudzbina?id=7"; got != want {
			t.Errorf("%s: address %q, want %q", name, got, want)
		}
		if got, want := f.Meta.Get(MetaCaptured), "2026-11-18T18:05:33+01:00"; got != want {
			t.Errorf("%s: captured %q, want %q", name, got, want)
		}
		var got []string
		for _, n := range f.Files {
			got = append(got, n.Path+" "+n.Kind)
		}
		want := []string{name + "!stil.css unknown", name + "!slika.png image", name + "!slika (2).png image", name + "!part-4.html page"}
		if !slices.Equal(got, want) {
			t.Errorf("files = %q, want %q", got, want)
		}
		if len(Problems([]File{f})) > 0 && !slices.Equal(codes(f), []string{"text-not-read", "text-not-read"}) {
			t.Errorf("%s: problems %v", name, Problems([]File{f}))
		}
	}
}

func TestPagesThatOtherProgramsSaved(t *testing.T) {
	tests := []struct{ name, file, src, title, text, url, captured string }{
		{
			"Internet Explorer, in windows-1250 by the page's own word", "a.mht",
			"From: <Gespeichert von Windows Internet Explorer 8>\nSubject: Ponuda\nDate: Wed, 18 Nov 2026 18:05:33 +0100\nMIME-Version: 1.0\nContent-Type: text/html;\n\tcharset=\"windows-1250\"\nContent-Transfer-Encoding: 8bit\nContent-Location: http://firma.example/\n\n<title></title><p>\x8aolja</p>",
			"Ponuda", "Šolja", "http://firma.example/", "2026-11-18T18:05:33+01:00",
		},
		{
			"a word processor, without a sender", "a.mht",
			"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=\"q\"\n\nThis document is a single file web page.\n\n--q\nContent-Location: file:///C:/a.htm\nContent-Type: text/html\n\n<meta charset=windows-1250><p>\x8aolja</p>\n--q--\n",
			"", "Šolja", "file:///C:/a.htm", "",
		},
		{
			"the part that is named as the start", "a.mhtml",
			"From: <Saved by X>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=q; start=\"<b@x>\"\n\n--q\nContent-ID: <a@x>\nContent-Type: text/html\n\n<p>ne</p>\n--q\nContent-ID: <b@x>\nContent-Type: text/html\n\n<p>da</p>\n--q--\n",
			"", "da", "", "",
		},
	}
	for _, tt := range tests {
		f := Read(t.Context(), memory(tt.file, []byte(tt.src)), Options{})
		if f.Kind != KindPage || f.Title != tt.title || f.Text != tt.text || f.Meta.Get(MetaURL) != tt.url || f.Meta.Get(MetaCaptured) != tt.captured {
			t.Errorf("%s: kind %q title %q text %q meta %v problems %v", tt.name, f.Kind, f.Title, f.Text, f.Meta, f.Problems)
		}
	}
}

func TestAMailWithPicturesIsNoSavedPage(t *testing.T) {
	src := mailHeadDated + "Content-Type: multipart/related; boundary=q\n\n--q\nContent-Type: text/html\n\n<p>a</p>\n--q--\n"
	for _, name := range []string{"a.eml", "a.mht"} {
		if f := Read(t.Context(), memory(name, []byte(src)), Options{}); f.Kind != KindMail {
			t.Errorf("%s: kind %q", name, f.Kind)
		}
	}
}

func TestPagesOfManyPartsAreBounded(t *testing.T) {
	src := strings.Replace(savedByBlink, "------MultipartBoundary--x------\n", strings.Repeat("------MultipartBoundary--x----\nContent-Location: ../../a\n\nx\n", 100_000), 1)
	f := Read(t.Context(), memory("a.mht", []byte(src)), Options{})
	if !slices.Contains(codes(f), "mail-parts-cut") || len(f.Files) > DefaultLimits().Parts {
		t.Errorf("%d files, problems %v", len(f.Files), f.Problems)
	}
}
