package intake

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"recourse/incident"
)

// maxPageDepth is how deep the elements of a chat's page may nest; what lies
// deeper counts to what is around it.
const maxPageDepth = 256

// pageChat reads a page as a chat.
type pageChat struct {
	transcript
	form   pageForm
	stack  []pageElement
	over   int // elements beyond maxPageDepth
	title  htmlLines
	at     *pageMessage
	from   string          // of the message before, for those that go on without a name
	right  map[string]bool // senders whose messages stand where the person's own do
	marked bool            // the page tells sides apart
	stamps []stamp         // beside transcript.messages
}

type pageElement struct {
	name   atom.Atom
	region region
	begins bool   // the region begins here
	link   string // where an element of text leads
	from   int    // where its text begins
}

// pageMessage is the message that is being read.
type pageMessage struct {
	name, author, date, text, media, reply htmlLines
	when, id, mediaKind                    string
	files                                  []string
	system, joined, right, left            bool
}

// chatPage reads f.Text, a page's source, as a chat and reports whether it is one.
func (r *reader) chatPage(f *File) bool {
	for _, form := range pageForms() {
		if !slices.ContainsFunc(form.is, func(mark string) bool { return strings.Contains(f.Text, mark) }) {
			continue
		}
		p := &pageChat{form: form, right: make(map[string]bool)}
		p.limits = r.lim.ofChat()
		p.read(r, f.Text)
		if len(p.messages) > 0 {
			p.file(r, f)
			return true
		}
	}
	return false
}

func (p *pageChat) read(r *reader, source string) {
	z := html.NewTokenizer(strings.NewReader(source))
	z.SetMaxBuf(8 << 20)
	for n := 1; !p.cut; n++ {
		if n%4096 == 0 && r.ctx.Err() != nil {
			return
		}
		switch z.Next() {
		case html.ErrorToken:
			p.end()
			return
		case html.TextToken:
			p.text(string(z.Text()))
		case html.StartTagToken:
			p.open(z, false)
		case html.SelfClosingTagToken:
			p.open(z, true)
		case html.EndTagToken:
			name, _ := z.TagName()
			p.close(atom.Lookup(name))
		}
	}
}

// void are elements that have no end.
func void(a atom.Atom) bool {
	switch a {
	case atom.Br, atom.Img, atom.Hr, atom.Meta, atom.Link, atom.Input, atom.Source, atom.Wbr, atom.Base, atom.Col:
		return true
	}
	return false
}

func (p *pageChat) around() region {
	if len(p.stack) == 0 {
		return regionNone
	}
	return p.stack[len(p.stack)-1].region
}

func readTag(z *html.Tokenizer) pageTag {
	name, more := z.TagName()
	t := pageTag{name: atom.Lookup(name)}
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch k := string(key); k {
		case "class":
			t.class = strings.Fields(string(value))
		case "title", "href", "src", "id", "rawurl":
			put(&t.attr, k, string(value))
		}
	}
	return t
}

func (p *pageChat) open(z *html.Tokenizer, closed bool) {
	t := readTag(z)
	around := p.around()
	here, begins := around, false
	if around != regionSkip {
		if n := p.form.region(t, around); n != regionNone {
			here, begins = n, true
		}
		if t.name == atom.Script || t.name == atom.Style {
			here, begins = regionSkip, true
		}
	}
	if begins && (here == regionBox || here == regionSystem) {
		p.end()
		p.at = &pageMessage{system: here == regionSystem, id: t.attr["id"], joined: t.has("joined")}
		p.at.right, p.at.left = t.has("chat-right", "right"), t.has("chat-left", "left")
	}
	if b := p.lines(here); b != nil {
		b.tag(t.name)
	}
	p.attributes(t, here, begins)
	if closed || void(t.name) {
		return
	}
	if len(p.stack) == maxPageDepth {
		p.over++
		return
	}
	e := pageElement{name: t.name, region: here, begins: begins}
	if t.name == atom.A && here == regionText && p.at != nil {
		e.link, e.from = t.attr["href"], p.at.text.Len()
	}
	p.stack = append(p.stack, e)
}

// attributes takes what an element says beside its text.
func (p *pageChat) attributes(t pageTag, here region, begins bool) {
	if p.at == nil {
		return
	}
	switch {
	case here == regionDate && begins && t.attr["title"] != "":
		p.at.when = t.attr["title"]
	case here == regionMedia && t.name == atom.A:
		p.attach(t.attr["href"])
	case t.name == atom.Img && here == regionText:
		src := t.attr["rawurl"]
		if src == "" {
			src = t.attr["src"]
		}
		p.attach(src)
	case t.name == atom.Video || t.name == atom.Audio || t.name == atom.Source:
		p.attach(t.attr["src"])
	}
	if here == regionReply && t.name == atom.A {
		if _, n, ok := strings.Cut(t.attr["href"], "go_to_message"); ok {
			p.at.reply.words(n)
		}
	}
	if here == regionMedia && p.at.mediaKind == "" {
		for _, c := range t.class {
			if kind, ok := strings.CutPrefix(c, "media_"); ok && kind != "wrap" {
				p.at.mediaKind = kind
			}
		}
	}
}

