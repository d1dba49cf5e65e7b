package intake

import (
	"strings"
	"time"

	"recourse"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlPage is what a saved page shows, and what it says of itself.
type htmlPage struct {
	title, text string
	links       []linkSpan // and the addresses of its forms, where they stand
	asks        []string   // where a form leads that asks for a password
	hidden      string     // text that the page holds and does not show
	source      string     // how the text begins, shown or not, in the lines of its source
	meta        Meta
	rows        []htmlRow // of its tables
	seams       []int     // where elements inside a line begin or end
}

// htmlRow is a row of a table: where its cells stand in the text.
type htmlRow []recourse.Span

// The largest tables whose cells are told apart.
const (
	maxHTMLRows  = 20_000
	maxHTMLCells = 40
	maxSeams     = 50_000
)

// pageReader reads a page token by token and builds no tree, so that no page is
// too deep for it. Nothing in it is run.
type pageReader struct {
	z      *html.Tokenizer
	page   htmlPage
	lines  htmlLines
	hidden htmlLines
	source htmlLines // for htmlPage.source
	open   openTags
	silent atom.Atom // the element whose text is no text
	title  bool
	link   *linkSpan // that is open
	form   string    // where the form leads that is open
	cell   int       // where the cell begins that is open, from 1
}

// htmlText returns what a page shows, a line for each block: nothing of scripts
// and styles.
func htmlText(source string) htmlPage {
	p := pageReader{z: html.NewTokenizer(strings.NewReader(source))}
	p.z.SetMaxBuf(8 << 20)
	for p.next() {
	}
	p.endLink()
	p.endCell()
	p.page.text = strings.TrimRight(p.lines.String(), " \t\r\n")
	p.page.title = strings.Join(strings.Fields(p.page.title), " ")
	p.page.hidden = strings.TrimSpace(p.hidden.String())
	p.page.source = p.source.String()
	return p.page
}

// next reads one token.
func (p *pageReader) next() bool {
	switch kind := p.z.Next(); kind {
	case html.ErrorToken:
		return false
	case html.CommentToken:
		p.comment(string(p.z.Text()))
	case html.TextToken:
		p.words(string(p.z.Text()))
	case html.StartTagToken, html.SelfClosingTagToken:
		name, more := p.z.TagName()
		p.start(atom.Lookup(name), attributes(p.z, more), kind == html.SelfClosingTagToken)
	case html.EndTagToken:
		name, _ := p.z.TagName()
		p.end(atom.Lookup(name))
	}
	return true
}

// words takes text where it belongs.
func (p *pageReader) words(s string) {
	switch {
	case p.title:
		if len(p.page.title) < maxMetaValue {
			p.page.title += s[:runeStart(s, maxMetaValue)]
		}
	case p.silent != 0:
	case p.open.hidden > 0:
		p.note(s)
		if p.hidden.Len() < maxMetaValue {
			p.hidden.words(s[:runeStart(s, maxMetaValue)])
		}
	default:
		p.note(s)
		if p.open.within(atom.Pre) {
			p.lines.wordsInLines(s)
		} else {
			p.lines.words(s)
		}
	}
}

// note takes text as it stands in the source, as much of it as tells what a document is.
func (p *pageReader) note(s string) {
	if p.source.Len() < documentText {
		p.source.wordsInLines(s[:runeStart(s, documentText)])
	}
}

// silentTag reports whether the element's text is none of the page's.
func silentTag(a atom.Atom) bool {
	return a == atom.Script || a == atom.Style || a == atom.Template || a == atom.Noscript
}

func (p *pageReader) start(a atom.Atom, attrs tagAttributes, closed bool) {
	if p.silent != 0 {
		return
	}
	if silentTag(a) && !closed {
		p.silent = a
		return
	}
	p.title = a == atom.Title && p.page.title == "" && !p.open.within(atom.Svg)
	p.tag(a)
	p.seam()
	p.startCell(a)
	if a == atom.Body && attrs.unseen() {
		attrs = tagAttributes{} // some pages show their body by a script
	}
	p.open.start(a, closed || voidTag(a), attrs.unseen())
	switch a {
	case atom.A:
		p.endLink()
		p.startLink(attrs.href)
	case atom.Meta:
		p.meta(attrs)
	case atom.Link:
		if strings.EqualFold(attrs.rel, "canonical") {
			p.page.meta.Add(MetaSite, attrs.href)
		}
	case atom.Form:
		p.form = attrs.action
		p.address(attrs.action)
	case atom.Input:
		p.input(attrs)
	}
}

func (p *pageReader) end(a atom.Atom) {
	if p.silent != 0 {
		if a == p.silent {
			p.silent = 0
		}
		return
	}
	switch a {
	case atom.Title:
		p.title = false
	case atom.A:
		p.endLink()
	case atom.Form:
		p.form = ""
	case atom.Td, atom.Th, atom.Tr, atom.Table:
		p.endCell()
	}
	p.tag(a)
	p.seam()
	p.open.end(a)
}

// seam notes that an element begins or ends inside a line: what a label and its
// value share no space at.
func (p *pageReader) seam() {
	list, at := p.page.seams, p.lines.Len()
	if p.lines.open && len(list) < maxSeams && (len(list) == 0 || list[len(list)-1] != at) {
		p.page.seams = append(list, at)
	}
}

// tag ends a line where a block begins or ends.
func (p *pageReader) tag(a atom.Atom) {
	p.source.tag(a)
	if p.open.hidden > 0 {
		p.hidden.tag(a)
		return
	}
	p.lines.tag(a)
}

// startLink begins a link, whose words follow.
func (p *pageReader) startLink(href string) {
	if href == "" || len(p.page.links) >= maxLinks || p.open.hidden > 0 {
		return
	}
	l := &linkSpan{href: href[:runeStart(href, maxHref)], Span: recourse.Span{Start: -1}}
	p.link = l
	p.lines.next = func(at int) { l.Start = at }
}

func (p *pageReader) endLink() {
	if p.link == nil {
		return
	}
	l := *p.link
	p.link, p.lines.next = nil, nil
	l.End = p.lines.Len()
	if p.lines.Len() > 0 && !p.lines.open {
		l.End-- // the end of its line
	}
	if l.Start < 0 || l.Start > l.End {
		l.Start = l.End
	}
	p.page.links = append(p.page.links, l)
}

// address notes an address that is no link: of a form, or where the page goes on.
func (p *pageReader) address(href string) {
	if host, _ := linkHost(href); host != "" && len(p.page.links) < maxLinks {
		at := p.lines.Len()
		if at > 0 && !p.lines.open {
			at-- // the end of the line before
		}
		p.page.links = append(p.page.links, linkSpan{recourse.Span{Start: at, End: at}, href[:runeStart(href, maxHref)]})
	}
}

// input looks for a form that asks for a password.
func (p *pageReader) input(attrs tagAttributes) {
	const most = 20
	if !strings.EqualFold(attrs.kind, "password") || len(p.page.asks) >= most {
		return
	}
	where := p.form
	if where == "" {
		where = "-"
	}
	p.page.asks = append(p.page.asks, shortened(where))
}

// pageMeta are the names of what a page says of itself in its head.
var pageMeta = map[string]string{
	"author": MetaAuthor, "article:author": MetaAuthor, "generator": MetaProducer,
	"date": MetaCreated, "dcterms.created": MetaCreated, "article:published_time": MetaCreated, "datepublished": MetaCreated,
	"article:modified_time": MetaModified, "og:updated_time": MetaModified, "last-modified": MetaModified, "datemodified": MetaModified,
	"og:url": MetaSite, "keywords": MetaKeywords, "description": MetaSubject,
}

func (p *pageReader) meta(attrs tagAttributes) {
	if strings.EqualFold(attrs.httpEquiv, "refresh") {
		if _, to, ok := strings.Cut(attrs.content, "="); ok {
			p.address(strings.Trim(strings.TrimSpace(to), `"'`))
		}
		return
	}
	key := pageMeta[strings.ToLower(attrs.name)]
	switch key {
	case "":
	case MetaCreated, MetaModified:
		p.page.meta.AddWritten(key, attrs.content)
	default:
		p.page.meta.Add(key, attrs.content)
	}
}

// comment reads what browsers and their extensions write into a page that they
// save: Internet Explorer, Chromium and Firefox ("saved from url=(0031)https://…"),
// SingleFile ("url: …", "saved date: …").
func (p *pageReader) comment(s string) {
	const longest = 4 << 10
	s = s[:runeStart(s, longest)]
	if _, rest, ok := strings.Cut(s, "saved from url="); ok {
		if _, after, ok := strings.Cut(rest, ")"); ok && strings.HasPrefix(rest, "(") {
			rest = after
		}
		p.page.meta.Add(MetaURL, rest)
		return
	}
	if !strings.Contains(s, "SingleFile") {
		return
	}
	for line := range strings.Lines(s) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch key {
		case "url":
			p.page.meta.Add(MetaURL, value)
		case "saved date":
			value, _, _ = strings.Cut(value, " (")
			if t, err := time.Parse("Mon Jan 02 2006 15:04:05 GMT-0700", value); err == nil {
				p.page.meta.AddTime(MetaCaptured, t)
			}
		}
	}
}

