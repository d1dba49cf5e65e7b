package intake

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/nwaples/rardecode/v2"
)

// tarFiles is a tar in any of its forms: V7, ustar, PAX, GNU with sparse files.
type tarFiles struct {
	in   *tar.Reader
	from *toEnd
}

func openTar(in io.Reader) (sequence, error) {
	from := &toEnd{in: in}
	return tarFiles{tar.NewReader(from), from}, nil
}

// toEnd knows whether all was read: a tar that is whole is not read beyond the
// mark at its end.
type toEnd struct {
	in  io.Reader
	met bool
}

// Read reads.
func (e *toEnd) Read(p []byte) (int, error) {
	n, err := e.in.Read(p)
	e.met = e.met || n == 0 && errors.Is(err, io.EOF)
	return n, err //nolint:wrapcheck // a reader's own
}

// next returns the next file. A hard link has no bytes of its own.
func (t tarFiles) next() (member, error) {
	h, err := t.in.Next()
	if errors.Is(err, io.EOF) && t.from.met {
		return member{}, io.ErrUnexpectedEOF
	}
	if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
		return member{}, err
	}
	m := member{name: h.Name, packed: -1, in: t.in}
	switch h.Typeflag {
	case tar.TypeReg, tar.TypeGNUSparse, tar.TypeCont, 0:
	case tar.TypeDir, tar.TypeXGlobalHeader:
		m.folder = true
	case tar.TypeSymlink, tar.TypeLink:
		m.refuse = "link-not-followed"
	default:
		m.refuse, m.detail = "device-not-opened", fmt.Sprintf("type %q", h.Typeflag)
	}
	return m, nil
}

// rarFiles is a RAR of the versions 1.5 to 7.
type rarFiles struct{ in *rardecode.Reader }

func openRar(in io.Reader) (s sequence, err error) {
	defer rarFault(&err)
	z, err := rardecode.NewReader(in, rardecode.MaxDictionarySize(dictionaryLimit))
	if err != nil {
		return nil, err
	}
	return rarFiles{z}, nil
}

// rarFault turns a fault of the library into an error: its decoder of filters
// is a small machine that runs what the file says.
func rarFault(err *error) {
	if v := recover(); v != nil {
		*err = fmt.Errorf("%v: %w", v, errReader)
	}
}

// next returns the next file.
func (z rarFiles) next() (m member, err error) {
	defer rarFault(&err)
	h, err := z.in.Next()
	if err != nil {
		return member{}, err
	}
	m = member{name: h.Name, folder: h.IsDir, packed: h.PackedSize, in: rarData(z)}
	if h.Solid || h.PackedSize < 0 { // what it repeats of the files before it costs nothing
		m.packed = -1
	}
	switch {
	case h.Encrypted || h.HeaderEncrypted:
		m.refuse = "encrypted"
	case h.Mode()&fs.ModeSymlink != 0 || h.LinkType != rardecode.LinkTypeNone:
		m.refuse = "link-not-followed"
	}
	return m, nil
}

type rarData struct{ in *rardecode.Reader }

// Read reads the file that is open.
func (d rarData) Read(p []byte) (n int, err error) {
	defer rarFault(&err)
	return d.in.Read(p)
}
