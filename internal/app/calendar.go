package app

import (
	"fmt"
	"io"
	"time"

	"recourse"
	"recourse/locale"
	"recourse/playbook"

	ics "github.com/arran4/golang-ical"
)

// writeCalendar writes the plan's clocks as an iCalendar file (RFC 5545). Each
// entry says whose limit it is; a day is an all-day entry, so that no zone can
// move it.
func writeCalendar(w io.Writer, p *locale.Printer, plan playbook.Plan, id string, now time.Time) error {
	cal := ics.NewCalendar()
	cal.SetProductId("-//Recourse//" + recourse.Version + "//EN")
	cal.SetMethod(ics.MethodPublish)
	cal.SetName(p.T("cli.calendar"))
	for _, s := range plan.Steps {
		if s.Clock == nil || s.State == "done" || s.State == "closed" {
			continue
		}
		e := cal.AddEvent(fmt.Sprintf("%s-%s@recourse.invalid", id, s.ID))
		e.SetDtStampTime(now)
		e.SetSummary(p.Say(s.Title))
		e.SetDescription(p.T("cli.clock."+s.Clock.Kind) + "\n" + p.Say(s.Why))
		if s.Clock.Due.Precision == recourse.Instant {
			e.SetStartAt(s.Clock.Due.Time)
			e.SetEndAt(s.Clock.Due.Time)
		} else {
			e.SetAllDayStartAt(s.Clock.Due.Time)
			e.SetAllDayEndAt(s.Clock.Due.Time.AddDate(0, 0, 1))
		}
		alarm := e.AddAlarm()
		alarm.SetAction(ics.ActionDisplay)
		alarm.SetDescription(p.Say(s.Title))
		alarm.SetTrigger("-P1D")
	}
	if _, err := io.WriteString(w, cal.Serialize(ics.WithNewLineWindows)); err != nil {
		return fmt.Errorf("write calendar: %w", err)
	}
	return nil
}
