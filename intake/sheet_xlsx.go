package intake

import (
	"encoding/xml"
	"strconv"
	"strings"
)

const (
	maxShared = 2_000_000 // texts that a workbook's cells share
	maxStyles = 70_000    // Excel allows 65,490
	maxCell   = 32 << 10  // bytes of a cell; Excel allows 32,767 characters
)

// workbook reads the sheets of a workbook of SpreadsheetML (ECMA-376 part 1, 18).
type workbook struct {
	*office
	shared   []string
	formats  []cellFormat // by the index that a cell's style has
	from1904 bool
}

// cellLink is a link of a cell: its row from 1, its column from 0.
type cellLink struct {
	row, col int
	href     string
}

type sheetRef struct {
	part, name string
	hidden     bool
}

func (o *office) workbook() {
	w := &workbook{office: o}
	o.cellLinks = make(map[*grid][]cellLink)
	refs := w.refs()
	w.styles()
	w.sharedTexts()
	var grids []*grid
	left := o.lim.Rows
	for _, ref := range refs {
		g := &grid{name: ref.name, hidden: ref.hidden, most: int(o.lim.Text), limit: left}
		w.sheet(ref.part, g)
		left -= len(g.rows)
		grids = append(grids, g)
	}
	for _, name := range o.order {
		if strings.HasPrefix(name, "xl/connections") || strings.HasPrefix(name, "xl/queryTables/") {
			o.loads("connection", name)
		}
	}
	o.sheets(grids)
}

// refs lists the sheets in the order in which they are shown.
func (w *workbook) refs() []sheetRef {
	const main = "xl/workbook.xml"
	parts := make(map[string]string)
	for _, rel := range w.relationsOf(main) {
		if !rel.external {
			parts[rel.id] = rel.target
		}
	}
	var list []sheetRef
	w.part(main, func(_ *xmlReader, t xml.Token) error {
		e, ok := t.(xml.StartElement)
		switch {
		case !ok:
		case e.Name.Local == "workbookPr":
			v := attr(e, "date1904")
			w.from1904 = v != "" && isTrue(v)
		case e.Name.Local == "sheet" && len(list) < maxSheets:
			state := attr(e, "state")
			list = append(list, sheetRef{parts[relationID(e)], attr(e, "name"), state != "" && state != "visible"})
		case e.Name.Local == "sheet":
			w.f.problem("document-cut", "more sheets than are read")
			return errDone
		}
		return nil
	})
	return list
}

// sharedTexts reads the texts that cells refer to by number.
func (w *workbook) sharedTexts() {
	var text strings.Builder
	words, held := false, 0
	w.part("xl/sharedStrings.xml", func(x *xmlReader, t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "si":
				text.Reset()
			case "rPh", "phoneticPr", "rPr":
				return x.skip()
			case "t":
				words = true
			}
		case xml.CharData:
			if words && text.Len() < maxCell {
				text.Write(t[:runeStart(string(t), maxCell)])
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "t":
				words = false
			case "si":
				if held += text.Len(); len(w.shared) >= maxShared || int64(held) > w.lim.Text {
					return errTextFull
				}
				w.shared = append(w.shared, text.String())
			}
		}
		return nil
	})
}

// styles reads how numbers are shown, by style.
func (w *workbook) styles() {
	custom := make(map[string]string)
	in := false
	w.part("xl/styles.xml", func(_ *xmlReader, t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			switch {
			case t.Name.Local == "numFmt" && len(custom) < maxStyles:
				custom[attr(t, "numFmtId")] = attr(t, "formatCode")
			case t.Name.Local == "cellXfs":
				in = true
			case t.Name.Local == "xf" && in && len(w.formats) < maxStyles:
				id := attr(t, "numFmtId")
				code, ok := custom[id]
				if n, err := strconv.Atoi(id); err == nil && !ok {
					code = builtinFormat(n)
				}
				w.formats = append(w.formats, parseFormat(code))
			}
		case xml.EndElement:
			in = in && t.Name.Local != "cellXfs"
		}
		return nil
	})
}

