package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/document"
	"recourse/incident"
	"recourse/letter"
	"recourse/locale"
	"recourse/scam"
)

// Results are the files that a person takes away.
type Results struct {
	engines  *Engines
	findings Findings
	printer  *locale.Printer
	id       string // names the case in the calendar
	now      time.Time
}

// Results returns the results of findings in the language lang.
func (e *Engines) Results(f Findings, lang, id string, now time.Time) (*Results, error) {
	p, err := e.Catalogues.Printer(lang)
	if err != nil {
		return nil, err
	}
	return &Results{e, f, p, id, now}, nil
}

// Names lists the results, the report first.
func (r *Results) Names() []string { return resultNames(r.findings) }

func resultNames(f Findings) []string {
	names := []string{"report.html", "report.pdf", "incident.json", "plan.ics"}
	for _, p := range f.Papers {
		for _, format := range p.Formats {
			names = append(names, paperName(p, format))
		}
		if p.Read != "" {
			names = append(names, p.Copy())
		}
	}
	return names
}

// Copy is the name of the result in which the person reads the letter in their own
// language.
func (p Paper) Copy() string { return paperName(p, p.Read+".pdf") }

func paperName(p Paper, format string) string { return "papers/" + p.ID + "." + format }

// Write writes the result of that name. An unknown name is an error of kind NotFound.
func (r *Results) Write(name string, w io.Writer) error {
	var err error
	switch {
	case !slices.Contains(r.Names(), name):
		return fmt.Errorf("result %q: %w", name, recourse.NotFound)
	case name == "incident.json":
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		err = enc.Encode(r.findings.Incident)
	case name == "plan.ics":
		err = writeCalendar(w, r.printer, r.findings.Plan, r.id, r.now)
	case strings.HasPrefix(name, "report."):
		err = WriteDocument(w, r.report(), strings.TrimPrefix(path.Ext(name), "."))
	default:
		err = r.paper(name, w)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

func (r *Results) report() document.Document {
	f := r.findings
	data := letter.ReportData{
		Data: r.engines.letterData(f, r.now), Verdict: f.Verdict, Text: f.Thread.Text, Messages: f.Thread.Messages, Problems: f.Problems,
		Law: &f.Law, Searched: f.Searched.Count,
	}
	data.Mails, data.MailNotes = f.Mails()
	for _, p := range f.Thread.Pieces {
		data.Parts = append(data.Parts, letter.Part{Name: p.Name, Span: p.Span, Mail: p.Mail})
	}
	for _, p := range f.Papers {
		one := letter.Paper{ID: p.ID, Missing: p.Missing}
		for _, format := range p.Formats {
			one.Files = append(one.Files, paperName(p, format))
		}
		if p.Read != "" {
			one.Copy = p.Copy()
		}
		data.Papers = append(data.Papers, one)
	}
	return letter.Report(r.printer, data)
}

func (r *Results) paper(name string, w io.Writer) error {
	write := func(id, lang, format string) error {
		doc, _, err := r.engines.Shelf.Write(id, lang, r.engines.letterData(r.findings, r.now))
		if err != nil {
			return err
		}
		return WriteDocument(w, doc, format)
	}
	for _, p := range r.findings.Papers {
		if p.Read != "" && p.Copy() == name {
			return write(p.ID, p.Read, "pdf")
		}
		for _, format := range p.Formats {
			if paperName(p, format) == name {
				return write(p.ID, p.Lang, format)
			}
		}
	}
	return recourse.NotFound
}

func (e *Engines) letterData(f Findings, now time.Time) letter.Data {
	return letter.Data{Incident: f.Incident, Plan: f.Plan, Exhibits: exhibits(f), Today: recourse.DateOf(now)}
}

// PaperLanguage is the language in which a letter is written: that of its reader. said is
// the language in which a seller wrote, where it is known.
func (e *Engines) PaperLanguage(id string, in incident.Incident, said string) string {
	country := ""
	if i := slices.IndexFunc(in.Parties, func(p incident.Party) bool { return p.Role == "seller" && p.Country != "" }); i >= 0 {
		country = strings.ToUpper(in.Parties[i].Country)
	}
	return e.Shelf.Language(id, said, country)
}

// readable is the person's language where a letter that is written in another one exists
// in it too, else "".
func (e *Engines) readable(id, lang, own string) string {
	if own == lang || !slices.ContainsFunc(e.Shelf.List(), func(m letter.Meta) bool { return m.ID == id && slices.Contains(m.Langs, own) }) {
		return ""
	}
	if strings.HasPrefix(own, "sr") && strings.HasPrefix(lang, "sr") {
		return "" // the same in the other script
	}
	return own
}

// maxSpoken is of how much of what the other side wrote its language is told, in bytes.
const maxSpoken = 8 << 10

// sellerSpeaks is the language in which the other side wrote, where it is another than
// English: whoever writes it reads it.
func (f Findings) sellerSpeaks() string {
	var said strings.Builder
	for _, m := range f.Thread.Messages {
		if slices.Contains(f.Thread.Other, m.From) && !m.Doubtful && said.Len() < maxSpoken {
			said.WriteString(m.Text[:min(len(m.Text), maxSpoken)] + "\n")
		}
	}
	if lang := scam.Language(said.String()); strings.HasPrefix(lang, "sr") {
		return lang
	}
	return ""
}

// papers lists the letters that the plan's steps call for.
func (e *Engines) papers(f Findings, now time.Time) ([]Paper, error) {
	var list []Paper
	for _, step := range f.Plan.Steps {
		if step.Paper == "" || slices.ContainsFunc(list, func(p Paper) bool { return p.ID == step.Paper }) {
			continue
		}
		lang := e.PaperLanguage(step.Paper, f.Incident, f.sellerSpeaks())
		if lang == "" {
			return nil, fmt.Errorf("step %s names the paper %q, which no letter file has: %w", step.ID, step.Paper, recourse.Invalid)
		}
		doc, missing, err := e.Shelf.Write(step.Paper, lang, e.letterData(f, now))
		if err != nil {
			return nil, fmt.Errorf("write paper %s: %w", step.Paper, err)
		}
		list = append(list, Paper{ID: step.Paper, Lang: lang, Title: doc.Title, Formats: []string{"pdf", "docx"}, Missing: missing, Read: e.readable(step.Paper, lang, f.Incident.Person.Language)})
	}
	return list, nil
}

// WriteAll writes every result and the sealed evidence below folder; the results alone
// where no item may leave.
func (r *Results) WriteAll(ctx context.Context, folder custody.Folder, evidence custody.Package) error {
	if err := r.writeFiles(ctx, folder); err != nil {
		return err
	}
	if len(evidence.Items) == 0 {
		return nil
	}
	if _, err := custody.Seal(ctx, below{folder, "evidence"}, evidence); err != nil {
		return fmt.Errorf("seal evidence: %w", err)
	}
	return nil
}

// writeFiles writes every result below folder.
func (r *Results) writeFiles(ctx context.Context, folder custody.Folder) error {
	for _, name := range r.Names() {
		if err := ctx.Err(); err != nil {
			return err
		}
		w, err := folder.Create(name)
		if err != nil {
			return err
		}
		if err := errors.Join(r.Write(name, w), w.Close()); err != nil {
			return err
		}
	}
	return nil
}

// below is a folder inside another.
type below struct {
	folder custody.Folder
	name   string
}

// Create makes the file in the inner folder.
func (b below) Create(name string) (io.WriteCloser, error) {
	return b.folder.Create(b.name + "/" + name)
}
