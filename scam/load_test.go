package scam_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"recourse"
	"recourse/lookalike"
	"recourse/scam"
)

const acme = `id: acme
name: Acme
group: Acme
names: [Acme]
labels: [acme]
domains: [acme.com]
source: {title: t, seen: undated, confidence: high}
`

const good = `id: prize
kind: pattern
branch: other
impersonates: [acme]
ask: [more]
stages:
  - {id: bait, next: [fee]}
sources:
  own: {title: own, seen: undated, confidence: low}
rules:
  - id: you-won
    weight: 4
    stage: bait
    lever: urgency
    source: own
    terms: {en: ["you won*"], sr: [osvojili ste]}
    expressions:
      en: ['you won (a|the) (prize|car)']
      sr: ['osvojili ste (nagrad|automobil)\w*']
    except:
      en: ['not say you won the prize']
match:
  - {text: "Acme: you won the prize!", stage: bait, rule: you-won}
  - {text: "Освојили сте награду!", rule: you-won}
miss:
  - {text: "We did not say you won the prize."}
`

func loadOne(body string) (*scam.Checker, error) {
	fsys := fstest.MapFS{
		"brands/acme.yaml":          {Data: []byte(acme)},
		"patterns/other/prize.yaml": {Data: []byte(body)},
	}
	brands, err := lookalike.Load(fsys)
	if err != nil {
		return nil, err
	}
	return scam.Load(fsys, brands)
}

func TestLoadGood(t *testing.T) {
	c, err := loadOne(good)
	if err != nil {
		t.Fatalf("Load(good) = %v", err)
	}
	v := c.Check(scam.Document{Text: "ACME says: Yоu won the prize"})
	if v.Pattern == nil || v.Pattern.ID != "prize" || v.Pattern.Impersonates != "acme" {
		t.Errorf("Check = %s, want prize in the name of acme", v.Brief())
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, tt := range []struct{ name, old, new, want string }{
		{"a match text that is not recognised", "Acme: you won the prize!", "Acme wishes you a nice day", "Acme wishes you a nice day"},
		{"a miss text that is recognised", "We did not say you won the prize.", "Hooray, you won a car", "Hooray, you won a car"},
		{"a match text at another stage", "stage: bait, rule", "stage: fee, rule", "not at stage fee"},
		{"a match text without its rule", "rule: you-won}\n  - {text: \"Осв", "rule: other}\n  - {text: \"Осв", "rule other is not met"},
		{"no match texts", "match:\n  - {text: \"Acme: you won the prize!\", stage: bait, rule: you-won}\n  - {text: \"Освојили сте награду!\", rule: you-won}\n", "", "match"},
		{"no miss texts", "miss:\n  - {text: \"We did not say you won the prize.\"}\n", "", "miss"},
		{"an unknown field", "lever: urgency", "levers: urgency", "levers"},
		{"an unknown lever", "lever: urgency", "lever: magic", "magic"},
		{"an unknown stage", "    stage: bait\n", "    stage: hook\n", "hook"},
		{"an unknown brand", "[acme]", "[nobody]", "nobody"},
		{"an unknown source", "    source: own", "    source: hearsay", "hearsay"},
		{"a source without date", "seen: undated, confidence: low", "confidence: low", "undated"},
		{"a weight out of range", "weight: 4", "weight: 40", "weight"},
		{"an expression that is none", "(prize|car)", "(prize|car", "missing closing"},
		{"an expression that folded text cannot meet", "you won (a|the)", "You won (a|the)", "capital"},
		{"an expression with a mark", "osvojili ste (n", "osvojili šte (n", "folding removes"},
		{"an expression that matches nothing at all", "'you won (a|the) (prize|car)'", "'(you won)*'", "nothing at all"},
		{"a term that folds to nothing", `"you won*"`, `"*"`, "two letters"},
		{"a rule that names no rule", "    lever: urgency", "    requires: [ghost]\n    lever: urgency", "ghost"},
		{"an id that is not the file's name", "id: prize", "id: price", "file's name"},
		{"a turn that names no rule", "ask: [more]", "ask: [more]\nturn: [ghost]", "ghost"},
		{"what is shown by no rule", "ask: [more]", "ask: [more]\nshown: {fee: [ghost]}", "ghost"},
		{"what is shown and never comes next", "ask: [more]", "ask: [more]\nshown: {silence: [you-won]}", "silence"},
		{"a second document", "id: prize", "---\nid: a\n---\nid: prize", "second document"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body := strings.Replace(good, tt.old, tt.new, 1)
			if body == good {
				t.Fatalf("%q is not in the file", tt.old)
			}
			_, err := loadOne(body)
			if !errors.Is(err, recourse.Invalid) {
				t.Fatalf("Load = %v, want an error of kind Invalid", err)
			}
			for _, want := range []string{"patterns/other/prize.yaml", tt.want} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("Load = %v, want it to name %q", err, want)
				}
			}
		})
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(good)
	f.Add("id: prize\nkind: facts\n")
	f.Add(strings.Replace(good, "kind: pattern", "kind: signals", 1))
	f.Fuzz(func(t *testing.T, body string) {
		if len(body) > 1<<14 {
			return
		}
		c, err := loadOne(body)
		if err == nil {
			c.Check(scam.Document{Text: "Acme: you won the prize!"})
		}
	})
}
