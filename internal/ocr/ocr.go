// Package ocr reads the text of pages and pictures with programs that are
// installed on the machine: poppler's pdftotext, pdfinfo, pdfdetach,
// pdfimages and pdftoppm, and tesseract, each as a limited child process.
//
// A [Reader] serves intake; a missing program shows as an error of
// kind Unavailable when it is needed, and [Tools] says beforehand what is
// there and how to get the rest.
package ocr

import (
	"errors"
	"strings"

	"recourse/internal/child"
)

// Reader reads pages and pictures. The zero value is ready for use; it is safe
// for concurrent use.
type Reader struct {
	// Limits of a run; zero fields take the defaults of [PDFLimits] and [PictureLimits].
	Limits child.Limits
}

// cleaned is what a run wrote, as text. What a program wrote before it failed is
// kept where a limit ended it.
func cleaned(res child.Result, err error) string {
	if err != nil && !errors.Is(err, child.ErrOutput) {
		return ""
	}
	return strings.ToValidUTF8(string(res.Stdout), "\uFFFD")
}

func merge(l, def child.Limits) child.Limits {
	if l == (child.Limits{}) {
		return def
	}
	return l
}
