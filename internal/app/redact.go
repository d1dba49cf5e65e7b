package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"recourse"
	"recourse/intake"
	"recourse/internal/child"
	"recourse/picture"
	"recourse/redact"
)

// ErrDamaged is a file that is a picture or PDF by how it begins and cannot be opened as
// one. Its kind is Invalid.
var ErrDamaged = fmt.Errorf("file is damaged, or not what it begins as: %w", recourse.Invalid)

// maxRedacted is the largest file of which a twin is made, in bytes.
const maxRedacted = picture.MaxBytes

// PageReader shows the pages of a PDF and reads those that are pictures.
type PageReader interface {
	redact.Painter
	PDFPageWords(ctx context.Context, b []byte, page int, size redact.Page) ([]picture.Word, error)
}

// Redactor makes redacted twins. All fields must be set; it is safe for concurrent
// use.
type Redactor struct {
	Pages   PageReader
	Reading intake.Options // how text is read from what is no plain text, and words in pictures
	Random  io.Reader
}

// Withhold says what is to be withheld of a file.
type Withhold struct {
	// Regions are areas of a picture, in pixels as it is shown, or of a PDF's pages, in
	// points. Page is 0 or 1 for a picture.
	Regions []redact.Region
	// Spans are places in a text: of the file, where that is text, and else of what
	// intake reads from it.
	Spans []recourse.Span
	// Find are names, numbers and addresses that are withheld wherever they stand.
	Find []string
	// AllFound says that no twin is made where one of Find was not found: it may be
	// there in other letters, and would leave.
	AllFound bool
}

// maxScanned is how many pages of a PDF that are pictures are read for words.
const maxScanned = 20

// Matter is a file that can be redacted, opened.
type Matter struct {
	Kind  string // as redact.Record
	Text  string // where Kind is redact.FormText
	Pages []redact.Page
	Size  picture.Box // of a picture

	path     string
	bytes    []byte
	original redact.Original
	pages    PageReader
	picture  picture.Picture
}

// Open reads a file that is to be redacted; with words it also reads what stands in
// pictures, which takes time and is needed to find something in them. A file that
// is no picture, no PDF and holds no text is an error of kind Invalid; one that is
// damaged wraps [ErrDamaged], one that needs a password [intake.ErrLocked].
func (r Redactor) Open(ctx context.Context, src intake.Source, words bool) (*Matter, error) {
	b, err := readAll(src)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", src.Path, err)
	}
	sum := sha256.Sum256(b)
	m := &Matter{path: src.Path, bytes: b, original: redact.Original{SHA256: hex.EncodeToString(sum[:])}, pages: r.Pages}
	switch {
	case picture.Format(b) != "":
		err = m.openPicture(ctx, r, words)
	case bytes.HasPrefix(b, []byte("%PDF-")):
		err = m.openPDF(ctx, words)
	default:
		err = m.openText(ctx, r)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", src.Path, err)
	}
	return m, nil
}

func readAll(src intake.Source) ([]byte, error) {
	f, err := src.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxRedacted+1))
	if err == nil && len(b) > maxRedacted {
		err = fmt.Errorf("it has more than %d MiB: %w", maxRedacted>>20, recourse.Invalid)
	}
	return b, err
}

// openPicture opens a picture. Its words are a help: where they cannot be read, the
// picture can be redacted all the same.
func (m *Matter) openPicture(ctx context.Context, r Redactor, words bool) error {
	p, err := picture.Open(m.bytes)
	if err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			err = fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		return err
	}
	m.Kind, m.original.MediaType, m.picture = redact.FormPicture, "image/"+p.Format, p
	m.Size = picture.Box{Width: p.Width, Height: p.Height}
	page := redact.Page{Width: float64(p.Width), Height: float64(p.Height)}
	if words && p.Image != nil && r.Reading.Pictures != nil {
		p.Regions = picture.FindRegions(p.Image)
		if page.Words, err = r.Reading.Pictures.PictureWords(ctx, p); err != nil && ctx.Err() != nil {
			return err
		}
	}
	m.Pages = []redact.Page{page}
	return nil
}

