package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"recourse"
	"recourse/indicator"
	"recourse/picture"
)

// PDFReader reads the text of a PDF, a form feed behind each page. Its error is
// of kind Unavailable where the tool is missing.
type PDFReader interface {
	PDFText(ctx context.Context, r io.Reader) (string, error)
}

// PDFExaminer is a [PDFReader] that also looks at a PDF's structure. Its errors
// are of kind Unavailable where a tool is missing, and wrap [ErrLocked] where the
// file needs a password.
type PDFExaminer interface {
	// PDFInfo says what the file says of itself.
	PDFInfo(ctx context.Context, b []byte) (PDFInfo, error)
	// PDFAttached returns the embedded file of that number, from 1.
	PDFAttached(ctx context.Context, b []byte, number int) ([]byte, error)
	// PDFPicture returns a page as a PNG, its longer side of so many pixels.
	PDFPicture(ctx context.Context, b []byte, page, pixels int) ([]byte, error)
}

// ErrLocked is a file that needs a password, which is never guessed.
var ErrLocked = fmt.Errorf("file is locked with a password: %w", recourse.Invalid)

// PDFInfo is what a PDF says of itself.
type PDFInfo struct {
	Title      string
	Meta       Meta
	Pages      int
	JavaScript bool
	Form       string   // "AcroForm", "XFA" or empty
	Attached   []string // the names of the embedded files
	Links      []PDFLink
	// Pictured are the pages, from 1, on which a picture stands that is large enough to
	// show a card.
	Pictured []int
}

// PDFLink is an address in a PDF that a click opens.
type PDFLink struct {
	Page int // from 1
	URL  string
}

const (
	// maxScans is how many pages without text are read as pictures.
	maxScans = 50
	// scanPixels is the longer side of a page that is read as a picture: 225 dots
	// an inch of a sheet of A4.
	scanPixels = 2600
	// maxCodePages is on how many pages with text QR codes are looked for, in a
	// picture whose longer side has codePixels.
	maxCodePages = 5
	codePixels   = 1600
	// maxPictured is of how many pages with text the pictures on them are looked at.
	maxPictured = 20
	// maxAttached is how many embedded files of one PDF are read.
	maxAttached = 50
)

// heldPDF is a PDF in memory and what it says of itself.
type heldPDF struct {
	bytes    []byte
	examiner PDFExaminer // nil where nobody looks at its structure
	info     PDFInfo
	notes    []string // that are stuck on its pages
}

// pdf reads a PDF: its text page by page, what it says of itself, the files in
// it; pages that are pictures are read as such.
func (r *reader) pdf(f *File, src Source) {
	if d, ok := r.openPDF(f, src); ok {
		r.wholePDF(f, d)
	}
}

func (r *reader) wholePDF(f *File, d heldPDF) {
	r.pdfText(f, d)
	if d.examiner != nil {
		r.attached(f, d.examiner, d.bytes, d.info.Attached)
	}
}

// maxLaterPDF is how many bytes a PDF has that is held while others are read.
const maxLaterPDF = 32 << 20

// laterPDF is [reader.pdf] for one of an archive, the text of which is read while
// the archive is listed. One with files in it is read whole at once: what those take
// of the bounds, what follows does not have.
func (r *reader) laterPDF(f *File, src Source) {
	d, ok := r.openPDF(f, src)
	switch {
	case !ok:
	case len(d.info.Attached) > 0 || len(d.bytes) > maxLaterPDF:
		r.wholePDF(f, d)
	default:
		r.shown.later(f, func(f *File) {
			r.pdfText(f, d)
			r.propose(f)
		})
		return
	}
	r.propose(f)
}

// openPDF holds a PDF and looks at what it says of itself.
func (r *reader) openPDF(f *File, src Source) (d heldPDF, ok bool) {
	if r.opt.PDF == nil {
		f.problem("text-not-read", "no reader of PDF", "tool", "pdftotext")
		return d, false
	}
	if !r.shown.admit() {
		return d, false // said of the file around it
	}
	if d.bytes, ok = r.wholeFile(f, src); !ok {
		return d, false
	}
	r.pdfActions(f, d.bytes)
	var unread int
	if d.notes, unread = r.notes(d.bytes); unread > 0 {
		f.problem("pdf-notes-unread", "", "n", unread)
	}
	if d.examiner, _ = r.opt.PDF.(PDFExaminer); d.examiner == nil {
		return d, true
	}
	var err error
	if d.info, err = d.examiner.PDFInfo(r.ctx, d.bytes); errors.Is(err, ErrLocked) {
		f.problem("encrypted", err.Error())
		return d, false
	}
	r.pdfInfo(f, d.info)
	return d, true
}

// pdfText reads the pages, as text or as pictures, and where their links lead.
func (r *reader) pdfText(f *File, d heldPDF) {
	text, err := r.opt.PDF.PDFText(r.ctx, bytes.NewReader(d.bytes))
	switch {
	case r.ctx.Err() != nil:
	case errors.Is(err, recourse.Unavailable):
		f.problem("text-not-read", err.Error(), "tool", "pdftotext")
	case err != nil:
		f.problem("text-failed", err.Error(), "tool", "pdftotext")
	}
	pages := pdfPages(text, d.info.Pages)
	if d.examiner != nil && err == nil {
		r.scans(f, d.examiner, d.bytes, pages)
		r.pdfCodes(d.examiner, d.bytes, pages)
		r.pictured(f, d, pages)
	}
	r.joinPages(f, pages)
	r.joinNotes(f, d.notes)
	f.places = r.pdfPlaces(d, pages)
	if d.examiner != nil {
		r.pdfLinks(f, d.info.Links)
	}
}

