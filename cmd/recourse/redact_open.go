package main

import (
	"encoding/json"
	"fmt"
	"os"

	"recourse/internal/app"
	"recourse/redact"
)

type redactListCmd struct {
	File string `arg:"" help:"The file: a picture, a PDF, or anything that holds text."`
}

// Help is the long help.
func (redactListCmd) Help() string {
	return "Example: recourse redact list slip.pdf\nEach line can be given to --find as it stands."
}

// Run lists what may be the person's own.
func (c redactListCmd) Run(env *environment) error {
	engines, p, err := env.load(redacting)
	if err != nil {
		return err
	}
	sources, problems := app.Sources([]string{c.File})
	if len(sources) != 1 || len(problems) > 0 {
		return inputError(c.File, os.ErrNotExist)
	}
	r := env.redactor(engines)
	matter, err := r.Open(env, sources[0], true)
	if err != nil {
		return notOpened(p, c.File, err)
	}
	type line struct {
		Text    string `json:"text"`
		Kind    string `json:"kind"`
		Checked bool   `json:"checked"` // its check digits fit
	}
	list := []line{}
	for _, o := range matter.Own() {
		list = append(list, line{o.Text, o.Kind, o.Checked})
		if !env.common.JSON {
			env.printf("%s  %s\n", o.Text, p.Say(o.Name()))
		}
	}
	if env.common.JSON {
		return env.printJSON(list)
	}
	if len(list) == 0 {
		env.printf("%s\n", p.T("cli.redact.list.none"))
	}
	return nil
}

type redactOpenCmd struct {
	Secrets string `arg:"" help:"What was kept beside the original."`
	Part    []int  `required:"" help:"Number of a part, as the record counts; 0 is the original's digest. May be given more than once." placeholder:"N"`
	Out     string `required:"" help:"File to write, to be given to whoever may see these parts; it must not exist yet." placeholder:"FILE"`
}

// Help is the long help.
func (redactOpenCmd) Help() string {
	return "Example: recourse redact open slip.pdf.1a2b3c4d.redaction-secrets.json --part 2 --out part-2.json"
}

// Run takes out what opens the parts that are named and no other.
func (c redactOpenCmd) Run(env *environment) error {
	_, p, err := env.load(app.Words)
	if err != nil {
		return err
	}
	if err := newFile(c.Out); err != nil {
		return err
	}
	all, err := readSecrets(c.Secrets)
	if err != nil {
		return err
	}
	some, err := all.Only(c.Part...)
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(some, "", " ")
	if err != nil {
		return fmt.Errorf("encode %s: %w", c.Out, err)
	}
	if _, err := writeNew(c.Out, "redact", append(b, '\n'), 0o600); err != nil {
		return err
	}
	if env.common.JSON {
		return env.printJSON(struct {
			Out   string `json:"out"`
			Parts []int  `json:"parts"`
		}{c.Out, c.Part})
	}
	env.printf("%s\n", p.T("cli.redact.opened", "n", len(c.Part), "path", c.Out))
	return nil
}

func readSecrets(name string) (redact.Secrets, error) {
	f, err := openFile(name)
	if err != nil {
		return redact.Secrets{}, err
	}
	defer f.Close()
	return redact.ReadSecrets(f)
}
