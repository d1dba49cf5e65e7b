package intake

import (
	"time"

	"recourse"
)

// order is in which order a file writes day, month and year.
type order uint8

const (
	orderUnknown order = iota
	dayFirst
	monthFirst
	yearFirst
)

// figures are a date's three numbers as they stand, before an order is known.
type figures struct {
	a, b, c int16
	sep     byte
	long    bool // the year has four digits
	named   bool // the month was a name: a is the day
	noYear  bool // c is not given
}

// none reports that there is no date at all.
func (f figures) none() bool { return f == figures{} }

// in returns the day that the figures mean in order o, and false where there is
// no such day.
func (f figures) in(o order) (recourse.Date, bool) {
	y, m, d := f.c, f.b, f.a
	switch {
	case f.noYear:
		return recourse.Date{}, false
	case f.named:
	case f.fixed() == yearFirst || o == yearFirst:
		y, m, d = f.a, f.b, f.c
	case o == monthFirst:
		m, d = f.a, f.b
	case o == orderUnknown && f.a != f.b:
		return recourse.Date{}, false
	}
	if !f.long {
		y += 2000
	}
	if m < 1 || m > 12 || d < 1 || d > 31 || y < 1970 || y > 2199 {
		return recourse.Date{}, false
	}
	date := recourse.Date{Year: int(y), Month: time.Month(m), Day: int(d)}
	return date, recourse.DateOf(date.In(time.UTC)) == date
}

// fixed returns the order that the figures' form alone fixes.
func (f figures) fixed() order {
	if f.a > 99 {
		return yearFirst
	}
	if f.sep == '.' || f.named {
		return dayFirst // nobody writes the month first with points
	}
	return orderUnknown
}

// votes gathers what a whole file says about its order.
type votes struct {
	day, month   int // how many figures, or other signs, fit only this order
	form         order
	last         [3]int64 // the last day under day-first, month-first and year-first
	backwards    [3]int
	notYear      bool // some figures cannot begin with a year
	prev         figures
	seen, differ int
}

// add takes one date of the file, in the file's order.
func (v *votes) add(f figures) {
	v.seen++
	if f.noYear || f == v.prev {
		return
	}
	v.prev = f
	if o := f.fixed(); o != orderUnknown {
		v.form = o
		return
	}
	if f.a != f.b {
		v.differ++
	}
	for i, o := range [...]order{dayFirst, monthFirst, yearFirst} {
		d, ok := f.in(o)
		if o == yearFirst && (!ok || f.long || d.Year < oldestShort) {
			v.notYear = true
			continue
		}
		if !ok {
			v.against(o)
			continue
		}
		t := int64(d.Year)*366 + int64(d.Month)*31 + int64(d.Day)
		if t < v.last[i] {
			v.backwards[i]++
		}
		v.last[i] = t
	}
}

// oldestShort is the first year that two digits at the beginning of a date mean:
// no app of which exports are known is older.
const oldestShort = 2009

func (v *votes) against(o order) {
	if o == dayFirst {
		v.month++
	} else {
		v.day++
	}
}

// favour takes another sign, such as the date in the name of an attachment.
func (v *votes) favour(f figures, day recourse.Date) {
	asDay, ok1 := f.in(dayFirst)
	asMonth, ok2 := f.in(monthFirst)
	fitsDay, fitsMonth := ok1 && asDay == day, ok2 && asMonth == day
	switch {
	case fitsDay && !fitsMonth:
		v.day++
	case fitsMonth && !fitsDay:
		v.month++
	}
}

// decide returns the file's order; orderUnknown where the file does not say.
// ordered says that the file lists its dates from the oldest to the newest, so
// that an order in which they run backwards is the wrong one.
func (v *votes) decide(ordered bool) order {
	if ordered && v.yearsFirst() {
		return yearFirst
	}
	switch {
	case v.form != orderUnknown && v.day == 0 && v.month == 0:
		return v.form
	case v.day > 0 && v.month == 0:
		return dayFirst
	case v.month > 0 && v.day == 0:
		return monthFirst
	case v.day > 0:
		return orderUnknown
	case ordered && v.backwards[0] == 0 && v.backwards[1] > 0:
		return dayFirst
	case ordered && v.backwards[1] == 0 && v.backwards[0] > 0:
		return monthFirst
	}
	return orderUnknown
}

// yearsFirst reports whether a file in order begins its dates with years of two
// digits: read so they run forward, and in no other order.
func (v *votes) yearsFirst() bool {
	return v.form == orderUnknown && v.seen > 1 && !v.notYear && v.backwards[2] == 0 &&
		(v.month > 0 || v.backwards[0] > 0) && (v.day > 0 || v.backwards[1] > 0)
}

// join takes what another part of the same chat says.
func (v *votes) join(other votes) {
	v.day += other.day
	v.month += other.month
	for i := range v.backwards {
		v.backwards[i] += other.backwards[i]
	}
	v.notYear = v.notYear || other.notYear
	v.seen += other.seen
	if v.form == orderUnknown {
		v.form = other.form
	}
}

// ambiguous reports whether dates of the file stay open under order o.
func (v *votes) ambiguous(o order) bool { return o == orderUnknown && v.differ > 0 }
