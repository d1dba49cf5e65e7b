// Package ocr reads the text of pages and pictures with programs that are
// installed on the machine: poppler's pdftotext and tesseract, each as a
// limited child process.
//
// A [Reader] serves intake; a missing program shows as an error of
// kind Unavailable when it is needed, and [Tools] says beforehand what is
// there and how to get the rest.
package ocr

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"recourse/intake"
	"recourse/internal/child"
)

// Reader reads pages and pictures. The zero value is ready for use; it is safe
// for concurrent use.
type Reader struct {
	// Limits of a run; zero fields take the defaults of [PDFLimits] and [PictureLimits].
	Limits child.Limits
}

var _ intake.PDFReader = Reader{}

// PDFLimits are what pdftotext gets.
func PDFLimits() child.Limits {
	return child.Limits{Time: 60 * time.Second, Memory: 1 << 30, Output: 32 << 20, Processes: 4}
}

// PDFText returns the text of a PDF in reading order, pages parted by form feeds.
func (r Reader) PDFText(ctx context.Context, in io.Reader) (string, error) {
	res, err := child.Run(ctx, child.Command{
		Program: "pdftotext",
		Args:    []string{"-enc", "UTF-8", "-layout", "-nopgbrk", "-", "-"},
		Stdin:   in,
		Limits:  merge(r.Limits, PDFLimits()),
	})
	if err != nil {
		return cleaned(res, err), fmt.Errorf("read PDF: %w", err)
	}
	return cleaned(res, nil), nil
}

// cleaned is what a run wrote, as text. What a program wrote before it failed is
// kept where a limit ended it.
func cleaned(res child.Result, err error) string {
	if err != nil && !errors.Is(err, child.ErrOutput) {
		return ""
	}
	s := strings.ToValidUTF8(string(res.Stdout), "\uFFFD")
	return strings.TrimRight(strings.ReplaceAll(s, "\f", "\n"), " \n\t\r")
}

func merge(l, def child.Limits) child.Limits {
	if l == (child.Limits{}) {
		return def
	}
	return l
}
