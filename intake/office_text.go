package intake

import (
	"fmt"
	"strings"

	"recourse"
)

// docText joins what a document shows into lines: a tab between the cells of a
// table, a line for each paragraph.
type docText struct {
	b      strings.Builder
	most   int // bytes
	cut    bool
	tabs   int  // are due before the next words
	line   bool // a line's end is due before the next words
	row    bool // that line is a row's: its empty cells stand behind it
	hidden strings.Builder
	links  []linkSpan
	pages  []Page
}

// linkSpan is a link in a text: where it stands and where it leads.
type linkSpan struct {
	recourse.Span
	href string
}

var errTextFull = fmt.Errorf("text is too long: %w", recourse.Invalid)

// write appends words.
func (d *docText) write(s string) error {
	if s == "" {
		return nil
	}
	if d.line && d.b.Len() > 0 {
		d.b.WriteByte('\n')
	}
	d.b.WriteString(strings.Repeat("\t", d.tabs))
	d.tabs, d.line, d.row = 0, false, false
	if room := d.most - d.b.Len(); len(s) > room {
		d.b.WriteString(s[:runeStart(s, max(room, 0))])
		d.cut = true
		return errDone
	}
	d.b.WriteString(s)
	return nil
}

// end ends a paragraph; of empty ones nothing is left.
func (d *docText) end() {
	if !d.line && d.tabs == 0 {
		d.line = true
	}
}

// endRow ends or begins a table's row.
func (d *docText) endRow() { d.line, d.row, d.tabs = true, true, 0 }

// cell ends a table's cell.
func (d *docText) cell() {
	switch {
	case d.line && !d.row:
		d.line, d.tabs = false, 1
	case d.tabs < maxColumns:
		d.tabs++
	}
}

// hide keeps words that the document does not show.
func (d *docText) hide(s string) {
	if d.hidden.Len() < maxMetaValue {
		d.hidden.WriteString(s[:runeStart(s, maxMetaValue)])
	}
}

// begin returns where the next words will stand.
func (d *docText) begin() int {
	at := d.b.Len() + d.tabs
	if d.line && d.b.Len() > 0 {
		at++
	}
	return at
}

// link notes that what was written since start leads to href.
func (d *docText) link(start int, href string) {
	if href == "" || len(d.links) >= maxLinks {
		return
	}
	end := d.b.Len()
	start = min(start, end)
	d.links = append(d.links, linkSpan{recourse.Span{Start: start, End: end}, href[:runeStart(href, maxHref)]})
}

// page notes that what was written since start is the page of that number.
func (d *docText) page(number int, name string, start int) {
	if end := d.b.Len(); end > start {
		d.pages = append(d.pages, Page{Number: number, Name: name, Span: recourse.Span{Start: start, End: end}})
	}
}
