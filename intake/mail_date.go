package intake

import (
	"strconv"
	"strings"
	"time"

	"recourse"
)

// mailZones are the zones that RFC 5322 (4.3) gives a meaning, in hours. All
// others, CET too, it reads as not known.
var mailZones = map[string]int{
	"UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}

// mailDate reads the date of a mail (RFC 5322, 3.3 and 4.3), also in the forms
// that are not quite that but can be read in one way only. The zone stays as it
// is written; where none is, or one without a meaning, the clock is given alone.
func mailDate(value string) recourse.Moment {
	const longest = 200
	value = strings.TrimSpace(withoutComments(value[:runeStart(value, longest)]))
	if m, err := recourse.ParseMoment(strings.Replace(value, " ", "T", 1)); err == nil {
		return m
	}
	tokens := strings.FieldsFunc(value, func(r rune) bool { return r == ' ' || r == '\t' || r == ',' })
	if len(tokens) > 0 && monthOf(tokens[0]) == 0 && !isDigit(tokens[0][0]) {
		tokens = tokens[1:] // the day of the week, in whatever language
	}
	if len(tokens) > 0 && strings.Count(tokens[0], "-") == 2 { // 19-Oct-2026
		tokens = append(strings.Split(tokens[0], "-"), tokens[1:]...)
	}
	if len(tokens) < 3 {
		return recourse.Moment{}
	}
	if monthOf(tokens[0]) != 0 { // Oct 19 10:00:00 2026, as systems print it
		return systemDate(tokens)
	}
	return dateAndClock(tokens[0], tokens[1], tokens[2], tokens[3:])
}

// systemDate reads "Oct 19 10:00:00 2026" and the same with a zone before or
// behind the year.
func systemDate(tokens []string) recourse.Moment {
	if len(tokens) < 4 {
		return recourse.Moment{}
	}
	year, rest := tokens[3], tokens[4:]
	if len(tokens) > 4 && len(tokens[4]) == 4 && isDigit(tokens[4][0]) {
		year, rest = tokens[4], tokens[3:4]
	}
	return dateAndClock(tokens[1], tokens[0], year, append([]string{tokens[2]}, rest...))
}

// dateAndClock reads a day, and the clock and zone that follow it.
func dateAndClock(day, month, year string, rest []string) recourse.Moment {
	date, ok := mailDay(day, month, year)
	if !ok {
		return recourse.Moment{}
	}
	if len(rest) == 0 {
		return recourse.OnDay(date)
	}
	clock, ok := mailClock(rest[0])
	if rest = rest[1:]; len(rest) > 0 && ok {
		switch half := strings.ToUpper(rest[0]); {
		case half == "PM" && clock < midday:
			clock, rest = clock+midday, rest[1:]
		case half == "AM" && clock >= midday && clock < midday+3600:
			clock, rest = clock-midday, rest[1:]
		case half == "AM" || half == "PM":
			rest = rest[1:]
		}
	}
	if !ok {
		return recourse.OnDay(date)
	}
	if len(rest) == 0 {
		return moment(date, clock, nil)
	}
	zone, ok := mailZone(rest[0])
	if !ok {
		return moment(date, clock, nil)
	}
	return moment(date, clock, zone)
}

func mailDay(day, month, year string) (recourse.Date, bool) {
	d, err1 := strconv.Atoi(strings.TrimSuffix(day, "."))
	y, err2 := strconv.Atoi(year)
	m := monthOf(month)
	if err1 != nil || err2 != nil || m == 0 {
		return recourse.Date{}, false
	}
	switch { // RFC 5322, 4.3
	case len(year) == 2 && y < 50:
		y += 2000
	case len(year) == 2 || len(year) == 3:
		y += 1900
	}
	date := recourse.Date{Year: y, Month: m, Day: d}
	return date, d >= 1 && d <= 31 && y >= 1970 && y <= 2199 && recourse.DateOf(date.In(time.UTC)) == date
}

// monthOf returns the month of an English name, in short or not; 0 for none.
func monthOf(s string) time.Month {
	const shortest = 3
	s = strings.TrimSuffix(s, ".")
	for m := time.January; m <= time.December; m++ {
		if name := m.String(); strings.EqualFold(s, name) || len(s) == shortest && strings.EqualFold(s, name[:shortest]) {
			return m
		}
	}
	return 0
}

// midday in seconds of the day.
const midday = 12 * 3600

// mailClock reads 10:00 or 10:00:05.
func mailClock(s string) (seconds int32, ok bool) {
	s, _, _ = strings.Cut(s, ".") // parts of a second
	parts := strings.Split(s, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	unit := int32(3600)
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if most := [3]int{23, 59, 59}[i]; err != nil || n < 0 || len(p) > 2 || n > most && (i < 2 || n != 60) {
			return 0, false
		}
		seconds += int32(min(n, 59)) * unit // a leap second stays in its minute
		unit /= 60
	}
	return seconds, true
}

// mailZone reads +0200, +02:00, GMT, or GMT+0200.
func mailZone(s string) (*time.Location, bool) {
	if hours, ok := mailZones[strings.ToUpper(s)]; ok {
		return offset(hours * 3600), true
	}
	for _, prefix := range []string{"GMT", "UTC"} {
		s = strings.TrimPrefix(strings.ToUpper(s), prefix)
	}
	digits := strings.Replace(s[min(1, len(s)):], ":", "", 1)
	n, err := strconv.Atoi(digits)
	if len(digits) != 4 || err != nil || s[0] != '+' && s[0] != '-' || n%100 > 59 || n > 1400 {
		return nil, false
	}
	seconds := n/100*3600 + n%100*60
	if s[0] == '-' {
		seconds = -seconds
	}
	return offset(seconds), true
}

func offset(seconds int) *time.Location {
	if seconds == 0 {
		return time.UTC
	}
	return time.FixedZone("", seconds)
}
