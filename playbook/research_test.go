package playbook

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"recourse/deadline"
	"recourse/knowledge"

	"github.com/goccy/go-yaml"
)

// research returns the folder of the research notes, and skips where there is none.
func research(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("RECOURSE_FACTS")
	if dir == "" {
		dir = "../../shared/facts"
	}
	if _, err := os.Stat(filepath.Join(dir, "deadlines_index.yaml")); err != nil {
		t.Skip("the research notes are not at hand (RECOURSE_FACTS): routes are not held against them")
	}
	return dir
}

var tableRow = regexp.MustCompile(`(?m)^\| ([A-Z][A-Za-z0-9.-]+) \| (.+) \|$`)

// factTable reads doc/knowledge.md: for each fact where it is, or why not.
func factTable(t *testing.T) map[string]string {
	t.Helper()
	raw, err := os.ReadFile("../doc/knowledge.md")
	if err != nil {
		t.Fatal(err)
	}
	table := make(map[string]string)
	for _, m := range tableRow.FindAllStringSubmatch(string(raw), -1) {
		table[m[1]] = m[2]
	}
	return table
}

var factField = regexp.MustCompile(`fact: "?([A-Z][A-Za-z0-9.-]+)`)

// TestTheTableOfFactsIsTrue holds each row of doc/knowledge.md against the
// files that it names, and each fact of the files against the table.
func TestTheTableOfFactsIsTrue(t *testing.T) {
	inFiles := make(map[string][]string)
	for _, pattern := range []string{"routes/**", "playbooks/**"} {
		names, err := knowledge.Glob(knowledge.Files(), pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			raw, err := knowledge.ReadFile(knowledge.Files(), name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range factField.FindAllStringSubmatch(string(raw), -1) {
				if !slices.Contains(inFiles[m[1]], name) {
					inFiles[m[1]] = append(inFiles[m[1]], name)
				}
			}
		}
	}
	table := factTable(t)
	for fact, names := range inFiles {
		for _, name := range names {
			if !strings.Contains(table[fact], "`"+name+"`") {
				t.Errorf("doc/knowledge.md does not say that %s is in %s", fact, name)
			}
		}
	}
	for fact, where := range table {
		for _, m := range regexp.MustCompile("`((?:routes|playbooks)/[^`]+)`").FindAllStringSubmatch(where, -1) {
			if !slices.Contains(inFiles[fact], m[1]) {
				t.Errorf("doc/knowledge.md says that %s is in %s, and it is not", fact, m[1])
			}
		}
	}
}

// TestEveryFactIsInARouteOrExcused holds the table against the research.
func TestEveryFactIsInARouteOrExcused(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(research(t), "[A-F]_*.yaml"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no facts: %v", err)
	}
	table := factTable(t)
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var file map[string]any
		if err := yaml.Unmarshal(raw, &file); err != nil {
			t.Fatal(err)
		}
		for _, list := range file {
			facts, _ := list.([]any)
			for _, f := range facts {
				fact, _ := f.(map[string]any)
				id, confidence := fmt.Sprint(fact["id"]), fact["confidence"]
				if slices.Contains([]any{"high", "medium-high", "medium"}, confidence) && table[id] == "" {
					t.Errorf("fact %s (%s) is in no route and has no reason in doc/knowledge.md", id, confidence)
				}
			}
		}
	}
}

// clockFact is an entry of the research's index of clocks.
type clockFact struct {
	Fact, Kind, Unit string
	Amount           int
	Extension        int
	Max              *struct {
		Amount int
		Unit   string
	}
	Longest *struct {
		Amount int
		Unit   string
	} `yaml:"max_with_stop_clock"`
}

// TestEveryClockOfTheResearchIsADeadline holds that each clock is a deadline, a
// cap or a first day of a route with that fact as its source. That each of
// these has a case is what [TestEveryRuleHasACaseThatMissesIt] holds.
func TestEveryClockOfTheResearchIsADeadline(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(research(t), "deadlines_index.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var index struct{ Deadlines []clockFact }
	if err := yaml.Unmarshal(raw, &index); err != nil {
		t.Fatal(err)
	}
	if len(index.Deadlines) < 50 {
		t.Fatalf("only %d clocks were read", len(index.Deadlines))
	}
	terms := shipped(t).termsByFact()
	for _, c := range index.Deadlines {
		want := []string{fmt.Sprintf("%d %s", c.Amount, c.Unit)}
		if c.Extension > 0 {
			want = append(want, fmt.Sprintf("%d %s", c.Amount+c.Extension, c.Unit))
		}
		if c.Max != nil {
			want = append(want, fmt.Sprintf("%d %s", c.Max.Amount, c.Max.Unit))
		}
		if c.Longest != nil {
			want = append(want, fmt.Sprintf("%d %s", c.Longest.Amount, c.Longest.Unit))
		}
		for _, term := range want {
			if c.Amount == 0 { // at once: whatever we suggest at once or for the next day
				term = "at once"
			}
			if !slices.Contains(terms[c.Fact], term) {
				t.Errorf("no route counts %s of %s (%s); it has %v", term, c.Fact, c.Kind, terms[c.Fact])
			}
		}
	}
}

// termsByFact lists the terms that are counted with a fact as their source.
func (b *Book) termsByFact() map[string][]string {
	terms := make(map[string][]string)
	for _, r := range b.routes {
		for _, d := range r.Deadlines {
			fact := d.Source.Fact
			terms[fact] = append(terms[fact], d.Term.String())
			for _, c := range []*hardCap{d.Cap, d.NotBefore} {
				if c != nil {
					terms[fact] = append(terms[fact], c.Term.String())
				}
			}
			if d.Kind == OurSuggestion && d.Term.Amount <= 1 && d.Term.Unit == deadline.CalendarDays {
				for _, s := range append(r.allSources(), d.Source) {
					terms[s.Fact] = append(terms[s.Fact], "at once")
				}
			}
		}
	}
	return terms
}
