package intake

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf8"

	"recourse"
)

// xmlKind is what a scanner of XML stands at.
type xmlKind uint8

const (
	xmlEnd   xmlKind = iota // of the document
	xmlStart                // of an element
	xmlStop                 // of an element, also of an empty one
	xmlText                 // between two tags
)

const (
	xmlDeepest = 64        // elements inside one another
	xmlLongest = 512 << 10 // one tag, or one text between two tags, in bytes
)

// The reasons for which XML is not read on.
var (
	errXMLForm    = fmt.Errorf("XML is not well formed: %w", recourse.Invalid)
	errXMLRefused = fmt.Errorf("XML declares a document type or uses an entity: %w", recourse.Invalid)
	errXMLLimit   = fmt.Errorf("XML is too deep, or a piece of it is too long: %w", recourse.Invalid)
)

// xmlScan reads XML 1.0 piece by piece: elements, their attributes and text. It
// holds one piece at a time and refuses document types and entities other than
// the five of the standard and characters by number, so that nothing in a file
// can make it read or hold more than stands there. Of what is no element it reads
// only so much as to pass it. Names are without their prefix.
type xmlScan struct {
	win    *window
	name   []byte // of the element at xmlStart and xmlStop
	text   []byte // at xmlText
	attrs  []byte // at xmlStart, as they stand
	begins int64  // where the piece begins
	closes bool   // an empty element is open
	names  []byte // of the open elements, one after the other, with their prefixes
	ends   []int  // in names
	spare  []byte
}

func newXMLScan(win *window) *xmlScan {
	win.skipMark()
	return &xmlScan{win: win}
}

// next goes to the next piece. What it gives holds until the next call.
func (x *xmlScan) next() (xmlKind, error) {
	if x.closes {
		x.closes = false
		return xmlStop, x.pop()
	}
	for {
		b := x.win.rest()
		if len(b) == 0 {
			if x.win.more() {
				continue
			}
			if err := x.win.failed(); err != nil {
				return xmlEnd, err
			}
			if len(x.ends) > 0 {
				return xmlEnd, fmt.Errorf("an element does not end: %w", errXMLForm)
			}
			return xmlEnd, nil
		}
		x.begins = x.win.offset()
		if b[0] != '<' {
			return x.chars()
		}
		kind, done, err := x.markup()
		if done || err != nil {
			return kind, err
		}
	}
}

// until returns what stands before mark, searched from the byte at, and uses it
// and the mark.
func (x *xmlScan) until(mark string, at int) ([]byte, error) {
	for from := at; ; {
		b := x.win.rest()
		if from <= len(b) {
			if i := bytes.Index(b[from:], []byte(mark)); i >= 0 {
				return b[at : from+i], nil
			}
		}
		from = max(at, len(b)-len(mark)+1)
		if len(b) > xmlLongest {
			return nil, errXMLLimit
		}
		if !x.win.more() {
			if err := x.win.failed(); err != nil {
				return nil, err
			}
			return nil, errXMLForm
		}
	}
}

// chars reads text up to the next tag, or up to the end.
func (x *xmlScan) chars() (xmlKind, error) {
	from := 0
	for {
		b := x.win.rest()
		if i := bytes.IndexByte(b[from:], '<'); i >= 0 {
			return xmlText, x.take(b[:from+i])
		}
		from = len(b)
		if from > xmlLongest {
			return xmlEnd, errXMLLimit
		}
		if !x.win.more() {
			if err := x.win.failed(); err != nil {
				return xmlEnd, err
			}
			return xmlText, x.take(x.win.rest())
		}
	}
}

func (x *xmlScan) take(raw []byte) error {
	text, err := x.plain(raw, false)
	x.text = text
	x.win.skip(len(raw))
	return err
}

