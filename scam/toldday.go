package scam

import (
	"regexp"
	"slices"
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
)

// When is the day on which a payment was made, as its telling names it. The zero
// value names none: it was the day of the telling, as far as is known.
type When struct {
	date recourse.Date // year 0 where the words name none
	ago  int           // days before the telling
	open bool          // another day than that of the telling, which is not named
}

// longAgo is how many days a date without a year may lie back: farther, and the
// year may be another one.
const longAgo = 300

// On returns the day that is meant by what was told on a day, or no day where
// that cannot be known. A named day after the telling is not that of the payment.
func (w When) On(told recourse.Date) recourse.Date {
	switch {
	case w.open, w.ago > 0 && told.IsZero():
		return recourse.Date{}
	case w.ago > 0:
		return told.AddDays(-w.ago)
	case w.date.Month == 0:
		return told
	case w.date.Year != 0:
		if !told.IsZero() && w.date.After(told) {
			return told
		}
		return w.date
	case told.IsZero():
		return recourse.Date{}
	}
	for _, year := range []int{told.Year, told.Year - 1} {
		d, err := recourse.ParseDate(recourse.Date{Year: year, Month: w.date.Month, Day: w.date.Day}.String())
		if err == nil && !d.After(told) && d.DaysUntil(told) <= longAgo {
			return d
		}
		if err == nil && !d.After(told) && year == told.Year {
			return recourse.Date{}
		}
	}
	return told
}

// dayNamed is one place that names a day.
type dayNamed struct {
	when When
	span recourse.Span
	word bool // "yesterday", which a comma parts from what is said next
}

// daysIn finds dates in running text: 2026-11-12, 12.11.2026., 12. 11., 12/11/2026,
// 12 November, November 12.
var daysIn = regexp.MustCompile(`(?i)\b(\d{4}-\d{2}-\d{2}|\d{1,2}\. ?\d{1,2}\.(?: ?\d{4}\.?)?|\d{1,2}/\d{1,2}/\d{4}` +
	`|\d{1,2}(?:\.|st|nd|rd|th)? (?:of )?(?:` + monthPrefixes() + `)\pL*(?:,? \d{4}\.?)?` +
	`|(?:` + monthPrefixes() + `)\pL*\.? \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?)`)

func monthPrefixes() string {
	var all []string
	for _, m := range months {
		all = append(all, m.prefix)
	}
	return strings.Join(all, "|")
}

var endsInYear = regexp.MustCompile(`\d{4}\.?$|^\d{4}-`)

// daysOf returns the days that a unit names, in order: dates that are no amount,
// and what cues say.
func (j *judge) daysOf(n int, marks []cue, found []money.Found) []dayNamed {
	var days []dayNamed
	u := &j.units[n]
	whole := recourse.Span{Start: u.start, End: u.span(len(u.text.String()), len(u.text.String())).End}
	for _, at := range daysIn.FindAllStringIndex(whole.Of(j.doc.Text), maxAmounts) {
		s := recourse.Span{Start: at[0], End: at[1]}.Shift(u.start)
		if slices.ContainsFunc(found, func(f money.Found) bool { return f.Span.Overlaps(s) }) ||
			slices.ContainsFunc(marks, func(c cue) bool { return c.means == cueNotDay && c.span.Overlaps(s) }) {
			continue
		}
		if w, ok := whenOf(s.Of(j.doc.Text)); ok {
			days = append(days, dayNamed{when: w, span: s})
		}
	}
	for _, c := range marks {
		if c.means == cueDay {
			days = append(days, dayNamed{When{ago: c.ago, open: c.ago == 0}, c.span, true})
		}
	}
	slices.SortFunc(days, func(a, b dayNamed) int { return a.span.Start - b.span.Start })
	return days
}

// whenOf reads a date with or without its year.
func whenOf(s string) (When, bool) {
	if endsInYear.MatchString(s) {
		d, ok := parseDate(s)
		return When{date: d}, ok
	}
	// 2024 has a 29th of February.
	d, ok := parseDate(strings.TrimRight(s, " ") + " 2024")
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
			continue
		}
		next := len(j.doc.Text)
		if i+1 < len(list) {
			next = list[i+1].Span.Start
		}
		if d, ok := j.dayBehind(m.Span, next, days); ok {
			m.when = d.when
		}
	}
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
