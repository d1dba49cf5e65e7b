package deadline_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"recourse"
	"recourse/deadline"
	"recourse/knowledge"
)

func calendars(t testing.TB) *deadline.Calendars {
	t.Helper()
	c, err := deadline.LoadCalendars(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func moment(t testing.TB, s string) recourse.Moment {
	t.Helper()
	m, err := recourse.ParseMoment(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAdd(t *testing.T) {
	cals := calendars(t)
	tests := []struct {
		name, from, term, calendar, want string
	}{
		{"thirty days after receipt", "2026-11-01", "30 calendar_days", "", "2026-12-01"},
		{"no days is the event's own day", "2026-11-22", "0 calendar_days", "RS", "2026-11-22"},
		{"no business days on a Sunday stays on it", "2026-11-22", "0 business_days", "RS", "2026-11-22"},
		{"the day after the event is day one", "2026-11-22", "1 calendar_days", "RS", "2026-11-23"},
		{"an event on a Sunday: Monday is business day one", "2026-11-22", "1 business_days", "RS", "2026-11-23"},
		{"over a weekend", "2026-11-20", "2 business_days", "RS", "2026-11-24"},
		{"Armistice Day is skipped", "2026-11-10", "1 business_days", "RS", "2026-11-12"},
		{"statehood days in 2025 move to Monday 17 February", "2025-02-14", "1 business_days", "RS", "2025-02-18"},
		{"statehood days in 2026 move to Tuesday 17 February", "2026-02-13", "1 business_days", "RS", "2026-02-18"},
		{"Labour Day inside Orthodox Easter in 2027", "2027-04-29", "1 business_days", "RS", "2027-05-05"},
		{"New Year on a Sunday in 2023", "2022-12-30", "1 business_days", "RS", "2023-01-04"},
		{"Orthodox Christmas on a Sunday does not move", "2018-01-05", "1 business_days", "RS", "2018-01-08"},
		{"before 2012 the 16th of February was a working day", "2011-02-14", "1 business_days", "RS", "2011-02-16"},
		{"banking business days are business days", "2026-11-10", "1 banking_business_days", "RS", "2026-11-12"},
		{"a due date on a Saturday stays", "2026-11-05", "30 calendar_days", "RS", "2026-12-05"},
		{"a due date on a holiday stays", "2026-10-11", "1 months", "RS", "2026-11-11"},
		{"end of a short month", "2027-01-31", "1 months", "", "2027-02-28"},
		{"end of February in a leap year", "2028-01-31", "1 months", "", "2028-02-29"},
		{"months are not counted one by one", "2027-01-31", "2 months", "", "2027-03-31"},
		{"a leap day and twelve months", "2028-02-29", "12 months", "", "2029-02-28"},
		{"a leap day and a year", "2028-02-29", "1 years", "", "2029-02-28"},
		{"thirteen months", "2026-11-18", "13 months", "", "2027-12-18"},
		{"weeks", "2026-11-18", "8 weeks", "", "2027-01-13"},
		{"Visa's 120 days from receipt", "2026-11-01", "120 calendar_days", "", "2027-03-01"},
		{"hours over the end of summer time", "2026-10-24T12:00:00+02:00", "24 hours", "RS", "2026-10-25T12:00:00+02:00"},
		{"hours keep the offset", "2026-11-22T08:15:30+01:00", "72 hours", "RS", "2026-11-25T08:15:30+01:00"},
		{"minutes", "2026-11-22T23:55:00+01:00", "10 minutes", "", "2026-11-23T00:05:00+01:00"},
		{"a time counts as its own day", "2026-11-22T23:59:00+01:00", "1 calendar_days", "", "2026-11-23"},
		{"a calendar in small letters", "2026-11-10", "1 business_days", "rs", "2026-11-12"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			term, err := deadline.ParseTerm(tt.term)
			if err != nil {
				t.Fatal(err)
			}
			got, err := cals.Add(moment(t, tt.from), term, tt.calendar)
			if err != nil {
				t.Fatal(err)
			}
			if got.Due.String() != tt.want {
				t.Errorf("Add(%s, %s, %q) = %s, want %s", tt.from, tt.term, tt.calendar, got.Due, tt.want)
			}
			if len(got.Derivation) == 0 {
				t.Error("Add: no derivation")
			}
		})
	}
}

func TestAddRefuses(t *testing.T) {
	cals := calendars(t)
	tests := []struct {
		name, from, calendar string
		term                 deadline.Term
		want                 error
	}{
		{"an unknown calendar", "2026-11-22", "XX", deadline.Term{Amount: 1, Unit: deadline.BusinessDays}, recourse.NotFound},
		{"an unknown calendar for plain days too", "2026-11-22", "XX", deadline.Term{Amount: 1, Unit: deadline.CalendarDays}, recourse.NotFound},
		{"business days without a calendar", "2026-11-22", "", deadline.Term{Amount: 1, Unit: deadline.BusinessDays}, recourse.NotFound},
		{"business days in no country", "2026-11-22", "ZZ", deadline.Term{Amount: 1, Unit: deadline.BusinessDays}, recourse.NotFound},
		{"a year before the calendar begins", "1999-11-22", "RS", deadline.Term{Amount: 1, Unit: deadline.BusinessDays}, recourse.NotFound},
		{"hours from a day", "2026-11-22", "RS", deadline.Term{Amount: 1, Unit: deadline.Hours}, recourse.Invalid},
		{"hours from a wall clock", "2026-11-22T10:00", "RS", deadline.Term{Amount: 1, Unit: deadline.Hours}, recourse.Invalid},
		{"no event", "", "RS", deadline.Term{Amount: 1, Unit: deadline.Months}, recourse.Invalid},
		{"a negative term", "2026-11-22", "RS", deadline.Term{Amount: -1, Unit: deadline.Months}, recourse.Invalid},
		{"a term beyond the calendar's last year", "2026-11-22", "RS", deadline.Term{Amount: 36_500, Unit: deadline.Years}, recourse.Invalid},
		{"no unit", "2026-11-22", "RS", deadline.Term{Amount: 1}, recourse.Invalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var from recourse.Moment
			if tt.from != "" {
				from = moment(t, tt.from)
			}
			got, err := cals.Add(from, tt.term, tt.calendar)
			if !errors.Is(err, tt.want) {
				t.Errorf("Add(%s, %s, %q) = %v, %v; want an error that is %q", tt.from, tt.term, tt.calendar, got.Due, err, tt.want)
			}
		})
	}
}

func TestParseTerm(t *testing.T) {
	good := map[string]deadline.Term{
		"30 calendar_days":       {Amount: 30, Unit: deadline.CalendarDays},
		" 2  business_days ":     {Amount: 2, Unit: deadline.BusinessDays},
		"1 month":                {Amount: 1, Unit: deadline.Months},
		"0 hours":                {Amount: 0, Unit: deadline.Hours},
		"36500 calendar_days":    {Amount: 36_500, Unit: deadline.CalendarDays},
		"1 banking_business_day": {Amount: 1, Unit: deadline.BankingBusinessDays},
	}
	for in, want := range good {
		if got, err := deadline.ParseTerm(in); err != nil || got != want {
			t.Errorf("ParseTerm(%q) = %v, %v; want %v", in, got, err, want)
		}
	}
	for _, in := range []string{"", "30", "days", "-1 months", "1.5 years", "36501 hours", "1 fortnight", "1 month more", "99999999999999999999 days", "+1 months"} {
		if got, err := deadline.ParseTerm(in); !errors.Is(err, recourse.Invalid) {
			t.Errorf("ParseTerm(%q) = %v, %v; want an error that is invalid", in, got, err)
		}
	}
}

// nonWorking lists the weekdays off of a calendar's year.
func nonWorking(t *testing.T, cals *deadline.Calendars, id string, year int) []string {
	t.Helper()
	cal, err := cals.Get(id)
	if err != nil {
		t.Fatal(err)
	}
	list, err := cal.Holidays(year)
	if err != nil {
		t.Fatal(err)
	}
	var days []string
	for _, h := range list {
		if d := h.Date.Weekday(); d != time.Saturday && d != time.Sunday {
			days = append(days, h.Date.String()[5:])
		}
	}
	return days
}

func TestHolidaysOfSerbia(t *testing.T) {
	cals := calendars(t)
	tests := map[int]string{
		2021: "01-01 01-07 02-15 02-16 04-30 05-03 05-04 11-11",
		2022: "01-03 01-07 02-15 02-16 04-22 04-25 05-02 05-03 11-11",
		2023: "01-02 01-03 02-15 02-16 04-14 04-17 05-01 05-02",
		2024: "01-01 01-02 02-15 02-16 05-01 05-02 05-03 05-06 11-11",
		2025: "01-01 01-02 01-07 02-17 04-18 04-21 05-01 05-02 11-11",
		2026: "01-01 01-02 01-07 02-16 02-17 04-10 04-13 05-01 11-11",
		2027: "01-01 01-07 02-15 02-16 04-30 05-03 05-04 11-11",
	}
	for year, want := range tests {
		if diff := cmp.Diff(strings.Fields(want), nonWorking(t, cals, "RS", year)); diff != "" {
			t.Errorf("RS %d (-want +got):\n%s", year, diff)
		}
	}
}

func TestHolidaysOfOthers(t *testing.T) {
	cals := calendars(t)
	tests := []struct {
		id   string
		year int
		want string
	}{
		{"GB", 2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"},
		{"GB", 2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"},
		{"GB", 2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"},
		{"GB", 2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"},
		{"GB", 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"},
		{"GB", 2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"},
		{"US", 2020, "01-01 01-20 02-17 05-25 07-03 09-07 10-12 11-11 11-26 12-25"},
		{"US", 2021, "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31"},
		{"US", 2022, "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26"},
		{"US", 2026, "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25"},
		{"US", 2027, "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31"},
		{"DE", 2026, "01-01 04-03 04-06 05-01 05-14 05-25 12-25"},
		{"DE", 2017, "04-14 04-17 05-01 05-25 06-05 10-03 10-31 12-25 12-26"},
		{"HR", 2019, "01-01 04-22 05-01 06-20 06-25 08-05 08-15 10-08 11-01 12-25 12-26"},
		{"HR", 2026, "01-01 01-06 04-06 05-01 06-04 06-22 08-05 11-18 12-25"},
		{"BA", 2021, "01-01 05-03"},
		{"BA", 2022, "01-03 05-02 05-03"},
		{"BA", 2023, "01-02 01-03 05-01 05-02"},
		{"ME", 2022, "01-03 05-02 05-03 05-23 07-13 07-14"},
		{"ME", 2023, "01-02 01-03 05-01 05-02 05-22 05-23 07-13 07-14 11-13 11-14"},
		{"ME", 2026, "01-01 01-02 05-01 05-21 05-22 07-13 07-14 11-13"},
		{"MK", 2020, "01-01 01-07 04-20 05-01 05-25 08-03 09-08 10-12 10-23 12-08"},
		{"MK", 2024, "01-01 01-08 04-10 05-01 05-06 05-24 08-02 09-09 10-11 10-23 12-09"},
		{"MK", 2026, "01-01 01-07 03-20 04-13 05-01 05-25 08-03 09-08 10-12 10-23 12-08"},
		{"SG", 2020, "01-01 01-27 04-10 05-01 05-07 05-25 07-10 07-31 08-10 12-25"},
		{"SG", 2022, "02-01 02-02 04-15 05-02 05-03 05-16 07-11 08-09 10-24 12-26"},
		{"SG", 2023, "01-02 01-23 01-24 04-07 05-01 06-02 06-29 08-09 09-01 11-13 12-25"},
		{"SG", 2026, "01-01 02-17 02-18 04-03 05-01 05-27 06-01 08-10 11-09 12-25"},
		{"CN", 2020, "01-01 01-24 01-27 01-28 01-29 01-30 01-31 04-06 05-01 05-04 05-05 06-25 06-26 10-01 10-02 10-05 10-06 10-07 10-08"},
		{"CN", 2025, "01-01 01-28 01-29 01-30 01-31 02-03 02-04 04-04 05-01 05-02 05-05 06-02 10-01 10-02 10-03 10-06 10-07 10-08"},
		{"CN", 2026, "01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 10-01 10-02 10-05 10-06 10-07"},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(strings.Fields(tt.want), nonWorking(t, cals, tt.id, tt.year)); diff != "" {
			t.Errorf("%s %d (-want +got):\n%s", tt.id, tt.year, diff)
		}
	}
}

func TestYearsThatAreNotKnownAreSaidToBe(t *testing.T) {
	cals := calendars(t)
	for id, year := range map[string]int{"CN": 2030, "SG": 2030, "MK": 2030, "RS": 2009, "ZZ": 2026} {
		cal, err := cals.Get(id)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := cal.Holidays(year); !errors.Is(err, recourse.NotFound) {
			t.Errorf("%s %d: %v, want an error that is not found", id, year, err)
		}
	}
	if _, err := cals.Add(moment(t, "2029-12-28"), deadline.Term{Amount: 30, Unit: deadline.BusinessDays}, "CN"); !errors.Is(err, recourse.NotFound) {
		t.Errorf("a term that runs into a year that is not known: %v, want an error that is not found", err)
	}
}

func TestLoadCalendarsRefuses(t *testing.T) {
	const head = "id: XX\nname: X\nzone: UTC\nholidays:\n  known: {from: 2020, to: 2021}\n  sources: [{title: a, seen: undated, confidence: high}]\n  days:\n"
	tests := map[string]struct{ text, want string }{
		"another id":             {"id: YY\nname: X\nzone: UTC\n", "id is"},
		"an unknown zone":        {"id: XX\nname: X\nzone: Mars/Base\n", "zone"},
		"an unknown field":       {"id: XX\nzone: UTC\ncolour: red\n", "colour"},
		"two ways at once":       {head + "    - {id: a, fixed: 01-01, orthodox_easter: 0}\n", "exactly one"},
		"a day that is none":     {head + "    - {id: a, fixed: 02-31}\n", "02-31"},
		"an unknown move":        {head + "    - {id: a, fixed: 01-01, move: sideways}\n", "move"},
		"a year without its day": {head + "    - {id: a, dates: [\"2020-05-05\"]}\n", "2021"},
		"a weekday that is none": {head + "    - {id: a, nth: {month: 5, weekday: someday, n: 1}}\n", "nth"},
		"no source":              {"id: XX\nname: X\nzone: UTC\nholidays:\n  known: {from: 2020}\n  days: [{id: a, fixed: 01-01}]\n", "source"},
	}
	for name, tt := range tests {
		fsys := fstest.MapFS{"jurisdictions/xx.yaml": {Data: []byte(tt.text)}}
		_, err := deadline.LoadCalendars(fsys)
		if !errors.Is(err, recourse.Invalid) || !strings.Contains(err.Error(), "xx.yaml") || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: LoadCalendars = %v, want an error that is invalid and says %q", name, err, tt.want)
		}
	}
}

func TestEarlierAndLaterOf(t *testing.T) {
	cals := calendars(t)
	add := func(from, term string) deadline.Clock {
		parsed, err := deadline.ParseTerm(term)
		if err != nil {
			t.Fatal(err)
		}
		k, err := cals.Add(moment(t, from), parsed, "")
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	receipt, limit := add("2026-11-01", "120 calendar_days"), add("2026-09-03", "540 calendar_days")
	instant := add("2027-03-01T10:00:00+01:00", "2 hours")
	for _, tt := range []struct {
		name    string
		got     deadline.Clock
		wantDue string
	}{
		{"the earlier of two days", deadline.EarlierOf(receipt, limit), "2027-03-01"},
		{"in either order", deadline.EarlierOf(limit, receipt), "2027-03-01"},
		{"the later of two days", deadline.LaterOf(receipt, limit), "2028-02-25"},
		{"an instant is before the end of its day", deadline.EarlierOf(receipt, instant), "2027-03-01T12:00:00+01:00"},
		{"and the day's end after it", deadline.LaterOf(instant, receipt), "2027-03-01"},
	} {
		if tt.got.Due.String() != tt.wantDue {
			t.Errorf("%s: due %s, want %s", tt.name, tt.got.Due, tt.wantDue)
		}
		last := tt.got.Derivation[len(tt.got.Derivation)-1].Key
		if last != "clock.earlier-of" && last != "clock.later-of" {
			t.Errorf("%s: derivation ends with %s, want the comparison", tt.name, last)
		}
	}
}

var dayUnits = []deadline.Unit{deadline.CalendarDays, deadline.BusinessDays, deadline.Weeks, deadline.Months, deadline.Years}

// draw draws a day that the Serbian calendar knows, and a term.
func draw(t *rapid.T) (recourse.Moment, deadline.Term) {
	day := rapid.IntRange(0, 40_000).Draw(t, "day")
	from := recourse.OnDay(recourse.Date{Year: 2010, Month: 1, Day: 1}.AddDays(day))
	return from, deadline.Term{Amount: rapid.IntRange(0, 400).Draw(t, "n"), Unit: rapid.SampledFrom(dayUnits).Draw(t, "unit")}
}

func TestClockIsNeverBeforeItsEvent(t *testing.T) {
	cals := calendars(t)
	rapid.Check(t, func(t *rapid.T) {
		from, term := draw(t)
		k, err := cals.Add(from, term, "RS")
		if err != nil {
			t.Fatal(err)
		}
		if k.Due.Date().Before(from.Date()) {
			t.Fatalf("Add(%s, %s) = %s, before its event", from, term, k.Due)
		}
		if term.Amount > 0 && !k.Due.Date().After(from.Date()) {
			t.Fatalf("Add(%s, %s) = %s: the event's own day was counted", from, term, k.Due)
		}
	})
}

func TestOneMoreIsNeverEarlier(t *testing.T) {
	cals := calendars(t)
	rapid.Check(t, func(t *rapid.T) {
		from, term := draw(t)
		a, err := cals.Add(from, term, "RS")
		if err != nil {
			t.Fatal(err)
		}
		term.Amount++
		b, err := cals.Add(from, term, "RS")
		if err != nil {
			t.Fatal(err)
		}
		if !b.Due.Date().After(a.Due.Date()) {
			t.Fatalf("%s after %s is due %s, not after %s", term, from, b.Due, a.Due)
		}
	})
}

func TestPlainUnitsAreNeverMovedOnLanding(t *testing.T) {
	cals := calendars(t)
	rapid.Check(t, func(t *rapid.T) {
		from, term := draw(t)
		if term.NeedsCalendar() {
			term.Unit = deadline.CalendarDays
		}
		with, err := cals.Add(from, term, "RS")
		if err != nil {
			t.Fatal(err)
		}
		without, err := cals.Add(from, term, "")
		if err != nil {
			t.Fatal(err)
		}
		if with.Due != without.Due {
			t.Fatalf("%s after %s is due %s with a calendar and %s without", term, from, with.Due, without.Due)
		}
		if term.Unit == deadline.CalendarDays && from.Date().DaysUntil(with.Due.Date()) != term.Amount {
			t.Fatalf("%s after %s is due %s", term, from, with.Due)
		}
	})
}

func FuzzParseTerm(f *testing.F) {
	f.Add("30 calendar_days")
	f.Add("-1 months")
	f.Fuzz(func(t *testing.T, s string) {
		term, err := deadline.ParseTerm(s)
		if err != nil {
			return
		}
		again, err := deadline.ParseTerm(term.String())
		if err != nil || again != term {
			t.Errorf("ParseTerm(%q) = %v, which reads back as %v, %v", s, term, again, err)
		}
	})
}

func FuzzAdd(f *testing.F) {
	cals := calendars(f)
	f.Add("2026-11-22", "2 business_days", "RS")
	f.Add("2026-11-22T08:15:30+01:00", "72 hours", "")
	f.Add("9999-12-31", "1 calendar_days", "ZZ")
	f.Fuzz(func(t *testing.T, from, term, calendar string) {
		m, err := recourse.ParseMoment(from)
		if err != nil {
			return
		}
		parsed, err := deadline.ParseTerm(term)
		if err != nil {
			return
		}
		k, err := cals.Add(m, parsed, calendar)
		if err != nil {
			return
		}
		if k.Due.Date().Before(m.Date()) || (m.Precision == recourse.Instant && parsed.Timed() && k.Due.Time.Before(m.Time)) {
			t.Errorf("Add(%s, %s, %q) = %s, before its event", from, term, calendar, k.Due)
		}
	})
}

func BenchmarkAddBusinessDays(b *testing.B) {
	cals := calendars(b)
	from := recourse.OnDay(recourse.Date{Year: 2026, Month: 11, Day: 22})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := cals.Add(from, deadline.Term{Amount: 10, Unit: deadline.BusinessDays}, "RS"); err != nil {
			b.Fatal(err)
		}
	}
}
