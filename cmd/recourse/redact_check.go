package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"recourse"
	"recourse/internal/app"
	"recourse/internal/ocr"
	"recourse/picture"
	"recourse/redact"
)

type redactCheckCmd struct {
	Twin     string `arg:"" help:"The twin."`
	Record   string `help:"Its record; otherwise TWIN.redaction.json." placeholder:"FILE"`
	Opened   string `help:"What opens parts of it, or all." placeholder:"FILE"`
	Original string `help:"The file that it is said to be made from." placeholder:"FILE"`
}

// Help is the long help.
func (redactCheckCmd) Help() string {
	return "Example: recourse redact check slip-for-the-seller.pdf --opened part-2.json\nExit status 1 says that something does not fit."
}

// Run tests the twin; one that does not fit its record is the answer no.
func (c redactCheckCmd) Run(env *environment) error {
	_, p, err := env.load(app.Words)
	if err != nil {
		return err
	}
	record, opened, err := c.read()
	if err != nil {
		return err
	}
	twin, err := os.ReadFile(c.Twin)
	if err != nil {
		return inputError(c.Twin, err)
	}
	problems := record.Check(c.Twin, twin, opened)
	if record.Kind == redact.FormPages {
		more, err := uncoveredPages(env, c.Twin, twin, record)
		if err != nil {
			return err
		}
		problems = append(problems, more...)
	}
	compared := false // with the original
	if c.Original != "" {
		digest, err := digestOf(c.Original)
		if err != nil {
			return err
		}
		switch {
		case opened.Original == nil:
			return misused(recourse.Invalid, "part-zero")
		case opened.Original.SHA256 != digest:
			problems = append(problems, recourse.Problem{Path: c.Twin, Code: "redaction-original", Detail: digest})
		}
		if compared = record.Kind != redact.FormPages; compared {
			more, err := c.compare(env, record, twin, opened)
			if err != nil {
				return err
			}
			problems = append(problems, more...)
		}
	}
	if env.common.JSON {
		err = env.printJSON(struct {
			OK       bool              `json:"ok"`
			Kind     string            `json:"kind"`
			Withheld int               `json:"withheld"`
			Opened   []redact.Secret   `json:"opened"`
			Problems []app.ProblemJSON `json:"problems"`
			Compared bool              `json:"compared"` // with the original, outside the parts
		}{len(problems) == 0, record.Kind, len(record.Withheld), append([]redact.Secret{}, opened.Withheld...), app.ProblemsJSON(p, problems), compared})
	} else {
		printProblems(env, p, problems)
		c.say(env, p.T, record, opened, len(problems) == 0, compared)
	}
	if err == nil && len(problems) > 0 {
		return errNo
	}
	return err
}

// compare holds the twin against the original; a text that was read from another kind
// of file is read from it again.
func (c redactCheckCmd) compare(env *environment, record redact.Record, twin []byte, opened redact.Secrets) ([]recourse.Problem, error) {
	f, err := openFile(c.Original)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	original, err := io.ReadAll(io.LimitReader(f, picture.MaxBytes+1))
	switch {
	case err != nil:
		return nil, inputError(c.Original, err)
	case len(original) > picture.MaxBytes:
		return nil, fmt.Errorf("%s has more than %d MiB: %w", c.Original, picture.MaxBytes>>20, recourse.Invalid)
	}
	if record.Kind == redact.FormText && record.Original.Read {
		engines, _, err := env.load(redacting)
		if err != nil {
			return nil, err
		}
		sources, problems := app.Sources([]string{c.Original})
		if len(sources) != 1 || len(problems) > 0 {
			return nil, inputError(c.Original, os.ErrNotExist)
		}
		r := env.redactor(engines)
		matter, err := r.Open(env, sources[0], false)
		if err != nil {
			return nil, err
		}
		original = []byte(matter.Text) // empty where the original holds none
	}
	return record.Compare(c.Twin, twin, original, opened)
}

func (c redactCheckCmd) say(env *environment, t func(string, ...any) string, record redact.Record, opened redact.Secrets, ok, compared bool) {
	if !ok {
		env.printf("%s\n", t("cli.redact.not-ok"))
		return
	}
	env.printf("%s\n", t("cli.redact.ok", "n", len(record.Withheld), "opened", len(opened.Withheld)))
	for _, s := range opened.Withheld {
		if len(s.Text) > 0 {
			env.printf("  %d: %s\n", s.N, string(s.Text))
		}
	}
	switch {
	case compared:
		env.printf("%s\n", t("cli.redact.compared"))
	case c.Original != "":
		env.printf("%s\n", t("cli.redact.pages-not-compared"))
	default:
		env.printf("%s\n", t("cli.redact.limits"))
	}
}

func (c redactCheckCmd) read() (record redact.Record, opened redact.Secrets, err error) {
	name := c.Record
	if name == "" {
		name = c.Twin + ".redaction.json"
	}
	f, err := openFile(name)
	if err != nil {
		return record, opened, err
	}
	defer f.Close()
	if record, err = redact.ReadRecord(f); err != nil {
		return record, opened, fmt.Errorf("%s: %w", name, err)
	}
	if c.Opened != "" {
		opened, err = readSecrets(c.Opened)
	}
	return record, opened, err
}

// uncoveredPages paints the pages of a twin on which something is withheld and looks
// whether it is black.
func uncoveredPages(env *environment, path string, twin []byte, record redact.Record) (problems []recourse.Problem, err error) {
	seen := make(map[int]bool)
	for _, part := range record.Withheld {
		if seen[part.Page] {
			continue
		}
		seen[part.Page] = true
		painted, err := ocr.Reader{}.PDFPage(env, twin, part.Page, 1000)
		if errors.Is(err, recourse.Unavailable) {
			return nil, err
		}
		var open []int
		if err == nil {
			open, err = record.UncoveredOn(part.Page, painted)
		}
		if err != nil {
			open = []int{part.N}
		}
		for _, n := range open {
			problems = append(problems, recourse.Problem{Path: path, Code: "redaction-place", Detail: strconv.Itoa(n)})
		}
	}
	return problems, env.Err()
}

func digestOf(name string) (string, error) {
	f, err := openFile(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", inputError(name, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
