package document

// frame draws do in a box with a background and perhaps a coloured left edge.
// What is higher than a page is drawn without a background; a white box may go
// on over a page's end where its beginning has room.
func (p *pdfWriter) frame(paper rgb, edge, border *rgb, pad float64, do func()) {
	inner := func() { p.inset(pad+1, pad, do) }
	h := p.measure(inner) + 2*pad
	if border != nil && p.dry == 0 && p.held == 0 && p.y+h > p.bottom() && h > 60 && p.bottom()-p.y > 50 {
		p.split(*border, pad, inner)
		return
	}
	whole := h <= p.bottom()-marginTop
	if whole {
		p.need(h)
	}
	if p.dry == 0 && whole {
		p.panel(paper, edge, border, h)
	}
	p.y += pad
	p.fresh = false
	if whole {
		p.hold(inner)
	} else {
		inner()
	}
	p.y += pad
}

func (p *pdfWriter) panel(paper rgb, edge, border *rgb, h float64) {
	p.fill(paper)
	if border != nil {
		p.draw(*border, 0.3)
		p.f.RoundedRect(p.x, p.y, p.w, h, 1.6, "1234", "FD")
	} else {
		p.f.Rect(p.x, p.y, p.w, h, "F")
	}
	if edge != nil {
		p.fill(*edge)
		p.f.Rect(p.x, p.y, 1.3, h, "F")
	}
}

// split draws a bordered box over several pages: the sides are drawn on each
// page once it is known where the box ends.
func (p *pdfWriter) split(border rgb, pad float64, inner func()) {
	first, top := p.f.PageNo(), p.y
	p.y += pad
	p.fresh = false
	inner()
	p.y += pad
	last := p.f.PageNo()
	for page := first; page <= last; page++ {
		p.f.SetPage(page)
		p.draw(border, 0.3)
		y1, y2 := marginTop-3, p.bottom()+2
		if page == first {
			y1 = top
			p.f.Line(p.x, y1, p.x+p.w, y1)
		}
		if page == last {
			y2 = p.y
			p.f.Line(p.x, y2, p.x+p.w, y2)
		}
		p.f.Line(p.x, y1, p.x, y2)
		p.f.Line(p.x+p.w, y1, p.x+p.w, y2)
	}
}

func (p *pdfWriter) callout(c Callout) {
	edge := kindInk[c.Kind]
	p.frame(kindPaper[c.Kind], &edge, nil, 3.2, func() {
		if c.Title != "" {
			p.text(B(c.Title), p.size+0.7, Left)
			p.gap(0.8)
		}
		p.blocks(c.Blocks)
	})
}

func (p *pdfWriter) banner(b Banner) {
	tint := kindInk[b.Kind]
	head := p.measure(func() { p.inset(18, 4, func() { p.text(B(b.Title), 18, Left) }) }) + 8
	body := func() { p.inset(5, 5, func() { p.bannerBody(b, tint) }) }
	h := head + p.measure(body) + 9
	p.need(h)
	if p.dry == 0 {
		p.draw(tint, 0.4)
		p.f.RoundedRect(p.x, p.y, p.w, h, 2, "1234", "D")
		p.fill(tint)
		p.f.RoundedRect(p.x, p.y, p.w, head, 2, "12", "F")
		p.sign(b.Kind, p.x+9.5, p.y+head/2)
	}
	top := p.y
	p.y += 4
	p.fresh = false
	p.inked(white, func() { p.inset(18, 4, func() { p.text(B(b.Title), 18, Left) }) })
	p.y = top + head + 4
	body()
	p.y = top + h
}

func (p *pdfWriter) bannerBody(b Banner, tint rgb) {
	if b.Say != "" {
		p.text(B(b.Say), 13, Left)
		p.gap(1.6)
	}
	p.blocks(b.Blocks)
	if b.Sure == "" {
		return
	}
	p.gap(2.4)
	left := 0.0
	if b.Level > 0 {
		left = 32
		if p.dry == 0 {
			for i := range 5 {
				p.fill(cardLine)
				if i < b.Level {
					p.fill(tint)
				}
				p.f.Rect(p.x+float64(i)*6, p.y+1.2, 5, 3, "F")
			}
		}
	}
	p.inset(left, 0, func() { p.text(T(b.Sure), p.size, Left) })
}

// sign draws the banner's sign, which tells the kind by its shape.
func (p *pdfWriter) sign(k Kind, x, y float64) {
	p.draw(white, 0.6)
	switch k {
	case Danger:
		p.f.Polygon(octagon(x, y, 4.6), "D")
		p.f.Line(x-1.2, y-1.9, x-1.2, y+1.9)
		p.f.Line(x+1.2, y-1.9, x+1.2, y+1.9)
	case Warn:
		p.f.Polygon(triangle(x, y, 4.8), "D")
		p.f.Line(x, y-1.6, x, y+1)
		p.f.Line(x, y+2.1, x, y+2.3)
	case OK:
		p.f.Circle(x, y, 4.4, "D")
		p.f.Line(x-2, y+0.1, x-0.6, y+1.6)
		p.f.Line(x-0.6, y+1.6, x+2.1, y-1.5)
	default:
		p.f.Circle(x, y, 4.4, "D")
		p.f.Line(x, y-0.5, x, y+2.3)
		p.f.Line(x, y-2.2, x, y-2)
	}
}

