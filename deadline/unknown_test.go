package deadline_test

import (
	"errors"
	"testing"

	"recourse"
	"recourse/deadline"
	"recourse/knowledge"
)

// TestAnUnknownYearSaysWhichItIs holds that a year whose notice is not out yet is
// named, with its calendar, and that no day is guessed.
func TestAnUnknownYearSaysWhichItIs(t *testing.T) {
	cals, err := deadline.LoadCalendars(knowledge.Files())
	if err != nil {
		t.Fatal(err)
	}
	from := recourse.OnDay(recourse.Date{Year: 2026, Month: 12, Day: 30})
	for _, id := range []string{"CN", "SG", "MK"} {
		_, err := cals.Add(from, deadline.Term{Amount: 10, Unit: deadline.BusinessDays}, id)
		var year *deadline.UnknownYearError
		if !errors.As(err, &year) || year.Year != 2027 || year.Calendar != id || !errors.Is(err, recourse.NotFound) {
			t.Errorf("ten business days from 30 December 2026 in %s: %v, want the year 2027 named as not known", id, err)
		}
	}
}
