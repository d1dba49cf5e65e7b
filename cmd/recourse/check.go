package main

import (
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/internal/app"
	"recourse/locale"
	"recourse/scam"
)

type checkCmd struct {
	Files    []string `arg:"" optional:"" name:"file" help:"Texts to judge, or lists of them; - or none is standard input."`
	JSONL    bool     `name:"jsonl" help:"One JSON object {\"id\",\"text\"} a line in, one verdict a line out, in the same order."`
	Question string   `help:"Answer this question about the text: supplier (should I buy?) or platform (is it really them?)."`
	Model    string   `help:"Judge with this weights file, as 'model train' writes it." type:"existingfile" placeholder:"FILE"`
	Country  string   `help:"Country of the person: its language answers where --lang names none." placeholder:"CC"`
	Timing   bool     `help:"Add took_us, the microseconds that a verdict took."`
}

// Help is the long help.
func (checkCmd) Help() string {
	return "Example: echo 'Uplatite 6.000 RSD da aktivirate VIP1 zadatke' | recourse check --lang sr-Latn\n\n" +
		"Example: echo 'They have no reviews and want the money on a private account' | recourse check --question supplier"
}

// Run judges each text.
func (c checkCmd) Run(env *environment) error {
	engines, err := env.engines(app.Words | app.Calendars)
	if err != nil {
		return err
	}
	_, p, err := env.answerTo(engines, c.Country)
	if err != nil {
		return err
	}
	engines.Checker, err = env.checker(c.Model)
	if err != nil {
		return err
	}
	if known := engines.Checker.Questions(); c.Question != "" && !slices.Contains(known, c.Question) {
		return misused(recourse.Invalid, "question", "value", c.Question, "list", strings.Join(known, ", "))
	}
	files := c.Files
	if len(files) == 0 {
		files = []string{"-"}
	}
	if c.JSONL {
		return c.streams(env, engines.Checker, p, files)
	}
	var errs []error
	for _, name := range files {
		text, form, err := env.readWords(name)
		if err == nil && strings.TrimSpace(text) == "" {
			err = misused(recourse.Invalid, "empty", "path", name)
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		v, took := c.judge(engines.Checker, text)
		id := ""
		if len(files) > 1 {
			id = name
		}
		if env.common.JSON {
			errs = append(errs, env.printJSON(app.VerdictJSON(p, v, app.ModelName(engines.Checker), app.About{ID: id, TookUS: took, Decoded: form})))
		} else {
			printVerdict(env.out, p, v, text, id)
		}
	}
	return errors.Join(errs...)
}

func (c checkCmd) judge(checker *scam.Checker, text string) (scam.Verdict, int64) {
	began := time.Now()
	v := checker.Check(scam.Document{Text: text, Question: c.Question})
	if !c.Timing {
		return v, 0
	}
	return v, max(1, time.Since(began).Microseconds())
}

// quoteLength is how much of the text a reason quotes, in bytes.
const quoteLength = 160

func printVerdict(w io.Writer, p *locale.Printer, v scam.Verdict, text, id string) {
	if id != "" {
		printf(w, "%s\n", id)
	}
	printf(w, "%s\n", p.Say(v.Heading))
	named := v.Verdict != scam.Unclear || v.Answer == nil || !v.Answer.Asked // else the question is answered, and nobody is accused yet
	if v.Pattern != nil && named {
		printf(w, "%s\n", p.Say(v.Pattern.Name))
	}
	if v.Stage != nil && named {
		printf(w, "%s (%d/%d)\n", p.Say(v.Stage.Name), v.Stage.Step, v.Stage.Of)
	}
	if v.Verdict == scam.NoSigns && len(v.Reasons) > 0 {
		printf(w, "\n%s\n", p.T("cli.check.noticed"))
	}
	for i, r := range v.Reasons {
		printf(w, "\n%d. %s\n", i+1, p.Say(r.Text))
		if len(r.Spans) > 0 {
			printf(w, "   “%s”\n", quoted(r, text))
		}
		printf(w, "   %s\n", p.Say(r.Why))
		if r.Lever != "" {
			printf(w, "   %s. %s %s\n", p.T("lever."+r.Lever+".name"), p.T("cli.check.against"), p.T("lever."+r.Lever+".against"))
		}
	}
	for _, r := range v.Counter {
		printf(w, "\n– %s\n", p.Say(r.Text))
	}
	if named && v.Stage != nil && len(v.Stage.Next) > 0 {
		printf(w, "\n%s\n", p.T("cli.check.next"))
		for _, n := range v.Stage.Next {
			printf(w, "  · %s\n", p.Say(n))
		}
	}
	if v.Answer != nil {
		printAnswer(w, p, *v.Answer, text)
	}
	if v.Cut {
		printf(w, "\n%s\n", p.T("cli.check.cut", "mb", scam.MaxText>>20))
	}
	if v.Ask != nil {
		printf(w, "\n%s\n", p.Say(*v.Ask))
	}
	if len(v.WouldChange) > 0 {
		printf(w, "\n%s\n", p.T("cli.check.would_change"))
		for _, c := range v.WouldChange {
			printf(w, "  · %s\n", p.Say(c))
		}
	}
}

// quoted returns the words that a reason rests on: of rules the first place, of
// the model all of them.
func quoted(r scam.Reason, text string) string {
	if r.Rule != scam.RuleWords {
		return clip(r.Spans[0].Of(text))
	}
	var words []string
	for _, s := range r.Spans {
		words = append(words, clip(s.Of(text)))
	}
	return strings.Join(words, "” · “")
}

// clip shortens a quotation at a rune boundary and keeps it on one line.
func clip(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= quoteLength {
		return s
	}
	cut := quoteLength
	for cut > 0 && s[cut]&0xC0 == 0x80 {
		cut--
	}
	return s[:cut] + "…"
}
