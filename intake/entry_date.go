package intake

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"recourse"
)

// moment reads a cell's date, with a clock where it has one. A date whose order
// is not known has no time but is a date all the same. The clock is in the zone that
// stands behind it, else in the one that the row's cell named, else in zone. unclear is
// that name where it can be several zones or none: then the clock stays without one.
func (l *layout) moment(cell, named string, zone *time.Location) (at recourse.Moment, unclear string, ok bool) {
	p := scanner{s: cell}
	fig, ok := l.day(&p)
	if !ok {
		return recourse.Moment{}, "", false
	}
	d, known := fig.in(l.order)
	if !known {
		return recourse.Moment{}, "", true
	}
	p.lit(",")
	if p.lit("T") || p.spaces() {
		if clock, ok := p.clock(); ok && clock > 0 {
			at, unclear = l.clocked(d, clock, p.rest(), named, zone)
			return at, unclear, true
		}
	}
	return recourse.OnDay(d), "", true
}

// clocked is a clock of a day, in the zone that is said behind it or in its row.
func (l *layout) clocked(d recourse.Date, clock int32, behind, named string, zone *time.Location) (at recourse.Moment, unclear string) {
	if behind == "" && named == "" {
		return moment(d, clock, zone), ""
	}
	if l.zones.all == nil && l.form != nil {
		l.zones.all, l.zones.form = l.form.zones, l.form.id
	}
	said := cmp.Or(l.zones.behindClock(behind), named)
	if said == "" {
		return moment(d, clock, zone), ""
	}
	at, ok := l.zones.at(d, clock, said)
	if !ok {
		unclear = said
	}
	return at, unclear
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

// unclearZones are the zones of clocks that say none.
type unclearZones struct {
	n     int
	names []string // the first of them
}

// add takes the zone of a row's clock, or "" where it has one or needs none.
func (z *unclearZones) add(name string) {
	const most, longest = 5, 40
	if name == "" {
		return
	}
	z.n++
	name = strings.Join(strings.Fields(name[:runeStart(name, longest)]), " ")
	if len(z.names) < most && !slices.Contains(z.names, name) {
		z.names = append(z.names, name)
	}
}

func (z *unclearZones) tell(f *File) {
	if z.n > 0 {
		f.problem("zones-unclear", strings.Join(z.names, ", "), "n", z.n, "zones", strings.Join(z.names, ", "))
	}
}