// plain replaces entities and line ends; a value is an attribute's.
func (x *xmlScan) plain(raw []byte, value bool) ([]byte, error) {
	first := -1
	for i, c := range raw {
		if c < ' ' && c != '\n' && c != '\t' && c != '\r' {
			return nil, errXMLForm
		}
		if c == '&' || c == '\r' || c == ']' && !value {
			first = i
			break
		}
	}
	if first < 0 {
		return raw, nil
	}
	out := append(x.spare[:0], raw[:first]...)
	for i := first; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == '&':
			r, n, err := entity(raw[i:])
			if err != nil {
				return nil, err
			}
			out = utf8.AppendRune(out, r)
			i += n - 1
		case c == '\r':
			if i+1 < len(raw) && raw[i+1] == '\n' {
				continue
			}
			out = append(out, '\n')
		case c == ']' && !value && bytes.HasPrefix(raw[i:], []byte("]]>")), c < ' ' && c != '\n' && c != '\t':
			return nil, errXMLForm
		default:
			out = append(out, c)
		}
	}
	x.spare = out
	return out, nil
}

// entity reads &amp; and its like.
func entity(b []byte) (r rune, n int, err error) {
	const longest = 40
	end := bytes.IndexByte(b[:min(len(b), longest)], ';')
	if end < 0 {
		return 0, 0, errXMLForm
	}
	name := b[1:end]
	switch string(name) {
	case "lt":
		return '<', end + 1, nil
	case "gt":
		return '>', end + 1, nil
	case "amp":
		return '&', end + 1, nil
	case "apos":
		return '\'', end + 1, nil
	case "quot":
		return '"', end + 1, nil
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, 0, errXMLRefused
	}
	base, figures := 10, name[1:]
	if figures[0] == 'x' {
		base, figures = 16, figures[1:]
	}
	v, err := strconv.ParseUint(string(figures), base, 32)
	if err != nil || !xmlChar(rune(v)) {
		return 0, 0, errXMLForm
	}
	return rune(v), end + 1, nil
}

// xmlChar reports whether a document may hold r (XML 1.0, 2.2).
func xmlChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}

// markup reads what begins with "<"; done is false for what is passed over.
func (x *xmlScan) markup() (kind xmlKind, done bool, err error) {
	for len(x.win.rest()) < len("<![CDATA[") && x.win.more() {
	}
	b := x.win.rest()
	switch {
	case bytes.HasPrefix(b, []byte("<?")):
		inner, err := x.until("?>", 2)
		if err == nil {
			x.win.skip(len(inner) + 4)
		}
		return 0, false, err
	case bytes.HasPrefix(b, []byte("<!--")):
		inner, err := x.until("-->", 4)
		if err == nil && (bytes.Contains(inner, []byte("--")) || bytes.HasSuffix(inner, []byte("-"))) {
			err = errXMLForm
		}
		if err == nil {
			x.win.skip(len(inner) + 7)
		}
		return 0, false, err
	case bytes.HasPrefix(b, []byte("<![CDATA[")):
		return xmlText, true, x.cdata()
	case bytes.HasPrefix(b, []byte("<!")):
		return 0, false, errXMLRefused
	case bytes.HasPrefix(b, []byte("</")):
		return xmlStop, true, x.endTag()
	}
	return xmlStart, true, x.startTag()
}

func (x *xmlScan) cdata() error {
	const open, closing = len("<![CDATA["), len("]]>")
	inner, err := x.until("]]>", open)
	if err != nil {
		return err
	}
	out := x.spare[:0]
	for i, c := range inner {
		switch {
		case c == '\r':
			if i+1 == len(inner) || inner[i+1] != '\n' {
				out = append(out, '\n')
			}
		case c < ' ' && c != '\n' && c != '\t':
			return errXMLForm
		default:
			out = append(out, c)
		}
	}
	x.spare, x.text = out, out
	x.win.skip(len(inner) + open + closing)
	return nil
}

func (x *xmlScan) endTag() error {
	inner, err := x.until(">", 2)
	if err != nil {
		return err
	}
	name := bytes.TrimRight(inner, " \t\r\n")
	if len(x.ends) == 0 || !bytes.Equal(name, x.names[x.nameStart():]) {
		return fmt.Errorf("</%.40s> ends nothing: %w", name, errXMLForm)
	}
	x.win.skip(len(inner) + 3)
	return x.pop()
}

func (x *xmlScan) nameStart() int {
	if len(x.ends) < 2 {
		return 0
	}
	return x.ends[len(x.ends)-2]
}

