package custody

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// foreignBag is a bag that says nothing of us, with one file of this text.
func foreignBag(text string) [][2]string {
	return [][2]string{
		{"bag/bagit.txt", bag10},
		{"bag/manifest-sha256.txt", digestOf(sha256Alg, text) + "  data/a.txt\n"},
		{"bag/data/a.txt", text},
	}
}

// storedZip packs files as they are, with all that is said of them ahead of them.
func storedZip(t *testing.T, files ...[2]string) []byte {
	t.Helper()
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for _, f := range files {
		w, err := zw.CreateRaw(&zip.FileHeader{Name: f[0], CRC32: crc32.ChecksumIEEE([]byte(f[1])), UncompressedSize64: uint64(len(f[1])), CompressedSize64: uint64(len(f[1]))})
		if err == nil {
			_, err = io.WriteString(w, f[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestAZipThatCanBeReadInTwoWays makes zips in which one program finds other files than the
// next: none is what it says.
func TestAZipThatCanBeReadInTwoWays(t *testing.T) {
	good, evil := foreignBag("GOOD!"), foreignBag("EVIL!")
	whole := storedZip(t, good...)
	if r := verifyZip(t, whole); !r.OK {
		t.Fatalf("the zip as it was packed: %q", codes(r))
	}
	le := binary.LittleEndian
	dir := int(le.Uint32(whole[len(whole)-6:]))
	moved := func(b []byte, by int) []byte { // the place of the directory, where bytes were put ahead of it
		le.PutUint32(b[len(b)-6:], uint32(dir+by))
		return b
	}
	last := bytes.LastIndex(whole[:dir], []byte("PK\x03\x04"))
	local := bytes.Clone(whole)
	copy(local[last+zipLocal:], "bag/data/b.txt")
	comment := append(bytes.Clone(whole), storedZip(t, evil...)...)
	le.PutUint16(comment[len(whole)-2:], uint16(len(comment)-len(whole)))
	for name, b := range map[string][]byte{
		"two zips":                       slices.Concat(whole, storedZip(t, evil...)),
		"another zip in the comment":     comment,
		"bytes ahead":                    slices.Concat([]byte("#!/bin/sh\n"), whole),
		"bytes ahead, and places right":  atPlaces(slices.Concat([]byte("0123456789"), whole), 10),
		"bytes behind":                   slices.Concat(whole, []byte("more")),
		"a file that nobody lists":       moved(slices.Concat(whole[:dir], whole[last:dir], whole[dir:]), dir-last),
		"another name ahead of the file": local,
		"a byte ahead of the directory":  moved(slices.Concat(whole[:dir], []byte{0}, whole[dir:]), 1),
	} {
		if r := verifyZip(t, b); r.OK {
			t.Errorf("%s: it is ok", name)
		}
	}
}

// atPlaces moves all places of a zip, ahead of which so many bytes were put.
func atPlaces(b []byte, by uint32) []byte {
	le := binary.LittleEndian
	for at := bytes.Index(b, []byte("PK\x01\x02")); at >= 0 && at+zipHead <= len(b) && string(b[at:at+4]) == "PK\x01\x02"; {
		le.PutUint32(b[at+42:], le.Uint32(b[at+42:])+by)
		at += zipHead + int(le.Uint16(b[at+28:])) + int(le.Uint16(b[at+30:])) + int(le.Uint16(b[at+32:]))
	}
	le.PutUint32(b[len(b)-6:], le.Uint32(b[len(b)-6:])+by)
	return b
}

// TestZipsOfOtherProgramsAreWhole packs a bag with what people have, to a file and into a
// pipe: none of it is taken for a trick.
func TestZipsOfOtherProgramsAreWhole(t *testing.T) {
	dir := t.TempDir()
	for _, f := range foreignBag("what was handed in\n") {
		name := filepath.Join(dir, filepath.FromSlash(f[0]))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(f[1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const python = `import sys, zipfile, os
class Pipe:
    def write(self, b): return sys.stdout.buffer.write(b)
    def flush(self): sys.stdout.buffer.flush()
z = zipfile.ZipFile(Pipe(), "w", zipfile.ZIP_DEFLATED)
for d, _, names in os.walk("bag"):
    for n in names: z.write(os.path.join(d, n))
z.comment = b"a comment"
z.close()`
	ran := 0
	for _, args := range [][]string{
		{"python3", "-c", python},
		{"python3", "-m", "zipfile", "-c", "py.zip", "bag"},
		{"7zz", "a", "-tzip", "seven.zip", "bag"},
		{"zip", "-q", "-r", "-", "bag"},
		{"zip", "-q", "-r", "info.zip", "bag"},
	} {
		if _, err := exec.LookPath(args[0]); err != nil {
			t.Logf("%s is not here", args[0])
			continue
		}
		cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
		cmd.Dir = dir
		b, err := cmd.Output()
		if name := args[len(args)-2]; err == nil && filepath.Ext(name) == ".zip" {
			b, err = os.ReadFile(filepath.Join(dir, name))
		}
		if err != nil {
			t.Errorf("%q: %v", args, err)
			continue
		}
		ran++
		if r := verifyZip(t, b); !r.OK {
			t.Errorf("%q: %q", args, codes(r))
		}
	}
	if ran == 0 {
		t.Skip("no program that packs zips is here")
	}
}
