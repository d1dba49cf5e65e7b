package ocr

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"recourse"
	"recourse/intake"
	"recourse/internal/child"
)

var (
	_ intake.PDFReader   = Reader{}
	_ intake.PDFExaminer = Reader{}
)

// PDFLimits are what each of poppler's programs gets.
func PDFLimits() child.Limits {
	return child.Limits{Time: 60 * time.Second, Memory: 1 << 30, Output: 32 << 20, Processes: 4, FileSize: 256 << 20}
}

// PDFText returns the text of a PDF in reading order, a form feed behind each page.
func (r Reader) PDFText(ctx context.Context, in io.Reader) (string, error) {
	res, err := child.Run(ctx, child.Command{
		Program: "pdftotext",
		Args:    []string{"-enc", "UTF-8", "-layout", "-", "-"},
		Stdin:   in,
		Limits:  merge(r.Limits, PDFLimits()),
	})
	if err != nil {
		return cleaned(res, err), fmt.Errorf("read PDF: %w", locked(err))
	}
	return cleaned(res, nil), nil
}

// locked marks the failure of a program that asks for a password.
func locked(err error) error {
	var exit *child.ExitError
	if errors.As(err, &exit) && strings.Contains(exit.Stderr, "Incorrect password") {
		return fmt.Errorf("%w: %w", intake.ErrLocked, err)
	}
	return err
}

// PDFInfo returns what a PDF says of itself, with the names of the files in it
// and its links as far as the programs tell them.
func (r Reader) PDFInfo(ctx context.Context, b []byte) (intake.PDFInfo, error) {
	out, err := r.poppler(ctx, b, "pdfinfo", "-isodates", "-enc", "UTF-8", "-")
	if err != nil {
		return intake.PDFInfo{}, fmt.Errorf("read PDF: %w", locked(err))
	}
	info := readInfo(out)
	if out, err := r.poppler(ctx, b, "pdfinfo", "-url", "-enc", "UTF-8", "-"); err == nil {
		info.Links = readLinks(out)
	}
	if out, err := r.poppler(ctx, b, "pdfimages", "-list", "-"); err == nil {
		info.Pictured = readPictured(out)
	}
	if !bytes.Contains(b, []byte("EmbeddedFile")) && !bytes.Contains(b, []byte("ObjStm")) && !bytes.Contains(b, []byte("#")) {
		return info, nil // nothing can be embedded without one of these
	}
	res, err := child.Run(ctx, child.Command{
		Program: "pdfdetach",
		Args:    []string{"-list", "-enc", "UTF-8", "in.pdf"},
		Files:   map[string][]byte{"in.pdf": b},
		Limits:  merge(r.Limits, PDFLimits()),
	})
	if err == nil {
		info.Attached = readAttached(string(res.Stdout))
	}
	return info, nil
}

func (r Reader) poppler(ctx context.Context, b []byte, program string, args ...string) (string, error) {
	res, err := child.Run(ctx, child.Command{
		Program: program, Args: args, Stdin: bytes.NewReader(b), Limits: merge(r.Limits, PDFLimits()),
	})
	return strings.ToValidUTF8(string(res.Stdout), "\uFFFD"), err //nolint:wrapcheck // the callers say what was done
}

// infoKeys are pdfinfo's words for what a file says of itself.
var infoKeys = map[string]string{
	"Author": intake.MetaAuthor, "Creator": intake.MetaCreator, "Producer": intake.MetaProducer,
	"Subject": intake.MetaSubject, "Keywords": intake.MetaKeywords,
}

// readInfo reads the lines of pdfinfo. What the program says of the file itself
// comes last, so that a title with lines of its own cannot stand in for it.
func readInfo(out string) intake.PDFInfo {
	var info intake.PDFInfo
	for line := range strings.Lines(out) {
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch key {
		case "Title":
			if info.Title == "" {
				info.Title = value
			}
		case "CreationDate":
			info.Meta.AddWritten(intake.MetaCreated, value)
		case "ModDate":
			info.Meta.AddWritten(intake.MetaModified, value)
		case "Pages":
			info.Pages, _ = strconv.Atoi(value)
		case "JavaScript":
			info.JavaScript = value == "yes"
		case "Form":
			if info.Form = value; value == "none" {
				info.Form = ""
			}
		default:
			if k := infoKeys[key]; k != "" {
				info.Meta.Add(k, value)
			}
		}
	}
	return info
}

