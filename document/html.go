package document

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"strconv"
	"strings"
)

//go:embed style.css
var styleSheet string

// HTML writes the document as one file that needs nothing else: no script, no
// font, no picture, nothing from elsewhere, and a policy that forbids them.
func HTML(w io.Writer, d Document) error {
	h := &htmlWriter{}
	h.head(d)
	h.open("main", "")
	h.blocks(d.Blocks)
	h.close("main")
	if d.Footer != "" {
		h.open("footer", "")
		h.element("p", "", T(d.Footer))
		h.close("footer")
	}
	h.raw("</body>\n</html>\n")
	_, err := io.WriteString(w, h.b.String())
	return err
}

type htmlWriter struct {
	b     strings.Builder
	notes map[int]bool // numbers whose note has been written
	marks map[int]int  // how many marks of a number have been written
}

func (h *htmlWriter) raw(parts ...string) {
	for _, p := range parts {
		h.b.WriteString(p)
	}
}

func (h *htmlWriter) text(s string) { h.raw(html.EscapeString(clean(s))) }

func (h *htmlWriter) head(d Document) {
	sum := sha256.Sum256([]byte(styleSheet))
	policy := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; base-uri 'none'; form-action 'none'"
	class := "report"
	if d.Paper {
		class = "paper"
	}
	h.notes, h.marks = make(map[int]bool), make(map[int]int)
	h.raw("<!doctype html>\n<html lang=\"", html.EscapeString(oneLine(d.Lang)), "\">\n<head>\n<meta charset=\"utf-8\">\n",
		"<meta http-equiv=\"Content-Security-Policy\" content=\"", html.EscapeString(policy), "\">\n",
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
		"<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n",
		"<title>", html.EscapeString(oneLine(d.Title)), "</title>\n<style>", styleSheet, "</style>\n</head>\n",
		"<body class=\"", class, "\">\n")
}

func (h *htmlWriter) open(tag, class string) {
	h.raw("<", tag)
	if class != "" {
		h.raw(" class=\"", class, "\"")
	}
	h.raw(">")
}

func (h *htmlWriter) close(tag string) { h.raw("</", tag, ">\n") }

func (h *htmlWriter) element(tag, class string, runs []Run) {
	h.open(tag, class)
	h.runs(runs)
	h.close(tag)
}

var runTags = map[Style][2]string{
	Strong: {"<strong>", "</strong>"},
	Emph:   {"<em>", "</em>"},
	Code:   {`<code translate="no">`, "</code>"},
	Muted:  {`<span class="muted">`, "</span>"},
	Blank:  {`<span class="blank">`, "</span>"},
}

func (h *htmlWriter) runs(runs []Run) {
	for _, r := range cleanRuns(runs) {
		tags := runTags[r.Style]
		h.raw(tags[0])
		if r.Link != "" {
			h.raw(`<a rel="noreferrer" href="`, html.EscapeString(r.Link), `">`)
		}
		h.raw(strings.ReplaceAll(html.EscapeString(r.Text), "\n", "<br>"))
		if r.Link != "" {
			h.raw("</a>")
		}
		h.raw(tags[1])
	}
}

func (h *htmlWriter) blocks(blocks []Block) {
	for _, b := range blocks {
		h.block(b)
	}
}

func (h *htmlWriter) block(b Block) {
	switch b := b.(type) {
	case Heading:
		h.element("h"+strconv.Itoa(min(max(b.Level, 1), 4)), "", b.Text)
	case Paragraph:
		h.element("p", strings.TrimSpace([]string{"", "right", "middle"}[b.Align]+map[bool]string{true: " lead"}[b.Lead]), b.Text)
	case Small:
		h.element("p", "small", b.Text)
	case List:
		h.list(b)
	case Table:
		h.table(b)
	case KeyValues:
		h.keyValues(b)
	case Quote:
		h.quote(b)
	case Notes:
		h.noteList(b)
	case Columns:
		h.raw("<div class=\"cols\"><div>")
		h.blocks(b.Left)
		h.raw("</div>\n<div>")
		h.blocks(b.Right)
		h.raw("</div></div>\n")
	case Rule:
		h.raw("<hr>\n")
	case PageBreak:
		h.raw("<div class=\"break\"></div>\n")
	default:
		h.box(b)
	}
}

