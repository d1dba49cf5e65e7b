package deadline

import (
	"fmt"
	"time"

	"recourse"
)

// Clock is one deadline: what it counts from, when it is due, and how that is
// derived.
type Clock struct {
	From     recourse.Moment `json:"from"`
	Term     Term            `json:"term"`
	Due      recourse.Moment `json:"due"` // a day, in time until its end; for hours and minutes an instant
	Calendar string          `json:"calendar,omitempty"`
	// Derivation says in order how Due follows from From.
	Derivation []recourse.Phrase `json:"derivation"`
}

// maxNamed is how many skipped holidays a derivation names one by one.
const maxNamed = 30

// Add returns the clock that starts with the event of from and runs for t.
// Units of days and longer take from's own day; hours and minutes need an
// instant, and anything less exact is an error of kind Invalid. The calendar
// is a country's code; "" will do for units that do not skip holidays. What is
// not known, a calendar or one of its years, is an error of kind NotFound.
func (c *Calendars) Add(from recourse.Moment, t Term, calendar string) (Clock, error) {
	if err := t.check(); err != nil {
		return Clock{}, err
	}
	if from.IsZero() || from.Time.Year() < 1 || from.Time.Year() > maxYear {
		return Clock{}, fmt.Errorf("a clock needs the day of its event: %w", recourse.Invalid)
	}
	clock := Clock{From: from, Term: t}
	var cal *Calendar
	if calendar != "" || t.NeedsCalendar() {
		var err error
		if cal, err = c.Get(calendar); err != nil {
			return Clock{}, err
		}
		clock.Calendar = cal.ID
	}
	if t.Timed() {
		if err := clock.addTime(); err != nil {
			return Clock{}, err
		}
		return clock, nil
	}
	clock.From = recourse.OnDay(from.Date())
	due, err := clock.addDays(from.Date(), cal)
	if err != nil {
		return Clock{}, err
	}
	if due.Year > maxYear {
		return Clock{}, fmt.Errorf("%s after %s lies beyond the year %d: %w", t, from.Date(), maxYear, recourse.Invalid)
	}
	clock.Due = recourse.OnDay(due)
	clock.say("clock.due", "date", due)
	clock.sayLanding(due, cal)
	return clock, nil
}

func (k *Clock) say(key string, pairs ...any) {
	k.Derivation = append(k.Derivation, recourse.P(key, pairs...))
}

// addTime counts elapsed time: a change of the clocks adds or removes nothing.
func (k *Clock) addTime() error {
	if k.From.Precision != recourse.Instant {
		return fmt.Errorf("%s need a time with its offset to count from, not %q: %w", k.Term.Unit, k.From, recourse.Invalid)
	}
	unit := time.Hour
	if k.Term.Unit == Minutes {
		unit = time.Minute
	}
	due := k.From.Time.Add(time.Duration(k.Term.Amount) * unit)
	if due.Year() > maxYear {
		return fmt.Errorf("%s after %s lies beyond the year %d: %w", k.Term, k.From, maxYear, recourse.Invalid)
	}
	k.Due = recourse.At(due)
	k.say("clock.elapsed", "time", k.From, "term", k.Term.Phrase())
	k.say("clock.due-time", "time", k.Due)
	return nil
}

func (k *Clock) addDays(from recourse.Date, cal *Calendar) (recourse.Date, error) {
	n := k.Term.Amount
	if n == 0 {
		k.say("clock.same-day", "date", from)
		return from, nil
	}
	k.say("clock.from", "date", from)
	switch k.Term.Unit {
	case BusinessDays, BankingBusinessDays:
		return k.addBusiness(from, cal)
	case Months:
		return k.addMonths(from, n), nil
	case Years:
		return k.addMonths(from, 12*n), nil
	case Weeks:
		k.say("clock.count", "term", k.Term.Phrase(), "first", from.AddDays(1))
		return from.AddDays(7 * n), nil
	default:
		k.say("clock.count", "term", k.Term.Phrase(), "first", from.AddDays(1))
		return from.AddDays(n), nil
	}
}

