package document

import (
	"fmt"
	"strings"
)

// Outline writes the tree of blocks, one line a block, with the styles of runs:
// for golden tests, to be read by git diff.
func Outline(d Document) string {
	var o outline
	fmt.Fprintf(&o.b, "document %s %q paper=%t\n", d.Lang, d.Title, d.Paper)
	o.blocks(1, d.Blocks)
	return o.b.String()
}

type outline struct{ b strings.Builder }

func (o *outline) line(depth int, format string, args ...any) {
	o.b.WriteString(strings.Repeat("  ", depth))
	fmt.Fprintf(&o.b, format, args...)
	o.b.WriteByte('\n')
}

func (o *outline) blocks(depth int, blocks []Block) {
	for _, b := range blocks {
		o.block(depth, b)
	}
}

// marked writes runs with their styles: *strong*, /emph/, `code`, ~muted~, [____].
func marked(runs []Run) string {
	signs := map[Style][2]string{Strong: {"*", "*"}, Emph: {"/", "/"}, Code: {"`", "`"}, Muted: {"~", "~"}, Blank: {"[", "]"}}
	var b strings.Builder
	for _, r := range runs {
		s := signs[r.Style]
		b.WriteString(s[0] + strings.ReplaceAll(clean(r.Text), "\n", " | ") + s[1])
		if r.Link != "" {
			b.WriteString("<" + r.Link + ">")
		}
	}
	return b.String()
}

func (o *outline) block(depth int, b Block) {
	switch b := b.(type) {
	case Heading:
		o.line(depth, "h%d %s", b.Level, marked(b.Text))
	case Paragraph:
		o.line(depth, "p %s", marked(b.Text))
	case Small:
		o.line(depth, "small %s", marked(b.Text))
	case List:
		o.line(depth, "list %s", [...]string{"bullets", "numbers", "steps", "boxes"}[l(b.Form)])
		for _, it := range b.Items {
			o.line(depth+1, "- %s", marked(it.Text))
			o.blocks(depth+2, it.Blocks)
		}
	case Table:
		o.table(depth, b)
	case KeyValues:
		o.line(depth, "values")
		for _, p := range b.Pairs {
			o.line(depth+1, "%s: %s", p.Key, marked(p.Value))
		}
	case Quote:
		o.line(depth, "quote %q", b.Who)
		for _, p := range b.Pieces {
			o.line(depth+1, "%d %q", p.Mark, p.Text)
		}
	case Notes:
		for _, n := range b.Items {
			o.line(depth, "note %d %s", n.Number, marked(n.Title))
			o.blocks(depth+1, n.Blocks)
		}
	case Columns:
		o.line(depth, "left")
		o.blocks(depth+1, b.Left)
		o.line(depth, "right")
		o.blocks(depth+1, b.Right)
	default:
		o.box(depth, b)
	}
}

func l(f ListForm) int { return int(min(f, Boxes)) }

func (o *outline) box(depth int, b Block) {
	switch b := b.(type) {
	case Callout:
		o.line(depth, "callout %s %q", b.Kind, b.Title)
		o.blocks(depth+1, b.Blocks)
	case Banner:
		o.line(depth, "banner %s %q say %q sure %d %q", b.Kind, b.Title, b.Say, b.Level, b.Sure)
		o.blocks(depth+1, b.Blocks)
	case Bars:
		o.line(depth, "bars %q", b.Title)
		for _, it := range b.Items {
			o.line(depth+1, "%q %q %g %q asked=%t", it.Label, it.Note, it.Value, it.Amount, it.Asked)
		}
		if b.Total != nil {
			o.line(depth+1, "total %q %q", b.Total.Label, b.Total.Amount)
		}
	case Stages:
		for _, s := range b.Items {
			o.line(depth, "stage %d %q %q %q", s.State, s.Title, s.Note, s.Tag)
		}
	case Card:
		o.line(depth, "card %v %s first=%t", b.Tags, marked(b.Title), b.First)
		o.blocks(depth+1, b.Blocks)
	case Details:
		o.line(depth, "details %q", b.Summary)
		o.blocks(depth+1, b.Blocks)
	case Address:
		o.line(depth, "address %q", b.Label)
		for _, l := range b.Lines {
			o.line(depth+1, "%s", marked(l))
		}
	case Signature:
		o.line(depth, "signature %s / %s / %q", marked(b.Place), marked(b.Name), b.Label)
	case Rule:
		o.line(depth, "rule")
	case PageBreak:
		o.line(depth, "page break")
	}
}

func (o *outline) table(depth int, t Table) {
	titles := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		titles[i] = c.Title
	}
	o.line(depth, "table %q [%s]", t.Caption, strings.Join(titles, " | "))
	row := func(sign string, cells []Cell) {
		texts := make([]string, len(cells))
		for i, c := range cells {
			texts[i] = marked(c.Text)
		}
		o.line(depth+1, "%s %s", sign, strings.Join(texts, " | "))
	}
	for _, r := range t.Rows {
		row("-", r)
	}
	if len(t.Total) > 0 {
		row("=", t.Total)
	}
}
