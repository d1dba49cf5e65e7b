package scam

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"recourse"
	"recourse/money"
)

// cueDay names a day by its distance from that of the message ("yesterday"), or
// only says that it was another one ("last week"). cueNotDay marks a date that is
// not that of a payment ("the order of 3 November").
const (
	cueDay    = "day"
	cueNotDay = "not-day"
	// cueToday names the day of the message: what follows is not of the day before it.
	cueToday = "today"
)

// When is the day on which a payment was made, as its telling names it. The zero
// value names none: it was the day of the telling, as far as is known.
type When struct {
	date recourse.Date // year 0 where the words name none
	ago  int           // days before the telling
	open bool          // another day than that of the telling, which is not named
	dom  int           // the day of a month that is not named: the last one before the telling

	swapped recourse.Date // what else a date means of which day and month can be swapped
	beside  bool          // nothing but a preposition parts the date from its sum
}

// longAgo is how many days a date without a year may lie back: farther, and the
// year may be another one.
const longAgo = 300

// longAgoBeside is longAgo of a date beside its sum: farther, and it is a day of the
// month to come, planned or mistyped.
const longAgoBeside = 334

// On returns the day that is meant by what was told on a day, or no day where
// that cannot be known. A named day after the telling is not that of the payment; where
// it stands beside the sum, the day of the telling is not that either.
func (w When) On(told recourse.Date) recourse.Date {
	instead, far := told, longAgo
	if w.beside {
		instead, far = recourse.Date{}, longAgoBeside
	}
	switch {
	case w.swapped.Month != 0:
		if days := w.possible(told); len(days) == 1 {
			return days[0]
		} else if len(days) == 2 {
			return recourse.Date{}
		}
		return instead
	case w.open, (w.ago > 0 || w.dom > 0) && told.IsZero():
		return recourse.Date{}
	case w.dom > 0:
		return lastDay(w.dom, told)
	case w.ago > 0:
		return told.AddDays(-w.ago)
	case w.date.Month == 0:
		return told
	case w.date.Year != 0:
		if !told.IsZero() && w.date.After(told) {
			return instead
		}
		return w.date
	case told.IsZero():
		return recourse.Date{}
	}
	for _, year := range []int{told.Year, told.Year - 1} {
		d, err := recourse.ParseDate(recourse.Date{Year: year, Month: w.date.Month, Day: w.date.Day}.String())
		if err == nil && !d.After(told) && d.DaysUntil(told) <= far {
			return d
		}
		if err == nil && !d.After(told) && year == told.Year {
			return recourse.Date{}
		}
	}
	return instead
}

// Days returns the two days, the earlier first, that words told on a day can mean; nil
// where they do not mean two.
func (w When) Days(told recourse.Date) []recourse.Date {
	if days := w.possible(told); len(days) == 2 {
		return days
	}
	return nil
}

// possible returns what a date of which day and month can be swapped means, but for what
// had not come when it was told.
func (w When) possible(told recourse.Date) []recourse.Date {
	if w.swapped.Month == 0 {
		return nil
	}
	days := []recourse.Date{w.date, w.swapped}
	slices.SortFunc(days, func(a, b recourse.Date) int { return b.DaysUntil(a) })
	return slices.DeleteFunc(days, func(d recourse.Date) bool { return !told.IsZero() && d.After(told) })
}

// lastDay returns the last date until a day that is that day of its month.
func lastDay(dom int, until recourse.Date) recourse.Date {
	for d, n := until, 0; n < 62; d, n = d.AddDays(-1), n+1 {
		if d.Day == dom {
			return d
		}
	}
	return recourse.Date{}
}

// dayNamed is one place that names a day.
type dayNamed struct {
	when When
	span recourse.Span
	word bool // "yesterday", which a comma parts from what is said next
}

// dayBehindSum finds a date without its last full stop right behind a sum: "5.000 dinara
// 11.9, 8.000 dinara 12.9".
var dayBehindSum = regexp.MustCompile(`^ (?:dana )?(\d{1,2}\.\d{1,2})(?:[,;)\s]|$)`)

var endsInYear = regexp.MustCompile(`\d{4}\.?$|^\d{4}-`)

