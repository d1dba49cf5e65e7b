package document

import (
	"math"

	"codeberg.org/go-pdf/fpdf"
)

const cellPad = 1.3

func (p *pdfWriter) table(t Table) {
	if t.Caption != "" {
		p.text(B(t.Caption), p.size, Left)
		p.gap(1)
	}
	widths, size := p.columnWidths(t), p.size-1
	p.need(p.tableStart(t))
	p.tableHead(t, widths, size)
	for _, r := range t.Rows {
		h := p.measure(func() { p.row(t, r, widths, size) })
		if p.dry == 0 && p.held == 0 && p.y+h > p.bottom() && !p.fresh {
			p.newPage()
			p.tableHead(t, widths, size)
		}
		if h > p.bottom()-marginTop-20 {
			p.tallRow(t, r)
		} else {
			p.row(t, r, widths, size)
		}
		p.hline(p.y, cardLine)
	}
	if len(t.Total) > 0 {
		total := make([]Cell, len(t.Total))
		for i, c := range t.Total {
			total[i] = Cell{strong(c.Text)}
		}
		p.need(p.measure(func() { p.row(t, total, widths, size) }))
		p.hline(p.y, ink)
		p.row(t, total, widths, size)
	}
}

func (p *pdfWriter) tableHead(t Table, widths []float64, size float64) {
	header := make([]Cell, len(t.Columns))
	for i, c := range t.Columns {
		header[i] = Cell{B(c.Title)}
	}
	p.inked(ink2, func() { p.row(t, header, widths, size-0.6) })
	p.hline(p.y, ink2)
}

// tableStart is how high the header with the first row is.
func (p *pdfWriter) tableStart(t Table) float64 {
	widths, size := p.columnWidths(t), p.size-1
	return min(p.measure(func() {
		p.tableHead(t, widths, size)
		if len(t.Rows) > 0 {
			p.row(t, t.Rows[0], widths, size)
		}
	}), 80)
}

// columnWidths shares the width by the columns' weights.
func (p *pdfWriter) columnWidths(t Table) []float64 {
	sum := 0.0
	for _, c := range t.Columns {
		sum += weight(c)
	}
	widths := make([]float64, len(t.Columns))
	for i, c := range t.Columns {
		widths[i] = p.w * weight(c) / sum
	}
	return widths
}

func weight(c Column) float64 {
	if c.Weight <= 0 {
		return 1
	}
	return c.Weight
}

func (p *pdfWriter) row(t Table, cells []Cell, widths []float64, size float64) {
	top, bottom, dx := p.y, p.y, 0.0
	for i, c := range cells {
		if i >= len(t.Columns) {
			break
		}
		right := 2.0
		if i == len(t.Columns)-1 {
			right = 0
		}
		p.y = top + cellPad
		p.hold(func() {
			p.side(dx, widths[i]-right, func() { p.text(c.Text, size, t.Columns[i].Align) })
		})
		bottom = max(bottom, p.y+cellPad)
		dx += widths[i]
	}
	p.y, p.fresh = bottom, false
}

// hold draws without turning the page: the caller has made room.
func (p *pdfWriter) hold(do func()) {
	p.held++
	do()
	p.held--
}

// tallRow sets a row that is higher than a page as names with values.
func (p *pdfWriter) tallRow(t Table, cells []Cell) {
	for i, c := range cells {
		if i < len(t.Columns) {
			p.text(append(B(t.Columns[i].Title+" "), c.Text...), p.size-1, Left)
		}
	}
}

func (p *pdfWriter) bars(b Bars) {
	border := cardLine
	p.frame(white, nil, &border, 4, func() {
		if b.Title != "" {
			p.text(B(b.Title), 13, Left)
			p.gap(1.5)
		}
		p.barHead(b)
		top := largest(b.Items)
		for _, it := range b.Items {
			p.bar(it, top)
		}
		if b.Total != nil {
			p.hline(p.y, ink)
			p.y += 1.2
			y := p.y
			p.text(B(b.Total.Label), p.size, Left)
			p.y = y
			p.text(B(b.Total.Amount), p.size, Right)
		}
		p.y += 2
		p.barKey(b)
	})
}

func (p *pdfWriter) barHead(b Bars) {
	y := p.y
	p.inked(ink2, func() {
		p.text(T(b.Columns[0]), smallSize, Left)
		p.y = y
		p.text(T(b.Columns[2]), smallSize, Right)
	})
	p.y += 0.6
	p.hline(p.y, cardLine)
	p.y += 1.2
}

func (p *pdfWriter) bar(it Bar, top float64) {
	labelW, amountW := p.w*0.32, p.w*0.24
	y := p.y
	p.side(0, labelW-2, func() {
		p.text(B(it.Label), p.size, Left)
		if it.Note != "" {
			p.inked(ink2, func() { p.text(T(it.Note), smallSize, Left) })
		}
	})
	bottom := max(p.y, y+7)
	p.y = y
	p.side(p.w-amountW, amountW, func() { p.text(B(it.Amount), p.size, Right) })
	if p.dry == 0 {
		w := max((p.w-labelW-amountW)*share(it.Value, top), 0.6)
		if it.Asked {
			p.hatched(p.x+labelW, y+0.4, w, 5.4)
		} else {
			p.fill(brand)
			p.f.Rect(p.x+labelW, y+0.4, w, 5.4, "F")
		}
	}
	p.y = bottom + 0.8
	p.hline(p.y, cardLine)
	p.y += 1.4
}

// hatched draws a bar of money that was asked for and not paid.
func (p *pdfWriter) hatched(x, y, w, h float64) {
	p.fill(kindPaper[Danger])
	p.f.Rect(x, y, w, h, "F")
	p.draw(kindInk[Danger], 0.35)
	p.f.ClipRect(x, y, w, h, false)
	for dx := -h; dx < w; dx += 1.9 {
		p.f.Line(x+dx, y+h, x+dx+h, y)
	}
	p.f.ClipEnd()
	p.draw(kindInk[Danger], 0.5)
	p.f.Rect(x, y, w, h, "D")
}

func (p *pdfWriter) barKey(b Bars) {
	x, y := p.x, p.y
	h := lineHeight(smallSize)
	for i, words := range []string{b.PaidKey, b.AskedKey} {
		if words == "" {
			continue
		}
		p.font(Plain, smallSize)
		s := p.fit(oneLine(words), p.w/2-10)
		if p.dry == 0 {
			if i == 0 {
				p.fill(brand)
				p.f.Rect(x, y+0.6, 5, 3, "F")
			} else {
				p.hatched(x, y+0.6, 5, 3)
			}
			p.font(Plain, smallSize)
			p.inkOf(ink2)
			p.f.Text(x+6.5, y+h/2+smallSize*ptToMM*0.36, s)
		}
		x += 6.5 + p.f.GetStringWidth(s) + 8
	}
	p.y = y + h
}

func octagon(x, y, r float64) []fpdf.PointType {
	pts := make([]fpdf.PointType, 8)
	for i := range pts {
		a := math.Pi/8 + float64(i)*math.Pi/4
		pts[i] = fpdf.PointType{X: x + r*math.Cos(a), Y: y + r*math.Sin(a)}
	}
	return pts
}

func triangle(x, y, r float64) []fpdf.PointType {
	return []fpdf.PointType{{X: x, Y: y - r*0.9}, {X: x + r, Y: y + r*0.8}, {X: x - r, Y: y + r*0.8}}
}