// addMonths takes the day from the start once, and the last day of a month
// that has no such day.
func (k *Clock) addMonths(from recourse.Date, n int) recourse.Date {
	months := int(from.Month) - 1 + n
	due := recourse.Date{Year: from.Year + months/12, Month: time.Month(months%12 + 1), Day: from.Day}
	k.say("clock.months", "term", k.Term.Phrase(), "day", from.Day)
	if last := daysIn(due.Year, due.Month); due.Day > last {
		due.Day = last
		k.say("clock.month-end", "day", from.Day)
	}
	return due
}

// addBusiness steps from day to day; the number of steps is bounded by
// MaxAmount and the share of free days in a year.
func (k *Clock) addBusiness(d recourse.Date, cal *Calendar) (recourse.Date, error) {
	k.say("clock.business", "term", k.Term.Phrase(), "calendar", recourse.P("country."+cal.ID))
	var skipped []recourse.Phrase
	weekends, more, year := 0, 0, 0
	var free map[recourse.Date]Holiday
	for left := k.Term.Amount; left > 0; {
		d = d.AddDays(1)
		if d.Year != year {
			year = d.Year
			list, err := cal.Holidays(year)
			if err != nil {
				return d, err
			}
			free = make(map[recourse.Date]Holiday, len(list))
			for _, h := range list {
				free[h.Date] = h
			}
		}
		h, holiday := free[d]
		switch {
		case weekend(d):
			weekends++
		case holiday && len(skipped) < maxNamed:
			skipped = append(skipped, recourse.P("clock.skipped", "date", d, "name", h.Phrase()))
		case holiday:
			more++
		default:
			left--
		}
	}
	if weekends > 0 {
		k.say("clock.weekends", "n", weekends)
	}
	k.Derivation = append(k.Derivation, skipped...)
	if more > 0 {
		k.say("clock.skipped-more", "n", more)
	}
	if cal.Varies {
		k.say("clock.varies", "calendar", recourse.P("country."+cal.ID))
	}
	return d, nil
}

// sayLanding says that a due date on a free day stays there.
func (k *Clock) sayLanding(due recourse.Date, cal *Calendar) {
	if weekend(due) {
		k.say("clock.on-weekend", "date", due)
		return
	}
	if cal == nil {
		return
	}
	list, err := cal.Holidays(due.Year)
	if err != nil {
		return // only the remark is lost: the date does not depend on it
	}
	for _, h := range list {
		if h.Date == due {
			k.say("clock.on-holiday", "date", due, "name", h.Phrase())
			return
		}
	}
}

// EarlierOf returns the clock that is due first, with a derivation that names
// both dates. A day is in time until its end, so an instant on that day is the
// earlier one.
func EarlierOf(a, b Clock) Clock { return pick(a, b, "clock.earlier-of", dueBefore(b, a)) }

// LaterOf returns the clock that is due last, as [EarlierOf] the first.
func LaterOf(a, b Clock) Clock { return pick(a, b, "clock.later-of", dueBefore(a, b)) }

func pick(a, b Clock, key string, second bool) Clock {
	first, other := a, b
	if second {
		first, other = b, a
	}
	derivation := make([]recourse.Phrase, 0, len(first.Derivation)+1)
	derivation = append(derivation, first.Derivation...)
	first.Derivation = append(derivation, recourse.P(key, "due", first.Due, "other", other.Due, "term", other.Term.Phrase(), "from", other.From))
	return first
}

func dueBefore(a, b Clock) bool {
	if a.Due.Precision == recourse.Instant && b.Due.Precision == recourse.Instant {
		return a.Due.Time.Before(b.Due.Time)
	}
	if x, y := a.Due.Date(), b.Due.Date(); x != y {
		return x.Before(y)
	}
	return a.Due.Precision == recourse.Instant && b.Due.Precision != recourse.Instant
}
