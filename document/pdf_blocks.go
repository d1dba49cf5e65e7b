package document

import "strings"

func (p *pdfWriter) blocks(blocks []Block) {
	for i, b := range blocks {
		if i > 0 {
			p.gap(gapBefore(b))
		}
		p.block(b, blocks[i+1:])
	}
}

func gapBefore(b Block) float64 {
	switch b := b.(type) {
	case Heading:
		return [...]float64{6, 6, 7, 4}[min(max(b.Level, 0), 3)]
	case Address:
		return 5
	case Signature:
		return 12
	case Callout, Banner, Bars, Card, Table, Quote, Stages:
		return 3.5
	case PageBreak:
		return 0
	default:
		return 2.2
	}
}

func (p *pdfWriter) block(b Block, rest []Block) {
	switch b := b.(type) {
	case Heading:
		p.heading(b, rest)
	case Paragraph:
		p.paragraph(b, rest)
	case Small:
		p.inked(ink2, func() { p.text(b.Text, min(p.size, smallSize+0.3), Left) })
	case List:
		p.list(b)
	case Table:
		p.table(b)
	case KeyValues:
		p.keyValues(b)
	case Quote:
		p.quote(b)
	case Notes:
		p.notes(b)
	case Columns:
		p.blocks(b.Left)
		p.gap(3)
		p.blocks(b.Right)
	case Rule:
		p.need(4)
		p.hline(p.y+1, line)
		p.y += 2
	case PageBreak:
		if !p.fresh {
			p.newPage()
		}
	default:
		p.box(b)
	}
}

func (p *pdfWriter) box(b Block) {
	switch b := b.(type) {
	case Callout:
		p.callout(b)
	case Banner:
		p.banner(b)
	case Bars:
		p.bars(b)
	case Stages:
		p.stages(b)
	case Card:
		p.card(b)
	case Details:
		p.inked(ink2, func() {
			p.sized(smallSize+0.5, func() {
				p.text(B(b.Summary), p.size, Left)
				p.blocks(b.Blocks)
			})
		})
	case Address:
		p.address(b)
	case Signature:
		p.signature(b)
	}
}

func (p *pdfWriter) inked(c rgb, do func()) {
	was := p.ink
	p.ink = c
	do()
	p.ink = was
}

func (p *pdfWriter) sized(size float64, do func()) {
	was := p.size
	p.size = size
	do()
	p.size = was
}

func (p *pdfWriter) hline(y float64, c rgb) {
	if p.dry == 0 {
		p.draw(c, 0.25)
		p.f.Line(p.x, y, p.x+p.w, y)
	}
}

// heading keeps with what follows: a heading never ends a page.
func (p *pdfWriter) heading(b Heading, rest []Block) {
	size := [...]float64{18, 18, 13.5, 11.5}[min(max(b.Level, 0), 3)]
	align := Left
	if p.d.Paper {
		size = [...]float64{14, 14, 11.5, 10.5}[min(max(b.Level, 0), 3)]
		if b.Level == 1 {
			align = Middle
		}
	}
	runs := make([]Run, len(b.Text))
	for i, r := range b.Text {
		r.Style = Strong
		runs[i] = r
	}
	h := p.measure(func() { p.text(runs, size, align) })
	p.need(h + 1 + p.follow(rest))
	if p.dry == 0 {
		p.f.Bookmark(p.glyph.replace(oneLine(PlainText(b.Text))), min(max(b.Level, 1), 3)-1, p.y)
	}
	p.text(runs, size, align)
	p.y += 0.8
}

// follow is how much of what comes next must stand on the same page.
func (p *pdfWriter) follow(rest []Block) float64 {
	if len(rest) == 0 {
		return 0
	}
	h := gapBefore(rest[0])
	whole := func() float64 { return p.measure(func() { p.block(rest[0], rest[1:]) }) }
	switch b := rest[0].(type) {
	case Table:
		return h + p.tableStart(b)
	case Paragraph:
		if n := whole(); n < 12 && len(PlainText(b.Text)) > 0 { // an introduction
			return h + n + p.follow(rest[1:])
		}
		return h + 12
	case List, KeyValues, Notes:
		return h + min(whole(), 16)
	default:
		return h + min(whole(), 50)
	}
}

