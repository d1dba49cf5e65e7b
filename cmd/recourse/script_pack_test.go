package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/hex"
	"image"
	_ "image/jpeg" // pictures of testdata
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"

	"recourse/internal/testkit"

	"github.com/klauspost/compress/zstd"
	"github.com/rogpeppe/go-internal/testscript"
)

// pack makes an archive of files: pack zip|tar|gz|zst OUT FILE... . The names in
// it are those that were given; of gz and zst there is one file. pack hex OUT FILE
// writes the bytes that FILE names in hexadecimal. pack tiff OUT PNG... makes a scan of
// several pages, pack turned OUT PNG a picture that is turned clockwise by a quarter, pack lines OUT
// FILE a picture of the lines of a text.
func pack(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: pack zip|tar|gz|zst|hex|tiff|turned|lines OUT FILE...")
	}
	var out bytes.Buffer
	switch form, files := args[0], args[2:]; form {
	case "zip":
		w := zip.NewWriter(&out)
		for _, name := range files {
			f, err := w.Create(name)
			ts.Check(err)
			_, err = io.WriteString(f, ts.ReadFile(name))
			ts.Check(err)
		}
		ts.Check(w.Close())
	case "tar":
		w := tar.NewWriter(&out)
		for _, name := range files {
			body := ts.ReadFile(name)
			ts.Check(w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(body))}))
			_, err := io.WriteString(w, body)
			ts.Check(err)
		}
		ts.Check(w.Close())
	case "gz":
		w := gzip.NewWriter(&out)
		_, err := io.WriteString(w, ts.ReadFile(files[0]))
		ts.Check(err)
		ts.Check(w.Close())
	case "zst":
		w, err := zstd.NewWriter(&out)
		ts.Check(err)
		_, err = io.WriteString(w, ts.ReadFile(files[0]))
		ts.Check(err)
		ts.Check(w.Close())
	case "hex":
		b, err := hex.DecodeString(strings.TrimSpace(ts.ReadFile(files[0])))
		ts.Check(err)
		out.Write(b)
	case "tiff":
		var pages []image.Image
		for _, name := range files {
			pages = append(pages, pictureOf(ts, name))
		}
		out.Write(testkit.ScanTIFF(pages...))
	case "turned":
		ts.Check(png.Encode(&out, quarter(pictureOf(ts, files[0]))))
	case "lines":
		img, err := testkit.Lines(ts.ReadFile(files[0]))
		ts.Check(err)
		ts.Check(png.Encode(&out, img))
	default:
		ts.Fatalf("unknown form %s", form)
	}
	path := ts.MkAbs(args[1])
	ts.Check(os.MkdirAll(filepath.Dir(path), 0o755))
	ts.Check(os.WriteFile(path, out.Bytes(), 0o644))
}

func pictureOf(ts *testscript.TestScript, name string) image.Image {
	img, _, err := image.Decode(strings.NewReader(ts.ReadFile(name)))
	ts.Check(err)
	return img
}

// quarter turns a picture clockwise.
func quarter(img image.Image) image.Image {
	b := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dy(), b.Dx()))
	for y := range b.Dy() {
		for x := range b.Dx() {
			out.Set(b.Dy()-1-y, x, img.At(b.Min.X+x, b.Min.Y+y))
		}
	}
	return out
}
