package intake

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// tagAttributes are the attributes of a tag that matter here.
type tagAttributes struct {
	href, rel, action, kind, name, content, httpEquiv string
	style                                             string
	hide                                              bool
}

// maxAttributes is how many attributes of one tag are looked at.
const maxAttributes = 200

func attributes(z *html.Tokenizer, more bool) tagAttributes {
	var t tagAttributes
	for n := 0; more && n < maxAttributes; n++ {
		var key, value []byte
		key, value, more = z.TagAttr()
		value = value[:min(len(value), maxHref)]
		switch string(key) {
		case "href":
			t.href = string(value)
		case "rel":
			t.rel = string(value)
		case "action":
			t.action = string(value)
		case "type":
			t.kind = string(value)
		case "name", "property", "itemprop":
			t.name = string(value)
		case "content":
			t.content = string(value)
		case "http-equiv":
			t.httpEquiv = string(value)
		case "style":
			t.style = string(value)
		case "hidden":
			t.hide = !strings.EqualFold(string(value), "until-found")
		}
	}
	return t
}

// unseen reports whether the tag itself says that it is not shown. What a style
// sheet or a script says is not known here. Sizes of zero and see-through colours
// do not count: pages set them where a part inside or a script takes them back.
func (t tagAttributes) unseen() bool {
	if t.hide {
		return true
	}
	for rule := range strings.SplitSeq(strings.ToLower(t.style), ";") {
		key, value, _ := strings.Cut(rule, ":")
		value, _, _ = strings.Cut(value, "!")
		value = strings.TrimSpace(value)
		switch strings.TrimSpace(key) {
		case "display":
			if value == "none" {
				return true
			}
		case "visibility":
			if value == "hidden" || value == "collapse" {
				return true
			}
		}
	}
	return false
}

func voidTag(a atom.Atom) bool {
	switch a {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta,
		atom.Param, atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}

const (
	// maxOpen is how many open elements are followed; those inside are taken for
	// parts of the last one.
	maxOpen = 5000
	// maxUnwound is how far out the element is looked for that an end tag ends.
	maxUnwound = 100
)

// openTags are the elements that are open, so that what is inside of a hidden one
// is known.
type openTags struct {
	list   []atom.Atom
	deeper int // that are open beyond maxOpen
	hidden int // how many are open up to the outermost hidden one; 0 for none
}

func (o *openTags) start(a atom.Atom, closed, hidden bool) {
	o.implied(a)
	switch {
	case closed:
	case len(o.list) >= maxOpen:
		o.deeper++
	default:
		o.list = append(o.list, a)
		if hidden && o.hidden == 0 {
			o.hidden = len(o.list)
		}
	}
}

// implied ends the elements that the beginning of another one ends (HTML, 13.1.2.4).
func (o *openTags) implied(a atom.Atom) {
	var ends []atom.Atom
	switch a {
	case atom.P, atom.Div, atom.Ul, atom.Ol, atom.Table, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6,
		atom.Section, atom.Article, atom.Header, atom.Footer, atom.Form, atom.Blockquote, atom.Pre, atom.Hr:
		ends = []atom.Atom{atom.P}
	case atom.Li, atom.Option:
		ends = []atom.Atom{a}
	case atom.Dt, atom.Dd:
		ends = []atom.Atom{atom.Dt, atom.Dd}
	case atom.Td, atom.Th:
		ends = []atom.Atom{atom.Td, atom.Th}
	case atom.Tr:
		ends = []atom.Atom{atom.Td, atom.Th, atom.Tr}
	default:
		return
	}
	for _, end := range ends {
		if n := len(o.list); n > 0 && o.deeper == 0 && o.list[n-1] == end {
			o.cut(n - 1)
		}
	}
}

func (o *openTags) end(a atom.Atom) {
	if o.deeper > 0 {
		o.deeper--
		return
	}
	for i := len(o.list) - 1; i >= 0 && i >= len(o.list)-maxUnwound; i-- {
		if o.list[i] == a {
			o.cut(i)
			return
		}
	}
}

func (o *openTags) cut(n int) {
	o.list = o.list[:n]
	if n < o.hidden {
		o.hidden = 0
	}
}

// within reports whether an element of that name is among the last ones open.
func (o *openTags) within(a atom.Atom) bool {
	for i := len(o.list) - 1; i >= 0 && i >= len(o.list)-maxUnwound; i-- {
		if o.list[i] == a {
			return true
		}
	}
	return false
}
