package app

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/intake"
	"recourse/legal"
	"recourse/letter"
	"recourse/playbook"
	"recourse/scam"
)

// Circumstances are what the person says about the matter beside the files.
type Circumstances struct {
	Country string // ISO 3166-1 alpha-2, "" where not said
	Lang    string // of the person: en, sr-Latn, sr-Cyrl
	// Question is the id of a question that the person asks of it (see
	// scam.Checker.Questions); "" leaves it to the words.
	Question string
	// Documents are what files are, as the person says: by their path or the last part
	// of it, one of intake's Doc constants.
	Documents map[string]string
	// Progress, where it is not nil, is told how many of the files are read.
	Progress func(n int)
	// Seen, where it is not nil, is told of each file that was read, with the place of
	// its source: what is found holds not all of very many. It is called in no order,
	// by one goroutine at a time.
	Seen func(i int, f intake.File)

	// Person are names, addresses and numbers that are said to be the person's, as
	// files were read with.
	Person []string
	// Dates are in which order chats write their dates, as files were read with.
	Dates map[string]string
}

// Findings are all that was found in what a person has: one set of facts, and
// what follows from them.
type Findings struct {
	Files []intake.File
	// Quiet is how many files more there are, of very many, that show nothing by
	// themselves and have no part in what was found.
	Quiet    int
	Problems []recourse.Problem
	// Ask is what the files themselves leave open and the person can say.
	Ask      []playbook.Question
	Thread   Thread
	Verdict  scam.Verdict // spans lie in Thread.Text
	Incident incident.Incident
	// Said is the incident as it was read and told, before the answers were put
	// where facts stand: what was set apart is still among its payments.
	Said     incident.Incident
	Plan     playbook.Plan
	Searched Papers // what the papers among the files say of law
	Law      legal.View
	Papers   []Paper
}

// Dispute reports whether the trouble is a real order that went wrong, about
// which the two sides can still be brought together: a breach, or signs of deceit
// while the order is protected. What is said then accuses nobody.
func (f Findings) Dispute() bool {
	protected := func(o incident.Order) bool { return o.Protected != nil && *o.Protected }
	switch {
	case f.Verdict.Verdict == scam.Scam:
		return false
	case f.Incident.Branch == incident.Breach:
		return true
	case f.Incident.Branch == incident.SellerFraud:
		return slices.ContainsFunc(f.Incident.Orders, protected)
	default:
		return false
	}
}

// maxMails is how many mails are spoken of; the files themselves show the others.
const maxMails = 40

// Mails says what the mails show of their senders, for each mail that shows
// something, and what that means and what not.
func (f Findings) Mails() (mails []letter.Mail, notes []recourse.Phrase) {
	for _, file := range distinct(f.Files) {
		lines := file.MailLines()
		if len(lines) == 0 || len(mails) == maxMails {
			continue
		}
		mails = append(mails, letter.Mail{Name: file.Path, Lines: lines})
		for _, note := range file.MailNotes() {
			if !slices.ContainsFunc(notes, func(n recourse.Phrase) bool { return n.Key == note.Key }) {
				notes = append(notes, note)
			}
		}
	}
	return mails, notes
}

// Thread is everything readable that the two sides wrote, joined into one text
// that is judged as a whole. Pieces lead back to the files.
type Thread struct {
	Text     string
	Messages []incident.Message // spans lie in Text
	Other    []string           // how the other side is named
	// Self are the names by which the person speaks; nil where that is not told apart,
	// and everybody is who is not on the other side.
	Self   []string
	Quotes []intake.Quote // what mails repeat, by names as Messages have them; spans lie in Text
	// Addresses are the other side's mail addresses, by name.
	Addresses map[string]string
	Own       []string // the person's own mail addresses
	Pieces    []Piece
	Signs     []scam.Sign // of mails, beside their words
	// Printed are the sums on the person's own slips, which their labels explain.
	Printed []recourse.Span
	// Came says when the papers came that are attached to mails, in the order of Text.
	Came []scam.Arrival
	// Left says what was not joined, because it is about something else or too much.
	Left  []recourse.Problem
	apart apart // what stands in it besides
	// doubles are the addresses whose owners Messages name with them.
	doubles doubles
	// exports are the files that export a conversation which a longer one exports too,
	// with that one.
	exports map[string]string
}