// daysOf returns the days that a unit names, in order: dates that are no amount,
// and what cues say.
func (j *judge) daysOf(n int, marks []cue, found []money.Found) []dayNamed {
	var days []dayNamed
	u := &j.units[n]
	whole := recourse.Span{Start: u.start, End: u.span(len(u.text.String()), len(u.text.String())).End}
	dates, named := j.calendar.inFigures, j.calendar.named(whole.Of(j.doc.Text), u.text.String())
	if named {
		dates = j.calendar.inText
	}
	for _, at := range dates.FindAllStringIndex(whole.Of(j.doc.Text), maxAmounts) {
		s := recourse.Span{Start: at[0], End: at[1]}.Shift(u.start)
		if slices.ContainsFunc(found, func(f money.Found) bool { return f.Span.Overlaps(s) }) ||
			slices.ContainsFunc(marks, func(c cue) bool { return c.means == cueNotDay && c.span.Overlaps(s) }) {
			continue
		}
		if w, ok := j.calendar.whenOf(s.Of(j.doc.Text)); ok {
			if strings.HasPrefix(j.language, "sr") && strings.Contains(s.Of(j.doc.Text), "-") {
				w.swapped = recourse.Date{} // hyphens are written day first
			}
			days = append(days, dayNamed{when: w, span: s})
		}
	}
	for _, f := range found {
		if m := dayBehindSum.FindStringSubmatchIndex(recourse.Span{Start: f.Span.End, End: whole.End}.Of(j.doc.Text)); m != nil && f.Span.End <= whole.End {
			at := recourse.Span{Start: m[2], End: m[3]}.Shift(f.Span.End)
			if w, ok := j.calendar.whenOf(at.Of(j.doc.Text) + "."); ok {
				days = append(days, dayNamed{when: w, span: at})
			}
		}
	}
	if named {
		days = append(days, j.spelledDays(u)...)
	}
	for _, c := range marks {
		if c.means == cueToday {
			days = append(days, dayNamed{When{}, c.span, true})
		}
		if c.means != cueDay || c.bare.Len() > 0 && slices.ContainsFunc(days, func(d dayNamed) bool { return d.span.Overlaps(c.span) }) {
			continue
		}
		if dom, err := strconv.Atoi(c.bare.Of(j.doc.Text)); err == nil && c.bare.Len() > 0 {
			if dom >= 1 && dom <= 31 {
				days = append(days, dayNamed{When{dom: dom}, c.span, false})
			}
			continue
		}
		days = append(days, dayNamed{When{ago: c.ago, open: c.ago == 0}, c.span, true})
	}
	slices.SortFunc(days, func(a, b dayNamed) int { return a.span.Start - b.span.Start })
	return inMonths(days)
}

// inMonths gives a day of which the month is not named that of the date before it:
// "on 3 September 250, and on the 5th another 400".
func inMonths(days []dayNamed) []dayNamed {
	for i := 1; i < len(days); i++ {
		before := days[i-1].when.date
		if d := &days[i].when; d.dom > before.Day && before.Month != 0 {
			*d = When{date: recourse.Date{Year: before.Year, Month: before.Month, Day: d.dom}}
		}
	}
	return days
}

// spelledDays returns the days of a unit that are named by their ordinals in words.
func (j *judge) spelledDays(u *unit) []dayNamed {
	var days []dayNamed
	text := u.text.String()
	for _, g := range j.calendar.spelled.FindAllStringSubmatchIndex(text, maxAmounts) {
		group := func(n int) string {
			if g[2*n] < 0 {
				return ""
			}
			return text[g[2*n]:g[2*n+1]]
		}
		ten, ordinal, month := group(1), cmp.Or(group(2), group(3)), group(4)
		if month == "" {
			ten, ordinal, month = group(6), group(7), group(5)
		}
		day := j.calendar.Tens[ten] + j.calendar.ordinal(ordinal)
		if w, ok := j.calendar.whenOf(strconv.Itoa(day) + " " + month); ok {
			days = append(days, dayNamed{when: w, span: u.span(g[0], g[1])})
		}
	}
	return days
}

