package intake

import (
	"slices"
	"strings"
)

// pageStatement reads f as a statement in pages and reports whether it is one: by
// the lines of its text, and where not all of that is confirmed, by where its words
// stand. What confirms more is taken. What looks like a statement and cannot be
// read is named as one.
func (r *reader) pageStatement(f *File) bool {
	if r.opt.Statements == nil {
		return false
	}
	lines, whole := r.tryPages(f, func(g *File) (pageRows, bool) { return r.readPageRows(g.Text) })
	best := lines
	if !whole && f.places != nil {
		if pages := f.places(); len(pages) > 0 {
			words, _ := r.tryPages(f, func(g *File) (pageRows, bool) { return r.readWordRows(g, pages) })
			if words.better(&lines) {
				best = words
			}
		}
	}
	if len(best.file.Payments) == 0 && len(best.file.Problems) == 0 && r.looksLikeStatement(f, best.headed || lines.headed) {
		f.problem("statement-not-read", "")
	}
	f.Problems = append(f.Problems, best.file.Problems...)
	f.Payments = append(f.Payments, best.file.Payments...)
	if best.confirmed > 0 {
		f.Kind = KindStatement
	}
	return best.read > 0
}

// pictureStatement reads a photograph or a scan of a statement by where its words stand
// and reports whether it is one of which its balances or totals confirm what was read;
// letters that were recognised are not believed without. looks is that it seems to be one
// all the same.
func (r *reader) pictureStatement(f *File) (read, looks bool) {
	if f.Kind != KindImage || len(f.Messages) > 0 || f.places == nil {
		return false, false
	}
	g := *f
	g.Problems, g.Payments = nil, nil
	found := r.pageStatement(&g)
	if g.Kind != KindStatement {
		return false, found || len(g.Problems) > 0
	}
	f.Kind, f.Countries = g.Kind, g.Countries
	f.Problems, f.Payments = append(f.Problems, g.Problems...), append(f.Payments, g.Payments...)
	return true, false
}

// pageReading is what one way of reading a statement in pages gives.
type pageReading struct {
	file            File // its payments and problems
	read, confirmed int
	headed          bool
}

// tryPages reads a statement in one way; whole is that nothing is left open.
func (r *reader) tryPages(f *File, rows func(*File) (pageRows, bool)) (p pageReading, whole bool) {
	p.file = File{Path: f.Path, SHA256: f.SHA256, Text: f.Text, Pages: f.Pages}
	table, ok := rows(&p.file)
	p.headed = len(table.header.cells) > 0 || table.header.lay.known > 0
	if !ok {
		table.tellDateless(&p.file)
		return p, false
	}
	p.read, p.confirmed = r.pageEntries(&p.file, &table)
	return p, p.read > 0 && p.confirmed == p.read && len(p.file.Problems) == 0
}

// better reports whether a reading confirms more than another one, or as much and
// leaves less open.
func (p *pageReading) better(o *pageReading) bool {
	switch {
	case p.confirmed != o.confirmed:
		return p.confirmed > o.confirmed
	case p.read != o.read:
		return p.read > o.read
	case p.read == 0 && len(p.file.Problems) != len(o.file.Problems):
		return len(p.file.Problems) > 0 // it names rows that are not read
	}
	return len(p.file.Problems) < len(o.file.Problems)
}

// looksLikeStatement reports whether a text has several days and sums, and the names
// of a statement's columns or the words for its balances; below the title of a statement
// a day or such a word with two sums will do.
func (r *reader) looksLikeStatement(f *File, headed bool) bool {
	const fewest, most, longest = 3, 20_000, 10 // rows, lines, words of a title
	lay := layout{months: r.words}
	sums := &r.opt.Statements.sums
	days, amounts, n := 0, 0, 0
	opens, closes, titled := false, false, false
	for line := range strings.Lines(f.Text) {
		if n++; n > most {
			break
		}
		cells := pageCells(line)
		if slices.ContainsFunc(cells, func(c pageCell) bool {
			_, ok := lay.day(&scanner{s: c.text})
			return ok
		}) {
			days++
		}
		if strings.ContainsFunc(line, isDigitRune) && slices.ContainsFunc(strings.Fields(line), hasCents) {
			amounts++
		}
		for _, c := range cells {
			opens = opens || begins(c.text, sums.opening)
			closes = closes || begins(c.text, sums.closing)
			titled = titled || len(strings.Fields(c.text)) <= longest && begins(c.text, sums.titles)
		}
	}
	if titled && amounts > 1 && (days > 0 || opens || closes) {
		return true
	}
	return days >= fewest && amounts >= fewest && (headed || opens && closes)
}

func isDigitRune(r rune) bool { return r >= '0' && r <= '9' }