// pop closes the innermost element and leaves its name in x.name.
func (x *xmlScan) pop() error {
	x.name = localName(x.names[x.nameStart():])
	x.names = x.names[:x.nameStart()]
	x.ends = x.ends[:len(x.ends)-1]
	return nil
}

// startTag reads a tag with its attributes.
func (x *xmlScan) startTag() error {
	inner, err := x.tag()
	if err != nil {
		return err
	}
	n := nameEnd(inner)
	if n == 0 || !xmlName(inner[:n]) {
		return errXMLForm
	}
	rest := inner[n:]
	if empty := len(rest) > 0 && rest[len(rest)-1] == '/'; empty {
		x.closes, rest = true, rest[:len(rest)-1]
	}
	x.attrs = rest
	for left := rest; len(left) > 0; {
		if _, _, left, err = x.attr(left); err != nil {
			return err
		}
	}
	if len(x.ends) >= xmlDeepest {
		return errXMLLimit
	}
	x.names = append(x.names, inner[:n]...)
	x.ends = append(x.ends, len(x.names))
	x.name = localName(x.names[x.nameStart():])
	x.win.skip(len(inner) + 2)
	return nil
}

// tag returns what stands between "<" and its ">", which may stand in a value too.
func (x *xmlScan) tag() ([]byte, error) {
	quote := byte(0)
	for i := 1; ; i++ {
		b := x.win.rest()
		if i > xmlLongest {
			return nil, errXMLLimit
		}
		if i >= len(b) {
			if !x.win.more() {
				if err := x.win.failed(); err != nil {
					return nil, err
				}
				return nil, errXMLForm
			}
			b = x.win.rest()
		}
		switch c := b[i]; {
		case c == '<':
			return nil, errXMLForm
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return b[1:i], nil
		}
	}
}

func nameEnd(b []byte) int {
	for i, c := range b {
		if c <= ' ' || c == '/' || c == '=' || c == '"' || c == '\'' {
			return i
		}
	}
	return len(b)
}

// xmlName reports whether b can be a name. Letters beyond ASCII are not looked at.
func xmlName(b []byte) bool {
	colons := 0
	for i, c := range b {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c >= utf8.RuneSelf
		if c == ':' {
			colons++
		}
		if !letter && c != ':' && (i == 0 || !(c >= '0' && c <= '9' || c == '-' || c == '.')) {
			return false
		}
	}
	return len(b) > 0 && colons < 2
}

func localName(b []byte) []byte {
	if i := bytes.IndexByte(b, ':'); i > 0 && i < len(b)-1 {
		return b[i+1:]
	}
	return b
}

// attr reads the first attribute of b, which may begin with space. The value is
// as it stands. At the end of b the name is empty.
func (x *xmlScan) attr(b []byte) (name, value, rest []byte, err error) {
	trimmed := bytes.TrimLeft(b, " \t\r\n")
	if len(trimmed) == 0 {
		return nil, nil, nil, nil
	}
	n := nameEnd(trimmed)
	after := bytes.TrimLeft(trimmed[n:], " \t\r\n")
	if !xmlName(trimmed[:n]) || len(after) == 0 || after[0] != '=' {
		return nil, nil, nil, errXMLForm
	}
	after = bytes.TrimLeft(after[1:], " \t\r\n")
	if len(after) < 2 || after[0] != '"' && after[0] != '\'' {
		return nil, nil, nil, errXMLForm
	}
	end := bytes.IndexByte(after[1:], after[0])
	if end < 0 {
		return nil, nil, nil, errXMLForm
	}
	value = after[1 : 1+end]
	if _, err := x.plain(value, true); err != nil {
		return nil, nil, nil, err
	}
	return trimmed[:n], value, after[end+2:], nil
}

// value returns the value of an attribute of the element at xmlStart.
func (x *xmlScan) value(name string) string {
	for left := x.attrs; len(left) > 0; {
		n, v, rest, err := x.attr(left)
		if err != nil || len(n) == 0 {
			return ""
		}
		if string(localName(n)) == name {
			if v, err = x.plain(v, true); err != nil {
				return ""
			}
			return string(v)
		}
		left = rest
	}
	return ""
}
