package deadline

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"recourse"
)

// holiday is one rule of a calendar. It says in exactly one way when the day
// is, for which years, and what happens where it falls on a weekend.
type holiday struct {
	ID string `yaml:"id"` // locale key "holiday.<id>"

	Fixed          string   `yaml:"fixed"`           // "02-15", a day of each year
	OrthodoxEaster *int     `yaml:"orthodox_easter"` // days after Orthodox Easter Sunday
	WesternEaster  *int     `yaml:"western_easter"`  // days after Western Easter Sunday
	Nth            *nthDay  `yaml:"nth"`             // a weekday of a month
	Dates          []string `yaml:"dates"`           // days by year, where no rule gives them

	From   int    `yaml:"from"` // the first year, 0 for all
	To     int    `yaml:"to"`   // the last year, 0 for all
	Except []int  `yaml:"except"`
	Move   string `yaml:"move"` // see the constants below

	month, day int
	dates      []recourse.Date
	covers     map[int]bool
}

// nthDay is the Nth weekday of a month; -1 is the last.
type nthDay struct {
	Month   int    `yaml:"month"`
	Weekday string `yaml:"weekday"`
	N       int    `yaml:"n"`

	weekday time.Weekday
}

// What happens where a holiday falls on a weekend.
const (
	stays          = ""                 // nothing
	sundayNext     = "sunday-next"      // a Sunday gives the next weekday that is no holiday
	weekendNext    = "weekend-next"     // a Saturday too
	sundayMonday   = "sunday-monday"    // a Sunday gives the Monday, even where that is a holiday already
	fridayOrMonday = "friday-or-monday" // a Saturday gives the Friday before, a Sunday the Monday
)

var moves = []string{stays, sundayNext, weekendNext, sundayMonday, fridayOrMonday}

// maxYear is the last year that a clock may reach.
const maxYear = 9999

// compile checks the rule and reads its texts. from and to are the calendar's
// known years: dates by year must cover every year that is known.
func (h *holiday) compile(from, to int) error {
	ways := 0
	for _, set := range []bool{h.Fixed != "", h.OrthodoxEaster != nil, h.WesternEaster != nil, h.Nth != nil, len(h.Dates) > 0} {
		if set {
			ways++
		}
	}
	if h.ID == "" || ways != 1 {
		return fmt.Errorf("want an id and exactly one of fixed, orthodox_easter, western_easter, nth, dates: %w", recourse.Invalid)
	}
	if !slices.Contains(moves, h.Move) {
		return fmt.Errorf("move %q: want one of %s: %w", h.Move, strings.Join(moves[1:], ", "), recourse.Invalid)
	}
	if h.Fixed != "" {
		d, err := recourse.ParseDate("2000-" + h.Fixed)
		if err != nil {
			return fmt.Errorf("fixed %q has not the form 02-15: %w", h.Fixed, recourse.Invalid)
		}
		h.month, h.day = int(d.Month), d.Day
	}
	if h.Nth != nil {
		return h.Nth.compile()
	}
	return h.compileDates(from, to)
}

func (h *holiday) compileDates(from, to int) error {
	if len(h.Dates) == 0 {
		return nil
	}
	h.covers = make(map[int]bool)
	for _, s := range h.Dates {
		d, err := recourse.ParseDate(s)
		if err != nil {
			return err
		}
		h.dates = append(h.dates, d)
		h.covers[d.Year] = true
	}
	if h.To == 0 && to == 0 {
		return fmt.Errorf("days by year end in %d, but the calendar's known years do not: %w", h.dates[len(h.dates)-1].Year, recourse.Invalid)
	}
	first, last := max(from, h.From), to
	if h.To != 0 {
		last = h.To
	}
	for y := first; y <= last; y++ {
		if !h.covers[y] && !slices.Contains(h.Except, y) {
			return fmt.Errorf("no day is given for %d: %w", y, recourse.Invalid)
		}
	}
	return nil
}

