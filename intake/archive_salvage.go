package intake

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"

	"recourse"
)

// salvage reads the files of a zip whose list of files is missing or damaged, as
// after a download that broke off: one after the other, by the header before
// each.
func (r *reader) salvage(f *File, src Source, why error) {
	said := len(f.Problems)
	r.sequence(f, src, openSalvage)
	switch {
	case len(f.Problems) > said:
	case len(f.Files) == 0:
		f.problem("archive-damaged", why.Error())
	default:
		f.problem("archive-list-damaged", why.Error())
	}
}

// zipStream is a zip without its list of files (APPNOTE.TXT 4.3.7 to 4.3.9).
type zipStream struct {
	in   *bufio.Reader
	last *zipData // what is being read
}

func openSalvage(in io.Reader) (sequence, error) {
	return &zipStream{in: bufio.NewReaderSize(in, 64<<10)}, nil
}

// next reads the next header. What follows the last file ends the archive.
func (z *zipStream) next() (member, error) {
	if z.last != nil {
		if _, err := io.Copy(io.Discard, z.last); err != nil {
			return member{}, io.EOF // the one before said so
		}
		z.last = nil
	}
	const head = 30
	h := make([]byte, head)
	if _, err := io.ReadFull(z.in, h); err != nil || string(h[:4]) != "PK\x03\x04" {
		return member{}, io.EOF
	}
	flags, method := binary.LittleEndian.Uint16(h[6:]), binary.LittleEndian.Uint16(h[8:])
	d := &zipData{in: z.in, crc: binary.LittleEndian.Uint32(h[14:]), sum: crc32.NewIEEE(), later: flags&zipLater != 0}
	size := int64(binary.LittleEndian.Uint32(h[18:]))
	nameLen, extraLen := int(binary.LittleEndian.Uint16(h[26:])), int(binary.LittleEndian.Uint16(h[28:]))
	rest := make([]byte, nameLen+extraLen)
	if _, err := io.ReadFull(z.in, rest); err != nil {
		return member{}, io.EOF
	}
	m := member{name: unicodeName(string(rest[:nameLen]), rest[nameLen:]), packed: size, in: d}
	if long, ok := zip64Size(rest[nameLen:]); ok && size == 1<<32-1 {
		size, m.packed, d.long = long, long, true
	}
	body := io.LimitReader(z.in, size)
	switch {
	case flags&(zipEncrypted|zipMasked) != 0:
		m.refuse = "encrypted"
		d.data, d.unchecked = body, true
	case method == zip.Deflate && d.later:
		m.packed = -1
		d.data = flate.NewReader(z.in) // reads bytes, and so not beyond its end
	case d.later && size == 0 && method == zip.Store && len(m.name) > 0 && m.name[len(m.name)-1] == '/':
		d.data = body
	case d.later:
		return member{}, io.EOF // where it ends is only in the list
	case method == zip.Deflate:
		d.data, d.packed = flate.NewReader(bufio.NewReader(body)), body
	case method == zip.Store:
		d.data = body
	default:
		m.refuse, m.detail = "format-not-read", fmt.Sprintf("zip, method %d", method)
		d.data, d.unchecked = body, true
	}
	m.folder = len(m.name) > 0 && m.name[len(m.name)-1] == '/'
	z.last = d
	return m, nil
}

// zip64Size returns the packed size in a zip64 field (APPNOTE.TXT 4.5.3).
func zip64Size(extra []byte) (int64, bool) {
	for len(extra) >= 4 {
		id, size := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		if extra = extra[4:]; size > len(extra) {
			return 0, false
		}
		if id == 1 && size >= 16 {
			n := binary.LittleEndian.Uint64(extra[8:])
			return int64(n), n < 1<<40
		}
		extra = extra[size:]
	}
	return 0, false
}

var errChecksum = fmt.Errorf("the bytes are not those that were packed: %w", recourse.Invalid)

// zipData reads the bytes of one file and checks them at their end.
type zipData struct {
	in        *bufio.Reader // the archive
	data      io.Reader
	packed    io.Reader // what the data is unpacked from, where its end is known
	sum       hash.Hash32
	crc       uint32
	later     bool // the check sum follows the data
	long      bool // its sizes are of eight bytes
	unchecked bool
	ended     error
}

// Read reads, and at the end checks the sum.
func (d *zipData) Read(p []byte) (int, error) {
	if d.ended != nil {
		return 0, d.ended
	}
	n, err := d.data.Read(p)
	_, _ = d.sum.Write(p[:n])
	if errors.Is(err, io.EOF) {
		err = d.end()
	}
	if err != nil {
		d.ended = err
	}
	return n, err //nolint:wrapcheck // a reader's own
}

// end leaves the archive where the next header begins.
func (d *zipData) end() error {
	if d.packed != nil {
		if _, err := io.Copy(io.Discard, d.packed); err != nil {
			return err
		}
	}
	if d.later {
		if err := d.descriptor(); err != nil {
			return err
		}
	}
	if !d.unchecked && d.crc != d.sum.Sum32() {
		return errChecksum
	}
	return io.EOF
}

// descriptor reads what stands behind the data: perhaps a mark, the sum and the
// sizes, which are of eight bytes where the next header comes only after those.
func (d *zipData) descriptor() error {
	skip := func(n int) error { _, err := d.in.Discard(n); return err }
	if b, err := d.in.Peek(4); err == nil && string(b) == "PK\x07\x08" {
		if err := skip(4); err != nil {
			return err
		}
	}
	b, err := d.in.Peek(4)
	if err != nil {
		return io.ErrUnexpectedEOF
	}
	d.crc = binary.LittleEndian.Uint32(b)
	long := d.long
	if b, err := d.in.Peek(22); err == nil && string(b[12:14]) != "PK" && string(b[20:22]) == "PK" {
		long = true
	}
	if long {
		return skip(20)
	}
	return skip(12)
}
