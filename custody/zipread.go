package custody

import (
	"archive/zip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"recourse"
	"recourse/internal/spill"
)

// zipDir is the directory of a zip. Each file has a place in it.
type zipDir interface {
	each(f func(file *zip.File, place int64) error) error
	file(place int64) (*zip.File, error)
}

// openZip reads the directory of a zip: page by page where it has the plain form that
// most have and ours has, otherwise all at once.
func openZip(zipped io.ReaderAt, size int64) (zipDir, error) {
	if p, ok := pagesOf(zipped, size); ok {
		return p, nil
	}
	zr, err := zip.NewReader(zipped, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, err
	}
	return wholeZip{zr}, nil
}

// wholeZip holds the whole directory. Places are those in its list.
type wholeZip struct{ *zip.Reader }

func (z wholeZip) each(f func(*zip.File, int64) error) error {
	for i, file := range z.File {
		if err := f(file, int64(i)); err != nil {
			return err
		}
	}
	return nil
}

func (z wholeZip) file(place int64) (*zip.File, error) { return z.File[place], nil }

// zipPages reads the directory in pages. Each is given to [zip.NewReader] as the
// directory of a zip with the same files, which alone knows what it means. A place is
// that of a file's head, in bytes. It is safe for concurrent use.
type zipPages struct {
	raw      io.ReaderAt
	at, size int64 // of the directory

	mu   sync.Mutex
	page map[int64]*zip.File // that was read last
}

// pageHeads is how many heads a page has.
const pageHeads = 128

// pagesOf returns the pages of a zip whose directory stands right ahead of its end, has
// as many heads as the end says, and nothing else.
func pagesOf(raw io.ReaderAt, size int64) (*zipPages, bool) {
	le := binary.LittleEndian
	var end [zipLocator64 + zipEnd]byte
	if size < zipEnd {
		return nil, false
	}
	tail := end[max(0, zipLocator64+zipEnd-size):]
	if _, err := raw.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return nil, false
	}
	last := tail[len(tail)-zipEnd:]
	files, length, at := int64(le.Uint16(last[10:])), int64(le.Uint32(last[12:])), int64(le.Uint32(last[16:]))
	ends := size - zipEnd
	if files == 1<<16-1 || length == 1<<32-1 || at == 1<<32-1 {
		var big [zipEnd64]byte
		ends -= zipLocator64 + zipEnd64
		if ends < 0 {
			return nil, false
		}
		if _, err := raw.ReadAt(big[:], ends); err != nil {
			return nil, false
		}
		files, length, at = int64(le.Uint64(big[32:])), int64(le.Uint64(big[40:])), int64(le.Uint64(big[48:]))
	}
	if at < 0 || length < 0 || at > ends || at+length != ends {
		return nil, false
	}
	// To the byte as we write it: nothing is left to be understood in two ways.
	want, has := zipEnding(files, length, at), make([]byte, size-ends)
	if _, err := raw.ReadAt(has, ends); err != nil && !errors.Is(err, io.EOF) || string(has) != string(want) {
		return nil, false
	}
	z := &zipPages{raw: raw, at: at, size: length}
	for place, n := int64(0), int64(0); ; n++ {
		_, next, err := z.heads(place, pageHeads)
		switch {
		case err != nil, n > maxPackageFiles/pageHeads+1:
			return nil, false
		case next == length:
			return z, z.count() == files
		}
		place = next
	}
}

// heads reads up to most heads from a place on and returns them with the place behind.
func (z *zipPages) heads(place int64, most int) (b []byte, next int64, err error) {
	in := io.NewSectionReader(z.raw, z.at+place, z.size-place)
	for n := 0; n < most && place+int64(len(b)) < z.size; n++ {
		head := len(b)
		b = append(b, make([]byte, zipHead)...)
		if _, err := io.ReadFull(in, b[head:]); err != nil {
			return nil, 0, err
		}
		le := binary.LittleEndian
		if string(b[head:head+4]) != "PK\x01\x02" {
			return nil, 0, zip.ErrFormat
		}
		more := int(le.Uint16(b[head+28:])) + int(le.Uint16(b[head+30:])) + int(le.Uint16(b[head+32:]))
		b = append(b, make([]byte, more)...)
		if _, err := io.ReadFull(in, b[head+zipHead:]); err != nil {
			return nil, 0, err
		}
	}
	return b, place + int64(len(b)), nil
}

