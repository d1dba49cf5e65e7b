package intake

import (
	"bytes"
	"compress/zlib"
	"io"
	"strings"
)

// pdfActions says that a PDF does something by itself or asks for something:
// scripts, programs that it starts, forms that it sends (ISO 32000-1, 12.6.4). It
// looks for the names of actions as bytes, also in streams of objects and where
// letters of a name are written as numbers.
func (r *reader) pdfActions(f *File, b []byte) {
	found := make(map[string]bool)
	r.eachObjects(b, func(b []byte) { lookForActions(b, found) })
	var code, forms []string
	for _, a := range pdfNames {
		switch {
		case !found[a.name]:
		case a.form:
			forms = append(forms, a.name)
		default:
			code = append(code, a.name)
		}
	}
	if len(code) > 0 {
		f.problem("document-macros", strings.Join(code, ", "))
	}
	if len(forms) > 0 {
		f.problem("pdf-form", strings.Join(forms, ", "))
	}
}

// eachObjects calls use with the bytes of a PDF, and with those of each of its streams
// of objects, unpacked.
func (r *reader) eachObjects(b []byte, use func([]byte)) {
	use(b)
	left := int64(maxXML)
	for n := 0; n < maxObjectStreams && left > 0 && r.ctx.Err() == nil; n++ {
		at := bytes.Index(b, []byte("ObjStm"))
		if at < 0 {
			break
		}
		b = b[at+len("ObjStm"):]
		start := bytes.Index(b[:min(len(b), 2000)], []byte("stream"))
		if start < 0 {
			continue
		}
		body := bytes.TrimLeft(b[start+len("stream"):], "\r\n")
		z, err := zlib.NewReader(bytes.NewReader(body))
		if err != nil {
			continue
		}
		// What could be unpacked before the stream is damaged counts.
		objects, _ := io.ReadAll(io.LimitReader(z, min(left, maxObjectStream)))
		left -= int64(len(objects)) + 1
		use(objects)
	}
}

const (
	maxObjectStreams = 5000
	maxObjectStream  = 16 << 20 // bytes, unpacked
)

// pdfNames are the names of what is looked for, and whether it is a form.
var pdfNames = []struct {
	name string
	form bool
}{
	{"JavaScript", false},
	{"Launch", false},
	{"RichMedia", false},
	{"SubmitForm", true},
	{"ImportData", true},
	{"XFA", true},
}

// lookForActions notes which of the names stand in b, each whole and as a name.
func lookForActions(b []byte, found map[string]bool) {
	if bytes.Contains(b, []byte("#")) {
		b = plainNames(b)
	}
	for _, a := range pdfNames {
		name := []byte("/" + a.name)
		for rest := b; !found[a.name]; {
			i := bytes.Index(rest, name)
			if i < 0 {
				break
			}
			rest = rest[i+len(name):]
			found[a.name] = len(rest) == 0 || bytes.IndexByte([]byte(" \t\r\n\f\x00/<>[]()"), rest[0]) >= 0
		}
	}
}

// plainNames replaces the numbers of letters in names (ISO 32000-1, 7.3.5).
func plainNames(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] == '#' && i+2 < len(b) && isHex(b[i+1]) && isHex(b[i+2]) {
			out = append(out, hexDigit(b[i+1])<<4|hexDigit(b[i+2]))
			i += 2
			continue
		}
		out = append(out, b[i])
	}
	return out
}
