package intake

import (
	"encoding/json"
	"maps"
	"slices"

	"recourse"
	"recourse/incident"
	"recourse/indicator"
	"recourse/money"
	"recourse/picture"
)

// The kinds of files.
const (
	KindChat      = "chat"
	KindMail      = "mail"
	KindStatement = "statement"
	KindPage      = "page" // a document in pages, or a saved web page
	KindImage     = "image"
	KindAudio     = "audio"
	KindVideo     = "video"
	KindArchive   = "archive"
	KindText      = "text"
	KindUnknown   = "unknown"
)

// File is what was found in one file.
type File struct {
	Path      string // as the person named it; "a.zip!b.txt" inside an archive
	Name      string // the last part of Path
	SHA256    string // lower-case hex; empty where the file is not kept
	Size      int64  // in bytes
	MediaType string // from the content, not from the name
	Kind      string
	// Document is what the file is for, as papers ask for it and as far as it shows:
	// one of the Doc constants; DocOther where it does not show. The person may know better.
	Document string
	// SameAs is the path of an earlier file with the same bytes, among those that
	// were related; see [Relate].
	SameAs   string
	Title    string   // the chat's name, the mail's subject
	Other    []string // names of the other side, where they are known
	Messages []incident.Message
	Payments []incident.Payment
	// Labelled is that payments or orders were read by the labels of a page that is
	// known: what stands beside them says what each figure is.
	Labelled bool
	// Printed are the sums in Text that stand behind labels of a slip, its fee
	// included: nobody asks for them.
	Printed []recourse.Span
	// Orders are those that a page of a platform shows. Seller is the company's
	// name as it stands there.
	Orders  []incident.Order
	Columns []string // of a table whose columns are not known
	// Chosen is how a table is read of which the person said what its columns are.
	Chosen *ChosenTable
	// Countries are those of the banks that write a statement in the form that it has,
	// as far as that is known: ISO 3166-1 alpha-2.
	Countries []string

	// Text is valid UTF-8. Where a chat, statement or plain text file is UTF-8 it
	// is the file's own bytes, a byte-order mark included, so that spans are
	// offsets in the file. A mail's text is its subject, an empty line and its
	// body; a page's or picture's is what was read from it: spans are offsets in
	// that text.
	Text string

	// Offset is where the bytes of a mail in a mailbox begin there.
	Offset  int64
	Headers []MailHeader // of a mail, from the top
	Quotes  []Quote      // of a mail: what it repeats of earlier ones, in order

	Pages      []Page     // where in Text each page stands, where the file has pages
	Meta       Meta       // what the file says of itself beside its content
	Auth       *Auth      // of a mail
	Signs      []MailSign // of a mail, and the links of a page
	Picture    *Picture   // of a picture
	Indicators []indicator.Indicator
	Files      []File // what an archive holds, a mail's attachments
	// Pictured are the pictures that stand in a text as letters and are no icons, with their
	// places and digests: what they show is not read.
	Pictured []File
	Problems []recourse.Problem

	dated   *dated            // of a chat, for its other parts
	rows    []htmlRow         // of the tables of a page
	numbers []gridRow         // of the lines of a sheet
	seams   []int             // where elements inside a line of a page begin or end, in Text
	linked  []string          // of a mail: the hosts to which its links lead, the first ones
	waiting *File             // a picture or PDF that is being read, see recognition.later
	said    int               // how many problems it had when that began
	places  func() []WordPage // where the words of its pages stand, if anybody can tell
	within  string            // the path of the file of which this is one chat of several
	source  string            // of a page, until it is known what it is for: see htmlPage
}

// Page is a page of a document, a slide or a sheet, and where it stands in the
// file's text.
type Page struct {
	Number int           `json:"number"` // from 1
	Name   string        `json:"name,omitempty"`
	Span   recourse.Span `json:"span"`
	// Recognised says that the page is a picture whose letters were recognised,
	// not text: each of them may be wrong.
	Recognised bool `json:"recognised,omitempty"`
	// Turned is by how many degrees such a page was turned clockwise to be read.
	Turned int `json:"turned,omitempty"`
	// Document is [DocIdentity] where the page by itself, or a picture on it, looks like
	// an identity document.
	Document string `json:"document,omitempty"`
}

