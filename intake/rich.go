package intake

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"

	"recourse"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// maxRichDepth is how deep the groups of a document may nest.
const maxRichDepth = 1000

// richGroup is what holds inside one group of braces.
type richGroup struct {
	dest    string // where the words go: "" is the document
	hidden  bool
	skip    int // how many letters stand in for one of Unicode, after it
	font    int
	link    int    // where the shown words of a field begin; -1 outside of one
	code    string // of the field in this group
	opening bool   // nothing stands in the group yet
	star    bool   // the group may be left out by who does not know it
	tag     bool   // markup of the page from which the text was made
	mute    bool   // what that markup says already
}

// richReader reads Rich Text Format (Microsoft's specification 1.9.1): of a
// document, or of a mail, which may hold the page from which a mail program made it
// (MS-OXRTFEX).
type richReader struct {
	text   docText
	mail   bool // empty lines stay, and hidden words are shown
	html   bool // made from a page, which is what text is then
	title  string
	meta   Meta
	s      string
	i      int
	now    richGroup
	stack  []richGroup
	page   encoding.Encoding
	fonts  map[int]encoding.Encoding
	bytes  []byte // of letters that are not yet decoded
	high   rune   // the first half of a letter of two units
	left   int    // letters to leave out
	value  strings.Builder
	when   map[string]int // of a date that is read
	object bool
	bad    int // places that could not be read
}

func newRich(s string, most int) *richReader {
	x := &richReader{s: s, page: charmap.Windows1252, fonts: make(map[int]encoding.Encoding)}
	x.text.most = most
	x.now = richGroup{skip: 1, link: -1}
	return x
}

// richMail returns the text of a mail in Rich Text Format, or its HTML where it was
// made from a page, and how many places of it could not be read. What nests too
// deep ends it with an error of kind Invalid.
func richMail(s string) (text string, html bool, bad int, err error) {
	x := newRich(s, math.MaxInt)
	x.mail = true
	for x.i < len(x.s) && err == nil {
		if !x.step() {
			err = fmt.Errorf("more than %d groups inside one another: %w", maxRichDepth, recourse.Invalid)
		}
	}
	x.flush()
	return x.text.b.String(), x.html, x.bad, err
}

// richText reads a document in Rich Text Format.
func (r *reader) richText(f *File, h held) {
	x := newRich(h.text, int(r.lim.Text))
	for n := 0; x.i < len(x.s) && !x.text.cut; n++ {
		const often = 1 << 16
		if n%often == 0 && r.ctx.Err() != nil {
			break
		}
		if !x.step() {
			f.problem("document-cut", fmt.Sprintf("more than %d groups inside one another", maxRichDepth))
			break
		}
	}
	x.flush()
	f.Text = strings.TrimRight(x.text.b.String(), " \t\n")
	if x.text.cut || !h.whole {
		f.problem("text-cut", "", "limit", megabytes(r.lim.Text))
	}
	if x.bad > 0 {
		f.problem("text-damaged", fmt.Sprintf("%d places", x.bad), "n", x.bad)
	}
	f.Title, f.Meta = first(x.title, f.Title), append(f.Meta, x.meta...)
	f.Meta.Add(MetaHidden, x.text.hidden.String())
	for i := range x.text.links {
		l := &x.text.links[i]
		l.Start, l.End = min(l.Start, len(f.Text)), min(l.End, len(f.Text))
	}
	r.addLinks(f, x.text.links)
	if x.object {
		f.problem("document-object", "")
	}
}

// step reads one brace, control word or letter.
func (x *richReader) step() bool {
	c := x.s[x.i]
	switch c {
	case '{':
		x.flush()
		x.i++
		if len(x.stack) >= maxRichDepth {
			return false
		}
		x.stack = append(x.stack, x.now)
		x.now.opening, x.now.star, x.now.link, x.now.code = true, false, -1, ""
	case '}':
		x.flush()
		x.i++
		x.close()
	case '\\':
		x.control()
	case '\r', '\n':
		x.i++
	default:
		x.i++
		x.now.opening = false
		x.letter(c)
	}
	return true
}

// close ends a group.
func (x *richReader) close() {
	if len(x.stack) == 0 {
		return
	}
	inner := x.now
	x.now = x.stack[len(x.stack)-1]
	x.stack = x.stack[:len(x.stack)-1]
	switch {
	case inner.dest == "code" && x.now.dest != "code":
		x.now.code = x.value.String()
	case inner.dest == "result" && x.now.dest != "result":
		if href := richHref(x.now.code); href != "" {
			x.text.link(inner.link, href)
		}
	case inner.dest != x.now.dest:
		x.property(inner.dest)
	}
}