func (n *nthDay) compile() error {
	i := slices.IndexFunc([]time.Weekday{0, 1, 2, 3, 4, 5, 6}, func(w time.Weekday) bool {
		return strings.EqualFold(w.String(), n.Weekday)
	})
	if i < 0 || n.Month < 1 || n.Month > 12 || n.N == 0 || n.N < -1 || n.N > 4 {
		return fmt.Errorf("nth: want a month, a weekday and n from 1 to 4 or -1: %w", recourse.Invalid)
	}
	n.weekday = time.Weekday(i)
	return nil
}

func (n *nthDay) in(year int) recourse.Date {
	if n.N < 0 {
		last := recourse.Date{Year: year, Month: time.Month(n.Month), Day: daysIn(year, time.Month(n.Month))}
		return last.AddDays(-(int(last.Weekday()-n.weekday) + 7) % 7)
	}
	first := recourse.Date{Year: year, Month: time.Month(n.Month), Day: 1}
	return first.AddDays((int(n.weekday-first.Weekday())+7)%7 + 7*(n.N-1))
}

func (h *holiday) active(year int) bool {
	return year >= h.From && (h.To == 0 || year <= h.To) && !slices.Contains(h.Except, year)
}

// in returns the rule's days of a year, substitutes not counted.
func (h *holiday) in(year int) []Holiday {
	if !h.active(year) {
		return nil
	}
	var d recourse.Date
	switch {
	case h.Fixed != "":
		if h.day > daysIn(year, time.Month(h.month)) {
			return nil
		}
		d = recourse.Date{Year: year, Month: time.Month(h.month), Day: h.day}
	case h.OrthodoxEaster != nil:
		d = orthodoxEaster(year).AddDays(*h.OrthodoxEaster)
	case h.WesternEaster != nil:
		d = westernEaster(year).AddDays(*h.WesternEaster)
	case h.Nth != nil:
		d = h.Nth.in(year)
	default:
		var list []Holiday
		for _, d := range h.dates {
			if d.Year == year {
				list = append(list, Holiday{Date: d, ID: h.ID})
			}
		}
		return list
	}
	return []Holiday{{Date: d, ID: h.ID}}
}

// substitutes returns the days of the year that stand in for holidays on a
// weekend. list holds the year's holidays in the order of their dates; a
// substitute never falls on one of them or on another substitute.
func substitutes(rules []holiday, list []Holiday, year int) []Holiday {
	taken := make(map[recourse.Date]bool, len(list))
	for _, h := range list {
		taken[h.Date] = true
	}
	var found []Holiday
	candidates := slices.Clone(list)
	for i := range rules { // 1 January on a Saturday is observed on 31 December
		if rules[i].Move == fridayOrMonday && rules[i].Fixed == "01-01" {
			candidates = append(candidates, rules[i].in(year+1)...)
		}
	}
	for _, h := range candidates {
		if d, ok := moved(moveOf(rules, h), h.Date, taken); ok && d.Year == year {
			found = append(found, Holiday{Date: d, ID: h.ID, Substitute: true})
			taken[d] = true
		}
	}
	return found
}

func moveOf(rules []holiday, h Holiday) string {
	for i := range rules {
		if rules[i].ID == h.ID && rules[i].active(h.Date.Year) {
			return rules[i].Move
		}
	}
	return stays
}

// moved returns the day that stands in for a holiday on d, if there is one.
func moved(move string, d recourse.Date, taken map[recourse.Date]bool) (recourse.Date, bool) {
	day := d.Weekday()
	switch {
	case move == fridayOrMonday && day == time.Saturday:
		return d.AddDays(-1), true
	case move == fridayOrMonday && day == time.Sunday, move == sundayMonday && day == time.Sunday:
		return d.AddDays(1), true
	case move == sundayNext && day == time.Sunday, move == weekendNext && weekend(d):
		return nextFree(d, taken), true
	default:
		return recourse.Date{}, false
	}
}

// nextFree returns the first Monday to Friday after d that is not taken.
func nextFree(d recourse.Date, taken map[recourse.Date]bool) recourse.Date {
	for {
		d = d.AddDays(1)
		if !weekend(d) && !taken[d] {
			return d
		}
	}
}

func weekend(d recourse.Date) bool {
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}

// daysIn returns how many days the month has.
func daysIn(year int, m time.Month) int {
	return time.Date(year, m+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
