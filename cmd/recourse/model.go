package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"recourse"
	"recourse/internal/app"
	"recourse/internal/durable"
	"recourse/knowledge"
	"recourse/model"
	"recourse/scam"
	"recourse/scam/train"
)

type modelCmd struct {
	Gather modelGatherCmd `cmd:"" help:"Print the labelled texts that the shipped model learns from."`
	Train  modelTrainCmd  `cmd:"" help:"Learn from labelled texts and write a weights file."`
	Eval   modelEvalCmd   `cmd:"" help:"How good the checker is on labelled texts."`
	Card   modelCardCmd   `cmd:"" help:"What a model was trained on and how good it is."`
}

// Help is the long help.
func (modelCmd) Help() string { return "Example: recourse model card" }

type modelTrainCmd struct {
	In    string  `arg:"" help:"Labelled texts: JSON lines with text, label01 (1 is a scam), cluster; set and weight where wanted. - is standard input."`
	Out   string  `arg:"" help:"The weights file to write."`
	Name  string  `help:"Its name, as 2026-11-c." default:"own"`
	Cost  float64 `help:"How much a mistake counts against large weights; 0 has it chosen by cross-validation." default:"0" hidden:""`
	Least int     `help:"In how many texts a feature must stand to be learnt; more makes a smaller file." default:"2"`
}

// Help is the long help.
func (modelTrainCmd) Help() string {
	return "Example: recourse model train reviewed.jsonl desk.model && recourse check --model desk.model message.txt"
}

// Run trains.
func (c modelTrainCmd) Run(env *environment) error {
	if c.In != "-" && sameFile(c.In, c.Out) {
		return fmt.Errorf("%s holds the texts; name another file for the weights: %w", c.Out, recourse.Invalid)
	}
	engines, err := env.engines(app.Rules)
	if err != nil {
		return err
	}
	examples, err := env.examples(c.In)
	if err != nil {
		return err
	}
	lexicon, err := env.lexicon()
	if err != nil {
		return err
	}
	m, card, err := train.Train(examples, train.Options{Name: c.Name, Cost: c.Cost, Least: c.Least, Rules: rulesOf(engines.Checker), Alone: scam.RulesAlone, Lexicon: lexicon})
	if err != nil {
		return fmt.Errorf("train: %w", err)
	}
	if err := writeModel(c.Out, m); err != nil {
		return err
	}
	if env.common.JSON {
		return env.printJSON(card)
	}
	printCard(env.out, m.Meta(), card)
	return nil
}

// sameFile reports whether two paths lead to one file.
func sameFile(a, b string) bool {
	x, errA := os.Stat(a)
	y, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(x, y)
}

// writeModel writes a weights file beside its place and then puts it there, so
// that a failure leaves what stood there before.
func writeModel(path string, m *model.Model) error {
	f, err := durable.BeginMaking(filepath.Dir(path), "model", time.Now())
	if err != nil {
		return inputError(path, err)
	}
	defer f.Discard()
	_, err = m.WriteTo(f)
	if err = errors.Join(err, f.Chmod(0o644)); err == nil {
		err = f.Replace(path, time.Time{})
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// concepts is knowledge/model/concepts.yaml: the ideas that a model learns, and
// the words for them by language.
type concepts struct {
	Concepts []struct {
		ID string   `yaml:"id"`
		En []string `yaml:"en"`
		Sr []string `yaml:"sr"`
	} `yaml:"concepts"`
}

// lexicon returns the concepts among the knowledge, or nil where it has none.
func (e *environment) lexicon() (*model.Lexicon, error) {
	files, err := e.knowledge()
	if err != nil {
		return nil, err
	}
	var list concepts
	if err := knowledge.Decode(files, "model/concepts.yaml", &list); errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // no concepts is an answer
	} else if err != nil {
		return nil, fmt.Errorf("read concepts: %w", err)
	}
	terms := make(map[string][]string)
	for _, c := range list.Concepts {
		terms[c.ID] = append(append(terms[c.ID], c.En...), c.Sr...)
	}
	return model.NewLexicon(terms)
}

func rulesOf(c *scam.Checker) func(string) float64 {
	return func(text string) float64 { return c.Check(scam.Document{Text: text}).Rules }
}

type modelEvalCmd struct {
	In    string `arg:"" help:"Labelled texts, as for train."`
	Model string `help:"A weights file of your own." type:"existingfile" placeholder:"FILE"`
}

// Help is the long help.
func (modelEvalCmd) Help() string { return "Example: recourse model eval reviewed.jsonl" }

// Run measures the whole checker, rules and model, on texts.
func (c modelEvalCmd) Run(env *environment) error {
	checker, err := env.checker(c.Model)
	if err != nil {
		return err
	}
	examples, err := env.examples(c.In)
	if err != nil {
		return err
	}
	bySet := make(map[string][]train.Scored)
	var all []train.Scored
	var names []string
	for _, e := range examples {
		s := train.Scored{Score: checker.Check(scam.Document{Text: e.Text}).Score, Scam: e.Scam}
		if _, ok := bySet[e.Set]; !ok {
			names = append(names, e.Set)
		}
		bySet[e.Set] = append(bySet[e.Set], s)
		all = append(all, s)
	}
	slices.Sort(names)
	card := train.Card{All: train.Measure("all", all), Reliability: train.Reliability(all)}
	for _, n := range names {
		card.Sets = append(card.Sets, train.Measure(n, bySet[n]))
	}
	if env.common.JSON {
		return env.printJSON(card)
	}
	printFigures(env.out, card)
	return nil
}

type modelCardCmd struct {
	Model string `help:"A weights file of your own." type:"existingfile" placeholder:"FILE"`
}

// Help is the long help.
func (modelCardCmd) Help() string { return "Example: recourse model card" }

// Run shows the card that stands in the weights file.
func (c modelCardCmd) Run(env *environment) error {
	checker, err := env.checker(c.Model)
	if err != nil {
		return err
	}
	m := checker.Model()
	if m == nil {
		return fmt.Errorf("the knowledge in use holds no model: %w", recourse.NotFound)
	}
	meta := m.Meta()
	if env.common.JSON {
		return env.printJSON(meta)
	}
	var card train.Card
	if err := json.Unmarshal(meta.Card, &card); err != nil {
		return fmt.Errorf("read the model's card: %w", err)
	}
	printCard(env.out, meta, card)
	return env.credits(card, c.Model == "")
}

// credits says whose texts a model has learnt from, as their licences ask, and of
// the one that ships where it is weak.
func (e *environment) credits(card train.Card, ships bool) error {
	files, err := e.knowledge()
	if err != nil {
		return err
	}
	r, err := readRecipe(files)
	if err != nil {
		return err
	}
	for _, s := range r.Sets {
		if slices.ContainsFunc(card.Sets, func(f train.Figure) bool { return f.Set == s.ID }) {
			e.printf("\n%s: %s (%s)", s.ID, s.Credit, s.Licence)
		}
	}
	e.printf("\n")
	for _, n := range r.Notes {
		if ships {
			e.printf("\n%s\n", n)
		}
	}
	return nil
}

// checker returns the shipped checker, with another model where a file names one.
func (e *environment) checker(file string) (*scam.Checker, error) {
	part := app.Checker
	if file != "" {
		part = app.Rules
	}
	engines, err := e.engines(part)
	if err != nil || file == "" {
		return engines.Checker, err
	}
	return withModel(engines.Checker, file)
}

func withModel(c *scam.Checker, file string) (*scam.Checker, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, inputError(file, err)
	}
	defer f.Close()
	m, err := model.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return c.WithModel(m), nil
}

