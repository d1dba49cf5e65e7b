package redact

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"strconv"
	"unicode/utf8"

	"recourse"
	"recourse/picture"
)

// Check tests a twin, and what was opened of it, against its record. Each problem
// has one of the codes redaction-twin, redaction-empty, redaction-kind,
// redaction-place, redaction-other, redaction-part and redaction-original; path
// names the twin. None means: the
// twin is the one that the record speaks of, the parts are black, and what was
// opened is what had been withheld. That the original held nothing else in these
// places, or that it exists, only the original shows: see [Record.Compare].
func (r Record) Check(path string, twin []byte, opened Secrets) []recourse.Problem {
	var problems []recourse.Problem
	add := func(code, detail string) {
		problems = append(problems, recourse.Problem{Path: path, Code: "redaction-" + code, Detail: detail})
	}
	sum := sha256.Sum256(twin)
	if hex.EncodeToString(sum[:]) != r.Twin.SHA256 || int64(len(twin)) != r.Twin.Size {
		add("twin", hex.EncodeToString(sum[:]))
	}
	if len(r.Withheld) == 0 {
		add("empty", "")
	}
	// What was read from a mail or a document may begin like another kind of file.
	if read := r.Kind == FormText && r.Original.Read && utf8.Valid(twin); !read && formOf(twin) != r.Kind {
		add("kind", r.Kind)
	}
	for _, n := range r.uncovered(twin) {
		add("place", strconv.Itoa(n))
	}
	if opened.Form == 0 {
		return problems
	}
	if opened.Twin != r.Twin.SHA256 {
		add("other", opened.Twin)
		return problems
	}
	if o := opened.Original; o != nil {
		digest, err := hex.DecodeString(o.SHA256)
		if err != nil || len(digest) != sha256.Size || !opens(o.Salt, digest, r.Original.Commitment) {
			add("original", o.SHA256)
		}
	}
	for _, s := range opened.Withheld {
		if err := r.opens(s); err != nil {
			add("part", fmt.Sprintf("%d: %v", s.N, err))
		}
	}
	return problems
}

// opens reports why a secret does not open its part.
func (r Record) opens(s Secret) error {
	if s.N < 1 || s.N > len(r.Withheld) {
		return fmt.Errorf("the record has %d parts", len(r.Withheld))
	}
	part := r.Withheld[s.N-1]
	over := s.Text
	if part.Box != nil {
		p, err := open(s.PNG)
		if err != nil {
			return err
		}
		if p.Image.Rect.Dx() != part.Box.Width || p.Image.Rect.Dy() != part.Box.Height {
			return fmt.Errorf("it has %d x %d pixels, and the part %d x %d", p.Image.Rect.Dx(), p.Image.Rect.Dy(), part.Box.Width, part.Box.Height)
		}
		over = pixels(p.Image, p.Image.Rect)
	}
	if !opens(s.Salt, over, part.Commitment) {
		return fmt.Errorf("it is not what was withheld")
	}
	return nil
}

func opens(salt string, over []byte, mark string) bool {
	raw, err := hex.DecodeString(salt)
	return err == nil && len(raw) == saltLen && sameHex(commitment(raw, over), mark)
}

// uncovered returns the parts whose place in the twin is not covered. Of a PDF,
// whose pages would have to be painted, [UncoveredOn] tells.
func (r Record) uncovered(twin []byte) (list []int) {
	switch r.Kind {
	case FormText:
		for _, p := range r.Withheld {
			if p.Span.Of(string(twin)) != Block {
				list = append(list, p.N)
			}
		}
	case FormPicture:
		p, err := open(twin)
		for _, part := range r.Withheld {
			if err != nil || !black(p.Image, *part.Box) {
				list = append(list, part.N)
			}
		}
	}
	return list
}

// inner is how many pixels of an area's edge a page that is painted anew may mix
// with what stands beside it.
const inner = 2

// UncoveredOn returns the parts on a page of a twin whose place is not black in the
// page's picture, see [Painter], however large that is. One that is so small that
// nothing of it can be told is left out.
func (r Record) UncoveredOn(page int, painted []byte) ([]int, error) {
	p, err := open(painted)
	if err != nil {
		return nil, err
	}
	scale := float64(max(p.Image.Rect.Dx(), p.Image.Rect.Dy())) / pagePixels
	var list []int
	for _, part := range r.Withheld {
		if part.Page != page {
			continue
		}
		a, err := area(p.Image.Rect, part.Box.Rect(), scale, scale)
		if err != nil {
			list = append(list, part.N)
			continue
		}
		if in := a.Inset(inner); !in.Empty() && !black(p.Image, picture.BoxOf(in)) {
			list = append(list, part.N)
		}
	}
	return list, nil
}

func black(img *image.RGBA, box picture.Box) bool {
	r := box.Rect()
	if r.Empty() || !r.In(img.Rect) {
		return false
	}
	row := make([]byte, r.Dx()*4)
	for i := 3; i < len(row); i += 4 {
		row[i] = 0xff
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		at := img.PixOffset(r.Min.X, y)
		if !bytes.Equal(img.Pix[at:at+len(row)], row) {
			return false
		}
	}
	return true
}
