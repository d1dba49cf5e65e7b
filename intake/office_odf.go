package intake

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// odfEncrypted reports whether an OpenDocument needs a password.
func (o *office) odfEncrypted() bool {
	found := false
	o.part("META-INF/manifest.xml", func(_ *xmlReader, t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "encryption-data" {
			found = true
			return errDone
		}
		return nil
	})
	return found
}

// odfReader reads the text of an OpenDocument (ISO/IEC 26300-1), also that of
// one cell of a sheet.
type odfReader struct {
	*office
	par     int // depth of paragraphs inside one another
	gap     bool
	said    bool // the paragraph has words
	deleted int  // depth of the element whose words are not shown; 0 for none
	ends    []linkEnd
	// put takes the words; end ends a paragraph.
	put func(string) error
	end func()
}

// odfText reads a text document or a presentation.
func (o *office) odfText() {
	d := &odfReader{office: o, put: o.text.write, end: o.text.end}
	number, start := 0, 0
	o.part("content.xml", func(x *xmlReader, t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "page":
				o.text.end()
				number, start = number+1, o.text.begin()
			case "table-row":
				o.text.endRow()
			}
			return d.start(x, t)
		case xml.EndElement:
			d.finishElement(x, t.Name.Local)
			switch t.Name.Local {
			case "table-cell":
				o.text.cell()
			case "table-row":
				o.text.endRow()
			case "page":
				o.text.page(number, "", start)
			}
		case xml.CharData:
			return d.chars(string(t))
		}
		return nil
	})
}

func (d *odfReader) start(x *xmlReader, e xml.StartElement) error {
	switch e.Name.Local {
	case "styles", "automatic-styles", "font-face-decls", "forms", "settings", "desc", "title":
		return x.skip()
	case "event-listeners":
		d.f.problem("document-macros", "it runs a script where something happens in it")
	case "p", "h":
		d.par++
	case "tracked-changes", "hidden-text", "hidden-paragraph":
		if d.deleted == 0 {
			d.deleted = x.depth
		}
	case "s":
		n, err := strconv.Atoi(attr(e, "c"))
		const most = 100
		if err != nil || n < 1 || n > most {
			n = 1
		}
		return d.write(strings.Repeat(" ", n))
	case "tab":
		return d.write("\t")
	case "line-break":
		return d.write("\n")
	case "creator":
		if d.par > 0 { // of a comment
			d.end()
			d.gap = false
		}
	case "a":
		if href := attr(e, "href"); href != "" && d.deleted == 0 {
			start := d.text.begin()
			if d.gap && d.said {
				start++ // the space before it
			}
			d.ends = append(d.ends, linkEnd{x.depth, start, href})
		}
	case "image", "object", "object-ole", "section-source", "dde-source", "plugin", "cell-range-source", "table-source":
		if href := attr(e, "href"); strings.Contains(href, ":") {
			d.loads(e.Name.Local, href)
		}
	}
	return nil
}

func (d *odfReader) finishElement(x *xmlReader, local string) {
	if x.depth < d.deleted {
		d.deleted = 0
	}
	switch local {
	case "p", "h":
		d.par = max(d.par-1, 0)
		d.end()
		d.gap, d.said = false, false
	case "creator", "date":
		d.gap = true
	}
	for len(d.ends) > 0 && x.depth < d.ends[len(d.ends)-1].depth {
		last := d.ends[len(d.ends)-1]
		d.text.link(last.start, last.href)
		d.ends = d.ends[:len(d.ends)-1]
	}
}

// chars takes the words of a paragraph, in which white space is one space.
func (d *odfReader) chars(s string) error {
	if d.par == 0 {
		return nil
	}
	for i, w := range strings.Fields(s) {
		if i > 0 || d.gap || strings.TrimLeft(s, " \t\r\n") != s {
			if d.said {
				w = " " + w
			}
		}
		d.gap = false
		if err := d.write(w); err != nil {
			return err
		}
	}
	d.gap = d.gap || strings.TrimRight(s, " \t\r\n") != s
	return nil
}

func (d *odfReader) write(s string) error {
	if d.deleted > 0 {
		d.text.hide(s)
		return nil
	}
	d.said = true
	return d.put(s)
}

// odfSheet is where the reading of a spreadsheet stands.
type odfSheet struct {
	*odfReader
	g           *grid
	grids       []*grid
	left        int // rows
	row, col    int // of the next cell; the row from 1
	rows, cells int // how often the row and the cell stand there
	kind, value string
	unit        string
	shown       strings.Builder
	cellsOfRow  []odfCell
	link        string
}

