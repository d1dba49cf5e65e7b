package deadline_test

import (
	"errors"
	"testing"

	"recourse"
	"recourse/deadline"
	"recourse/knowledge"

	"pgregory.net/rapid"
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
