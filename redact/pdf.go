package redact

import (
	"context"
	"fmt"
	"image"
	"io"

	"recourse"
	"recourse/picture"
)

// Painter shows the pages of a PDF.
type Painter interface {
	// PDFPages returns the pages as they are shown, with their words.
	PDFPages(ctx context.Context, b []byte) ([]Page, error)
	// PDFPage returns a page, from 1, as a PNG in colour whose longer side has so many
	// pixels.
	PDFPage(ctx context.Context, b []byte, page, pixels int) ([]byte, error)
}

// Page is one page of a PDF. Its size, and the boxes of its words, are in points
// of 1/72 inch from its top left corner.
type Page struct {
	Width, Height float64
	Words         []picture.Word
}

// Region is an area of a page.
type Region struct {
	Page int         // from 1
	Box  picture.Box // in points from the page's top left corner
}

const (
	pagePixels = 2000       // longer side of a page of the twin: 171 dots an inch for A4
	maxTwin    = 256 << 20  // bytes of a twin's pictures
	maxSide    = 14_400.0   // points of a page (PDF 32000-1, C.2)
	minSide    = 1 / 1000.0 // points
)

// PDF returns the twin of a PDF with these regions black: a new PDF whose pages are
// pictures, so that neither text nor anything else of the original is in it. All
// pages become pictures, also those without a region. An empty list, a region
// outside its page and more than [MaxPages] pages are errors of kind Invalid.
func PDF(ctx context.Context, b []byte, o Original, regions []Region, painter Painter, random io.Reader) (Twin, error) {
	pages, err := painter.PDFPages(ctx, b)
	switch {
	case err != nil:
		return Twin{}, fmt.Errorf("look at the pages: %w", err)
	case len(pages) == 0 || len(pages) > MaxPages:
		return Twin{}, fmt.Errorf("the file has %d pages, and up to %d can be made pictures: %w", len(pages), MaxPages, recourse.Invalid)
	case len(regions) == 0:
		return Twin{}, errNothing
	}
	for _, r := range regions {
		if r.Page < 1 || r.Page > len(pages) {
			return Twin{}, fmt.Errorf("page %d: the file has %d pages: %w", r.Page, len(pages), recourse.Invalid)
		}
	}
	m, err := newMaker(FormPages, o, random)
	if err != nil {
		return Twin{}, err
	}
	out := newImagePDF()
	total := 0
	for i, page := range pages {
		raw, err := painter.PDFPage(ctx, b, i+1, pagePixels)
		if err != nil {
			return Twin{}, err
		}
		painted, err := m.paint(raw, page, i+1, regions)
		if err != nil {
			return Twin{}, fmt.Errorf("page %d: %w", i+1, err)
		}
		if total += len(painted); total > maxTwin {
			return Twin{}, fmt.Errorf("the pages are more than %d bytes of pictures: %w", maxTwin, recourse.Invalid)
		}
		if err := out.add(painted, page); err != nil {
			return Twin{}, fmt.Errorf("page %d: %w", i+1, err)
		}
	}
	return m.twin(out.bytes(), "application/pdf"), nil
}

// paint blackens the regions of one page and returns it as a PNG.
func (m *maker) paint(raw []byte, page Page, number int, regions []Region) ([]byte, error) {
	p, err := open(raw)
	if err != nil {
		return nil, err
	}
	if page.Width < minSide || page.Height < minSide || page.Width > maxSide || page.Height > maxSide {
		return nil, fmt.Errorf("the page is %g by %g points: %w", page.Width, page.Height, recourse.Invalid)
	}
	var areas []image.Rectangle
	for _, r := range regions {
		if r.Page != number {
			continue
		}
		one, err := area(p.Image.Rect, r.Box.Rect(), float64(p.Image.Rect.Dx())/page.Width, float64(p.Image.Rect.Dy())/page.Height)
		if err != nil {
			return nil, err
		}
		areas = append(areas, one)
	}
	if err := m.blacken(p.Image, number, areas); err != nil {
		return nil, err
	}
	return encode(p.Image)
}
