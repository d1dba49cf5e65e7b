package document

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

const (
	wordNS = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	xmlTop = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	// wordWidth is the text's width in twentieths of a point.
	wordWidth = 9638
)

// DOCX writes the document for a word processor: real headings, lists and
// tables, so that the person can change the paper before signing it.
func DOCX(w io.Writer, d Document) error {
	x := &docxWriter{width: wordWidth, paper: d.Paper}
	x.blocks(d.Blocks)
	z := zip.NewWriter(w)
	day := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	if !d.Date.IsZero() {
		day = d.Date.In(time.UTC)
	}
	for _, part := range x.parts(d, day) {
		f, err := z.CreateHeader(&zip.FileHeader{Name: part[0], Method: zip.Deflate, Modified: day})
		if err != nil {
			return fmt.Errorf("write docx: %w", err)
		}
		if _, err := io.WriteString(f, part[1]); err != nil {
			return fmt.Errorf("write docx: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write docx: %w", err)
	}
	return nil
}

type docxWriter struct {
	b     strings.Builder
	links []string
	lists []ListForm // each list is numbered on its own
	width int        // of the text here
	paper bool
	deep  int // nesting of lists
}

func xmlText(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}

func (x *docxWriter) raw(parts ...string) {
	for _, p := range parts {
		x.b.WriteString(p)
	}
}

// par writes a paragraph with a style and further properties.
func (x *docxWriter) par(style, props string, runs []Run) {
	x.raw("<w:p><w:pPr>")
	if style != "" {
		x.raw(`<w:pStyle w:val="`, style, `"/>`)
	}
	x.raw(props, "</w:pPr>")
	x.runs(runs)
	x.raw("</w:p>\n")
}

var wordRun = map[Style]string{
	Strong: `<w:b/>`,
	Emph:   `<w:i/>`,
	Code:   `<w:rFonts w:ascii="DejaVu Sans Mono" w:hAnsi="DejaVu Sans Mono" w:cs="DejaVu Sans Mono"/><w:noProof/><w:sz w:val="18"/>`,
	Muted:  `<w:color w:val="47565B"/>`,
}

func (x *docxWriter) runs(runs []Run) {
	for _, r := range cleanRuns(runs) {
		if r.Link != "" {
			x.links = append(x.links, r.Link)
			x.raw(fmt.Sprintf(`<w:hyperlink r:id="link%d">`, len(x.links)))
			x.run(r.Text, wordRun[r.Style]+`<w:color w:val="0D5258"/><w:u w:val="single"/>`)
			x.raw("</w:hyperlink>")
			continue
		}
		x.run(r.Text, wordRun[r.Style])
	}
}

func (x *docxWriter) run(text, props string) {
	x.raw("<w:r>")
	if props != "" {
		x.raw("<w:rPr>", props, "</w:rPr>")
	}
	for i, l := range strings.Split(text, "\n") {
		if i > 0 {
			x.raw("<w:br/>")
		}
		if l != "" {
			x.raw(`<w:t xml:space="preserve">`, xmlText(l), "</w:t>")
		}
	}
	x.raw("</w:r>")
}

func (x *docxWriter) blocks(blocks []Block) {
	for _, b := range blocks {
		x.block(b)
	}
}

var wordAlign = [...]string{"", `<w:jc w:val="right"/>`, `<w:jc w:val="center"/>`}

func (x *docxWriter) block(b Block) {
	switch b := b.(type) {
	case Heading:
		align := Left
		if x.paper && b.Level <= 1 {
			align = Middle
		}
		x.par(fmt.Sprintf("Heading%d", min(max(b.Level, 1), 3)), wordAlign[align], b.Text)
	case Paragraph:
		style := ""
		if b.Lead {
			style = "Lead"
		}
		x.par(style, wordAlign[b.Align], b.Text)
	case Small:
		x.par("Small", "", b.Text)
	case List:
		x.list(b)
	case Table:
		x.table(b)
	case KeyValues:
		rows := make([][]Cell, len(b.Pairs))
		for i, p := range b.Pairs {
			rows[i] = []Cell{{[]Run{{Text: p.Key, Style: Muted}}}, {p.Value}}
		}
		x.grid([]Column{{Weight: 1}, {Weight: 2}}, nil, rows, nil)
	case Quote:
		x.quote(b)
	case Notes:
		for _, n := range b.Items {
			x.par("", `<w:keepNext/>`, append(B(fmt.Sprintf("(%d) ", n.Number)), strong(n.Title)...))
			x.blocks(n.Blocks)
		}
	case Columns:
		x.blocks(b.Left)
		x.blocks(b.Right)
	case Rule:
		x.par("", `<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="BBBBBB"/></w:pBdr>`, nil)
	case PageBreak:
		x.raw(`<w:p><w:r><w:br w:type="page"/></w:r></w:p>`)
	default:
		x.box(b)
	}
}

func (x *docxWriter) box(b Block) {
	switch b := b.(type) {
	case Callout:
		x.boxed(hex(kindPaper[b.Kind]), hex(kindInk[b.Kind]), func() {
			if b.Title != "" {
				x.par("", `<w:keepNext/>`, B(b.Title))
			}
			x.blocks(b.Blocks)
		})
	case Banner:
		x.boxed("FFFFFF", hex(kindInk[b.Kind]), func() {
			x.par("Heading1", "", T(b.Title))
			x.par("Lead", "", B(b.Say))
			x.blocks(b.Blocks)
			x.par("", "", T(b.Sure))
		})
	case Bars:
		x.bars(b)
	case Stages:
		for _, s := range b.Items {
			x.stage(s)
		}
	case Card:
		x.boxed("FFFFFF", "DCD7CB", func() {
			for _, t := range b.Tags {
				x.par("Small", `<w:keepNext/>`, B(t.Text))
			}
			x.par("", `<w:keepNext/>`, strong(b.Title))
			x.blocks(b.Blocks)
		})
	case Details:
		x.par("Small", `<w:keepNext/>`, B(b.Summary))
		x.blocks(b.Blocks)
	case Address:
		x.address(b)
	case Signature:
		x.par("", `<w:keepNext/><w:spacing w:before="600"/>`, b.Place)
		right := `<w:keepNext/><w:spacing w:after="0"/><w:ind w:left="5400"/><w:jc w:val="center"/>`
		x.par("", strings.Replace(right, `w:after="0"`, `w:before="480" w:after="0"`, 1), T("______________________________"))
		x.par("", right, b.Name)
		x.par("Small", `<w:ind w:left="5400"/><w:jc w:val="center"/>`, T(b.Label))
	}
}

func hex(c rgb) string { return fmt.Sprintf("%02X%02X%02X", c.r, c.g, c.b) }

func (x *docxWriter) list(l List) {
	x.lists = append(x.lists, l.Form)
	num := len(x.lists)
	x.deep++
	for _, it := range l.Items {
		text := it.Text
		if l.Form == Steps && len(it.Blocks) > 0 {
			text = strong(text)
		}
		x.par("ListItem", fmt.Sprintf(`<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr>`, min(x.deep-1, 2), num), text)
		for _, b := range it.Blocks {
			if p, ok := b.(Paragraph); ok {
				x.par("ListMore", "", p.Text)
				continue
			}
			x.block(b)
		}
	}
	x.deep--
}

func (x *docxWriter) address(a Address) {
	props := `<w:keepLines/><w:spacing w:after="0"/>` + wordAlign[a.Align]
	if a.Label != "" {
		x.par("Small", `<w:keepNext/><w:spacing w:after="0"/>`+wordAlign[a.Align], T(a.Label))
	}
	for _, l := range a.Lines {
		x.par("", props, l)
	}
	x.par("", `<w:spacing w:after="120"/>`, nil)
}

func (x *docxWriter) quote(q Quote) {
	x.boxed("FFFFFF", "DCD7CB", func() {
		if q.Who != "" {
			x.par("Small", `<w:keepNext/>`, T(q.Who))
		}
		x.raw("<w:p>")
		for _, p := range q.Pieces {
			if p.Mark == 0 {
				x.run(clean(p.Text), "")
				continue
			}
			x.run(clean(p.Text), `<w:u w:val="single"/><w:shd w:val="clear" w:color="auto" w:fill="FFE9A8"/>`)
			x.run(fmt.Sprintf(" (%d)", p.Mark), wordRun[Strong])
		}
		x.raw("</w:p>\n")
	})
}

func (x *docxWriter) stage(s Stage) {
	sign := map[StageState]string{Done: "✓ ", Here: "► ", Next: "○ "}[s.State]
	style := Plain
	if s.State == Here {
		style = Strong
	}
	runs := []Run{{Text: sign + s.Title, Style: style}}
	if s.Tag != "" {
		runs = append(runs, Run{Text: " – " + s.Tag, Style: Strong})
	}
	if s.Note != "" {
		runs = append(runs, Run{Text: "\n" + s.Note, Style: Muted})
	}
	x.par("ListMore", "", runs)
}
