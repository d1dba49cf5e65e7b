package deadline_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"recourse"
	"recourse/deadline"

	"github.com/google/go-cmp/cmp"
)

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
