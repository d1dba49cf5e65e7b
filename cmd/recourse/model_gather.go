package main

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"recourse"
	"recourse/knowledge"
)

type modelGatherCmd struct {
	Data string `help:"The folder with the public sets that the recipe names, as <id>.jsonl.gz." type:"existingdir" placeholder:"DIR"`
}

// Help is the long help.
func (modelGatherCmd) Help() string {
	return "knowledge/model/recipe.yaml says what is taken. Without --data it is the corpus alone.\n" +
		"Example: recourse model gather --data DIR > learn.jsonl && recourse model train learn.jsonl weights.bin"
}

// recipe is knowledge/model/recipe.yaml: what the shipped model learns from.
type recipe struct {
	Corpus struct {
		Weight float64            `yaml:"weight"`
		Files  map[string]float64 `yaml:"files"` // those with another weight
	} `yaml:"corpus"`
	Sets []recipeSet `yaml:"sets"`
	// Notes say of the model that ships what its figures do not.
	Notes []string `yaml:"notes"`
}

type recipeSet struct {
	ID      string   `yaml:"id"`
	Scam    []string `yaml:"scam"`
	Other   []string `yaml:"other"`
	From    string   `yaml:"from"` // what a row's source begins with
	Weight  float64  `yaml:"weight"`
	Most    int      `yaml:"most"`
	Licence string   `yaml:"licence"`
	Credit  string   `yaml:"credit"`
}

// Run prints the texts.
func (c modelGatherCmd) Run(env *environment) error {
	files, err := env.knowledge()
	if err != nil {
		return err
	}
	r, err := readRecipe(files)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(env.out)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	if err := gatherCorpus(files, r, enc); err != nil {
		return err
	}
	for _, s := range r.Sets {
		if c.Data == "" {
			break
		}
		if err := s.gather(c.Data, enc); err != nil {
			return err
		}
	}
	return out.Flush()
}

func readRecipe(files fs.FS) (recipe, error) {
	var r recipe
	if err := knowledge.Decode(files, "model/recipe.yaml", &r); err != nil {
		return r, fmt.Errorf("read recipe: %w", err)
	}
	return r, nil
}

func gatherCorpus(files fs.FS, r recipe, enc *json.Encoder) error {
	names, err := knowledge.Glob(files, "corpus/*.jsonl")
	if err != nil {
		return fmt.Errorf("list corpus: %w", err)
	}
	for _, name := range names {
		b, err := knowledge.ReadFile(files, name)
		if err != nil {
			return err
		}
		base := strings.TrimSuffix(filepath.Base(name), ".jsonl")
		weight, ok := r.Corpus.Files[base]
		if !ok {
			weight = r.Corpus.Weight
		}
		n := 0
		for line := range strings.Lines(string(b)) {
			n++
			var l labelled
			if err := json.Unmarshal([]byte(line), &l); err != nil || l.Label == nil {
				return fmt.Errorf("%s, line %d: no object with text and label01: %w", name, n, recourse.Invalid)
			}
			l.Set, l.Weight = "corpus-"+base, weight
			if err := enc.Encode(l); err != nil {
				return fmt.Errorf("write: %w", err)
			}
		}
	}
	return nil
}

// gather prints the set's rows that are for training.
func (s recipeSet) gather(dir string, enc *json.Encoder) error {
	path := filepath.Join(dir, s.ID+".jsonl.gz")
	f, err := os.Open(path)
	if err != nil {
		return inputError(path, err)
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		return fmt.Errorf("%s: %w: %w", path, err, recourse.Invalid)
	}
	type row struct {
		labelled
		key [sha256.Size]byte
	}
	var rows []row
	in := bufio.NewReader(unzipped)
	for n := 1; ; n++ {
		line, err := readLine(in)
		if errors.Is(err, io.EOF) {
			break
		}
		var l struct {
			ID, Label, Text, Source, Split string
			Cluster                        any
		}
		if err == nil {
			err = json.Unmarshal(line, &l)
		}
		if err != nil {
			return fmt.Errorf("%s, line %d: %w: %w", path, n, err, recourse.Invalid)
		}
		scam := slices.Contains(s.Scam, l.Label)
		if l.Split != "train" || !scam && !slices.Contains(s.Other, l.Label) || !strings.HasPrefix(l.Source, s.From) {
			continue
		}
		label := 0
		if scam {
			label = 1
		}
		rows = append(rows, row{labelled{l.Text, &label, l.Cluster, s.ID, s.Weight, ""}, sha256.Sum256([]byte(l.ID))})
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(string(a.key[:]), string(b.key[:])) })
	if s.Most > 0 {
		rows = rows[:min(s.Most, len(rows))]
	}
	for _, r := range rows {
		if err := enc.Encode(r.labelled); err != nil {
			return fmt.Errorf("write: %w", err)
		}
	}
	return nil
}
