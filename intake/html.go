package intake

import (
	"errors"
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlPage is the text of a saved page.
type htmlPage struct{ title, text string }

// htmlText returns the text that a page shows: nothing of scripts and styles,
// a line for each block. It reads tokens only and builds no tree, so that no
// page is too deep for it.
func htmlText(source string) htmlPage {
	z := html.NewTokenizer(strings.NewReader(source))
	z.SetMaxBuf(8 << 20)
	var p htmlPage
	var b htmlLines
	silent, title := atom.Atom(0), false
	for {
		switch z.Next() {
		case html.ErrorToken:
			if err := z.Err(); err != nil && !errors.Is(err, io.EOF) {
				b.block()
			}
			p.text = strings.TrimSpace(b.String())
			p.title = strings.Join(strings.Fields(p.title), " ")
			return p
		case html.TextToken:
			switch {
			case title:
				p.title += string(z.Text())
			case silent == 0:
				b.words(string(z.Text()))
			}
		case html.StartTagToken:
			name, _ := z.TagName()
			a := atom.Lookup(name)
			title = a == atom.Title
			if silent == 0 && (a == atom.Script || a == atom.Style || a == atom.Template || a == atom.Noscript) {
				silent = a
			}
			b.tag(a)
		case html.EndTagToken:
			name, _ := z.TagName()
			a := atom.Lookup(name)
			title = title && a != atom.Title
			if a == silent {
				silent = 0
			}
			b.tag(a)
		case html.SelfClosingTagToken:
			name, _ := z.TagName()
			b.tag(atom.Lookup(name))
		}
	}
}

// htmlLines joins words into lines.
type htmlLines struct {
	strings.Builder
	gap  bool // a space is due before the next word
	open bool // the line has words
}

func (b *htmlLines) words(s string) {
	for i, w := range strings.Fields(s) {
		if b.open && (b.gap || i > 0 || strings.TrimLeft(s, " \t\r\n") != s) {
			_ = b.WriteByte(' ')
		}
		_, _ = b.WriteString(w)
		b.open, b.gap = true, false
	}
	b.gap = b.gap || strings.TrimRight(s, " \t\r\n") != s
}

func (b *htmlLines) block() {
	if b.open {
		_ = b.WriteByte('\n')
	}
	b.open, b.gap = false, false
}

func (b *htmlLines) tag(a atom.Atom) {
	switch a {
	case atom.Br, atom.P, atom.Div, atom.Tr, atom.Li, atom.Ul, atom.Ol, atom.Table, atom.H1, atom.H2, atom.H3,
		atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Hr, atom.Pre, atom.Body:
		b.block()
	case atom.Td, atom.Th:
		b.gap = true
	}
}
