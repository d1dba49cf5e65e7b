package intake

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"slices"
	"strings"
	"sync"

	"recourse"
	"recourse/picture"
)

// scans reads the pages that have no text as pictures, as many at once as the
// machine works on.
func (r *reader) scans(f *File, examiner PDFExaminer, b []byte, pages []pdfPage) {
	var empty []int
	for i, p := range pages {
		if strings.TrimSpace(p.text) == "" {
			empty = append(empty, i)
		}
	}
	if len(empty) == 0 {
		return
	}
	if r.opt.Pictures == nil {
		f.problem("pages-not-read", "no reader of pictures", "n", len(empty))
		return
	}
	most := r.shown.take(min(len(empty), maxScans))
	left := len(empty) - most
	empty = empty[:most]
	errs := make([]error, len(empty))
	var wait sync.WaitGroup
	for i, page := range empty {
		r.shown.pages <- struct{}{}
		wait.Go(func() {
			defer func() { <-r.shown.pages }()
			pages[page], errs[i] = r.scan(examiner, b, page+1)
		})
	}
	wait.Wait()
	if slices.ContainsFunc(pages, func(p pdfPage) bool { return p.unclear }) {
		r.sayUnclear(f)
	}
	if slices.ContainsFunc(pages, func(p pdfPage) bool { return p.recognised }) {
		r.sayLanguages(f)
	}
	r.scanProblems(f, errs, left)
}

func (r *reader) scanProblems(f *File, errs []error, left int) {
	failed := 0
	var first error
	for _, err := range errs {
		switch {
		case err == nil || r.ctx.Err() != nil:
		case errors.Is(err, recourse.Unavailable):
			f.problem("text-not-read", err.Error(), "tool", "tesseract")
		default:
			failed++
			r.shown.failed()
			if first == nil {
				first = err
			}
		}
	}
	detail := "more pages without text than are read of one PDF, or of all in a file"
	if first != nil {
		detail = first.Error()
	}
	if n := failed + max(left, 0); n > 0 {
		f.problem("pages-not-read", detail, "n", n)
	}
}

// scan reads one page as a picture.
func (r *reader) scan(examiner PDFExaminer, b []byte, page int) (read pdfPage, err error) {
	if err := r.ctx.Err(); err != nil {
		return read, err
	}
	png, err := examiner.PDFPicture(r.ctx, b, page, scanPixels)
	if err != nil {
		return read, fmt.Errorf("page %d: %w", page, err)
	}
	p, err := picture.Open(png)
	if err != nil || p.Image == nil {
		return read, fmt.Errorf("page %d: open picture: %w", page, errors.Join(err, recourse.Invalid))
	}
	if oneColour(p.Image) {
		return read, nil
	}
	var t pictureText
	words, err := r.opt.Pictures.PictureWords(r.ctx, p)
	codes, _ := p.Codes()
	words, read.unclear = readable(besideCodes(words, codes))
	shown, words, turn := upright(p, words)
	t.lines(shown, words)
	t.codes(codes)
	read.text, read.words, read.turned = t.text.String(), words, turn.degrees
	read.recognised = read.text != ""
	if err != nil {
		return read, fmt.Errorf("page %d: %w", page, err)
	}
	return read, nil
}

// pdfCodes adds what QR codes hold to the pages that have text, as invoices do:
// each code on a line of its own. A code is a picture, which no PDF can hide.
func (r *reader) pdfCodes(examiner PDFExaminer, b []byte, pages []pdfPage) {
	if !bytes.Contains(b, []byte("/Image")) {
		return
	}
	looked := 0
	for i := range pages {
		if pages[i].recognised || strings.TrimSpace(pages[i].text) == "" {
			continue
		}
		if looked++; looked > maxCodePages || r.ctx.Err() != nil {
			return
		}
		png, err := examiner.PDFPicture(r.ctx, b, i+1, codePixels)
		if err != nil {
			continue
		}
		p, err := picture.Open(png)
		if err != nil || p.Image == nil {
			continue
		}
		codes, _ := p.Codes()
		var t pictureText
		t.codes(codes)
		if t.text.Len() > 0 {
			pages[i].text = strings.TrimRight(pages[i].text, " \t\r\n") + "\n" + t.text.String()
		}
	}
}

// oneColour reports whether a picture shows nothing: each of its pixels is as the
// one before it.
func oneColour(img *image.RGBA) bool {
	const pixel = 4
	return bytes.Equal(img.Pix[min(pixel, len(img.Pix)):], img.Pix[:max(0, len(img.Pix)-pixel)])
}
