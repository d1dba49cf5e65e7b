package main

import (
	"recourse"
	"recourse/internal/app"
)

type planCmd struct {
	Incident string `arg:"" help:"The incident file; - is standard input."`
}

// Help is the long help.
func (planCmd) Help() string {
	return "Example: recourse plan result/incident.json --lang en"
}

// Run prints the plan.
func (c planCmd) Run(env *environment) error {
	now, err := env.now()
	if err != nil {
		return err
	}
	engines, err := env.engines(app.Words | app.Book)
	if err != nil {
		return err
	}
	in, problems, err := env.readIncident(c.Incident)
	if err != nil {
		return err
	}
	p, err := env.printer(engines.Catalogues, in.Person.Language)
	if err != nil {
		return err
	}
	problems = append(problems, in.CheckAgainst(recourse.DateOf(now))...)
	plan, err := engines.Book.Plan(in, now)
	if err != nil {
		return err
	}
	if env.common.JSON {
		return env.printJSON(app.PlanJSON(p, plan, problems))
	}
	planText{p, env.printf}.write(plan, in)
	printProblems(env, p, problems)
	return nil
}