// Keep reports whether the file is to be kept as evidence: it could be read
// whole and broke no limit of size. What is in an archive or a mail is kept by
// keeping the archive or the mail.
func (f File) Keep() bool { return f.SHA256 != "" }

// What is said of all files of a run once.
const (
	codeLanguages = "picture-languages" // pictures were read without a language that is not installed
	codeTries     = "picture-tries"     // unclear words could not be tried in a language that is not installed
	codePlace     = "picture-place"     // pictures hold the place where they were taken
	codeCarries   = "picture-carries"   // something else stands behind a picture in its file
	codeUnknown   = "content-unknown"   // what a file is cannot be told
	codeStore     = "chat-store"        // an app's own file, said once for each app
)

// Problems returns the problems of the files and of all that is in them, in
// the order of the files. Of the same file again only what is said of its name,
// and not of the first one, is said.
func Problems(files []File) []recourse.Problem {
	said := make(map[string][]recourse.Problem)
	noteProblems(files, said)
	return saidOnce(appendProblems(nil, files, said))
}

// saidOnce leaves the first of the problems that are said once, with how many there are.
func saidOnce(list []recourse.Problem) []recourse.Problem {
	count := make(map[string]int)
	key := func(p recourse.Problem) string {
		switch p.Code {
		case codeLanguages, codeTries, codePlace, codeUnknown:
			return p.Code
		case codeStore:
			return p.Code + " " + p.Detail
		}
		return ""
	}
	for _, p := range list {
		if k := key(p); k != "" {
			count[k]++
		}
	}
	if len(count) == 0 {
		return list
	}
	out := list[:0]
	for _, p := range list {
		n, once := count[key(p)]
		switch {
		case !once:
		case n == 0:
			continue // said
		default:
			p.Args = maps.Clone(p.Args)
			if p.Args == nil {
				p.Args = make(map[string]any)
			}
			p.Args["n"] = n
			count[key(p)] = 0
		}
		out = append(out, p)
	}
	return out
}

// PlaceNotes are the problems which say that pictures, of the files or in them, hold the
// place where they were taken.
func PlaceNotes(files []File) []recourse.Problem {
	return slices.DeleteFunc(Problems(files), func(p recourse.Problem) bool { return p.Code != codePlace })
}

func noteProblems(files []File, said map[string][]recourse.Problem) {
	for _, f := range files {
		if f.SameAs == "" {
			said[f.Path] = f.Problems
			noteProblems(f.Files, said)
		}
	}
}

func appendProblems(all []recourse.Problem, files []File, said map[string][]recourse.Problem) []recourse.Problem {
	for _, f := range files {
		if f.SameAs == "" {
			all = appendProblems(append(all, f.Problems...), f.Files, said)
			continue
		}
		for _, p := range f.Problems {
			if !slices.ContainsFunc(said[f.SameAs], func(o recourse.Problem) bool { return o.Code == p.Code }) {
				all = append(all, p)
			}
		}
	}
	return all
}

type paymentJSON struct {
	Date      recourse.Moment  `json:"date,omitzero"`
	ValueDate recourse.Date    `json:"value_date,omitzero"`
	Amount    money.Amount     `json:"amount"`
	Original  money.Amount     `json:"original,omitzero"`
	Direction string           `json:"direction"`
	Rail      string           `json:"rail,omitempty"`
	From      incident.Account `json:"from,omitzero"`
	To        incident.Account `json:"to,omitzero"`
	Reference string           `json:"reference,omitempty"`
	EndToEnd  string           `json:"end_to_end,omitempty"`
	Text      string           `json:"text,omitempty"`
	Status    string           `json:"status,omitempty"` // empty for a booked one
	Reversal  bool             `json:"reversal,omitempty"`
	// CurrencyFrom is from what the currency follows, where the entry names none.
	CurrencyFrom string           `json:"currency_from,omitempty"`
	Origins      incident.Origins `json:"origin,omitempty"`
}