func (p *pdfWriter) card(c Card) {
	border := cardLine
	if c.First {
		border = brand
	}
	p.frame(white, nil, &border, 3.6, func() {
		if len(c.Tags) > 0 {
			p.tags(c.Tags)
			p.y += 1
		}
		p.text(strong(c.Title), p.size+0.8, Left)
		if len(c.Blocks) > 0 {
			p.gap(1)
			p.sized(p.size-0.7, func() { p.blocks(c.Blocks) })
		}
	})
}

func (p *pdfWriter) tags(tags []Tag) {
	x, h := p.x, lineHeight(smallSize)+1
	for _, t := range tags {
		p.font(Strong, smallSize)
		s := p.fit(oneLine(t.Text), p.w-4)
		w := p.f.GetStringWidth(s) + 4
		if x > p.x && x+w > p.x+p.w {
			x, p.y = p.x, p.y+h+1
		}
		if p.dry == 0 {
			p.fill(kindPaper[t.Kind])
			p.f.RoundedRect(x, p.y, w, h, 1, "1234", "F")
			p.inkOf(kindInk[t.Kind])
			p.f.Text(x+2, p.y+h/2+smallSize*ptToMM*0.36, s)
		}
		x += w + 2
	}
	p.y += h
}

func (p *pdfWriter) stages(s Stages) {
	for i, st := range s.Items {
		draw := func() { p.inset(11, 3, func() { p.stage(st) }) }
		h := p.measure(draw) + 3.6
		p.need(h)
		if p.dry == 0 {
			if st.State == Here {
				p.fill(kindPaper[Danger])
				p.f.RoundedRect(p.x, p.y-0.8, p.w, h-1, 1.5, "1234", "F")
			}
			if i+1 < len(s.Items) && p.y+h < p.bottom() {
				p.stageLine(st, h)
			}
			p.stageDot(st, p.x+4.5, p.y+lineHeight(p.size)/2+0.3)
		}
		top := p.y
		draw()
		p.y = top + h
	}
}

func (p *pdfWriter) stage(st Stage) {
	title := []Run{{Text: st.Title, Style: Strong}}
	if st.Tag != "" {
		title = append(title, Run{Text: " — " + st.Tag, Style: Strong})
	}
	p.text(title, p.size, Left)
	if st.Note != "" {
		p.inked(ink2, func() { p.text(T(st.Note), p.size-1, Left) })
	}
}

func (p *pdfWriter) stageLine(st Stage, h float64) {
	p.draw(ink2, 0.4)
	if st.State == Next {
		p.f.SetDashPattern([]float64{0.9, 0.9}, 0)
	}
	y := p.y + lineHeight(p.size)/2
	p.f.Line(p.x+4.5, y+2.8, p.x+4.5, y+h-2.2)
	p.f.SetDashPattern(nil, 0)
}

func (p *pdfWriter) stageDot(st Stage, x, y float64) {
	switch st.State {
	case Done:
		p.fill(ink2)
		p.f.Circle(x, y, 2.1, "F")
		p.draw(white, 0.5)
		p.f.Line(x-1, y+0.1, x-0.3, y+0.8)
		p.f.Line(x-0.3, y+0.8, x+1.1, y-0.8)
	case Here:
		p.fill(kindInk[Danger])
		p.f.Circle(x, y, 2.1, "F")
		p.fill(white)
		p.f.Circle(x, y, 0.85, "F")
	default:
		p.draw(ink2, 0.4)
		p.f.SetDashPattern([]float64{0.7, 0.6}, 0)
		p.f.Circle(x, y, 2, "D")
		p.f.SetDashPattern(nil, 0)
	}
}

func (p *pdfWriter) quote(q Quote) {
	var pcs []piece
	for _, pc := range q.Pieces {
		pcs = append(pcs, piece{text: clean(pc.Text), mark: pc.Mark, end: pc.Mark > 0})
	}
	border := cardLine
	p.frame(white, nil, &border, 3.4, func() {
		if q.Who != "" {
			p.inked(ink2, func() { p.text(T(q.Who), smallSize, Left) })
			p.gap(1)
		}
		p.lines(pcs, p.size, Left)
	})
}

func (p *pdfWriter) notes(n Notes) {
	for i, note := range n.Items {
		if i > 0 {
			p.gap(2.2)
		}
		p.inset(7, 0, func() {
			draw := func() {
				p.text(strong(note.Title), p.size, Left)
				p.sized(p.size-1, func() { p.inked(ink2, func() { p.blocks(note.Blocks) }) })
			}
			p.need(min(p.measure(draw), 60))
			if p.dry == 0 {
				p.badge(p.x-4.6, p.y+lineHeight(p.size)/2, note.Number)
			}
			draw()
		})
	}
}