func (m *Matter) openPDF(ctx context.Context, words bool) (err error) {
	m.Kind, m.original.MediaType = redact.FormPages, "application/pdf"
	if m.Pages, err = m.pages.PDFPages(ctx, m.bytes); err != nil {
		return damaged(err)
	}
	if len(m.Pages) == 0 {
		return fmt.Errorf("no page is in it: %w", ErrDamaged)
	}
	scanned := 0
	for i, page := range m.Pages {
		if !words || len(page.Words) > 0 || scanned == maxScanned {
			continue
		}
		scanned++
		words, err := m.pages.PDFPageWords(ctx, m.bytes, i+1, page)
		if err != nil && ctx.Err() != nil {
			return err
		}
		m.Pages[i].Words = words // what could be read; no words where there is no reader
	}
	return nil
}

// damaged marks the failure of a program that could not read a file: its own words are
// not for people.
func damaged(err error) error {
	var exit *child.ExitError
	if errors.As(err, &exit) && !errors.Is(err, intake.ErrLocked) {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// openText takes a text as it is, or what is read from another kind of file.
func (m *Matter) openText(ctx context.Context, r Redactor) error {
	f := intake.Read(ctx, intake.Source{Path: m.path, Size: int64(len(m.bytes)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(m.bytes)), nil
	}}, r.Reading)
	if err := ctx.Err(); err != nil {
		return err
	}
	switch {
	case f.Picture != nil:
		return fmt.Errorf("this kind of picture is not redacted here; save it as PNG or JPEG: %w", recourse.Invalid)
	case strings.TrimSpace(f.Text) == "":
		return fmt.Errorf("it is no picture and no PDF, and no text could be read from it: %w", recourse.Invalid)
	}
	m.Kind, m.Text = redact.FormText, f.Text
	m.original.MediaType, m.original.Read = f.MediaType, f.Text != string(m.bytes)
	return nil
}

// Find returns where a name, number or address stands, as what is to be withheld.
func (m *Matter) Find(wanted string) (w Withhold) {
	if m.Kind == redact.FormText {
		w.Spans = redact.Find(m.Text, wanted)
		return w
	}
	for i, page := range m.Pages {
		for _, box := range redact.FindWords(page.Words, wanted) {
			w.Regions = append(w.Regions, redact.Region{Page: i + 1, Box: box})
		}
	}
	return w
}

// Own lists what stands in it and may be somebody's own; see [redact.Own].
func (m *Matter) Own() []redact.Owned { return redact.Own(m.Words()) }

// Words returns the text in which [Matter.Find] looks, a form feed behind each page.
func (m *Matter) Words() string {
	if m.Kind == redact.FormText {
		return m.Text
	}
	var b strings.Builder
	for _, page := range m.Pages {
		text, _ := redact.Lines(page.Words)
		b.WriteString(text + "\f")
	}
	return b.String()
}

// Redact makes the twin. What was looked for and not found, or still stands in the
// twin, is a problem; nothing to withhold is an error of kind Invalid, and what must be
// found and was not one of kind NotFound.
func (r Redactor) Redact(ctx context.Context, m *Matter, w Withhold) (redact.Twin, []recourse.Problem, error) {
	var problems []recourse.Problem
	problem := func(code, detail string) {
		problems = append(problems, recourse.Problem{Path: m.path, Code: "redaction-" + code, Detail: detail})
	}
	regions, spans := w.Regions, w.Spans
	for _, wanted := range w.Find {
		found := m.Find(wanted)
		if len(found.Regions)+len(found.Spans) == 0 {
			if w.AllFound {
				problem("missing", wanted)
			} else {
				problem("not-found", wanted)
			}
		}
		regions, spans = append(regions, found.Regions...), append(spans, found.Spans...)
	}
	if w.AllFound && len(problems) > 0 {
		return redact.Twin{}, problems, fmt.Errorf("%s: not all that is to be withheld was found, and no twin was made: %w", m.path, recourse.NotFound)
	}
	if len(regions)+len(spans) == 0 && len(problems) > 0 {
		return redact.Twin{}, problems, fmt.Errorf("%s: nothing of what was named was found; name an area: %w", m.path, recourse.NotFound)
	}
	twin, err := r.make(ctx, m, regions, spans)
	if err != nil {
		return redact.Twin{}, problems, fmt.Errorf("redact %s: %w", m.path, err)
	}
	if m.picture.Pages > 1 {
		problem("pages", strconv.Itoa(m.picture.Pages))
	}
	for _, n := range twin.Again {
		problem("again", strconv.Itoa(n))
	}
	if m.Kind == redact.FormPicture && len(w.Find) > 0 {
		for _, wanted := range r.stillRead(ctx, twin, w.Find) {
			problem("readable", wanted)
		}
	}
	return twin, problems, ctx.Err()
}

func (r Redactor) make(ctx context.Context, m *Matter, regions []redact.Region, spans []recourse.Span) (redact.Twin, error) {
	switch m.Kind {
	case redact.FormText:
		if len(regions) > 0 {
			return redact.Twin{}, fmt.Errorf("a text has no areas; name ranges of it, or words: %w", recourse.Invalid)
		}
		return redact.Text(m.Text, m.original, spans, r.Random)
	case redact.FormPages:
		if len(spans) > 0 {
			return redact.Twin{}, fmt.Errorf("ranges are for text; name areas, or words: %w", recourse.Invalid)
		}
		twin, err := redact.PDF(ctx, m.bytes, m.original, regions, m.pages, r.Random)
		return twin, damaged(err)
	default:
		if len(spans) > 0 {
			return redact.Twin{}, fmt.Errorf("ranges are for text; name areas, or words: %w", recourse.Invalid)
		}
		var boxes []picture.Box
		for _, region := range regions {
			if region.Page > 1 {
				return redact.Twin{}, fmt.Errorf("page %d: a picture has one: %w", region.Page, recourse.Invalid)
			}
			boxes = append(boxes, region.Box)
		}
		return redact.Picture(m.bytes, m.original, boxes, r.Random)
	}
}

// stillRead returns what can still be read in a picture's twin.
func (r Redactor) stillRead(ctx context.Context, twin redact.Twin, wanted []string) (list []string) {
	p, err := picture.Open(twin.Bytes)
	if err != nil || r.Reading.Pictures == nil {
		return nil
	}
	p.Regions = picture.FindRegions(p.Image)
	words, _ := r.Reading.Pictures.PictureWords(ctx, p) // none where there is no reader
	for _, w := range wanted {
		if len(redact.FindWords(words, w)) > 0 {
			list = append(list, w)
		}
	}
	return list
}

// Preview returns a page, from 1, as a picture that the program made itself, width
// pixels wide at most, with the regions black.
func (m *Matter) Preview(ctx context.Context, page, width int, regions []redact.Region) ([]byte, error) {
	if page < 1 || page > len(m.Pages) {
		return nil, fmt.Errorf("page %d of %d: %w", page, len(m.Pages), recourse.NotFound)
	}
	p, size := m.picture, m.Pages[page-1]
	if m.Kind == redact.FormPages {
		long := width
		if size.Height > size.Width {
			long = int(float64(width) * min(size.Height/size.Width, 4))
		}
		raw, err := m.pages.PDFPage(ctx, m.bytes, page, long)
		if err != nil {
			return nil, err
		}
		if p, err = picture.Open(raw); err != nil {
			return nil, err
		}
	}
	if p.Image == nil {
		return nil, fmt.Errorf("the picture cannot be shown: %w", recourse.Invalid)
	}
	return redact.Preview(p.Image, size, page, width, regions)
}

// TwinName names the twin of a file.
func TwinName(name, kind string) string {
	base := strings.TrimSuffix(name, filepath.Ext(name))
	ext := map[string]string{redact.FormText: ".txt", redact.FormPicture: ".png", redact.FormPages: ".pdf"}[kind]
	return base + ".redacted" + ext
}
