package custody

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"recourse"
)

const (
	declarationFile = "bagit.txt"
	infoFile        = "bag-info.txt"
	fetchFile       = "fetch.txt"
	payloadDir      = "data/"
	maxTagLine      = 64 << 10 // bytes of one line in a tag file
	maxManifestRows = 4 << 20  // rows of one manifest
)

// manifestPath encodes a path for a manifest: RFC 8493 asks this for the two
// line ends and the percent sign, and for nothing else.
func manifestPath(p string) string {
	if !strings.ContainsAny(p, "%\r\n") {
		return p
	}
	return strings.NewReplacer("%", "%25", "\n", "%0A", "\r", "%0D").Replace(p)
}

// pathFromManifest undoes manifestPath. Bags from before version 1.0, and many
// tools, leave a percent sign alone: whoever looks for the file tries the
// spelling as it stands too.
func pathFromManifest(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	return strings.NewReplacer("%25", "%", "%0A", "\n", "%0a", "\n", "%0D", "\r", "%0d", "\r").Replace(s)
}

// row is one line of a manifest.
type row struct {
	path string
	raw  string // the path as it is spelled, where that differs
	sum  string // lower-case hex
}

// formatManifest writes rows in the order of their paths, as sha256sum does.
func formatManifest(w io.Writer, rows []row) error {
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.path, b.path) })
	bw := bufio.NewWriter(w)
	for _, r := range rows {
		fmt.Fprintf(bw, "%s  %s\n", r.sum, manifestPath(r.path))
	}
	return bw.Flush()
}

// parseManifestLine reads "checksum path". The checksum's length must be want
// hexadecimal digits; spaces or tabs part the two.
func parseManifestLine(line string, want int) (row, error) {
	bad := func(why string) (row, error) {
		return row{}, fmt.Errorf("line %.120q %s: %w", line, why, recourse.Invalid)
	}
	if !utf8.ValidString(line) {
		return bad("is not text in the encoding that the bag declares")
	}
	i := strings.IndexAny(line, " \t")
	if i < 0 {
		return bad("has no space between checksum and path")
	}
	sum := strings.ToLower(line[:i])
	if b, err := hex.DecodeString(sum); err != nil || len(b) != want {
		return bad("does not begin with a checksum of the manifest's kind")
	}
	p := strings.TrimLeft(line[i:], " \t")
	// md5sum and its kin mark files that were read as binary with a star.
	p = strings.TrimPrefix(p, "*")
	p = strings.TrimPrefix(p, "./")
	if p == "" {
		return bad("has no path")
	}
	if decoded := pathFromManifest(p); decoded != p {
		return row{decoded, p, sum}, nil
	}
	return row{path: p, sum: sum}, nil
}

// escapes reports a path that could lead out of the bag on some system.
func escapes(p string) bool {
	if p == "" || p[0] == '/' || p[0] == '~' || strings.ContainsRune(p, 0) {
		return true
	}
	if len(p) > 1 && p[1] == ':' || strings.HasPrefix(p, `\`) || strings.Contains(p, `..\`) || strings.Contains(p, `\..`) {
		return true
	}
	for elem := range strings.SplitSeq(p, "/") {
		if elem == ".." || elem == "." || elem == "" {
			return true
		}
	}
	return false
}

// lines calls f with each line of r, which may end in LF, CR or CRLF, and with
// its number from 1. It stops with an error of kind Invalid at a line that is
// too long, and at more than limit lines.
func lines(r io.Reader, limit int, f func(n int, line string)) error {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 4096), maxTagLine)
	sc.Split(splitLine)
	n := 0
	for sc.Scan() {
		if n++; n > limit {
			return fmt.Errorf("more than %d lines: %w", limit, recourse.Invalid)
		}
		f(n, sc.Text())
	}
	if err := sc.Err(); err != nil {
		return fmt.Errorf("read line %d: %w", n+1, err)
	}
	return nil
}

func splitLine(data []byte, atEOF bool) (int, []byte, error) {
	if len(data) == 0 {
		return 0, nil, nil
	}
	i := bytes.IndexAny(data, "\r\n")
	switch {
	case i < 0 && atEOF:
		return len(data), data, nil
	case i < 0:
		return 0, nil, nil
	case data[i] == '\n':
		return i + 1, data[:i], nil
	case i+1 < len(data) && data[i+1] == '\n':
		return i + 2, data[:i], nil
	case i+1 < len(data) || atEOF:
		return i + 1, data[:i], nil
	}
	return 0, nil, nil
}
