package intake

import (
	"context"
	"iter"
	"strings"
)

// Maker is a kind of program that makes text of a file which has none in its bytes.
type Maker string

// The makers of text.
const (
	ByPages     Maker = "pages"     // the [PDFReader]
	ByConverter Maker = "converter" // the [PictureConverter], before a picture was read
	ByPictures  Maker = "pictures"  // the [PictureReader]
	ByVoices    Maker = "voices"    // the [Transcriber]
)

// ToolNamer is a reader that says which program it runs, and in which version.
type ToolNamer interface {
	// ToolName names the program as a log does, such as "pdftotext/22.12.0". Its error
	// is of kind Unavailable where the program is missing.
	ToolName(ctx context.Context, m Maker) (string, error)
}

// Written is a text that programs made of a file, or of a file in it.
type Written struct {
	Path string  // of the file
	Text string  // whole; pages of a document are parted by form feeds, an empty one too
	By   []Maker // none where nobody but this program read it: the codes of a picture
}

// Written yields the texts that programs made of the file and of all that is in it, at
// any depth. What has its text in its bytes has none, nor has what was not read. Of what
// looks like an identity document nothing is given: few words that anybody can guess are
// known by their digest.
func (f *File) Written() iter.Seq[Written] {
	return func(yield func(Written) bool) { f.eachWritten(yield) }
}

func (f *File) eachWritten(yield func(Written) bool) bool {
	if f.Document == DocIdentity {
		return true
	}
	if w := f.written(); strings.TrimSpace(w.Text) != "" && !yield(w) {
		return false
	}
	for i := range f.Files {
		if !f.Files[i].eachWritten(yield) {
			return false
		}
	}
	return true
}

// written is what programs made of the file itself.
func (f *File) written() Written {
	w := Written{Path: f.Path}
	switch {
	case f.Picture != nil && f.Picture.wordsRead && len(f.Picture.Words) > 0:
		if heif[f.MediaType] {
			w.By = append(w.By, ByConverter)
		}
		w.Text, w.By = f.Text, append(w.By, ByPictures)
	case f.Picture != nil && len(f.Picture.Codes) > 0: // whose text they are
		w.Text = f.Text
	case f.MediaType == "application/pdf":
		w.Text, w.By = f.writtenPages()
	case f.transcribed():
		w.Text, w.By = f.Text, []Maker{ByVoices}
	}
	return w
}

func (f *File) transcribed() bool {
	for _, m := range f.Meta {
		if m.Key == MetaTranscriber {
			return true
		}
	}
	return false
}

// writtenPages are the pages of a PDF, without those that look like an identity document.
func (f *File) writtenPages() (string, []Maker) {
	var b strings.Builder
	var written, recognised bool
	last := 1
	for _, p := range f.Pages {
		if p.Document == DocIdentity {
			continue
		}
		for ; last < p.Number; last++ {
			b.WriteByte('\f')
		}
		b.WriteString(f.Text[p.Span.Start:p.Span.End])
		written, recognised = written || !p.Recognised, recognised || p.Recognised
	}
	var by []Maker
	if written {
		by = append(by, ByPages)
	}
	if recognised {
		by = append(by, ByPictures)
	}
	return b.String(), by
}
