package testkit

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// HostileFile is a file that is made to hurt whoever reads it, and the codes of
// the problems by which reading it must be reported.
type HostileFile struct {
	Name  string
	Bytes func() ([]byte, error)
	Codes []string
}

// HostileFiles are files made to hurt: they unpack to far more than they are, hold
// themselves, lead out of their folder, lie, or are many of one thing.
func HostileFiles() []HostileFile {
	return []HostileFile{
		{"bomb.zip", bombZip, []string{"unpacks-too-far"}},
		{"bombs-in-bombs.zip", nestedBomb, []string{"unpacks-too-far"}},
		{"overlap.zip", overlapZip, []string{"archive-overlap"}},
		{"bomb.gz", func() ([]byte, error) { return gzipped(make([]byte, bombSize)) }, []string{"unpacks-too-far"}},
		{"bomb.tar.gz", bombTar, []string{"unpacks-too-far"}},
		{"hole.tar", holeTar, []string{"too-large"}},
		{"many-holes.tar", manyHoles, []string{"too-large", "archive-too-large"}},
		{"recursive.tar", recursiveTar, []string{"archive-too-deep"}},
		{"recursive.gz", recursiveGzip, []string{"archive-too-deep"}},
		{"greedy.xz", greedyXZ, []string{"archive-damaged"}},
		{"names.zip", namesZip, []string{"unsafe-name", "link-not-followed", "device-not-opened", "archive-name-twice"}},
		{"links.tar", linksTar, []string{"link-not-followed", "device-not-opened", "unsafe-name"}},
		{"100000 files.zip", manyZip, []string{"archive-too-many"}},
		{"100000 files.tar.gz", manyTar, []string{"archive-too-many"}},
		{"long list.zip", longListZip, []string{"archive-too-many"}},
		{"dashes.eml", dashes, nil},
		{"50000 numbers.xml", manyNumbers, []string{"conversations-quiet"}},
		{"30000 mails.mbox", manyMails, []string{"conversations-quiet"}},
		{"200000 rows.csv", manyRows, nil},
		{"lies.mp4", liesMP4, []string{"words-not-read"}},
		{"lies.webm", liesWebM, []string{"words-not-read"}},
		{"lies.ogg", func() ([]byte, error) {
			return bytes.Repeat([]byte("OggS\x00\x02"+strings.Repeat("\xff", 21)), 200_000), nil
		}, []string{"words-not-read"}},
	}
}

// WriteHostileFiles writes all of them into a folder.
func WriteHostileFiles(dir string) error {
	for _, h := range HostileFiles() {
		b, err := h.Bytes()
		if err != nil {
			return fmt.Errorf("make %s: %w", h.Name, err)
		}
		if err := os.WriteFile(filepath.Join(dir, h.Name), b, 0o600); err != nil {
			return fmt.Errorf("make %s: %w", h.Name, err)
		}
	}
	return nil
}

// bombSize is far more than a bomb's size times what intake allows.
const bombSize = 40 << 20

// inZip is a file of a zip.
type inZip struct {
	name string
	mode fs.FileMode
	body []byte
}

func zipped(files ...inZip) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate}
		if f.mode != 0 {
			h.SetMode(f.mode)
		}
		out, err := w.CreateHeader(h)
		if err != nil {
			return nil, err
		}
		if _, err := out.Write(f.body); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}

func gzipped(body []byte) ([]byte, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	err := w.Close()
	return b.Bytes(), err
}

func bombZip() ([]byte, error) {
	zeros := make([]byte, bombSize)
	return zipped(inZip{name: "a.txt", body: zeros}, inZip{name: "b.txt", body: zeros})
}

// nestedBomb is a bomb in sixteen copies, in sixteen copies.
func nestedBomb() ([]byte, error) {
	b, err := zipped(inZip{name: "0.txt", body: make([]byte, bombSize)})
	for range 2 {
		if err != nil {
			return nil, err
		}
		files := make([]inZip, 16)
		for i := range files {
			files[i] = inZip{name: fmt.Sprintf("%d.zip", i), body: b}
		}
		b, err = zipped(files...)
	}
	return b, err
}