// IsOwn reports whether somebody of that name is the person. It can be told only
// where the other side is known.
func (t Thread) IsOwn(name string) bool {
	switch {
	case name == incident.Self:
		return true
	case name == "" || len(t.Other) == 0 || slices.Contains(t.Other, name):
		return false
	}
	return t.Self == nil || slices.Contains(t.Self, name)
}

// Piece is the part of a thread that one file gave.
type Piece struct {
	Item string // SHA-256
	Name string
	Span recourse.Span // in the thread's text
	// Mail reports that the file is a mail, whose time stands in the zone of its
	// sender's clock.
	Mail bool
}

// Origin leads a span of the thread's text back to the file and the place in it.
func (t Thread) Origin(s recourse.Span) incident.Origin {
	if p, ok := t.Piece(s); ok {
		return incident.Origin{Item: p.Item, Span: s.Shift(-p.Span.Start)}
	}
	return incident.Told
}

// Piece returns the piece in which the span lies, and whether there is one.
func (t Thread) Piece(s recourse.Span) (Piece, bool) {
	n, _ := slices.BinarySearchFunc(t.Pieces, s.Start, func(p Piece, at int) int {
		if p.Span.Start <= at {
			return -1
		}
		return 1
	})
	if n == 0 || s.End > t.Pieces[n-1].Span.End {
		return Piece{}, false
	}
	return t.Pieces[n-1], true
}

// Paper is one letter that can be written from the incident.
type Paper struct {
	ID      string
	Lang    string
	Title   string
	Formats []string // pdf, docx, html, txt
	// Read is the person's own language, of a letter that is written in that of its
	// reader and exists in both; else "".
	Read    string
	Missing []letter.Missing // the blanks that the person still fills
}

// Upload is one file that a person hands in.
type Upload struct {
	Name string
	Size int64
	Open func() (io.ReadCloser, error)
}

// Input is what a person hands in at once: files, a pasted text, or both, and
// what they tell beside.
type Input struct {
	Circumstances
	Text  string
	Files []Upload
	// Tellings are put into the facts in their order.
	Tellings []Telling
	Door     string // how it came in, as the log names it; "web" where empty
}

func (in Input) door() string {
	if in.Door == "" {
		return "web"
	}
	return in.Door
}

// pastedName is how a pasted text is named among the files.
const pastedName = "pasted.txt"

// count is how many sources there are: the pasted text, where there is one, and the files.
func (in Input) count() int {
	if in.pasted() {
		return 1 + len(in.Files)
	}
	return len(in.Files)
}

func (in Input) pasted() bool { return strings.TrimSpace(in.Text) != "" }

// source is the nth source.
func (in Input) source(n int) intake.Source {
	if in.pasted() {
		if n == 0 {
			return intake.Source{Path: pastedName, Size: int64(len(in.Text)), Open: func() (io.ReadCloser, error) {
				return io.NopCloser(strings.NewReader(in.Text)), nil
			}}
		}
		n--
	}
	f := in.Files[n]
	return intake.Source{Path: f.Name, Size: f.Size, Open: f.Open}
}

// noSecrets refuses sources of which one opens a redaction.
func (in Input) noSecrets() error {
	for n := range in.count() {
		if s := in.source(n); opensRedaction(s) {
			return fmt.Errorf("%q: %w", s.Path, ErrSecrets)
		}
	}
	return nil
}

// Sources makes the files and the pasted text one list.
func (in Input) Sources() []intake.Source {
	var list []intake.Source
	for n := range in.count() {
		list = append(list, in.source(n))
	}
	return list
}
