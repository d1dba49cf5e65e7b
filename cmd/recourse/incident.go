package main

import (
	"recourse"
	"recourse/incident"
	"recourse/internal/app"
)

type incidentCmd struct {
	Schema   incidentSchemaCmd   `cmd:"" help:"Print the form as JSON Schema 2020-12."`
	Validate incidentValidateCmd `cmd:"" help:"Check a file against the form."`
}

// Help is the long help.
func (incidentCmd) Help() string { return "Example: recourse incident validate result/incident.json" }

type incidentSchemaCmd struct{}

// Help is the long help.
func (incidentSchemaCmd) Help() string { return "Example: recourse incident schema" }

// Run prints the schema.
func (incidentSchemaCmd) Run(env *environment) error {
	_, err := env.out.Write(incident.Schema())
	return err
}

type incidentValidateCmd struct {
	File string `arg:"" help:"The incident file; - is standard input."`
}

// Help is the long help.
func (incidentValidateCmd) Help() string {
	return "Example: recourse incident validate result/incident.json"
}

// Run says what is wrong with the file; the answer is no where anything is.
func (c incidentValidateCmd) Run(env *environment) error {
	_, p, err := env.load(app.Words)
	if err != nil {
		return err
	}
	in, problems, err := env.readIncident(c.File)
	if err != nil {
		return err
	}
	now, err := env.now()
	if err != nil {
		return err
	}
	problems = append(problems, in.CheckAgainst(recourse.DateOf(now))...)
	if env.common.JSON {
		if err := env.printJSON(struct {
			OK       bool              `json:"ok"`
			Problems []app.ProblemJSON `json:"problems"`
		}{len(problems) == 0, app.ProblemsJSON(p, problems)}); err != nil {
			return err
		}
	} else {
		for _, pr := range problems {
			env.printf("%s\n", p.Say(pr.Phrase()))
		}
	}
	if len(problems) > 0 {
		return errNo
	}
	return nil
}

// readIncident reads an incident file, or standard input for "-".
func (e *environment) readIncident(path string) (incident.Incident, []recourse.Problem, error) {
	form, err := incident.NewForm()
	if err != nil {
		return incident.Incident{}, nil, err
	}
	r := e.in
	if path != "-" {
		f, err := openFile(path)
		if err != nil {
			return incident.Incident{}, nil, err
		}
		defer f.Close()
		r = f
	}
	return form.Decode(r)
}