func (h *htmlWriter) box(b Block) {
	switch b := b.(type) {
	case Callout:
		h.open("section", "note "+b.Kind.String())
		if b.Title != "" {
			h.element("h3", "", T(b.Title))
		}
		h.blocks(b.Blocks)
		h.close("section")
	case Banner:
		h.banner(b)
	case Bars:
		h.bars(b)
	case Stages:
		h.stages(b)
	case Card:
		h.card(b)
	case Details:
		h.raw("<details><summary>")
		h.text(oneLine(b.Summary))
		h.raw("</summary><div>")
		h.blocks(b.Blocks)
		h.raw("</div></details>\n")
	case Address:
		h.address(b)
	case Signature:
		h.raw("<div class=\"sign\"><p>")
		h.runs(b.Place)
		h.raw("</p><div><p class=\"line\"></p><p>")
		h.runs(b.Name)
		h.raw("</p><p class=\"small\">")
		h.text(b.Label)
		h.raw("</p></div></div>\n")
	}
}

var listClass = map[ListForm][2]string{
	Bullets: {"ul", "plain"}, Numbers: {"ol", "plain"}, Steps: {"ol", "steps"}, Boxes: {"ul", "boxes"},
}

func (h *htmlWriter) list(l List) {
	f := listClass[l.Form]
	h.open(f[0], f[1])
	for _, it := range l.Items {
		h.raw("<li>")
		if len(it.Blocks) > 0 {
			h.element("div", "first", it.Text)
			h.blocks(it.Blocks)
		} else {
			h.runs(it.Text)
		}
		h.raw("</li>\n")
	}
	h.close(f[0])
}

var alignClass = [...]string{"", "right", "middle"}

func (h *htmlWriter) table(t Table) {
	h.raw("<div class=\"scroll\"><table role=\"table\">")
	if t.Caption != "" {
		h.element("caption", "", T(t.Caption))
	}
	h.raw("<thead role=\"rowgroup\"><tr role=\"row\">")
	for _, c := range t.Columns {
		h.raw("<th scope=\"col\" role=\"columnheader\"", class(alignClass[c.Align]), ">")
		h.text(c.Title)
		h.raw("</th>")
	}
	h.raw("</tr></thead>\n<tbody role=\"rowgroup\">")
	for _, row := range t.Rows {
		h.row(t, row)
	}
	h.raw("</tbody>")
	if len(t.Total) > 0 {
		h.raw("<tfoot role=\"rowgroup\">")
		h.row(t, t.Total)
		h.raw("</tfoot>")
	}
	h.raw("</table></div>\n")
}

func class(name string) string {
	if name == "" {
		return ""
	}
	return ` class="` + name + `"`
}

func (h *htmlWriter) row(t Table, row []Cell) {
	h.raw("<tr role=\"row\">")
	for i, col := range t.Columns {
		var cell Cell
		if i < len(row) {
			cell = row[i]
		}
		h.raw("<td role=\"cell\"", class(alignClass[col.Align]), " data-label=\"", html.EscapeString(oneLine(col.Title)), "\">")
		if len(cell.Text) > 0 {
			h.raw("<div>")
			h.runs(cell.Text)
			h.raw("</div>")
		}
		h.raw("</td>")
	}
	h.raw("</tr>\n")
}

func (h *htmlWriter) keyValues(k KeyValues) {
	h.open("dl", "")
	for _, p := range k.Pairs {
		h.raw("<div><dt>")
		h.text(p.Key)
		h.raw("</dt><dd>")
		h.runs(p.Value)
		h.raw("</dd></div>\n")
	}
	h.close("dl")
}

func (h *htmlWriter) quote(q Quote) {
	h.raw("<figure class=\"msg\">")
	if q.Who != "" {
		h.element("figcaption", "", T(q.Who))
	}
	h.raw("<blockquote translate=\"no\">")
	for _, p := range q.Pieces {
		if p.Mark == 0 {
			h.quoted(p.Text)
			continue
		}
		h.marks[p.Mark]++
		id := fmt.Sprintf("m%d-%d", p.Mark, h.marks[p.Mark])
		h.raw("<mark id=\"", id, "\">")
		h.quoted(p.Text)
		n := strconv.Itoa(p.Mark)
		h.raw("</mark><a class=\"ref\" href=\"#r", n, "\">", n, "</a>")
	}
	h.raw("</blockquote></figure>\n")
}

func (h *htmlWriter) quoted(s string) {
	h.raw(strings.ReplaceAll(html.EscapeString(clean(s)), "\n", "<br>"))
}

func (h *htmlWriter) noteList(notes Notes) {
	h.open("ol", "reasons")
	for _, n := range notes.Items {
		num := strconv.Itoa(n.Number)
		h.raw("<li")
		if !h.notes[n.Number] {
			h.notes[n.Number] = true
			h.raw(" id=\"r", num, "\"")
		}
		h.raw("><span class=\"n\">", num, "</span><div>")
		h.element("h3", "", n.Title)
		h.blocks(n.Blocks)
		h.raw("</div></li>\n")
	}
	h.close("ol")
}

// String returns the kind's name in class names and outlines.
func (k Kind) String() string {
	return [...]string{"info", "ok", "warn", "danger"}[min(k, Danger)]
}
