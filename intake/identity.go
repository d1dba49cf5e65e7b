package intake

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"recourse"
)

// IdentityPlaces are the places in a file, without itself, that look like an identity
// document: the paths of files in it, at any depth, and of pages, as FILE#page=7.
func (f File) IdentityPlaces() (places []string) {
	for _, p := range f.Pages {
		if p.Document == DocIdentity && f.Document != DocIdentity {
			places = append(places, f.PagePath(p.Number))
		}
	}
	for _, inner := range f.Files {
		if inner.Document == DocIdentity {
			places = append(places, inner.Path)
			continue
		}
		places = append(places, inner.IdentityPlaces()...)
	}
	return places
}

// BesideIdentity are the files in a file, at any depth, that neither are nor hold an identity
// document, by their names in it: what is left out too where the whole file is.
func (f File) BesideIdentity() (names []string) {
	names = besideIdentity(f.Files)
	for i, path := range names {
		names[i] = strings.TrimPrefix(path, f.Path+"!")
	}
	return names
}

func besideIdentity(files []File) (paths []string) {
	for _, inner := range files {
		switch {
		case inner.Document == DocIdentity:
		case len(inner.IdentityPlaces()) > 0:
			paths = append(paths, besideIdentity(inner.Files)...)
		default:
			paths = append(paths, inner.Path)
		}
	}
	return paths
}

// PagePath is the path of a page of the file, from 1, as RFC 8118 names it.
func (f File) PagePath(number int) string { return fmt.Sprintf("%s#page=%d", f.Path, number) }

// Correct puts what the person says that a file, a file in it or a page of it is in the
// place of what was read. kind gives that by path, "" for what nothing is said of.
func (f *File) Correct(kind func(path string) string) {
	if said := kind(f.Path); said != "" {
		if f.Document == DocIdentity { // its pages made it look like one
			for i := range f.Pages {
				f.Pages[i].Document = ""
			}
		}
		f.Document = said
	}
	for i := range f.Pages {
		if said := kind(f.PagePath(f.Pages[i].Number)); said != "" {
			f.Pages[i].Document = said
		}
	}
	for i := range f.Files {
		f.Files[i].Correct(kind)
	}
}

// notSeen are the problems which say that of a file, or of something in it, nobody saw
// what it shows.
var notSeen = [...]string{
	"text-not-read", "text-failed", "pages-not-read", "page-pictures-not-read", "pictures-cut", "pictures-inside-not-read",
	"picture-not-converted", "picture-too-large", "picture-not-unpacked", "picture-damaged", "encrypted",
	"archive-cut", "archive-damaged", "archive-list-damaged", "archive-not-opened", "archive-part", "archive-too-deep", "archive-too-large",
	"archive-too-many", "unpacks-too-far", "attachment-not-read", "mail-attachments-cut", "mail-parts-cut", "mail-too-deep", "mailbox-cut",
	"document-cut", codeCarries, "document-damaged", "document-object", "format-not-read", "outlook-damaged", "tnef-damaged", "too-large", "interrupted",
}

// NotSeen are the paths of what in a file, or of the file itself, nobody saw what it
// shows: its words could not be read, or not all of it was opened.
func (f File) NotSeen() (paths []string) {
	if slices.ContainsFunc(f.Problems, func(p recourse.Problem) bool { return slices.Contains(notSeen[:], p.Code) }) {
		paths = append(paths, f.Path)
	}
	for _, inner := range f.Files {
		paths = append(paths, inner.NotSeen()...)
	}
	return paths
}

// OnlyCarries reports whether all that nobody saw of a picture is what stands behind it in
// its file.
func (f File) OnlyCarries() bool {
	return !slices.ContainsFunc(f.Problems, func(p recourse.Problem) bool {
		return p.Code != codeCarries && slices.Contains(notSeen[:], p.Code)
	})
}

// identityPages looks at each page by itself: a document of many pages can hold an
// identity document on one of them.
func (r *reader) identityPages(f *File) {
	for i, p := range f.Pages {
		if p.Document == "" && r.opt.Documents.Of("", f.Text[p.Span.Start:p.Span.End]) == DocIdentity {
			f.Pages[i].Document = DocIdentity
		}
	}
}

// pictured looks at the pages with text on which a larger picture stands: whether that
// shows an identity document. Its words are no part of the text, where those that are
// written would stand twice.
func (r *reader) pictured(f *File, d heldPDF, pages []pdfPage) {
	var list []int // places in pages
	for _, number := range d.info.Pictured {
		if i := number - 1; i >= 0 && i < len(pages) && !pages[i].recognised && strings.TrimSpace(pages[i].text) != "" {
			list = append(list, i)
		}
	}
	if len(list) == 0 || r.opt.Documents == nil {
		return
	}
	most := 0
	if r.opt.Pictures != nil {
		most = r.shown.take(min(len(list), maxPictured))
	}
	left := len(list) - most
	errs := make([]error, most)
	var wait sync.WaitGroup
	for n, i := range list[:most] {
		r.shown.pages <- struct{}{}
		wait.Go(func() {
			defer func() { <-r.shown.pages }()
			var read pdfPage
			read, errs[n] = r.scan(d.examiner, d.bytes, i+1)
			if r.opt.Documents.Of("", read.text) == DocIdentity {
				pages[i].document = DocIdentity
			}
		})
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil && r.ctx.Err() == nil {
			left++
			if !errors.Is(err, recourse.Unavailable) {
				r.shown.failed()
			}
		}
	}
	if left > 0 {
		f.problem("page-pictures-not-read", "", "n", left)
	}
}
