// Package document is a paper or a page as blocks, and its writers: HTML, plain
// text, DOCX and PDF.
//
// Build a [Document] from blocks, then call [HTML], [Text], [DOCX] or [PDF].
// Text in blocks is text: no writer reads markup in it, and nothing that stands
// in a field can leave its place. The same document always gives the same
// bytes. [Outline] writes the tree for golden tests.
//
// The package knows no language: words that a reader sees come with the blocks.
package document

import "recourse"

// Document is a paper (a letter to sign) or a report.
type Document struct {
	Title string
	Lang  string // BCP 47: en, sr-Latn, sr-Cyrl
	// Date is the day that files name as their date of creation; without one
	// the day is 2000-01-01, never the clock.
	Date recourse.Date
	// Paper sets the sober form of a letter: black on white, no colours beside
	// those of callouts.
	Paper  bool
	Footer string // beside the page number
	Blocks []Block
}

// Block is a part of a document; the types of this package are all there are.
type Block interface{ block() }

// Style is how a run is set.
type Style uint8

// The styles.
const (
	Plain  Style = iota
	Strong       // weight
	Emph         // slant
	Code         // an account, a digest, an address: verbatim and never translated
	Muted        // less ink
	Blank        // a gap to fill in by hand
)

// Run is text in one style.
type Run struct {
	Text  string
	Style Style
	// Link is an https, mailto or tel address. Other addresses stay plain text,
	// so that nothing that a stranger wrote becomes a link by accident.
	Link string
}

// T returns a plain text.
func T(s string) []Run { return []Run{{Text: s}} }

// B returns a strong text.
func B(s string) []Run { return []Run{{Text: s, Style: Strong}} }

// Align is where a text stands in its column.
type Align uint8

// The alignments.
const (
	Left Align = iota
	Right
	Middle
)

// Kind is what a coloured block says: the colour never says it alone.
type Kind uint8

// The kinds.
const (
	Info Kind = iota
	OK
	Warn
	Danger
)

type (
	// Heading starts a section. Level 1 is the title, 2 and 3 lie below.
	Heading struct {
		Level int
		Text  []Run
	}
	// Paragraph is running text.
	Paragraph struct {
		Text  []Run
		Align Align
		Lead  bool // larger, for what a page says first
	}
	// Small is small print.
	Small struct{ Text []Run }
	// List is a list of items.
	List struct {
		Form  ListForm
		Items []Item
	}
	// Item is an entry of a list: its first line and what stands below it.
	Item struct {
		Text   []Run
		Blocks []Block
	}
	// Table has a header, rows and perhaps a total. A row may have fewer cells
	// than there are columns.
	Table struct {
		Caption string
		Columns []Column
		Rows    [][]Cell
		Total   []Cell
	}
	// Column is a table's column. Weight is its share of the width; 0 is 1.
	Column struct {
		Title  string
		Align  Align
		Weight float64
	}
	// Cell is a table's cell.
	Cell struct{ Text []Run }
	// KeyValues are names with their values.
	KeyValues struct{ Pairs []Pair }
	// Pair is a name with its value.
	Pair struct {
		Key   string
		Value []Run
	}
	// Quote is what somebody else wrote, with places marked by number.
	Quote struct {
		Who    string
		Pieces []Piece
	}
	// Piece is a part of a quote; Mark is the number of the note on it, or 0.
	Piece struct {
		Text string
		Mark int
	}
	// Notes are the notes on quotes, numbered as the marks are.
	Notes struct{ Items []Note }
	// Note is a numbered note.
	Note struct {
		Number int
		Title  []Run
		Blocks []Block
	}
	// Callout is a box that stands out.
	Callout struct {
		Kind   Kind
		Title  string
		Blocks []Block
	}
	// Banner is what a report finds, in a few words, with how sure it is.
	Banner struct {
		Kind   Kind
		Title  string
		Say    string // what to do about it
		Level  int    // 0 to 5 for how sure; drawn, and said in Sure
		Sure   string
		Blocks []Block
	}
	// Bars is a chart of amounts that is a table at the same time.
	Bars struct {
		Title    string
		Columns  [3]string // when, size, amount
		Items    []Bar
		Total    *Bar
		PaidKey  string // what a filled bar means
		AskedKey string // what a hatched bar means
	}
	// Bar is one amount of a chart.
	Bar struct {
		Label  string
		Note   string
		Value  float64
		Amount string
		Asked  bool // hatched, otherwise filled
	}
	// Stages is a way with a place on it.
	Stages struct{ Items []Stage }
	// Stage is a stage of a way.
	Stage struct {
		Title, Note string
		State       StageState
		Tag         string // such as "you are here"
	}
	// Card is a step to take: tags, a title, what to know.
	Card struct {
		Title  []Run
		Tags   []Tag
		Blocks []Block
		First  bool // the one to do next
	}
	// Tag is a short mark on a card.
	Tag struct {
		Kind Kind
		Text string
	}
	// Details is what is opened by those who look closer; on paper it is open.
	Details struct {
		Summary string
		Blocks  []Block
	}
	// Address is an address block.
	Address struct {
		Label string
		Lines [][]Run
		Align Align
	}
	// Signature is a line to sign on: place and date on the left, the line with
	// the name below it on the right.
	Signature struct {
		Place []Run
		Name  []Run
		Label string
	}
	// Columns sets two groups of blocks side by side where there is room.
	Columns struct{ Left, Right []Block }
	// Rule is a thin line.
	Rule struct{}
	// PageBreak starts a new page.
	PageBreak struct{}
)

// ListForm is the form of a list.
type ListForm uint8

// The forms.
const (
	Bullets ListForm = iota
	Numbers
	Steps // numbers in circles, for what to do
	Boxes // empty boxes to tick
)

// StageState says where a stage lies.
type StageState uint8

// The states.
const (
	Done StageState = iota
	Here
	Next
)

func (Heading) block()   {}
func (Paragraph) block() {}
func (Small) block()     {}
func (List) block()      {}
func (Table) block()     {}
func (KeyValues) block() {}
func (Quote) block()     {}
func (Notes) block()     {}
func (Callout) block()   {}
func (Banner) block()    {}
func (Bars) block()      {}
func (Stages) block()    {}
func (Card) block()      {}
func (Details) block()   {}
func (Address) block()   {}
func (Signature) block() {}
func (Columns) block()   {}
func (Rule) block()      {}
func (PageBreak) block() {}