// dayMonthYear is a date in numbers between slashes or hyphens.
var dayMonthYear = regexp.MustCompile(`^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$`)

// whenOf reads a date with or without its year. A date with its year that does not exist
// is a day that is not known.
func (c *calendar) whenOf(s string) (When, bool) {
	if m := dayMonthYear.FindStringSubmatch(s); m != nil {
		first, isDay := day(m[3], m[2], m[1])
		second, isMonth := day(m[3], m[1], m[2])
		switch {
		case isDay && isMonth && first != second:
			return When{date: first, swapped: second}, true
		case isDay:
			return When{date: first}, true
		}
		return When{date: second, open: !isMonth}, true
	}
	if m := dateHan.FindStringSubmatch(s); m != nil {
		d, ok := day(cmp.Or(m[1], "2024"), m[2], m[3])
		if m[1] == "" {
			d.Year = 0
		}
		return When{date: d, open: !ok}, true
	}
	if endsInYear.MatchString(s) {
		d, ok := c.parseDate(s)
		return When{date: d, open: !ok}, true
	}
	// 2024 has a 29th of February.
	d, ok := c.parseDate(strings.TrimRight(s, " ") + " 2024")
	d.Year = 0
	return When{date: d}, ok
}

// tellDays notes of each amount that was paid on which day. Dates stand before
// their amounts ("on the 12th I paid 6,000") or behind them, as they do at the
// first amount of a sentence.
func (j *judge) tellDays(list []mention, days []dayNamed) {
	if len(days) == 0 {
		return
	}
	behind := false
	for i := range list {
		m := &list[i]
		fresh := i == 0 || !j.oneSentence(list[i-1].Span.End, m.Span.Start)
		before, hasBefore := j.dayBefore(m.Span, days)
		if fresh {
			behind = !hasBefore
		}
		if m.means != cuePaid && m.means != cueCame {
			continue
		}
		if !behind {
			m.when = before.when
			m.when.beside = m.when.beside || hasBefore && j.leads(before, m)
			continue
		}
		next := len(j.doc.Text)
		if i+1 < len(list) {
			next = list[i+1].Span.Start
		}
		if d, ok := j.dayBehind(m.Span, next, days); ok {
			m.when = d.when
			m.when.beside = j.calendar.behindSum.MatchString(recourse.Span{Start: m.Span.End, End: d.span.Start}.Of(j.doc.Text))
		}
	}
}

// leads reports whether a date before a payment begins the clause that tells of it, and so
// is that payment's day: "Dana 31.12. sam uplatio 300", and not "Dostava 31.12., uplatio sam".
func (j *judge) leads(d dayNamed, m *mention) bool {
	u := &j.units[m.unit]
	before := recourse.Span{Start: u.start, End: d.span.Start}.Of(j.doc.Text)
	before = before[strings.LastIndexAny(before, ".!?;:,(\n—–")+1:]
	between := recourse.Span{Start: d.span.End, End: max(d.span.End, min(m.cue.Start, m.Span.Start))}.Of(j.doc.Text)
	return m.cue.Start < m.Span.Start && (m.cue.Start < d.span.Start && m.cue.Overlaps(d.span) || j.calendar.only(j.calendar.Leads, before) && j.calendar.only(j.calendar.Until, strings.TrimPrefix(between, ",")))
}

func (j *judge) dayBefore(at recourse.Span, days []dayNamed) (last dayNamed, ok bool) {
	for _, d := range days {
		if d.span.End <= at.Start && j.gap(d.span.End, at.Start, reach) >= 0 && j.oneSentence(d.span.End, at.Start) &&
			(!d.word || !j.comma(d.span.End, at.Start)) {
			last, ok = d, true
		}
	}
	return last, ok
}

func (j *judge) dayBehind(at recourse.Span, next int, days []dayNamed) (dayNamed, bool) {
	for _, d := range days {
		if d.span.Start >= at.End && d.span.End <= next && j.gap(at.End, d.span.Start, reachBack) >= 0 &&
			j.oneSentence(at.End, d.span.Start) && (!d.word || !j.comma(at.End, d.span.Start)) {
			return d, true
		}
	}
	return dayNamed{}, false
}
