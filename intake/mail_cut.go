package intake

import (
	"slices"
	"strings"

	"recourse"
)

// sayCut says where a mail ends before the line that it names as its end. A program
// that forgets that line loses nothing by it; a mail that ends within the headers of a
// part, within its encoding or within a boundary was cut off. What a mail around this
// one says of its end is not told again.
func (r *reader) sayCut(f *File, root *part) {
	if !root.open || r.short {
		return
	}
	if root.isCut() {
		f.problem("mail-cut", "")
		return
	}
	f.problem("mail-without-end", "")
}

// endsEarly reports whether of a mail it was said that it ends before its end.
func endsEarly(f *File) bool {
	return slices.ContainsFunc(f.Problems, func(p recourse.Problem) bool {
		return p.Path == f.Path && (p.Code == "mail-cut" || p.Code == "mail-without-end")
	})
}

// isCut reports whether what stands last in p breaks off.
func (p *part) isCut() bool {
	n := len(p.children)
	switch {
	case n == 0:
		return false
	case len(p.children[n-1].children) > 0:
		return p.children[n-1].open && p.children[n-1].isCut()
	}
	return p.children[n-1].breaksOff(p.boundary)
}

// breaksOff reports whether a part without parts of its own breaks off: the last one
// of those between the lines of a boundary.
func (p *part) breaksOff(boundary string) bool {
	if p.headless {
		return true
	}
	if p.media == "message/rfc822" {
		s := splitter{left: maxInnerParts}
		return s.split(p.content, 0).isCut()
	}
	text := strings.TrimRight(p.content, " \t\r\n")
	last := text[strings.LastIndexByte(text, '\n')+1:]
	if len(last) > len("--") && strings.HasPrefix("--"+boundary+"--", last) {
		return true
	}
	switch strings.ToLower(strings.TrimSpace(p.header.Get("Content-Transfer-Encoding"))) {
	case "base64":
		n := 0
		for i := range len(text) {
			if c := text[i]; c != '\n' && c != '\r' && c != ' ' && c != '\t' {
				n++
			}
		}
		return n%4 != 0
	case "quoted-printable":
		return strings.HasSuffix(text, "=")
	}
	return false
}

// maxInnerParts is how many parts of a mail in a mail are looked at for its end.
const maxInnerParts = 1000