// odfCell is a cell of the row that is read.
type odfCell struct {
	col    int
	shown  string
	number bool
	link   string
}

// odfSheets reads a spreadsheet.
func (o *office) odfSheets() {
	o.cellLinks = make(map[*grid][]cellLink)
	s := &odfSheet{odfReader: &odfReader{office: o}, left: o.lim.Rows}
	s.put = func(w string) error {
		if s.shown.Len() < maxCell {
			s.shown.WriteString(w)
		}
		return nil
	}
	s.end = func() {
		if s.shown.Len() > 0 {
			s.shown.WriteByte(' ')
		}
	}
	o.part("content.xml", func(x *xmlReader, t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			if done, err := s.startTable(t); done || err != nil {
				return err
			}
			return s.start(x, t)
		case xml.EndElement:
			s.finishElement(x, t.Name.Local)
			return s.endTable(t.Name.Local)
		case xml.CharData:
			if s.g != nil {
				return s.chars(string(t))
			}
		}
		return nil
	})
	o.sheets(s.grids)
}

// startTable takes the elements of a table, and says whether e was one.
func (s *odfSheet) startTable(e xml.StartElement) (bool, error) {
	switch e.Name.Local {
	case "table":
		if len(s.grids) >= maxSheets {
			s.f.problem("document-cut", "more sheets than are read")
			return true, errDone
		}
		s.g = &grid{name: attr(e, "name"), most: int(s.lim.Text), limit: s.left}
		s.grids = append(s.grids, s.g)
		s.row = 1
	case "table-row":
		s.col, s.rows, s.cellsOfRow = 0, timesThere(attr(e, "number-rows-repeated")), s.cellsOfRow[:0]
	case "table-cell", "covered-table-cell":
		s.cells = timesThere(attr(e, "number-columns-repeated"))
		s.kind, s.unit, s.link = attr(e, "value-type"), attr(e, "currency"), ""
		s.value = attr(e, "value")
		if s.kind == "date" {
			s.value = attr(e, "date-value")
		}
		s.shown.Reset()
	case "a":
		s.link = attr(e, "href")
		return true, nil
	default:
		return false, nil
	}
	return true, nil
}

func timesThere(n string) int {
	const most = 1 << 21
	k, err := strconv.Atoi(n)
	if err != nil || k < 1 {
		return 1
	}
	return min(k, most)
}

func (s *odfSheet) endTable(local string) error {
	switch local {
	case "table-cell", "covered-table-cell":
		s.endCell()
	case "table-row":
		return s.endRow()
	case "table":
		if s.g != nil {
			s.left -= len(s.g.rows)
		}
		s.g = nil
	}
	return nil
}

// endCell notes what the cell shows, as often as it stands there.
func (s *odfSheet) endCell() {
	c := odfCell{col: s.col, shown: strings.TrimSpace(s.shown.String()), link: s.link}
	switch s.kind {
	case "float", "currency":
		f := cellFormat{unit: s.unit}
		if s.kind == "currency" {
			f.decimals = 2
		}
		c.shown, c.number = f.show(s.value, false)
	case "percentage":
		c.shown, c.number = cellFormat{percent: true}.show(s.value, false)
	case "date":
		if s.value != "" {
			c.shown = strings.Replace(s.value, "T", " ", 1)
		}
	}
	for range min(s.cells, maxColumns) {
		if c.shown != "" && len(s.cellsOfRow) <= maxColumns {
			c.col = s.col
			s.cellsOfRow = append(s.cellsOfRow, c)
		}
		s.col++
	}
	s.col += max(s.cells-maxColumns, 0)
}

// endRow adds the row, as often as it stands there.
func (s *odfSheet) endRow() error {
	first := s.row
	s.row += s.rows
	if s.g == nil || len(s.cellsOfRow) == 0 {
		return nil
	}
	for row := first; row < s.row; row++ {
		for _, c := range s.cellsOfRow {
			if err := s.g.cell(row, c.col, c.shown, c.number); err != nil {
				return err
			}
			if list := s.cellLinks[s.g]; c.link != "" && len(list) < maxLinks {
				s.cellLinks[s.g] = append(list, cellLink{row, c.col, c.link})
			}
		}
	}
	return nil
}
