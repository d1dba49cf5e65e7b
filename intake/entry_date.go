package intake

import (
	"slices"
	"strings"
	"time"

	"recourse"
)

// moment reads a cell's date, with a clock where it has one. A date whose order
// is not known has no time but is a date all the same.
func (l *layout) moment(cell string, zone *time.Location) (recourse.Moment, bool) {
	p := scanner{s: cell}
	fig, ok := l.day(&p)
	if !ok {
		return recourse.Moment{}, false
	}
	d, known := fig.in(l.order)
	if !known {
		return recourse.Moment{}, true
	}
	p.lit(",")
	if p.lit("T") || p.spaces() {
		if clock, ok := p.clock(); ok && clock > 0 {
			return moment(d, clock, zone), true
		}
	}
	return recourse.OnDay(d), true
}

// onCalendar reports whether a cell's date is a day in some order of its figures.
func (l *layout) onCalendar(cell string) bool {
	p := scanner{s: cell}
	fig, ok := l.day(&p)
	return ok && slices.ContainsFunc([]order{dayFirst, monthFirst, yearFirst}, func(o order) bool {
		_, known := fig.in(o)
		return known
	})
}

// day skips a date in figures or, where the words of months are at hand, with one.
func (l *layout) day(p *scanner) (figures, bool) {
	start := p.i
	if f, ok := p.date(); ok {
		return f, true
	}
	if f, ok := compactDate(p); ok {
		return f, true
	}
	p.i, p.words = start, l.months
	if f, ok := p.namedDate(); ok && !f.noYear {
		return f, true
	}
	p.i = start
	return figures{}, false
}

// compactDate skips a date in the form 20261112.
func compactDate(p *scanner) (figures, bool) {
	s := p.rest()
	if len(s) < 8 || strings.Trim(s[:8], "0123456789") != "" || len(s) > 8 && s[8] >= '0' && s[8] <= '9' {
		return figures{}, false
	}
	y, _ := p.number(4)
	m, _ := p.number(2)
	d, _ := p.number(2)
	return figures{a: int16(y), b: int16(m), c: int16(d), sep: '-', long: true}, y > 1900
}
