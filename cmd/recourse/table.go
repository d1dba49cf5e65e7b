package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"recourse"
	"recourse/intake"
	"recourse/internal/app"
)

// tableFlags say what the columns of a table are that no form knows.
type tableFlags struct {
	Columns   string   `help:"What the columns of a table are, by their numbers: date, amount or debit and credit, text, name, account, direction, reference and others; currency=EUR and dates=month-first may be added." placeholder:"date=1,amount=3,..."`
	Person    []string `sep:"none" help:"Your own name in a chat, or your own number, address or account, as the files have it: it tells your side from the other. A given name is enough where only one in the files has it. May be given more than once." placeholder:"NAME"`
	Dates     []string `sep:"none" help:"In which order a chat writes its dates, where they can be read two ways: day-first or month-first. May be given more than once." placeholder:"FILE=day-first"`
	Statement string   `help:"A form of statements of your own, as the files in knowledge/statements have it." placeholder:"FORM.yaml"`
}

// choose puts what was chosen into opt.
func (c tableFlags) choose(engines *app.Engines, opt *intake.Options) error {
	opt.Person = c.Person
	for _, said := range c.Dates {
		at := strings.LastIndexByte(said, '=')
		if at < 1 || said[at+1:] != intake.DayFirst && said[at+1:] != intake.MonthFirst {
			return misused(recourse.Invalid, "dates", "value", said)
		}
		if opt.Dates == nil {
			opt.Dates = make(map[string]string)
		}
		opt.Dates[said[:at]] = said[at+1:]
	}
	if c.Columns != "" {
		columns, err := intake.ParseColumns(c.Columns)
		if err != nil {
			return fmt.Errorf("--columns: %w", err)
		}
		opt.Columns = columns
	}
	if c.Statement == "" {
		return nil
	}
	root, err := os.OpenRoot(filepath.Dir(c.Statement))
	if err != nil {
		return inputError(c.Statement, err)
	}
	defer root.Close()
	if _, err := os.Stat(c.Statement); err != nil {
		return inputError(c.Statement, err)
	}
	statements, err := engines.Statements.With(root.FS(), filepath.Base(c.Statement))
	if err != nil {
		return fmt.Errorf("--statement: %w", err)
	}
	engines.Statements, opt.Statements = statements, statements
	return nil
}