// paragraph keeps a sentence that ends in a colon with what it announces.
func (p *pdfWriter) paragraph(b Paragraph, rest []Block) {
	size := p.size
	if b.Lead {
		size *= 1.14
	}
	if strings.HasSuffix(PlainText(b.Text), ":") && p.dry == 0 {
		p.need(p.measure(func() { p.text(b.Text, size, b.Align) }) + p.follow(rest))
	}
	p.text(b.Text, size, b.Align)
}

func (p *pdfWriter) list(l List) {
	for i, it := range l.Items {
		if i > 0 {
			p.gap(map[ListForm]float64{Steps: 3}[l.Form] + 0.9)
		}
		left := map[ListForm]float64{Bullets: 5, Numbers: 7, Steps: 11, Boxes: 7}[l.Form]
		p.inset(left, 0, func() {
			h := p.measure(func() { p.item(l, it) })
			p.need(min(h, 40))
			if p.dry == 0 {
				p.bullet(l.Form, i+1, left)
			}
			y, page := p.y, p.f.PageNo()
			p.item(l, it)
			if l.Form == Steps && page == p.f.PageNo() {
				p.y = max(p.y, y+7.5)
			}
		})
	}
}

func (p *pdfWriter) item(l List, it Item) {
	text := it.Text
	if l.Form == Steps && len(it.Blocks) > 0 {
		text = strong(text)
	}
	p.text(text, p.size, Left)
	if len(it.Blocks) > 0 {
		p.gap(0.6)
		p.blocks(it.Blocks)
	}
}

func strong(runs []Run) []Run {
	out := make([]Run, len(runs))
	for i, r := range runs {
		if r.Style == Plain {
			r.Style = Strong
		}
		out[i] = r
	}
	return out
}

func (p *pdfWriter) bullet(form ListForm, n int, left float64) {
	mid := p.y + lineHeight(p.size)/2
	switch form {
	case Numbers:
		p.font(Plain, p.size)
		p.inkOf(p.ink)
		s := itoa(n) + "."
		p.f.Text(p.x-1.8-p.f.GetStringWidth(s), mid+p.size*ptToMM*0.36, s)
	case Steps:
		p.fill(brand)
		p.f.Circle(p.x-left+3.6, mid+0.8, 3.4, "F")
		p.numeral(p.x-left+3.6, mid+0.8, n, 10)
	case Boxes:
		p.draw(ink2, 0.4)
		p.f.Rect(p.x-left+0.5, mid-1.8, 3.6, 3.6, "D")
	default:
		p.fill(ink2)
		p.f.Circle(p.x-left+2, mid, 0.75, "F")
	}
}

func (p *pdfWriter) keyValues(k KeyValues) {
	keyW := min(p.w*0.34, 58)
	for i, pair := range k.Pairs {
		draw := func() {
			y := p.y
			p.inked(ink2, func() { p.side(0, keyW-3, func() { p.text(T(pair.Key), p.size, Left) }) })
			bottom := p.y
			p.y = y
			p.side(keyW, p.w-keyW, func() { p.text(pair.Value, p.size, Left) })
			p.y = max(p.y, bottom)
		}
		p.need(p.measure(draw) + 2)
		if i > 0 {
			p.hline(p.y+0.6, cardLine)
			p.y += 1.2
		}
		draw()
		p.y += 0.6
	}
}

// side draws in a column that lies dx from the left and is w wide; what it
// draws must fit on the page.
func (p *pdfWriter) side(dx, w float64, do func()) { p.inset(dx, p.w-dx-w, do) }

func (p *pdfWriter) address(a Address) {
	draw := func() {
		if a.Label != "" {
			p.inked(ink2, func() { p.text(T(a.Label), smallSize, a.Align) })
		}
		for _, l := range a.Lines {
			p.text(l, p.size, a.Align)
		}
	}
	p.need(p.measure(draw))
	draw()
}

func (p *pdfWriter) signature(s Signature) {
	p.need(34)
	half := p.w/2 - 6
	y := p.y + 12
	p.y = y - lineHeight(p.size) + 1
	p.side(0, half, func() { p.text(s.Place, p.size, Left) })
	p.y = y
	p.side(p.w-half, half, func() {
		p.hline(p.y, ink)
		p.y += 1.2
		p.text(s.Name, p.size, Middle)
		p.inked(ink2, func() { p.text(T(s.Label), smallSize, Middle) })
	})
}
