package custody

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"

	"recourse/internal/spill"
)

// A zip says twice what is in it: ahead of each file, and in the directory at its end,
// which programs look for in different ways. One made on purpose shows other files to one
// program than to the next. That can be told from the bytes: in a zip that all read alike
// each byte belongs to one file of the directory or to the directory, which is the only one.

// zipWhole reports whether each byte of a zip belongs to what dir lists, with nothing ahead
// of it, between and behind. The comment at its end may hold anything but another end.
func zipWhole(ctx context.Context, dir zipDir, raw *io.SectionReader, space *spill.Space) (bool, error) {
	z := zipWalk{raw: raw, size: raw.Size()}
	err := z.files(ctx, dir, space)
	if err == nil {
		err = z.directory(ctx, dir)
	}
	if errors.Is(err, errZipGap) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return false, nil
	}
	return err == nil, err
}

// errZipGap is the error for a byte that belongs to nothing.
var errZipGap = errors.New("the zip holds bytes that its directory does not name")

// zipLocal is the length of what stands ahead of a file, in bytes, without its name and
// what follows that (APPNOTE 4.3.7).
const zipLocal = 30

// zipWalk goes through the bytes of a zip.
type zipWalk struct {
	raw  io.ReaderAt
	size int64
	at   int64 // how far it is
	n    int64 // files
}

// files goes through the files in the order of their bytes.
func (z *zipWalk) files(ctx context.Context, dir zipDir, space *spill.Space) error {
	order := space.Sorter()
	err := dir.each(func(f *zip.File, _ int64) error {
		at, err := f.DataOffset()
		if err := ctx.Err(); err != nil {
			return err //nolint:wrapcheck // it is the caller's
		}
		if err != nil {
			return errZipGap // what stands ahead of it cannot be read
		}
		z.n++
		const described = 1 << 3 // what is said of the file stands behind it
		rec := spill.AppendInt(spill.AppendNumber(nil, at), int64(f.CompressedSize64))
		return order.Add(spill.AppendString(spill.AppendInt(rec, int64(f.Flags&described)), f.Name))
	})
	if err != nil {
		return err
	}
	behind := []int64{0} // the lengths that what is said behind a file can have
	for rec, err := range order.All() {
		if err != nil {
			return err
		}
		f := spill.Read(rec)
		data, length, described, name := f.Number(), f.Int(), f.Int(), f.String()
		if !z.local(behind, data, name) || length < 0 || length > z.size-data {
			return errZipGap
		}
		z.at, behind = data+length, behind[:1]
		if described != 0 {
			behind = descriptors[:]
		}
	}
	return z.skip(behind)
}

// descriptors are the lengths of what is said behind a file, with a mark ahead of it or
// without, of few bytes and of many; it may be missing.
var descriptors = [...]int64{0, 12, zipDescriptor, 20, zipDescriptor64}

// local reports whether what stands ahead of a file begins where the one before it ended,
// or so many bytes behind, ends where the file begins, and names it alike.
func (z *zipWalk) local(behind []int64, data int64, name string) bool {
	var head [zipLocal]byte
	for _, n := range behind {
		if _, err := z.raw.ReadAt(head[:], z.at+n); err != nil || string(head[:4]) != "PK\x03\x04" {
			continue
		}
		le := binary.LittleEndian
		named, more := int64(le.Uint16(head[26:])), int64(le.Uint16(head[28:]))
		if z.at+n+zipLocal+named+more != data || named != int64(len(name)) {
			continue
		}
		has := make([]byte, named)
		if _, err := z.raw.ReadAt(has, z.at+n+zipLocal); err == nil && string(has) == name {
			return true
		}
	}
	return false
}

// skip goes to where the directory or the end begins: where it is, or so many bytes behind.
func (z *zipWalk) skip(behind []int64) error {
	var mark [4]byte
	for _, n := range behind {
		if _, err := z.raw.ReadAt(mark[:], z.at+n); err != nil {
			continue
		}
		switch string(mark[:]) {
		case "PK\x01\x02", "PK\x05\x06", "PK\x06\x06":
			z.at += n
			return nil
		}
	}
	return errZipGap
}

// directory goes through the directory, which begins where it is, and the end.
func (z *zipWalk) directory(ctx context.Context, dir zipDir) error {
	in := bufio.NewReader(io.NewSectionReader(z.raw, z.at, z.size-z.at))
	le := binary.LittleEndian
	began, head := z.at, make([]byte, zipHead)
	err := dir.each(func(f *zip.File, _ int64) error {
		if err := ctx.Err(); err != nil {
			return err //nolint:wrapcheck // it is the caller's
		}
		if _, err := io.ReadFull(in, head); err != nil {
			return err //nolint:wrapcheck // it is looked at
		}
		named, more := int(le.Uint16(head[28:])), int(le.Uint16(head[30:]))+int(le.Uint16(head[32:]))
		name := make([]byte, named)
		if _, err := io.ReadFull(in, name); err != nil {
			return err //nolint:wrapcheck // it is looked at
		}
		if string(head[:4]) != "PK\x01\x02" || string(name) != f.Name {
			return errZipGap
		}
		z.at += int64(zipHead + named + more)
		_, err := in.Discard(more)
		return err //nolint:wrapcheck // it is looked at
	})
	if err != nil {
		return err
	}
	end, err := io.ReadAll(io.LimitReader(in, zipEnd64+zipLocator64+zipEnd+maxZipComment+1))
	if err != nil {
		return err //nolint:wrapcheck // it is of the zip's reader
	}
	if !isZipEnd(end, z.n, z.at-began, began) {
		return errZipGap
	}
	return nil
}

// maxZipComment is the longest comment of a zip, in bytes.
const maxZipComment = 1<<16 - 1

// isZipEnd reports whether b, up to the last byte of a zip, is the end of one with so many
// files, whose directory has size bytes and begins at the given place.
func isZipEnd(b []byte, files, size, at int64) bool {
	le := binary.LittleEndian
	big := len(b) >= zipEnd64+zipLocator64 && string(b[:4]) == "PK\x06\x06"
	if big {
		if le.Uint64(b[4:]) != zipEnd64-12 || int64(le.Uint64(b[32:])) != files || int64(le.Uint64(b[40:])) != size || int64(le.Uint64(b[48:])) != at {
			return false
		}
		if b = b[zipEnd64:]; string(b[:4]) != "PK\x06\x07" || int64(le.Uint64(b[8:])) != at+size {
			return false
		}
		b = b[zipLocator64:]
	}
	is := func(has, most, n int64) bool { return has == n || big && has == most }
	return len(b) >= zipEnd && string(b[:4]) == "PK\x05\x06" &&
		is(int64(le.Uint16(b[10:])), 1<<16-1, files) && is(int64(le.Uint32(b[12:])), 1<<32-1, size) && is(int64(le.Uint32(b[16:])), 1<<32-1, at) &&
		int(le.Uint16(b[20:])) == len(b)-zipEnd && !bytes.Contains(b[zipEnd:], []byte("PK\x05\x06"))
}
