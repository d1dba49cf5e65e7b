package document

import (
	"fmt"
	"strings"
)

func (x *docxWriter) table(t Table) {
	if t.Caption != "" {
		x.par("", `<w:keepNext/>`, B(t.Caption))
	}
	head := make([]Cell, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = Cell{B(c.Title)}
	}
	x.grid(t.Columns, head, t.Rows, t.Total)
}

// grid writes a table whose columns share the width by weight.
func (x *docxWriter) grid(cols []Column, head []Cell, rows [][]Cell, total []Cell) {
	if len(rows) == 0 && head == nil {
		return
	}
	sum := 0.0
	for _, c := range cols {
		sum += weight(c)
	}
	widths := make([]int, len(cols))
	x.raw(`<w:tbl><w:tblPr><w:tblW w:w="`, itoa(x.width), `" w:type="dxa"/><w:tblBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="BBBBBB"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="DCD7CB"/></w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`)
	for i, c := range cols {
		widths[i] = int(float64(x.width) * weight(c) / sum)
		x.raw(fmt.Sprintf(`<w:gridCol w:w="%d"/>`, widths[i]))
	}
	x.raw("</w:tblGrid>\n")
	if head != nil {
		x.row(cols, widths, head, `<w:cantSplit/><w:tblHeader/>`)
	}
	for _, r := range rows {
		x.row(cols, widths, r, `<w:cantSplit/>`)
	}
	if len(total) > 0 {
		bold := make([]Cell, len(total))
		for i, c := range total {
			bold[i] = Cell{strong(c.Text)}
		}
		x.row(cols, widths, bold, `<w:cantSplit/>`)
	}
	x.raw("</w:tbl>\n")
	x.par("", `<w:spacing w:after="60"/>`, nil)
}

func (x *docxWriter) row(cols []Column, widths []int, cells []Cell, props string) {
	x.raw("<w:tr><w:trPr>", props, "</w:trPr>")
	for i, col := range cols {
		var cell Cell
		if i < len(cells) {
			cell = cells[i]
		}
		x.raw(fmt.Sprintf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, widths[i]))
		x.par("Cell", wordAlign[col.Align], cell.Text)
		x.raw("</w:tc>")
	}
	x.raw("</w:tr>\n")
}

// boxed writes do into a table of one cell with a coloured left edge.
func (x *docxWriter) boxed(fill, edge string, do func()) {
	was := x.width
	x.raw(fmt.Sprintf(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="%s"/><w:left w:val="single" w:sz="24" w:space="0" w:color="%s"/><w:bottom w:val="single" w:sz="4" w:space="0" w:color="%s"/><w:right w:val="single" w:sz="4" w:space="0" w:color="%s"/></w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="80" w:type="dxa"/><w:left w:w="160" w:type="dxa"/><w:bottom w:w="80" w:type="dxa"/><w:right w:w="160" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="%d"/></w:tblGrid><w:tr><w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:shd w:val="clear" w:color="auto" w:fill="%s"/></w:tcPr>`,
		x.width, edge, edge, edge, edge, x.width, x.width, fill))
	x.width -= 400
	do()
	x.width = was
	x.raw(`<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p></w:tc></w:tr></w:tbl>`, "\n")
	x.par("", `<w:spacing w:after="60"/>`, nil)
}

// bars writes the chart as a table; the bars are made of block signs, so that
// they stay with their rows when the paper is edited.
func (x *docxWriter) bars(b Bars) {
	if b.Title != "" {
		x.par("Heading3", "", T(b.Title))
	}
	cols := []Column{{Title: b.Columns[0], Weight: 3}, {Title: b.Columns[1], Weight: 4}, {Title: b.Columns[2], Weight: 2, Align: Right}}
	head := make([]Cell, len(cols))
	for i, c := range cols {
		head[i] = Cell{B(c.Title)}
	}
	top := largest(b.Items)
	rows := make([][]Cell, len(b.Items))
	for i, it := range b.Items {
		sign, says := "█", b.PaidKey
		if it.Asked {
			sign, says = "▒", b.AskedKey
		}
		label := B(it.Label)
		if it.Note != "" {
			label = append(label, Run{Text: "\n" + it.Note, Style: Muted})
		}
		bar := strings.Repeat(sign, max(int(share(it.Value, top)*20+0.5), 1))
		rows[i] = []Cell{{label}, {[]Run{{Text: bar}, {Text: "\n" + says, Style: Muted}}}, {B(it.Amount)}}
	}
	var total []Cell
	if b.Total != nil {
		total = []Cell{{T(b.Total.Label)}, {}, {T(b.Total.Amount)}}
	}
	x.grid(cols, head, rows, total)
}
