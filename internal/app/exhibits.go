package app

import (
	"fmt"
	"io"
	"time"

	"recourse"
	"recourse/document"
	"recourse/incident"
	"recourse/internal/evidence"
	"recourse/letter"
)

// exhibits numbers the files that are kept, in the order in which they were read;
// one that was handed in twice is one exhibit.
func exhibits(f Findings) []letter.Exhibit {
	var list []letter.Exhibit
	for _, file := range f.Files {
		if !file.Keep() || file.SameAs != "" {
			continue
		}
		list = append(list, letter.Exhibit{
			Number: len(list) + 1, Name: file.Path, Title: titleOf(file.Kind, file.Document), SHA256: file.SHA256, Size: file.Size,
		})
	}
	return list
}

// titleOf is what an exhibit is called: what it is for where that is known, else
// what kind of file it is.
func titleOf(kind, document string) recourse.Phrase {
	if k := evidence.Kind(document); k.Known() && k != evidence.Other {
		return recourse.P("document." + document)
	}
	return recourse.P("kind." + kind)
}

// Letter writes one letter from an incident: its plan is made first, and its
// evidence becomes the exhibits.
func (e *Engines) Letter(in incident.Incident, id, lang string, now time.Time) (document.Document, []letter.Missing, error) {
	plan, err := e.Book.Plan(in, now)
	if err != nil {
		return document.Document{}, nil, fmt.Errorf("plan: %w", err)
	}
	return e.Shelf.Write(id, lang, letter.Data{Incident: in, Plan: plan, Exhibits: ExhibitsOf(in), Today: recourse.DateOf(now)})
}

// ExhibitsOf numbers the evidence of an incident.
func ExhibitsOf(in incident.Incident) (list []letter.Exhibit) {
	for i, item := range in.Evidence {
		list = append(list, letter.Exhibit{
			Number: i + 1, Name: item.Name, Title: titleOf(item.Kind, item.Document), SHA256: item.Item, Size: item.Size,
		})
	}
	return list
}

// WriteDocument writes doc as pdf, docx, html or txt. Another format is an
// error of kind Invalid.
func WriteDocument(w io.Writer, doc document.Document, format string) error {
	switch format {
	case "html":
		return document.HTML(w, doc)
	case "pdf":
		return document.PDF(w, doc)
	case "docx":
		return document.DOCX(w, doc)
	case "txt":
		return document.Text(w, doc)
	default:
		return fmt.Errorf("format %q: want pdf, docx, html or txt: %w", format, recourse.Invalid)
	}
}
