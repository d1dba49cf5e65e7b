package deadline

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"recourse"
)

// Unit is what a term is counted in.
type Unit string

// The units.
const (
	CalendarDays        Unit = "calendar_days"
	BusinessDays        Unit = "business_days"
	BankingBusinessDays Unit = "banking_business_days" // counted as business days
	Weeks               Unit = "weeks"                 // of seven calendar days
	Months              Unit = "months"
	Years               Unit = "years" // of twelve months
	Hours               Unit = "hours"
	Minutes             Unit = "minutes"
)

var units = []Unit{CalendarDays, BusinessDays, BankingBusinessDays, Weeks, Months, Years, Hours, Minutes}

// MaxAmount is the largest number that a term may have.
const MaxAmount = 36_500

// Term is a length of time as a rule states it, such as 30 calendar_days.
type Term struct {
	Amount int
	Unit   Unit
}

// ParseTerm reads "2 business_days": a whole number from 0 to [MaxAmount], one
// space or more, and a unit. The singular ("1 month") is read too. Anything
// else is an error of kind Invalid.
func ParseTerm(s string) (Term, error) {
	fields := strings.Fields(s)
	if len(fields) != 2 {
		return Term{}, fmt.Errorf("term %.60q has not the form \"2 business_days\": %w", s, recourse.Invalid)
	}
	n, err := strconv.ParseUint(fields[0], 10, 32)
	if err != nil || n > MaxAmount {
		return Term{}, fmt.Errorf("term %.60q: want a whole number from 0 to %d: %w", s, MaxAmount, recourse.Invalid)
	}
	unit := Unit(fields[1])
	if !slices.Contains(units, unit) {
		unit += "s"
	}
	if !slices.Contains(units, unit) {
		return Term{}, fmt.Errorf("term %.60q: unknown unit, want one of %s: %w", s, unitNames(), recourse.Invalid)
	}
	return Term{int(n), unit}, nil
}

// Units lists the units.
func Units() []Unit { return slices.Clone(units) }

func unitNames() string {
	names := make([]string, len(units))
	for i, u := range units {
		names[i] = string(u)
	}
	return strings.Join(names, ", ")
}

// String returns the form of [ParseTerm], and nothing for the zero term.
func (t Term) String() string {
	if t.Unit == "" {
		return ""
	}
	return strconv.Itoa(t.Amount) + " " + string(t.Unit)
}

// Phrase returns the term to be said to a person: key "term.<unit>", argument n.
func (t Term) Phrase() recourse.Phrase { return recourse.P("term."+string(t.Unit), "n", t.Amount) }

// Timed reports whether the term is shorter than a day is: hours and minutes.
func (t Term) Timed() bool { return t.Unit == Hours || t.Unit == Minutes }

// NeedsCalendar reports whether the term skips weekends and holidays.
func (t Term) NeedsCalendar() bool { return t.Unit == BusinessDays || t.Unit == BankingBusinessDays }

// check refuses terms that ParseTerm would not give.
func (t Term) check() error {
	if t.Amount < 0 || t.Amount > MaxAmount {
		return fmt.Errorf("term of %d: want 0 to %d: %w", t.Amount, MaxAmount, recourse.Invalid)
	}
	if !slices.Contains(units, t.Unit) {
		return fmt.Errorf("term: unknown unit %.40q: %w", string(t.Unit), recourse.Invalid)
	}
	return nil
}

// MarshalText writes the form of [ParseTerm].
func (t Term) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads the form of [ParseTerm], and nothing as the zero term.
func (t *Term) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*t = Term{}
		return nil
	}
	v, err := ParseTerm(string(b))
	if err != nil {
		return err
	}
	*t = v
	return nil
}
