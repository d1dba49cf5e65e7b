package intake

import (
	"slices"
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
	orderOpen // of a date of which nothing is known: it is none
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
// no such day. While the order is unknown it is the day that they can mean alone.
func (f figures) in(o order) (recourse.Date, bool) {
	y, m, d := f.c, f.b, f.a
	switch {
	case f.noYear, o == orderOpen:
		return recourse.Date{}, false
	case f.named:
	case f.fixed() == yearFirst || o == yearFirst:
		y, m, d = f.a, f.b, f.c
	case o == monthFirst:
		m, d = f.a, f.b
	case o == orderUnknown && f.a != f.b:
		return f.in(f.only())
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

// only returns the order that the figures can stand in alone, and orderOpen where
// there are two or none.
func (f figures) only() order {
	if o := f.fixed(); o != orderUnknown {
		return o
	}
	only := orderOpen
	for _, o := range [...]order{dayFirst, monthFirst, yearFirst} {
		d, ok := f.in(o)
		if !ok || o == yearFirst && d.Year < oldestShort {
			continue
		}
		if only != orderOpen {
			return orderOpen
		}
		only = o
	}
	return only
}

// never reports whether the figures mean no day in any order that their form allows.
func (f figures) never() bool {
	orders := []order{dayFirst, monthFirst, yearFirst}
	if o := f.fixed(); o != orderUnknown {
		orders = []order{o}
	}
	return !slices.ContainsFunc(orders, func(o order) bool { _, ok := f.in(o); return ok })
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

// votes gathers what a whole file says about its order. What one line says may
// have been written by the other side to make the person's words look older or
// newer, so each sign is weighed against the others; see [votes.decide].
type votes struct {
	day, month   int    // witnesses: how many dates fit only this order
	named        [2]int // names of attachments that fit only day-first, month-first
	form         order
	last         [3]int64 // the last day under day-first, month-first and year-first
	before       [3]int64 // the day before the last step back, until it is known whether dates stay back; 0: none
	backwards    [3]int   // steps back after which dates stay back
	steps        [3]int   // steps back of any kind
	strange      int      // figures that cannot begin with a year
	span         [2]int64 // how far apart neighbours lie that fit both orders, added up
	near         [3]int   // neighbours that lie at most a month apart in each order
	escaped      bool     // the file's form lets no message look like another one
	spans        int
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
	was, both := v.last, 0
	for i, o := range [...]order{dayFirst, monthFirst, yearFirst} {
		d, ok := f.in(o)
		if o == yearFirst && (!ok || f.long || d.Year < oldestShort) {
			v.strange++
			continue
		}
		if !ok {
			v.against(o)
			continue
		}
		if o != yearFirst && v.last[i] > 0 {
			both++
		}
		v.step(i, int64(d.Year)*366+int64(d.Month)*31+int64(d.Day))
	}
	if both == len(v.span) {
		v.spans++
		for i := range v.span {
			v.span[i] += max(v.last[i]-was[i], was[i]-v.last[i])
		}
	}
}

// step notes the day of a date under one order. A step back that the next date
// takes back is that of one line alone, which may be none of the chat's.
func (v *votes) step(i int, day int64) {
	if before := v.before[i]; before > 0 && day < before {
		v.backwards[i]++
	}
	v.before[i] = 0
	if day < v.last[i] {
		v.steps[i]++
		v.before[i] = v.last[i]
	}
	if v.last[i] > 0 && max(day-v.last[i], v.last[i]-day) <= 31 {
		v.near[i]++
	}
	v.last[i] = day
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

// favour takes the date in the name of an attachment. Only where the app wrote
// the name itself (proven) it is a witness: else the sender may have.
func (v *votes) favour(f figures, day recourse.Date, proven bool) {
	asDay, ok1 := f.in(dayFirst)
	asMonth, ok2 := f.in(monthFirst)
	fitsDay, fitsMonth := ok1 && asDay == day, ok2 && asMonth == day
	switch {
	case fitsDay == fitsMonth:
	case fitsDay && proven:
		v.day++
	case fitsDay:
		v.named[0]++
	case proven:
		v.month++
	default:
		v.named[1]++
	}
}

// decide returns the file's order; orderUnknown where the file does not say.
// ordered says that the file lists its dates from the oldest to the newest, so
// that an order in which they run backwards is the wrong one.
func (v *votes) decide(ordered bool) order {
	if v.form != orderUnknown && v.day == 0 && v.month == 0 {
		return v.form
	}
	if !ordered {
		switch {
		case v.day > 0 && v.month == 0:
			return dayFirst
		case v.month > 0 && v.day == 0:
			return monthFirst
		}
		return orderUnknown
	}
	if bad, may := v.yearsFirst(); may && bad == 0 {
		return yearFirst
	} else if may && bad == 1 && v.near[2] > v.near[0]+v.near[1] {
		return orderUnknown // all but one line begin with years
	}
	back := v.backwards
	if v.escaped {
		back = v.steps
	}
	switch {
	case v.day > 0 && v.month > 0:
		return v.contested()
	case v.day > 0:
		return v.unless(dayFirst)
	case v.month > 0:
		return v.unless(monthFirst)
	case back[0] == 0 && back[1] > 0:
		return v.unless(dayFirst)
	case back[1] == 0 && back[0] > 0:
		return v.unless(monthFirst)
	case v.named[0] > 0 && v.named[1] == 0 && back[0] == 0:
		return v.unless(dayFirst)
	case v.named[1] > 0 && v.named[0] == 0 && back[1] == 0:
		return v.unless(monthFirst)
	}
	return orderUnknown
}

const (
	// fewWitnesses is how many dates that fit one order alone can be the work of
	// one message.
	fewWitnesses = 2
	// manyWitnesses is how many stand against one before that one is disbelieved.
	manyWitnesses = 10
	// farther is how many times farther apart neighbouring dates lie in an order
	// that is doubted for it: who writes each day does not write each month.
	farther = 5
)

// unless returns o, unless few witnesses are all that speaks for it and all else
// speaks for the other order.
func (v *votes) unless(o order) order {
	i, j, witnesses := 0, 1, v.day
	if o == monthFirst {
		i, j, witnesses = 1, 0, v.month
	}
	switch {
	case witnesses > fewWitnesses, v.escaped:
	case witnesses > 0 && v.backwards[i] > witnesses && v.backwards[j] == 0,
		v.spans > 1 && v.span[i] > farther*v.span[j]:
		return orderUnknown
	}
	return o
}

// strays reports whether a date is none of a file in order o: there is no such day,
// or it can stand in another order alone, and is one of so few that one message may
// have made them.
func (v *votes) strays(f figures, o order) bool {
	switch only := f.only(); {
	case f.none() || f.noYear:
		return false
	case f.never():
		return true
	case only == o || f.a == f.b:
		return false
	case only == dayFirst:
		return v.day <= fewWitnesses
	case only == monthFirst:
		return v.month <= fewWitnesses
	}
	return false
}

// contested decides between witnesses of both orders: for the one in which the
// other dates never stay back, where they do in the other; and against a lone
// witness of many.
func (v *votes) contested() order {
	i, j, o, more, fewer := 0, 1, dayFirst, v.day, v.month
	if v.month > v.day {
		i, j, o, more, fewer = 1, 0, monthFirst, v.month, v.day
	}
	forward := v.backwards[i] == 0 && v.backwards[j] > 0
	lone := fewer == 1 && more >= manyWitnesses && v.backwards[i] <= v.backwards[j]
	if more > fewer && (forward || lone) {
		return v.unless(o)
	}
	return orderUnknown
}

// yearsFirst reports whether a file in order may begin its dates with years of two
// digits: read so they run forward, but for bad dates, and in no other order.
func (v *votes) yearsFirst() (bad int, may bool) {
	return v.strange + v.steps[2], v.form == orderUnknown && v.seen > 1 &&
		(v.month > 0 || v.steps[0] > 0) && (v.day > 0 || v.steps[1] > 0)
}

// join takes what another part of the same chat says.
func (v *votes) join(other votes) {
	v.day += other.day
	v.month += other.month
	for i := range v.backwards {
		v.backwards[i] += other.backwards[i]
		v.steps[i] += other.steps[i]
		v.near[i] += other.near[i]
	}
	for i := range v.span {
		v.span[i] += other.span[i]
		v.named[i] += other.named[i]
	}
	v.spans += other.spans
	v.strange += other.strange
	v.seen += other.seen
	if v.form == orderUnknown {
		v.form = other.form
	}
}

// ambiguous reports whether dates of the file stay open under order o.
func (v *votes) ambiguous(o order) bool { return o == orderUnknown && v.differ > 0 }
