package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"
	"github.com/rogpeppe/go-internal/testscript"
)

// pack makes an archive of files: pack zip|tar|gz|zst OUT FILE... . The names in
// it are those that were given; of gz and zst there is one file. pack hex OUT FILE
// writes the bytes that FILE names in hexadecimal.
func pack(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: pack zip|tar|gz|zst|hex OUT FILE...")
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
	default:
		ts.Fatalf("unknown form %s", form)
	}
	path := ts.MkAbs(args[1])
	ts.Check(os.MkdirAll(filepath.Dir(path), 0o755))
	ts.Check(os.WriteFile(path, out.Bytes(), 0o644))
}