func richHref(code string) string {
	code = strings.TrimSpace(code)
	rest, ok := strings.CutPrefix(code, "HYPERLINK")
	if !ok {
		return ""
	}
	if _, quoted, ok := strings.Cut(rest, `"`); ok {
		href, _, _ := strings.Cut(quoted, `"`)
		return href
	}
	return strings.TrimSpace(rest)
}

// richProperties are the groups that say something of the document.
var richProperties = map[string]string{
	"title": "title", "author": MetaAuthor, "operator": MetaEditor, "company": MetaCompany, "subject": MetaSubject,
	"keywords": MetaKeywords, "generator": MetaProducer, "creatim": MetaCreated, "revtim": MetaModified, "printim": MetaPrinted,
}

// property takes what a group said of the document.
func (x *richReader) property(dest string) {
	key := richProperties[dest]
	value := strings.TrimSuffix(strings.TrimSpace(x.value.String()), ";")
	switch key {
	case "":
		return
	case "title":
		x.title = value
	case MetaCreated, MetaModified, MetaPrinted:
		w := x.when
		x.meta.AddWritten(key, fmt.Sprintf("%04d-%02d-%02dT%02d:%02d", w["yr"], w["mo"], w["dy"], w["hr"], w["min"]))
	default:
		x.meta.Add(key, value)
	}
	x.value.Reset()
}

// letter takes one byte of text.
func (x *richReader) letter(c byte) {
	if x.left > 0 {
		x.left--
		return
	}
	x.high = 0
	if x.now.dest != "skip" {
		x.bytes = append(x.bytes, c)
		const enough = 4096
		if len(x.bytes) >= enough && c < 0x80 {
			x.flush()
		}
	}
}

// flush decodes the bytes that were gathered.
func (x *richReader) flush() {
	if len(x.bytes) == 0 {
		return
	}
	e := x.page
	if f := x.fonts[x.now.font]; f != nil {
		e = f
	}
	s, bad := decodeWith(e, string(x.bytes))
	x.bad += bad
	x.bytes = x.bytes[:0]
	x.put(s)
}

// put takes decoded text where the group says.
func (x *richReader) put(s string) {
	switch {
	case x.html && x.now.mute && !x.now.tag:
	case x.now.dest == "" || x.now.dest == "result":
		if x.now.hidden && !x.mail {
			x.text.hide(s)
			return
		}
		_ = x.text.write(s) // that it is full shows in cut
	case x.now.dest != "skip" && x.value.Len() < maxHref:
		x.value.WriteString(s)
	}
}

// unicode takes a letter that is written as the number of a UTF-16 unit.
func (x *richReader) unicode(n int) {
	x.flush()
	x.left = x.now.skip
	r, high := rune(uint16(n)), x.high // numbers beyond 32,767 are written below zero
	x.high = 0
	if utf16.IsSurrogate(r) {
		pair := utf16.DecodeRune(high, r)
		if pair == '\uFFFD' {
			x.high = r
			return
		}
		r = pair
	}
	if r != 0 {
		x.put(string(r))
	}
}

// control reads what begins with a backslash.
func (x *richReader) control() {
	x.i++
	if x.i >= len(x.s) {
		return
	}
	c := x.s[x.i]
	if c|0x20 < 'a' || c|0x20 > 'z' {
		x.i++
		x.symbol(c)
		return
	}
	start := x.i
	for x.i < len(x.s) && x.s[x.i]|0x20 >= 'a' && x.s[x.i]|0x20 <= 'z' {
		x.i++
	}
	word, number := x.s[start:x.i], x.i
	if x.i < len(x.s) && x.s[x.i] == '-' {
		x.i++
	}
	for x.i < len(x.s) && isDigit(x.s[x.i]) {
		x.i++
	}
	const longest = 10 // of a number, in digits
	n, err := strconv.Atoi(x.s[number:min(x.i, number+longest)])
	if err != nil {
		x.i = number // a lone minus is text
	}
	if x.i < len(x.s) && x.s[x.i] == ' ' {
		x.i++
	}
	x.word(word, n, err == nil)
}

// symbol takes a control of one sign.
func (x *richReader) symbol(c byte) {
	switch c {
	case '\'':
		if x.i+2 <= len(x.s) && isHex(x.s[x.i]) && isHex(x.s[x.i+1]) {
			x.i += 2
			x.now.opening = false
			x.letter(hexDigit(x.s[x.i-2])<<4 | hexDigit(x.s[x.i-1]))
		}
	case '*':
		x.now.star = true
	case '\\', '{', '}':
		x.letter(c)
	case '~':
		x.letter(' ')
	case '_':
		x.letter('-')
	case '\r', '\n':
		x.flush()
		x.end()
	}
}

// end ends a paragraph.
func (x *richReader) end() {
	if x.mail {
		x.put("\n")
	} else {
		x.text.end()
	}
}
