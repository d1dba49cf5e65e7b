package main

import (
	"fmt"
	"strings"

	"recourse"
	"recourse/incident"
	"recourse/internal/app"
)

type planCmd struct {
	Incident string   `arg:"" help:"The incident file; - is standard input."`
	Answer   []string `help:"Answer a question of the plan, as its JSON names fact and value: paid.any=no; paid.any= where you are not sure. May be given again." placeholder:"FACT=VALUE" sep:"none"`
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
	if err := c.answer(engines, &in, recourse.DateOf(now)); err != nil {
		return err
	}
	in = engines.Book.WithAnswers(in)
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

// answer adds the answers that the command line gives to the incident.
func (c planCmd) answer(engines *app.Engines, in *incident.Incident, today recourse.Date) error {
	for _, said := range c.Answer {
		fact, value, ok := strings.Cut(said, "=")
		if !ok {
			return misused(recourse.Invalid, "answer", "value", said)
		}
		fact, of, _ := strings.Cut(fact, "/")
		a := incident.Answer{Fact: fact, Of: of, Value: value, At: recourse.OnDay(today)}
		if err := engines.Book.CheckAnswer(a); err != nil {
			return fmt.Errorf("--answer %q: %w", said, err)
		}
		in.Answer(a)
	}
	return nil
}
