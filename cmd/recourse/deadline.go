package main

import (
	"recourse"
	"recourse/deadline"
	"recourse/internal/app"
)

type deadlineCmd struct {
	From     string `required:"" help:"The event: a date, or for hours a time with its offset." placeholder:"DATE"`
	Add      string `required:"" help:"How long: \"30 calendar_days\", \"2 business_days\", \"3 months\", \"72 hours\"." placeholder:"TERM"`
	Calendar string `help:"Country whose public holidays count." default:"RS" placeholder:"CC"`
}

// Help is the long help.
func (deadlineCmd) Help() string {
	return `Example: recourse deadline --from 2026-11-22 --add "2 business_days" --calendar RS`
}

// Run prints the clock and how it was derived.
func (c deadlineCmd) Run(env *environment) error {
	engines, p, err := env.load(app.Words | app.Calendars)
	if err != nil {
		return err
	}
	from, err := recourse.ParseMoment(c.From)
	if err != nil {
		return misused(recourse.Invalid, "from", "value", c.From)
	}
	term, err := deadline.ParseTerm(c.Add)
	if err != nil {
		return misused(recourse.Invalid, "add", "value", c.Add)
	}
	clock, err := engines.Calendars.Add(from, term, c.Calendar)
	if err != nil {
		return err
	}
	if env.common.JSON {
		return env.printJSON(app.DeadlineJSON(p, clock))
	}
	env.printf("%s\n", clock.Due)
	for _, d := range clock.Derivation {
		env.printf("  %s\n", p.Say(d))
	}
	return nil
}