// sheetReader reads the cells of one sheet.
type sheetReader struct {
	*workbook
	g           *grid
	targets     map[string]string // of links, by their ids
	row, col    int               // of the cell that is read; the row from 1
	kind, style string
	value       strings.Builder
	words, code bool
	formula     strings.Builder
}

func (w *workbook) sheet(part string, g *grid) {
	s := &sheetReader{workbook: w, g: g, targets: w.links[part], col: -1}
	w.part(part, func(x *xmlReader, t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			return s.start(x, t)
		case xml.CharData:
			if s.words && s.value.Len() < maxCell {
				s.value.Write(t[:runeStart(string(t), maxCell)])
			}
			if s.code && s.formula.Len() < maxHref {
				s.formula.Write(t[:runeStart(string(t), maxHref)])
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "v", "t":
				s.words = false
			case "f":
				s.code = false
			case "c":
				return s.cell()
			}
		}
		return nil
	})
}

func (s *sheetReader) start(x *xmlReader, e xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		s.row++
		if n, err := strconv.Atoi(attr(e, "r")); err == nil && n > 0 {
			s.row = n
		}
		s.col = -1
	case "c":
		s.col++
		if row, col, ok := cellRef(attr(e, "r")); ok {
			s.row, s.col = row, col
		}
		s.kind, s.style = attr(e, "t"), attr(e, "s")
		s.value.Reset()
		s.formula.Reset()
	case "v", "t":
		s.words = true
	case "f":
		s.code = true
	case "rPh":
		return x.skip()
	case "hyperlink":
		s.link(attr(e, "ref"), s.targets[relationID(e)])
	}
	return nil
}

// cell adds the cell that was read.
func (s *sheetReader) cell() error {
	shown, number := s.shown()
	if code := s.formula.String(); len(code) > 10 && strings.EqualFold(code[:10], "HYPERLINK(") {
		if _, quoted, ok := strings.Cut(code, `"`); ok {
			href, _, _ := strings.Cut(quoted, `"`)
			s.linkAt(s.row, s.col, href)
		}
	}
	return s.g.cell(s.row, s.col, shown, number)
}

// shown returns what a cell shows, and whether that is a number.
func (s *sheetReader) shown() (string, bool) {
	v := s.value.String()
	switch s.kind {
	case "s":
		if n, err := strconv.Atoi(strings.TrimSpace(v)); err == nil && n >= 0 && n < len(s.shared) {
			return s.shared[n], false
		}
		return "", false
	case "inlineStr", "str", "e", "d":
		return v, false
	case "b":
		if v == "1" {
			return "TRUE", false
		}
		return "FALSE", false
	}
	var f cellFormat
	if n, err := strconv.Atoi(s.style); err == nil && n >= 0 && n < len(s.formats) {
		f = s.formats[n]
	}
	return f.show(strings.TrimSpace(v), s.from1904)
}

func (s *sheetReader) link(ref, href string) {
	first, _, _ := strings.Cut(ref, ":")
	if row, col, ok := cellRef(first); ok {
		s.linkAt(row, col, href)
	}
}

func (s *sheetReader) linkAt(row, col int, href string) {
	if list := s.cellLinks[s.g]; href != "" && len(list) < maxLinks {
		s.cellLinks[s.g] = append(list, cellLink{row, col, href[:runeStart(href, maxHref)]})
	}
}

// cellRef reads a reference such as "B7": the row from 1, the column from 0.
func cellRef(ref string) (row, col int, ok bool) {
	i := 0
	for ; i < len(ref) && i < 4 && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		col = col*26 + int(ref[i]-'A') + 1
	}
	row, err := strconv.Atoi(ref[i:])
	return row, col - 1, err == nil && row > 0 && col > 0
}
