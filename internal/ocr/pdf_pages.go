package ocr

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"recourse"
	"recourse/intake"
	"recourse/internal/child"
	"recourse/picture"
	"recourse/redact"
)

var (
	_ redact.Painter   = Reader{}
	_ intake.PDFPlacer = Reader{}
)

// maxPlaced is how many words of a PDF are placed.
const maxPlaced = 500_000

// PDFPages returns the pages of a PDF as they are shown, with the words of their
// text and where these stand.
func (r Reader) PDFPages(ctx context.Context, b []byte) ([]redact.Page, error) {
	res, err := child.Run(ctx, child.Command{
		Program: "pdftotext", Args: []string{"-enc", "UTF-8", "-cropbox", "-bbox-layout", "-", "-"},
		Stdin: bytes.NewReader(b), Limits: merge(r.Limits, PDFLimits()),
	})
	if err != nil {
		return nil, fmt.Errorf("read pages of PDF: %w", locked(err))
	}
	pages, err := readBoxes(bytes.NewReader(res.Stdout))
	if err != nil {
		return nil, fmt.Errorf("read pages of PDF: %w", err)
	}
	return pages, nil
}

// PDFPage returns a page, from 1, as a PNG in colour whose longer side has so many
// pixels.
func (r Reader) PDFPage(ctx context.Context, b []byte, page, pixels int) ([]byte, error) {
	n := strconv.Itoa(page)
	res, err := child.Run(ctx, child.Command{
		Program: "pdftoppm",
		Args:    []string{"-png", "-cropbox", "-scale-to", strconv.Itoa(pixels), "-f", n, "-l", n, "-singlefile", "-"},
		Stdin:   bytes.NewReader(b),
		Limits:  merge(r.Limits, PDFLimits()),
	})
	if err != nil {
		return nil, fmt.Errorf("paint page %d: %w", page, locked(err))
	}
	return res.Stdout, nil
}

// PDFPageWords reads the words of a page that is a picture. Their boxes are in
// points, as those of [redact.Page].
func (r Reader) PDFPageWords(ctx context.Context, b []byte, page int, size redact.Page) ([]picture.Word, error) {
	const pixels = 2400 // A4 at 205 dots an inch
	raw, err := r.PDFPage(ctx, b, page, pixels)
	if err != nil {
		return nil, err
	}
	p, err := picture.Open(raw)
	if err != nil || p.Image == nil {
		return nil, fmt.Errorf("paint page %d: it cannot be opened: %w", page, errors.Join(err, recourse.Invalid))
	}
	words, err := r.PictureWords(ctx, p)
	x, y := size.Width/float64(p.Width), size.Height/float64(p.Height)
	for i, w := range words {
		words[i].Box = outward(float64(w.Box.X)*x, float64(w.Box.Y)*y, float64(w.Box.X+w.Box.Width)*x, float64(w.Box.Y+w.Box.Height)*y)
	}
	return words, err
}

// outward is the smallest box of whole units that holds an area.
func outward(x0, y0, x1, y1 float64) picture.Box {
	x, y := int(math.Floor(x0)), int(math.Floor(y0))
	return picture.Box{X: x, Y: y, Width: max(1, int(math.Ceil(x1))-x), Height: max(1, int(math.Ceil(y1))-y)}
}

// readBoxes reads what pdftotext -bbox-layout writes.
func readBoxes(in io.Reader) ([]redact.Page, error) {
	var pages []redact.Page
	err := eachBox(in, func(width, height float64) {
		pages = append(pages, redact.Page{Width: width, Height: height})
	}, func(text string, v []float64, line int) {
		last := &pages[len(pages)-1]
		last.Words = append(last.Words, picture.Word{Text: text, Box: outward(v[0], v[1], v[2], v[3]), Conf: 1, Line: line})
	})
	return pages, err
}

// PDFWords returns the words of each page of a PDF and where they stand, in points.
func (r Reader) PDFWords(ctx context.Context, b []byte) ([]intake.WordPage, error) {
	res, err := child.Run(ctx, child.Command{
		Program: "pdftotext", Args: []string{"-enc", "UTF-8", "-bbox-layout", "-", "-"},
		Stdin: bytes.NewReader(b), Limits: merge(r.Limits, PDFLimits()),
	})
	if err != nil {
		return nil, fmt.Errorf("read words of PDF: %w", locked(err))
	}
	var pages []intake.WordPage
	err = eachBox(bytes.NewReader(res.Stdout), func(_, _ float64) {
		pages = append(pages, intake.WordPage{Number: len(pages) + 1})
	}, func(text string, v []float64, _ int) {
		last := &pages[len(pages)-1]
		last.Words = append(last.Words, intake.PlacedWord{Text: text, X0: v[0], Y0: v[1], X1: v[2], Y1: v[3]})
	})
	if err != nil {
		return nil, fmt.Errorf("read words of PDF: %w", err)
	}
	return pages, nil
}

// eachBox calls page and word for what pdftotext -bbox-layout writes: pages that hold
// flows, blocks, lines and words, each with its place in points.
func eachBox(in io.Reader, page func(width, height float64), word func(text string, v []float64, line int)) error {
	d := xml.NewDecoder(in)
	d.Strict = false
	d.Entity = xml.HTMLEntity
	pages, words, line := 0, 0, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%v: %w", err, recourse.Invalid)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "page":
			v, err := numbers(start, "width", "height")
			if err != nil {
				return err
			}
			pages++
			page(v[0], v[1])
		case "line":
			line++
		case "word":
			v, err := numbers(start, "xMin", "yMin", "xMax", "yMax")
			if err != nil {
				return err
			}
			text, err := content(d)
			if err != nil {
				return err
			}
			if words++; pages == 0 || words > maxPlaced {
				return fmt.Errorf("more than %d words, or one on no page: %w", maxPlaced, recourse.Invalid)
			}
			word(text, v, line)
		}
	}
}

func numbers(e xml.StartElement, names ...string) ([]float64, error) {
	list := make([]float64, len(names))
	for i, name := range names {
		found := false
		for _, a := range e.Attr {
			if a.Name.Local != name {
				continue
			}
			v, err := strconv.ParseFloat(a.Value, 64)
			if err != nil || math.Abs(v) > 1e6 || math.IsNaN(v) {
				return nil, fmt.Errorf("%s has %s %.40q: %w", e.Name.Local, name, a.Value, recourse.Invalid)
			}
			list[i], found = v, true
		}
		if !found {
			return nil, fmt.Errorf("%s has no %s: %w", e.Name.Local, name, recourse.Invalid)
		}
	}
	return list, nil
}

// content is the text up to the end of the element.
func content(d *xml.Decoder) (string, error) {
	var b strings.Builder
	for {
		token, err := d.Token()
		if err != nil {
			return "", fmt.Errorf("%v: %w", err, recourse.Invalid)
		}
		switch t := token.(type) {
		case xml.CharData:
			b.Write(t)
		case xml.EndElement:
			return b.String(), nil
		case xml.StartElement:
			return "", fmt.Errorf("a word holds %q: %w", t.Name.Local, recourse.Invalid)
		}
	}
}