// attach adds a file of the export; what leads elsewhere is none.
func (p *pageChat) attach(href string) {
	if href == "" || strings.HasPrefix(href, "#") || strings.Contains(href, ":") || len(p.at.files) < manyFiles && slices.Contains(p.at.files, href) {
		return
	}
	p.at.files = append(p.at.files, href)
}

// lines returns where a region's text goes, nil where it goes nowhere.
func (p *pageChat) lines(here region) *htmlLines {
	if here == regionTitle {
		return &p.title
	}
	if p.at == nil {
		return nil
	}
	switch here {
	case regionName:
		return &p.at.name
	case regionAuthor:
		return &p.at.author
	case regionDate:
		return &p.at.date
	case regionMedia:
		return &p.at.media
	case regionText, regionSystem:
		return &p.at.text
	}
	return nil
}

func (p *pageChat) text(s string) {
	if b := p.lines(p.around()); b != nil {
		b.words(s)
	}
}

func (p *pageChat) close(name atom.Atom) {
	if void(name) {
		return
	}
	if p.over > 0 {
		p.over--
		return
	}
	i := len(p.stack) - 1
	for i >= 0 && p.stack[i].name != name {
		i--
	}
	if i < 0 {
		return
	}
	for _, e := range slices.Backward(p.stack[i:]) {
		if b := p.lines(e.region); b != nil {
			b.tag(e.name)
			p.link(e)
		}
		if e.begins && (e.region == regionBox || e.region == regionSystem) {
			p.end()
		}
	}
	p.stack = p.stack[:i]
}

// link writes where a link leads that shows something else.
func (p *pageChat) link(e pageElement) {
	if e.link == "" || p.at == nil {
		return
	}
	switch shown := strings.TrimSpace(p.at.text.String()[min(e.from, p.at.text.Len()):]); {
	case shown == "" && !strings.Contains(e.link, "://"):
		p.attach(e.link)
	case strings.Contains(e.link, "://") && shown != e.link && shown+"/" != e.link && !strings.HasSuffix(e.link, "://"+shown):
		p.at.text.words(" (" + e.link + ")")
	}
}

// end takes the message that was read.
func (p *pageChat) end() {
	at := p.at
	p.at = nil
	if at == nil {
		return
	}
	m := incident.Message{
		From: oneLine(at.name.String()), Text: strings.TrimSpace(at.text.String()), Attachments: at.files,
		ID: strings.TrimPrefix(at.id, "message"), ReplyTo: strings.TrimSpace(at.reply.String()), Forwarded: oneLine(at.author.String()),
	}
	when := strings.TrimSpace(at.date.String())
	if at.when != "" {
		when = at.when
	}
	if at.system && strings.HasPrefix(m.ID, "-") || when == "" && m.From == "" && !at.joined && !at.system {
		return // the line of a day, or a box that is no message
	}
	if m.Forwarded == m.From {
		m.Forwarded = ""
	}
	p.media(at, &m)
	if m.From == "" && at.joined {
		m.From = p.from
	}
	if at.system {
		m.From = ""
	} else {
		p.from = m.From
	}
	p.side(at, m.From)
	if when == "" && !at.system || m.From == "" && !at.system || m.Text == "" && len(m.Attachments) == 0 {
		p.missing++
	}
	if p.add(m) {
		p.stamps = append(p.stamps, stamp{text: when})
	}
}

// media puts a file that was left out, or what is no file but shown as one,
// into words.
func (p *pageChat) media(at *pageMessage, m *incident.Message) {
	shown := strings.TrimSpace(at.media.String())
	if len(m.Attachments) > 0 || shown == "" {
		return
	}
	switch at.mediaKind {
	case "photo":
		m.Attachments = []string{"image" + omittedMark}
	case "voice_message", "audio_file":
		m.Attachments = []string{"audio" + omittedMark}
	case "video":
		m.Attachments = []string{"video" + omittedMark}
	default: // a contact, a place, a call, a poll, a file with its name
		m.Text = strings.TrimSpace(m.Text + "\n" + shown)
	}
}

// side notes on which side a sender's messages stand.
func (p *pageChat) side(at *pageMessage, name string) {
	if name == "" || at.system {
		return
	}
	p.marked = p.marked || at.right || at.left
	if at.right {
		p.right[name] = true
	}
}

// file makes f the chat.
func (p *pageChat) file(r *reader, f *File) {
	if p.form.latest && !oldestFirst(p.stamps, r.words) {
		slices.Reverse(p.messages)
		slices.Reverse(p.stamps)
	}
	p.settle(r, f, p.stamps)
	f.Title = oneLine(p.title.String())
	if f.Title == "" {
		f.Title = r.title
	}
	p.into(f)
	if !p.marked {
		f.Other = r.otherSide(f)
		return
	}
	f.Other = senders(f.Messages, func(name string) bool { return !p.right[name] })
}
