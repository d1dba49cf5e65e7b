package recourse_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"recourse"
)

func TestMomentIsNoMoreExactThanItsSource(t *testing.T) {
	belgrade, err := time.LoadLocation("Europe/Belgrade")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		in, text, instant string
		precision         recourse.Precision
	}{
		{"2026-11-18", "2026-11-18", "2026-11-17T23:00:00Z", recourse.DayOnly},
		{"2026-11-18T18:05", "2026-11-18T18:05:00", "2026-11-18T17:05:00Z", recourse.WallClock},
		{"2026-07-18T18:05:33", "2026-07-18T18:05:33", "2026-07-18T16:05:33Z", recourse.WallClock},
		{"2026-11-18T18:05:00+08:00", "2026-11-18T18:05:00+08:00", "2026-11-18T10:05:00Z", recourse.Instant},
	} {
		m, err := recourse.ParseMoment(tc.in)
		if err != nil {
			t.Errorf("ParseMoment(%q) = %v", tc.in, err)
			continue
		}
		if m.Precision != tc.precision || m.String() != tc.text {
			t.Errorf("ParseMoment(%q) = %s (%d), want %s (%d)", tc.in, m, m.Precision, tc.text, tc.precision)
		}
		if got := m.In(belgrade).UTC().Format(time.RFC3339); got != tc.instant {
			t.Errorf("%s in Belgrade = %s, want %s", tc.in, got, tc.instant)
		}
	}
	for _, bad := range []string{"", "2026-02-31", "18.11.2026.", "2026-11-18 18:05", "2026-11-18T25:00"} {
		if _, err := recourse.ParseMoment(bad); !errors.Is(err, recourse.Invalid) {
			t.Errorf("ParseMoment(%q) = %v, want kind Invalid", bad, err)
		}
	}
}

func TestDates(t *testing.T) {
	day := func(s string) recourse.Date {
		d, err := recourse.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if got, want := day("2026-12-31").AddDays(1), day("2027-01-01"); got != want {
		t.Errorf("the day after New Year's Eve = %s, want %s", got, want)
	}
	if got := day("2026-03-28").DaysUntil(day("2026-03-30")); got != 2 {
		t.Errorf("days over a change of clocks = %d, want 2", got)
	}
	if !day("2026-11-22").Before(day("2026-11-23")) || day("2026-11-22").After(day("2026-11-22")) {
		t.Error("dates are out of order")
	}
	rapid.Check(t, func(t *rapid.T) {
		d := recourse.DateOf(time.Unix(rapid.Int64Range(-1<<35, 1<<35).Draw(t, "seconds"), 0).UTC())
		n := rapid.IntRange(-100_000, 100_000).Draw(t, "days")
		if got := d.DaysUntil(d.AddDays(n)); got != n {
			t.Fatalf("%s and %d days are %d days", d, n, got)
		}
	})
}

func TestSpans(t *testing.T) {
	const text = "čekaj"
	if got := (recourse.Span{Start: 0, End: 2}).Of(text); got != "č" {
		t.Errorf("Of = %q, want č", got)
	}
	for _, s := range []recourse.Span{{-1, 2}, {3, 2}, {0, 99}} {
		if got := s.Of(text); got != "" {
			t.Errorf("%v.Of = %q, want nothing", s, got)
		}
	}
	if (recourse.Span{Start: 0, End: 2}).Overlaps(recourse.Span{Start: 2, End: 4}) {
		t.Error("neighbours overlap")
	}
	for _, bad := range []string{"[2,1]", "[-1,1]", "[1]x", `"a"`, "{}"} {
		var s recourse.Span
		if err := json.Unmarshal([]byte(bad), &s); err == nil {
			t.Errorf("span %s was read as %v", bad, s)
		}
	}
}

func TestIDs(t *testing.T) {
	a, b := recourse.NewID(), recourse.NewID()
	if a == b || !recourse.ValidID(a) || !recourse.ValidID(b) {
		t.Errorf("NewID = %q, %q: want two that are valid and differ", a, b)
	}
	for _, bad := range []string{"", a + "0", a[:25], a[:25] + "/", "../../../../etc/passwd0000"} {
		if recourse.ValidID(bad) {
			t.Errorf("ValidID(%q) = true", bad)
		}
	}
}

func TestProblemIsSaidWithItsArguments(t *testing.T) {
	ph := recourse.Problem{Path: "a.csv", Code: "empty", Detail: "0 bytes", Args: recourse.Args{"n": 3}}.Phrase()
	if ph.Key != "problem.empty" || ph.Args["path"] != "a.csv" || ph.Args["detail"] != "0 bytes" || ph.Args["n"] != 3 {
		t.Errorf("Phrase = %+v", ph)
	}
}

func FuzzParseMoment(f *testing.F) {
	for _, s := range []string{"2026-11-18", "2026-11-18T18:05", "2026-11-18T18:05:00+01:00", "2026-11-18T18:05:00.5Z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := recourse.ParseMoment(s)
		if err != nil {
			return
		}
		again, err := recourse.ParseMoment(m.String())
		if err != nil || again.Precision != m.Precision {
			t.Fatalf("%q was written as %q and read as %v, %v", s, m, again, err)
		}
	})
}

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"čćž šđ 61.328,00":       "čćž šđ 61.328,00",
		"evil\x1b[31mRED\a":      "evil\uFFFD[31mRED\uFFFD",
		"gpj.\u202Eexe":          "gpj.[U+202E]exe",
		"a\r\nb\u2028c":          "a\nb\nc",
		"bad \xff byte":          "bad \uFFFD byte",
		"tab\there, DEL\x7fhere": "tab here, DEL\uFFFDhere",
	} {
		if got := recourse.Visible(in); got != want {
			t.Errorf("Visible(%q) = %q, want %q", in, got, want)
		}
	}
}
