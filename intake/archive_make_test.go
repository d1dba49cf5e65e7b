package intake

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// What the tests of archives read is made here.

func packGzip(t testing.TB, name string, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Name = name
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func packZstd(t testing.TB, b []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(b, nil)
}

// Of "dobar dan\n", by the programs bzip2 and xz; the last says that it looks
// back 1 GiB.
const (
	bzip2Hex   = "425a6839314159265359db06344f000003518000104000340190002000310c08203348e0408f3c5dc914e142436c18d13c"
	xzHex      = "fd377a585a000004e6d6b4460200210116000000742fe5a3010009646f6261722064616e0a00000088b3d85da005cbc60001220a151ae1671fb6f37d010000000004595a"
	xzGreedHex = "fd377a585a000004e6d6b44602002101240000005e1fc7f9010009646f6261722064616e0a00000088b3d85da005cbc60001220a151ae1671fb6f37d010000000004595a"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func packTar(t testing.TB, headers ...tar.Header) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, h := range headers {
		body := h.Linkname
		if h.Typeflag == tar.TypeReg || h.Typeflag == 0 {
			h.Linkname, h.Size = "", int64(len(body))
		}
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			if _, err := w.Write([]byte(body)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// inTar is a file in a tar: its body stands where a link's target would.
func inTar(name, body string) tar.Header { return tar.Header{Name: name, Mode: 0o644, Linkname: body} }

// sparseTar is a tar of a file of size bytes, all of which is a hole, as old GNU
// tar writes it.
func sparseTar(size int64) []byte {
	h := make([]byte, 512)
	copy(h, "hole.bin")
	octal := func(at, n int, v int64) {
		for i := n - 2; i >= 0; i-- {
			h[at+i] = byte('0' + v&7)
			v >>= 3
		}
	}
	octal(100, 8, 0o644)
	octal(124, 12, 0)
	octal(136, 12, 0)
	h[156] = 'S'
	copy(h[257:], "ustar  \x00")
	octal(386, 12, size) // a piece of no bytes at the end
	octal(398, 12, 0)
	octal(483, 12, size)
	copy(h[148:156], "        ")
	sum := 0
	for _, c := range h {
		sum += int(c)
	}
	octal(148, 7, int64(sum))
	h[154] = 0
	return append(h, make([]byte, 1024)...)
}

// rarVint is a number as RAR 5.0 writes it.
func rarVint(v uint64) []byte {
	b := binary.AppendUvarint(nil, v)
	return b
}

func rarBlock(typ, flags uint64, body, data []byte) []byte {
	h := append(rarVint(typ), rarVint(flags)...)
	if flags&2 != 0 {
		h = append(h, rarVint(uint64(len(data)))...)
	}
	h = append(h, body...)
	h = append(rarVint(uint64(len(h))), h...)
	out := binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(h))
	return append(append(out, h...), data...)
}

// packRar is a RAR 5.0 archive of stored files, after the published description
// of the format (rarlab.com/technote.htm).
func packRar(files ...packed) []byte {
	out := append([]byte("Rar!\x1a\x07\x01\x00"), rarBlock(1, 0, rarVint(0), nil)...)
	for _, f := range files {
		body := rarVint(4) // there is a check sum
		body = append(body, rarVint(uint64(len(f.data)))...)
		body = append(body, rarVint(0o100644)...)
		body = binary.LittleEndian.AppendUint32(body, crc32.ChecksumIEEE(f.data))
		body = append(body, rarVint(0)...) // stored
		body = append(body, rarVint(1)...) // by Unix
		body = append(body, rarVint(uint64(len(f.name)))...)
		out = append(out, rarBlock(2, 2, append(body, f.name...), f.data)...)
	}
	return append(out, rarBlock(5, 0, rarVint(0), nil)...)
}

// rawZip is a zip whose entries name any bytes of it: (offset of a local header,
// packed size, size) of each.
type rawEntry struct {
	name           string
	at             uint32
	packed, size   uint32
	crc            uint32
	method, flags  uint16
	creatorVersion uint16
	extra          []byte
}

func (e rawEntry) local() []byte {
	b := []byte("PK\x03\x04\x14\x00")
	b = binary.LittleEndian.AppendUint16(b, e.flags)
	b = binary.LittleEndian.AppendUint16(b, e.method)
	b = append(b, 0, 0, 0, 0)
	b = binary.LittleEndian.AppendUint32(b, e.crc)
	b = binary.LittleEndian.AppendUint32(b, e.packed)
	b = binary.LittleEndian.AppendUint32(b, e.size)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(e.name)))
	b = binary.LittleEndian.AppendUint16(b, uint16(len(e.extra)))
	return append(append(b, e.name...), e.extra...)
}

func directory(start int, entries []rawEntry) []byte {
	var b []byte
	for _, e := range entries {
		b = append(b, "PK\x01\x02"...)
		b = binary.LittleEndian.AppendUint16(b, e.creatorVersion)
		b = append(b, 20, 0)
		b = binary.LittleEndian.AppendUint16(b, e.flags)
		b = binary.LittleEndian.AppendUint16(b, e.method)
		b = append(b, 0, 0, 0, 0)
		b = binary.LittleEndian.AppendUint32(b, e.crc)
		b = binary.LittleEndian.AppendUint32(b, e.packed)
		b = binary.LittleEndian.AppendUint32(b, e.size)
		b = binary.LittleEndian.AppendUint16(b, uint16(len(e.name)))
		b = binary.LittleEndian.AppendUint16(b, uint16(len(e.extra)))
		b = append(b, make([]byte, 10)...) // comment, disk, attributes
		b = binary.LittleEndian.AppendUint32(b, e.at)
		b = append(append(b, e.name...), e.extra...)
	}
	size := len(b)
	b = append(b, "PK\x05\x06\x00\x00\x00\x00"...)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(entries)))
	b = binary.LittleEndian.AppendUint16(b, uint16(len(entries)))
	b = binary.LittleEndian.AppendUint32(b, uint32(size))
	b = binary.LittleEndian.AppendUint32(b, uint32(start))
	return append(b, 0, 0)
}

// overlapBomb is a small zip of n files that all unpack the same megabyte: each
// local header but the last is quoted as stored data in front of the next
// (D. Fifield, "A better zip bomb", 2019).
func overlapBomb(t testing.TB, n, size int) []byte {
	t.Helper()
	zeros := make([]byte, size)
	var kernel bytes.Buffer
	w, err := flate.NewWriter(&kernel, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(zeros); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	data, plain := kernel.Bytes(), zeros
	entries := make([]rawEntry, n)
	var out []byte
	for i := n - 1; i >= 0; i-- {
		e := rawEntry{name: string(rune('a'+i%26)) + string(rune('0'+i/26)), method: zip.Deflate, packed: uint32(len(data)), size: uint32(len(plain)), crc: crc32.ChecksumIEEE(plain)}
		entries[i] = e
		head := e.local()
		out = append(head, data...)
		// The next one quotes this header and goes on with its data.
		block := []byte{0, byte(len(head)), byte(len(head) >> 8), byte(^len(head)), byte(^len(head) >> 8)}
		data = append(append([]byte(nil), block...), out...)
		plain = append(append([]byte(nil), head...), plain...)
	}
	at := 0
	for i := range entries {
		entries[i].at = uint32(at)
		at += len(entries[i].local()) + 5
	}
	return append(out, directory(len(out), entries)...)
}
