package document

import (
	"strings"
	"unicode"
)

// glyphs tells which signs the embedded fonts have.
type glyphs map[rune]bool

// replace writes signs that the fonts lack as their code points, neighbours
// in one pair of brackets: [U+4F60 U+597D].
func (g glyphs) replace(s string) string {
	missing := func(r rune) bool { return r > 0xFFFF || r != '\n' && !g[r] }
	if strings.IndexFunc(s, missing) < 0 {
		return s
	}
	var b strings.Builder
	open := false
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Variation_Selector, r) || r == 0x200D || r == 0xFEFF:
			continue // says how to draw its neighbour and is nothing by itself
		case missing(r) && open:
			b.WriteString(" " + codePoint(r))
		case missing(r):
			open = true
			b.WriteString("[" + codePoint(r))
		default:
			if open {
				b.WriteByte(']')
			}
			open = false
			b.WriteRune(r)
		}
	}
	if open {
		b.WriteByte(']')
	}
	return b.String()
}

func codePoint(r rune) string {
	const digits = "0123456789ABCDEF"
	var b []byte
	for shift := 20; shift >= 0; shift -= 4 {
		if d := r >> shift & 15; d != 0 || len(b) > 0 || shift < 16 {
			b = append(b, digits[d])
		}
	}
	return "U+" + string(b)
}

// piece is a part of a line in one style.
type piece struct {
	text  string
	style Style
	link  string
	mark  int // above 0 in a quote: the number of its note
	end   bool
	width float64
}

// size of a style where the text around has the given size.
func (s Style) size(around float64) float64 {
	if s == Code {
		return around * 0.94
	}
	return around
}

// wrap breaks pieces into lines no wider than w.
func (p *pdfWriter) wrap(pieces []piece, w, size float64) [][]piece {
	var lines [][]piece
	var cur []piece
	used := 0.0
	flush := func() {
		lines = append(lines, trimLine(cur))
		cur, used = nil, 0
	}
	for _, pc := range pieces {
		p.font(pc.style, pc.style.size(size))
		for _, word := range words(p.glyph.replace(pc.text)) {
			if word == "\n" {
				flush()
				continue
			}
			ww := p.f.GetStringWidth(word)
			if bare := p.f.GetStringWidth(strings.TrimRight(word, " ")); used > 0 && used+bare > w {
				flush()
			}
			for ww > w && len([]rune(word)) > 1 {
				head, tail := p.cut(word, w-used)
				cur = add(cur, pc, head, p.f.GetStringWidth(head))
				flush()
				word, ww = tail, p.f.GetStringWidth(tail)
			}
			cur = add(cur, pc, word, ww)
			used += ww
		}
		if len(cur) > 0 && pc.end {
			cur[len(cur)-1].end = true
			used += 5
		}
	}
	if len(cur) > 0 || len(lines) == 0 {
		flush()
	}
	return lines
}

// cut splits a word that is wider than a line.
func (p *pdfWriter) cut(word string, w float64) (head, tail string) {
	r := []rune(word)
	n := 1
	for n < len(r)-1 && p.f.GetStringWidth(string(r[:n+1])) <= w {
		n++
	}
	return string(r[:n]), string(r[n:])
}

func add(line []piece, like piece, text string, w float64) []piece {
	if n := len(line); n > 0 && !line[n-1].end && line[n-1].style == like.style && line[n-1].mark == like.mark && line[n-1].link == like.link {
		line[n-1].text += text
		line[n-1].width += w
		return line
	}
	like.text, like.width, like.end = text, w, false
	return append(line, like)
}

func trimLine(line []piece) []piece {
	if n := len(line); n > 0 {
		line[n-1].text = strings.TrimRight(line[n-1].text, " ")
	}
	return line
}

// words splits text behind its spaces; a line end is a word of its own.
func words(s string) []string {
	var out []string
	start := 0
	for i, r := range s {
		switch r {
		case ' ':
			out = append(out, s[start:i+1])
			start = i + 1
		case '\n':
			if i > start {
				out = append(out, s[start:i])
			}
			out = append(out, "\n")
			start = i + 1
		case '/', '-', '_':
			if i-start > 24 {
				out = append(out, s[start:i+1])
				start = i + 1
			}
		}
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

func pieces(runs []Run) []piece {
	var out []piece
	for _, r := range cleanRuns(runs) {
		out = append(out, piece{text: r.Text, style: r.Style, link: r.Link})
	}
	return out
}

// text sets runs at the current place and moves below them.
func (p *pdfWriter) text(runs []Run, size float64, align Align) {
	p.lines(pieces(runs), size, align)
}

func (p *pdfWriter) lines(pcs []piece, size float64, align Align) {
	h := lineHeight(size)
	lines := p.wrap(pcs, p.w, size)
	if n := len(lines); n > 1 && n < 4 {
		p.need(h * float64(n)) // a short paragraph stays whole
	} else if n >= 4 {
		p.need(h * 2)
	}
	for _, l := range lines {
		p.need(h)
		if p.dry == 0 {
			p.line(l, size, align)
		}
		p.y += h
		p.fresh = false
	}
}

func (p *pdfWriter) line(l []piece, size float64, align Align) {
	x := p.x
	if align != Left {
		width := 0.0
		for _, pc := range l {
			p.font(pc.style, pc.style.size(size))
			width += p.f.GetStringWidth(pc.text)
		}
		x += (p.w - width) / float64(map[Align]int{Right: 1, Middle: 2}[align])
	}
	base := p.y + lineHeight(size)*0.5 + size*ptToMM*0.36
	for _, pc := range l {
		x = p.piece(pc, x, base, size)
	}
}

func (p *pdfWriter) piece(pc piece, x, base, size float64) float64 {
	p.font(pc.style, pc.style.size(size))
	w := p.f.GetStringWidth(pc.text)
	if pc.mark > 0 {
		p.fill(markFill)
		p.f.Rect(x-0.2, base-size*ptToMM*0.9, w+0.4, size*ptToMM*1.2, "F")
		p.draw(markLine, 0.35)
		p.f.Line(x-0.2, base+size*ptToMM*0.3, x+w+0.2, base+size*ptToMM*0.3)
	}
	switch {
	case pc.link != "":
		p.inkOf(brand)
		p.f.LinkString(x, base-size*ptToMM, w, size*ptToMM*1.3, pc.link)
	case pc.style == Muted:
		p.inkOf(ink2)
	default:
		p.inkOf(p.ink)
	}
	p.f.Text(x, base, pc.text)
	x += w
	if pc.end {
		p.badge(x+2.6, base-size*ptToMM*0.36, pc.mark)
		x += 5
	}
	return x
}

// badge draws a number in a circle around x, y.
func (p *pdfWriter) badge(x, y float64, n int) {
	p.fill(markLine)
	p.f.Circle(x, y, 1.9, "F")
	p.numeral(x, y, n, 7.5)
}

func (p *pdfWriter) numeral(x, y float64, n int, size float64) {
	s := itoa(n)
	p.font(Strong, size)
	p.inkOf(white)
	p.f.Text(x-p.f.GetStringWidth(s)/2, y+size*ptToMM*0.36, s)
}
