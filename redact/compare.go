package redact

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strings"
	"unicode/utf8"

	"recourse"
	"recourse/picture"
)

// formOf is the form that a twin of these bytes has.
func formOf(twin []byte) string {
	switch {
	case bytes.HasPrefix(twin, []byte("%PDF-")):
		return FormPages
	case picture.Format(twin) != "":
		return FormPicture
	case utf8.Valid(twin):
		return FormText
	}
	return ""
}

// Compare holds a twin against its original: of a text the words, which are the
// file's bytes or what was read from it, of a picture the file. What is not
// withheld must be the same in both, and what was opened must stand in the original.
// The problem has the code redaction-changed and the twin's path. PDFs, whose pages
// would have to be painted, are not compared; that is an error of kind Invalid.
func (r Record) Compare(path string, twin, original []byte, opened Secrets) ([]recourse.Problem, error) {
	same := false
	switch r.Kind {
	case FormText:
		same = r.sameText(string(twin), string(original), opened)
	case FormPicture:
		same = r.samePicture(twin, original, opened)
	default:
		return nil, fmt.Errorf("compare with the original: pages are not compared: %w", recourse.Invalid)
	}
	if same {
		return nil, nil
	}
	return []recourse.Problem{{Path: path, Code: "redaction-changed"}}, nil
}

// sameText reports whether the twin becomes the original when what was opened is put
// in place of its blocks and something in place of the others.
func (r Record) sameText(twin, original string, opened Secrets) bool {
	parts := make(map[int]string)
	for _, s := range opened.Withheld {
		parts[s.N] = string(s.Text)
	}
	var fixed []string // what stands in the original in this order, anything between
	var b strings.Builder
	at := 0
	for _, p := range r.Withheld {
		if p.Span.Start < at || p.Span.End < p.Span.Start || p.Span.End > len(twin) {
			return false
		}
		b.WriteString(twin[at:p.Span.Start])
		if text, ok := parts[p.N]; ok {
			b.WriteString(text)
		} else {
			fixed = append(fixed, b.String())
			b.Reset()
		}
		at = p.Span.End
	}
	b.WriteString(twin[at:])
	last := b.String()
	if len(fixed) == 0 {
		return last == original
	}
	rest, ok := strings.CutPrefix(original, fixed[0])
	if !ok {
		return false
	}
	for _, f := range fixed[1:] {
		if _, rest, ok = strings.Cut(rest, f); !ok {
			return false
		}
	}
	return strings.HasSuffix(rest, last)
}

// samePicture makes the twin's pixels from the original and compares them.
func (r Record) samePicture(twin, original []byte, opened Secrets) bool {
	is, err := open(twin)
	if err != nil {
		return false
	}
	p, err := open(original)
	if err != nil {
		return false
	}
	for _, s := range opened.Withheld {
		if s.N < 1 || s.N > len(r.Withheld) {
			return false
		}
		part, err := open(s.PNG)
		if err != nil || !bytes.Equal(pixels(part.Image, part.Image.Rect), pixels(p.Image, r.Withheld[s.N-1].Box.Rect().Intersect(p.Image.Rect))) {
			return false
		}
	}
	for _, part := range r.Withheld {
		draw.Draw(p.Image, part.Box.Rect(), image.NewUniform(color.Black), image.Point{}, draw.Src)
	}
	b, err := encode(p.Image) // as the twin was, so that what is transparent becomes the same
	if err != nil {
		return false
	}
	if p, err = open(b); err != nil {
		return false
	}
	return is.Image.Rect == p.Image.Rect && bytes.Equal(pixels(is.Image, is.Image.Rect), pixels(p.Image, p.Image.Rect))
}
