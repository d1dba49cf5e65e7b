package letter

import (
	"fmt"
	"strconv"
	"strings"

	"recourse/document"
)

// blocks reads the small markdown of letter bodies. A block is a run of lines
// between empty ones:
//
//	# title, ## section       headings
//	- item, 1. item, [ ] item lists
//	^ text                    small print
//	!w title                  callout, its text on the following lines (w warn, i info)
//	---, ===                  line, page break
//	{{payments_table "bank"}} a block on a line of its own
//
// All else is a paragraph; a line that ends in \ breaks there. Inside lines
// **strong**, *slanted* and `code`.
func (pg *page) blocks(text string) ([]document.Block, error) {
	var out []document.Block
	for _, part := range strings.Split(text, "\n\n") {
		lines := trimLines(part)
		if len(lines) == 0 {
			continue
		}
		blocks, err := pg.part(lines)
		if err != nil {
			return nil, err
		}
		out = append(out, blocks...)
	}
	return out, nil
}

func trimLines(s string) []string {
	var out []string
	for _, l := range strings.Split(s, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

func (pg *page) part(lines []string) ([]document.Block, error) {
	first := lines[0]
	switch {
	case first == "---":
		return []document.Block{document.Rule{}}, nil
	case first == "===":
		return []document.Block{document.PageBreak{}}, nil
	case strings.HasPrefix(first, "#"):
		return pg.heading(lines)
	case strings.HasPrefix(first, "!w ") || strings.HasPrefix(first, "!i "):
		return pg.callout(lines)
	case strings.HasPrefix(first, "^ "):
		runs, err := pg.inline(strings.TrimPrefix(strings.Join(lines, " "), "^ "))
		return []document.Block{document.Small{Text: runs}}, err
	}
	if form, _, ok := listMark(first); ok {
		return pg.list(form, lines)
	}
	if blocks, ok, err := pg.markedBlocks(lines); ok || err != nil {
		return blocks, err
	}
	runs, err := pg.inline(paragraph(lines))
	if len(runs) == 0 {
		return nil, err
	}
	return []document.Block{document.Paragraph{Text: runs}}, err
}

// paragraph joins lines; a backslash at the end of one keeps the break.
func paragraph(lines []string) string {
	var b strings.Builder
	for i, l := range lines {
		l, broken := strings.CutSuffix(l, "\\")
		b.WriteString(l)
		if i+1 < len(lines) {
			b.WriteString(map[bool]string{true: "\n", false: " "}[broken])
		}
	}
	return b.String()
}

func (pg *page) heading(lines []string) ([]document.Block, error) {
	text := strings.TrimLeft(lines[0], "#")
	level := len(lines[0]) - len(text)
	runs, err := pg.inline(strings.TrimSpace(text))
	out := []document.Block{document.Heading{Level: min(level, 3), Text: runs}}
	if len(lines) > 1 && err == nil {
		more, err := pg.part(lines[1:])
		return append(out, more...), err
	}
	return out, err
}

func (pg *page) callout(lines []string) ([]document.Block, error) {
	kind := map[byte]document.Kind{'w': document.Warn, 'i': document.Info}[lines[0][1]]
	title, err := pg.inline(lines[0][3:])
	if err != nil {
		return nil, err
	}
	c := document.Callout{Kind: kind, Title: document.PlainText(title)}
	if len(lines) > 1 {
		if c.Blocks, err = pg.part(lines[1:]); err != nil {
			return nil, err
		}
	}
	return []document.Block{c}, nil
}

func listMark(l string) (document.ListForm, string, bool) {
	if t, ok := strings.CutPrefix(l, "- "); ok {
		return document.Bullets, t, true
	}
	if t, ok := strings.CutPrefix(l, "[ ] "); ok {
		return document.Boxes, t, true
	}
	if n, t, ok := strings.Cut(l, ". "); ok {
		if _, err := strconv.Atoi(n); err == nil {
			return document.Numbers, t, true
		}
	}
	return 0, "", false
}

func (pg *page) list(form document.ListForm, lines []string) ([]document.Block, error) {
	var items []string
	for _, l := range lines {
		if _, t, ok := listMark(l); ok {
			items = append(items, t)
			continue
		}
		items[len(items)-1] += " " + l
	}
	out := document.List{Form: form}
	for _, it := range items {
		runs, err := pg.inline(it)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, document.Item{Text: runs})
	}
	return []document.Block{out}, nil
}

// markedBlocks reads a part that is marks of blocks and nothing else.
func (pg *page) markedBlocks(lines []string) ([]document.Block, bool, error) {
	var out []document.Block
	for _, l := range lines {
		v, rest, err := pg.value(l)
		if err != nil {
			return nil, false, err
		}
		if v == nil || v.runs != nil || rest != "" {
			return nil, false, nil
		}
		out = append(out, v.blocks...)
	}
	return out, true, nil
}

// value reads the mark at the start of s. It returns nil where there is none.
func (pg *page) value(s string) (*value, string, error) {
	rest, ok := strings.CutPrefix(s, string(markOpen))
	if !ok {
		return nil, s, nil
	}
	number, rest, ok := strings.Cut(rest, string(markClose))
	n, err := strconv.Atoi(number)
	if !ok || err != nil || n < 0 || n >= len(pg.values) {
		return nil, "", errBrokenValue
	}
	return &pg.values[n], rest, nil
}

// inline reads a line: the file's own words with their markup, and values as
// the text that they are.
func (pg *page) inline(s string) ([]document.Run, error) {
	var out []document.Run
	style := document.Plain
	own := func(words string) {
		if n := len(out); n > 0 && strings.HasSuffix(out[n-1].Text, ".") && strings.HasPrefix(words, ".") {
			words = words[1:] // a date that ends the sentence brings its full stop
		}
		if words != "" {
			out = append(out, document.Run{Text: pg.fixedIn(words, style), Style: style})
		}
	}
	start := 0
	for i := 0; i < len(s); {
		if strings.HasPrefix(s[i:], string(markOpen)) {
			own(s[start:i])
			v, rest, err := pg.value(s[i:])
			if err != nil {
				return nil, err
			}
			if v.runs == nil {
				return nil, fmt.Errorf("a block stands inside the line %.60q: %w", s, errBrokenValue)
			}
			out = append(out, styled(v.runs, style)...)
			i = len(s) - len(rest)
			start = i
			continue
		}
		if next, n := toggle(s[i:], style); n > 0 {
			own(s[start:i])
			style, i = next, i+n
			start = i
			continue
		}
		i++
	}
	own(s[start:])
	if strings.ContainsRune(s, markClose) && !strings.ContainsRune(s, markOpen) {
		return nil, errBrokenValue
	}
	if style != document.Plain {
		return nil, fmt.Errorf("a style is not closed in %.60q", s)
	}
	return out, nil
}

func (pg *page) fixedIn(words string, style document.Style) string {
	if style == document.Code {
		return words
	}
	return pg.fixed(words)
}

// toggle reads a sign that opens or closes a style.
func toggle(s string, now document.Style) (document.Style, int) {
	for _, t := range []struct {
		sign  string
		style document.Style
	}{{"**", document.Strong}, {"*", document.Emph}, {"`", document.Code}} {
		if !strings.HasPrefix(s, t.sign) {
			continue
		}
		switch {
		case now == t.style:
			return document.Plain, len(t.sign)
		case now == document.Plain && len(s) > len(t.sign) && s[len(t.sign)] != ' ':
			return t.style, len(t.sign)
		}
	}
	return now, 0
}

// styled sets plain values in the style that they stand in.
func styled(runs []document.Run, style document.Style) []document.Run {
	out := make([]document.Run, len(runs))
	for i, r := range runs {
		if r.Style == document.Plain {
			r.Style = style
		}
		out[i] = r
	}
	return out
}

// flat returns the runs of blocks, however deep, for measuring.
func flat(blocks []document.Block) []document.Run {
	return document.T(document.Outline(document.Document{Blocks: blocks}))
}