// count is how many heads there are.
func (z *zipPages) count() (n int64) {
	err := z.eachPlace(func(int64) { n++ })
	if err != nil {
		return -1
	}
	return n
}

func (z *zipPages) eachPlace(f func(place int64)) error {
	for place := int64(0); place < z.size; {
		b, next, err := z.heads(place, pageHeads)
		if err != nil {
			return err
		}
		for _, p := range placesIn(b) {
			f(place + p)
		}
		place = next
	}
	return nil
}

// placesIn are where heads begin.
func placesIn(b []byte) (list []int64) {
	le := binary.LittleEndian
	for at := 0; at < len(b); {
		list = append(list, int64(at))
		at += zipHead + int(le.Uint16(b[at+28:])) + int(le.Uint16(b[at+30:])) + int(le.Uint16(b[at+32:]))
	}
	return list
}

// read reads the page that begins at a place.
func (z *zipPages) read(place int64) (files []*zip.File, places []int64, next int64, err error) {
	b, next, err := z.heads(place, pageHeads)
	if err != nil {
		return nil, nil, 0, fmt.Errorf("read directory of zip: %w", err)
	}
	places = placesIn(b)
	end := zipEnding(int64(len(places)), int64(len(b)), z.at)
	v := virtualZip{z.raw, z.at, append(b, end...)}
	zr, err := zip.NewReader(v, z.at+int64(len(v.tail)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, nil, 0, err
	}
	if len(zr.File) != len(places) {
		return nil, nil, 0, zip.ErrFormat
	}
	for i := range places {
		places[i] += place
	}
	return zr.File, places, next, nil
}

func (z *zipPages) each(f func(*zip.File, int64) error) error {
	for place := int64(0); place < z.size; {
		files, places, next, err := z.read(place)
		if err != nil {
			return err
		}
		for i, file := range files {
			if err := f(file, places[i]); err != nil {
				return err
			}
		}
		place = next
	}
	return nil
}

func (z *zipPages) file(place int64) (*zip.File, error) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if f := z.page[place]; f != nil {
		return f, nil
	}
	files, places, _, err := z.read(place)
	if err != nil {
		return nil, err
	}
	z.page = make(map[int64]*zip.File, len(files))
	for i, f := range files {
		z.page[places[i]] = f
	}
	return files[0], nil
}

// virtualZip is the bytes of a zip up to its directory, and others behind them.
type virtualZip struct {
	raw  io.ReaderAt
	at   int64
	tail []byte
}

func (v virtualZip) ReadAt(p []byte, at int64) (n int, err error) {
	if at < v.at {
		n, err = v.raw.ReadAt(p[:min(int64(len(p)), v.at-at)], at)
		if n == len(p) || err != nil {
			return n, err
		}
		at += int64(n)
	}
	if at-v.at >= int64(len(v.tail)) {
		return n, io.EOF
	}
	m := copy(p[n:], v.tail[at-v.at:])
	if n += m; n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// readZip lists the files of a zip that are below one directory, and names it. What
// makes the zip a container is listed apart.
func readZip(dir zipDir, space *spill.Space, r *Report) (l listing, base string, container []*zip.File, err error) {
	l = newListing(space)
	l.open = func(_ string, place int64) (io.ReadCloser, error) {
		f, err := dir.file(place)
		if err != nil {
			return nil, err
		}
		return f.Open()
	}
	first := true
	var total uint64
	err = dir.each(func(f *zip.File, place int64) error {
		if isContainers(f.Name) {
			container = append(container, f)
			return nil
		}
		if first {
			base, _, _ = strings.Cut(f.Name, "/")
			first = false
		}
		if total += f.UncompressedSize64; total > maxZipBytes || f.UncompressedSize64 > maxZipBytes {
			return fmt.Errorf("package unpacks to more than %d bytes: %w", int64(maxZipBytes), recourse.Invalid)
		}
		name, below := strings.CutPrefix(f.Name, base+"/")
		isDir := strings.HasSuffix(f.Name, "/")
		name = strings.TrimSuffix(name, "/")
		switch {
		case name == "" && isDir:
		case !below || CheckPath(name) != nil:
			r.explain("zip-name", f.Name, "not below the zip's one folder, or not a path", "zip-folder")
		case isDir:
			return l.addDir(name)
		case !f.Mode().IsRegular():
			r.add("bag-not-a-file", name, f.Mode().Type().String())
		default:
			return l.addFile(name, place)
		}
		return nil
	})
	return l, base, container, err
}
