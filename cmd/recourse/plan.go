package main

import (
	"strings"

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
	phase := ""
	for _, s := range plan.Steps {
		if s.Phase != phase {
			phase = s.Phase
			env.printf("\n%s\n", strings.ToUpper(p.T("cli.phase."+phase)))
		}
		env.printf("\n· %s\n  %s\n", p.Say(s.Title), p.Say(s.Why))
		if s.Clock != nil {
			env.printf("  %s  %s\n", p.Moment(s.Clock.Due), p.T("cli.clock."+s.Clock.Kind))
			for _, d := range s.Clock.Derivation {
				env.printf("    %s\n", p.Say(d))
			}
		}
		for _, ch := range s.Channel {
			env.printf("  %s\n", ch.Value)
		}
		if s.Paper != "" {
			env.printf("  → recourse write %s\n", s.Paper)
		}
	}
	env.printf("\n")
	printProblems(env, p, problems)
	return nil
}
