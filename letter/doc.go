// Package letter writes papers from the facts of an incident: requests,
// complaints and reports, each from a file of knowledge/letters, and the
// report on a whole case.
//
// Call [Load] once, then [Shelf.Write] for a letter and [Report] for the
// report; package document turns both into HTML, text, DOCX or PDF.
//
// A letter file is front matter and a text/template body in a small markdown.
// What a person or a scammer wrote reaches the paper as text: it never passes
// through the template's output, so that no field can become markup. A fact
// that is not known becomes a visible gap to fill in by hand, and is listed in
// what [Shelf.Write] returns. Letters are rendered for sample persons when they
// load, and a file that fails is refused with its path.
package letter

import (
	"recourse"
	"recourse/document"
	"recourse/incident"
	"recourse/playbook"
	"recourse/rule"
)

// Data is what a letter is written from.
type Data struct {
	Incident incident.Incident
	Plan     playbook.Plan
	Exhibits []Exhibit
	Today    recourse.Date
}

// Exhibit is a numbered piece of evidence.
type Exhibit struct {
	Number int
	Name   string // file name as the person has it
	Title  recourse.Phrase
	SHA256 string // lower-case hex
	Size   int64  // bytes
}

// Missing is a fact that a letter needs and the incident lacks.
type Missing struct {
	Fact     string          `json:"fact"` // such as person.address
	Question recourse.Phrase `json:"question"`
}

// Meta says what a letter is, before it is written.
type Meta struct {
	ID      string
	Title   string   // in the letter's own language
	Lang    string   // of the file: en, sr-Latn
	Langs   []string // in which it can be written
	Readers []string // countries whose people read this language, of a letter that has several
	Kind    string   // bank police card platform seller
	Accepts []string // formats that the venue takes: pdf docx html txt
	Attach  []string // what to attach, in the letter's language
	Sources []rule.Source
}

// Document is shorthand for what letters become.
type Document = document.Document
