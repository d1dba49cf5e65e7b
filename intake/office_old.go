package intake

import (
	"bytes"
	"errors"
	"io"
	"slices"

	"recourse"
)

// compound says what can be said of a file in the older binary form of office
// programs (Compound File Binary, MS-CFB): that it is locked with a password,
// that it carries program code, or that it is not read. The names of the streams
// in it are looked for as they are written there, in UTF-16.
func (r *reader) compound(f *File, src Source) {
	rc, ok := f.open(src)
	if !ok {
		return
	}
	defer func() { _ = rc.Close() }()
	found, err := findWide(recourse.UntilDone(r.ctx, io.LimitReader(rc, r.lim.File)), "EncryptedPackage", "_VBA_PROJECT")
	if err != nil {
		f.problem(readProblem(r.ctx, err))
		return
	}
	if found["_VBA_PROJECT"] {
		f.problem("document-macros", "_VBA_PROJECT")
	}
	if found["EncryptedPackage"] {
		// A document of today that is locked is a file of this kind: its name is right.
		f.Kind = KindPage
		f.Problems = slices.DeleteFunc(f.Problems, func(p recourse.Problem) bool { return p.Code == "type-mismatch" })
		f.problem("encrypted", "")
		return
	}
	f.problem("format-not-read", f.MediaType, "type", f.MediaType)
}

// findWide reports which of the names stand in a stream, in UTF-16 (little endian).
func findWide(in io.Reader, names ...string) (map[string]bool, error) {
	found := make(map[string]bool)
	wide := make([][]byte, len(names))
	longest := 0
	for i, n := range names {
		for _, c := range []byte(n) {
			wide[i] = append(wide[i], c, 0)
		}
		longest = max(longest, len(wide[i]))
	}
	buf := make([]byte, 256<<10)
	kept := 0
	for {
		n, err := io.ReadFull(in, buf[kept:])
		for i, w := range wide {
			found[names[i]] = found[names[i]] || bytes.Contains(buf[:kept+n], w)
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return found, nil
		}
		if err != nil {
			return found, err
		}
		kept = copy(buf, buf[kept+n-longest+1:kept+n])
	}
}