type fileJSON struct {
	Path       string                `json:"path"`
	Name       string                `json:"name"`
	SHA256     string                `json:"sha256,omitempty"`
	Size       int64                 `json:"size"`
	MediaType  string                `json:"media_type"`
	Kind       string                `json:"kind"`
	Document   string                `json:"document,omitempty"`
	SameAs     string                `json:"same_as,omitempty"`
	Title      string                `json:"title,omitempty"`
	Other      []string              `json:"other,omitempty"`
	Messages   []incident.Message    `json:"messages,omitempty"`
	Payments   paymentsJSON          `json:"payments,omitempty"`
	Orders     []incident.Order      `json:"orders,omitempty"`
	Columns    []string              `json:"columns,omitempty"`
	Text       string                `json:"text,omitempty"`
	Offset     int64                 `json:"offset,omitempty"`
	Headers    []MailHeader          `json:"headers,omitempty"`
	Pages      []Page                `json:"pages,omitempty"`
	Meta       Meta                  `json:"meta,omitempty"`
	Auth       *Auth                 `json:"auth,omitempty"`
	Signs      []MailSign            `json:"signs,omitempty"`
	PHash      picture.Hash          `json:"phash,omitzero"`
	Picture    *Picture              `json:"picture,omitempty"`
	Indicators []indicator.Indicator `json:"indicators,omitempty"`
	Files      []File                `json:"files,omitempty"`
	Problems   []recourse.Problem    `json:"problems,omitempty"`
}

// MarshalJSON writes the file as the command line's "read" shows it.
func (f File) MarshalJSON() ([]byte, error) { return json.Marshal(f.Parts()) }

// Parts is what the JSON of the file is made of, for those who write it piece by
// piece.
func (f File) Parts() any {
	return fileJSON{
		Path: f.Path, Name: f.Name, SHA256: f.SHA256, Size: f.Size, MediaType: f.MediaType, Kind: f.Kind, Document: f.Document, SameAs: f.SameAs,
		Title: f.Title, Other: f.Other, Messages: f.Messages, Payments: f.Payments, Orders: f.Orders, Columns: f.Columns, Text: f.Text,
		Offset: f.Offset, Headers: f.Headers, Pages: f.Pages, Meta: f.Meta, Auth: f.Auth, Signs: f.Signs,
		PHash: f.hash(), Picture: f.Picture, Indicators: f.Indicators, Files: f.Files, Problems: f.Problems,
	}
}

// paymentsJSON are payments as the command line's contract names their fields.
type paymentsJSON []incident.Payment

// Len is how many there are.
func (l paymentsJSON) Len() int { return len(l) }

// At returns one of them as it is written.
func (l paymentsJSON) At(i int) any {
	p := &l[i]
	return paymentJSON{
		Date: p.At, ValueDate: p.ValueDate, Amount: p.Amount, Original: p.Original, Direction: p.Direction,
		Rail: p.Rail, From: p.From, To: p.To, Reference: p.Reference, EndToEnd: p.EndToEnd, Text: p.Text,
		Status: p.Status, Reversal: p.Reversal, CurrencyFrom: p.CurrencyFrom, Origins: p.Origins,
	}
}

// MarshalJSON writes all of them.
func (l paymentsJSON) MarshalJSON() ([]byte, error) {
	list := make([]any, len(l))
	for i := range l {
		list[i] = l.At(i)
	}
	return json.Marshal(list)
}

func (f *File) problem(code, detail string, pairs ...any) {
	same := func(p recourse.Problem) bool { return p.Code == code && p.Path == f.Path }
	if slices.ContainsFunc(f.Problems, same) {
		return // one line says it
	}
	f.Problems = append(f.Problems, recourse.Problem{
		Path: f.Path, Code: code, Detail: detail, Args: recourse.P(code, pairs...).Args,
	})
}

// retract takes a problem back that turned out to be none.
func (f *File) retract(code string) {
	f.Problems = slices.DeleteFunc(f.Problems, func(p recourse.Problem) bool { return p.Code == code && p.Path == f.Path })
}
