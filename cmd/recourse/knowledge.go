package main

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"recourse"
	"recourse/internal/app"
)

type knowledgeCmd struct {
	Check knowledgeCheckCmd `cmd:"" help:"Prove every file on its own texts and cases, and look for rules without a source, old sources, dead ends and contradictions."`
	List  knowledgeListCmd  `cmd:"" help:"List the files by kind."`
}

// Help is the long help.
func (knowledgeCmd) Help() string { return "Example: recourse knowledge check my-knowledge" }

type knowledgeCheckCmd struct {
	Dir string `arg:"" optional:"" help:"A folder of the same shape, laid over what ships; without one, what ships." placeholder:"DIR"`
}

// Help is the long help.
func (knowledgeCheckCmd) Help() string { return "Example: recourse knowledge check my-knowledge" }

// Run proves the knowledge; a file that fails is the answer no.
func (c knowledgeCheckCmd) Run(env *environment) error {
	files, err := env.knowledge()
	if err == nil && c.Dir != "" {
		files, err = overlay(files, c.Dir)
	}
	if err != nil {
		return err
	}
	now, err := env.now()
	if err != nil {
		return err
	}
	_, problems, notes := app.CheckKnowledge(files, recourse.DateOf(now))
	if env.common.JSON {
		if err := env.printJSON(struct {
			OK       bool     `json:"ok"`
			Problems []string `json:"problems"`
			Notes    []string `json:"notes"`
		}{len(problems) == 0, append([]string{}, problems...), append([]string{}, notes...)}); err != nil {
			return err
		}
	} else {
		for _, p := range append(problems, notes...) {
			env.printf("%s\n", p)
		}
	}
	if len(problems) > 0 {
		return errNo
	}
	if !env.common.JSON {
		env.printf("ok\n")
	}
	return nil
}

type knowledgeListCmd struct{}

// Help is the long help.
func (knowledgeListCmd) Help() string { return "Example: recourse knowledge list" }

// Run lists the files by folder.
func (knowledgeListCmd) Run(env *environment) error {
	list := map[string][]string{}
	var kinds []string
	files, err := env.knowledge()
	if err != nil {
		return err
	}
	err = fs.WalkDir(files, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		kind, _, inFolder := strings.Cut(p, "/")
		if d.IsDir() || !inFolder || path.Ext(p) == ".go" {
			return nil
		}
		if list[kind] == nil {
			kinds = append(kinds, kind)
		}
		list[kind] = append(list[kind], p)
		return nil
	})
	if err != nil {
		return errors.Join(err)
	}
	if env.common.JSON {
		return env.printJSON(list)
	}
	for _, k := range kinds {
		env.printf("%s (%d)\n", k, len(list[k]))
		for _, p := range list[k] {
			env.printf("  %s\n", p)
		}
	}
	return nil
}
