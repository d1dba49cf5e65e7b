package app

import (
	"fmt"
	"io"
	"strings"
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
		addEvent(cal, p, s, *s.Clock, fmt.Sprintf("%s-%s", id, s.ID), now)
		for i, c := range s.Also {
			if c.Due != s.Clock.Due {
				addEvent(cal, p, s, c, fmt.Sprintf("%s-%s-%d", id, s.ID, i+2), now)
			}
		}
	}
	addHolds(cal, p, plan, id, now)
	if _, err := io.WriteString(w, cal.Serialize(ics.WithNewLineWindows)); err != nil {
		return fmt.Errorf("write calendar: %w", err)
	}
	return nil
}

// addHolds reminds once a month for half a year of what to keep and not to do with
// it: goods are thrown away and telephones reset long after the first day.
func addHolds(cal *ics.Calendar, p *locale.Printer, plan playbook.Plan, id string, now time.Time) {
	if len(plan.Holds) == 0 {
		return
	}
	lines := make([]string, len(plan.Holds))
	for i, h := range plan.Holds {
		lines[i] = "- " + p.Say(h)
	}
	day := recourse.OnDay(recourse.DateOf(now)).Time
	e := cal.AddEvent(id + "-holds@recourse.invalid")
	e.SetDtStampTime(now)
	e.SetSummary(p.T("holds.calendar"))
	e.SetDescription(strings.Join(lines, "\n"))
	e.SetAllDayStartAt(day)
	e.SetAllDayEndAt(day.AddDate(0, 0, 1))
	e.AddRrule("FREQ=MONTHLY;COUNT=6")
	alarm := e.AddAlarm()
	alarm.SetAction(ics.ActionDisplay)
	alarm.SetDescription(p.T("holds.calendar"))
	alarm.SetTrigger("PT9H")
}

// addEvent adds one date of a step. What is due today rings today; a later date
// rings the day before and a week before.
func addEvent(cal *ics.Calendar, p *locale.Printer, s playbook.Step, c playbook.Clock, uid string, now time.Time) {
	e := cal.AddEvent(uid + "@recourse.invalid")
	e.SetDtStampTime(now)
	e.SetSummary(p.Say(s.Title))
	e.SetDescription(p.T("cli.clock."+c.Kind) + "\n" + p.Say(s.Why))
	days := recourse.DateOf(now).DaysUntil(c.Due.Date())
	if c.Due.Precision == recourse.Instant {
		e.SetStartAt(c.Due.Time)
		e.SetEndAt(c.Due.Time)
	} else {
		e.SetAllDayStartAt(c.Due.Time)
		e.SetAllDayEndAt(c.Due.Time.AddDate(0, 0, 1))
	}
	for _, a := range []struct {
		trigger string
		from    int // days ahead from which the alarm makes sense
	}{{"PT9H", 0}, {"-PT15H", 1}, {"-P6DT15H", 7}} {
		if days < a.from {
			continue
		}
		alarm := e.AddAlarm()
		alarm.SetAction(ics.ActionDisplay)
		alarm.SetDescription(p.Say(s.Title))
		alarm.SetTrigger(a.trigger)
	}
}