// readLinks reads the table of pdfinfo -url: page, type, address.
func readLinks(out string) []intake.PDFLink {
	var list []intake.PDFLink
	for line := range strings.Lines(out) {
		fields := strings.Fields(line)
		if len(fields) < 3 {
			continue
		}
		if page, err := strconv.Atoi(fields[0]); err == nil {
			list = append(list, intake.PDFLink{Page: page, URL: strings.Join(fields[2:], " ")})
		}
	}
	return list
}

// A picture that is smaller shows no card that could be read: so many pixels, and so
// many inches on the page (4 cm by 2.5 cm, half of a card's sides).
const (
	cardLong, cardShort             = 240, 140
	cardLongInches, cardShortInches = 1.57, 0.98
)

// readPictured reads the table of pdfimages -list: page, number, type, width, height,
// and the dots an inch in its 13th and 14th columns. Of a picture in strips, which are
// as wide, the heights are added.
func readPictured(out string) (pages []int) {
	type strips struct{ page, width, across int }
	heights := make(map[strips][2]float64) // pixels, inches
	for line := range strings.Lines(out) {
		fields := strings.Fields(line)
		if len(fields) < 14 || fields[2] != "image" {
			continue
		}
		var v [5]int
		var err error
		for i, at := range [...]int{0, 3, 4, 12, 13} {
			n, e := strconv.Atoi(fields[at])
			if v[i] = n; e != nil || n <= 0 {
				err = errors.Join(err, fmt.Errorf("%q: %w", fields[at], recourse.Invalid))
			}
		}
		if err != nil {
			continue
		}
		page, wide, high := v[0], float64(v[1]), float64(v[2])
		key := strips{page, v[1], v[3]}
		sum := heights[key]
		sum[0], sum[1] = sum[0]+high, sum[1]+high/float64(v[4])
		heights[key] = sum
		inches := wide / float64(v[3])
		if max(wide, sum[0]) >= cardLong && min(wide, sum[0]) >= cardShort && max(inches, sum[1]) >= cardLongInches && min(inches, sum[1]) >= cardShortInches &&
			!slices.Contains(pages, page) {
			pages = append(pages, page)
		}
	}
	slices.Sort(pages)
	return pages
}

// readAttached reads the list of pdfdetach: "1: name".
func readAttached(out string) []string {
	var names []string
	for line := range strings.Lines(out) {
		number, name, ok := strings.Cut(strings.TrimRight(line, "\r\n"), ": ")
		if n, err := strconv.Atoi(number); ok && err == nil && n == len(names)+1 {
			names = append(names, name)
		}
	}
	return names
}

// PDFAttached returns an embedded file by its number, from 1.
func (r Reader) PDFAttached(ctx context.Context, b []byte, number int) ([]byte, error) {
	res, err := child.Run(ctx, child.Command{
		Program: "pdfdetach",
		Args:    []string{"-save", strconv.Itoa(number), "-o", "out.bin", "in.pdf"},
		Files:   map[string][]byte{"in.pdf": b},
		Take:    []string{"out.bin"},
		Limits:  merge(r.Limits, PDFLimits()),
	})
	if err == nil && res.Taken == nil {
		err = fmt.Errorf("pdfdetach wrote nothing: %w", recourse.Invalid)
	}
	if err != nil {
		return nil, fmt.Errorf("read embedded file: %w", err)
	}
	return res.Taken, nil
}

// PDFPicture returns a page, from 1, as a PNG in shades of grey whose longer side
// has so many pixels.
func (r Reader) PDFPicture(ctx context.Context, b []byte, page, pixels int) ([]byte, error) {
	n := strconv.Itoa(page)
	res, err := child.Run(ctx, child.Command{
		Program: "pdftoppm",
		Args:    []string{"-png", "-gray", "-scale-to", strconv.Itoa(pixels), "-f", n, "-l", n, "-singlefile", "-"},
		Stdin:   bytes.NewReader(b),
		Limits:  merge(r.Limits, PDFLimits()),
	})
	if err != nil {
		return nil, fmt.Errorf("paint page %d: %w", page, err)
	}
	return res.Stdout, nil
}
