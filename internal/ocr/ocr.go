// Package ocr reads the text of pages and pictures with programs that are
// installed on the machine: poppler's pdftotext and tesseract, each as a
// limited child process.
//
// A [Reader] serves intake; a missing program shows as an error of
// kind Unavailable when it is needed, and [Tools] says beforehand what is
// there and how to get the rest.
package ocr

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	_ "image/gif"  // sizes of pictures
	_ "image/jpeg" // sizes of pictures
	_ "image/png"  // sizes of pictures
	"io"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/intake"
	"recourse/internal/child"

	_ "golang.org/x/image/bmp"  // sizes of pictures
	_ "golang.org/x/image/tiff" // sizes of pictures
	_ "golang.org/x/image/webp" // sizes of pictures
)

const (
	// MaxPixels is the largest picture that is looked at.
	MaxPixels = 100_000_000
	// maxPicture is the largest picture file, in bytes.
	maxPicture = 64 << 20
)

// languages are what tesseract reads here, the likeliest first. "srp" is
// Cyrillic.
var languages = []string{"srp_latn", "srp", "eng"}

// Reader reads pages and pictures. The zero value is ready for use; it is safe
// for concurrent use.
type Reader struct {
	// Limits of a run; zero fields take the defaults of [PDFLimits] and [PictureLimits].
	Limits child.Limits
}

var (
	_ intake.PDFReader     = Reader{}
	_ intake.PictureReader = Reader{}
)

// PDFLimits are what pdftotext gets.
func PDFLimits() child.Limits {
	return child.Limits{Time: 60 * time.Second, Memory: 1 << 30, Output: 32 << 20, Processes: 4}
}

// PictureLimits are what tesseract gets.
func PictureLimits() child.Limits {
	return child.Limits{Time: 120 * time.Second, Memory: 2 << 30, Output: 8 << 20, Processes: 8}
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

// PictureText returns the text in a picture, its lines as tesseract finds them.
// A picture of more than [MaxPixels] is refused before it is unpacked.
func (r Reader) PictureText(ctx context.Context, in io.Reader, mediaType string) (string, error) {
	if _, err := child.Find("tesseract"); err != nil {
		return "", fmt.Errorf("read picture: %w", err)
	}
	b, err := io.ReadAll(io.LimitReader(in, maxPicture+1))
	if err != nil {
		return "", fmt.Errorf("read picture: %w", err)
	}
	if err := checkPixels(b, mediaType); err != nil {
		return "", fmt.Errorf("read picture: %w", err)
	}
	langs, err := installed(ctx)
	if err != nil {
		return "", fmt.Errorf("read picture: %w", err)
	}
	res, err := child.Run(ctx, child.Command{
		Program: "tesseract",
		Args:    []string{"stdin", "stdout", "-l", strings.Join(langs, "+"), "--psm", "3"},
		Env:     []string{"OMP_THREAD_LIMIT=1"},
		Stdin:   bytes.NewReader(b),
		Limits:  merge(r.Limits, PictureLimits()),
	})
	if err != nil {
		return cleaned(res, err), fmt.Errorf("read picture: %w", err)
	}
	return cleaned(res, nil), nil
}

// checkPixels refuses what is too large and what is no picture that we know the
// size of.
func checkPixels(b []byte, mediaType string) error {
	if len(b) > maxPicture {
		return fmt.Errorf("%w (more than %d bytes)", intake.ErrTooManyPixels, maxPicture)
	}
	c, _, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return fmt.Errorf("size of %s: %w: %w", mediaType, err, recourse.Invalid)
	}
	if c.Width <= 0 || c.Height <= 0 || c.Width > MaxPixels/c.Height {
		return fmt.Errorf("%w (%d x %d)", intake.ErrTooManyPixels, c.Width, c.Height)
	}
	return nil
}

// installed lists which of our languages tesseract has.
func installed(ctx context.Context) ([]string, error) {
	res, err := child.Run(ctx, child.Command{Program: "tesseract", Args: []string{"--list-langs"}, Limits: child.Limits{Time: 20 * time.Second}})
	if err != nil {
		return nil, err
	}
	there := strings.Fields(string(res.Stdout))
	langs := slices.DeleteFunc(slices.Clone(languages), func(l string) bool { return !slices.Contains(there, l) })
	if len(langs) == 0 {
		return nil, fmt.Errorf("tesseract has none of the languages %s: %w", strings.Join(languages, ", "), recourse.Unavailable)
	}
	return langs, nil
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