// wholeFile reads a file a second time and holds it.
func (r *reader) wholeFile(f *File, src Source) ([]byte, bool) {
	rc, ok := f.open(src)
	if !ok {
		return nil, false
	}
	defer func() { _ = rc.Close() }()
	b, err := io.ReadAll(recourse.UntilDone(r.ctx, io.LimitReader(rc, r.lim.File)))
	if err != nil {
		f.problem(readProblem(r.ctx, err))
		return nil, false
	}
	if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != f.SHA256 {
		f.problem("changed-while-read", "")
	}
	return b, true
}

// pdfInfo notes what the file says of itself.
func (r *reader) pdfInfo(f *File, info PDFInfo) {
	f.Title = info.Title
	f.Meta = append(f.Meta, info.Meta...)
	if info.Pages > 0 {
		f.Meta.Add(MetaPages, fmt.Sprint(info.Pages))
	}
	if info.JavaScript {
		f.problem("document-macros", "JavaScript")
	}
	if info.Form == "XFA" {
		f.problem("pdf-form", info.Form)
	}
}

// pdfPage is a page's text; recognised where it was read from a picture.
type pdfPage struct {
	text       string
	recognised bool
	words      []picture.Word // of one that was read from a picture, upright
	turned     int            // as Page.Turned
	unclear    bool           // words were left out that could not be read
	document   string         // as Page.Document
}

// pdfPages splits what was read at the form feeds. Where the number of pages is
// known there are as many.
func pdfPages(text string, known int) []pdfPage {
	var pages []pdfPage
	for p := range strings.SplitSeq(strings.TrimSuffix(text, "\f"), "\f") {
		pages = append(pages, pdfPage{text: strings.Trim(p, "\n\r\f")})
	}
	const most = 100_000
	for len(pages) < min(known, most) {
		pages = append(pages, pdfPage{})
	}
	return pages
}

// joinPages makes one text of the pages and notes where each stands.
func (r *reader) joinPages(f *File, pages []pdfPage) {
	t := docText{most: int(r.lim.Text)}
	for i, p := range pages {
		text, _ := decode(p.text, true)
		if strings.TrimSpace(text) == "" {
			continue
		}
		t.end()
		start := t.begin()
		err := t.write(strings.TrimRight(text, " \t\r\n"))
		t.page(i+1, "", start)
		if n := len(t.pages); n > 0 {
			last := &t.pages[n-1]
			last.Recognised, last.Turned, last.Document = p.recognised, p.turned, p.document
		}
		if err != nil {
			break
		}
	}
	if t.cut {
		f.problem("text-cut", "", "limit", megabytes(r.lim.Text))
	}
	f.Text, f.Pages = t.b.String(), t.pages
}

// joinNotes adds notes behind the text of the pages, each once: what a page shows of
// one stands there already.
func (r *reader) joinNotes(f *File, notes []string) {
	t := docText{most: int(r.lim.Text)}
	_ = t.write(f.Text)
	for _, n := range notes {
		if !strings.Contains(f.Text, n) {
			t.end()
			_ = t.write(n)
		}
	}
	f.Text = t.b.String()
}

// pdfLinks adds where the links of a page lead, if its text does not show it. They
// stand at the beginning of their page.
func (r *reader) pdfLinks(f *File, links []PDFLink) {
	shown := make(map[string]bool)
	for _, i := range indicator.Find(f.Text) {
		shown[string(i.Kind)+i.Value] = true
	}
	for _, l := range links[:min(len(links), maxLinks)] {
		at := 0
		for _, p := range f.Pages {
			if p.Number <= l.Page {
				at = p.Span.Start
			}
		}
		for _, i := range indicator.Find(l.URL[:runeStart(l.URL, maxHref)]) {
			if key := string(i.Kind) + i.Value; !shown[key] {
				shown[key] = true
				i.Span = recourse.Span{Start: at, End: at}
				f.Indicators = append(f.Indicators, i)
			}
		}
	}
	if len(links) > maxLinks {
		f.problem("page-links-cut", "", "n", maxLinks)
	}
}

// attached reads the files that are embedded in a PDF.
func (r *reader) attached(f *File, examiner PDFExaminer, b []byte, names []string) {
	for i, name := range names {
		if i >= maxAttached {
			f.problem("archive-too-many", fmt.Sprintf("%d embedded files", len(names)), "limit", maxAttached)
			return
		}
		if r.depth+1 <= r.lim.Depth && !r.admit(f) {
			return
		}
		if r.tooDeep(f) {
			return
		}
		inner, err := examiner.PDFAttached(r.ctx, b, i+1)
		if r.ctx.Err() != nil {
			return
		}
		if err != nil {
			f.problem("attachment-not-read", shortened(name)+": "+err.Error())
			continue
		}
		r.left.unpacked -= int64(len(inner))
		r.inside(f, name, "", bytesSource(inner))
	}
}
