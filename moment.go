package recourse

import (
	"fmt"
	"time"
)

// Precision is how exactly a file gives a time.
type Precision uint8

// The precisions, from nothing to an instant.
const (
	NoTime    Precision = iota // not given
	DayOnly                    // a day, as in a bank statement
	WallClock                  // day and clock without a zone, as in a chat export
	Instant                    // day, clock and offset, as in a mail
)

// Moment is when something happened, no more exactly than its source says.
// A day or wall clock is held as UTC fields; whoever needs an instant must
// choose the zone, see [Moment.In].
type Moment struct {
	Time      time.Time
	Precision Precision
}

var momentForms = []struct {
	form string
	p    Precision
}{
	{time.RFC3339Nano, Instant},
	{"2006-01-02T15:04:05", WallClock},
	{"2006-01-02T15:04", WallClock},
	{"2006-01-02", DayOnly},
}

// ParseMoment reads RFC 3339, the same without an offset, or a day alone.
func ParseMoment(s string) (Moment, error) {
	for _, f := range momentForms {
		if t, err := time.Parse(f.form, s); err == nil {
			return Moment{t, f.p}, nil
		}
	}
	return Moment{}, fmt.Errorf("time %q has not the form 2026-11-22T18:05:00+01:00, 2026-11-22T18:05:00 or 2026-11-22: %w", s, Invalid)
}

// At returns the moment of an instant.
func At(t time.Time) Moment { return Moment{t, Instant} }

// OnDay returns the moment that is known to the day.
func OnDay(d Date) Moment { return Moment{d.In(time.UTC), DayOnly} }

// IsZero reports whether no time is given.
func (m Moment) IsZero() bool { return m.Precision == NoTime }

// Date returns the day, in the moment's own zone.
func (m Moment) Date() Date {
	if m.IsZero() {
		return Date{}
	}
	return DateOf(m.Time)
}

// In returns the earliest instant that the moment can mean where clocks show
// loc's time. A known instant stays what it is.
func (m Moment) In(loc *time.Location) time.Time {
	if m.Precision == Instant {
		return m.Time.In(loc)
	}
	t := m.Time
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), loc)
}

// String returns the moment as exactly as it is known, in the forms of [ParseMoment].
func (m Moment) String() string {
	switch m.Precision {
	case Instant:
		return m.Time.Format(time.RFC3339)
	case WallClock:
		return m.Time.Format("2006-01-02T15:04:05")
	case DayOnly:
		return m.Time.Format("2006-01-02")
	default:
		return ""
	}
}

// MarshalText writes the forms of [ParseMoment], and nothing for no time.
func (m Moment) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (m *Moment) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*m = Moment{}
		return nil
	}
	v, err := ParseMoment(string(b))
	if err != nil {
		return err
	}
	*m = v
	return nil
}
