package main

import (
	"bufio"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/incident"
	"recourse/internal/app"
	"recourse/internal/durable"
	"recourse/letter"
)

type lettersCmd struct{}

// Help is the long help.
func (lettersCmd) Help() string { return "Example: recourse letters" }

// Run lists the letters.
func (lettersCmd) Run(env *environment) error {
	engines, err := env.engines(app.Words | app.Shelf)
	if err != nil {
		return err
	}
	list := engines.Shelf.List()
	if env.common.JSON {
		return env.printJSON(list)
	}
	for _, m := range list {
		env.printf("%-32s %-8s %s\n", m.ID, m.Lang, m.Title)
	}
	return nil
}

type writeCmd struct {
	Letter   string `arg:"" help:"The letter's id, as 'recourse letters' lists it."`
	Incident string `arg:"" help:"The incident file; - is standard input."`
	Format   string `help:"pdf, docx, html or txt." enum:"pdf,docx,html,txt" default:"pdf"`
	Out      string `help:"The file to write; - is standard output." default:"-" placeholder:"FILE"`
}

// Help is the long help.
func (writeCmd) Help() string {
	return "Example: recourse write rs-bank-recall result/incident.json --lang sr-Latn --format pdf --out letter.pdf"
}

// Run writes one paper.
func (c writeCmd) Run(env *environment) error {
	now, err := env.now()
	if err != nil {
		return err
	}
	engines, err := env.engines(app.All)
	if err != nil {
		return err
	}
	in, _, err := env.readIncident(c.Incident)
	if err != nil {
		return err
	}
	lang, err := c.language(env, engines, in)
	if err != nil {
		return err
	}
	doc, missing, err := engines.Letter(in, c.Letter, lang, now)
	if err != nil {
		return err
	}
	if err := c.toFile(env, func(w *bufio.Writer) error { return app.WriteDocument(w, doc, c.Format) }); err != nil {
		return err
	}
	p, err := env.printer(engines.Catalogues, lang)
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		printf(env.err, "%s\n", p.T("cli.write.blanks", "n", len(missing)))
	}
	for _, m := range missing {
		printf(env.err, "  · %s\n", p.Say(m.Question))
	}
	if _, left := letter.Enclose(in, app.ExhibitsOf(in)); len(left) > 0 {
		printf(env.err, "%s\n", p.T("cli.write.left"))
		for _, x := range left {
			printf(env.err, "  · %s: %s\n", x.Name, p.Say(x.Why))
		}
	}
	return nil
}

// language is --lang, or the one that the letter's reader reads.
func (c writeCmd) language(env *environment, engines *app.Engines, in incident.Incident) (string, error) {
	var langs []string
	for _, m := range engines.Shelf.List() {
		if m.ID == c.Letter {
			langs = append(langs, m.Lang)
		}
	}
	switch {
	case len(langs) == 0:
		return "", misused(recourse.NotFound, "letter", "value", c.Letter)
	case env.common.Lang == "":
		return engines.PaperLanguage(c.Letter, in, ""), nil
	case slices.Contains(langs, env.common.Lang), env.common.Lang == "sr-Cyrl" && slices.Contains(langs, "sr-Latn"):
		return env.common.Lang, nil
	default:
		return "", misused(recourse.NotFound, "letter-lang", "value", c.Letter, "list", strings.Join(langs, ", "), "lang", env.common.Lang)
	}
}

// toFile writes through a file beside the one asked for, so that a failure
// leaves no half paper.
func (c writeCmd) toFile(env *environment, write func(*bufio.Writer) error) error {
	if c.Out == "-" {
		w := bufio.NewWriter(env.out)
		return errors.Join(write(w), w.Flush())
	}
	f, err := durable.BeginMaking(filepath.Dir(c.Out), "write", time.Now())
	if err != nil {
		return fmt.Errorf("make file beside %s: %w: %w", c.Out, err, recourse.Invalid)
	}
	defer f.Discard()
	w := bufio.NewWriter(f)
	if err := errors.Join(write(w), w.Flush(), f.Chmod(0o644)); err != nil {
		return err
	}
	return f.Replace(c.Out, time.Time{})
}
