package document

import (
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

const textWidth = 78

// Text writes the document as plain text, at most 78 characters a line where
// words allow it.
func Text(w io.Writer, d Document) error {
	t := &textWriter{width: textWidth}
	t.blocks(d.Blocks)
	_, err := io.WriteString(w, strings.TrimLeft(strings.TrimRight(t.b.String(), "\n"), "\n")+"\n")
	return err
}

type textWriter struct {
	b      strings.Builder
	indent string
	first  string // stands in for the indent of the next line, such as "1. "
	width  int
}

func (t *textWriter) blocks(blocks []Block) {
	for _, b := range blocks {
		t.block(b)
	}
}

func (t *textWriter) block(b Block) {
	switch b := b.(type) {
	case Heading:
		t.heading(b)
	case Paragraph:
		t.par(PlainText(b.Text))
	case Small:
		t.par(PlainText(b.Text))
	case List:
		t.list(b)
	case Table:
		t.table(b)
	case KeyValues:
		for _, p := range b.Pairs {
			t.line(oneLine(p.Key) + ": " + PlainText(p.Value))
		}
		t.end()
	case Quote:
		t.quote(b)
	case Notes:
		for _, n := range b.Items {
			t.item("("+strconv.Itoa(n.Number)+") ", n.Title, n.Blocks)
		}
		t.end()
	case Columns:
		t.blocks(b.Left)
		t.blocks(b.Right)
	case Rule:
		t.par(strings.Repeat("-", 20))
	case PageBreak:
		t.end()
	default:
		t.box(b)
	}
}

func (t *textWriter) box(b Block) {
	switch b := b.(type) {
	case Callout:
		t.titled("!! ", b.Title, b.Blocks)
	case Banner:
		t.heading(Heading{1, T(b.Title)})
		t.par(clean(b.Say))
		t.blocks(b.Blocks)
		t.par(clean(b.Sure))
	case Bars:
		t.bars(b)
	case Stages:
		for _, s := range b.Items {
			t.stage(s)
		}
		t.end()
	case Card:
		for _, g := range b.Tags {
			t.line("[" + oneLine(g.Text) + "]")
		}
		t.titled("", PlainText(b.Title), b.Blocks)
	case Details:
		t.titled("", b.Summary, b.Blocks)
	case Address:
		if b.Label != "" {
			t.line(oneLine(b.Label))
		}
		for _, l := range b.Lines {
			t.line(PlainText(l))
		}
		t.end()
	case Signature:
		t.line(PlainText(b.Place))
		t.end()
		t.line(strings.Repeat("_", 30))
		t.line(PlainText(b.Name))
		t.line(oneLine(b.Label))
		t.end()
	}
}

func (t *textWriter) heading(h Heading) {
	s := oneLine(PlainText(h.Text))
	t.end()
	if h.Level <= 1 {
		s = strings.ToUpper(s)
	}
	t.line(s)
	if h.Level <= 2 {
		t.line(strings.Repeat(map[bool]string{true: "=", false: "-"}[h.Level <= 1], min(utf8.RuneCountInString(s), t.width)))
	}
	t.end()
}

// par writes a paragraph; empty text writes nothing.
func (t *textWriter) par(s string) {
	if s == "" {
		return
	}
	t.line(s)
	t.end()
}

// end leaves one empty line below what has been written.
func (t *textWriter) end() {
	if s := t.b.String(); s != "" && !strings.HasSuffix(s, "\n\n") {
		t.b.WriteByte('\n')
	}
}

// line writes s below the indent and wraps it.
func (t *textWriter) line(s string) {
	for _, l := range strings.Split(s, "\n") {
		used := 0
		for _, w := range strings.Fields(l) {
			n := utf8.RuneCountInString(w)
			if used > 0 && used+1+n > t.width-len(t.indent) {
				t.b.WriteByte('\n')
				used = 0
			}
			if used == 0 {
				t.lead()
			} else {
				t.b.WriteByte(' ')
				used++
			}
			t.b.WriteString(w)
			used += n
		}
		if used > 0 {
			t.b.WriteByte('\n')
		}
	}
}

func (t *textWriter) lead() {
	if t.first != "" {
		t.b.WriteString(t.first)
		t.first = ""
		return
	}
	t.b.WriteString(t.indent)
}

func (t *textWriter) item(mark string, text []Run, blocks []Block) {
	indent := t.indent
	t.first = indent + mark
	t.indent = indent + strings.Repeat(" ", utf8.RuneCountInString(mark))
	t.line(PlainText(text))
	t.blocks(blocks)
	t.first, t.indent = "", indent
}

func (t *textWriter) titled(mark, title string, blocks []Block) {
	if title != "" {
		t.line(mark + oneLine(title))
	}
	indent := t.indent
	t.indent += "   "
	t.blocks(blocks)
	t.indent = indent
	t.end()
}

func (t *textWriter) list(l List) {
	for i, it := range l.Items {
		mark := map[ListForm]string{Bullets: "- ", Boxes: "[ ] "}[l.Form]
		if mark == "" {
			mark = strconv.Itoa(i+1) + ". "
		}
		t.item(mark, it.Text, it.Blocks)
	}
	t.end()
}

// table writes each row as lines of "column: value": what a terminal of any
// width and a screen reader can follow.
func (t *textWriter) table(tb Table) {
	if tb.Caption != "" {
		t.par(oneLine(tb.Caption))
	}
	for _, row := range tb.Rows {
		t.row(tb, row, "* ")
	}
	if len(tb.Total) > 0 {
		t.row(tb, tb.Total, "= ")
	}
	t.end()
}

func (t *textWriter) row(tb Table, row []Cell, mark string) {
	for i, c := range row {
		s := oneLine(PlainText(c.Text))
		if i >= len(tb.Columns) || s == "" {
			continue
		}
		if title := oneLine(tb.Columns[i].Title); title != "" && mark != "= " {
			s = title + ": " + s
		}
		indent := t.indent
		t.first, t.indent = indent+mark, indent+"  "
		t.line(s)
		t.first, t.indent = "", indent
		mark = "  "
	}
}

func (t *textWriter) quote(q Quote) {
	if q.Who != "" {
		t.line(oneLine(q.Who))
	}
	var b strings.Builder
	for _, p := range q.Pieces {
		b.WriteString(clean(p.Text))
		if p.Mark > 0 {
			b.WriteString(" (" + strconv.Itoa(p.Mark) + ")")
		}
	}
	indent := t.indent
	t.indent += "> "
	t.line(b.String())
	t.indent = indent
	t.end()
}

func (t *textWriter) bars(b Bars) {
	if b.Title != "" {
		t.par(oneLine(b.Title))
	}
	top := largest(b.Items)
	for _, it := range b.Items {
		sign, says := "#", b.PaidKey
		if it.Asked {
			sign, says = "/", b.AskedKey
		}
		t.line(oneLine(it.Label + " " + it.Note))
		t.line("  " + strings.Repeat(sign, int(share(it.Value, top)*40+0.5)) + " " + oneLine(it.Amount) + " (" + oneLine(says) + ")")
	}
	if b.Total != nil {
		t.line(oneLine(b.Total.Label) + ": " + oneLine(b.Total.Amount))
	}
	t.end()
}

func (t *textWriter) stage(s Stage) {
	mark := map[StageState]string{Done: "[x] ", Here: "[>] ", Next: "[ ] "}[s.State]
	title := oneLine(s.Title)
	if s.Tag != "" {
		title += " - " + oneLine(s.Tag)
	}
	var note []Block
	if s.Note != "" {
		note = []Block{Paragraph{Text: T(s.Note)}}
	}
	t.item(mark, T(title), note)
}