// labelled is one line of labelled texts.
type labelled struct {
	Text    string  `json:"text"`
	Label   *int    `json:"label01"`
	Cluster any     `json:"cluster,omitempty"`
	Set     string  `json:"set,omitempty"`
	Weight  float64 `json:"weight,omitempty"`
	Lang    string  `json:"lang,omitempty"`
}

// examples reads labelled texts; a line that is none is an error that names it.
func (e *environment) examples(path string) ([]train.Example, error) {
	in := e.in
	if path != "-" {
		f, err := openFile(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	var list []train.Example
	r := bufio.NewReaderSize(in, 64<<10)
	for n := 1; ; n++ {
		line, err := readLine(r)
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if errors.Is(err, errLineTooLong) {
			return nil, fmt.Errorf("%s, line %d: longer than %d bytes: %w", path, n, maxStreamLine, recourse.Invalid)
		}
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, n, err)
		}
		if len(strings.TrimSpace(string(line))) == 0 {
			continue
		}
		var l labelled
		if err := json.Unmarshal(line, &l); err != nil || l.Text == "" || l.Label == nil || *l.Label != 0 && *l.Label != 1 {
			return nil, fmt.Errorf("%s, line %d: want an object with text and label01 that is 0 or 1: %w", path, n, recourse.Invalid)
		}
		cluster := ""
		if l.Cluster != nil {
			cluster = fmt.Sprint(l.Cluster)
		}
		list = append(list, train.Example{Text: l.Text, Scam: *l.Label == 1, Cluster: cluster, Set: l.Set, Weight: l.Weight})
	}
}

func printCard(w io.Writer, meta model.Meta, card train.Card) {
	printf(w, "Model %s: %d features; log-odds = %.2f x model + %.2f x rules %+.2f\n", meta.Name, card.Features, meta.Stack.Model, meta.Stack.Rules, meta.Stack.Bias)
	if card.Folds > 0 {
		printf(w, "Figures are out of fold (%d folds, near-duplicates together), at the cut 0.5; cost %g.\n", card.Folds, card.Cost)
	}
	printf(w, "\n")
	printFigures(w, card)
}

func printFigures(w io.Writer, card train.Card) {
	printf(w, "%-24s %7s %7s %8s %8s %6s %7s %12s %6s\n", "set", "texts", "scams", "found", "alarms", "F1", "AUC", "alarms at 95", "ECE")
	for _, f := range append(slices.Clone(card.Sets), card.All) {
		others := f.Texts - f.Scams
		ranked := min(f.Scams, others)
		printf(w, "%-24s %7d %7d %8s %8s %6s %7s %12s %6.3f\n", f.Set, f.Texts, f.Scams,
			figure(f.Scams, "%.1f%%", 100*f.Found), figure(others, "%.2f%%", 100*f.Alarms), figure(f.Scams, "%.3f", f.F1),
			figure(ranked, "%.4f", f.AUC), figure(ranked, "%.2f%%", 100*f.AlarmsAt95), f.ECE)
	}
	printf(w, "\n%-12s %7s %10s %14s\n", "score", "texts", "mean score", "share of scams")
	for _, c := range card.Reliability {
		printf(w, "%.1f to %.1f   %7d %10.3f %14.3f\n", c.From, c.To, c.Texts, c.Score, c.Scams)
	}
}

// figure writes a number, or a dash where nothing was there to measure it on.
func figure(of int, format string, v float64) string {
	if of == 0 {
		return "-"
	}
	return fmt.Sprintf(format, v)
}
