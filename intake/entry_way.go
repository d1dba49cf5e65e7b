package intake

import (
	"unicode/utf8"

	"recourse/incident"
)

// rail says how a payment went, where the row says so. The column for the type
// speaks before the free text; an account of the other side alone says that it
// was a transfer.
func (l *layout) rail(p *incident.Payment, cells []string) {
	for _, col := range []column{colType, colCard, colText, colName} {
		if !l.has(col) {
			continue
		}
		cell := l.cell(cells, col)
		if cell == "" {
			continue
		}
		way := l.way(cell, col == colType)
		if p.Rail = way.rail; p.Rail == "" && col == colCard && !l.has(colType) {
			p.Rail = "card"
		}
		if p.Rail == "" {
			continue
		}
		if p.Rail == "card" {
			p.CardNetwork = way.network
		}
		return
	}
	if p.Rail = l.form.rail; p.Rail != "" {
		return
	}
	account := p.To.Account
	if p.Direction == "in" {
		account = p.From.Account
	}
	if account != "" {
		p.Rail = "bank-transfer"
	}
}

// way is what the words of a cell say of how a payment went.
type way struct{ rail, network string }

// way reads a cell's words. Those of a statement differ in their numbers alone, and no
// number says how a payment went: of one shape the first is read.
func (l *layout) way(cell string, typed bool) way {
	const longest, most = 256, 4096 // bytes, shapes
	if l.ways == nil {
		l.ways, l.numbered = make(map[string]way), l.form.rails.numbered()
	}
	if l.numbered || len(cell) > longest {
		return l.wayOf(cell, typed)
	}
	if l.shape = l.shape[:0]; typed {
		l.shape = append(l.shape, 't')
	}
	l.shape = appendShape(append(l.shape, ' '), cell)
	w, ok := l.ways[string(l.shape)]
	if !ok {
		if len(l.ways) == most {
			clear(l.ways)
		}
		w = l.wayOf(cell, typed)
		l.ways[string(l.shape)] = w
	}
	return w
}

func (l *layout) wayOf(cell string, typed bool) way {
	l.words = appendWords(l.words[:0], l.folds.New(cell).String())
	return way{l.form.rails.of(l.words, typed), network(l.words)}
}

// appendShape appends s with 0 in place of each number that stands by itself.
func appendShape(dst []byte, s string) []byte {
	for len(s) > 0 {
		n := 0
		for n < len(s) && isWordByte(s[n]) {
			n++
		}
		switch {
		case n == 0:
			dst, n = append(dst, s[0]), 1
		case digitsIn(s[:n]) == n:
			dst = append(dst, '0')
		default:
			dst = append(dst, s[:n]...)
		}
		s = s[n:]
	}
	return dst
}

// isWordByte reports whether a byte can be of a letter or a figure.
func isWordByte(c byte) bool {
	return c >= utf8.RuneSelf || isLetterOrDigit(c)
}

// appendWords appends the words of a folded text.
func appendWords(dst []string, s string) []string {
	start := -1
	for i := range len(s) {
		word := isWordByte(s[i])
		switch {
		case word && start < 0:
			start = i
		case !word && start >= 0:
			dst, start = append(dst, s[start:i]), -1
		}
	}
	if start >= 0 {
		dst = append(dst, s[start:])
	}
	return dst
}

func notWord(r rune) bool { return r < 0x80 && !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') }

func network(words []string) string {
	for _, w := range words {
		switch w {
		case "visa", "mastercard", "dina":
			return w
		case "dinacard":
			return "dina"
		}
	}
	return ""
}
