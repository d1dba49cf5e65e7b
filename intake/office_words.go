package intake

import (
	"encoding/xml"
	"slices"
	"strings"
)

// wordParts are the parts of a text document that stand beside its body, in the
// order in which they follow it.
var wordParts = []string{"header", "footer", "footnotes", "endnotes", "comments", "aFChunk"}

// words reads the text of a document of WordprocessingML (ECMA-376 part 1, 17).
func (o *office) words() {
	const body = "word/document.xml"
	o.wordPart(body)
	relations := o.relationsOf(body)
	for _, kind := range wordParts {
		for _, rel := range relations {
			if rel.kind == kind && !rel.external && strings.HasSuffix(rel.target, ".xml") {
				o.text.end()
				o.wordPart(rel.target)
			}
		}
	}
}

// slides reads the text of a presentation of PresentationML, a page a slide, its
// notes behind each.
func (o *office) slides() {
	const main = "ppt/presentation.xml"
	byID := make(map[string]string)
	for _, rel := range o.relationsOf(main) {
		if rel.kind == "slide" && !rel.external {
			byID[rel.id] = rel.target
		}
	}
	var order []string
	o.part(main, func(_ *xmlReader, t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "sldId" && len(order) < maxRelations {
			order = append(order, byID[relationID(e)])
		}
		return nil
	})
	for i, slide := range order {
		if slide == "" {
			continue
		}
		o.text.end()
		start := o.text.begin()
		o.wordPart(slide)
		for _, rel := range o.relationsOf(slide) {
			if rel.kind == "notesSlide" && !rel.external {
				o.text.end()
				o.wordPart(rel.target)
			}
		}
		o.text.page(i+1, "", start)
	}
}

// wordReader reads one part: paragraphs, tables, fields.
type wordReader struct {
	*office
	links   map[string]string
	ends    []linkEnd // of links that are open
	deleted int       // depth of the change that took words away; 0 for none
	hidden  bool      // the words of this run are not shown
	inText  bool      // inside of words
	code    bool      // inside of a field's code
	fields  []wordField
}

// linkEnd is an open link: it ends with the element at depth.
type linkEnd struct {
	depth, start int
	href         string
}

// wordField is an open field: its code, and where its shown words begin.
type wordField struct {
	code  string
	start int
}

func (o *office) wordPart(name string) {
	w := &wordReader{office: o, links: o.links[name]}
	o.part(name, func(x *xmlReader, t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			return w.start(x, t)
		case xml.EndElement:
			w.finishElement(x, t.Name.Local)
		case xml.CharData:
			return w.chars(string(t))
		}
		return nil
	})
	for i := len(w.ends) - 1; i >= 0; i-- {
		o.text.link(w.ends[i].start, w.ends[i].href)
	}
}

func (w *wordReader) start(x *xmlReader, e xml.StartElement) error {
	switch e.Name.Local {
	case "pPr", "sectPr", "tblPr", "tcPr", "trPr", "Fallback", "tblGrid":
		return x.skip()
	case "r":
		w.hidden = false
	case "vanish", "webHidden":
		w.hidden = w.hidden || isTrue(attr(e, "val"))
	case "del", "moveFrom":
		if w.deleted == 0 {
			w.deleted = x.depth
		}
	case "t", "delText":
		w.inText = true
	case "instrText", "delInstrText":
		w.code = true
	case "tab", "ptab":
		return w.put("\t")
	case "br", "cr":
		return w.put("\n")
	case "noBreakHyphen":
		return w.put("-")
	case "tr":
		w.text.endRow()
	case "fldChar":
		w.fieldMark(attr(e, "fldCharType"))
	case "fldSimple":
		w.open(x.depth, w.fieldTarget(attr(e, "instr")))
	case "hyperlink", "hlinkClick":
		w.open(x.depth, w.links[relationID(e)])
	case "comment":
		w.text.end()
		if who := attr(e, "author"); who != "" {
			return w.put(who + ": ")
		}
	}
	return nil
}

func (w *wordReader) finishElement(x *xmlReader, local string) {
	if x.depth < w.deleted {
		w.deleted = 0
	}
	switch local {
	case "t", "delText":
		w.inText = false
	case "instrText", "delInstrText":
		w.code = false
	case "p", "tbl":
		w.text.end()
	case "tc":
		w.text.cell()
	case "tr":
		w.text.endRow()
	}
	for len(w.ends) > 0 && x.depth < w.ends[len(w.ends)-1].depth {
		last := w.ends[len(w.ends)-1]
		w.text.link(last.start, last.href)
		w.ends = w.ends[:len(w.ends)-1]
	}
}

func (w *wordReader) chars(s string) error {
	switch {
	case w.code && len(w.fields) > 0:
		if last := &w.fields[len(w.fields)-1]; len(last.code) < maxHref {
			last.code += s[:runeStart(s, maxHref)]
		}
	case w.inText:
		return w.put(s)
	}
	return nil
}

func (w *wordReader) put(s string) error {
	if w.hidden || w.deleted > 0 {
		w.text.hide(s)
		return nil
	}
	return w.text.write(s)
}

func (w *wordReader) open(depth int, href string) {
	if href != "" {
		w.ends = append(w.ends, linkEnd{depth, w.text.begin(), href})
	}
}

// fieldMark follows a field: its code, then what is shown in its place.
func (w *wordReader) fieldMark(mark string) {
	const most = 50 // inside one another
	n := len(w.fields)
	switch {
	case mark == "begin" && n < most:
		w.fields = append(w.fields, wordField{start: w.text.begin()})
	case mark == "separate" && n > 0:
		w.fields[n-1].start = w.text.begin()
	case mark == "end" && n > 0:
		last := w.fields[n-1]
		w.fields = w.fields[:n-1]
		w.text.link(last.start, w.fieldTarget(last.code))
	}
}

// loadingFields are fields that fetch or start something.
var loadingFields = []string{"DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT", "INCLUDE", "LINK"}

// fieldTarget returns where a field leads, if it is a link. One that fetches
// something from elsewhere is noted.
func (w *wordReader) fieldTarget(code string) string {
	words := strings.Fields(code)
	if len(words) < 2 {
		return ""
	}
	name := strings.ToUpper(words[0])
	if slices.Contains(loadingFields, name) {
		w.loads(name, strings.Join(words[1:], " "))
	}
	if name != "HYPERLINK" {
		return ""
	}
	_, quoted, ok := strings.Cut(code, `"`)
	if !ok {
		return words[1]
	}
	href, _, _ := strings.Cut(quoted, `"`)
	return href
}