// overlapZip is a zip of a few kilobytes whose thousand files all unpack the same
// data, quoting one another's headers on the way (D. Fifield, "A better zip
// bomb", 2019).
func overlapZip() ([]byte, error) {
	const files, size = 1000, 10 << 20
	var kernel bytes.Buffer
	w, err := flate.NewWriter(&kernel, flate.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(make([]byte, size)); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	head := func(i, packed, unpacked int) []byte {
		b := append([]byte("PK\x03\x04\x14\x00\x00\x00\x08\x00\x00\x00\x00\x00"), 0, 0, 0, 0)
		b = binary.LittleEndian.AppendUint32(b, uint32(packed))
		b = binary.LittleEndian.AppendUint32(b, uint32(unpacked))
		return append(append(b, 4, 0, 0, 0), fmt.Sprintf("%04d", i)...)
	}
	const headSize, quote = 34, 5
	var out, list []byte
	for i := range files {
		after := files - 1 - i // headers that this one's data quotes
		packed, unpacked := kernel.Len()+after*(quote+headSize), size+after*headSize
		h := head(i, packed, unpacked)
		entry := append([]byte("PK\x01\x02\x14\x00"), h[4:30]...)
		entry = append(entry, make([]byte, 10)...)
		entry = binary.LittleEndian.AppendUint32(entry, uint32(len(out)))
		list = append(append(list, entry...), h[30:]...)
		out = append(out, h...)
		if after > 0 {
			out = append(out, 0, headSize, 0, ^byte(headSize), 0xff)
		}
	}
	out = append(out, kernel.Bytes()...)
	end := append([]byte("PK\x05\x06\x00\x00\x00\x00"), files&0xff, files>>8, files&0xff, files>>8)
	end = binary.LittleEndian.AppendUint32(end, uint32(len(list)))
	end = binary.LittleEndian.AppendUint32(end, uint32(len(out)))
	return append(append(append(out, list...), end...), 0, 0), nil
}

// tarred is a tar of headers; a body stands where a link's target would.
func tarred(headers ...tar.Header) ([]byte, error) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range headers {
		body := ""
		if h.Typeflag == tar.TypeReg || h.Typeflag == 0 {
			body, h.Linkname = h.Linkname, ""
			h.Size = int64(len(body))
		}
		if err := w.WriteHeader(&h); err != nil {
			return nil, err
		}
		if _, err := w.Write([]byte(body)); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}

func bombTar() ([]byte, error) {
	b, err := tarred(tar.Header{Name: "a.txt", Mode: 0o644, Linkname: string(make([]byte, bombSize))})
	if err != nil {
		return nil, err
	}
	return gzipped(b)
}

// hole is a file of a tar that takes no bytes and unpacks to eight gigabytes, as
// old GNU tar writes it.
func hole() []byte {
	h := make([]byte, 512)
	copy(h, "hole.bin")
	octal := func(at, n int, v int64) { copy(h[at:], fmt.Sprintf("%0*o", n-1, v)) }
	octal(100, 8, 0o644)
	octal(124, 12, 0)
	octal(136, 12, 0)
	h[156] = 'S'
	copy(h[257:], "ustar  \x00")
	octal(386, 12, 1<<33-1)
	octal(398, 12, 0)
	octal(483, 12, 1<<33-1)
	copy(h[148:], "        ")
	sum := 0
	for _, c := range h {
		sum += int(c)
	}
	copy(h[148:], fmt.Sprintf("%06o\x00", sum))
	return h
}

func holeTar() ([]byte, error) { return append(hole(), make([]byte, 1024)...), nil }

func manyHoles() ([]byte, error) {
	return append(bytes.Repeat(hole(), 200), make([]byte, 1024)...), nil
}

func recursiveTar() ([]byte, error) {
	b := []byte("dobar dan")
	var err error
	for range 60 {
		if b, err = tarred(tar.Header{Name: "r.tar", Mode: 0o644, Linkname: string(b)}); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func recursiveGzip() ([]byte, error) {
	b := []byte("dobar dan")
	var err error
	for range 100 {
		if b, err = gzipped(b); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// greedyXZ holds ten bytes and says that it looks back a gigabyte.
func greedyXZ() ([]byte, error) {
	return hex.DecodeString("fd377a585a000004e6d6b44602002101240000005e1fc7f9010009646f6261722064616e0a00000088b3d85da005cbc60001220a151ae1671fb6f37d010000000004595a")
}

func namesZip() ([]byte, error) {
	text := []byte("dobar dan")
	var files []inZip
	for _, name := range []string{
		"../../../../etc/cron.d/x", "/etc/passwd", `..\..\windows\x.txt`, `C:\Windows\x.txt`, `\\host\share\x.txt`, "CON", "nul.txt", "COM1.jpg",
		"a\x1b]0;x\x07\x1b[2J.txt", "ra\u202egpj.exe.txt", "a\u200b.txt", "ends. ", "a//b/../../../c.txt", strings.Repeat("d/", 2000) + "x.txt",
		"twice.txt", "twice.txt", "\x86\x9f\xe7.txt", "line\nbreak.txt", "..", ".",
	} {
		files = append(files, inZip{name: name, body: text})
	}
	files = append(files, inZip{name: "link", mode: fs.ModeSymlink | 0o777, body: []byte("/etc/passwd")},
		inZip{name: "pipe", mode: fs.ModeNamedPipe | 0o666}, inZip{name: "device", mode: fs.ModeDevice | 0o666})
	return zipped(files...)
}

func linksTar() ([]byte, error) {
	return tarred(
		tar.Header{Name: "out", Typeflag: tar.TypeSymlink, Linkname: "/etc"}, tar.Header{Name: "out/passwd", Mode: 0o644, Linkname: "dobar dan"},
		tar.Header{Name: "hard", Typeflag: tar.TypeLink, Linkname: "/etc/shadow"}, tar.Header{Name: "zero", Typeflag: tar.TypeChar, Devmajor: 1, Devminor: 5},
		tar.Header{Name: "disk", Typeflag: tar.TypeBlock, Devmajor: 8}, tar.Header{Name: "pipe", Typeflag: tar.TypeFifo},
		tar.Header{Name: "../../up.txt", Mode: 0o644, Linkname: "dobar dan"}, tar.Header{Name: "suid", Mode: 0o6755, Linkname: "dobar dan"},
	)
}

const manyFiles = 100_000

func manyZip() ([]byte, error) {
	files := make([]inZip, manyFiles)
	for i := range files {
		files[i] = inZip{name: fmt.Sprintf("%06d.txt", i), body: []byte("dobar dan")}
	}
	return zipped(files...)
}

func manyTar() ([]byte, error) {
	headers := make([]tar.Header, manyFiles)
	for i := range headers {
		headers[i] = tar.Header{Name: fmt.Sprintf("%06d.txt", i), Mode: 0o644, Linkname: "dobar dan"}
	}
	b, err := tarred(headers...)
	if err != nil {
		return nil, err
	}
	return gzipped(b)
}

func longListZip() ([]byte, error) {
	name := strings.Repeat("a", 60_000)
	files := make([]inZip, 400)
	for i := range files {
		files[i] = inZip{name: fmt.Sprintf("%s%d", name, i)}
	}
	return zipped(files...)
}

// liesMP4 says that boxes are larger than the file, and nests them.
func liesMP4() ([]byte, error) {
	box := func(kind string, size uint32, body []byte) []byte {
		return append(append(binary.BigEndian.AppendUint32(nil, size), kind...), body...)
	}
	b := box("mvhd", 108, append(make([]byte, 12), 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xfe))
	for range 2000 {
		b = box("trak", uint32(len(b)+8), b)
	}
	b = box("moov", 1<<31-1, b)
	return append(box("ftyp", 16, []byte("isom\x00\x00\x00\x00")), b...), nil
}

// liesWebM is elements of unknown size in one another, and one of 2^55 bytes.
func liesWebM() ([]byte, error) {
	b := append([]byte("\x1a\x45\xdf\xa3\x87\x42\x82\x84webm"), bytes.Repeat([]byte("\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff"), 50_000)...)
	return append(b, "\x86\x01\x80\x00\x00\x00\x00\x00\x00"...), nil
}

// dashes is a mail whose body begins its boundary anew with each byte.
func dashes() ([]byte, error) {
	head := "From: a@firma.example\nTo: b@firma.example\nSubject: x\nContent-Type: multipart/mixed; boundary=\"-\"\n\n"
	return append([]byte(head), bytes.Repeat([]byte("-"), 8<<20)...), nil
}

// manyNumbers is a phone's text messages, each with another number.
func manyNumbers() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<smses>\n")
	for i := range 50_000 {
		fmt.Fprintf(&b, `<sms address="+3816%07d" date="%d" type="1" body="Dobar dan, poruka broj %d" contact_name="(Unknown)" />`+"\n", i, 1760000000000+i*1000, i)
	}
	b.WriteString("</smses>\n")
	return b.Bytes(), nil
}

// manyMails is a mailbox of small mails, each by another sender.
func manyMails() ([]byte, error) {
	var b bytes.Buffer
	for i := range 30_000 {
		fmt.Fprintf(&b, "From a@firma.example Mon Oct 19 10:00:00 2026\nFrom: Petar %d <a%d@firma.example>\nTo: b@firma.example\nSubject: Poruka %d\nDate: Mon, 19 Oct 2026 10:00:00 +0200\n\nDobar dan.\n\n", i, i, i)
	}
	return b.Bytes(), nil
}

// manyRows is a statement.
func manyRows() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("Date,Description,Amount,Currency,Balance,Counterparty,Counterparty account\n")
	for i := range 200_000 {
		fmt.Fprintf(&b, "2026-10-%02d,Payment for invoice %d,-%d.00,EUR,%d.00,Firm %d,DE89370400440532013000\n", i%28+1, i, 100+i%900, 1_000_000-i, i)
	}
	return b.Bytes(), nil
}
