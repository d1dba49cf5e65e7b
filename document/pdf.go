package document

import (
	_ "embed"
	"fmt"
	"io"
	"strconv"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

//go:embed fonts/NotoSans-Regular.ttf
var fontRegular []byte

//go:embed fonts/NotoSans-Bold.ttf
var fontBold []byte

//go:embed fonts/NotoSans-Italic.ttf
var fontItalic []byte

// Sizes in millimetres and points.
const (
	pageW, pageH = 210.0, 297.0
	marginX      = 20.0
	marginTop    = 18.0
	marginBottom = 20.0
	bodySize     = 10.5
	smallSize    = 8.5
	leading      = 1.42
	ptToMM       = 0.352778
)

// PDF writes the document on A4 pages with embedded fonts: the text can be
// copied and searched as it was written. Signs that the fonts lack are written
// as [U+4F60].
func PDF(w io.Writer, d Document) error {
	first := newPDF(d, 0)
	first.run()
	p := newPDF(d, first.f.PageCount())
	p.run()
	if err := p.f.Output(w); err != nil {
		return fmt.Errorf("write pdf: %w", err)
	}
	return nil
}

type pdfWriter struct {
	f     *fpdf.Fpdf
	d     Document
	glyph glyphs
	total int // pages, 0 in the first run

	// Where the next block goes.
	x, y, w float64
	dry     int // above 0 nothing is drawn and no page is turned
	held    int // above 0 no page is turned: room has been made
	fresh   bool
	size    float64
	ink     rgb
}

type rgb struct{ r, g, b int }

var (
	ink       = rgb{23, 38, 43}
	ink2      = rgb{71, 86, 91}
	line      = rgb{200, 196, 186}
	brand     = rgb{13, 82, 88}
	white     = rgb{255, 255, 255}
	cardLine  = rgb{214, 209, 197}
	markFill  = rgb{255, 233, 168}
	markLine  = rgb{138, 90, 0}
	kindInk   = map[Kind]rgb{Info: {29, 79, 128}, OK: {28, 100, 57}, Warn: {122, 77, 0}, Danger: {156, 42, 29}}
	kindPaper = map[Kind]rgb{Info: {230, 239, 248}, OK: {226, 238, 237}, Warn: {253, 240, 213}, Danger: {251, 236, 232}}
)

func newPDF(d Document, total int) *pdfWriter {
	f := fpdf.New("P", "mm", "A4", "")
	f.SetCatalogSort(true)
	f.SetCompression(true)
	f.SetAutoPageBreak(false, 0)
	f.SetMargins(marginX, marginTop, marginX)
	f.SetCellMargin(0)
	f.AddUTF8FontFromBytes("sans", "", fontRegular)
	f.AddUTF8FontFromBytes("sans", "B", fontBold)
	f.AddUTF8FontFromBytes("sans", "I", fontItalic)
	day := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	if !d.Date.IsZero() {
		day = d.Date.In(time.UTC)
	}
	f.SetCreationDate(day)
	f.SetModificationDate(day)
	f.SetTitle(oneLine(d.Title), true)
	f.SetLang(oneLine(d.Lang))
	f.SetProducer("Recourse", true)
	f.SetCreator("Recourse", true)
	return &pdfWriter{f: f, d: d, glyph: newGlyphs(fontRegular), total: total, x: marginX, w: pageW - 2*marginX, size: bodySize, ink: ink}
}

func (p *pdfWriter) run() {
	p.newPage()
	p.blocks(p.d.Blocks)
}

func (p *pdfWriter) newPage() {
	if p.dry > 0 {
		return
	}
	p.f.AddPage()
	p.footer()
	p.y, p.fresh = marginTop, true
}

// footer writes the page number when the page begins, so that no page is left
// without one.
func (p *pdfWriter) footer() {
	text := strconv.Itoa(p.f.PageNo())
	if p.total > 0 {
		text += " / " + strconv.Itoa(p.total)
	}
	p.font(Plain, smallSize)
	p.inkOf(ink2)
	y := pageH - 11
	p.f.Text(pageW-marginX-p.f.GetStringWidth(text), y, text)
	foot := p.d.Footer
	if foot == "" {
		foot = p.d.Title
	}
	p.f.Text(marginX, y, p.fit(oneLine(foot), pageW-2*marginX-30))
}

// fit shortens s, visibly, until it is no wider than w.
func (p *pdfWriter) fit(s string, w float64) string {
	s = p.glyph.replace(s)
	if p.f.GetStringWidth(s) <= w {
		return s
	}
	r := []rune(s)
	for len(r) > 0 && p.f.GetStringWidth(string(r)+"…") > w {
		r = r[:len(r)-1]
	}
	return string(r) + "…"
}

func (p *pdfWriter) bottom() float64 { return pageH - marginBottom }

// need turns the page where h millimetres do not fit on what is left of it.
func (p *pdfWriter) need(h float64) {
	if p.dry == 0 && p.held == 0 && p.y+h > p.bottom() && !p.fresh {
		p.newPage()
	}
}

// gap leaves space, but none at the top of a page.
func (p *pdfWriter) gap(h float64) {
	if p.dry > 0 || !p.fresh {
		p.y += h
	}
}

// measure returns how high what do draws would be.
func (p *pdfWriter) measure(do func()) float64 {
	y, fresh := p.y, p.fresh
	p.dry++
	do()
	h := p.y - y
	p.dry--
	p.y, p.fresh = y, fresh
	return h
}

// inset draws with the left and right edges moved inwards.
func (p *pdfWriter) inset(left, right float64, do func()) {
	x, w := p.x, p.w
	p.x, p.w = x+left, w-left-right
	do()
	p.x, p.w = x, w
}

func (p *pdfWriter) font(s Style, size float64) {
	name := ""
	switch s {
	case Strong:
		name = "B"
	case Emph:
		name = "I"
	}
	p.f.SetFont("sans", name, size)
}

func (p *pdfWriter) inkOf(c rgb) { p.f.SetTextColor(c.r, c.g, c.b) }
func (p *pdfWriter) fill(c rgb)  { p.f.SetFillColor(c.r, c.g, c.b) }
func (p *pdfWriter) draw(c rgb, width float64) {
	p.f.SetDrawColor(c.r, c.g, c.b)
	p.f.SetLineWidth(width)
}

// lineHeight is the height of a line of the given size in millimetres.
func lineHeight(size float64) float64 { return size * leading * ptToMM }