// showPage puts what a page shows and says of itself into the file.
func (r *reader) showPage(f *File, page htmlPage) {
	f.Title, f.Text, f.rows, f.seams, f.source = page.title, page.text, page.rows, page.seams, page.source
	f.Meta = append(f.Meta, page.meta...)
	f.Meta.Add(MetaHidden, page.hidden)
	for i := range page.links {
		page.links[i].Start = min(page.links[i].Start, len(f.Text))
		page.links[i].End = min(page.links[i].End, len(f.Text))
	}
	r.addLinks(f, page.links)
	if len(page.asks) > 0 {
		f.problem("page-asks-password", strings.Join(page.asks, "; "), "where", page.asks[0])
	}
}

// htmlLines joins words into lines.
type htmlLines struct {
	strings.Builder
	gap  bool // a space is due before the next word
	open bool // the line has words
	// next is called once with the place of the next word, where it is set.
	next func(at int)
}

func (b *htmlLines) words(s string) {
	for i, w := range strings.Fields(s) {
		if b.open && (b.gap || i > 0 || strings.TrimLeft(s, " \t\r\n") != s) {
			_ = b.WriteByte(' ')
		}
		if b.next != nil {
			b.next(b.Len())
			b.next = nil
		}
		_, _ = b.WriteString(w)
		b.open, b.gap = true, false
	}
	b.gap = b.gap || strings.TrimRight(s, " \t\r\n") != s
}

// wordsInLines is words where the ends of lines are shown.
func (b *htmlLines) wordsInLines(s string) {
	for line := range strings.Lines(s) {
		b.words(line)
		if strings.HasSuffix(line, "\n") {
			b.block()
		}
	}
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
		atom.H4, atom.H5, atom.H6, atom.Dl, atom.Dt, atom.Dd, atom.Blockquote, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Hr, atom.Pre, atom.Body:
		b.block()
	case atom.Td, atom.Th:
		b.gap = true
	}
}
