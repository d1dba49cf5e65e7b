package web

import (
	"slices"
	"time"

	"recourse/internal/app"
	"recourse/locale"
	"recourse/playbook"
)

// dateView is one limit that the plan knows, and the step that it is for.
type dateView struct {
	Step, Title string
	Clock       *clock
}

// maxDates is how many dates stand beside a dispute; the plan has them all.
const maxDates = 3

// viewDates lists the limits of the plan's open steps that are still ahead at
// now, the nearest first. Our own suggestions are not limits.
func viewDates(p *locale.Printer, f app.Findings, now time.Time) []dateView {
	steps := slices.DeleteFunc(slices.Clone(f.Plan.Steps), func(s playbook.Step) bool {
		return s.Clock == nil || s.Clock.Kind == "our-suggestion" || s.State == "done" || s.State == "closed" || s.Clock.Due.Time.Before(now.AddDate(0, 0, -1))
	})
	slices.SortStableFunc(steps, func(a, b playbook.Step) int { return a.Clock.Due.Time.Compare(b.Clock.Due.Time) })
	var list []dateView
	for _, s := range steps[:min(len(steps), maxDates)] {
		list = append(list, dateView{s.ID, p.Say(s.Title), viewClock(p, *s.Clock, now)})
	}
	return list
}
